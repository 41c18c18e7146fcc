package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (w *Workspace) drawBlock(r Reader, b *block, v *view) drawn {
	d := drawn{Type: b.Type, Block: b.ID}
	switch b.Type {
	case "section", "alert":
		if b.Text.Text != "" {
			d.Lines = r.textLines(b.Text)
		}
		for _, f := range b.Fields {
			d.Fields = append(d.Fields, r.textLines(f))
		}
	case "header":
		d.Lines = r.textLines(b.Text)
	case "markdown":
		d.Lines = r.lines(strings.ReplaceAll(b.Text.Text, "**", "*"))
	case "context":
		for _, e := range b.Elements {
			if e.Type != "image" {
				d.Lines = append(d.Lines, r.textLines(textObject{Type: e.Type, Text: e.Text.Text})...)
			}
		}
	case "rich_text":
		for _, e := range b.Elements {
			d.Lines = append(d.Lines, r.richLines(e, "")...)
		}
	case "image":
		d.Alt, d.Image, d.Link = b.Alt, w.ownFile(b.ImageURL), safeURL(b.ImageURL)
	case "table", "data_table":
		for _, row := range b.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, cellText(r, c))
			}
			d.Rows = append(d.Rows, cells)
		}
	case "data_visualization":
		d.Label = unescape(b.Title.Text)
		d.Meters = b.meters()
	case "input":
		d.Label, d.Hint, d.Optional = unescape(b.Label.Text), unescape(b.Hint.Text), b.Optional
	}
	for _, e := range b.actions() {
		d.Controls = append(d.Controls, w.drawControl(b, e, v))
	}
	return d
}

// ownFile is the page's address of a picture that was uploaded here.
func (w *Workspace) ownFile(url string) string {
	if i := strings.LastIndex(url, "/files/"); i >= 0 && w.uploads[url[i+7:]] != nil {
		return "/file/" + url[i+7:]
	}
	return ""
}

func (r Reader) richLines(e element, bullet string) []drawnLine {
	var out []drawnLine
	if e.Type == "rich_text_list" {
		for i, item := range e.Elements {
			b := "•"
			if e.Style.Word == "ordered" {
				b = strconv.Itoa(i+1) + "."
			}
			out = append(out, r.richLines(item, b)...)
		}
		return out
	}
	var spans []span
	cut := func() {
		out = append(out, drawnLine{Spans: r.spans(spans), Quote: e.Type == "rich_text_quote", Pre: e.Type == "rich_text_preformatted", Bullet: bullet})
		spans, bullet = nil, ""
	}
	for _, run := range e.Elements {
		s := run.span()
		if s.kind != spanText {
			spans = append(spans, s)
			continue
		}
		for i, part := range strings.Split(s.text, "\n") {
			if i > 0 {
				cut()
			}
			s.text = part
			spans = append(spans, s)
		}
	}
	cut()
	return out
}

func (w *Workspace) drawControl(b *block, e *element, v *view) controlView {
	c := controlView{Kind: e.Type, Label: unescape(e.Text.Text), Action: e.Action, Block: e.block, Value: e.Value,
		URL: safeURL(e.URL), Style: e.Style.Word, Hint: unescape(e.Placeholder.Text), Multiline: e.Multiline,
		Instant: b.Type != "input" || b.Dispatch, Min: e.MinLength, Max: cmpOr(e.MaxLength, 3000)}
	var confirm struct{ Title, Text textObject }
	if json.Unmarshal(e.Confirm, &confirm) == nil && confirm.Text.Text != "" {
		c.Confirm = strings.TrimSpace(unescape(confirm.Title.Text + "\n" + confirm.Text.Text))
	}
	for _, o := range e.all() {
		c.Options = append(c.Options, Choice{unescape(o.Text.Text), o.Value})
	}
	switch e.Type {
	case "users_select", "multi_users_select":
		for _, id := range w.userOrder {
			c.Options = append(c.Options, Choice{w.users[id].RealName, id})
		}
	case "channels_select", "conversations_select", "multi_channels_select", "multi_conversations_select":
		for _, id := range w.chanOrder {
			if ch := w.channels[id]; ch.Kind == Public || ch.Kind == Private {
				c.Options = append(c.Options, Choice{"#" + ch.Name, id})
			}
		}
	}
	state := e.initial()
	if v != nil && v.values[e.block][e.Action] != nil {
		state = v.values[e.block][e.Action]
	}
	c.Chosen = chosen(state)
	return c
}

// chosen lists what a state holds, as values of a form.
func chosen(state obj) []string {
	raw, _ := json.Marshal(state)
	var all map[string]any
	_ = json.Unmarshal(raw, &all)
	delete(all, "type")
	var out []string
	var add func(v any)
	add = func(v any) {
		switch x := v.(type) {
		case string:
			out = append(out, x)
		case float64:
			out = append(out, strconv.FormatInt(int64(x), 10))
		case map[string]any:
			add(x["value"])
		case []any:
			for _, e := range x {
				add(e)
			}
		}
	}
	for _, v := range all {
		add(v)
	}
	return out
}

func (c controlView) Has(value string) bool { return slices.Contains(c.Chosen, value) }

// First is the control's value where it holds one.
func (c controlView) First() string {
	if len(c.Chosen) == 0 {
		return ""
	}
	return c.Chosen[0]
}

// Name is what the control is called in the form's data.
func (c controlView) Name() string {
	if c.Kind == "datetimepicker" {
		return "at|" + c.Block
	}
	return c.Block
}

func (m meterView) Figure() string { return fmt.Sprintf("%g", m.Value) }
