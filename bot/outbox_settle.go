package bot

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A result is how one attempt ended.
type result struct {
	receipt Receipt
	failure *Failure // nil: the platform has it
	shown   string   // the edition that was sent
	guests  map[string]domain.Handle
	now     time.Time // desk time
	real    time.Time
	// Of a look: when at the latest an attempt of an earlier process ended. Zero for our own.
	ended time.Time
}

// endedBy is when an attempt that an earlier process began was surely over: it died before this
// one was born, and waited for no call longer than SendWithin.
func endedBy(began, born time.Time) time.Time { return earliest(began.Add(SendWithin), born) }

// An ending is what an attempt's result makes of its row, and of what is around it.
type ending struct {
	row   storage.Row
	again time.Time     // real time of the next try, where the row stays open
	binds bool          // the place that the row makes is where the receipt says
	lose  bool          // the row's place is no more
	share bool          // people of another company read the row's place
	bare  bool          // the message that heads the row's place is gone
	died  bool          // the operator is to be told
	pause time.Duration // how long the scope tries nothing
	scope Scope
}

// settle decides what becomes of a row after an attempt, from the row as it stands now: it may
// have been cancelled, or an edit asked for again, while the attempt was under way.
func settle(r storage.Row, res result) ending {
	f := res.failure
	if f == nil {
		return accepted(r, res)
	}
	void := r.Why == whyVoid
	switch f.Class {
	case NotSent:
		wait, pause := f.After, f.After
		if f.After == 0 {
			wait = Backoff(r.Attempt)
			pause = min(wait, ChannelPause)
		}
		e := ending{row: r, pause: pause, scope: f.Scope}
		if void {
			e.row = closed(r, storage.Cancelled, whyVoid, res.now)
			return e
		}
		e.again = res.real.Add(wait)
		e.row.State, e.row.NotBefore, e.row.Again = storage.Waiting, e.again, false
		return e
	case Permanent:
		return refused(r, f.Reason, res, void)
	}
	// Ambiguous: it stays begun, and is looked for.
	return ending{row: r, again: res.real.Add(LookAfter)}
}

func accepted(r storage.Row, res result) ending {
	e := ending{row: r, binds: !r.Effect.Binds.IsZero()}
	e.row.Spot, e.row.Shown = res.receipt.Spot, res.shown
	if r.Again {
		// Another version was asked for meanwhile: the same row says it.
		e.row.Again, e.row.State, e.row.Attempt = false, storage.Waiting, 0
		e.again = res.real
		return e
	}
	e.row = closed(e.row, storage.Sent, "", res.now)
	return e
}

func refused(r storage.Row, why Reason, res result, void bool) ending {
	e := ending{row: r}
	switch why {
	case PlaceGone:
		e.bare = r.Effect.Place.Kind == domain.CaseThread && !void
		e.lose = r.Effect.Place.Kind != domain.ReplyPlace
		v := gone(r, whyGone)
		switch {
		case void || v.do == doCancel:
			e.row = closed(r, storage.Cancelled, v.why, res.now)
		case v.do == doMove:
			e.row = moved(r)
			e.again = res.real
		default:
			e.row, e.died = closed(r, storage.Dead, whyGone, res.now), true
		}
	case PlaceShared:
		e.share = true
		e.row, e.died = closed(r, storage.Dead, whyShared, res.now), true
	case MessageGone:
		at := r.Effect.Place.Kind
		e.bare = (at == domain.CaseThread || at == domain.WelcomeCard) && r.Effect.Kind == domain.Edit
		e.row = closed(r, storage.Cancelled, whyMessage, res.now)
		if says(r.Effect.Kind) {
			e.row, e.died = closed(r, storage.Dead, whyMessage, res.now), true
		}
	default:
		e.row, e.died = closed(r, storage.Dead, whyContent, res.now), true
	}
	return e
}

// found decides what becomes of a row after its earlier attempt was looked for. Where that
// cannot be told, what is urgent is said again (better twice than not at all), and anything
// else waits until it can be told, or where it never can is let be, which the operator is told.
func found(r storage.Row, there bool, err error, res result) ending {
	age := res.now.Sub(latest(r.Began, res.ended))
	switch {
	case err == nil && there:
		return accepted(r, res)
	case r.Why == whyVoid && (err == nil && age >= LookUntil || errors.Is(err, ErrNoLook)):
		return ending{row: closed(r, storage.Cancelled, whyVoid, res.now)}
	case err == nil && age < LookUntil:
		return ending{row: r, again: res.real.Add(LookAfter)}
	case err != nil && r.Effect.Lane > domain.LaneUrgent:
		if errors.Is(err, ErrNoLook) {
			return ending{row: closed(r, storage.Dead, whyDoubt, res.now), died: true}
		}
		return ending{row: r, again: res.real.Add(max(LookAfter, Backoff(r.Attempt)))}
	case err != nil && r.Why == whyVoid:
		return ending{row: r, again: res.real.Add(max(LookAfter, Backoff(r.Attempt)))}
	}
	// It never arrived, or nobody can tell: it is said again, as one of which there was doubt.
	r.State, r.Doubt = storage.Waiting, true
	return ending{row: r, again: res.real}
}

func closed(r storage.Row, s storage.RowState, why string, now time.Time) storage.Row {
	r.State, r.Why, r.Settled, r.NotBefore, r.Again = s, why, now, time.Time{}, false
	return r
}
