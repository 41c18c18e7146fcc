package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// PagesEvery is the least time, in real time, between two drawings of one page, and between two looks
// at them all: however much happens, a page is drawn no more often. What a look finds unchanged
// costs no call.
const PagesEvery = 5 * time.Second

// pagesBatch is how many pages one unit asks for.
const pagesBatch = 16

// freshness is whether people's own pages may show what is no longer so.
type freshness struct {
	mu    sync.Mutex
	known bool      // somebody has a page
	since time.Time // real time from which they may be looked at; zero: nothing has happened
	last  time.Time // real time of the last look
}

// stale notes what a unit did; true where somebody should look at the pages before long.
func (f *freshness) stale(o decided, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range o.rows {
		f.known = f.known || r.Effect.Kind == domain.Home
	}
	if !f.known || !o.facts || !f.since.IsZero() {
		return false
	}
	f.since = latest(now, f.last.Add(PagesEvery))
	return true
}

// next is when pages are to be looked at; zero for not before something happens.
func (f *freshness) next() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.since
}

// take reports whether it is time to look, and begins a look.
func (f *freshness) take(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.since.IsZero() || f.since.After(now) {
		return false
	}
	f.since, f.last = time.Time{}, now
	return true
}

// again asks for another look: this one did not end.
func (f *freshness) again() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.since = f.last.Add(PagesEvery)
}

// loadPages finds out whether there are pages. What they show may have changed while no process ran.
func (d *Desk) loadPages(ctx context.Context) error {
	if d.rooms.Pages == nil {
		return nil
	}
	return d.store.View(ctx, func(tx storage.Tx) error {
		all, err := d.rooms.Pages(tx, d.Now())
		if d.pages.known = len(all) > 0; slices.ContainsFunc(all, func(p Page) bool { return p.Due }) {
			d.pages.since = d.real()
		}
		return err
	})
}

// WorkPages has the pages drawn again of those who opened theirs lately, where something has
// happened since, and of those who have come to be somebody else to the desk. It reports how many
// it asked for; what is drawn leaves through the outbox.
func (d *Desk) WorkPages(ctx context.Context) (int, error) {
	if d.rooms.Pages == nil || !d.pages.take(d.real()) {
		return 0, nil
	}
	now := d.Now()
	var due []Page
	err := d.store.View(ctx, func(tx storage.Tx) error {
		all, err := d.rooms.Pages(tx, now)
		due = slices.DeleteFunc(all, func(p Page) bool { return !p.Due })
		return err
	})
	for n := 0; err == nil && n < len(due); n += pagesBatch {
		err = d.askForPages(ctx, due[n:min(n+pagesBatch, len(due))], n, now)
	}
	if err != nil {
		d.pages.again()
		return 0, fmt.Errorf("look at people's pages: %w", err)
	}
	return len(due), nil
}

func (d *Desk) askForPages(ctx context.Context, due []Page, from int, now time.Time) error {
	luck, err := d.chances()
	if err != nil {
		return err
	}
	var done decided
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		var all decided
		for i, p := range due {
			cause := "pages/" + strconv.FormatInt(now.UnixMilli(), 10) + "/" + strconv.Itoa(from+i)
			s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByDesk}, Cause: cause, Seed: luck.seed(cause)}
			o, _, err := d.decide(tx, p.Command, s)
			if err != nil {
				return err
			}
			all.add(o)
		}
		done = all
		return nil
	})
	if err != nil {
		return err
	}
	done.facts = false // it is what was asked for
	d.tell(done)
	return nil
}
