package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A Message is one message as the workspace keeps it. Text and Blocks are as
// they were sent; Plain turns them into words.
type Message struct {
	Channel     string
	TS          string // "seconds.microseconds", unique in its channel
	ThreadTS    string // empty outside threads; equal to TS on a thread's head
	User        string
	Team        string
	App         string // id of the app that posted it, if one did
	Bot         string // id of that app's bot
	Text        string
	Blocks      json.RawMessage
	Attachments json.RawMessage
	Metadata    json.RawMessage
	Subtype     string
	Broadcast   bool   // a thread reply also shown in the channel
	To          string // the only reader, when ephemeral
	EditedBy    string
	EditedTS    string
	Deleted     bool // a thread's head that was deleted leaves a tombstone
	Pinned      bool
	Files       []File
	Reactions   []Reaction
	Replies     []string // timestamps of the thread's replies, on its head

	clientID string
	hidden   time.Time // not shown by history before this instant (history lag)
}

// A Reaction is an emoji and who added it.
type Reaction struct {
	Name  string
	Users []string
}

// A File is an uploaded file, minimal.
type File struct {
	ID, Name, Title, MIME string
	Size                  int
	Data                  []byte `json:"-"`
}

// A Ref points at something a person can act on: a message, or a view.
type Ref struct {
	Channel, TS string
	View        string
}

// At points at a message.
func (m Message) At() Ref { return Ref{Channel: m.Channel, TS: m.TS} }

// nextTS gives a channel's next timestamp: now, or one microsecond after the
// newest where the clock stands still or goes back.
func (w *Workspace) nextTS(c *channel) string {
	t := w.opt.Now().UnixMicro()
	if t <= c.last {
		t = c.last + 1
	}
	c.last = t
	return formatTS(t)
}

func formatTS(micro int64) string { return fmt.Sprintf("%d.%06d", micro/1e6, micro%1e6) }

// Instant reads a timestamp as the instant it names.
func Instant(ts string) time.Time {
	var s, us int64
	if _, err := fmt.Sscanf(ts, "%d.%06d", &s, &us); err != nil {
		return time.Time{}
	}
	return time.Unix(s, us*1000).UTC()
}

// put stores a message under the next timestamp, threads it, and tells
// everybody who may know: the feed, and the apps in the channel.
func (w *Workspace) put(c *channel, m *Message) *Message {
	m.Channel = c.ID
	m.TS = w.nextTS(c)
	if m.Team == "" {
		if u := w.users[m.User]; u != nil {
			m.Team = u.Team
		}
	}
	if m.To != "" {
		c.private = append(c.private, m)
		w.happen(Happening{Kind: Whispered, By: m.User, To: m.To, Message: m.copy()})
		return m
	}
	c.messages = append(c.messages, m)
	c.byTS[m.TS] = m
	if head := c.byTS[m.ThreadTS]; head != nil && head != m {
		if head.ThreadTS == "" {
			head.ThreadTS = head.TS
		}
		head.Replies = append(head.Replies, m.TS)
	}
	w.happen(Happening{Kind: Posted, By: m.User, Message: m.copy()})
	w.tellMessage(c, m)
	return m
}

// change replaces a message's content in place.
func (w *Workspace) change(c *channel, m *Message, by string, edit func(*Message)) {
	before := m.copy()
	edit(m)
	ts := w.nextTS(c)
	m.EditedBy, m.EditedTS = by, ts
	w.happen(Happening{Kind: Edited, By: by, Message: m.copy()})
	if m.To == "" {
		w.tellChange(c, m, before, ts)
	}
}

// remove takes a message away. A thread's head that has replies leaves a
// tombstone, as in Slack.
func (w *Workspace) remove(c *channel, m *Message, by string) {
	before := m.copy()
	ts := w.nextTS(c)
	if m.To != "" {
		c.private = slices.DeleteFunc(c.private, func(o *Message) bool { return o == m })
		w.happen(Happening{Kind: Deleted, By: by, To: m.To, Message: before})
		return
	}
	if len(m.Replies) > 0 {
		m.Deleted, m.Subtype, m.Text = true, "tombstone", "This message was deleted."
		m.Blocks, m.Attachments, m.Metadata, m.Files = nil, nil, nil, nil
	} else {
		c.messages = slices.DeleteFunc(c.messages, func(o *Message) bool { return o == m })
		delete(c.byTS, m.TS)
		if head := c.byTS[m.ThreadTS]; head != nil {
			head.Replies = slices.DeleteFunc(head.Replies, func(ts string) bool { return ts == m.TS })
		}
	}
	c.pins = slices.DeleteFunc(c.pins, func(ts string) bool { return ts == m.TS })
	w.happen(Happening{Kind: Deleted, By: by, Message: before})
	w.tellDelete(c, before, ts)
}

func (m *Message) copy() Message {
	out := *m
	out.Files = slices.Clone(m.Files)
	out.Replies = slices.Clone(m.Replies)
	out.Reactions = nil
	for _, r := range m.Reactions {
		out.Reactions = append(out.Reactions, Reaction{r.Name, slices.Clone(r.Users)})
	}
	return out
}

// inThread reports whether a message is a reply.
func (m *Message) inThread() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }
