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
	nodes []dueNode
	spots map[domain.Ref]*dueSpot
}

// A dueNode is a thing's place in the heap. Its instant stands beside the pointer: most
// comparisons need no more.
type dueNode struct {
	at   int64
	spot *dueSpot
}

// A dueSpot is where a thing stands.
type dueSpot struct {
	ref domain.Ref
	i   int32
}

func (n dueNode) item() dueItem { return dueItem{n.at, n.spot.ref} }

func (n dueNode) before(m dueNode) bool {
	if n.at != m.at {
		return n.at < m.at
	}
	return domain.CompareRefs(n.spot.ref, m.spot.ref) < 0
}

// loadDue builds the heap from the heads of the records that will come due.
func loadDue(db *bbolt.DB) (*dueHeap, error) {
	h := &dueHeap{spots: map[domain.Ref]*dueSpot{}}
	var items []dueItem
	err := db.View(func(tx *bbolt.Tx) error {
		h.id = tx.ID()
		return tx.Bucket([]byte(spaceName[hot])).ForEach(func(k, v []byte) error {
			if at, ok := record.DueMilli(v); ok {
				items = append(items, dueItem{at, toRef(k)})
			}
			return nil
		})
	})
	// In order, each goes to the end and stays there.
	slices.SortFunc(items, dueItem.compare)
	for _, it := range items {
		h.set(it.ref, it.at)
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
	spot := h.spots[ref]
	switch {
	case spot != nil && at == noDue:
		last := len(h.nodes) - 1
		moved := h.nodes[last]
		h.nodes[last] = dueNode{}
		h.nodes = h.nodes[:last]
		delete(h.spots, ref)
		if moved.spot != spot {
			h.place(int(spot.i), moved)
		}
	case spot != nil:
		h.place(int(spot.i), dueNode{at, spot})
	case at != noDue:
		spot = &dueSpot{ref: ref}
		h.spots[ref] = spot
		h.nodes = append(h.nodes, dueNode{})
		h.place(len(h.nodes)-1, dueNode{at, spot})
	}
}

// place puts a node at i or, where that breaks the order, further up or down.
func (h *dueHeap) place(i int, n dueNode) {
	for i > 0 {
		up := (i - 1) / 4
		if !n.before(h.nodes[up]) {
			break
		}
		h.put(i, h.nodes[up])
		i = up
	}
	for {
		least := 4*i + 1
		if least >= len(h.nodes) {
			break
		}
		for c := least + 1; c < min(4*i+5, len(h.nodes)); c++ {
			if h.nodes[c].before(h.nodes[least]) {
				least = c
			}
		}
		if !h.nodes[least].before(n) {
			break
		}
		h.put(i, h.nodes[least])
		i = least
	}
	h.put(i, n)
}

func (h *dueHeap) put(i int, n dueNode) {
	h.nodes[i] = n
	n.spot.i = int32(i)
}

// first lists at most n items (0: all) not after a limit, in order, without those to be skipped.
// It visits no more of the heap than it lists, skips, and four children of each.
func (h *dueHeap) first(limit int64, n int, skip func(domain.Ref) bool) []dueItem {
	var out []dueItem
	// front is a heap, by item, of the places whose parents were visited.
	var front []int
	less := func(a, b int) bool { return h.nodes[front[a]].before(h.nodes[front[b]]) }
	push := func(i int) {
		if i >= len(h.nodes) || h.nodes[i].at > limit {
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
		if it := h.nodes[i].item(); !skip(it.ref) {
			out = append(out, it)
		}
	}
	return out
}
