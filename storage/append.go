package storage

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// Desk is the platform of envelopes that hold a command of the desk's own, written down to be
// decided later: Kind is the command's kind, Raw its record.
const Desk = "desk"

// CheckChanges says what no store may accept: more than domain.MaxWrites writes, or a change
// that Step has not filled in. It is the same for every store and needs none.
func CheckChanges(changes []domain.Change) error {
	n := 0
	for _, c := range changes {
		n += c.Writes()
		if len(c.Events) != len(c.Recorded) {
			return fmt.Errorf("append %s: %d events of which %d are recorded: not what Step answered", c.Ref, len(c.Events), len(c.Recorded))
		}
		if len(c.Recorded) == 0 {
			continue
		}
		if c.Ref.IsZero() || c.After == nil {
			return fmt.Errorf("append %s: events without the thing they lead to", c.Ref)
		}
		if got := c.After.Ref(); got != c.Ref {
			return fmt.Errorf("append %s: the events lead to %s", c.Ref, got)
		}
		for i, r := range c.Recorded {
			if want := c.Version + 1 + uint64(i); r.Seq != want {
				return fmt.Errorf("append %s: event %d where %d should stand", c.Ref, r.Seq, want)
			}
		}
		if want := c.Version + uint64(len(c.Recorded)); c.After.Version() != want {
			return fmt.Errorf("append %s: the thing stands at %d after event %d", c.Ref, c.After.Version(), want)
		}
	}
	if n > domain.MaxWrites {
		return fmt.Errorf("append: %d writes, more than %d", n, domain.MaxWrites)
	}
	return nil
}

// Conflict is domain.ErrConflict where a change was decided on another version than the one
// the store holds.
func Conflict(c domain.Change, held uint64) error {
	if len(c.Recorded) == 0 && c.Version == 0 || c.Version == held {
		return nil
	}
	return fmt.Errorf("%s at version %d, decided on %d: %w", c.Ref, held, c.Version, domain.ErrConflict)
}

// NewRow is the row of an effect that was never recorded.
func NewRow(e domain.Effect, seq uint64, cause string, now time.Time) Row {
	return Row{Key: EffectKey(e), Seq: seq, Effect: e, Cause: cause, Recorded: now, State: Waiting}
}

// Fate is what an effect does to the row that already stands under its key.
type Fate uint8

// The fates: the effect is dropped; the row is written back; the row is open again and takes a
// new place in the order.
const (
	Dropped Fate = iota
	Raised
	Woken
)

// Collapse folds an effect into the row that stands under its key. A deed that was ever
// recorded is dropped. An edit says only what must at least be shown, so a waiting one is
// raised, one under way is asked for again, and a settled one is woken. So is a drawing of a page.
func Collapse(r Row, e domain.Effect, cause string, now time.Time) (Row, Fate) {
	if e.Kind != domain.Edit && e.Kind != domain.Home || e.Deed == r.Effect.Deed && e.Version <= r.Effect.Version {
		return r, Dropped
	}
	e.Version = max(e.Version, r.Effect.Version)
	if r.State.Open() {
		e.Anew = e.Anew || r.Effect.Anew
	}
	switch r.State {
	case Waiting:
		r.Effect = e
		return r, Raised
	case Sending:
		r.Effect, r.Again = e, true
		return r, Raised
	}
	// Where it is and what was last shown stay: they tell whether there is a real change.
	return Row{Key: r.Key, Seq: r.Seq, Effect: e, Cause: cause, Recorded: now, State: Waiting, Spot: r.Spot, Shown: r.Shown}, Woken
}

// Voided is a row whose deed is no longer to be done; ok is false where it was begun or settled
// before.
func Voided(r Row, now time.Time) (Row, bool) {
	if r.State != Waiting {
		return r, false
	}
	r.State, r.Why, r.Settled = Cancelled, "void", now
	return r, true
}
