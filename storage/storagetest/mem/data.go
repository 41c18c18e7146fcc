package mem

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// data is everything a store holds; records as a store on disk would hold them, so that
// nobody shares memory with it.
type data struct {
	things   map[domain.Ref][]byte
	events   map[domain.Ref]map[uint64][]byte
	index    map[domain.Key]map[domain.Ref][]byte
	due      map[domain.Ref]time.Time
	words    map[domain.WordID][]byte
	once     map[string]noted
	inbox    map[uint64][]byte
	rows     map[string][]byte
	open     map[uint64]string // seq -> key of the row
	blobs    map[string][]byte
	unsealed map[domain.Ref][]byte
	seals    map[uint64][]byte
	kinds    map[string][]byte
	counters map[string]uint64
}

type noted struct {
	until time.Time
	seq   uint64
}

func newData() *data {
	return &data{
		things: map[domain.Ref][]byte{}, events: map[domain.Ref]map[uint64][]byte{},
		index: map[domain.Key]map[domain.Ref][]byte{}, due: map[domain.Ref]time.Time{},
		words: map[domain.WordID][]byte{}, once: map[string]noted{}, inbox: map[uint64][]byte{},
		rows: map[string][]byte{}, open: map[uint64]string{}, blobs: map[string][]byte{},
		unsealed: map[domain.Ref][]byte{}, seals: map[uint64][]byte{}, kinds: map[string][]byte{},
		counters: map[string]uint64{},
	}
}

func (d *data) names() []string { return slices.Collect(maps.Keys(d.kinds)) }

// A tx writes in place and remembers how to take it back.
type tx struct {
	s        *Store
	readOnly bool
	ended    bool
	undoes   []func()
	log      []wrote
	policy   any
	asked    bool
}

var (
	errReadOnly = errors.New("a view writes nothing")
	errEnded    = errors.New("the unit has returned: its Tx is of no use any more")
)

func (t *tx) end() { t.ended = true }

func (t *tx) undo() {
	for _, u := range slices.Backward(t.undoes) {
		u()
	}
	t.undoes = nil
}

// ready says whether a Tx may be used at all.
func (t *tx) ready() error {
	if t.ended {
		return errEnded
	}
	return nil
}

// may says whether a Tx may write.
func (t *tx) may() error {
	if err := t.ready(); err != nil {
		return err
	}
	if t.readOnly {
		return errReadOnly
	}
	return nil
}

// A wrote is one write of a run, to be compared with that of the other run.
type wrote struct {
	what  string
	of    any // the key of the outer map, where there is one
	key   any
	value any // nil for what is gone
}

func (w wrote) equal(o wrote) bool {
	a, isA := w.value.([]byte)
	b, isB := o.value.([]byte)
	if isA && isB {
		return w.what == o.what && w.of == o.of && w.key == o.key && bytes.Equal(a, b)
	}
	return w == o
}

// String is for the one who looks for the difference.
func (w wrote) String() string {
	if b, ok := w.value.([]byte); ok {
		return fmt.Sprintf("%s %v %v = %x", w.what, w.of, w.key, b)
	}
	return fmt.Sprintf("%s %v %v = %v", w.what, w.of, w.key, w.value)
}

// same reports whether two runs wrote the same, and if not, where they part.
func same(a, b []wrote) error {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return fmt.Errorf("only the second time it wrote %s", b[i])
		case i >= len(b):
			return fmt.Errorf("only the first time it wrote %s", a[i])
		case !a[i].equal(b[i]):
			return fmt.Errorf("it wrote %s, then %s", a[i], b[i])
		}
	}
	return nil
}

func put[K comparable, V any](t *tx, what string, m map[K]V, k K, v V) error {
	return putIn(t, what, nil, m, k, v)
}

func putIn[K comparable, V any](t *tx, what string, of any, m map[K]V, k K, v V) error {
	if err := t.may(); err != nil {
		return err
	}
	old, had := m[k]
	t.undoes = append(t.undoes, func() {
		if delete(m, k); had {
			m[k] = old
		}
	})
	m[k] = v
	t.log = append(t.log, wrote{what, of, k, v})
	return nil
}

func drop[K comparable, V any](t *tx, what string, m map[K]V, k K) error {
	return dropFrom(t, what, nil, m, k)
}

func dropFrom[K comparable, V any](t *tx, what string, of any, m map[K]V, k K) error {
	if err := t.may(); err != nil {
		return err
	}
	old, had := m[k]
	if !had {
		return nil
	}
	t.undoes = append(t.undoes, func() { m[k] = old })
	delete(m, k)
	t.log = append(t.log, wrote{what, of, k, nil})
	return nil
}

// within is the inner map of a key; an empty one that stays behind does no harm.
func within[K1, K2 comparable, V any](m map[K1]map[K2]V, k K1) map[K2]V {
	if m[k] == nil {
		m[k] = map[K2]V{}
	}
	return m[k]
}

func (t *tx) count(counter string) (uint64, error) {
	n := t.s.data.counters[counter] + 1
	return n, put(t, "counter", t.s.data.counters, counter, n)
}

func first[T any](list []T, n int) []T {
	if n > 0 && len(list) > n {
		return list[:n]
	}
	return list
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
