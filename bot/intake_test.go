package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

func (b *bench) envelope(key, kind string, v any) storage.Envelope {
	b.t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		b.t.Fatal(err)
	}
	return storage.Envelope{Key: key, Platform: "fake", Kind: kind, Raw: raw}
}

func TestARequestIsTakenOnce(t *testing.T) {
	b := newBench(t)
	e := b.envelope("m/1", "line", Line{Scene: b.scene(), Text: "open 1"})
	for i := range 3 {
		got, err := b.desk.Receive(t.Context(), e)
		if err != nil || got.Fresh != (i == 0) {
			t.Errorf("delivery %d: %+v, %v", i, got, err)
		}
		b.pass(time.Hour)
	}
	b.crash()
	if got, err := b.desk.Receive(t.Context(), e); err != nil || got.Fresh {
		t.Errorf("in the next process: %+v, %v", got, err)
	}
	b.pass(time.Hour)
	n := 0
	for _, h := range b.fake.heads() {
		if strings.Contains(h, "post C-a") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d cards", n)
	}
}

// TestWhoIsAskedToDecide: one note is enough until a decider has begun, and one that failed before
// it begun keeps nobody from being woken.
func TestWhoIsAskedToDecide(t *testing.T) {
	b := newBench(t)
	woken := func() bool {
		select {
		case <-b.desk.inboxReady:
			return true
		default:
			return false
		}
	}
	for i, want := range []bool{true, false} {
		if b.receive(fmt.Sprintf("open %d", i)); woken() != want {
			t.Errorf("envelope %d: somebody is woken: %t", i, !want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := b.desk.WorkInbox(ended); err == nil || n > 0 {
		t.Errorf("decided %d, %v", n, err)
	}
	if b.receive("open 2"); !woken() {
		t.Error("nobody is woken after a failure")
	}
	if n, err := b.desk.WorkInbox(t.Context()); n != 3 || err != nil {
		t.Errorf("decided %d, %v", n, err)
	}
	for woken() {
	}
	if b.receive("open 3"); !woken() {
		t.Error("nobody is woken after all was decided")
	}
}

func TestStoredBeforeAcknowledged(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.crash() // before anything was decided
	b.pass(time.Minute)
	b.want("09:00:01 post C-a: toy 1 warned=false done=false")
}

func TestAFormsKeyIsSpentWhenItIsAccepted(t *testing.T) {
	b := newBench(t)
	submit := func(run, id string) Submitted {
		t.Helper()
		got, err := b.desk.Submit(t.Context(), b.envelope("view/1", "filled", Filled{Scene: b.scene(), Run: run, Values: map[string]string{"id": id}}))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := submit("field", "1"); got.Problems["id"] != "no such field" {
		t.Errorf("a problem of a field: %+v", got)
	}
	if got := submit("done", "1"); got.Problems[""] != "there is no toy 1" {
		t.Errorf("a refusal: %+v", got)
	}
	if got := submit("open", "1"); len(got.Problems) != 0 || !got.Fresh {
		t.Errorf("accepted: %+v", got)
	}
	if got := submit("open", "1"); len(got.Problems) != 0 || got.Fresh {
		t.Errorf("sent again: %+v", got)
	}
	b.pass(time.Minute)
	b.want("09:00:00 post C-a: toy 1 warned=false done=false")
}

func TestWhatCannotBeWorkedOffIsTold(t *testing.T) {
	b := newBench(t)
	for i, e := range []storage.Envelope{
		b.envelope("x/1", "unknown", nil),
		b.envelope("x/2", "panic", nil),
		b.envelope("x/3", "line", Line{Scene: b.scene(), Text: "panic"}),
		{Key: "x/4", Platform: "none", Kind: "line"},
		b.envelope("x/5", "line", Line{Scene: b.scene(), Text: "open 1"}),
	} {
		if _, err := b.desk.Receive(t.Context(), e); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	b.pass(time.Minute)
	b.want(
		"09:00:00 ephemeral C-a: Something went wrong on our side; it is recorded. Please try again, or call us.",
		"09:00:00 post C-op: Something that came in could not be worked off: fake unknown, received Mon 2 Mar 2026 09:00. The log says why.",
		"09:00:00 post C-a: toy 1 warned=false done=false",
		"09:00:01 post C-op: Something that came in could not be worked off: fake panic, received Mon 2 Mar 2026 09:00. The log says why.",
		"09:00:02 post C-op: Something that came in could not be worked off: fake line, received Mon 2 Mar 2026 09:00. The log says why.",
		"09:00:03 post C-op: Something that came in could not be worked off: none line, received Mon 2 Mar 2026 09:00. The log says why.",
	)
	if m := b.desk.Metrics(); m.Faults != 4 {
		t.Errorf("%d faults", m.Faults)
	}
}

func TestSharedByThePlatform(t *testing.T) {
	b := newBench(t)
	e := b.envelope("s/1", "shared", Shared{Spot: domain.Spot{Platform: "fake", Channel: "C-t"}, Shared: true})
	if _, err := b.desk.Receive(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	b.effects(staffPost("p", domain.LanePost))
	b.pass(time.Minute)
	if r := b.row("p"); r.State != storage.Dead || r.Why != whyShared {
		t.Errorf("the row is %+v", r)
	}
}

// slow is a store whose commits take as long as they are told to.
type slow struct {
	storage.Store
	mu   sync.Mutex
	wait time.Duration // of people's commits
	fail error
}

func (s *slow) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) error {
	s.mu.Lock()
	wait, fail := s.wait, s.fail
	s.mu.Unlock()
	if p != storage.Background {
		time.Sleep(wait)
	}
	if fail != nil {
		return fail
	}
	return s.Store.Update(ctx, p, fn)
}

func TestNotYetStored(t *testing.T) {
	for _, c := range []struct {
		name string
		fail error
	}{{"it is stored in the end", nil}, {"it is not stored in the end", storage.ErrFull}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rooms := toyRooms()
				reg, err := record.New(rooms.Kinds...)
				if err != nil {
					t.Fatal(err)
				}
				s := &slow{Store: mem.New(reg, mem.Options{}), wait: 4 * time.Second, fail: c.fail}
				d, err := New(t.Context(), Options{Store: s, Rooms: rooms, Platforms: []Platform{&fake{name: "fake", now: time.Now}}})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				_, err = d.Receive(t.Context(), storage.Envelope{Key: "k", Platform: "fake", Kind: "line", Raw: []byte("{}")})
				late, ok := AsNotYet(err)
				if !ok || time.Since(began) != NotYetAfter {
					t.Fatalf("after %s: %v", time.Since(began), err)
				}
				if end := <-late.End; !errors.Is(end, c.fail) || time.Since(began) != 4*time.Second {
					t.Errorf("it ended with %v after %s", end, time.Since(began))
				}
				d.Close()
				kept := 0
				if err := s.View(t.Context(), func(tx storage.Tx) error {
					all, err := tx.Inbox(0, 0)
					kept = len(all)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if want := map[bool]int{true: 1, false: 0}[c.fail == nil]; kept != want {
					t.Errorf("%d envelopes kept, want %d", kept, want)
				}
			})
		})
	}
}

func TestAStubbornDueBlocksNothing(t *testing.T) {
	b := newBench(t)
	b.do(toyOpen{ID: "0", Stubborn: true})
	for n := range 3 {
		b.do(toyOpen{ID: fmt.Sprint(n + 1)})
	}
	b.pass(11 * time.Minute)
	for n := range 3 {
		if r := b.row(fmt.Sprintf("toy/%d/warn", n+1)); r.State != storage.Sent {
			t.Errorf("the warning of %d is %s", n+1, r.State)
		}
	}
	r, err := b.desk.Audit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Healthy() || r.Stuck != 1 {
		t.Errorf("the auditor finds %+v", r)
	}
}

func TestAudit(t *testing.T) {
	b := newBench(t)
	b.fake.script = func(_ string, d Delivery) error {
		if d.To.Channel == "C-t" {
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	b.effects(staffPost("p", domain.LanePost))
	b.pass(boundPost)
	audit := func() Report {
		t.Helper()
		r, err := b.desk.Audit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := audit(); !r.Healthy() || r.Open != 1 {
		t.Errorf("within its bound: %+v", r)
	}
	b.at = b.at.Add(time.Second)
	r := audit()
	if r.Healthy() || r.Late[0].Place != "team/t/internal" || r.Late[0].Over != time.Second {
		t.Errorf("beyond its bound: %+v", r)
	}
	for range 3 {
		if err := b.desk.WorkHouse(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.pass(AuditEvery)
	}
	b.want("09:05:01 post C-op: 1 thing is due and not sent within the bound. The health page names them.")
	b.fake.script = nil
	b.pass(time.Minute)
	if r := audit(); !r.Healthy() {
		t.Errorf("after all was sent: %+v", r)
	}
	b.receive("open 1")
	b.do(toyOpen{ID: "2"})
	b.at = b.at.Add(toyWarnAfter + boundDue + time.Second)
	r = audit()
	var what []string
	for _, l := range r.Late {
		what = append(what, l.What)
	}
	if got := strings.Join(what, " "); got != "inbox row due" {
		t.Errorf("late: %s", got)
	}
}
