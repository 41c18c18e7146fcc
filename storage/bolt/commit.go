package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/storage"
)

// Update implements storage.Store.
func (s *Store) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p > storage.Intake {
		p = storage.Background
	}
	u := &unit{ctx: ctx, prio: p, fn: fn, done: make(chan error, 1)}
	if err := s.queue.push(u); err != nil {
		return err
	}
	select {
	case err := <-u.done:
		return err
	case <-ctx.Done():
		if s.queue.remove(u) {
			return ctx.Err()
		}
		return <-u.done
	}
}

// A flush is what will be one bolt transaction: what its units did so far, over the flush that
// is being committed meanwhile, over the file.
type flush struct {
	buffer
	before *flush // still on its way into the file; perhaps there already. Nobody writes to it.
	view
	units   []*unit       // in the order in which they are answered
	running bool          // the last of them is in its function
	count   [3]int        // of each priority
	waited  time.Duration // for units that were run while the disk was free
	hurries bool          // … and it should not, for what came in
	kept    chan struct{} // closed when its commit has ended, in err, and how long it took
	err     error
	took    time.Duration
}

// A view is the file as one bolt transaction has it.
type view struct {
	btx     *bbolt.Tx
	buckets [spaces]*bbolt.Bucket
	cursors [spaces]*bbolt.Cursor // of get, which would otherwise make one each time
}

// get reads one key; nil where there is nothing.
func (v *view) get(s space, key []byte) []byte {
	if v.cursors[s] == nil {
		v.cursors[s] = v.bucket(s).Cursor()
	}
	if k, value := v.cursors[s].Seek(key); bytes.Equal(k, key) {
		return value
	}
	return nil
}

func (v *view) bucket(s space) *bbolt.Bucket {
	if v.buckets[s] == nil {
		v.buckets[s] = v.btx.Bucket([]byte(spaceName[s]))
	}
	return v.buckets[s]
}

func newFlush(btx *bbolt.Tx) *flush { return &flush{view: view{btx: btx}} }

// runLoop runs the units, one after the other, while the flush of those before them is on its
// way into the file. It ends when the queue is closed and empty, or passes itself on to a new
// goroutine: where it has a flush to commit, for whoever waits for that waits for no other
// processor to wake up, or where a unit ended this one (runtime.Goexit, as a test's FailNow
// does). before is the flush under way; nil for none. broken is why no flush can be kept any more.
func (s *Store) runLoop(before *flush, broken error) {
	ended, passed := false, false
	var f *flush
	defer func() {
		if passed {
			return
		}
		if ended {
			close(s.done)
			return
		}
		if f == nil || !f.running {
			return // a panic of the loop itself: let it be seen
		}
		last := len(f.units) - 1
		f.units[last].done <- errors.New("the unit ended its goroutine")
		f.btx.Rollback()
		s.queue.back(f.units[:last])
		go s.runLoop(before, broken)
	}()
	// outcome waits for the flush under way.
	outcome := func() error {
		if before == nil {
			return nil
		}
		<-before.kept
		err := before.err
		s.pace.commit = drifted(s.pace.commit, before.took)
		if before = nil; errors.Is(err, storage.ErrBroken) {
			broken = err
		}
		return err
	}
	for s.queue.first() {
		f = nil
		if before != nil && before.isKept() {
			_ = outcome() // its units were told
		}
		btx, err := s.db.Begin(false)
		if err == nil && broken != nil {
			btx.Rollback()
			err = broken
		}
		if err != nil {
			s.refuse(err)
			continue
		}
		f = newFlush(btx)
		f.before = before
		s.drain(f)
		// Not after the wait: the commit under way may have to move the file's map.
		f.btx.Rollback()
		switch err := outcome(); {
		case err != nil:
			// What they saw of the flush before theirs does not exist.
			s.queue.back(f.units)
		case f.dirty():
			f.before, f.kept, passed = nil, make(chan struct{}), true
			go s.runLoop(f, broken)
			s.finish(f)
			return
		default:
			f.answer(nil)
		}
	}
	_ = outcome()
	ended = true
}

// refuse answers everything that waits with an error.
func (s *Store) refuse(err error) {
	for _, u := range s.queue.all() {
		u.done <- err
	}
}

