package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// late has somebody ask at an instant of the day, by a message that was written at an earlier one
// (K29), with nothing looked at in between: as after a downtime.
func (b *bench) late(clock, written, who string, c domain.Command) {
	b.t.Helper()
	b.now = at(b.now.Format("2006-01-02 ") + clock)
	s := as(who)
	s.At = at(b.now.Format("2006-01-02 ") + written)
	if _, err := b.decide(s, c); err != nil {
		b.t.Fatalf("%s %T: %v", who, c, err)
	}
}

// TestLateOpening: a Sev 1 whose message came in after its first response was due is told as
// missed at once, not never (K24, K29).
func TestLateOpening(t *testing.T) {
	b := newBench(t)
	b.late("09:40", "09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 1, Title: "Payments are down"})
	want(t, b.until("09:41"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: still no first response, 15 minutes over")
	if c := b.get("1"); len(c.Broken) != 1 {
		t.Errorf("broken: %+v", c.Broken)
	}
	if again := b.until("09:44"); strings.Contains(strings.Join(again, "\n"), "first response") {
		t.Errorf("told again: %q", again)
	}
	want(t, b.until("09:45"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: still no first response, 30 minutes over")
}

// TestLateOpeningIsWarned: one that came in between its warning and its due is warned at once.
func TestLateOpeningIsWarned(t *testing.T) {
	b := newBench(t)
	b.late("09:12", "09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 1, Title: "Payments are down"})
	want(t, b.until("09:12"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: 3 minutes left for first response")
	want(t, b.until("09:15"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: first response missed at 09:15")
}

// TestOwedAcrossADowntime: what was crossed while the process was down is told, although a mark
// was recorded before anybody looked.
func TestOwedAcrossADowntime(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 1, Title: "Payments are down"})
	b.late("09:30", "09:30", "noah", casework.Wait{Case: "1", For: sla.ThirdParty, Text: "the vendor"})
	want(t, b.until("09:31"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: still no first response, 15 minutes over")
}

// TestCardsStandStill: a live card is drawn anew when its case changes, so it says nothing that
// an hour alone makes untrue.
func TestCardsStandStill(t *testing.T) {
	for _, open := range []string{"06:00", "12:00"} {
		b := newBench(t)
		b.do(open, "ana", casework.OpenCase{Account: "northwind", Severity: 3, Title: "Printing is slow"})
		for _, a := range []domain.Audience{domain.Customers, domain.Internal} {
			was := b.draw(b.card("1", a), a)
			for _, later := range []string{"07:59", "08:01", "15:59", "23:59"} {
				if b.now = at(b.now.Format("2006-01-02 ") + later); at("2026-03-02 " + later).Before(at("2026-03-02 " + open)) {
					continue
				}
				if is := b.draw(b.card("1", a), a); is != was {
					t.Errorf("opened at %s, the %s card says at %s\n%s\nand said\n%s", open, a, later, is, was)
				}
			}
			b.now = at("2026-03-02 " + open)
		}
	}
}

// TestAnsweredBeforeItWasPromised: words that come in late, and were written before a raised
// severity promised a first response, have answered it: nobody is warned of it (K29).
func TestAnsweredBeforeItWasPromised(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 3, Title: "Printing is slow"})
	b.do("09:10", "noah", casework.SetSeverity{Case: "1", To: 1, Why: "It is worse than it looked"})
	b.late("09:11", "09:05", "noah", casework.Say{Case: "1", Audience: domain.Customers, Text: "We look at it", Message: "m1"})
	for _, said := range b.until("10:00") {
		if strings.Contains(said, "first response") {
			t.Errorf("told of a first response: %s", said)
		}
	}
}

// TestMissedAgain: a due that had been missed moves on, since a pause comes in late; when it is
// missed again, the cards say so again.
func TestMissedAgain(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 1, Title: "Payments are down"})
	b.do("09:05", "noah", casework.Say{Case: "1", Audience: domain.Customers, Text: "We look at it", Message: "m1"})
	b.until("15:00")
	b.late("15:30", "14:30", "noah", casework.Wait{Case: "1", For: sla.Scheduled, Until: at("2026-03-02 16:00"), Text: "the window"})
	b.until("16:31")
	now, cards := b.get("1").Seq, 0
	err := b.store.View(t.Context(), func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 0)
		for _, r := range rows {
			if r.Effect.Kind == domain.Edit && r.Effect.Version == now {
				cards++
			}
		}
		return err
	})
	if err != nil || cards != 2 {
		t.Errorf("since it was missed again %d cards are drawn anew: %v", cards, err)
	}
}

// TestClosedBeforeItWasReopened: a closing that comes in late ends what runs now, whatever was
// begun anew since it was written.
func TestClosedBeforeItWasReopened(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 1, Title: "Payments are down"})
	b.do("09:05", "noah", casework.Resolve{Case: "1", Text: "Fixed"})
	b.do("09:10", "ana", casework.ReopenCase{Case: "1", Why: "It is back"})
	b.late("09:20", "09:06", "noah", casework.CloseCase{Case: "1", Why: "Enough"})
	lib := offering.NewLibrary(shipped(t))
	for _, cl := range b.get("1").Clocks {
		if st := sla.Evaluate(cl, b.now, lib.Calendar); !st.Phase.Over() {
			t.Errorf("the case is closed and its %s is %s", cl.Kind, st.Phase)
		}
	}
}

// TestRestoredBeforeItWasPromised: a raised severity promises no restoring of what is restored;
// nobody could keep it, since it is restored already.
func TestRestoredBeforeItWasPromised(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Account: "northwind", Severity: 2, Product: "cvad", Title: "Logins are slow"})
	b.do("09:10", "noah", casework.Restore{Case: "1", Text: "Failed over"})
	b.do("09:20", "noah", casework.SetSeverity{Case: "1", To: 1, Why: "It was all sites"})
	for _, said := range b.until("23:00") {
		if strings.Contains(said, "restore") {
			t.Errorf("told of restoring: %s", said)
		}
	}
}
