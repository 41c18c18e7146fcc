package bot

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

func TestPlaceGone(t *testing.T) {
	b := newBench(t)
	b.fake.script = func(call string, d Delivery) error {
		if d.To.Channel == "C-t" {
			return Never(PlaceGone, errors.New("archived"))
		}
		return nil
	}
	elsewhere := staffPost("named", domain.LanePost)
	elsewhere.Instead = card.Operator().Address()
	b.effects(staffPost("nowhere", domain.LanePost), elsewhere)
	b.pass(time.Minute)
	b.wantSomehow(
		"post C-op: team/t/internal is there no more: what is said there from now on goes elsewhere or nowhere",
		"post C-op: A message could not be delivered and will not be tried again: post to team/t/internal",
		"post C-op: named",
	)
	if r := b.row("nowhere"); r.State != storage.Dead || r.Why != whyGone {
		t.Errorf("the row is %+v", r)
	}
	// What is recorded later dies without a call.
	b.effects(staffPost("later", domain.LanePost))
	b.pass(time.Minute)
	if r := b.row("later"); r.State != storage.Dead || r.Attempt != 0 {
		t.Errorf("the later row is %+v", r)
	}
}

func TestOperatorsOwnChannelGone(t *testing.T) {
	b := newBench(t)
	b.fake.script = func(call string, d Delivery) error { return Never(PlaceGone, errors.New("archived")) }
	b.effects(staffPost("p", domain.LanePost))
	b.pass(time.Hour)
	if m := b.desk.Metrics(); m.Dead != 3 {
		t.Errorf("%d rows died; want the row and the two notes of it, and no note of a note", m.Dead)
	}
}

func TestShared(t *testing.T) {
	for _, told := range []bool{true, false} {
		t.Run(fmt.Sprintf("the desk is told: %v", told), func(t *testing.T) {
			b := newBench(t)
			if told {
				b.do(place.Share{Place: card.TeamChannel("t").Address(), Shared: true})
			} else {
				b.fake.script = func(_ string, d Delivery) error {
					if d.To.Channel == "C-t" && d.Audience == domain.Internal {
						return Never(PlaceShared, errors.New("shared"))
					}
					return nil
				}
			}
			b.effects(staffPost("p", domain.LanePost))
			b.pass(time.Minute)
			b.effects(staffPost("q", domain.LanePost))
			b.pass(time.Minute)
			b.want(
				"09:00:00 post C-op: A message for staff was stopped: team/t/internal is shared with another company now",
				"09:01:00 post C-op: A message for staff was stopped: team/t/internal is shared with another company now",
			)
			if r := b.row("q"); r.State != storage.Dead || r.Why != whyShared || r.Attempt != 0 {
				t.Errorf("the second row is %+v", r)
			}
		})
	}
}

func TestInternalThreadInASharedChannel(t *testing.T) {
	b := newBench(t)
	p := card.StaffThread("9")
	b.do(place.Bind{Place: p.Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-t", Thread: "m9", Message: "m9"}})
	b.do(place.Share{Place: card.TeamChannel("t").Address(), Shared: true})
	b.effects(p.PostTo("secret", domain.LanePost, card.ForStaff(domain.Plain, plainly("secret"))))
	b.pass(time.Minute)
	if r := b.row("secret"); r.State != storage.Dead || r.Why != whyShared {
		t.Errorf("the row is %+v", r)
	}
}

func TestPlaceNotYetMade(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", Refused(0, ThisChannel, errors.New("refused")))
	b.receive("open 1")
	b.receive("say 1")
	b.receive("say 1")
	b.pass(5 * time.Minute)
	b.want(
		"09:00:01 post C-a: toy 1 warned=false done=false",
		"09:00:02 post C-a/m1: toy/1/said/1",
		"09:00:03 post C-a/m1: toy/1/said/2",
	)
}

func TestPlaceNeverMade(t *testing.T) {
	b := newBench(t)
	b.fake.script = func(_ string, d Delivery) error {
		if d.To.Channel == "C-a" {
			return Never(BadContent, errors.New("invalid_blocks"))
		}
		return nil
	}
	b.receive("open 1")
	b.receive("say 1")
	elsewhere := threadPost("1", "elsewhere")
	elsewhere.Instead = card.AccountChannel("b").Address()
	b.do(place.Bind{Place: card.AccountChannel("b").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-b"}})
	b.effects(elsewhere)
	b.pass(time.Minute)
	b.wantSomehow(
		"post C-op: A message could not be delivered and will not be tried again: post to account/a/customer",
		"post C-b: elsewhere",
		"post C-op: A message could not be delivered and will not be tried again: post to case/1/customer",
	)
}
