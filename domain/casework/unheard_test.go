package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// unheard is the desk learning that the newest words it was to post for a case never arrived.
func (b *bench) unheard(clock, id string) []string {
	b.t.Helper()
	deed := ""
	for _, r := range b.rows {
		if r.Effect.Report.ID == id {
			deed = r.Effect.Deed
		}
	}
	b.until(clock)
	rows, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByDesk}}, b.get(id).OnUnheard(deed))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.said(rows)
}

func (b *bench) phase(id string, k sla.Kind) sla.State {
	b.t.Helper()
	clocks := b.get(id).Clocks
	for i := len(clocks) - 1; i >= 0; i-- {
		if clocks[i].Kind == k {
			return sla.Evaluate(clocks[i], b.now, func(sla.Pin, string) *calendar.Calendar { return nil }) // all hours count
		}
	}
	return sla.State{}
}

// C2, K29: words that never arrive have answered nothing. What they had met is owed since it was
// asked for, and the silence until then may have broken it.
func TestUnheardWordsMeetNothing(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", casework.Reply{Case: "1", Text: "Looking"})
	said := b.unheard("09:06", "1")
	for _, who := range []string{"person noah", "person dora", "case 1 internal"} {
		want(t, said, who+": CASE-1: what noah wrote never reached the customer: Looking | It counts as not said.")
	}
	want(t, said, "first response before 09:15")
	if c := b.get("1"); !c.LastSaid.IsZero() || c.Owner != "noah" {
		t.Errorf("last said at %s, with %q", c.LastSaid, c.Owner)
	}
	if again := b.unheard("09:06", "1"); len(again) > 0 {
		t.Errorf("told twice: %s", again)
	}
	want(t, b.until("09:20"), "Payments are down: first response missed at 09:15")
	b.do("09:21", "noah", customer("Looking, again"))
	if st := b.phase("1", sla.FirstResponse); st.Verdict != sla.Late || !st.StoppedAt.Equal(at("2026-03-02 09:21")) {
		t.Errorf("then it is %s at %s", st.Verdict, st.StoppedAt)
	}
}

// Found out late, the breach is one all the same; words that came after them count.
func TestUnheardWordsAndLaterOnes(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", casework.Reply{Case: "1", Text: "Looking"})
	b.do("09:10", "lea", customer("I too"))
	b.unheard("09:30", "1")
	st := b.phase("1", sla.FirstResponse)
	if c := b.get("1"); st.Verdict != sla.InTime || !st.StoppedAt.Equal(at("2026-03-02 09:10")) || !c.LastSaid.Equal(at("2026-03-02 09:10")) {
		t.Errorf("it is %s at %s, last said at %s", st.Verdict, st.StoppedAt, c.LastSaid)
	}
	b.do("10:00", "ana", casework.OpenCase{Severity: 1, Title: "Another"})
	b.do("10:05", "noah", casework.Reply{Case: "2", Text: "Looking"})
	b.unheard("10:40", "2")
	if c := b.get("2"); b.phase("2", sla.FirstResponse).Phase != sla.Breached || len(c.Broken) != 1 {
		t.Errorf("it is %s, %v are known to be broken", b.phase("2", sla.FirstResponse).Phase, c.Broken)
	}
}

// R8: nobody is waited for who was never asked.
func TestUnheardQuestionsAreNotWaitedFor(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	b.do("09:30", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	due := at("2026-03-02 15:00")
	if st := b.phase("1", sla.Restore); st.Phase != sla.Paused {
		t.Fatalf("restore is %s", st.Phase)
	}
	b.unheard("10:30", "1")
	if st := b.phase("1", sla.Restore); b.get("1").State != casework.Open || st.Phase != sla.Running || !st.Due.Equal(due) {
		t.Errorf("%s, restore is %s, due %s", b.get("1").State, st.Phase, st.Due)
	}
}

// K22: news that never arrived was none; the next is owed when that was.
func TestUnheardNews(t *testing.T) {
	b := newWatch(t)
	b.do("09:00", "ola", casework.OpenCase{Severity: 1, Title: "All kiosks are down"})
	b.do("09:05", "noah", casework.Reply{Case: "1", Text: "Looking"})
	if b.phase("1", sla.NextUpdate).Phase != sla.Running {
		t.Fatal("no news is promised")
	}
	b.unheard("09:06", "1")
	if st := b.phase("1", sla.NextUpdate); st.Phase != sla.Cancelled {
		t.Errorf("before an answer news is %s", st.Phase)
	}
	b.do("09:07", "noah", customer("Looking"))
	first := b.phase("1", sla.NextUpdate).Due
	b.do("09:20", "noah", casework.Reply{Case: "1", Text: "Still looking"})
	if !b.phase("1", sla.NextUpdate).Due.After(first) {
		t.Fatal("news promises no further news")
	}
	said := b.unheard("09:21", "1")
	if st := b.phase("1", sla.NextUpdate); !st.Due.Equal(first) {
		t.Errorf("news is due %s, not %s: %s", st.Due, first, strings.Join(said, "\n"))
	}
}
