package folder

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

// A Shelf is what a process knows of the applied folders: decisions read those that are in force by
// its clock. One that was applied to come in force later joins them at its instant, by itself. It may
// be used from any goroutine.
type Shelf struct {
	zones calendar.Zones
	now   func() time.Time
	held  atomic.Pointer[held]
}

type held struct {
	desks   []*offering.Desk
	from    []time.Time
	inForce *offering.Library
	until   time.Time // when the next one comes; zero: none does
}

// NewShelf is a shelf with nothing on it. Without a clock all that is read is in force.
func NewShelf(zones calendar.Zones, now func() time.Time) *Shelf {
	s := &Shelf{zones: zones, now: now}
	s.held.Store(&held{inForce: offering.NewLibrary()})
	return s
}

// Read takes up what was applied. A folder that was read before is not parsed again.
func (s *Shelf) Read(ctx context.Context, store storage.Store) error {
	before := s.held.Load()
	h := &held{}
	err := store.View(ctx, func(tx storage.Tx) error {
		*h = held{}
		last, err := latest(tx)
		if err != nil || last == nil {
			return err
		}
		for n := uint32(1); n <= last.Number; n++ {
			if i := int(n) - 1; i < len(before.desks) {
				h.desks, h.from = append(h.desks, before.desks[i]), append(h.from, before.from[i])
				continue
			}
			a, err := load(tx, n)
			if err != nil {
				return err
			}
			d, faults := offering.Parse(a.Files, s.zones)
			if d == nil {
				return fmt.Errorf("desk folder %d, as applied at %s, cannot be read by this release: %w", n, a.At.Format(time.RFC3339), faults.Err())
			}
			from := a.From
			if !from.After(a.At) {
				from = time.Time{} // in force since it was applied, whatever the clock is set to
			}
			h.desks, h.from = append(h.desks, d.Numbered(n)), append(h.from, from)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.held.Store(s.sorted(h))
	return nil
}

// sorted parts what is in force from what is to come.
func (s *Shelf) sorted(h *held) *held {
	out := &held{desks: h.desks, from: h.from}
	var in []*offering.Desk
	for i, d := range h.desks {
		if s.now != nil && h.from[i].After(s.now()) {
			if out.until.IsZero() || h.from[i].Before(out.until) {
				out.until = h.from[i]
			}
			continue
		}
		in = append(in, d)
	}
	out.inForce = offering.NewLibrary(in...)
	return out
}

// Library holds the folders that are in force now.
func (s *Shelf) Library() *offering.Library {
	h := s.held.Load()
	if !h.until.IsZero() && !s.now().Before(h.until) {
		next := s.sorted(h)
		s.held.CompareAndSwap(h, next) // whoever was first read the same, or more
		return s.held.Load().inForce
	}
	return h.inForce
}

// At holds the folders that are in force at an instant, now or ahead.
func (s *Shelf) At(at time.Time) *offering.Library {
	h := s.held.Load()
	var in []*offering.Desk
	for i, d := range h.desks {
		if !h.from[i].After(at) {
			in = append(in, d)
		}
	}
	return offering.NewLibrary(in...)
}

// Policy is Library for a store.
func (s *Shelf) Policy() any { return s.Library() }

// All holds every applied folder, those to come among them.
func (s *Shelf) All() *offering.Library { return offering.NewLibrary(s.held.Load().desks...) }
