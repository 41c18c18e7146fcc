package workspace

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// A Doc is a message or view as words: what a person reads, line by line,
// and what they can press.
type Doc struct {
	Lines    []string
	Controls []Control
}

// A Control is a button, select or input. An input of a form has a Label
// from its block; a select's label is its placeholder.
type Control struct {
	Kind     string // Block Kit's element type: "button", "static_select" …
	Label    string
	Action   string // action_id
	Block    string // block_id
	Value    string
	URL      string
	Style    string // "primary", "danger" or empty
	Hint     string
	Input    bool // waits for the form's submission
	Optional bool
	Options  []Choice
	Line     int // how many lines stand above it
}

// A Choice is one option of a control.
type Choice struct{ Label, Value string }

// A Reader is the person words are drawn for. Nil functions leave ids as
// they are; a nil Zone is UTC.
type Reader struct {
	Zone    *time.Location
	Clock12 bool      // 6:39 PM rather than 18:39
	Now     time.Time // for {date_pretty} and {ago}; zero draws plain dates
	User    func(id string) string
	Channel func(id string) string
	Group   func(id string) string
}

// Plain decodes Block Kit and mrkdwn back to words: escapes undone, mentions
// as @name, links as their words, dates in the reader's zone, marks of
// emphasis left out. As on Slack, text is read only where there are no
// blocks.
func Plain(blocks json.RawMessage, text string, r Reader) Doc {
	var d Doc
	list := decodeBlocks(blocks)
	if len(list) == 0 {
		d.mrkdwn(r, text)
		return d
	}
	for i := range list {
		d.block(r, &list[i])
	}
	return d
}

// Read draws a message for a person, in their zone and with names.
func (w *Workspace) Read(user string, m Message) Doc {
	w.mu.Lock()
	r := w.reader(user)
	w.mu.Unlock()
	return Plain(m.Blocks, m.Text, r)
}

// ReadView draws a view for a person.
func (w *Workspace) ReadView(user string, v View) Doc {
	w.mu.Lock()
	r := w.reader(user)
	w.mu.Unlock()
	return Plain(v.Blocks, "", r)
}

// Reader is the reader a person is; names are looked up when it is made.
func (w *Workspace) Reader(user string) Reader {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reader(user)
}

func (w *Workspace) reader(user string) Reader {
	users, channels, groups := map[string]string{}, map[string]string{}, map[string]string{}
	for id, u := range w.users {
		users[id] = u.Name
	}
	for id, c := range w.channels {
		channels[id] = c.Name
	}
	for id, g := range w.groups {
		groups[id] = g.Handle
	}
	r := Reader{Zone: time.UTC, Now: w.opt.Now(),
		User:    func(id string) string { return users[id] },
		Channel: func(id string) string { return channels[id] },
		Group:   func(id string) string { return groups[id] }}
	if u, err := w.user(user); err == nil {
		if loc, err := time.LoadLocation(u.TZ); err == nil {
			r.Zone = loc
		}
		r.Clock12 = u.Clock12
	}
	return r
}

func (d *Doc) add(lines ...string) { d.Lines = append(d.Lines, lines...) }

func (d *Doc) mrkdwn(r Reader, text string) {
	if text == "" {
		return
	}
	for _, l := range parseMrkdwn(text) {
		s := r.words(l.spans)
		if l.quote {
			s = "> " + s
		}
		d.add(s)
	}
}

// text adds a text object.
func (d *Doc) text(r Reader, t textObject) {
	if t.Type == "mrkdwn" {
		d.mrkdwn(r, t.Text)
	} else if t.Text != "" {
		d.add(strings.Split(unescape(t.Text), "\n")...)
	}
}

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

// words reads spans aloud.
func (r Reader) words(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(r.word(s))
	}
	return b.String()
}

func (r Reader) word(s span) string {
	switch s.kind {
	case spanUser:
		return "@" + named(r.User, s)
	case spanChannel:
		return "#" + named(r.Channel, s)
	case spanGroup:
		return "@" + strings.TrimPrefix(named(r.Group, s), "@")
	case spanBroadcast:
		return "@" + s.text
	case spanDate:
		return r.date(s)
	}
	return s.text
}

// named looks a name up; the label in the mention is the second choice and
// the id the last.
func named(look func(string) string, s span) string {
	if look != nil {
		if n := look(s.id); n != "" {
			return n
		}
	}
	if s.text != "" {
		return s.text
	}
	return s.id
}
