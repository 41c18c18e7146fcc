package bolt

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest"
)

func TestQueueOrder(t *testing.T) {
	q := newQueue()
	units := map[string]*unit{}
	for _, name := range []string{"clock1", "clock2", "person1", "clock3", "person2"} {
		u := &unit{ctx: ctx, prio: storage.People}
		if strings.HasPrefix(name, "clock") {
			u.prio = storage.Background
		}
		units[name] = u
		if err := q.push(u); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		why                string
		people, background int
		want               string
	}{
		{"people first, also after one of the clock", 0, 1, "person1"},
		{"in the order they came", 1, 1, "person2"},
		{"where a person takes part, one of the clock is enough", 2, 1, ""},
		{"… and one is taken along", 2, 0, "clock1"},
		{"where nobody waits, more", 0, 1, "clock2"},
		{"but not without bound", 0, maxBackground, ""},
		{"a flush has a bound of its own", maxUnits, 0, ""},
		{"and goes on after it", 0, 0, "clock3"},
		{"until there is nothing", 0, 0, ""},
	} {
		if got := q.next(&flush{count: [2]int{storage.People: c.people, storage.Background: c.background}}); got != units[c.want] {
			t.Fatalf("%s: not %s", c.why, c.want)
		}
	}
	q.back([]*unit{units["person1"], units["clock1"], units["person2"]})
	for _, want := range []string{"person1", "person2", "clock1"} {
		if q.next(&flush{}) != units[want] {
			t.Errorf("put back: %s is not where it was", want)
		}
	}
	q.close()
	if err := q.push(units["clock1"]); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("a closed queue answers %v", err)
	}
}

// TestEndedBeforeItsTurn: the committer meets a unit whose context ended while it waited.
func TestEndedBeforeItsTurn(t *testing.T) {
	s := fresh(t)
	ended, end := context.WithCancel(ctx)
	end()
	ran := false
	u := &unit{ctx: ended, done: make(chan error, 1), fn: func(storage.Tx) error { ran = true; return nil }}
	if err := s.queue.push(u); err != nil {
		t.Fatal(err)
	}
	if err := <-u.done; !errors.Is(err, context.Canceled) || ran {
		t.Errorf("answered %v, ran %v", err, ran)
	}
}

// TestNeighbours: a unit takes the committer with it; the others of its flush are run once
// more, and only that one fails.
func TestNeighbours(t *testing.T) {
	s := fresh(t)
	begun, release := make(chan bool), make(chan bool)
	first, second := make(chan error), make(chan error)
	runs := 0
	go func() {
		first <- s.Update(ctx, storage.People, func(tx storage.Tx) error {
			if runs++; runs == 1 {
				begun <- true
				<-release
			}
			return box(tx, "good", noon)
		})
	}()
	<-begun
	go func() {
		second <- s.Update(ctx, storage.People, func(stx storage.Tx) error {
			if err := box(stx, "bad", noon); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
	}()
	for waiting := 0; waiting == 0; runtime.Gosched() {
		s.queue.mu.Lock()
		waiting = len(s.queue.wait[storage.People])
		s.queue.mu.Unlock()
	}
	release <- true
	if err := <-first; err != nil || runs != 2 {
		t.Errorf("the good unit ran %d times: %v", runs, err)
	}
	if err := <-second; err == nil || !strings.Contains(err.Error(), "ended its goroutine") {
		t.Errorf("the bad unit: %v", err)
	}
	if version(t, s, "good") != 1 || version(t, s, "bad") != 0 {
		t.Error("the wrong one was kept")
	}
	checked(t, s)
}

// TestOnItsWay: while a flush is written, the next unit is run already and sees what the flush
// will have made. Where the flush then fails, that unit is run once more and sees nothing of it.
func TestOnItsWay(t *testing.T) {
	for _, c := range []struct {
		name string
		disk error
		seen []bool // by the second unit, at each of its runs
	}{
		{"kept", nil, []bool{true}},
		{"no room", &os.PathError{Op: "write", Path: "desk.db", Err: syscall.ENOSPC}, []bool{true, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh(t)
			writing, release, first, second := make(chan bool), make(chan bool), make(chan error), make(chan error)
			var once atomic.Bool
			onWrite(s.db, func(write writeAt) writeAt {
				return func(b []byte, off int64) (int, error) {
					if once.CompareAndSwap(false, true) {
						writing <- true
						<-release
						if c.disk != nil {
							return 0, c.disk
						}
					}
					return write(b, off)
				}
			})
			go func() {
				first <- s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, "a", noon) })
			}()
			<-writing
			ran := make(chan bool, 1)
			var seen []bool
			go func() {
				second <- s.Update(ctx, storage.People, func(tx storage.Tx) error {
					_, err := tx.Load(domain.Ref{Kind: storagetest.BoxKind, ID: "a"})
					due, dueErr := tx.NextDue()
					seen = append(seen, err == nil)
					if (err == nil) != due.Equal(noon) {
						t.Errorf("the thing is there: %v, its due: %v %v", err == nil, due, dueErr)
					}
					select {
					case ran <- true:
					default:
					}
					return box(tx, "b", noon.Add(time.Hour))
				})
			}()
			<-ran // while the first is being written
			select {
			case err := <-second:
				t.Errorf("answered before the flush it rests on: %v", err)
			default:
			}
			close(release)
			if err := <-first; (err != nil) != (c.disk != nil) {
				t.Errorf("the first: %v", err)
			}
			if err := <-second; err != nil || !slices.Equal(seen, c.seen) {
				t.Errorf("the second: %v, it saw %v", err, seen)
			}
			if got := version(t, s, "a") != 0; got != (c.disk == nil) || version(t, s, "b") != 1 {
				t.Errorf("kept: a %v, b %v", got, version(t, s, "b"))
			}
			checked(t, s)
		})
	}
}

// TestTooLarge: what bolt would refuse in the middle of a flush is refused to its unit.
func TestTooLarge(t *testing.T) {
	s := fresh(t)
	for name, key := range map[string]string{"no key": "", "a key too long": strings.Repeat("x", bbolt.MaxKeySize+1)} {
		if err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return tx.PutBlob(key, nil) }); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	put(t, s, "a", noon)
	checked(t, s)
}
