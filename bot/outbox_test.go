package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
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
		{"before the platform has it", false, []string{"09:01:00 post C-t: p", "09:01:01 post C-t: q"}, true},
		{"after the platform has it", true, []string{"09:00:00 post C-t: p", "09:01:00 post C-t: q"}, false},
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
	b.want(
		"09:00:00 post C-op: team/t/internal is there no more: what is said there from now on goes elsewhere or nowhere",
		"09:00:01 post C-op: A message could not be delivered and will not be tried again: post to team/t/internal",
		"09:00:02 post C-op: named",
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
	b.want(
		"09:00:00 post C-op: A message could not be delivered and will not be tried again: post to account/a/customer",
		"09:00:01 post C-b: elsewhere",
		"09:00:01 post C-op: A message could not be delivered and will not be tried again: post to case/1/customer",
	)
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

func TestAnAnswerWinsOverASendNotBegun(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(time.Minute)
	down := true
	b.fake.script = func(string, Delivery) error {
		if down {
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	b.pass(11 * time.Minute)
	if r := b.row("toy/1/warn"); r.State != storage.Waiting || r.Attempt == 0 {
		t.Fatalf("the warning is %+v", r)
	}
	b.receive("done 1")
	b.work()
	down = false
	b.pass(10 * time.Minute)
	if r := b.row("toy/1/warn"); r.State != storage.Cancelled {
		t.Errorf("the warning is %+v", r)
	}
	b.want("09:00:00 post C-a: toy 1 warned=false done=false", "09:12:15 edit C-a/m1: toy 1 warned=true done=true")
}

func TestTakenBackWhileInDoubt(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(time.Minute)
	n := 0
	b.fake.script = func(call string, d Delivery) error {
		if call == "send" && d.To.Channel == "C-t" {
			if n++; n == 1 {
				b.receive("done 1") // while the call is under way
				return InDoubt(errors.New("reset"))
			}
		}
		return nil
	}
	b.pass(20 * time.Minute)
	if r := b.row("toy/1/warn"); r.State != storage.Cancelled || n != 1 {
		t.Errorf("the warning is %+v after %d sends", r, n)
	}
}

// voids takes deeds back and says nothing.
type voids []string

func (v voids) Decide(domain.Reader, domain.Stamp) ([]domain.Change, error) {
	return []domain.Change{{Void: v}}, nil
}

func TestADeedTakenBackWhileInDoubtIsNotDoneAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		arrived bool
		want    storage.RowState
	}{
		{"it had not arrived", InDoubt(errors.New("reset")), false, storage.Cancelled},
		{"it had arrived", errLost, true, storage.Sent},
		{"it was surely not sent", Refused(0, ThisChannel, errors.New("refused")), false, storage.Cancelled},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			n := 0
			b.fake.script = func(call string, _ Delivery) error {
				if call != "send" {
					return nil
				}
				if n++; n == 1 {
					b.do(voids{"p"}) // while the call is under way
					return c.err
				}
				return nil
			}
			b.effects(staffPost("p", domain.LanePost)) // with no guard that could be asked
			b.pass(time.Minute)
			if r := b.row("p"); r.State != c.want || n != 1 || len(b.fake.said) == 1 != c.arrived {
				t.Errorf("after %d sends the row is %+v", n, r)
			}
		})
	}
}

// An edit can be settled, and asked for again, before the queue hears that it was settled.
func TestWokenBeforeTheQueueKnows(t *testing.T) {
	q := newQueue(map[string]Limits{"p": {InFlight: 1, Edits: 40}}, toyStart.Add(-time.Hour))
	row := storage.Row{Key: "k", Seq: 1, State: storage.Waiting, Effect: domain.Effect{Kind: domain.Edit, Place: card.CaseThread("1").Address()}}
	q.add([]storage.Row{row}, toyStart)
	list, turn := q.strangers()
	q.routed(list, []route{{state: here, platform: "p", channel: "c"}}, turn)
	leads, _ := q.take(toyStart)
	if len(leads) != 1 {
		t.Fatalf("%d leads", len(leads))
	}
	woken := row
	woken.Seq = 2
	q.add([]storage.Row{woken}, toyStart)
	row.State = storage.Sent
	q.freed(leads[0], row, ending{}, toyStart)
	if it := q.items["k"]; it == nil || it.busy || it.seq != 2 {
		t.Errorf("the queue holds %+v", it)
	}
}

// Where a row goes is not believed when its place moved while it was found out.
func TestRouteFoundTooLate(t *testing.T) {
	q := newQueue(map[string]Limits{"p": {InFlight: 1, Edits: 40}}, toyStart.Add(-time.Hour))
	at := card.CaseThread("1").Address()
	q.add([]storage.Row{{Key: "k", Seq: 1, State: storage.Waiting, Effect: domain.Effect{Kind: domain.Post, Place: at, Doc: &domain.Doc{}}}}, toyStart)
	list, turn := q.strangers()
	q.moved([]string{at.String()})
	q.routed(list, []route{{state: notYet}}, turn)
	if list, _ := q.strangers(); len(list) != 1 {
		t.Error("the route is believed")
	}
}

func TestEditOnlyOnARealChange(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(time.Second)
	ref := domain.Ref{Kind: toyKind, ID: "1"}
	redraw := func(version uint64) {
		e := card.CaseThread("1").Redraw(ref, version)
		e.Deed = fmt.Sprintf("edit/%d", version)
		b.effects(e)
	}
	redraw(7) // shows what the card shows
	b.pass(time.Second)
	b.receive("done 1")
	b.pass(time.Second)
	redraw(9)
	b.pass(time.Minute)
	b.want("09:00:00 post C-a: toy 1 warned=false done=false", "09:00:02 edit C-a/m1: toy 1 warned=false done=true")
}

func TestEditAskedForAgainWhileUnderWay(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(9 * time.Minute)
	first := true
	b.fake.script = func(_ string, d Delivery) error {
		if d.Kind == domain.Edit && first {
			first = false
			b.receive("done 1")
			if _, err := b.desk.WorkInbox(b.t.Context()); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	b.pass(2 * time.Minute)
	got := b.fake.heads()
	if last := got[len(got)-1]; !strings.Contains(last, "edit C-a/m1: toy 1 warned=true done=true") {
		t.Errorf("the last edit is %q", last)
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
