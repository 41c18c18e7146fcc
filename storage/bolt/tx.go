package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A buffer is what was written and is not in the file yet: new values, nil for what is gone,
// and dues, noDue for never.
type buffer struct {
	writes [spaces]map[string][]byte
	due    map[domain.Ref]int64
}

// take puts a later buffer over this one.
func (b *buffer) take(later *buffer) {
	for s, w := range later.writes {
		if b.writes[s] == nil {
			b.writes[s] = w
		} else {
			maps.Copy(b.writes[s], w)
		}
	}
	if b.due == nil {
		b.due = later.due
	} else {
		maps.Copy(b.due, later.due)
	}
}

// A tx is one unit's view: its own buffer over that of its flush, over that of the flush before
// it, over the file.
type tx struct {
	buffer
	s        *Store
	f        *flush
	readOnly bool
	ended    bool
	policy   any
	asked    bool // policy was asked for
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
	if v, ok := t.f.writes[s][string(key)]; ok {
		return v, nil
	}
	if t.f.before != nil {
		if v, ok := t.f.before.writes[s][string(key)]; ok {
			return v, nil
		}
	}
	return t.f.get(s, key), nil
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
	own := t.buffered(s, string(prefix), string(from))
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
			key = []byte(own[0])
			value, _ = t.at(s, key)
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

// buffered lists the keys of all buffers that a walk comes past, in order.
func (t *tx) buffered(s space, prefix, from string) []string {
	var own []string
	layers := [3]map[string][]byte{t.f.writes[s], t.writes[s]}
	if t.f.before != nil {
		layers[2] = t.f.before.writes[s]
	}
	for _, w := range layers {
		for k := range w {
			if k >= from && strings.HasPrefix(k, prefix) {
				own = append(own, k)
			}
		}
	}
	slices.Sort(own)
	return slices.Compact(own)
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
