package workspace

import (
	"strconv"
	"strings"
)

func (d *Doc) block(r Reader, b *block) {
	switch b.Type {
	case "section", "alert":
		d.text(r, b.Text)
		for _, f := range b.Fields {
			d.text(r, f)
		}
	case "header":
		d.text(r, b.Text)
	case "markdown":
		d.add(strings.Split(strings.ReplaceAll(b.Text.Text, "**", ""), "\n")...)
	case "context":
		var parts []string
		for _, e := range b.Elements {
			if e.Type == "image" {
				continue
			}
			var sub Doc
			sub.text(r, textObject{Type: e.Type, Text: e.Text.Text})
			parts = append(parts, strings.Join(sub.Lines, "\n"))
		}
		if len(parts) > 0 {
			d.add(strings.Split(strings.Join(parts, " "), "\n")...)
		}
	case "rich_text":
		for _, e := range b.Elements {
			d.rich(r, e, "")
		}
	case "image":
		d.add("(picture: " + b.Alt + ")")
	case "video":
		d.add("(video: " + b.Alt + ")")
	case "table", "data_table":
		for _, row := range b.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, cellText(r, c))
			}
			d.add(strings.Join(cells, " | "))
		}
	case "data_visualization":
		d.add("(chart: " + unescape(b.Title.Text) + ")")
		for _, m := range b.meters() {
			d.add(m.Label + " " + m.Figure())
		}
	case "input":
		d.add(unescape(b.Label.Text))
	}
	for _, e := range b.actions() {
		d.Controls = append(d.Controls, r.control(b, e, len(d.Lines)))
	}
}

func (r Reader) control(b *block, e *element, line int) Control {
	c := Control{Kind: e.Type, Label: unescape(e.Text.Text), Action: e.Action, Block: e.block, Value: e.Value,
		URL: e.URL, Style: e.Style.Word, Line: line}
	if c.Label == "" {
		c.Label = unescape(e.Placeholder.Text)
	}
	if b.Type == "input" {
		c.Label, c.Hint, c.Optional, c.Input = unescape(b.Label.Text), unescape(b.Hint.Text), b.Optional, !b.Dispatch
	}
	for _, o := range e.all() {
		c.Options = append(c.Options, Choice{unescape(o.Text.Text), o.Value})
	}
	return c
}

func cellText(r Reader, c element) string {
	if c.Type == "rich_text" {
		var sub Doc
		for _, e := range c.Elements {
			sub.rich(r, e, "")
		}
		return strings.Join(sub.Lines, " ")
	}
	return unescape(c.Text.Text)
}

// rich adds one part of a rich_text block.
func (d *Doc) rich(r Reader, e element, indent string) {
	switch e.Type {
	case "rich_text_list":
		for i, item := range e.Elements {
			bullet := "• "
			if e.Style.Word == "ordered" {
				bullet = strconv.Itoa(i+1) + ". "
			}
			d.rich(r, item, indent+bullet)
		}
		return
	case "rich_text_quote":
		indent += "> "
	}
	var spans []span
	for _, run := range e.Elements {
		spans = append(spans, run.span())
	}
	for l := range strings.SplitSeq(r.words(spans), "\n") {
		d.add(indent + l)
	}
}

// span is a run of rich text as the span mrkdwn would give.
func (e element) span() span {
	s := span{text: unescape(e.Text.Text), bold: e.Style.Bold, italic: e.Style.Italic, strike: e.Style.Strike, code: e.Style.Code}
	switch e.Type {
	case "user":
		s.kind, s.id = spanUser, e.User
	case "channel":
		s.kind, s.id = spanChannel, e.Channel
	case "usergroup":
		s.kind, s.id = spanGroup, e.Group
	case "broadcast":
		s.kind, s.text = spanBroadcast, e.Range
	case "link":
		s.kind, s.id = spanLink, e.URL
		if s.text == "" {
			s.text = e.URL
		}
	case "emoji":
		s.text = ":" + e.Name + ":"
	case "date":
		s.kind, s.unix, s.id, s.text = spanDate, strconv.FormatInt(e.Unix, 10), e.Format, e.Fallback
	}
	return s
}
