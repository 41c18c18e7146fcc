package bot

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Why a row was cancelled, or died. These stand in rows: they are for ever.
const (
	whyVoid     = "void"         // the deed was taken back
	whyHolds    = "not so"       // what it said no longer held when it was to be said
	whyOld      = "old"          // it was not worth saying any more
	whyGone     = "place gone"   // its place is no more
	whyShared   = "place shared" // it was for staff, and others came to read its place
	whyAudience = "audience"     // it and its place are for different readers
	whyContent  = "bad content"  // the platform, or the catalogue, refuses what it says
	whyMessage  = "message gone" // the message it was to change is no more
	whyDoubt    = "in doubt"     // perhaps it arrived; it can neither be looked up nor said twice
)

// What is to be done with a row that might be begun.
type doing string

const (
	doSend   doing = "send"
	doLook   doing = "look" // an earlier attempt may have arrived: find out
	doWait   doing = "wait"
	doCancel doing = "cancel" // it need not be said
	doDie    doing = "die"    // it cannot be said: the operator is told
	doMove   doing = "move"   // it goes to the place that it names instead
	doDrop   doing = "drop"   // somebody else has settled it
	doGather doing = "gather" // its members are too many for one unit
)

// A case of the outbox: everything that the decision to begin a send rests on.
type situation struct {
	row   storage.Row
	now   time.Time // desk time
	route standing
	holds bool // its guard says that it still holds
}

// A verdict is what is to be done, and why.
type verdict struct {
	do  doing
	why string
}

// judge decides whether a row may be begun. It is asked in the transaction that begins it, so
// that an acknowledgement committed before wins over the send.
//
// A row that stands as begun while nobody is at it may have arrived: an answer was lost, or the
// process died. What is then said twice is promised here and in found: an edit and a pin say
// the same again, and are repeated at once; a post is looked for first, whatever has happened
// since; an answer for its asker's eyes, which nobody can look up, is repeated for a minute; an
// event carries the key of its row, by which the receiver knows it again, and is repeated.
func judge(s situation) verdict {
	r, e := s.row, s.row.Effect
	if !r.State.Open() {
		return verdict{doDrop, r.Why}
	}
	doubted := r.State == storage.Sending
	if doubted && looked(e.Kind) && s.route == here {
		return verdict{do: doLook}
	}
	if r.Why == whyVoid {
		return verdict{doCancel, whyVoid}
	}
	if e.Audience != e.Place.Audience {
		return verdict{doDie, whyAudience}
	}
	since := r.Recorded
	if !e.NotOlder.IsZero() {
		since = e.NotOlder
	}
	switch {
	case !s.holds:
		return verdict{doCancel, whyHolds}
	case e.Age > 0 && s.now.Sub(since) > e.Age:
		return verdict{doCancel, whyOld}
	case s.route == notYet:
		return verdict{do: doWait}
	case s.route == shared:
		return verdict{doDie, whyShared}
	case s.route == lost:
		return gone(r, whyGone)
	case doubted && e.Kind == domain.Ephemeral && s.now.Sub(r.Began) > AnswerAgain:
		return verdict{doCancel, whyDoubt}
	}
	return verdict{do: doSend}
}

// gone is what becomes of a row whose place is no more.
func gone(r storage.Row, why string) verdict {
	e := r.Effect
	switch {
	case e.Kind == domain.Edit || e.Kind == domain.Pin || e.Kind == domain.Home || e.Kind == domain.Webhook || works(e.Kind) && e.Kind != domain.Room:
		return verdict{doCancel, why} // there is nothing left to change
	case !e.Instead.IsZero() && e.Instead.Audience == e.Audience:
		return verdict{doMove, why}
	case e.Kind == domain.Ephemeral && !e.Place.To.IsZero():
		return verdict{doMove, why}
	}
	return verdict{doDie, why}
}

// moved is the row on its way to the place it names instead; an answer that cannot be shown
// where it was asked for goes to its asker directly.
func moved(r storage.Row) storage.Row {
	e := r.Effect
	if e.Instead.IsZero() {
		e.Instead = domain.Place{Kind: domain.HandleDirect, ID: e.Place.To.String(), To: e.Place.To, Audience: e.Audience}
	}
	if e.Kind == domain.Ephemeral && e.Instead.Kind != domain.ReplyPlace {
		e.Kind = domain.Post
	}
	e.Place, e.Instead = e.Instead, domain.Place{}
	r.Effect, r.State, r.Attempt, r.NotBefore = e, storage.Waiting, 0, time.Time{}
	return r
}

// holds asks the thing that a row names whether what it says still holds.
func holds(r domain.Reader, e domain.Effect, now time.Time) (bool, error) {
	if e.Guard.IsZero() {
		return true, nil
	}
	t, err := r.Load(e.Guard)
	if errors.Is(err, domain.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s, ok := t.(domain.Still)
	return !ok || s.Still(r.Policy(), e.Token, now), nil
}
