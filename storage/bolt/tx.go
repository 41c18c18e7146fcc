package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A tx is one unit's view: its own buffer over the transaction of its flush.
type tx struct {
	s        *Store
	f        *flush
	readOnly bool
	ended    bool
	policy   any
	asked    bool // policy was asked for
	writes   [spaces]map[string][]byte
	due      map[domain.Ref]int64 // noDue: never
}

var _ storage.Tx = (*tx)(nil)

func newTx(s *Store, f *flush) *tx { return &tx{s: s, f: f} }

var (
	errReadOnly = errors.New("a view writes nothing")
	errEnded    = errors.New("the unit has returned: its Tx is of no use any more")
)

// end makes a Tx that was kept by mistake harmless.
func (t *tx) end() { t.ended = true }

// at reads what this unit sees under a key; nil where there is nothing. It is valid only until
// something is written.
func (t *tx) at(s space, key []byte) ([]byte, error) {
	if t.ended {
		return nil, errEnded
	}
	if v, ok := t.writes[s][string(key)]; ok {
		return v, nil
	}
	return t.f.bucket(s).Get(key), nil
}

// put buffers a write. What bolt would refuse later is refused here.
func (t *tx) put(s space, key, value []byte) error {
	switch {
	case t.ended:
		return errEnded
	case t.readOnly:
		return errReadOnly
	case len(key) == 0 || len(key) > bbolt.MaxKeySize || len(value) > bbolt.MaxValueSize:
		return fmt.Errorf("a key of %d and a value of %d bytes do not fit into %s", len(key), len(value), spaceName[s])
	}
	if t.writes[s] == nil {
		t.writes[s] = map[string][]byte{}
	}
	t.writes[s][string(key)] = value
	return nil
}

func (t *tx) remove(s space, key []byte) error { return t.put(s, key, nil) }

// walk goes through the keys that begin with prefix, in order, from the first that is not
// before from. Key and value are valid only during the call.
func (t *tx) walk(s space, prefix, from []byte, visit func(k, v []byte) (more bool, err error)) error {
	if t.ended {
		return errEnded
	}
	if bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	var own []string
	for k := range t.writes[s] {
		if k >= string(from) && len(k) >= len(prefix) && k[:len(prefix)] == string(prefix) {
			own = append(own, k)
		}
	}
	slices.Sort(own)
	c := t.f.bucket(s).Cursor()
	k, v := c.Seek(from)
	if len(from) == 0 {
		k, v = c.First()
	}
	for {
		if !bytes.HasPrefix(k, prefix) {
			k = nil
		}
		if k == nil && len(own) == 0 {
			return nil
		}
		key, value := k, v
		if len(own) > 0 && (k == nil || own[0] <= string(k)) {
			key, value = []byte(own[0]), t.writes[s][own[0]]
			if string(k) == own[0] {
				k, v = c.Next()
			}
			own = own[1:]
			if value == nil {
				continue
			}
		} else {
			k, v = c.Next()
		}
		if more, err := visit(key, value); err != nil || !more {
			return err
		}
	}
}

// apply hands the buffer on to the transaction of the flush.
func (t *tx) apply() error {
	for s := range spaces {
		if len(t.writes[s]) == 0 {
			continue
		}
		t.f.dirty = true
		b := t.f.bucket(s)
		for _, k := range slices.Sorted(maps.Keys(t.writes[s])) {
			var err error
			if v := t.writes[s][k]; v != nil {
				err = b.Put([]byte(k), v)
			} else {
				err = b.Delete([]byte(k))
			}
			if err != nil {
				return fmt.Errorf("write to %s: %w", spaceName[s], err)
			}
			if t.s.o.Wrote != nil {
				t.s.o.Wrote(spaceName[s], []byte(k), t.writes[s][k])
			}
		}
	}
	maps.Copy(t.f.due, t.due)
	return nil
}

// count raises a counter of the meta space and answers it.
func (t *tx) count(key string) (uint64, error) {
	v, err := t.at(meta, []byte(key))
	if err != nil {
		return 0, err
	}
	n := toNumber(v) + 1
	return n, t.put(meta, []byte(key), number(n))
}

// Epoch implements storage.Tx.
func (t *tx) Epoch() uint64 { return t.s.epoch }

// Policy implements domain.Reader. Within a unit it is always the same.
func (t *tx) Policy() any {
	if !t.asked && t.s.o.Policy != nil {
		t.policy = t.s.o.Policy()
	}
	t.asked = true
	return t.policy
}
