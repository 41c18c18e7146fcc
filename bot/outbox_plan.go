package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
)

// The bounds of the outbox, in real time unless they say otherwise.
const (
	// FirstRetry and LastRetry bound the desk's own back-off.
	FirstRetry = time.Second
	LastRetry  = 15 * time.Second
	// ChannelPause is the longest that a failed send keeps its channel from trying another
	// row, unless the platform itself named a longer one.
	ChannelPause = 5 * time.Second
	// LookAfter is how long after an ambiguous send it is looked for: a platform's history
	// lags behind its answers. What is not there LookUntil after it began, or after the
	// process that began it surely ended, never arrived.
	LookAfter = 2 * time.Second
	LookUntil = 5 * time.Second
	// SendWithin bounds one call of a platform.
	SendWithin = 10 * time.Second
	// HoldFor is how long rows that may become one digest wait for what is still coming due.
	HoldFor = 5 * time.Second
	// DigestOver is how many rows may wait for one place and still be said one by one;
	// DigestMost is how many one digest holds.
	DigestOver = 3
	DigestMost = 5000
	// AnswerAgain is how long an answer that only its asker sees, and that nobody can look
	// up, is said again after an ambiguous send. Later it is let be.
	AnswerAgain = time.Minute
	// LateAfter, in desk time, is when a row that asks for it says how late it is.
	LateAfter = time.Minute
)

// Backoff is the pause after the given failed attempt, 1 for the first: it doubles from
// FirstRetry to LastRetry.
func Backoff(attempt int) time.Duration {
	if attempt < 1 {
		attempt = 1
	}
	if attempt > 20 {
		return LastRetry
	}
	return min(FirstRetry<<(attempt-1), LastRetry)
}

// A candidate is the row at the head of its line.
type candidate struct {
	key      string
	seq      uint64
	lane     domain.Lane
	alone    bool
	kind     domain.EffectKind
	platform string
	channel  string    // the key of its gate
	ready    time.Time // not before, for reasons of its own; real time
}

// A gate is what holds a channel back, in real time.
type gate struct {
	busy   bool      // a call is under way
	free   time.Time // the next second in which a new message may leave
	closed time.Time // the platform said not before
}

// A bound is what holds a whole platform back.
type bound struct {
	closed time.Time // nothing before this
	edits  time.Time // no edit before this
	homes  time.Time // no page before this
	works  time.Time // no work on a room before this
	posts  time.Time // no new message before this
	burst  int       // … and how many of them may leave at once; zero is any number
	room   int       // how many calls may be begun now
	pages  int       // … of those that draw a page
}

// says reports whether an effect is a new message that stays, which can be looked for.
func says(k domain.EffectKind) bool { return k == domain.Post || k == domain.File }

// works reports whether an effect makes or furnishes a room: it says nothing new, and a platform bears
// few of them a minute.
func works(k domain.EffectKind) bool {
	switch k {
	case domain.Room, domain.Invite, domain.Topic, domain.Bookmark, domain.Shut:
		return true
	}
	return false
}

// looked reports whether an effect must be looked for before it is done once more; anything else that
// is no answer comes to the same when it is repeated.
func looked(k domain.EffectKind) bool { return says(k) || k == domain.Room }

func latest(ts ...time.Time) (t time.Time) {
	for _, x := range ts {
		if x.After(t) {
			t = x
		}
	}
	return t
}

// earliest is the earlier of two instants of which zero means none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// An editBudget is how many edits a workspace still bears: a bucket that fills evenly.
type editBudget struct {
	every time.Duration // one more after this
	most  int
	full  time.Time // when the bucket is full again; zero: it is
}

func newEditBudget(perMinute int) editBudget {
	return editBudget{every: time.Minute / time.Duration(perMinute), most: max(1, perMinute/4)}
}

// newPostBudget is one of new messages: a third of a minute's worth may leave at once. None is
// without bounds.
func newPostBudget(perMinute int) editBudget {
	if perMinute == 0 {
		return editBudget{}
	}
	return editBudget{every: time.Minute / time.Duration(perMinute), most: max(1, perMinute/3)}
}

// left is how many may begin at once; zero where the bucket is without bounds, or empty.
func (b editBudget) left(now time.Time) int {
	if b.every == 0 {
		return 0
	}
	missing := (latest(b.full, now).Sub(now) + b.every - 1) / b.every
	return max(0, b.most-int(missing))
}

// next is when one more edit may begin: the bucket is full again at full, one edit a step.
func (b editBudget) next() time.Time {
	return b.full.Add(-time.Duration(b.most-1) * b.every)
}

// take counts one edit.
func (b editBudget) take(now time.Time) editBudget {
	b.full = latest(b.full, now).Add(b.every)
	return b
}

// close lets nothing begin before an instant.
func (b editBudget) close(until time.Time) editBudget {
	b.full = latest(b.full, until.Add(b.every*time.Duration(b.most-1)))
	return b
}
