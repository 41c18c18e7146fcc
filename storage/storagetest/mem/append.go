package mem

import (
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// Append implements storage.Tx.
func (t *tx) Append(cause string, now time.Time, changes []domain.Change) ([]storage.Row, error) {
	if err := t.may(); err != nil {
		return nil, err
	}
	if err := storage.CheckChanges(changes); err != nil {
		return nil, err
	}
	now = domain.Instant(now)
	var rows []storage.Row
	for _, c := range changes {
		if err := t.change(c); err != nil {
			return nil, err
		}
		for _, w := range c.Words {
			if err := t.word(w); err != nil {
				return nil, err
			}
		}
		for _, e := range c.Effects {
			r, woken, err := t.effect(e, cause, now)
			if err != nil {
				return nil, err
			}
			if woken {
				rows = append(rows, r)
			}
		}
	}
	for _, c := range changes {
		for _, deed := range c.Void {
			key := storage.RowKey(deed)
			r, ok, err := t.row(key)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			if r, ok = storage.Voided(r, now); !ok {
				continue
			}
			if err := t.write(r); err != nil {
				return nil, err
			}
			rows = slices.DeleteFunc(rows, func(r storage.Row) bool { return r.Key == key })
		}
	}
	return rows, nil
}

func (t *tx) change(c domain.Change) error {
	d := t.s.data
	if c.Ref.IsZero() {
		return nil
	}
	if err := named(c.Ref); err != nil {
		return err
	}
	head := record.Head{Chain: record.Genesis(c.Ref)}
	old := d.things[c.Ref]
	if old != nil {
		var err error
		if head, err = record.ReadHead(old); err != nil {
			return err
		}
	}
	if err := storage.Conflict(c, head.Seq); err != nil || len(c.Recorded) == 0 {
		return err
	}
	for _, e := range c.Recorded {
		b, next, err := t.s.reg.EncodeEvent(head.Chain, e)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Ref, err)
		}
		head.Chain = next
		if err := putIn(t, "event", c.Ref, within(d.events, c.Ref), e.Seq, b); err != nil {
			return err
		}
		if err := put(t, "kind", d.kinds, record.EventName(e.Event.EventKind()), nil); err != nil {
			return err
		}
	}
	due := domain.Instant(c.Due)
	b, err := t.s.reg.EncodeThing(c.After, due, head.Chain)
	if err != nil {
		return err
	}
	if err := t.reindex(c.Ref, old, c.After.Keys()); err != nil {
		return err
	}
	if err := put(t, "thing", d.things, c.Ref, b); err != nil {
		return err
	}
	if err := drop(t, "due", d.due, c.Ref); err != nil {
		return err
	}
	if !due.IsZero() {
		if err := put(t, "due", d.due, c.Ref, due); err != nil {
			return err
		}
	}
	if err := put(t, "unsealed", d.unsealed, c.Ref, nil); err != nil {
		return err
	}
	return put(t, "kind", d.kinds, record.ThingName(c.Ref.Kind), nil)
}

// reindex takes a thing from all keys it stood under and puts it under those it stands under
// now.
func (t *tx) reindex(ref domain.Ref, old []byte, now []domain.Key) error {
	if old != nil {
		keys, err := record.Keys(old)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := dropFrom(t, "key", k, within(t.s.data.index, k), ref); err != nil {
				return err
			}
		}
	}
	for _, k := range now {
		if k.Index == "" {
			return fmt.Errorf("%s: a key without an index", ref)
		}
		if err := putIn(t, "key", k, within(t.s.data.index, k), ref, nil); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) word(w domain.Word) error {
	if w.ID == "" || t.s.data.words[w.ID] != nil {
		return nil
	}
	b, err := t.s.reg.EncodeWord(w)
	if err != nil {
		return err
	}
	return put(t, "word", t.s.data.words, w.ID, b)
}

func (t *tx) effect(e domain.Effect, cause string, now time.Time) (r storage.Row, woken bool, err error) {
	r, ok, err := t.row(storage.EffectKey(e))
	if err != nil {
		return r, false, err
	}
	fate := storage.Woken
	if ok {
		was := r.Seq
		if r, fate = storage.Collapse(r, e, cause, now); fate == storage.Woken {
			if err := drop(t, "open", t.s.data.open, was); err != nil {
				return r, false, err
			}
		}
	} else {
		r = storage.NewRow(e, 0, cause, now)
	}
	if fate == storage.Dropped {
		return r, false, nil
	}
	if fate == storage.Woken {
		if r.Seq, err = t.count("row"); err != nil {
			return r, false, err
		}
	}
	return r, fate == storage.Woken, t.write(r)
}
