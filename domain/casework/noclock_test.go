package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain/account"
)

// A Sev 1 under no offering has no clock, and people are reminded of it all the same.
func TestASev1UnderNoOfferingIsNotForgotten(t *testing.T) {
	b := newWatch(t)
	b.operator(account.PutAccount{ID: "fjord", Name: "Fjord Lines", Zone: "Europe/Oslo"})
	want(t, b.do("09:00", "ola", sev(1)), "fjord · without an offering · opened by ola")
	want(t, b.until("09:15"), "CASE-1 of fjord is under no offering")
	want(t, b.until("09:30"), "CASE-1 of fjord is under no offering")
	b.do("09:31", "noah", customer("On it"))
	b.now = at("2026-03-02 09:31")
	if due := b.get("1").NextDue(nil); !due.IsZero() {
		t.Errorf("somebody answered, and it is looked at again at %s", due)
	}
}
