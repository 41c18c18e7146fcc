package bot

import (
	"errors"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

func toyRow(change ...func(*storage.Row)) storage.Row {
	r := storage.Row{
		Key: "k", State: storage.Waiting, Recorded: toyStart,
		Effect: domain.Effect{Kind: domain.Post, Place: domain.Place{Kind: domain.TeamChannel, ID: "t", Audience: domain.Internal}, Audience: domain.Internal, Lane: domain.LanePost},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func begun(r *storage.Row) {
	r.State, r.Attempt, r.Began = storage.Sending, 1, toyStart
}

func TestJudge(t *testing.T) {
	operator := domain.Place{Kind: domain.OperatorPlace, Audience: domain.Internal}
	for _, c := range []struct {
		name  string
		row   storage.Row
		route standing
		not   bool // its guard says that it holds no more
		late  time.Duration
		want  verdict
	}{
		{"it is said", toyRow(), here, false, 0, verdict{do: doSend}},
		{"it holds no more", toyRow(), here, true, 0, verdict{doCancel, whyHolds}},
		{"it is too old", toyRow(func(r *storage.Row) { r.Effect.Age = time.Minute }), here, false, 2 * time.Minute, verdict{doCancel, whyOld}},
		{"its age counts from when it fell due", toyRow(func(r *storage.Row) { r.Effect.Age, r.Effect.NotOlder = time.Minute, toyStart.Add(time.Minute) }), here, false, 2 * time.Minute, verdict{do: doSend}},
		{"its place is not yet", toyRow(), notYet, false, 0, verdict{do: doWait}},
		{"what holds no more need not wait for its place", toyRow(), notYet, true, 0, verdict{doCancel, whyHolds}},
		{"its place is no more", toyRow(), lost, false, 0, verdict{doDie, whyGone}},
		{"it names another place", toyRow(func(r *storage.Row) { r.Effect.Instead = operator }), lost, false, 0, verdict{doMove, whyGone}},
		{"but not one for other readers", toyRow(func(r *storage.Row) {
			r.Effect.Instead = domain.Place{Kind: domain.AccountChannel, ID: "a", Audience: domain.Customers}
		}), lost, false, 0, verdict{doDie, whyGone}},
		{"an edit of what is no more is let be", toyRow(func(r *storage.Row) { r.Effect.Kind = domain.Edit }), lost, false, 0, verdict{doCancel, whyGone}},
		{"an answer goes to its asker directly", toyRow(func(r *storage.Row) {
			r.Effect.Kind, r.Effect.Place.To = domain.Ephemeral, domain.Handle{Platform: "p", Team: "t", User: "u"}
		}), lost, false, 0, verdict{doMove, whyGone}},
		{"others read its place", toyRow(), shared, false, 0, verdict{doDie, whyShared}},
		{"it and its place are for different readers", toyRow(func(r *storage.Row) { r.Effect.Place.Audience = domain.Customers }), here, false, 0, verdict{doDie, whyAudience}},
		{"it was cancelled", toyRow(func(r *storage.Row) { r.State = storage.Cancelled }), here, false, 0, verdict{do: doDrop}},
		{"it may have arrived", toyRow(begun), here, false, 0, verdict{do: doLook}},
		{"it may have arrived, and holds no more: what was said is known first", toyRow(begun), here, true, 0, verdict{do: doLook}},
		{"it may have arrived, and was taken back", toyRow(begun, func(r *storage.Row) { r.Why = whyVoid }), here, false, 0, verdict{do: doLook}},
		{"it may have arrived where nobody can look", toyRow(begun, func(r *storage.Row) { r.Why = whyVoid }), lost, false, 0, verdict{doCancel, whyVoid}},
		{"an edit says the same again", toyRow(begun, func(r *storage.Row) { r.Effect.Kind = domain.Edit }), here, false, 0, verdict{do: doSend}},
		{"an answer is said again within a minute", toyRow(begun, func(r *storage.Row) { r.Effect.Kind = domain.Ephemeral }), here, false, time.Minute, verdict{do: doSend}},
		{"and not later", toyRow(begun, func(r *storage.Row) { r.Effect.Kind = domain.Ephemeral }), here, false, 2 * time.Minute, verdict{doCancel, whyDoubt}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := judge(situation{row: c.row, now: toyStart.Add(c.late), route: c.route, holds: !c.not}); got != c.want {
				t.Errorf("judged %v, want %v", got, c.want)
			}
		})
	}
}

func TestMoved(t *testing.T) {
	r := moved(toyRow(begun, func(r *storage.Row) {
		r.Effect.Kind = domain.Ephemeral
		r.Effect.Place = domain.Place{Kind: domain.ReplyPlace, To: domain.Handle{Platform: "p", Team: "t", User: "u"}, Audience: domain.Internal}
	}))
	e := r.Effect
	if e.Kind != domain.Post || e.Place.Kind != domain.HandleDirect || e.Place.To.User != "u" || e.Place.Audience != domain.Internal || r.State != storage.Waiting || r.Attempt != 0 {
		t.Errorf("moved to %+v", r)
	}
}

func TestSettle(t *testing.T) {
	real := toyStart.Add(time.Hour)
	sending := func(change ...func(*storage.Row)) storage.Row {
		return toyRow(append([]func(*storage.Row){begun}, change...)...)
	}
	void := func(r *storage.Row) { r.Why = whyVoid }
	edit := func(r *storage.Row) { r.Effect.Kind = domain.Edit }
	spot := domain.Spot{Platform: "p", Channel: "c", Message: "m"}
	for _, c := range []struct {
		name string
		row  storage.Row
		err  error
		want storage.RowState
		why  string
		rest func(ending) bool
	}{
		{"accepted", sending(), nil, storage.Sent, "", func(e ending) bool { return e.row.Spot == spot && e.row.Shown == "x" && !e.binds }},
		{"accepted, and makes a place", sending(func(r *storage.Row) { r.Effect.Binds = domain.Place{Kind: domain.CaseThread, ID: "1"} }), nil, storage.Sent, "", func(e ending) bool { return e.binds }},
		{"accepted after it was taken back: it was said", sending(void), nil, storage.Sent, "", func(ending) bool { return true }},
		{"accepted, and another version was asked for", sending(edit, func(r *storage.Row) { r.Again = true }), nil, storage.Waiting, "", func(e ending) bool { return e.again.Equal(real) && !e.row.Again && e.row.Shown == "x" }},
		{"refused, to be tried again", sending(), Refused(0, ThisChannel, errors.New("refused")), storage.Waiting, "", func(e ending) bool { return e.again.Equal(real.Add(time.Second)) && e.pause == time.Second }},
		{"refused for the sixth time: the channel waits less than the row", sending(func(r *storage.Row) { r.Attempt = 6 }), Refused(0, ThisChannel, nil), storage.Waiting, "",
			func(e ending) bool { return e.again.Equal(real.Add(LastRetry)) && e.pause == ChannelPause }},
		{"asked to wait", sending(), Refused(30*time.Second, ThisChannel, nil), storage.Waiting, "", func(e ending) bool { return e.again.Equal(real.Add(30*time.Second)) && e.pause == 30*time.Second }},
		{"refused after it was taken back", sending(void), Refused(0, ThisChannel, nil), storage.Cancelled, whyVoid, func(ending) bool { return true }},
		{"in doubt", sending(), InDoubt(nil), storage.Sending, "", func(e ending) bool { return e.again.Equal(real.Add(LookAfter)) && e.pause == 0 }},
		{"an error of no class is doubt", sending(), errors.New("what?"), storage.Sending, "", func(ending) bool { return true }},
		{"the place is gone", sending(), Never(PlaceGone, nil), storage.Dead, whyGone, func(e ending) bool { return e.lose && e.died }},
		{"the place is gone, and another is named", sending(func(r *storage.Row) {
			r.Effect.Instead = domain.Place{Kind: domain.OperatorPlace, Audience: domain.Internal}
		}), Never(PlaceGone, nil), storage.Waiting, "",
			func(e ending) bool { return e.lose && !e.died && e.row.Effect.Place.Kind == domain.OperatorPlace }},
		{"the place of an edit is gone", sending(edit), Never(PlaceGone, nil), storage.Cancelled, whyGone, func(e ending) bool { return e.lose && !e.died }},
		{"the place is shared", sending(), Never(PlaceShared, nil), storage.Dead, whyShared, func(e ending) bool { return e.share && e.died }},
		{"the message to edit is gone", sending(edit), Never(MessageGone, nil), storage.Cancelled, whyMessage, func(e ending) bool { return !e.lose && !e.died }},
		{"the content is refused", sending(), Never(BadContent, nil), storage.Dead, whyContent, func(e ending) bool { return e.died }},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := result{receipt: Receipt{Spot: spot}, shown: "x", now: toyStart.Add(time.Minute), real: real}
			if c.err != nil {
				res.failure = AsFailure(c.err)
			}
			e := settle(c.row, res)
			if e.row.State != c.want || c.want != storage.Sending && e.row.Why != c.why || !c.rest(e) {
				t.Errorf("settled as %+v", e)
			}
			if !e.row.State.Open() && e.row.Settled.IsZero() {
				t.Error("settled at no time")
			}
		})
	}
}

