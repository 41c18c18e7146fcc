package slackworld

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain/card"
)

// Seen implements chat.World.
func (w *World) Seen() []chat.Event {
	out := w.own
	w.own = nil
	for _, h := range w.w.Happened(w.seen) {
		w.seen = h.Seq
		if e, ok := w.event(h); ok {
			out = together(out, e)
		}
	}
	return out
}

// event is what a happening is on the page; ok is false for what people do themselves and for
// what no page shows.
func (w *World) event(h workspace.Happening) (chat.Event, bool) {
	e := chat.Event{At: h.At.UTC(), Only: h.To, Channel: w.name(h.Channel)}
	switch h.Kind {
	case workspace.Posted, workspace.Whispered, workspace.Edited:
		if h.Message.App != w.app.ID || strings.HasSuffix(h.Message.Subtype, "_topic") {
			return e, false
		}
		e.Kind = chat.Posted
		if h.Kind == workspace.Edited {
			e.Kind = chat.Changed
		}
		e.Message, e.Root = join(h.Message.Channel, h.Message.TS), w.root(h.Message)
		e.Lines, e.Buttons = w.words(h.Message, h.At)
		return e, true
	case workspace.Pinned:
		if e.Kind = chat.Pinned; h.By != w.app.BotUser {
			return e, false
		}
		e.Message, e.Root = join(h.Message.Channel, h.Message.TS), w.root(h.Message)
		return e, true
	case workspace.Created, workspace.Topic, workspace.Bookmarks, workspace.Joined, workspace.Archived:
		e.Kind, e.Lines = chat.Did, w.did(h)
		return e, e.Lines != nil
	case workspace.Home:
		if e.Kind = chat.Changed; w.homes[h.View.User] == "" {
			e.Kind = chat.Posted
			w.homes[h.View.User] = h.View.ID
		}
		e.Message, e.Channel, e.Only = join(homes, h.View.ID), "@"+h.View.User+" home", ""
		e.Lines, e.Buttons = w.shown(h.View, h.At)
		return e, true
	case workspace.Opened, workspace.Refused:
		e.Kind, e.Form = chat.Formed, w.form(h.View)
		ch, thread := begunIn(h.View)
		if e.Channel = w.name(ch); ch == "" {
			e.Channel = "@" + h.To + " home"
		}
		if thread != "" {
			e.Root = join(ch, thread)
		}
		return e, true
	case workspace.Failed:
		e.Kind = chat.Noticed
		what := h.Name
		if b, ok := strings.CutPrefix(what, "button "); ok {
			what = "[" + b + "]"
		} else if slices.ContainsFunc(w.app.Shortcuts, func(s workspace.Shortcut) bool { return s.Name == what }) {
			what = "the shortcut"
		} else if !strings.HasPrefix(what, "/") {
			what = "the form"
		}
		e.Lines = []string{what + " failed: the app did not answer"}
		return e, true
	}
	return e, false
}

// name is what the page calls a channel: a direct conversation by the person in it.
func (w *World) name(id string) string {
	if n, ok := w.names[id]; ok {
		return n
	}
	c, err := w.w.Channel(id)
	if err != nil {
		return id
	}
	n := c.Name
	if c.Creator == w.app.BotUser {
		n = suffix.ReplaceAllString(n, "")
		w.rooms[n] = c.Name
	}
	for _, m := range c.Members {
		if c.Kind == workspace.IM && m != w.app.BotUser {
			n = "@" + m
		}
	}
	w.names[id] = n
	return n
}

func (w *World) root(m workspace.Message) string {
	if m.ThreadTS == "" || m.ThreadTS == m.TS {
		return ""
	}
	return join(m.Channel, m.ThreadTS)
}

// A run is a piece of rich text, and a block is what holds it: what the page needs of both.
type run struct {
	Type      string `json:"type"`
	Text      string `json:"text"`
	User      string `json:"user_id"`
	Timestamp int64  `json:"timestamp"`
	Elements  []run  `json:"elements"`
}

// words reads a message of the desk as the page tells it: instants in the page's zone, without
// the sign that says how urgent it is.
func (w *World) words(m workspace.Message, now time.Time) (lines, buttons []string) {
	var blocks []run
	_ = json.Unmarshal(m.Blocks, &blocks)
	var b strings.Builder
	var notified []string
	for _, block := range blocks {
		if block.Type == "rich_text" {
			w.say(&b, &notified, block, now)
		}
	}
	head := b.String()
	// An edit notifies nobody; the page goes on naming whom the message once did.
	if id := join(m.Channel, m.TS); len(notified) > 0 {
		w.notified[id] = notified
	} else {
		notified = w.notified[id]
	}
	for _, who := range notified {
		head = "@" + who + " " + head
	}
	for _, c := range workspace.Plain(m.Blocks, m.Text, workspace.Reader{}).Controls {
		buttons = append(buttons, c.Label)
	}
	lines = strings.Split(head, "\n")
	for _, f := range m.Files {
		lines = append(lines, chat.FileLines(f.Title, string(f.Data))...)
	}
	return lines, buttons
}

