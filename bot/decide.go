package bot

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// A refusal is an answer that says no, for the log: by which request, in which message.
type refusal struct {
	cause string
	said  domain.MsgID
}

// decided is what a unit has to tell the pumps once it is durable. Units may run twice, so a
// unit collects into a fresh one and assigns it outward.
type decided struct {
	rows    []storage.Row // new or woken
	later   bool          // a command was written down for later
	places  []string      // addresses that were found, lost or shared, in their text form
	refused []refusal
	anew    []domain.Place // whose heads were put up anew
	facts   bool           // something was recorded: what a page shows may have changed
	judged  []Judgement    // promises that were judged
	came    []time.Time    // when people said what was decided
	due     time.Time      // the earliest of what is due now by what was decided; zero: nothing is
}

func (a *decided) add(b decided) {
	a.rows = append(a.rows, b.rows...)
	a.places = append(a.places, b.places...)
	a.anew = append(a.anew, b.anew...)
	a.judged = append(a.judged, b.judged...)
	a.came = append(a.came, b.came...)
	a.refused = append(a.refused, b.refused...)
	a.later, a.due = a.later || b.later, earliest(a.due, b.due)
	a.facts = a.facts || b.facts
}

// tell hands a durable unit's results to the pumps.
func (d *Desk) tell(o decided) {
	for _, r := range o.refused {
		d.log.Info().Str("cause", r.cause).Str("answer", string(r.said)).Msg("refused")
	}
	d.measure.judge(o.judged)
	for _, j := range o.judged {
		d.log.Info().Str("clock", j.Clock).Str("verdict", j.Verdict).Msg("a promise was judged")
	}
	d.away.saw(o)
	for _, p := range o.anew {
		d.log.Warn().Str("place", p.String()).Msg("the message that headed a thread is gone; it is put up anew")
	}
	if len(o.rows)+len(o.places) > 0 {
		d.queue.moved(o.places)
		d.queue.add(o.rows, d.real())
		wake(d.outboxReady)
	}
	if o.later || len(o.places) > 0 { // what was said under a new card may have waited for it
		wake(d.inboxReady)
	}
	if d.pages.stale(o, d.real()) {
		wake(d.outboxReady)
	}
	if !o.due.IsZero() && o.due.UnixMilli() < d.looks.Load() {
		wake(d.dueReady)
	}
}

// decide decides a command inside a unit, and writes what it decided: the only caller of
// domain.Step.
func (d *Desk) decide(tx storage.Tx, c domain.Command, s domain.Stamp) (decided, []domain.Change, error) {
	out, err := domain.Step(tx, c, s)
	if err != nil {
		return decided{}, nil, err
	}
	var done decided
	if done.rows, err = d.append(tx, s.Cause, s.Now, out.Changes); err != nil {
		return decided{}, nil, err
	}
	if d.rooms.Judged != nil {
		done.judged = d.rooms.Judged(tx, out.Changes, s.Now)
	}
	for i, c := range out.Deferred {
		raw, err := d.rooms.Record(c)
		if err != nil {
			return decided{}, nil, fmt.Errorf("write down %s: %w", c.CommandKind(), err)
		}
		e := storage.Envelope{
			Key: s.Cause + "/later/" + strconv.Itoa(i), Platform: storage.Desk, Kind: c.CommandKind(), Raw: raw, Received: s.Now,
		}
		if _, _, err := tx.Receive(e, s.Now.Add(KeepKeys)); err != nil {
			return decided{}, nil, err
		}
		done.later = true
	}
	for _, ch := range out.Changes {
		if ch.Ref.Kind == place.Kind {
			done.places = append(done.places, ch.Ref.ID)
		}
		done.due = earliest(done.due, ch.Due)
		done.facts = done.facts || len(ch.Recorded) > 0
		for _, deed := range ch.Void {
			more, err := d.unsay(tx, deed, s)
			if err != nil {
				return decided{}, nil, err
			}
			done.rows = append(done.rows, more...)
		}
	}
	return done, out.Changes, nil
}

// unsay deals with the cancelled deeds that the store could not simply cancel: one under way
// is not begun again, and one that a digest says is struck from it by an edit.
func (d *Desk) unsay(tx storage.Tx, deed string, s domain.Stamp) ([]storage.Row, error) {
	if err := d.unsayOutside(tx, deed, s.Now); err != nil {
		return nil, err
	}
	r, err := tx.Row(storage.RowKey(deed))
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	switch r.State {
	case storage.Sending:
		r.Why = whyVoid
		return nil, tx.PutRow(r)
	case storage.Merged:
		if err := noteStruck(tx, r); err != nil {
			return nil, err
		}
		return tx.Append(s.Cause, s.Now, domain.Only(strike(r)))
	}
	return nil, nil
}

// answer is the effect by which an asker reads what could not be done.
func answer(a Asked, s domain.Stamp, tone domain.Tone, head domain.Line, lines ...domain.Line) domain.Effect {
	s.Reply = a.Reply
	if a.Audience == domain.Internal {
		return card.AnswerStaff(s, card.ForStaff(tone, head, lines...))
	}
	return card.AnswerCustomer(s, card.ForCustomer(tone, head, lines...))
}

// A chance is the randomness of one unit, drawn before it, so that a unit that runs twice
// decides the same twice.
type chance [32]byte

func (d *Desk) chances() (chance, error) {
	var c chance
	if _, err := io.ReadFull(d.chance, c[:]); err != nil {
		return c, fmt.Errorf("draw chance: %w", err)
	}
	return c, nil
}

// seed is the chance of one command of the unit.
func (c chance) seed(cause string) (s [16]byte) {
	h := sha256.New()
	h.Write(c[:])
	h.Write([]byte(cause))
	copy(s[:], h.Sum(nil))
	return s
}

// earlier is the platform's instant of a message, but never one that is still to come.
func earlier(at, now time.Time) time.Time {
	at = domain.Instant(at)
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}
