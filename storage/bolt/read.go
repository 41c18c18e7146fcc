package bolt

import (
	"bytes"
	"fmt"

	"github.com/deskhand/deskhand/domain"
)

// state reads a thing's record; nil where it was never made.
func (t *tx) state(key []byte) (b []byte, in space, err error) {
	if b, err = t.at(hot, key); b != nil || err != nil {
		return b, hot, err
	}
	b, err = t.at(cold, key)
	return b, cold, err
}

// Load implements domain.Reader.
func (t *tx) Load(ref domain.Ref) (domain.Thing, error) {
	key, err := name(ref)
	if err != nil {
		return nil, err
	}
	b, _, err := t.state(key)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fmt.Errorf("%s: %w", ref, domain.ErrNotFound)
	}
	if thing, ok := t.s.lately.of(ref, b); ok {
		return thing, nil
	}
	thing, err := t.s.reg.DecodeThing(ref, b)
	if err != nil {
		return nil, err
	}
	return t.s.lately.note(ref, b, thing), nil
}

// Find implements domain.Reader.
func (t *tx) Find(k domain.Key, limit int) ([]domain.Ref, error) {
	prefix, err := indexPrefix(k)
	if err != nil {
		return nil, err
	}
	var refs []domain.Ref
	err = t.walk(index, prefix, nil, func(k, _ []byte) (bool, error) {
		refs = append(refs, toRef(k[len(prefix):]))
		return len(refs) != limit, nil
	})
	return refs, err
}

// Word implements domain.Reader.
func (t *tx) Word(id domain.WordID) (string, error) {
	if id == "" {
		return "", nil
	}
	b, err := t.at(words, []byte(id))
	if err != nil {
		return "", err
	}
	if b == nil {
		return "", fmt.Errorf("word %s: %w", id, domain.ErrNotFound)
	}
	return t.s.reg.DecodeWord(b)
}

// History implements storage.Tx.
func (t *tx) History(ref domain.Ref, after uint64, limit int) ([]domain.Recorded, error) {
	key, err := name(ref)
	if err != nil {
		return nil, err
	}
	key = append(key, 0)
	var list []domain.Recorded
	err = t.walk(events, key, append(bytes.Clone(key), number(after+1)...), func(k, v []byte) (bool, error) {
		_, e, err := t.s.reg.DecodeEvent(v)
		if err != nil {
			return false, fmt.Errorf("%s event %d: %w", ref, toNumber(k[len(key):]), err)
		}
		list = append(list, e)
		return len(list) != limit, nil
	})
	return list, err
}

// Refs implements storage.Tx. Things that will come due and others lie apart, so two walks are
// merged.
func (t *tx) Refs(kind domain.Kind, after string, limit int) ([]domain.Ref, error) {
	prefix := append([]byte(kind), 0)
	from := append(bytes.Clone(prefix), after...)
	if after != "" {
		from = append(from, 0)
	}
	var lists [2][]domain.Ref
	for i, s := range []space{hot, cold} {
		err := t.walk(s, prefix, from, func(k, _ []byte) (bool, error) {
			lists[i] = append(lists[i], toRef(k))
			return len(lists[i]) != limit, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return merge(lists[0], lists[1], limit), nil
}

func merge(a, b []domain.Ref, limit int) []domain.Ref {
	var out []domain.Ref
	for (len(a) > 0 || len(b) > 0) && (limit <= 0 || len(out) < limit) {
		if len(b) == 0 || len(a) > 0 && domain.CompareRefs(a[0], b[0]) < 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// Blob implements storage.Tx.
func (t *tx) Blob(name string) ([]byte, error) {
	b, err := t.at(blobs, []byte(name))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fmt.Errorf("blob %q: %w", name, domain.ErrNotFound)
	}
	return bytes.Clone(b[1:]), nil
}

// PutBlob implements storage.Tx.
func (t *tx) PutBlob(name string, data []byte) error {
	return t.put(blobs, []byte(name), append([]byte{1}, data...))
}
