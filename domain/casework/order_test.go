package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// slow opens a case that has a restore clock, and answers it.
func slow(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	return b
}

// K29: words that were said before a wait began, and come in after, do not end it; and no clock
// stands for ever that nothing waits for.
func TestWordsFromBeforeAWaitDoNotEndIt(t *testing.T) {
	b := slow(t)
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	b.late("10:01", "09:58", "ana", customer("by the way"))
	if b.get("1").Wait == nil {
		t.Error("the wait ended by words from before it")
	}
	b.late("10:02", "09:59", "noah", casework.Resume{Case: "1"})
	want(t, b.do("10:02", "noah", casework.Show{Case: "1"}), "restore before 15:00")
}

// K29, K22: what the customer wrote before our last words, and came in after them, is answered.
func TestLateWordsThatWereAnswered(t *testing.T) {
	b := newWatch(t)
	b.do("09:00", "ola", casework.OpenCase{Severity: 2, Title: "Slow"})
	b.do("09:10", "noah", customer("Looking"))
	b.late("09:11", "09:05", "ola", customer("All four"))
	if has(b, sla.NextResponse) {
		t.Error("a response is owed to words that were answered")
	}
	b.do("09:20", "ola", customer("Any news?"))
	b.late("09:21", "09:15", "noah", customer("Found it"))
	c := b.get("1")
	for _, cl := range c.Clocks {
		if st := sla.Evaluate(cl, b.now, nil); cl.Kind == sla.NextResponse && st.Phase.Over() {
			t.Error("words from before a question answer it")
		}
	}
}

// T12: a note of hours that the severity no longer keeps is gone.
func TestNotesFollowTheSeverity(t *testing.T) {
	b := newBench(t)
	b.now = at("2026-03-07 12:00") // a Saturday
	b.do("", "sato", casework.OpenCase{Severity: 2, Title: "Pushes are slow", Product: "bitbucket-server"})
	want(t, []string{b.draw(b.card("1", domain.Customers), domain.Customers)}, "The clock starts at")
	b.do("12:05", "sato", casework.Worse{Case: "1", Why: "Now all stands still"})
	for _, a := range []domain.Audience{domain.Customers, domain.Internal} {
		card := []string{b.draw(b.card("1", a), a)}
		never(t, card, "The clock starts at")
		want(t, card, "first response by 12:35")
	}
}

// An answer by telephone, put on record afterwards, is an answer: the card promises no more.
func TestAnsweredByTelephone(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:12", "noah", casework.CorrectClock{Case: "1", Clock: sla.FirstResponse, At: at("2026-03-02 09:10"), Why: "I called her"})
	card := []string{b.draw(b.card("1", domain.Customers), domain.Customers)}
	want(t, card, "first response at 09:10")
	never(t, card, "is promised")
}
