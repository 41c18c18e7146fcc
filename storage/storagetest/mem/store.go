package mem

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// ErrCrashed is what a store answers after Crash, also to a unit that was under way.
var ErrCrashed = errors.New("the process died here")

// Options of a store. The zero value will do.
type Options struct {
	// Policy answers what Tx.Policy answers.
	Policy func() any
	// Faults is asked at named points of every unit and may call Crash or answer an error:
	// "begin" (before it runs), "again" (between its two runs), "commit" (it ran and nothing of
	// it is kept), "committed" (it is kept, yet its caller is told the error).
	Faults func(point string) error
}

// A Store is a desk in memory.
type Store struct {
	reg   *record.Registry
	o     Options
	epoch uint64
	data  *data
	dead  atomic.Bool

	mu     sync.Mutex // of what follows
	busy   bool
	closed bool
	wait   [2][]chan struct{}
}

var _ storage.Store = (*Store)(nil)

// New makes an empty store.
func New(reg *record.Registry, o Options) *Store {
	return &Store{reg: reg, o: o, epoch: 1, data: newData()}
}

// Crash ends the process: what is under way is lost, and this store answers ErrCrashed from
// now on. It may be called from anywhere, also from inside a unit.
func (s *Store) Crash() { s.dead.Store(true) }

// Reopen is the next process: a store with what was committed, and a higher epoch. The old one
// must not be in use.
func (s *Store) Reopen() (*Store, error) { return s.ReopenWith(s.reg) }

// ReopenWith is Reopen by a process of another release, which knows other kinds.
func (s *Store) ReopenWith(reg *record.Registry) (*Store, error) {
	s.dead.Store(true)
	if err := reg.Known(s.data.names()); err != nil {
		return nil, err
	}
	return &Store{reg: reg, o: s.o, epoch: s.epoch + 1, data: s.data}, nil
}

// Close implements storage.Store.
func (s *Store) Close() error {
	if err := s.lock(context.Background(), storage.Background); err != nil {
		return nil
	}
	defer s.unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// View implements storage.Store.
func (s *Store) View(ctx context.Context, fn func(storage.Tx) error) error {
	// Views stand in line with the background: they must not keep it waiting for ever.
	if err := s.lock(ctx, storage.Background); err != nil {
		return err
	}
	defer s.unlock()
	t := &tx{s: s, readOnly: true}
	defer t.end()
	return fn(t)
}

// Update implements storage.Store.
func (s *Store) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) (err error) {
	if err := s.lock(ctx, p); err != nil {
		return err
	}
	defer s.unlock()
	if err := s.point("begin"); err != nil {
		return err
	}
	first, firstErr := s.run(fn)
	first.undo()
	if err := s.point("again"); err != nil {
		return err
	}
	second, err := s.run(fn)
	kept := false
	defer func() {
		if !kept {
			second.undo()
		}
	}()
	if (firstErr == nil) != (err == nil) {
		return fmt.Errorf("the unit is not to be repeated: it answered %v, then %v", firstErr, err)
	}
	if err != nil {
		return err
	}
	if err := same(first.log, second.log); err != nil {
		return fmt.Errorf("the unit is not to be repeated: %w", err)
	}
	if err := s.point("commit"); err != nil {
		return err
	}
	kept = true
	return s.point("committed")
}

// run runs a unit once; its panic is its error.
func (s *Store) run(fn func(storage.Tx) error) (t *tx, err error) {
	t = &tx{s: s}
	returned := false
	defer func() {
		t.end()
		if p := recover(); p != nil {
			err = fmt.Errorf("the unit panicked: %v\n%s", p, debug.Stack())
		} else if !returned {
			t.undo() // it ended its goroutine
		}
	}()
	err = fn(t)
	returned = true
	return t, err
}

func (s *Store) point(name string) error {
	var err error
	if s.o.Faults != nil {
		err = s.o.Faults(name)
	}
	if s.dead.Load() {
		return ErrCrashed
	}
	return err
}

// lock waits for the store, people first.
func (s *Store) lock(ctx context.Context, p storage.Priority) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch p {
	case storage.People:
	case storage.Intake:
		p = storage.People // nothing is flushed here
	default:
		p = storage.Background
	}
	s.mu.Lock()
	if s.busy {
		turn := make(chan struct{})
		s.wait[p] = append(s.wait[p], turn)
		s.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			s.mu.Lock()
			i := slices.Index(s.wait[p], turn)
			if i >= 0 {
				s.wait[p] = slices.Delete(s.wait[p], i, i+1)
			}
			s.mu.Unlock()
			if i < 0 {
				s.unlock() // the turn had come all the same
			}
			return ctx.Err()
		}
		s.mu.Lock()
	}
	s.busy = true
	err := error(nil)
	switch {
	case s.dead.Load():
		err = ErrCrashed
	case s.closed:
		err = storage.ErrClosed
	}
	s.mu.Unlock()
	if err != nil {
		s.unlock()
	}
	return err
}

// unlock hands the store on to the next who waits.
func (s *Store) unlock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.wait {
		if len(s.wait[p]) > 0 {
			close(s.wait[p][0])
			s.wait[p] = s.wait[p][1:]
			return
		}
	}
	s.busy = false
}
