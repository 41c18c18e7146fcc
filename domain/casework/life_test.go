package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
)

func TestLife(t *testing.T) {
	b := newBench(t)
	for _, l := range b.do("09:00", "ana", casework.OpenCase{Severity: 1, Title: "Payments are down", Product: "cvad"}) {
		t.Log(l)
	}
	for _, l := range b.until("09:12") {
		t.Log(l)
	}
	for _, l := range b.do("09:12", "noah", casework.Take{Case: "1"}) {
		t.Log(l)
	}
	for _, l := range b.do("09:13", "noah", casework.Say{Case: "1", Audience: domain.Customers, Text: "Looking now", Message: "m1"}) {
		t.Log(l)
	}
	t.Log(b.draw(b.card("1", domain.Customers), domain.Customers))
	t.Log(b.draw(b.card("1", domain.Internal), domain.Internal))
	for _, l := range b.do("09:30", "ana", casework.Say{Case: "1", Audience: domain.Customers, Text: "Any news?", Message: "m2"}) {
		t.Log(l)
	}
	for _, l := range b.do("10:30", "noah", casework.ShowClock{Case: "1"}) {
		t.Log(l)
	}
	for _, l := range b.do("10:30", "noah", casework.Resolve{Case: "1", Text: "Hotfix"}) {
		t.Log(l)
	}
	for _, l := range b.do("10:31", "ana", casework.ShowTimeline{Case: "1"}) {
		t.Log(l)
	}
	for _, l := range b.do("10:31", "noah", casework.List{}) {
		t.Log(l)
	}
}
