package bolt

import (
	"cmp"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage/record"
)

// noDue stands for never where a due is written as Unix milliseconds.
const noDue = int64(-1 << 63)

type dueItem struct {
	at  int64
	ref domain.Ref
}

func (a dueItem) compare(b dueItem) int {
	if c := cmp.Compare(a.at, b.at); c != 0 {
		return c
	}
	return domain.CompareRefs(a.ref, b.ref)
}

// A dueHeap says what is due next: a heap of four children a node, earliest first, that knows
// where each thing stands in it. It shows the last commit and nothing later.
type dueHeap struct {
	mu    sync.RWMutex
	id    int // of the transaction it shows
	items []dueItem
	pos   map[domain.Ref]int32
}

// loadDue builds the heap from the heads of the records that will come due.
func loadDue(db *bbolt.DB) (*dueHeap, error) {
	h := &dueHeap{pos: map[domain.Ref]int32{}}
	err := db.View(func(tx *bbolt.Tx) error {
		h.id = tx.ID()
		return tx.Bucket([]byte(spaceName[hot])).ForEach(func(k, v []byte) error {
			if at, ok := record.DueMilli(v); ok {
				h.items = append(h.items, dueItem{at, toRef(k)})
			}
			return nil
		})
	})
	// A sorted list is a heap.
	slices.SortFunc(h.items, dueItem.compare)
	for i, it := range h.items {
		h.pos[it.ref] = int32(i)
	}
	return h, err
}

// follow takes a commit over.
func (h *dueHeap) follow(changed map[domain.Ref]int64, id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ref, at := range changed {
		h.set(ref, at)
	}
	h.id = id
}

// set moves a thing to a due, or out for noDue.
func (h *dueHeap) set(ref domain.Ref, at int64) {
	i, ok := h.pos[ref]
	switch {
	case ok && at == noDue:
		last := len(h.items) - 1
		moved := h.items[last]
		h.items = h.items[:last]
		delete(h.pos, ref)
		if int(i) != last {
			h.place(int(i), moved)
		}
	case ok:
		h.place(int(i), dueItem{at, ref})
	case at != noDue:
		h.items = append(h.items, dueItem{})
		h.place(len(h.items)-1, dueItem{at, ref})
	}
}

// place puts an item at i or, where that breaks the order, further up or down.
func (h *dueHeap) place(i int, it dueItem) {
	for i > 0 {
		up := (i - 1) / 4
		if h.items[up].compare(it) <= 0 {
			break
		}
		h.items[i] = h.items[up]
		h.pos[h.items[i].ref] = int32(i)
		i = up
	}
	for {
		least := -1
		for c := 4*i + 1; c <= 4*i+4 && c < len(h.items); c++ {
			if least < 0 || h.items[c].compare(h.items[least]) < 0 {
				least = c
			}
		}
		if least < 0 || it.compare(h.items[least]) <= 0 {
			break
		}
		h.items[i] = h.items[least]
		h.pos[h.items[i].ref] = int32(i)
		i = least
	}
	h.items[i] = it
	h.pos[it.ref] = int32(i)
}

// first lists at most n items (0: all) not after a limit, in order, without those to be skipped.
// It visits no more of the heap than it lists, skips, and four children of each.
func (h *dueHeap) first(limit int64, n int, skip func(domain.Ref) bool) []dueItem {
	var out []dueItem
	// front is a heap, by item, of the places whose parents were visited.
	var front []int
	less := func(a, b int) bool { return h.items[front[a]].compare(h.items[front[b]]) < 0 }
	push := func(i int) {
		if i >= len(h.items) || h.items[i].at > limit {
			return
		}
		front = append(front, i)
		for c := len(front) - 1; c > 0 && less(c, (c-1)/2); c = (c - 1) / 2 {
			front[c], front[(c-1)/2] = front[(c-1)/2], front[c]
		}
	}
	push(0)
	for len(front) > 0 && (n <= 0 || len(out) < n) {
		i := front[0]
		last := len(front) - 1
		front[0] = front[last]
		front = front[:last]
		for p := 0; ; {
			c := 2*p + 1
			if c >= last {
				break
			}
			if c+1 < last && less(c+1, c) {
				c++
			}
			if !less(c, p) {
				break
			}
			front[p], front[c] = front[c], front[p]
			p = c
		}
		for c := 4*i + 1; c <= 4*i+4; c++ {
			push(c)
		}
		if !skip(h.items[i].ref) {
			out = append(out, h.items[i])
		}
	}
	return out
}
