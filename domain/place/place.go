// Package place remembers where a logical address is on a platform: the thread of a case, the
// channel of an account, of a team, of the operator. It knows no platform: spots are opaque.
// What it leaves out: people (package account knows their handles) and what is said where.
package place

import (
	"errors"

	"github.com/deskhand/deskhand/domain"
)

// Kind is the kind of a Bound place.
const Kind domain.Kind = "place"

// The questions places answer.
const (
	ByThread  = "place by thread"  // value: Spot.ThreadKey
	ByChannel = "place by channel" // value: platform/channel; channels that a whole place is
)

// A Bound place is an address that exists on a platform.
type Bound struct {
	domain.Head
	domain.Never
	At     domain.Place  `json:"at"`
	Spot   domain.Spot   `json:"spot"`
	Who    domain.Handle `json:"who,omitzero"`     // whose own conversation with the desk it is in
	Lost   bool          `json:"lost,omitempty"`   // it is there no more
	Shared bool          `json:"shared,omitempty"` // people of another company read it
	Cut    bool          `json:"cut,omitempty"`    // those whom it is for do not read it
}

// Found records where an address is.
type Found struct {
	At   domain.Place  `json:"at"`
	Spot domain.Spot   `json:"spot"`
	Who  domain.Handle `json:"who,omitzero"` // whose own conversation with the desk it is in
}

// EventKind implements domain.Event.
func (Found) EventKind() string { return "place.found/1" }

// Gone records that an address is there no more.
type Gone struct{}

// EventKind implements domain.Event.
func (Gone) EventKind() string { return "place.gone/1" }

// ShareChanged records that people of another company came to read it, or left.
type ShareChanged struct {
	Shared bool `json:"shared"`
}

// EventKind implements domain.Event.
func (ShareChanged) EventKind() string { return "place.share_changed/1" }

// Ref implements domain.Thing.
func (b *Bound) Ref() domain.Ref { return domain.Ref{Kind: Kind, ID: b.ID} }

// Apply implements domain.Thing.
func (b *Bound) Apply(r domain.Recorded) {
	b.Advance(r)
	switch e := r.Event.(type) {
	case Found:
		b.At, b.Spot, b.Who, b.Lost, b.Cut = e.At, e.Spot, e.Who, false, false
	case Gone:
		b.Lost = true
	case ShareChanged:
		b.Shared = e.Shared
	case CutChanged:
		b.Cut = e.Cut
	}
}

// Keys implements domain.Thing.
func (b *Bound) Keys() []domain.Key {
	if b.Lost || b.At.Kind == domain.WordsRelayed { // the thread it is in is another address
		return nil
	}
	if b.Spot.Thread != "" {
		return []domain.Key{{Index: ByThread, Value: b.Spot.ThreadKey()}}
	}
	if b.Spot.Channel != "" {
		return []domain.Key{{Index: ByChannel, Value: b.Spot.Platform + "/" + b.Spot.Channel}}
	}
	return nil
}

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			Kind:        func(id string) domain.Thing { return &Bound{Head: domain.Head{ID: id}} },
			KindChannel: func(id string) domain.Thing { return &Channel{Head: domain.Head{ID: id}} },
		},
		Events: []domain.Event{Found{}, Gone{}, ShareChanged{}, CutChanged{}, Renamed{}, Follows{}},
	}
}

// RefOf names the record of an address.
func RefOf(p domain.Place) domain.Ref { return domain.Ref{Kind: Kind, ID: p.String()} }

