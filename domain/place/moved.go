package place

import (
	"cmp"
	"errors"

	"github.com/deskhand/deskhand/domain"
)

// KindChannel is the kind of a Channel.
const KindChannel domain.Kind = "channel"

// A Channel is a channel to which its platform gave another id, as Slack does with a private one
// that comes to be shared. Addresses go on standing under the id that they were found under: what
// comes in under a later one is looked up by the first, and what goes out takes the last. So
// nothing that is bound, however much, has to be written anew.
type Channel struct {
	domain.Head
	domain.Never
	First string `json:"first,omitempty"` // of a later id: the one that addresses stand under
	Last  string `json:"last,omitempty"`  // of the first one: what it is called now
}

// Renamed says, of the first id, what the channel is called now; Follows, of a later one, which
// was the first.
type Renamed struct {
	To string `json:"to"`
}

// Follows is described at Renamed.
type Follows struct {
	First string `json:"first"`
}

// The kinds of these events are for ever.
func (Renamed) EventKind() string { return "channel.renamed/1" }
func (Follows) EventKind() string { return "channel.follows/1" }

// Ref implements domain.Thing.
func (c *Channel) Ref() domain.Ref { return domain.Ref{Kind: KindChannel, ID: c.ID} }

// Keys implements domain.Thing.
func (c *Channel) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (c *Channel) Apply(r domain.Recorded) {
	c.Advance(r)
	switch e := r.Event.(type) {
	case Renamed:
		c.Last = e.To
	case Follows:
		c.First = e.First
	}
}

// channelOf is what is known of a channel's id; never nil without an error.
func channelOf(r domain.Reader, platform, id string) (*Channel, error) {
	t, err := r.Load(domain.Ref{Kind: KindChannel, ID: platform + "/" + id})
	if errors.Is(err, domain.ErrNotFound) {
		return &Channel{Head: domain.Head{ID: platform + "/" + id}}, nil
	}
	if err != nil {
		return nil, err
	}
	return t.(*Channel), nil
}

// First is the spot with the id by which its channel was known first.
func First(r domain.Reader, s domain.Spot) (domain.Spot, error) {
	c, err := channelOf(r, s.Platform, s.Channel)
	if err == nil {
		s.Channel = cmp.Or(c.First, s.Channel)
	}
	return s, err
}

// Last is the spot with the id by which its channel is known now.
func Last(r domain.Reader, s domain.Spot) (domain.Spot, error) {
	s, err := First(r, s)
	if err != nil {
		return s, err
	}
	c, err := channelOf(r, s.Platform, s.Channel)
	if err == nil {
		s.Channel = cmp.Or(c.Last, s.Channel)
	}
	return s, err
}

// Rename records that a channel has another id from now on.
type Rename struct{ Platform, From, To string }

// Decide implements domain.Command.
func (cmd Rename) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	first, err := First(r, domain.Spot{Platform: cmd.Platform, Channel: cmd.From})
	if err != nil || cmd.From == cmd.To || cmd.To == "" {
		return nil, err
	}
	at, err := channelOf(r, cmd.Platform, first.Channel)
	if err != nil || at.Last == cmd.To {
		return nil, err
	}
	changes := []domain.Change{put(at, Renamed{To: cmd.To})}
	if cmd.To == first.Channel {
		return changes, nil
	}
	to, err := channelOf(r, cmd.Platform, cmd.To)
	if err != nil {
		return nil, err
	}
	return append(changes, put(to, Follows{First: first.Channel})), nil
}

func put(c *Channel, e domain.Event) domain.Change {
	ch := domain.Create(c, e)
	ch.Version = c.Version()
	return ch
}
