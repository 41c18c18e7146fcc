package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

func staffPost(deed string, lane domain.Lane) domain.Effect {
	return card.TeamChannel("t").PostTo(deed, lane, card.ForStaff(domain.Plain, plainly(deed)))
}

func customerPost(deed string) domain.Effect {
	return card.AccountChannel("a").PostTo(deed, domain.LanePost, card.ForCustomer(domain.Plain, plainly(deed)))
}

func threadPost(id, deed string) domain.Effect {
	return card.CaseThread(id).PostTo(deed, domain.LanePost, card.ForCustomer(domain.Plain, plainly(deed)))
}

// once answers an error to the first calls of a kind, and nil to those after.
func once(call string, errs ...error) func(string, Delivery) error {
	return func(c string, _ Delivery) error {
		if c != call || len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	}
}

func TestOneMessageASecond(t *testing.T) {
	b := newBench(t)
	b.effects(staffPost("p1", domain.LanePost), staffPost("p2", domain.LanePost), customerPost("c1"), staffPost("u", domain.LaneUrgent))
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-t: u",
		"09:00:00 post C-a: c1",
		"09:00:01 post C-t: p1",
		"09:00:02 post C-t: p2",
	)
}

func TestRetryAfterIsTheChannelsOwn(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", Refused(30*time.Second, ThisChannel, errors.New("429")))
	b.effects(staffPost("first", domain.LaneUrgent), staffPost("second", domain.LanePost), customerPost("other"))
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-a: other",
		"09:00:30 post C-t: first",
		"09:00:31 post C-t: second",
	)
}

// An answer in somebody's own conversation with the desk, and what the desk says there by itself,
// go to one room: what the platform asks for holds for both.
func TestRetryAfterHoldsForADirectConversation(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", Refused(30*time.Second, ThisChannel, errors.New("429")))
	ana := domain.Handle{Platform: "fake", Team: "T", User: "ana"}
	answer := domain.Effect{Kind: domain.Ephemeral, Deed: "answer", Audience: domain.Customers, Lane: domain.LaneAnswer, Place: domain.Place{
		Kind: domain.ReplyPlace, To: ana, Spot: domain.Spot{Platform: "fake", Channel: "D-1"}, Audience: domain.Customers, Direct: true,
	}, Doc: &domain.Doc{Head: plainly("answer")}}
	b.effects(answer, card.StrangerDirect(ana).PostTo("note", domain.LanePost, card.ForCustomer(domain.Plain, plainly("note"))))
	b.pass(time.Minute)
	b.want("09:00:30 ephemeral D-1: answer", "09:00:30 post @ana: note")
}

func TestRetryAfterOutlivesTheProcess(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", Refused(30*time.Second, ThisChannel, errors.New("429")))
	b.effects(staffPost("first", domain.LanePost), staffPost("second", domain.LanePost))
	b.work()
	b.crash()
	b.pass(time.Minute)
	b.want("09:00:30 post C-t: first", "09:00:31 post C-t: second")
}

func TestWholePlatformWaits(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", Refused(20*time.Second, WholePlatform, errors.New("revoked")))
	b.effects(staffPost("first", domain.LaneUrgent))
	b.work()
	b.effects(customerPost("other"))
	b.pass(time.Minute)
	b.want("09:00:20 post C-t: first", "09:00:20 post C-a: other")
}

func TestRetriedAsLongAsItHolds(t *testing.T) {
	b := newBench(t)
	down := true
	calls := 0
	b.fake.script = func(call string, _ Delivery) error {
		calls++
		if down {
			return Refused(0, ThisChannel, errors.New("refused"))
		}
		return nil
	}
	b.effects(staffPost("p", domain.LanePost))
	b.pass(3 * time.Hour)
	if r := b.row("p"); r.State != storage.Waiting || r.Attempt < 100 {
		t.Errorf("after three hours the row is %s after %d attempts", r.State, r.Attempt)
	}
	if calls > 3*3600/10 {
		t.Errorf("%d calls in three hours", calls)
	}
	down = false
	b.pass(LastRetry)
	if r := b.row("p"); r.State != storage.Sent {
		t.Errorf("the platform is back, the row is %s", r.State)
	}
}

func TestAnswerLost(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", errLost)
	b.effects(staffPost("p", domain.LanePost))
	b.pass(time.Minute)
	b.want("09:00:00 post C-t: p")
	if r := b.row("p"); r.State != storage.Sent || r.Doubt || r.Spot.Message != "m1" {
		t.Errorf("the row is %+v", r)
	}
}

func TestNeverArrived(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", InDoubt(errors.New("reset")))
	b.effects(staffPost("p", domain.LanePost))
	b.pass(time.Minute)
	b.want("09:00:06 post C-t: p")
	if r := b.row("p"); r.State != storage.Sent || !r.Doubt {
		t.Errorf("the row is %+v", r)
	}
}

// died is what a send panics with where the process is to die in it.
type died struct{}

// until the process dies in a call.
func (b *bench) untilDeath() {
	b.t.Helper()
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(died); !ok {
				panic(p)
			}
		} else {
			b.t.Error("the process did not die")
		}
	}()
	b.work()
}

