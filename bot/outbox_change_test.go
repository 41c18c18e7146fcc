package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

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
	leads := q.take(toyStart)
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