// drain runs the units that wait. Those that arrive meanwhile come along, until the flush
// before this one is in the file.
func (s *Store) drain(f *flush) {
	for {
		f.hurries = s.pace.hurries(f.waited)
		u := s.queue.next(f)
		if u == nil && f.before == nil && !(f.hurries && f.count[storage.Intake] > 0) {
			// Those who were just answered are about to ask again, and the first of them woke
			// this goroutine: without this, every other flush would be for that one alone.
			runtime.Gosched()
			u = s.queue.next(f)
		}
		if u == nil {
			return
		}
		f.units = append(f.units, u)
		if u.err = u.ctx.Err(); u.err != nil {
			continue
		}
		f.count[u.prio]++
		free, began := f.free(), time.Now()
		t := newTx(s, f)
		f.running = true
		u.err = run(u.fn, t)
		f.running = false
		t.end()
		took := time.Since(began)
		if free {
			f.waited += took
		}
		if u.prio == storage.People {
			s.pace.unit = drifted(s.pace.unit, took)
		}
		if u.err == nil {
			s.show(&t.buffer)
			f.take(&t.buffer)
		}
	}
}

// show tells who measures what a unit wrote.
func (s *Store) show(b *buffer) {
	if s.o.Wrote == nil {
		return
	}
	for sp, w := range b.writes {
		for k, v := range w {
			s.o.Wrote(spaceName[sp], []byte(k), v)
		}
	}
}

// run runs a unit; its panic is its error.
func run(fn func(storage.Tx) error, t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the unit panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}

// finish commits a flush and answers its units in order: as the last thing it does, so that
// they go on at once.
func (s *Store) finish(f *flush) {
	began := time.Now()
	f.err = s.commit(f)
	f.took = time.Since(began)
	close(f.kept)
	s.queue.wakeUp()
	f.answer(f.err)
}

func (f *flush) isKept() bool {
	select {
	case <-f.kept:
		return true
	default:
		return false
	}
}

// free reports whether the disk has nothing to do before this flush.
func (f *flush) free() bool { return f.before == nil || f.before.isKept() }

// answer tells the units of a flush what became of them.
func (f *flush) answer(err error) {
	for _, u := range f.units {
		if u.err == nil {
			u.err = err
		}
		u.done <- u.err
	}
}

func (f *flush) dirty() bool {
	return slices.ContainsFunc(f.writes[:], func(w map[string][]byte) bool { return len(w) > 0 })
}

func (s *Store) commit(f *flush) error {
	btx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	f.view = view{btx: btx}
	if err = f.apply(); err == nil {
		err = s.fault("commit")
	}
	if err != nil {
		btx.Rollback()
		return err
	}
	id := btx.ID()
	if err := commitTx(btx); err != nil {
		return s.failed(id, err)
	}
	s.due.follow(f.due, id)
	return s.fault("committed")
}

// apply hands the buffer on to bolt, once for all units. Bolt refuses nothing of it that was
// not refused by put.
func (f *flush) apply() error {
	for s, w := range f.writes {
		if len(w) == 0 {
			continue
		}
		b := f.bucket(space(s))
		if grows[s] {
			b.FillPercent = 0.95
		}
		for _, k := range slices.Sorted(maps.Keys(w)) {
			var err error
			if v := w[k]; v != nil {
				err = b.Put([]byte(k), v)
			} else {
				err = b.Delete([]byte(k))
			}
			if err != nil {
				return fmt.Errorf("write to %s: %w", spaceName[s], err)
			}
		}
	}
	return nil
}

// commitTx commits; bbolt panics where it finds its own pages damaged.
func commitTx(btx *bbolt.Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("commit panicked: %v: %w", p, storage.ErrBroken)
		}
	}()
	if err = btx.Commit(); err != nil {
		btx.Rollback() // bbolt leaves some failures open
	}
	return err
}

// failed says what became of a flush whose commit failed. Before its meta page was written
// nothing of it exists, and a full disk is no reason to stop; in any other case the disk is
// not to be trusted with one more page.
func (s *Store) failed(id int, err error) error {
	err = full(err)
	if errors.Is(err, storage.ErrFull) {
		if btx, e := s.db.Begin(false); e == nil {
			seen := btx.ID()
			btx.Rollback()
			if seen < id {
				return err
			}
		}
	}
	if errors.Is(err, storage.ErrBroken) {
		return err
	}
	return fmt.Errorf("%w: %w", storage.ErrBroken, err)
}

// full names a disk without room. bbolt keeps only the text of some errors.
func full(err error) error {
	for _, no := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, no) || strings.Contains(err.Error(), no.Error()) {
			return fmt.Errorf("%w: %w", storage.ErrFull, err)
		}
	}
	return err
}

func (s *Store) fault(point string) error {
	if s.o.Faults == nil {
		return nil
	}
	return s.o.Faults(point)
}