// Where answers where an address is; ok is false where it is not yet, or no more.
func Where(r domain.Reader, p domain.Place) (b *Bound, ok bool, err error) {
	t, err := r.Load(RefOf(p))
	if errors.Is(err, domain.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	b = t.(*Bound)
	return b, !b.Lost, nil
}

// InThread answers which address has the spot's thread.
func InThread(r domain.Reader, s domain.Spot) (domain.Place, bool, error) {
	return found(r, s, func(s domain.Spot) domain.Key { return domain.Key{Index: ByThread, Value: s.ThreadKey()} })
}

// InChannel answers which address the spot's channel is.
func InChannel(r domain.Reader, s domain.Spot) (domain.Place, bool, error) {
	return found(r, s, func(s domain.Spot) domain.Key {
		return domain.Key{Index: ByChannel, Value: s.Platform + "/" + s.Channel}
	})
}

// found looks for the spot by its channel's present id, then by the one it was first known by.
func found(r domain.Reader, s domain.Spot, key func(domain.Spot) domain.Key) (domain.Place, bool, error) {
	refs, err := r.Find(key(s), 1)
	if err == nil && len(refs) == 0 {
		var first domain.Spot
		if first, err = First(r, s); err == nil && first.Channel != s.Channel {
			refs, err = r.Find(key(first), 1)
		}
	}
	if err != nil || len(refs) == 0 {
		return domain.Place{}, false, err
	}
	t, err := r.Load(refs[0])
	if err != nil {
		return domain.Place{}, false, err
	}
	return t.(*Bound).At, true, nil
}

// Bind records where an address is: the result of the post that made it, or an import.
type Bind struct {
	Place domain.Place
	Spot  domain.Spot
	Who   domain.Handle // whose own conversation with the desk it is in, where it is in one
}

// Decide implements domain.Command.
func (c Bind) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	e := Found{At: c.Place, Spot: c.Spot, Who: c.Who}
	b, _, err := Where(r, c.Place)
	switch {
	case err != nil:
		return nil, err
	case b == nil:
		return []domain.Change{domain.Create(&Bound{Head: domain.Head{ID: c.Place.String()}}, e)}, nil
	case !b.Lost && b.At == c.Place && b.Spot == c.Spot && b.Who == c.Who:
		return nil, nil
	}
	changes := []domain.Change{domain.Alter(b, e)}
	if b.Spot.Thread != "" && b.Spot.ThreadKey() != c.Spot.ThreadKey() {
		// What people go on writing under the old head is said there all the same.
		was, err := also(r, c.Place, b.Spot)
		return append(changes, was...), err
	}
	return changes, nil
}

// Also records another thread that is the address, too: what was to head it was said twice. What
// people write there is said there; the desk itself goes on in the first one.
type Also struct {
	Place domain.Place
	Spot  domain.Spot
}

// Decide implements domain.Command.
func (c Also) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	if c.Place.IsZero() || c.Spot.Thread == "" {
		return nil, nil
	}
	if _, known, err := InThread(r, c.Spot); err != nil || known {
		return nil, err
	}
	return also(r, c.Place, c.Spot)
}

func also(r domain.Reader, p domain.Place, s domain.Spot) ([]domain.Change, error) {
	id := p.String() + "/also/" + s.ThreadKey()
	if _, err := r.Load(domain.Ref{Kind: Kind, ID: id}); !errors.Is(err, domain.ErrNotFound) {
		return nil, err
	}
	return []domain.Change{domain.Create(&Bound{Head: domain.Head{ID: id}}, Found{At: p, Spot: s})}, nil
}

// Lose records that an address is there no more.
type Lose struct{ Place domain.Place }

// Decide implements domain.Command.
func (c Lose) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	b, ok, err := Where(r, c.Place)
	if err != nil || !ok {
		return nil, err
	}
	return []domain.Change{domain.Alter(b, Gone{})}, nil
}

// Share records whether people of another company read an address.
type Share struct {
	Place  domain.Place
	Shared bool
}

// Decide implements domain.Command.
func (c Share) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	b, ok, err := Where(r, c.Place)
	if err != nil || !ok || b.Shared == c.Shared {
		return nil, err
	}
	return []domain.Change{domain.Alter(b, ShareChanged{Shared: c.Shared})}, nil
}
