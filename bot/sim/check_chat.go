package sim

import (
	"errors"
	"maps"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/storage"
)

// everLost reports whether a row's place was ever out of reach: a channel that went away or was
// shared, a head that never came to be, a person without a handle.
func (w *world) everLost(past *past, r storage.Row) bool {
	p := w.platform
	switch r.Effect.Place.Kind {
	case domain.PersonDirect, domain.HandleDirect:
		return true
	case domain.CaseThread:
		key := storage.RowKey(past.headDeed(r.Effect.Place.ID, r.Effect.Place.Audience))
		if p.spoiled[key] || p.blinded[key] || p.deaths[key] != "" {
			return true
		}
	}
	return slices.ContainsFunc(slices.Collect(maps.Values(p.rooms)), func(r *room) bool { return r.ever })
}

// said: every message of the desk's has a row that knows of it, and every row that died had a
// reason.
func (w *world) said(p *past) error {
	for _, m := range w.platform.messages {
		if m.key == "" {
			continue
		}
		r, err := p.tx.Row(m.key)
		if errors.Is(err, domain.ErrNotFound) {
			w.fail(w.at, "a message in %s that no row knows of: %s", m.room.name, m.card.Head)
			continue
		}
		if err != nil {
			return err
		}
		w.ended(p, r)
	}
	for _, key := range slices.Sorted(maps.Keys(w.platform.deaths)) {
		r, err := p.tx.Row(key)
		if err != nil {
			return err
		}
		if r.State == storage.Dead {
			w.died(p, r)
		}
	}
	for _, e := range w.ledger.order {
		if r, ok := p.row("answer/" + e.key); ok {
			w.ended(p, r)
		}
	}
	return nil
}

// cards: every case has its two heads, and what they show is so.
func (w *world) cards(p *past) error {
	for _, c := range p.cases {
		for _, a := range []domain.Audience{domain.Customers, domain.Internal} {
			if err := w.card(p, c, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) card(p *past, c *casework.Case, a domain.Audience) error {
	head, ok := p.row(p.headDeed(c.ID, a))
	if !ok {
		w.fail(w.at, "%s has no %s card", c.Number(), a)
		return nil
	}
	w.ended(p, head)
	b, lost := p.bound(thread(c.ID, a))
	switch {
	case head.State == storage.Dead, lost:
		return nil
	case b == nil:
		w.fail(w.at, "%s: its %s card is %s, and it is not known where", c.Number(), a, head.State)
		return nil
	}
	m := w.platform.byID[b.Spot.Thread]
	if m != nil && m.key != head.Key && (w.platform.took(head.Key) || w.everCut(c.Account) && m.room.direct) {
		// Somebody took the card away, or its readers were put out of their channel, and it was put up anew.
		if anew, err := p.tx.Row(m.key); err == nil && anew.Effect.Binds == thread(c.ID, a) {
			head = anew
		}
	}
	if m == nil || m.key != head.Key {
		w.fail(w.at, "%s: its %s thread is not where its card is", c.Number(), a)
		return nil
	}
	edits, err := p.tx.Row(storage.EffectKey(domain.Effect{Kind: domain.Edit, Place: thread(c.ID, a)}))
	switch {
	case err != nil && !errors.Is(err, domain.ErrNotFound):
		return err
	case m.gone, edits.State == storage.Dead, edits.State == storage.Cancelled:
		return nil // it could not be shown, and is with the next change
	}
	if p.linked[c.Stranger] {
		return nil // who opened it came to be known, or is known no more, which is no change of the case
	}
	is, err := w.drawn(p.tx, head.Effect, w.at)
	if err != nil {
		return err
	}
	if got := picture(m.card); got != is {
		w.fail(w.at, "%s: its %s card shows\n%s\nand this is so:\n%s", c.Number(), a, got, is)
	}
	return nil
}

// everCut reports whether an account's people were ever put out of their channel.
func (w *world) everCut(account string) bool {
	r := w.platform.rooms[account]
	return r != nil && r.severed
}
