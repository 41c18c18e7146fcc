package place

import "github.com/deskhand/deskhand/domain"

// CutChanged records that those whom an address is for read it no more, or read it again.
type CutChanged struct {
	Cut bool `json:"cut"`
}

// EventKind implements domain.Event.
func (CutChanged) EventKind() string { return "place.cut_changed/1" }

// Cut records whether those whom an address is for are cut off from it: it is there, and the desk
// can speak in it, and they do not read it.
type Cut struct {
	Place domain.Place
	Cut   bool
}

// Decide implements domain.Command.
func (c Cut) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	b, ok, err := Where(r, c.Place)
	if err != nil || !ok || b.Cut == c.Cut {
		return nil, err
	}
	return []domain.Change{domain.Alter(b, CutChanged{Cut: c.Cut})}, nil
}
