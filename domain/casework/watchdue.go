package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// NextDue implements domain.Thing: the earliest (K23) next look of any clock, the end of an agreed wait,
// the moment another team owns the case, and that from which one that is over stays so (K21).
func (c *Case) NextDue(policy any) time.Time {
	lib := offering.OfPolicy(policy)
	next, _ := c.wayBack(lib)
	if c.State.Over() {
		return next
	}
	for i := range c.Clocks {
		// From the last thing said about it on: what was crossed since is due now.
		next = earliest(next, c.look(&c.Clocks[i], lib))
	}
	if c.Wait != nil {
		next = earliest(next, c.Wait.Until)
		if at, _, ok := c.reminder(lib); ok {
			next = earliest(next, at)
		}
	}
	if c.Active() {
		next = earliest(next, c.callAt())
		next = earliest(next, c.TeamUntil)
	}
	return next
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// look is when the clock must be looked at. What it owed to be said when somebody last looked, or
// when something was last recorded on it, and nobody said, is due at once: it was opened late, or
// marked before its look came (K24, K29). Else it is the next point.
func (c *Case) look(cl *sla.Clock, lib *offering.Library) time.Time {
	from := c.lookedAt(cl)
	if x, owed := sla.Evaluate(*cl, from, lib.Calendar).Owed(); owed && !c.said(x.Warning) {
		return x.At
	}
	return sla.NextLook(cl, from, lib.Calendar)
}

// lookedAt is the instant up to which people know how the clock stands: its last mark, or the
// last warning given.
func (c *Case) lookedAt(cl *sla.Clock) time.Time {
	var at time.Time
	for _, m := range cl.Marks {
		if t := m.Recorded; t.After(at) {
			at = t
		}
		if m.Recorded.IsZero() && m.At.After(at) {
			at = m.At
		}
	}
	for _, t := range c.Told {
		if t.Clock == cl.Kind && t.Cycle == cl.Cycle && t.At.After(at) {
			at = t.At
		}
	}
	return at
}

// OnDue implements domain.Thing.
func (c *Case) OnDue() domain.Command { return WatchDue{Case: c.ID} }

// WatchDue is the passing of time, asking what it has brought about.
type WatchDue struct{ Case string }

// Decide implements domain.Command.
func (cmd WatchDue) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, err := Load(r, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	if b.endBack(); c.State.Over() {
		return b.done(), nil
	}
	if c.Wait != nil && !c.Wait.Until.IsZero() && !s.Now.Before(c.Wait.Until) {
		b.resume("")
		b.toStaff("wait_over", domain.Alert, domain.Say("wait.over", domain.Named(c.Number())), b.clockLines(true)...)
	}
	if b.remindDue(); c.State.Over() {
		return b.done(), nil
	}
	for i := range c.Clocks {
		if err := b.look(c.Clocks[i]); err != nil {
			return nil, err
		}
	}
	if err := b.callDue(); err != nil {
		return nil, err
	}
	if c.Active() {
		b.watchTeam()
	}
	return b.done(), nil
}

// look says what a clock owes to be said, if it was not: the latest point passed, once for its
// identity; lower ones are overtaken.
func (b *book) look(cl sla.Clock) error {
	st := b.state(cl)
	b.moved(cl, st)
	x, owed := st.Owed()
	if !owed || b.c.said(x.Warning) {
		b.noteLook(cl, st)
		return nil
	}
	b.add(Warned{Warning: x.Warning, Due: st.Due})
	if x.Breach() && !b.c.broken(cl) {
		b.add(Breached{Clock: cl.Kind, Cycle: cl.Cycle, Due: st.Due})
	}
	return b.warn(cl, st, x)
}

// moved notes where the due in force is not the one people were told: calendars or the zones'
// data changed beneath it (K28).
func (b *book) moved(cl sla.Clock, st sla.State) {
	if st.Due.IsZero() || st.Phase.Over() {
		return
	}
	for _, a := range b.c.Dues {
		if a.Clock != cl.Kind || a.Cycle != cl.Cycle || a.Due.IsZero() || a.Due.Equal(st.Due) {
			continue
		}
		b.add(DueMoved{Clock: cl.Kind, Cycle: cl.Cycle, From: a.Due, To: st.Due, Why: "moved.calendar"})
		b.toStaff("moved/"+string(cl.Kind), domain.Alert, domain.Say("due.moved", domain.Named(b.c.Number()), domain.Term(kindTerm(cl.Kind)), domain.AtTime(a.Due), domain.AtTime(st.Due)))
	}
}

// noteLook notes that a clock was looked at in vain, so that it is not looked at again at once.
func (b *book) noteLook(cl sla.Clock, st sla.State) {
	if b.c.lookedAt(&cl).Before(b.s.Now) && !st.Phase.Over() && !b.c.look(&cl, b.lib).After(b.s.Now) && !b.c.look(&cl, b.lib).IsZero() {
		b.add(Looked{Clock: cl.Kind, Cycle: cl.Cycle})
	}
}

// said reports whether the warning, under its identity, was given.
func (c *Case) said(w sla.Warning) bool {
	for _, x := range c.Warned {
		if x == w {
			return true
		}
	}
	return false
}

func (c *Case) broken(cl sla.Clock) bool {
	for _, x := range c.Broken {
		if x.Clock == cl.Kind && x.Cycle == cl.Cycle {
			return true
		}
	}
	return false
}

// Looked notes a look that found nothing to say.
type Looked struct {
	Clock sla.Kind `json:"clock"`
	Cycle uint32   `json:"cycle"`
}

// EventKind implements domain.Event.
func (Looked) EventKind() string { return "clock.looked/1" }
