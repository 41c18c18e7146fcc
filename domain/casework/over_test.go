package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// never holds that no line contains the text.
func never(t *testing.T, said []string, text string) {
	t.Helper()
	for _, s := range said {
		if strings.Contains(s, text) {
			t.Errorf("%q was said in:\n%s", text, strings.Join(said, "\n"))
		}
	}
}

// A refusal of what is over names a way that is open: not one that is refused in turn.
func TestWhatIsOverNamesAWayThatIsOpen(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("09:40", "ana", casework.OpenCase{Severity: 2, Title: "Same"})
	b.do("10:20", "ana", casework.OpenCase{Severity: 2, Title: "Third"})
	b.do("10:21", "noah", casework.Merge{From: "2", Into: "1"})
	want(t, b.do("10:22", "noah", casework.Take{Case: "2"}), "refused: CASE-2 goes on as CASE-1: please write there")
	want(t, b.do("10:22", "ana", casework.ReopenCase{Case: "2"}), "refused: CASE-2 goes on as CASE-1")
	want(t, b.do("10:22", "ana", casework.Nudge{Case: "2"}), "refused: CASE-2 goes on as CASE-1")
	b.do("10:23", "noah", casework.Resolve{Case: "1", Text: "Done"})
	want(t, b.do("10:24", "ana", casework.SetSeverity{Case: "1", To: 1, Why: "all"}), "refused: CASE-1 is resolved. If it is not over, reopen it: case reopen CASE-1")
	b.do("10:25", "ana", casework.ReopenCase{Case: "1"})
	want(t, b.do("10:26", "ana", casework.CloseCase{Case: "3", Why: "our own fault"}), "case 3 internal: ana closed CASE-3 | our own fault")
	said := b.do("10:27", "ana", casework.Nudge{Case: "3"})
	want(t, said, "refused: CASE-3 is closed. If it is not over, reopen it: case reopen CASE-3")
	b.until("2026-03-16 10:26")
	said = b.do("", "ana", casework.Nudge{Case: "3"})
	want(t, said, "refused: CASE-3 is closed. Please open a new case")
	never(t, said, "reopen")
}

// A case that is restored and still worked on can be reopened however long ago that was.
func TestRestoredIsNotTooLateToReopen(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", casework.Restore{Case: "1", Text: "Failed over"})
	b.until("2026-03-30 09:00")
	want(t, b.do("", "ana", casework.ReopenCase{Case: "1"}), "ana reopened CASE-1")
}

// No promise is lost by a merge.
func TestMergeLosesNoPromise(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(3))
	b.do("09:01", "ana", sev(1))
	want(t, b.do("09:02", "noah", casework.Merge{From: "2", Into: "1"}), "refused: CASE-2 is graver than CASE-1")
	b.do("09:03", "noah", casework.Resolve{Case: "2", Text: "Done"})
	want(t, b.do("09:04", "noah", casework.Merge{From: "1", Into: "2"}), "refused: CASE-2 is resolved, and nobody would work on CASE-1")
	b.do("09:05", "ana", casework.ReopenCase{Case: "2"})
	want(t, b.do("09:06", "noah", casework.Merge{From: "1", Into: "2"}), "CASE-1 goes on as CASE-2")
}

// However many follow a case and however much it waits for, it can be restored, resolved, closed.
func TestAFollowedCaseCanEnd(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	full := 0
	for i := range 60 {
		id := fmt.Sprintf("follower%d", i)
		if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, account.PutPerson{ID: id, Account: "northwind", Name: id}); err != nil {
			t.Fatal(err)
		}
		if said := b.do("", "ana", casework.Watch{Case: "1", Who: account.Who{Word: id}}); strings.Contains(said[0], "refused: CASE-1 is followed by 40 people already") {
			full++
		}
	}
	if full != 20 {
		t.Errorf("%d were one too many", full)
	}
	want(t, b.do("09:01", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: " ; ;"}), "refused: Say what we wait for")
	want(t, b.do("09:01", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: strings.Repeat("a trace;", 21)}), "refused: Ask for 20 things at once")
	b.do("09:01", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: strings.Repeat("a trace;", 20)})
	b.do("09:02", "ana", customer("all of it is attached"))
	b.do("09:03", "noah", casework.SetSeverity{Case: "1", To: 2, Why: "one site"})
	b.do("09:04", "noah", casework.Restore{Case: "1", Text: "Failed over"})
	b.do("09:05", "noah", casework.Resolve{Case: "1", Text: "Hotfix"})
	b.do("09:06", "ana", casework.ReopenCase{Case: "1"})
	b.do("09:07", "noah", casework.CloseCase{Case: "1", Why: "goes on elsewhere"})
}

// A provisional case tells its customer how it was decided, and once it is over says no more that
// it is worked on.
func TestProvisionalIsDecidedAloud(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "rita", sev(1))
	want(t, b.do("09:01", "dora", casework.Admit{Case: "1"}), "case 1 customer: CASE-1 is accepted")
	b.do("09:02", "rita", casework.OpenCase{Severity: 1, Title: "Other", Different: true})
	b.do("09:03", "ana", casework.CloseCase{Case: "2"})
	never(t, []string{b.draw(b.card("2", domain.Customers), domain.Customers), b.draw(b.card("2", domain.Internal), domain.Internal)}, "provisional")
}

// A claim of what was done meanwhile, or undone, is no claim any more.
func TestAClaimEndsWithWhatItClaims(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	b.do("15:30", "noah", casework.Restore{Case: "1", At: at("2026-03-02 14:50"), Text: "The log says so"})
	b.do("15:31", "noah", casework.Resolve{Case: "1", Text: "Hotfix"})
	want(t, b.do("15:32", "lea", casework.Agree{Case: "1", Yes: true}), "refused: Nothing waits for a second person on CASE-1")
}

// Words that a second person let pass are their author's: they answer the customer, and the case
// is the author's.
func TestAgreedWordsAreTheirAuthors(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("15:30", "noah", casework.Restore{Case: "1", At: at("2026-03-02 14:50"), Text: "The log says so"})
	want(t, b.do("15:32", "lea", casework.Agree{Case: "1", Yes: true}), "first response missed: 6 h 32 min of 15 minutes, by noah")
	if c := b.get("1"); c.Owner != "noah" {
		t.Errorf("owner %q", c.Owner)
	}
	want(t, b.do("15:33", "ana", casework.ShowTimeline{Case: "1"}), "noah: The log says so")
}
