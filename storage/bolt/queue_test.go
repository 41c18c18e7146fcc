package bolt

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/storage"
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
		if got := q.next(c.people, c.background); got != units[c.want] {
			t.Fatalf("%s: not %s", c.why, c.want)
		}
	}
	q.back([]*unit{units["person1"], units["clock1"], units["person2"]})
	for _, want := range []string{"person1", "person2", "clock1"} {
		if q.next(0, 0) != units[want] {
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
