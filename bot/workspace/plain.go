package workspace

import (
	"encoding/json"
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
		r.Zone = w.zone(u.TZ)
		r.Clock12 = u.Clock12
	}
	return r
}

// zone loads a zone once; an unknown one is UTC.
func (w *Workspace) zone(name string) *time.Location {
	if loc := w.zones[name]; loc != nil {
		return loc
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = time.UTC
	}
	w.zones[name] = loc
	return loc
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
