package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A running desk in a bubble: its loops run as they do in production, on a clock that jumps.
type running struct {
	t     *testing.T
	store *mem.Store
	desk  *Desk
	fake  *fake
	stop  context.CancelFunc
	ended chan error
}

func runDesk(t *testing.T, latency time.Duration) *running {
	t.Helper()
	rooms := toyRooms()
	reg, err := record.New(rooms.Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, store: mem.New(reg, mem.Options{}), ended: make(chan error, 1)}
	r.fake = &fake{name: "fake", now: time.Now}
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	if r.desk, err = New(ctx, Options{Store: r.store, Rooms: rooms, Platforms: []Platform{&lagging{fake: r.fake, latency: latency}}}); err != nil {
		t.Fatal(err)
	}
	for p, ch := range map[domain.Place]string{card.AccountChannel("a").Address(): "C-a", card.TeamChannel("t").Address(): "C-t", card.Operator().Address(): "C-op"} {
		if _, err := r.desk.Operate(ctx, "bind/"+ch, place.Bind{Place: p, Spot: domain.Spot{Platform: "fake", Channel: ch}}); err != nil {
			t.Fatal(err)
		}
	}
	go func() { r.ended <- r.desk.Run(ctx) }()
	return r
}

func (r *running) end() {
	r.t.Helper()
	r.stop()
	if err := <-r.ended; err != nil {
		r.t.Errorf("the run ended with %v", err)
	}
	r.desk.Close()
}

func (r *running) operate(cause string, c domain.Command) {
	r.t.Helper()
	if _, err := r.desk.Operate(r.t.Context(), cause, c); err != nil {
		r.t.Fatal(err)
	}
}

// lagging is a platform that takes its time, and notices two calls for one channel at once.
type lagging struct {
	*fake
	latency time.Duration
	mu      sync.Mutex
	inside  map[string]bool
	twice   []string
}

func (l *lagging) Send(ctx context.Context, d Delivery) (Receipt, error) {
	l.mu.Lock()
	if l.inside == nil {
		l.inside = map[string]bool{}
	}
	if l.inside[d.To.Channel] {
		l.twice = append(l.twice, d.To.Channel)
	}
	l.inside[d.To.Channel] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.inside[d.To.Channel] = false
	}()
	select {
	case <-time.After(l.latency):
	case <-ctx.Done():
		return Receipt{}, InDoubt(ctx.Err())
	}
	return l.fake.Send(ctx, d)
}

func TestRunSaysWhatIsDueInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := runDesk(t, 150*time.Millisecond)
		for n := range 40 {
			r.operate(fmt.Sprint("open/", n), toyOpen{ID: fmt.Sprint(n)})
		}
		time.Sleep(toyWarnAfter + 5*time.Minute)
		r.end()
		posts := 0
		for _, s := range r.fake.said {
			if s.To.Channel == "C-t" && s.Kind == domain.Post {
				posts++
			}
		}
		if posts == 0 || posts > 4 {
			t.Errorf("%d messages for 40 warnings", posts)
		}
		if twice := r.desk.platforms["fake"].(*lagging).twice; twice != nil {
			t.Errorf("two calls at once for %v", twice)
		}
		for n := range 40 {
			row := rowIn(t, r.store, storage.RowKey(fmt.Sprintf("toy/%d/warn", n)))
			if row.State != storage.Sent && row.State != storage.Merged {
				t.Errorf("the warning of %d is %+v", n, row)
			}
		}
	})
}

func rowIn(t *testing.T, s storage.Store, key string) (r storage.Row) {
	t.Helper()
	if err := s.View(t.Context(), func(tx storage.Tx) (err error) { r, err = tx.Row(key); return err }); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunIsPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := runDesk(t, 0)
		time.Sleep(2 * time.Second)
		r.operate("open", toyOpen{ID: "1"})
		opened := time.Now()
		time.Sleep(toyWarnAfter + time.Minute)
		r.end()
		for _, s := range r.fake.said {
			if s.To.Channel == "C-t" {
				if late := s.at.Sub(opened.Add(toyWarnAfter)); late < 0 || late > 250*time.Millisecond {
					t.Errorf("the warning left %s after it was due", late)
				}
				return
			}
		}
		t.Error("there was no warning")
	})
}

// A machine that slept wakes with a wall clock that jumped: what fell due meanwhile is seen
// within a second (K30).
func TestRunRechecksTheWallClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var jump time.Duration
		now := func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(jump)
		}
		rooms := toyRooms()
		reg, err := record.New(rooms.Kinds...)
		if err != nil {
			t.Fatal(err)
		}
		f := &fake{name: "fake", now: time.Now}
		ctx, stop := context.WithCancel(t.Context())
		d, err := New(ctx, Options{Store: mem.New(reg, mem.Options{}), Rooms: rooms, Platforms: []Platform{f}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Operate(ctx, "bind", place.Bind{Place: card.TeamChannel("t").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-t"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Operate(ctx, "open", toyOpen{ID: "1"}); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- d.Run(ctx) }()
		time.Sleep(time.Minute)
		mu.Lock()
		jump = toyWarnAfter
		mu.Unlock()
		jumped := time.Now()
		time.Sleep(time.Minute)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		d.Close()
		if len(f.said) == 0 || f.said[0].at.Sub(jumped) > 2*Recheck {
			t.Errorf("after the jump it said %v", f.heads())
		}
	})
}

// Who acknowledged while the desk was down is not warned when it starts.
func TestRunWorksTheInboxOffFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.do(toyOpen{ID: "1"})
		b.receive("done 1")
		b.crash()
		b.at = toyStart.Add(time.Hour)
		b.desk.store = &slow{Store: b.store, wait: time.Second} // the clock would be quicker
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.desk.Run(ctx) }()
		time.Sleep(time.Minute)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		err := b.store.View(t.Context(), func(tx storage.Tx) error { _, err := tx.Row(storage.RowKey("toy/1/warn")); return err })
		if !errors.Is(err, domain.ErrNotFound) {
			t.Errorf("a warning was decided: %v", err)
		}
	})
}

func TestRunEndsWithABrokenStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rooms := toyRooms()
		reg, err := record.New(rooms.Kinds...)
		if err != nil {
			t.Fatal(err)
		}
		s := &slow{Store: mem.New(reg, mem.Options{})}
		d, err := New(t.Context(), Options{Store: s, Rooms: rooms, Platforms: []Platform{&fake{name: "fake", now: time.Now}}})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- d.Run(t.Context()) }()
		time.Sleep(time.Second)
		s.mu.Lock()
		s.fail = storage.ErrBroken
		s.mu.Unlock()
		if _, err := d.Receive(t.Context(), storage.Envelope{Key: "k"}); !errors.Is(err, storage.ErrBroken) {
			t.Errorf("received: %v", err)
		}
		if err := <-ended; !errors.Is(err, storage.ErrBroken) {
			t.Errorf("the run ended with %v", err)
		}
		d.Close()
	})
}
