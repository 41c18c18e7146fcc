package workspace

import (
	"slices"
	"strings"
)

// Messages returns what a person sees in a channel outside threads, oldest
// first, with the ephemeral messages only they can see.
func (w *Workspace) Messages(user, channel string) ([]Message, error) {
	return w.sight(user, channel, func(m *Message) bool { return !m.inThread() || m.Broadcast })
}

// Thread returns a thread as a person sees it, its head first.
func (w *Workspace) Thread(user, channel, ts string) ([]Message, error) {
	return w.sight(user, channel, func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts })
}

func (w *Workspace) sight(user, channel string, in func(*Message) bool) ([]Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return nil, err
	}
	c, err := w.channel(u, channel)
	if err != nil {
		return nil, err
	}
	if !c.has(u.ID) {
		return nil, ErrNotMember
	}
	var out []Message
	for _, m := range c.messages {
		if in(m) {
			out = append(out, m.copy())
		}
	}
	for _, m := range c.private {
		if m.To == u.ID && (in(m) && m.ThreadTS == "" || m.ThreadTS != "" && in(m)) {
			out = append(out, m.copy())
		}
	}
	slices.SortStableFunc(out, func(a, b Message) int { return strings.Compare(a.TS, b.TS) })
	return out, nil
}

// Front returns the topmost form in front of a person, if one is open.
func (w *Workspace) Front(user string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return View{}, false
	}
	if v := w.top(u.ID); v != nil {
		return v.View, true
	}
	return View{}, false
}

// HomeTab returns the Home tab an app drew for a person, if it did. An empty
// app name means the only app.
func (w *Workspace) HomeTab(user, appName string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return View{}, false
	}
	a, err := w.appNamed(appName)
	if err != nil {
		return View{}, false
	}
	if v := w.homes[a.ID+" "+u.ID]; v != nil {
		return v.View, true
	}
	return View{}, false
}

// Message returns one message as a person sees it.
func (w *Workspace) Message(user string, at Ref) (Message, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return Message{}, false
	}
	c, err := w.channel(u, at.Channel)
	if err != nil || !c.has(u.ID) {
		return Message{}, false
	}
	if m := w.seenBy(c, u, at.TS); m != nil {
		return m.copy(), true
	}
	return Message{}, false
}

// Pins returns the timestamps pinned in a channel, oldest pin first.
func (w *Workspace) Pins(channel string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, err := w.channel(nil, channel); err == nil {
		return slices.Clone(c.pins)
	}
	return nil
}

// Bookmarks lists a channel's bookmarks, in the order in which they were added.
func (w *Workspace) Bookmarks(channel string) []Bookmark {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.bookmarks[channel])
}
