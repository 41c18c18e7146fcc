package bolt

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// rowKey is the 16 bytes of a row's key.
func rowKey(key string) ([]byte, error) {
	u, err := uuid.Parse(key)
	if err != nil || u.String() != key {
		return nil, fmt.Errorf("%q is no row key", key)
	}
	return u[:], nil
}

// row reads the row under a key; ok is false where there is none.
func (t *tx) row(key string) (r storage.Row, ok bool, err error) {
	k, err := rowKey(key)
	if err != nil {
		return r, false, err
	}
	seq, err := t.at(rowKeys, k)
	if err != nil || seq == nil {
		return r, false, err
	}
	b, err := t.at(open, seq)
	if err == nil && b == nil {
		b, err = t.at(settled, seq)
	}
	if err != nil {
		return r, false, err
	}
	r, err = t.s.reg.DecodeRow(b)
	if err != nil {
		err = fmt.Errorf("row %s: %w", key, err)
	}
	return r, err == nil, err
}

// write puts a row where its state says; was is its number before, 0 for a new row.
func (t *tx) write(r storage.Row, was uint64) error {
	b, err := t.s.reg.EncodeRow(r)
	if err != nil {
		return fmt.Errorf("encode row %s: %w", r.Key, err)
	}
	to, from := open, settled
	if !r.State.Open() {
		to, from = settled, open
	}
	if was != r.Seq {
		k, err := rowKey(r.Key)
		if err != nil {
			return err
		}
		if err := t.put(rowKeys, k, number(r.Seq)); err != nil {
			return err
		}
	}
	if was != 0 {
		for _, s := range []space{from, to} {
			if s == to && was == r.Seq {
				continue
			}
			held, err := t.at(s, number(was))
			if err != nil {
				return err
			}
			if held == nil {
				continue
			}
			if err := t.remove(s, number(was)); err != nil {
				return err
			}
		}
	}
	return t.put(to, number(r.Seq), b)
}

// effect records an effect; woken is true where something is to be done that was not before.
func (t *tx) effect(e domain.Effect, cause string, now time.Time) (r storage.Row, woken bool, err error) {
	held, ok, err := t.row(storage.EffectKey(e))
	if err != nil {
		return r, false, err
	}
	if !ok {
		seq, err := t.count(metaRowSeq)
		if err != nil {
			return r, false, err
		}
		r = storage.NewRow(e, seq, cause, now)
		return r, true, t.write(r, 0)
	}
	r, fate := storage.Collapse(held, e, cause, now)
	switch fate {
	case storage.Raised:
		return r, false, t.write(r, held.Seq)
	case storage.Woken:
		if r.Seq, err = t.count(metaRowSeq); err != nil {
			return r, false, err
		}
		return r, true, t.write(r, held.Seq)
	}
	return r, false, nil
}

// void cancels the row of a deed if it was not begun.
func (t *tx) void(deed string, now time.Time) (r storage.Row, voided bool, err error) {
	r, ok, err := t.row(storage.RowKey(deed))
	if err != nil || !ok {
		return r, false, err
	}
	r, voided = storage.Voided(r, now)
	if !voided {
		return r, false, nil
	}
	return r, true, t.write(r, r.Seq)
}

// Row implements storage.Tx.
func (t *tx) Row(key string) (storage.Row, error) {
	r, ok, err := t.row(key)
	if err == nil && !ok {
		err = fmt.Errorf("row %s: %w", key, domain.ErrNotFound)
	}
	return r, err
}

// OpenRows implements storage.Tx.
func (t *tx) OpenRows(after uint64, n int) ([]storage.Row, error) {
	var rows []storage.Row
	err := t.walk(open, nil, number(after+1), func(_, v []byte) (bool, error) {
		r, err := t.s.reg.DecodeRow(v)
		rows = append(rows, r)
		return len(rows) != n, err
	})
	return rows, err
}

// PutRow implements storage.Tx.
func (t *tx) PutRow(r storage.Row) error {
	k, err := rowKey(r.Key)
	if err != nil {
		return err
	}
	held, err := t.at(rowKeys, k)
	if err != nil {
		return err
	}
	switch ok := held != nil; {
	case ok && toNumber(held) != r.Seq:
		return fmt.Errorf("row %s stands at %d, not at %d: %w", r.Key, toNumber(held), r.Seq, domain.ErrConflict)
	case !ok && r.Seq != 0:
		return fmt.Errorf("row %s at %d: %w", r.Key, r.Seq, domain.ErrNotFound)
	case !ok:
		if r.Seq, err = t.count(metaRowSeq); err != nil {
			return err
		}
		return t.write(r, 0)
	}
	return t.write(r, r.Seq)
}
