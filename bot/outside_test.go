package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// newOutside is a bench whose desk has an address outside of chat.
func newOutside(t *testing.T, o mem.Options) (*bench, *fake) {
	t.Helper()
	b := &bench{t: t, at: toyStart.Add(-time.Second)}
	b.fake = &fake{name: "fake", now: func() time.Time { return b.at }}
	hook := &fake{name: Outside, now: b.fake.now}
	b.also = []Platform{hook}
	return b.furnished(o), hook
}

func (f *fake) keys() (keys []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.said {
		keys = append(keys, s.Key)
	}
	return keys
}

func operatorNote(deed string) domain.Effect {
	return card.Operator().PostTo(deed, domain.LanePost, card.ForStaff(domain.Alert, domain.Say("audit.late", domain.Count(1))))
}

// TestToldOutside: what the operator is told in chat is told outside of it as well, and nothing else is.
func TestToldOutside(t *testing.T) {
	b, hook := newOutside(t, mem.Options{})
	b.effects(operatorNote("n1"), card.TeamChannel("t").PostTo("n2", domain.LanePost, card.ForStaff(domain.Alert, plainly("n2"))),
		card.AccountChannel("a").PostTo("n3", domain.LanePost, card.ForCustomer(domain.Alert, plainly("n3"))))
	b.pass(time.Minute)
	if got := hook.heads(); len(got) != 1 || !strings.Contains(got[0], "webhook operator: 1 thing is due") {
		t.Errorf("told %q", got)
	}
	if d := hook.said[0].Delivery; d.About != "audit.late" || !d.Recorded.Equal(toyStart) || d.Kind != domain.Webhook {
		t.Errorf("%+v", d)
	}
	if n := len(b.fake.said); n != 3 {
		t.Errorf("%d messages in chat", n)
	}
	// The row is the evidence.
	if r := b.row(outsideDeed("n1")); r.State != storage.Sent || r.Spot.Message == "" {
		t.Errorf("%+v", r)
	}
	// Decided once more, it is told no more.
	b.effects(operatorNote("n1"))
	b.pass(time.Minute)
	if n := len(hook.said); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// TestOutsideIsNobody: without the address nothing is written for it, and what was written while
// there was one is let be.
func TestOutsideIsNobody(t *testing.T) {
	b := newBench(t)
	b.effects(operatorNote("n1"))
	b.pass(time.Minute)
	err := b.store.View(t.Context(), func(tx storage.Tx) error {
		_, err := tx.Row(storage.RowKey(outsideDeed("n1")))
		return err
	})
	if !errors.Is(err, domain.ErrNotFound) {
		t.Errorf("a row for nobody: %v", err)
	}
	b2, hook := newOutside(t, mem.Options{})
	hook.script = func(string, Delivery) error { return Refused(0, ThisChannel, errors.New("down")) }
	b2.effects(operatorNote("n2"))
	b2.pass(time.Minute)
	b2.also = nil
	b2.crash()
	b2.pass(time.Minute)
	if r := b2.row(outsideDeed("n2")); r.State != storage.Cancelled || r.Why != whyGone {
		t.Errorf("%+v", r)
	}
	if r, err := b2.desk.Audit(t.Context()); err != nil || !r.Healthy() {
		t.Errorf("%+v %v", r, err)
	}
}

// TestOutsideUntilTaken: an event is repeated under one key, through crashes, until it is taken, or
// too old.
func TestOutsideUntilTaken(t *testing.T) {
	b, hook := newOutside(t, mem.Options{})
	var tries []string
	down := true
	hook.script = func(_ string, d Delivery) error {
		tries = append(tries, d.Key)
		switch {
		case len(tries) == 2:
			return errLost // it arrived, and nobody knows
		case down:
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	b.effects(operatorNote("n1"))
	b.pass(time.Minute)
	b.crash()
	b.pass(time.Minute)
	down = false
	b.pass(time.Minute)
	if len(tries) < 5 || len(slices.Compact(slices.Clone(tries))) != 1 || tries[0] != storage.RowKey(outsideDeed("n1")) {
		t.Errorf("tried %q", tries)
	}
	if r := b.row(outsideDeed("n1")); r.State != storage.Sent {
		t.Errorf("%+v", r)
	}
	down = true
	b.effects(operatorNote("n2"))
	b.pass(outsideFor + time.Minute)
	if r := b.row(outsideDeed("n2")); r.State != storage.Cancelled || r.Why != whyOld {
		t.Errorf("%+v", r)
	}
}

// TestOutsideTakenBack: an event that no longer holds is not told.
func TestOutsideTakenBack(t *testing.T) {
	b, hook := newOutside(t, mem.Options{})
	b.effects(operatorNote("n1"))
	b.do(takesBack("n1"))
	b.pass(time.Minute)
	if n := len(hook.said) + len(b.fake.said); n != 0 {
		t.Errorf("%d told", n)
	}
}

type takesBack string

func (s takesBack) Decide(domain.Reader, domain.Stamp) ([]domain.Change, error) {
	return []domain.Change{{Void: []string{string(s)}}}, nil
}

// TestOutsideWhereChatIsGone: what goes to the operator because its own place is gone is told
// outside, and so is that the operator's place is gone itself.
func TestOutsideWhereChatIsGone(t *testing.T) {
	b, hook := newOutside(t, mem.Options{})
	b.fake.script = func(_ string, d Delivery) error {
		if d.To.Channel == "C-t" || d.To.Channel == "C-op" {
			return Never(PlaceGone, errors.New("archived"))
		}
		return nil
	}
	e := card.TeamChannel("t").PostTo("n1", domain.LaneUrgent, card.ForStaff(domain.Alert, plainly("n1")))
	e.Instead = card.Operator().Address()
	b.effects(e)
	b.pass(time.Minute)
	heads := strings.Join(hook.heads(), "\n")
	for _, want := range []string{": n1", "team/t/internal is there no more", "operator//internal is there no more"} {
		if !strings.Contains(heads, want) {
			t.Errorf("nobody was told %q:\n%s", want, heads)
		}
	}
}

// TestTroubleOutside: that a platform refuses the desk is told outside at once and once; that it
// is over, in chat too.
func TestTroubleOutside(t *testing.T) {
	b, hook := newOutside(t, mem.Options{})
	watch := func() { b.desk.WorkWatch(t.Context()); b.pass(time.Minute) }
	watch()
	b.desk.troubles.note(refusedBy("fake"), Trouble{What: "fake", Says: "token_revoked", Since: b.at})
	watch()
	watch()
	if got := hook.heads(); len(got) != 1 || !strings.Contains(got[0], "fake: token_revoked; since Mon 2 Mar 2026 09:01") {
		t.Errorf("told %q", got)
	}
	b.desk.troubles.clear(refusedBy("fake"))
	watch()
	watch()
	if got := hook.heads(); len(got) != 2 || !strings.Contains(got[1], "fake is well again. It was: token_revoked; from Mon 2 Mar 2026 09:01 to Mon 2 Mar 2026 09:03") {
		t.Errorf("told %q", got)
	}
	if got := b.fake.heads(); len(got) != 1 || !strings.Contains(got[0], "C-op: fake is well again") {
		t.Errorf("in chat %q", got)
	}
}

// TestFullDiskOutside: what cannot be written down is told all the same, until it is taken.
func TestFullDiskOutside(t *testing.T) {
	full := false
	b, hook := newOutside(t, mem.Options{Faults: func(point string) error {
		if full && point == "commit" {
			return storage.ErrFull
		}
		return nil
	}})
	b.desk.WorkWatch(t.Context())
	full = true
	refused := 0
	hook.script = func(string, Delivery) error {
		if refused++; refused < 3 {
			return errors.New("down")
		}
		return nil
	}
	for range 6 {
		b.at = b.at.Add(WatchEvery)
		b.desk.WorkWatch(t.Context())
	}
	if got := hook.heads(); len(got) != 1 || refused != 3 || !strings.Contains(got[0], "store: the disk is full") {
		t.Errorf("told %q in %d tries", got, refused)
	}
	full = false
	b.at = b.at.Add(WatchEvery)
	b.desk.WorkWatch(t.Context())
	b.pass(time.Minute)
	if got := hook.heads(); len(got) != 2 || !strings.Contains(got[1], "store is well again") || !strings.Contains(fmt.Sprint(b.fake.heads()), "store is well again") {
		t.Errorf("told %q", got)
	}
	if keys := hook.keys(); keys[0] == keys[1] {
		t.Errorf("both under %s", keys[0])
	}
}