// shown is a Home tab as the page tells it.
func (w *World) shown(v workspace.View, now time.Time) (lines, buttons []string) {
	var blocks []struct {
		run
		Text struct {
			Text string `json:"text"`
		} `json:"text"`
		Elements json.RawMessage `json:"elements"`
	}
	_ = json.Unmarshal(v.Blocks, &blocks)
	for _, b := range blocks {
		switch b.Type {
		case "header":
			lines = append(lines, b.Text.Text)
		case "rich_text":
			var parts []run
			_ = json.Unmarshal(b.Elements, &parts)
			for _, p := range parts {
				items := []run{p}
				if p.Type == "rich_text_list" {
					items = p.Elements
				}
				for _, item := range items {
					var s strings.Builder
					w.say(&s, new([]string), item, now)
					lines = append(lines, strings.Split(s.String(), "\n")...)
				}
			}
		case "context":
			var parts []struct {
				Text string `json:"text"`
			}
			_ = json.Unmarshal(b.Elements, &parts)
			for _, p := range parts {
				lines = append(lines, entities.Replace(dates.ReplaceAllStringFunc(p.Text, func(d string) string {
					unix, _ := strconv.ParseInt(dates.FindStringSubmatch(d)[1], 10, 64)
					return card.Clock(time.Unix(unix, 0), now, w.zone)
				})))
			}
		}
	}
	for _, c := range workspace.Plain(v.Blocks, "", workspace.Reader{}).Controls {
		buttons = append(buttons, c.Label)
	}
	return lines, buttons
}

var (
	dates    = regexp.MustCompile(`<!date\^(\d+)\^[^|>]*\|[^>]*>`)
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

func (w *World) say(b *strings.Builder, notified *[]string, r run, now time.Time) {
	switch r.Type {
	case "text", "link":
		if r.Text != "! " && r.Text != "!! " && r.Text != "✓ " {
			b.WriteString(strings.TrimPrefix(r.Text, blankAfter(b, *notified)))
		}
	case "user":
		*notified = append(*notified, r.User)
	case "date":
		b.WriteString(card.Clock(time.Unix(r.Timestamp, 0), now, w.zone))
	}
	for _, e := range r.Elements {
		w.say(b, notified, e, now)
	}
}

// blankAfter is the blank that stands between those who are notified and the words.
func blankAfter(b *strings.Builder, notified []string) string {
	if b.Len() == 0 && len(notified) > 0 {
		return " "
	}
	return ""
}

// form is a form as somebody sees it.
func (w *World) form(v workspace.View) *chat.Form {
	f := &chat.Form{Title: v.Title}
	var blocks []struct {
		Type     string `json:"type"`
		ID       string `json:"block_id"`
		Optional bool   `json:"optional"`
		Element  struct {
			Value  string `json:"initial_value"`
			Option struct {
				Value string `json:"value"`
			} `json:"initial_option"`
		} `json:"element"`
	}
	_ = json.Unmarshal(v.Blocks, &blocks)
	for _, b := range blocks {
		if b.Type != "input" {
			continue
		}
		f.Fields = append(f.Fields, chat.FieldOf(b.ID, !b.Optional, cmp.Or(b.Element.Value, b.Element.Option.Value)))
	}
	if len(v.Errors) > 0 {
		f.Problems = w.problems(v.Errors)
	}
	return f
}

// problems are those that the form shows. What it shows of the whole stands at its first field;
// the page tells it apart where the desk did.
func (w *World) problems(shown map[string]string) map[string]string {
	w.line.mu.Lock()
	found := w.line.problems
	w.line.mu.Unlock()
	out := map[string]string{}
	for name, words := range found {
		there := false
		for _, s := range shown {
			there = there || strings.Contains(s, words)
		}
		if !there {
			return shown
		}
		out[name] = words
	}
	return out
}

// begunIn is where a form was begun, as it carries along.
func begunIn(v workspace.View) (channel, thread string) {
	var b struct {
		Channel string `json:"c"`
		Thread  string `json:"t"`
	}
	_ = json.Unmarshal([]byte(v.Metadata), &b)
	return b.Channel, b.Thread
}
