package bolt

import (
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// Append implements storage.Tx. Deeds are voided after all effects are recorded: what a step
// takes back it takes back also from itself.
func (t *tx) Append(cause string, now time.Time, changes []domain.Change) ([]storage.Row, error) {
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
			row, woken, err := t.effect(e, cause, now)
			if err != nil {
				return nil, err
			}
			if woken {
				rows = append(rows, row)
			}
		}
	}
	for _, c := range changes {
		for _, deed := range c.Void {
			row, voided, err := t.void(deed, now)
			if err != nil {
				return nil, err
			}
			if voided {
				rows = slices.DeleteFunc(rows, func(r storage.Row) bool { return r.Key == row.Key })
			}
		}
	}
	return rows, nil
}

// change writes a thing's record, its events, keys and due.
func (t *tx) change(c domain.Change) error {
	if c.Ref.IsZero() {
		return nil
	}
	key, err := name(c.Ref)
	if err != nil {
		return err
	}
	old, was, err := t.state(key)
	if err != nil {
		return err
	}
	head := record.Head{Chain: record.Genesis(c.Ref)}
	var oldKeys []domain.Key
	if old != nil {
		if head, err = record.ReadHead(old); err == nil {
			oldKeys, err = record.Keys(old)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.Ref, err)
		}
	}
	if err := storage.Conflict(c, head.Seq); err != nil || len(c.Recorded) == 0 {
		return err
	}
	chain, err := t.events(key, head.Chain, c.Recorded)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Ref, err)
	}
	b, err := t.s.reg.EncodeThing(c.After, c.Due, chain)
	if err != nil {
		return err
	}
	in := cold
	if !c.Due.IsZero() {
		in = hot
	}
	if old != nil && was != in {
		if err := t.remove(was, key); err != nil {
			return err
		}
	}
	if err := t.put(in, key, b); err != nil {
		return err
	}
	t.setDue(c.Ref, c.Due)
	if err := t.kind(record.ThingName(c.Ref.Kind)); err != nil {
		return err
	}
	if held, err := t.at(unsealed, key); err != nil {
		return err
	} else if held == nil {
		if err := t.put(unsealed, key, one); err != nil {
			return err
		}
	}
	return t.reindex(key, oldKeys, c.After.Keys())
}

// events writes events behind a chain and answers its new end.
func (t *tx) events(key []byte, chain record.Hash, list []domain.Recorded) (record.Hash, error) {
	for _, e := range list {
		var b []byte
		var err error
		if b, chain, err = t.s.reg.EncodeEvent(chain, e); err != nil {
			return chain, err
		}
		at := append(append(slices.Clip(slices.Clone(key)), 0), number(e.Seq)...)
		if err := t.put(events, at, b); err != nil {
			return chain, err
		}
		if err := t.kind(record.EventName(e.Event.EventKind())); err != nil {
			return chain, err
		}
	}
	return chain, nil
}

// kind notes that a record of this kind is in the file.
func (t *tx) kind(recordName string) error {
	held, err := t.at(kinds, []byte(recordName))
	if err != nil || held != nil {
		return err
	}
	return t.put(kinds, []byte(recordName), one)
}

// reindex moves a thing from the keys it stood under to those it stands under now.
func (t *tx) reindex(key []byte, old, now []domain.Key) error {
	for _, k := range old {
		if slices.Contains(now, k) {
			continue
		}
		at, err := indexPrefix(k)
		if err != nil {
			return err
		}
		if err := t.remove(index, append(at, key...)); err != nil {
			return err
		}
	}
	for _, k := range now {
		if slices.Contains(old, k) {
			continue
		}
		at, err := indexPrefix(k)
		if err != nil {
			return err
		}
		if err := t.put(index, append(at, key...), one); err != nil {
			return err
		}
	}
	return nil
}

// word keeps a text. One that was forgotten stays forgotten.
func (t *tx) word(w domain.Word) error {
	if w.ID == "" {
		return nil
	}
	held, err := t.at(words, []byte(w.ID))
	if err != nil || held != nil {
		return err
	}
	b, err := t.s.reg.EncodeWord(w)
	if err != nil {
		return err
	}
	return t.put(words, []byte(w.ID), b)
}

// Forget implements storage.Tx.
func (t *tx) Forget(id domain.WordID) error {
	held, err := t.at(words, []byte(id))
	if err != nil {
		return err
	}
	if held == nil {
		return fmt.Errorf("word %s: %w", id, domain.ErrNotFound)
	}
	return t.put(words, []byte(id), t.s.reg.Forgotten())
}
