package sim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// check holds what must be so at any moment: every thing is the fold of its events, byte for
// byte, and every chain stands.
func (w *world) check(when string) {
	if err := w.store.Check(w.ctx); err != nil && !w.dead && w.desk != nil {
		w.fail(w.at, "%s: %v", when, err)
	}
}

// voided: what ends a promise takes back, in the same commit, the last that was decided to be
// said of it. What is asked again when a send begins would stop it too; this does not wait.
func (w *world) voided(tx storage.Tx) error {
	rows, err := tx.OpenRows(0, 0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		e := r.Effect
		if r.State != storage.Waiting || e.Guard.Kind != casework.Kind || !strings.HasSuffix(e.Deed, "/team") && !strings.HasSuffix(e.Deed, "/owner") {
			continue
		}
		c, err := casework.Load(tx, e.Guard.ID)
		if err != nil {
			return err
		}
		for _, last := range c.Warned {
			i := slices.IndexFunc(c.Clocks, func(cl sla.Clock) bool { return cl.Kind == last.Kind && cl.Cycle == last.Cycle })
			if last.String() != e.Token || i < 0 {
				continue
			}
			if st := sla.Evaluate(c.Clocks[i], w.at, offering.Of(tx).Calendar); st.Phase.Over() {
				w.fail(w.at, "%s waits to be said, and its clock is %s", deed(r), st.Phase)
			}
		}
	}
	return nil
}

// A past is the record of a run, read once for the reckoning.
type past struct {
	tx     storage.Tx
	things map[domain.Ref][]domain.Recorded
	order  []domain.Ref
	causes map[string][]caused
	cases  []*casework.Case
	linked map[domain.Handle]bool // ever
}

// A caused event is one event by its cause.
type caused struct {
	ref domain.Ref
	domain.Recorded
}

// reckon holds what was acknowledged, the record, and what the platform holds to each other.
func (w *world) reckon() {
	w.view(func(tx storage.Tx) error {
		p, err := w.read(tx)
		if err != nil {
			return err
		}
		for _, part := range []func(*past) error{w.settled, w.acknowledged, w.clocks, w.warnings, w.said, w.cards, w.talks, w.secret} {
			if err := part(p); err != nil {
				return err
			}
		}
		return nil
	})
	if w.desk == nil {
		return
	}
	r, err := w.desk.Audit(w.ctx)
	if err != nil || !r.Healthy() {
		w.fail(w.at, "the auditor finds, in the end: %+v %v", r, err)
	}
}

// read reads the whole record, and takes it into the hash.
func (w *world) read(tx storage.Tx) (*past, error) {
	p := &past{tx: tx, things: map[domain.Ref][]domain.Recorded{}, causes: map[string][]caused{}, linked: map[domain.Handle]bool{}}
	for _, kind := range w.stage.reg.ThingKinds() {
		refs, err := tx.Refs(kind, "", 0)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			list, err := tx.History(ref, 0, 0)
			if err != nil {
				return nil, err
			}
			p.order = append(p.order, ref)
			p.things[ref] = list
			for _, r := range list {
				p.causes[r.Cause] = append(p.causes[r.Cause], caused{ref, r})
				if x, ok := r.Event.(account.Linked); ok {
					p.linked[x.Handle] = true
				}
				b, _, err := w.stage.reg.EncodeEvent(record.Hash{}, r)
				if err != nil {
					return nil, err
				}
				w.sum.Write(b)
			}
			w.counts.Events += len(list)
			if kind == casework.Kind {
				c, err := casework.Load(tx, ref.ID)
				if err != nil {
					return nil, err
				}
				p.cases = append(p.cases, c)
			}
		}
	}
	w.counts.Cases += len(p.cases)
	return p, nil
}

// settled: in the end nothing waits, nothing is begun, nothing is due, nothing lies unread.
func (w *world) settled(p *past) error {
	rows, err := p.tx.OpenRows(0, 0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		w.fail(w.at, "in the end %s still stands at %s, attempt %d, to %s", deed(r), r.State, r.Attempt, r.Effect.Place)
	}
	in, err := p.tx.Inbox(0, 0)
	if err != nil {
		return err
	}
	for _, e := range in {
		w.fail(w.at, "in the end %s is still in the inbox", e.Key)
	}
	due, err := p.tx.Due(w.at, 0)
	if err != nil {
		return err
	}
	for _, ref := range due {
		w.fail(w.at, "in the end %s is still due", ref)
	}
	for _, e := range w.ledger.pending {
		if !e.acked {
			w.fail(w.at, "in the end %s was never taken", e.key)
		}
	}
	return nil
}

// bound answers where a place is; lost reports that it was lost at some time.
func (p *past) bound(at domain.Place) (b *place.Bound, lost bool) {
	for _, r := range p.things[place.RefOf(at)] {
		if _, ok := r.Event.(place.Gone); ok {
			lost = true
		}
	}
	b, ok, err := place.Where(p.tx, at)
	if err != nil || !ok {
		return nil, lost
	}
	return b, lost
}

func (p *past) row(deed string) (storage.Row, bool) {
	r, err := p.tx.Row(storage.RowKey(deed))
	return r, err == nil
}

func thread(id string, a domain.Audience) domain.Place {
	return domain.Place{Kind: domain.CaseThread, ID: id, Audience: a}
}

// headDeed is the deed that makes the head of a case's thread: of the version at which the case
// was opened, with its first clocks.
func (p *past) headDeed(id string, a domain.Audience) string {
	opened := 0
	events := p.things[domain.Ref{Kind: casework.Kind, ID: id}]
	for opened < len(events) && events[opened].Cause == events[0].Cause {
		opened++
	}
	word := "customer"
	if a == domain.Internal {
		word = "staff"
	}
	return fmt.Sprintf("case/%s/%d/card/%s", id, opened, word)
}
