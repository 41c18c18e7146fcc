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
	for _, name := range []string{"clock1", "clock2", "person1", "clock3", "person2", "intake1", "intake2"} {
		u := &unit{ctx: ctx, prio: storage.People}
		switch {
		case strings.HasPrefix(name, "clock"):
			u.prio = storage.Background
		case strings.HasPrefix(name, "intake"):
			u.prio = storage.Intake
		}
		units[name] = u
		if err := q.push(u); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		why                        string
		intake, people, background int
		hurries                    bool
		want                       string
	}{
		{"what came in is first", 0, 1, 1, false, "intake1"},
		{"also where it hurries", 1, 0, 0, true, "intake2"},
		{"… and then waits for nobody", 2, 0, 0, true, ""},
		{"people first, also after one of the clock", 0, 0, 1, false, "person1"},
		{"where nothing came in there is no hurry; in the order they came", 0, 1, 1, true, "person2"},
		{"where a person takes part, one of the clock is enough", 0, 2, 1, false, ""},
		{"where something came in, too", 1, 0, 1, false, ""},
		{"… and one is taken along", 1, 2, 0, false, "clock1"},
		{"where nobody waits, more", 0, 0, 1, false, "clock2"},
		{"but not without bound", 0, 0, maxBackground, false, ""},
		{"a flush has a bound of its own", 0, maxUnits, 0, false, ""},
		{"and goes on after it", 0, 0, 0, false, "clock3"},
		{"until there is nothing", 0, 0, 0, false, ""},
	} {
		count := [3]int{storage.People: c.people, storage.Background: c.background, storage.Intake: c.intake}
		if got := q.next(&flush{count: count, hurries: c.hurries}); got != units[c.want] {
			t.Fatalf("%s: not %s", c.why, c.want)
		}
	}
	q.back([]*unit{units["person1"], units["clock1"], units["intake1"], units["person2"]})
	for _, want := range []string{"intake1", "person1", "person2", "clock1"} {
		if q.next(&flush{}) != units[want] {
			t.Errorf("put back: %s is not where it was", want)
		}
	}
	q.close()
	if err := q.push(units["clock1"]); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("a closed queue answers %v", err)
	}
}

// TestPace: what came in waits for others where they cost little beside a commit.
func TestPace(t *testing.T) {
	for _, c := range []struct {
		name                 string
		unit, commit, waited time.Duration
		hurries              bool
	}{
		{"nothing is known yet", 0, 0, 0, false},
		{"a slow disk", time.Millisecond, 3 * time.Millisecond, 0, false},
		{"a fast one", time.Millisecond, 3*time.Millisecond - 3, 0, true},
		{"a slow disk, and others have come along", time.Millisecond, 5 * time.Millisecond, time.Millisecond, true},
	} {
		if got := (pace{unit: c.unit, commit: c.commit}).hurries(c.waited); got != c.hurries {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	was := time.Duration(0)
	for i := range 300 {
		took := 2 * time.Millisecond
		if i%5 == 1 {
			took = time.Second
		}
		was = drifted(was, took)
	}
	if off := (was - 2*time.Millisecond).Abs(); off > time.Millisecond/2 {
		t.Errorf("2 ms, and a second now and then: %s", was)
	}
}

// TestLeavesAtOnce: on a fast disk the flush of what came in leaves before what is decided of it,
// which is run meanwhile and goes with the next; on a slow one both leave together.
func TestLeavesAtOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		commit time.Duration // as commits were lately
		alone  bool
	}{{"a fast disk", time.Millisecond, true}, {"a slow disk", time.Hour, false}} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh(t)
			decided := make(chan error, 1)
			var kept []uint64 // of b, after each flush
			s.o.Faults = func(point string) error {
				if point == "committed" {
					kept = append(kept, version(t, s, "b"))
				}
				return nil
			}
			err := s.Update(ctx, storage.Intake, func(tx storage.Tx) error {
				s.pace = pace{unit: time.Millisecond, commit: c.commit}
				go func() {
					decided <- s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, "b", noon) })
				}()
				for waiting := 0; waiting == 0; runtime.Gosched() {
					s.queue.mu.Lock()
					waiting = len(s.queue.wait[storage.People])
					s.queue.mu.Unlock()
				}
				return box(tx, "a", noon)
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := <-decided; err != nil {
				t.Fatal(err)
			}
			if alone := len(kept) == 2 && kept[0] == 0; alone != c.alone {
				t.Errorf("it left alone: %v %v", alone, kept)
			}
			checked(t, s)
		})
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
