package mem

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

func (t *tx) row(key string) (r storage.Row, ok bool, err error) {
	if err := t.ready(); err != nil {
		return r, false, err
	}
	if u, err := uuid.Parse(key); err != nil || u.String() != key {
		return r, false, fmt.Errorf("%q is no row key", key)
	}
	b := t.s.data.rows[key]
	if b == nil {
		return r, false, nil
	}
	r, err = t.s.reg.DecodeRow(b)
	return r, err == nil, err
}

func (t *tx) write(r storage.Row) error {
	b, err := t.s.reg.EncodeRow(r)
	if err != nil {
		return fmt.Errorf("encode row %s: %w", r.Key, err)
	}
	if err := put(t, "row", t.s.data.rows, r.Key, b); err != nil {
		return err
	}
	if r.State.Open() {
		return put(t, "open", t.s.data.open, r.Seq, r.Key)
	}
	return drop(t, "open", t.s.data.open, r.Seq)
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
	if err := t.ready(); err != nil {
		return nil, err
	}
	seqs := slices.DeleteFunc(slices.Sorted(maps.Keys(t.s.data.open)), func(seq uint64) bool { return seq <= after })
	var rows []storage.Row
	for _, seq := range first(seqs, n) {
		r, _, err := t.row(t.s.data.open[seq])
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// PutRow implements storage.Tx.
func (t *tx) PutRow(r storage.Row) error {
	held, ok, err := t.row(r.Key)
	switch {
	case err != nil:
		return err
	case ok && held.Seq != r.Seq:
		return fmt.Errorf("row %s stands at %d, not at %d: %w", r.Key, held.Seq, r.Seq, domain.ErrConflict)
	case !ok && r.Seq != 0:
		return fmt.Errorf("row %s at %d: %w", r.Key, r.Seq, domain.ErrNotFound)
	case !ok:
		if r.Seq, err = t.count("row"); err != nil {
			return err
		}
	}
	return t.write(r)
}

// Once implements storage.Tx.
func (t *tx) Once(key string, until time.Time) (bool, error) {
	if _, held := t.s.data.once["o"+key]; held {
		return false, t.may()
	}
	return true, put(t, "once", t.s.data.once, "o"+key, noted{until: domain.Instant(until)})
}

// Expire implements storage.Tx.
func (t *tx) Expire(now time.Time, n int) (int, error) {
	once := t.s.data.once
	var keys []string
	for k, o := range once {
		if o.until.Before(domain.Instant(now)) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if c := once[a].until.Compare(once[b].until); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	keys = first(keys, n)
	for _, k := range keys {
		if err := drop(t, "once", once, k); err != nil {
			return 0, err
		}
	}
	return len(keys), t.may()
}

// Receive implements storage.Tx.
func (t *tx) Receive(e storage.Envelope, until time.Time) (uint64, bool, error) {
	d := t.s.data
	if held, ok := d.once["e"+e.Key]; ok {
		if d.inbox[held.seq] == nil {
			return 0, false, t.may()
		}
		return held.seq, false, t.may()
	}
	if e.Platform == storage.Desk && !t.s.reg.KnowsCommand(e.Kind) {
		return 0, false, fmt.Errorf("command %q: %w", e.Kind, storage.ErrUnknownKind)
	}
	seq, err := t.count("inbox")
	if err != nil {
		return 0, false, err
	}
	e.Seq = seq
	b, err := t.s.reg.EncodeEnvelope(e)
	if err != nil {
		return 0, false, err
	}
	if err := put(t, "inbox", d.inbox, seq, b); err != nil {
		return 0, false, err
	}
	return seq, true, put(t, "once", d.once, "e"+e.Key, noted{domain.Instant(until), seq})
}

// Inbox implements storage.Tx.
func (t *tx) Inbox(after uint64, n int) ([]storage.Envelope, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	seqs := slices.DeleteFunc(slices.Sorted(maps.Keys(t.s.data.inbox)), func(seq uint64) bool { return seq <= after })
	var list []storage.Envelope
	for _, seq := range first(seqs, n) {
		e, err := t.s.reg.DecodeEnvelope(t.s.data.inbox[seq])
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// Done implements storage.Tx.
func (t *tx) Done(seq uint64) error {
	if err := t.may(); err != nil {
		return err
	}
	return drop(t, "inbox", t.s.data.inbox, seq)
}
