package workspace

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind says what sort of conversation a channel is.
type Kind string

// The kinds of conversation, named as Slack's `types` argument names them.
const (
	Public  Kind = "public_channel"
	Private Kind = "private_channel"
	IM      Kind = "im"
	MPIM    Kind = "mpim"
)

// A Channel is a conversation.
type Channel struct {
	ID        string // "C…" or "D…"; derived from Name if empty
	Name      string // without #; empty for direct messages
	Kind      Kind   // Public if empty
	Topic     string
	Members   []string // ids; AddChannel also takes handles
	Connected []string // ids of the external teams it is shared with
	Archived  bool
	Creator   string
}

// Shared reports whether the channel is shared with another company.
func (c Channel) Shared() bool { return len(c.Connected) > 0 }

type channel struct {
	Channel
	created  time.Time
	last     int64 // newest timestamp given out, microseconds
	messages []*Message
	private  []*Message // ephemeral messages, in order
	byTS     map[string]*Message
	pins     []string
	read     map[string]string // user -> newest ts read on the page
	mailbox  *app              // the app at the other end of a direct message
}

// AddChannel adds a conversation. Apps join by AddMember or by being named.
func (w *Workspace) AddChannel(c Channel) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.Kind == "" {
		c.Kind = Public
	}
	members, err := w.ids(c.Members)
	if err != nil {
		return c, err
	}
	c.Members = members
	if c.Kind != IM && c.Kind != MPIM {
		if code := channelName(c.Name); code != "" {
			return c, fmt.Errorf("workspace: channel %q: %s", c.Name, code)
		}
		if w.named(c.Name) != nil {
			return c, fmt.Errorf("workspace: channel %q: name_taken", c.Name)
		}
	}
	for _, id := range c.Connected {
		if w.teams[id] == nil {
			return c, fmt.Errorf("workspace: no team %q", id)
		}
	}
	return w.addChannel(c).Channel, nil
}

func (w *Workspace) addChannel(c Channel) *channel {
	prefix := "C"
	if c.Kind == IM {
		prefix = "D"
	}
	if c.ID == "" {
		name := c.Name
		if name == "" {
			name = strings.Join(c.Members, "+")
		}
		c.ID = w.stableID(prefix, name, func(id string) bool { return w.channels[id] != nil })
	}
	ch := &channel{Channel: c, created: w.opt.Now(), byTS: map[string]*Message{}, read: map[string]string{}}
	for _, id := range c.Members {
		if a := w.appOf(id); a != nil && c.Kind == IM {
			ch.mailbox = a
		}
	}
	w.channels[c.ID] = ch
	w.chanOrder = append(w.chanOrder, c.ID)
	return ch
}

// ids resolves handles and ids to ids.
func (w *Workspace) ids(names []string) ([]string, error) {
	var out []string
	for _, n := range names {
		u, err := w.user(n)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, u.ID) {
			out = append(out, u.ID)
		}
	}
	return out, nil
}

// channelName returns Slack's error code for a bad channel name, or nothing.
func channelName(name string) string {
	switch {
	case name == "":
		return "invalid_name_required"
	case len([]rune(name)) > 80:
		return "invalid_name_maxlength"
	case strings.ToLower(name) != name || strings.ContainsAny(name, " .,;:!?#@&<>/\\'\"()[]{}"):
		return "invalid_name_specials"
	case strings.Trim(name, "-_") == "":
		return "invalid_name_punctuation"
	}
	return ""
}

// named finds a channel by name; archived channels keep theirs.
func (w *Workspace) named(name string) *channel {
	for _, id := range w.chanOrder {
		if c := w.channels[id]; c != nil && c.Name == name && c.Name != "" {
			return c
		}
	}
	return nil
}

// channel finds a conversation as a person would name it: an id, #name or
// name, or @handle for the direct messages between user and that person.
func (w *Workspace) channel(user *User, name string) (*channel, error) {
	if c := w.channels[name]; c != nil {
		return c, nil
	}
	if handle, ok := strings.CutPrefix(name, "@"); ok && user != nil {
		other, err := w.user(handle)
		if err != nil {
			return nil, err
		}
		return w.direct(user.ID, other.ID), nil
	}
	if c := w.named(strings.TrimPrefix(name, "#")); c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("workspace: no channel %q", name)
}

// direct returns the direct messages between people, opening them if needed.
func (w *Workspace) direct(people ...string) *channel {
	slices.Sort(people)
	people = slices.Compact(people)
	kind := IM
	if len(people) > 2 {
		kind = MPIM
	}
	for _, id := range w.chanOrder {
		if c := w.channels[id]; c.Kind == kind && slices.Equal(c.Members, people) {
			return c
		}
	}
	c := Channel{Kind: kind, Members: people, Creator: people[0]}
	for _, id := range people {
		if u := w.users[id]; w.external(u) && !slices.Contains(c.Connected, u.Team) {
			c.Connected = append(c.Connected, u.Team)
		}
	}
	if kind == MPIM {
		var names []string
		for _, id := range people {
			names = append(names, w.users[id].Name)
		}
		c.Name = "mpdm-" + strings.Join(names, "--") + "-1"
	}
	return w.addChannel(c)
}

// Channels returns the conversations a person is in, in the order they were
// made; with an empty user all of them.
func (w *Workspace) Channels(user string) ([]Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var id string
	if user != "" {
		u, err := w.user(user)
		if err != nil {
			return nil, err
		}
		id = u.ID
	}
	var out []Channel
	for _, cid := range w.chanOrder {
		c := w.channels[cid]
		if id == "" || slices.Contains(c.Members, id) {
			out = append(out, c.copy())
		}
	}
	return out, nil
}

// Channel finds one conversation by id or name.
func (w *Workspace) Channel(name string) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(nil, name)
	if err != nil {
		return Channel{}, err
	}
	return c.copy(), nil
}

func (c *channel) copy() Channel {
	out := c.Channel
	out.Members = slices.Clone(c.Members)
	out.Connected = slices.Clone(c.Connected)
	return out
}

func (c *channel) has(user string) bool { return slices.Contains(c.Members, user) }
