package offering

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/sla"
)

// A Library is every desk folder that was ever applied, by number. It never changes; applying a
// folder makes a new one. A clock keeps the folder it was started under (K20, R12).
type Library struct {
	desks []*Desk // by number
}

// NewLibrary holds these applied desks.
func NewLibrary(desks ...*Desk) *Library {
	l := &Library{desks: slices.Clone(desks)}
	slices.SortStableFunc(l.desks, func(a, b *Desk) int { return cmp.Compare(a.Number, b.Number) })
	return l
}

// Of is the library that a decision reads by. It is empty where nothing was applied.
func Of(r domain.Reader) *Library { return OfPolicy(r.Policy()) }

// OfPolicy is Of for what Thing.NextDue and Still are handed.
func OfPolicy(policy any) *Library {
	if l, ok := policy.(*Library); ok && l != nil {
		return l
	}
	return &Library{}
}

// With is the library with one more desk, or with another in place of the one of its number.
func (l *Library) With(d *Desk) *Library {
	others := slices.DeleteFunc(slices.Clone(l.desks), func(o *Desk) bool { return o.Number == d.Number })
	return NewLibrary(append(others, d)...)
}

// At is the desk applied under that number, or nil.
func (l *Library) At(number uint32) *Desk {
	i, ok := slices.BinarySearchFunc(l.desks, number, func(d *Desk, n uint32) int { return cmp.Compare(d.Number, n) })
	if !ok {
		return nil
	}
	return l.desks[i]
}

// Latest is the desk applied last, or nil. Settings, teams and regions are read from it.
func (l *Library) Latest() *Desk {
	if len(l.desks) == 0 {
		return nil
	}
	return l.desks[len(l.desks)-1]
}

// InForce is the version of an offering that new promises are made under at an instant: of the
// last desk, the version that took effect last; where the last desk has only later ones, or
// none, the desk before it is asked. Nil where there is no such offering yet.
func (l *Library) InForce(id string, at time.Time) *Offering {
	for _, d := range slices.Backward(l.desks) {
		if o := d.InForce(id, at); o != nil {
			return o
		}
	}
	return nil
}

// Pinned is the version that a clock runs under, or nil.
func (l *Library) Pinned(p sla.Pin) *Offering {
	d := l.At(p.Desk)
	if d == nil {
		return nil
	}
	for _, o := range d.offerings {
		if o.ID == p.Offering && o.Version == p.Version {
			return o
		}
	}
	return nil
}

// Calendar is a calendar of the pinned desk, or nil. It is what package sla asks for.
func (l *Library) Calendar(p sla.Pin, name string) *calendar.Calendar {
	d := l.At(p.Desk)
	if d == nil {
		return nil
	}
	return d.Calendar(name)
}
