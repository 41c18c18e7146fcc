package bolt

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

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

// TestNeighbours: one unit of a flush makes it impossible to go on with it; the others are
// run once more, and only that one fails.
func TestNeighbours(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*tx)
		want  string
	}{
		"bolt does not take its writes": {func(t *tx) { t.writes[hot][""] = []byte("x") }, "hot"},
		"it ends its goroutine":         {func(*tx) { runtime.Goexit() }, "ended its goroutine"},
	} {
		t.Run(name, func(t *testing.T) {
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
					err := box(stx, "bad", noon)
					c.spoil(stx.(*tx))
					return err
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
			if err := <-second; err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the bad unit: %v", err)
			}
			if version(t, s, "good") != 1 || version(t, s, "bad") != 0 {
				t.Error("the wrong one was kept")
			}
			checked(t, s)
		})
	}
}