func TestProcessDiesInACall(t *testing.T) {
	for _, c := range []struct {
		name    string
		arrived bool
		said    []string
		doubt   bool
	}{
		{"before the platform has it", false, []string{"09:01:01 post C-t: p", "09:01:02 post C-t: q"}, true},
		{"after the platform has it", true, []string{"09:00:00 post C-t: p", "09:01:01 post C-t: q"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			first := true
			b.fake.script = func(call string, d Delivery) error {
				if call == "send" && first {
					first = false
					if c.arrived {
						b.fake.n++
						b.fake.said = append(b.fake.said, said{d, b.at, domain.Spot{Platform: "fake", Channel: d.To.Channel, Message: "m1"}})
					}
					panic(died{})
				}
				return nil
			}
			b.effects(staffPost("p", domain.LanePost), staffPost("q", domain.LanePost))
			b.untilDeath()
			if r := b.row("p"); r.State != storage.Sending {
				t.Fatalf("the row is %s", r.State)
			}
			b.at = b.at.Add(time.Minute)
			b.crash()
			b.pass(time.Minute)
			b.want(c.said...)
			if r := b.row("p"); r.State != storage.Sent || r.Doubt != c.doubt {
				t.Errorf("the row is %+v", r)
			}
		})
	}
}

// A process that starts at once after it died does not take a message for lost that the platform
// was still taking in: its history lags behind.
func TestBornWhileACallWasUnderWay(t *testing.T) {
	for _, c := range []struct {
		name     string
		down     time.Duration // after which the next process starts
		appears  time.Duration // in the platform's history, counted from the death
		attempts int
	}{
		{"it appears soon after", 100 * time.Millisecond, 2 * time.Second, 1},
		{"it never appears", 100 * time.Millisecond, time.Hour, 2},
		{"long after, nothing is under way", time.Minute, time.Hour, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			sends, appears := 0, time.Time{}
			b.fake.script = func(call string, d Delivery) error {
				switch {
				case call == "send" && sends == 0:
					sends++
					b.at = b.at.Add(9 * time.Second) // the call is slow
					appears = b.at.Add(c.appears)
					panic(died{})
				case call == "send":
					sends++
				case !b.at.Before(appears) && sends == 1:
					b.fake.said = append(b.fake.said, said{d, b.at, domain.Spot{Platform: "fake", Channel: "C-t", Message: "m1"}})
				}
				return nil
			}
			b.effects(staffPost("p", domain.LanePost))
			b.untilDeath()
			b.at = b.at.Add(c.down)
			born := b.at
			b.crash()
			b.pass(10 * time.Second)
			r := b.row("p")
			if r.State != storage.Sent || sends != c.attempts {
				t.Errorf("said by %d calls, the row is %+v", sends, r)
			}
			if c.down == time.Minute && r.Settled.Sub(born) > 2*time.Second {
				t.Errorf("said again only %s after the start", r.Settled.Sub(born))
			}
		})
	}
}

func TestOrderHoldsInAThread(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(time.Second)
	n := 0
	b.fake.script = func(call string, d Delivery) error {
		if n++; call == "send" && n == 1 {
			return Refused(0, ThisChannel, errors.New("refused"))
		}
		return nil
	}
	urgent := threadPost("1", "third, though urgent")
	urgent.Lane = domain.LaneUrgent
	b.effects(threadPost("1", "first"), threadPost("1", "second"), urgent)
	b.effects(customerPost("beside"))
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-a: toy 1 warned=false done=false",
		"09:00:02 post C-a/m1: first",
		"09:00:03 post C-a/m1: second",
		"09:00:04 post C-a/m1: third, though urgent",
		"09:00:05 post C-a: beside",
	)
}

func TestADeadLetterBlocksNothing(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(time.Second)
	b.fake.script = func(_ string, d Delivery) error {
		if strings.HasPrefix(d.Card.Head.String(), "bad") {
			return Never(BadContent, errors.New("no"))
		}
		return nil
	}
	b.effects(threadPost("1", "bad"), threadPost("1", "good"))
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-a: toy 1 warned=false done=false",
		"09:00:01 post C-op: A message could not be delivered and will not be tried again: post to case/1/customer",
		"09:00:02 post C-a/m1: good",
	)
}

func TestWhatCannotBeDrawnDies(t *testing.T) {
	b := newBench(t)
	e := customerPost("p")
	e.Doc = &domain.Doc{Head: domain.Say("digest.head")} // of staff only
	b.effects(e)
	b.pass(time.Minute)
	if r := b.row("p"); r.State != storage.Dead || r.Why != whyContent {
		t.Errorf("the row is %+v", r)
	}
}

func TestAge(t *testing.T) {
	b := newBench(t)
	down := true
	b.fake.script = func(string, Delivery) error {
		if down {
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	e := staffPost("p", domain.LanePost)
	e.Age = time.Minute
	b.effects(e)
	b.pass(2 * time.Minute)
	down = false
	b.pass(time.Minute)
	b.want()
	if r := b.row("p"); r.State != storage.Cancelled || r.Why != whyOld {
		t.Errorf("the row is %+v", r)
	}
}

func TestLateNote(t *testing.T) {
	b := newBench(t)
	down := true
	b.fake.script = func(string, Delivery) error {
		if down {
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	e := staffPost("p", domain.LanePost)
	e.Late = true
	b.effects(e)
	b.pass(5 * time.Minute)
	down = false
	b.pass(time.Minute)
	if n := len(b.fake.said); n != 1 {
		t.Fatalf("%d messages", n)
	}
	if lines := b.fake.said[0].Card.Lines; len(lines) != 1 || !strings.HasPrefix(lines[0].String(), "late by 5 minutes") {
		t.Errorf("it says %v", lines)
	}
}

func TestAnswerThatCannotBeShown(t *testing.T) {
	b := newBench(t)
	b.fake.script = func(_ string, d Delivery) error {
		if d.Kind == domain.Ephemeral {
			return Never(PlaceGone, errors.New("not in channel"))
		}
		return nil
	}
	b.receive("what")
	b.pass(time.Minute)
	b.want("09:00:00 post @ana: what is what?")
}
