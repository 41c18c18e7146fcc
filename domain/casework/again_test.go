package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// A case that was resolved while it waited does not wait any more when it is reopened.
func TestReopenedAfterAWait(t *testing.T) {
	b := slow(t)
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	b.do("11:00", "noah", casework.Resolve{Case: "1", Text: "Found it without"})
	b.do("12:00", "ana", casework.ReopenCase{Case: "1"})
	want(t, b.do("12:00", "noah", casework.Show{Case: "1"}), "restore before 17:00")
}

// K18, C2, C3: what was lowered and raised again is promised again: a first response that is still
// owed anew, the restore where it stood.
func TestLoweredAndRaisedAgain(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:10", "noah", casework.SetSeverity{Case: "1", To: 2, Why: "one site"})
	said := b.do("10:00", "ana", casework.Worse{Case: "1", Why: "all sites"})
	want(t, said, "first response before 10:15")
	want(t, said, "restore before 15:50")
	want(t, b.until("10:12"), "4 minutes left for first response")
}

// K22: news is owed again after a reopening, and after a severity that owed none.
func TestUpdatesAreOwedAgain(t *testing.T) {
	b := newWatch(t)
	b.do("09:00", "ola", casework.OpenCase{Severity: 1, Title: "All down"})
	b.do("09:10", "noah", customer("On it"))
	b.do("09:20", "noah", casework.Resolve{Case: "1", Text: "Restarted"})
	want(t, b.do("10:00", "ola", casework.ReopenCase{Case: "1"}), "next update by 11:00")
	b.do("10:10", "noah", casework.SetSeverity{Case: "1", To: 2, Why: "one ferry"})
	want(t, b.do("10:30", "ola", casework.Worse{Case: "1", Why: "all"}), "next update by 11:30")
}

// A customer who says that it is worse has said something: no wait for them goes on.
func TestWorseEndsTheWaitForThem(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("09:05", "noah", customer("Looking"))
	b.do("09:10", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	want(t, b.do("09:30", "ana", casework.Worse{Case: "1", Why: "all sites"}), "restore before 15:30")
	if b.get("1").Wait != nil {
		t.Error("it still waits for them")
	}
}

// What is written under a case that goes on as another reaches whoever works on that one.
func TestWordsUnderAMergedCaseAreHeard(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("09:40", "ana", casework.OpenCase{Severity: 2, Title: "Same"})
	b.do("09:41", "noah", casework.Merge{From: "2", Into: "1"})
	said := b.do("09:42", "ana", casework.Say{Case: "2", Audience: domain.Customers, Text: "now mail is down as well"})
	want(t, said, "case 2 customer: CASE-2 goes on as CASE-1: please write there")
	want(t, said, "case 1 internal: CASE-2 · ana wrote: now mail is down as well")
}