func TestFound(t *testing.T) {
	real := toyStart.Add(time.Hour)
	void := func(r *storage.Row) { r.Why = whyVoid }
	urgent := func(r *storage.Row) { r.Effect.Lane = domain.LaneUrgent }
	for _, c := range []struct {
		name  string
		row   storage.Row
		there bool
		err   error
		since time.Duration
		want  storage.RowState
		rest  func(ending) bool
	}{
		{"it is there", toyRow(begun), true, nil, time.Second, storage.Sent, func(e ending) bool { return !e.row.Doubt }},
		{"it is there, though it was taken back", toyRow(begun, void), true, nil, time.Second, storage.Sent, func(ending) bool { return true }},
		{"it is not there yet: histories lag", toyRow(begun), false, nil, time.Second, storage.Sending, func(e ending) bool { return e.again.Equal(real.Add(LookAfter)) }},
		{"it never arrived", toyRow(begun), false, nil, LookUntil, storage.Waiting, func(e ending) bool { return e.row.Doubt && e.again.Equal(real) }},
		{"it never arrived, and was taken back", toyRow(begun, void), false, nil, LookUntil, storage.Cancelled, func(ending) bool { return true }},
		{"nobody can tell now: it waits", toyRow(begun), false, errors.New("no"), time.Minute, storage.Sending, func(e ending) bool { return e.again.After(real) }},
		{"nobody can tell now, and it is urgent: better twice than not at all", toyRow(begun, urgent), false, errors.New("no"), time.Minute, storage.Waiting, func(e ending) bool { return e.row.Doubt }},
		{"nobody can ever tell", toyRow(begun), false, ErrNoLook, time.Minute, storage.Dead, func(e ending) bool { return e.died && e.row.Why == whyDoubt }},
		{"nobody can ever tell, and it is urgent", toyRow(begun, urgent), false, ErrNoLook, time.Minute, storage.Waiting, func(e ending) bool { return e.row.Doubt }},
		{"urgent, taken back, and nobody can tell now", toyRow(begun, urgent, void), false, errors.New("no"), time.Minute, storage.Sending, func(ending) bool { return true }},
		{"urgent, taken back, and nobody can ever tell", toyRow(begun, urgent, void), false, ErrNoLook, time.Minute, storage.Cancelled, func(ending) bool { return true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := found(c.row, c.there, c.err, result{now: toyStart.Add(c.since), real: real})
			if e.row.State != c.want || !c.rest(e) {
				t.Errorf("found %+v", e)
			}
		})
	}
}
