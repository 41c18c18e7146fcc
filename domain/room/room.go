package room

import (
	"errors"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// A Room is a channel for one matter. Its id is the matter's name and a number: "case/12/1".
type Room struct {
	domain.Head
	domain.Never
	For     domain.Ref       `json:"for"`
	Asks    []Joined         `json:"asks,omitempty"` // who was asked in, in order
	Missing []domain.Missing `json:"missing,omitempty"`
	Broken  bool             `json:"broken,omitempty"` // it could not be made
	Away    bool             `json:"away,omitempty"`   // it was put away
}

// Asked says that a room was asked for. Deed is that of the effect that makes it.
type Asked struct {
	For  domain.Ref `json:"for"`
	Deed string     `json:"deed"`
}

// Joined says that people were asked in, by whom and by which deed.
type Joined struct {
	Deed   string   `json:"deed"`
	By     string   `json:"by,omitempty"` // person who wanted it
	People []string `json:"people"`
}

// Uninvited says who of them could not be asked in.
type Uninvited struct {
	Who []domain.Missing `json:"who"`
}

// Failed says that the room could not be made; Closed, that it was put away.
type (
	Failed struct{}
	Closed struct{}
)

// The kinds of these events are for ever.
func (Asked) EventKind() string     { return "room.asked/1" }
func (Joined) EventKind() string    { return "room.joined/1" }
func (Uninvited) EventKind() string { return "room.uninvited/1" }
func (Failed) EventKind() string    { return "room.failed/1" }
func (Closed) EventKind() string    { return "room.closed/1" }

// Ref implements domain.Thing.
func (m *Room) Ref() domain.Ref { return domain.Ref{Kind: Kind, ID: m.ID} }

// Keys implements domain.Thing.
func (m *Room) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (m *Room) Apply(r domain.Recorded) {
	m.Advance(r)
	switch e := r.Event.(type) {
	case Asked:
		m.For = e.For
	case Joined:
		m.Asks = append(m.Asks, e)
		m.Missing = slices.DeleteFunc(m.Missing, func(x domain.Missing) bool { return slices.Contains(e.People, x.Person) })
	case Uninvited:
		m.Missing = append(m.Missing, e.Who...)
	case Failed:
		m.Broken = true
	case Closed:
		m.Away = true
	}
}

// Has reports whether somebody was asked in and, as far as is known, could be.
func (m *Room) Has(person string) bool {
	in := slices.ContainsFunc(m.Asks, func(j Joined) bool { return slices.Contains(j.People, person) })
	return in && !slices.ContainsFunc(m.Missing, func(x domain.Missing) bool { return x.Person == person })
}

// At is the room as an address.
func (m *Room) At() card.StaffPlace { return card.WorkRoom(m.ID) }

// Load answers a room that still serves: one that is being made, or is there. Nil where there is none.
func Load(r domain.Reader, id string) (*Room, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: id})
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := t.(*Room)
	if m.Broken || m.Away {
		return nil, nil
	}
	b, ok, err := place.Where(r, m.At().Address())
	if err != nil || b != nil && !ok { // somebody put it away by hand
		return nil, err
	}
	return m, nil
}
