package chat

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A room is what the page has shown so far: which messages there are, how threads are called.
type room struct {
	zone     *time.Location // in which the page tells the time
	messages []*message     // in the order in which they were posted
	filling  bool           // a form that is about to be filled in need not be shown
}

type message struct {
	id, channel, root string
	by                string // a person, "" for the desk
	only              string
	at                time.Time
	lines             []string
	buttons           []string
	label             string // of the thread it heads, should it head one
	answered          bool   // something was said in its thread
}

func (r *room) clock(at time.Time) string { return at.In(r.zone).Format("15:04") }

var labelWord = regexp.MustCompile(`\b[A-Z][A-Z0-9]*-\d+\b`)

func (r *room) find(id string) *message {
	i := slices.IndexFunc(r.messages, func(m *message) bool { return m.id == id })
	if i < 0 {
		return nil
	}
	return r.messages[i]
}

// said notes a person's message.
func (r *room) said(id, who, channel, root string, at time.Time) {
	r.add(&message{id: id, channel: channel, root: root, by: who, at: at})
}

func (r *room) add(m *message) {
	if m.root != "" {
		if head := r.find(m.root); head != nil {
			head.answered = true
		}
	}
	r.messages = append(r.messages, m)
}

// heads lists the messages of a channel that carry the label, oldest first.
func (r *room) heads(channel, label string) []*message {
	var out []*message
	for _, m := range r.messages {
		if m.channel == channel && m.root == "" && m.only == "" && m.label == label {
			out = append(out, m)
		}
	}
	return out
}

// name is what a thread is called on the page.
func (r *room) name(head *message) string {
	if head == nil {
		return "a thread"
	}
	if head.label == "" {
		return r.clock(head.at)
	}
	if r.first(head.channel, head.label) == head {
		return head.label
	}
	return head.label + " of " + r.clock(head.at)
}

// first is the message whose thread the label alone means: the first that anybody answered in,
// or the first of all.
func (r *room) first(channel, label string) *message {
	heads := r.heads(channel, label)
	for _, h := range heads {
		if h.answered {
			return h
		}
	}
	if len(heads) == 0 {
		return nil
	}
	return heads[0]
}

// thread finds the message that heads the thread of that name.
func (r *room) thread(channel, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	label, clock, dated := strings.Cut(name, " of ")
	if !labelWord.MatchString(label) {
		label, clock = "", name
		dated = true
	}
	if !dated {
		if m := r.first(channel, label); m != nil {
			return m.id, nil
		}
	}
	for _, m := range r.messages {
		if dated && m.channel == channel && m.root == "" && m.label == label && r.clock(m.at) == clock {
			return m.id, nil
		}
	}
	return "", fmt.Errorf("%s has no thread (%s) yet", place(channel), name)
}

// button finds the newest message there that shows somebody a button. A thread holds the
// message that heads it.
func (r *room) button(channel, root, who, label string) (string, error) {
	var labels []string
	for _, m := range slices.Backward(r.messages) {
		here := m.channel == channel && m.root == root || root != "" && m.id == root
		if !here || m.only != "" && m.only != who {
			continue
		}
		if slices.Contains(m.buttons, label) {
			return m.id, nil
		}
		for _, b := range m.buttons {
			if !slices.Contains(labels, "["+b+"]") {
				labels = append(labels, "["+b+"]")
			}
		}
	}
	return "", fmt.Errorf("%s sees no button [%s] there; there are: %s", who, label, strings.Join(labels, " "))
}

// own finds somebody's last message there, or the last of a time of day. The desk's own are those
// that everybody sees.
func (r *room) own(channel, root, who, clock string) (string, error) {
	if who == desk {
		who = ""
	}
	for _, m := range slices.Backward(r.messages) {
		if m.channel == channel && m.root == root && m.by == who && m.only == "" && (clock == "" || r.clock(m.at) == clock) {
			return m.id, nil
		}
	}
	if who == "" {
		who = "the desk"
	}
	return "", fmt.Errorf("%s has said nothing there", who)
}

func place(channel string) string {
	if strings.HasPrefix(channel, "@") {
		return channel
	}
	return "#" + channel
}
