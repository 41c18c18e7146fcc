package bolt

import (
	"context"
	"slices"
	"sync"

	"github.com/deskhand/deskhand/storage"
)

// Bounds of one flush, so that the first of it never waits for all that follow.
const (
	maxUnits      = 1024
	maxBackground = 8 // of units that come due by themselves, while nobody waits
)

// A unit is one caller of Update.
type unit struct {
	ctx  context.Context
	prio storage.Priority
	fn   func(storage.Tx) error
	err  error
	done chan error
}

// A queue holds the units that wait, those of people apart from those of the clock.
type queue struct {
	mu     sync.Mutex
	wake   sync.Cond
	wait   [2][]*unit
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.wake.L = &q.mu
	return q
}

func (q *queue) push(u *unit) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return storage.ErrClosed
	}
	q.wait[u.prio] = append(q.wait[u.prio], u)
	q.wake.Signal()
	return nil
}

// back puts units in front again that were taken and must be run once more.
func (q *queue) back(us []*unit) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, u := range slices.Backward(us) {
		q.wait[u.prio] = slices.Insert(q.wait[u.prio], 0, u)
	}
}

// remove takes a unit back; false where it was begun.
func (q *queue) remove(u *unit) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.wait[u.prio], u)
	if i < 0 {
		return false
	}
	q.wait[u.prio] = slices.Delete(q.wait[u.prio], i, i+1)
	return true
}

// first waits until there is something to do; false when the queue was closed and is empty.
func (q *queue) first() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.wait[storage.People])+len(q.wait[storage.Background]) == 0 {
		if q.closed {
			return false
		}
		q.wake.Wait()
	}
	return true
}

// next takes the next unit of a flush that holds so many already; nil when it should be
// committed. People go first, and where a person waits or takes part, at most one unit of the
// background is taken along.
func (q *queue) next(people, background int) *unit {
	q.mu.Lock()
	defer q.mu.Unlock()
	if people+background >= maxUnits {
		return nil
	}
	if u := q.take(storage.People); u != nil {
		return u
	}
	if background >= maxBackground || people > 0 && background > 0 {
		return nil
	}
	return q.take(storage.Background)
}

func (q *queue) take(p storage.Priority) *unit {
	if len(q.wait[p]) == 0 {
		return nil
	}
	u := q.wait[p][0]
	q.wait[p][0] = nil
	q.wait[p] = q.wait[p][1:]
	return u
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake.Broadcast()
}
