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
	enough        = 24 // … while the disk has nothing to do: who is run meanwhile goes with the next
	maxBackground = 8  // of units that come due by themselves, while nobody waits
)

// A unit is one caller of Update.
type unit struct {
	ctx  context.Context
	prio storage.Priority
	fn   func(storage.Tx) error
	err  error
	done chan error
}

// A queue holds the units that wait, in one line for each priority.
type queue struct {
	mu     sync.Mutex
	wake   sync.Cond
	wait   [3][]*unit
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
	for len(q.wait[storage.Intake])+len(q.wait[storage.People])+len(q.wait[storage.Background]) == 0 {
		if q.closed {
			return false
		}
		q.wake.Wait()
	}
	return true
}

// next takes the next unit of a flush; nil when the flush should be committed, that is when it
// is full, or the flush before it is in the file and nothing waits, or there is enough, or what
// came in hurries: who is run meanwhile goes with the next. Intake goes first, then people, and
// where a person waits or takes part, at most one unit of the background is taken along.
func (q *queue) next(f *flush) *unit {
	intake, background := f.count[storage.Intake], f.count[storage.Background]
	people := intake + f.count[storage.People]
	q.mu.Lock()
	defer q.mu.Unlock()
	for people+background < maxUnits {
		free := f.free()
		if free && people+background >= enough {
			return nil
		}
		if u := q.take(storage.Intake); u != nil {
			return u
		}
		if free && intake > 0 && f.hurries {
			return nil
		}
		if u := q.take(storage.People); u != nil {
			return u
		}
		if background < maxBackground && (people == 0 || background == 0) {
			if u := q.take(storage.Background); u != nil {
				return u
			}
		}
		if free {
			return nil
		}
		q.wake.Wait()
	}
	return nil
}

// wakeUp lets who waits look again.
func (q *queue) wakeUp() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.wake.Signal()
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

// all takes everything that waits.
func (q *queue) all() []*unit {
	q.mu.Lock()
	defer q.mu.Unlock()
	us := slices.Concat(q.wait[storage.Intake], q.wait[storage.People], q.wait[storage.Background])
	q.wait = [3][]*unit{}
	return us
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake.Broadcast()
}
