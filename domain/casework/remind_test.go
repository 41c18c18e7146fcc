package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// R8, K25: the customer is reminded after two business days, three times, told before what comes of
// silence, and the case is closed two business days later.
func TestRemindedThenClosed(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces; the configuration"})
	if said := b.until("2026-03-04 17:59"); said != nil {
		t.Errorf("said before its time: %v", said)
	}
	said := b.until("2026-03-04 18:00")
	want(t, said, "case 1 customer: CASE-1 waits for you; work goes on when we have what we asked for. | we need (1): traces | we need (2): the configuration")
	want(t, said, "case 1 internal: the customer was reminded (1 of 3)")
	never(t, said, "will be closed")
	want(t, b.until("2026-03-06 18:00"), "reminded (2 of 3)")
	want(t, b.until("2026-03-10 18:00"), "If we hear nothing until Thu 12 Mar 18:00, CASE-1 will be closed")
	said = b.until("2026-03-12 18:00")
	want(t, said, "CASE-1 is closed: what we asked for did not come")
	want(t, said, "CASE-1 is closed: 3 reminders went unanswered")
	if b.get("1").State != casework.IsClosed {
		t.Error("not closed")
	}
}

// Whatever the customer hands over or says begins the count anew, and words end the wait.
func TestRemindersBeginAnew(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces; the configuration"})
	b.until("2026-03-06 18:00")
	b.now = at("2026-03-09 09:00")
	b.do("", "ana", casework.Receive{Case: "1", N: 1})
	said := b.until("2026-03-11 18:00")
	want(t, said, "reminded (1 of 3)")
	never(t, said, "(1): traces")
	b.do("", "ana", customer("the rest comes tomorrow"))
	if said := b.until("2026-04-30 12:00"); said != nil {
		t.Errorf("reminded although they answered: %v", said)
	}
}

// No machine closes a Sev 1.
func TestASev1IsNotClosedByItself(t *testing.T) {
	b := slow(t)
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	said := b.until("2026-04-30 12:00")
	want(t, said, "reminded (3 of 3)")
	never(t, said, "closed")
	if b.get("1").Wait == nil {
		t.Error("the wait is over")
	}
}

// A downtime of days is followed by one reminder, not by all that were missed.
func TestOneReminderAfterADowntime(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
	b.now = at("2026-03-20 09:00")
	said := b.until("2026-03-20 09:01")
	want(t, said, "reminded (1 of 3)")
	never(t, said, "reminded (2 of 3)")
}
