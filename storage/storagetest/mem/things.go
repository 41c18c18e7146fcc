package mem

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

var _ storage.Tx = (*tx)(nil)

func named(ref domain.Ref) error {
	if ref.Kind == "" || ref.ID == "" || strings.ContainsRune(string(ref.Kind)+ref.ID, 0) {
		return fmt.Errorf("%q names no thing", ref.String())
	}
	return nil
}

// Load implements domain.Reader.
func (t *tx) Load(ref domain.Ref) (domain.Thing, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	if err := named(ref); err != nil {
		return nil, err
	}
	b := t.s.data.things[ref]
	if b == nil {
		return nil, fmt.Errorf("%s: %w", ref, domain.ErrNotFound)
	}
	return t.s.reg.DecodeThing(ref, b)
}

// Find implements domain.Reader.
func (t *tx) Find(k domain.Key, limit int) ([]domain.Ref, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	if k.Index == "" || strings.ContainsRune(k.Index+k.Value, 0) {
		return nil, fmt.Errorf("%q %q is no key", k.Index, k.Value)
	}
	var refs []domain.Ref
	for ref := range t.s.data.index[k] {
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, domain.CompareRefs)
	return first(refs, limit), nil
}

// Refs implements storage.Tx.
func (t *tx) Refs(kind domain.Kind, after string, limit int) ([]domain.Ref, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	var refs []domain.Ref
	for ref := range t.s.data.things {
		if ref.Kind == kind && ref.ID > after {
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, domain.CompareRefs)
	return first(refs, limit), nil
}

// History implements storage.Tx.
func (t *tx) History(ref domain.Ref, after uint64, limit int) ([]domain.Recorded, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	if err := named(ref); err != nil {
		return nil, err
	}
	var list []domain.Recorded
	held := t.s.data.events[ref]
	for seq := after + 1; held[seq] != nil && (limit <= 0 || len(list) < limit); seq++ {
		_, e, err := t.s.reg.DecodeEvent(held[seq])
		if err != nil {
			return nil, fmt.Errorf("%s event %d: %w", ref, seq, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// Word implements domain.Reader.
func (t *tx) Word(id domain.WordID) (string, error) {
	if err := t.ready(); err != nil || id == "" {
		return "", err
	}
	b := t.s.data.words[id]
	if b == nil {
		return "", fmt.Errorf("word %s: %w", id, domain.ErrNotFound)
	}
	return t.s.reg.DecodeWord(b)
}

// Forget implements storage.Tx.
func (t *tx) Forget(id domain.WordID) error {
	if t.s.data.words[id] == nil {
		return fmt.Errorf("word %s: %w", id, domain.ErrNotFound)
	}
	return put(t, "word", t.s.data.words, id, t.s.reg.Forgotten())
}

// Due implements storage.Tx.
func (t *tx) Due(now time.Time, n int) ([]domain.Ref, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	due := t.s.data.due
	var refs []domain.Ref
	for ref, at := range due {
		if !at.After(now) {
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, func(a, b domain.Ref) int {
		if c := due[a].Compare(due[b]); c != 0 {
			return c
		}
		return domain.CompareRefs(a, b)
	})
	return first(refs, n), nil
}

// NextDue implements storage.Tx.
func (t *tx) NextDue() (time.Time, error) {
	var next time.Time
	for _, at := range t.s.data.due {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, t.ready()
}

// Blob implements storage.Tx.
func (t *tx) Blob(name string) ([]byte, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	b, ok := t.s.data.blobs[name]
	if !ok {
		return nil, fmt.Errorf("blob %q: %w", name, domain.ErrNotFound)
	}
	return append([]byte{}, b...), nil
}

// PutBlob implements storage.Tx.
func (t *tx) PutBlob(name string, data []byte) error {
	if name == "" {
		return fmt.Errorf("a blob needs a name")
	}
	return put(t, "blob", t.s.data.blobs, name, bytes.Clone(data))
}

// Seal implements storage.Tx.
func (t *tx) Seal(now time.Time) (int, error) {
	d := t.s.data
	now = domain.Instant(now)
	s := record.Seal{At: now}
	if last := d.seals[d.counters["seal"]]; last != nil {
		before, err := t.s.reg.DecodeSeal(last)
		if err != nil {
			return 0, err
		}
		if now.Sub(before.At) < time.Minute {
			return 0, t.may()
		}
		s.Prev = record.HashOf(last)
	}
	var refs []domain.Ref
	for ref := range d.unsealed {
		refs = append(refs, ref)
	}
	if len(refs) == 0 {
		return 0, t.may()
	}
	slices.SortFunc(refs, domain.CompareRefs)
	for _, ref := range refs {
		head, err := record.ReadHead(d.things[ref])
		if err != nil {
			return 0, err
		}
		s.Heads = append(s.Heads, record.SealHead{Ref: ref, Seq: head.Seq, Chain: head.Chain})
		if err := drop(t, "unsealed", d.unsealed, ref); err != nil {
			return 0, err
		}
	}
	b, _, err := t.s.reg.EncodeSeal(s)
	if err != nil {
		return 0, err
	}
	seq, err := t.count("seal")
	if err != nil {
		return 0, err
	}
	return len(refs), put(t, "seal", d.seals, seq, b)
}
