package sla

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// An Account is the explanation of a clock: every stretch from its start to its due, or to now
// (of a stopped clock: to its stop) if that is later, in order and without gaps. What was counted
// up to the due is what was promised. It holds internal names and ids; ForCustomer leaves them out.
type Account struct {
	Kind  Kind
	Cycle uint32
	State State     // as of Asked
	Asked time.Time // the instant it is an account of
	Parts []Part
	Given []Given // what was promised: at the start, and by each retarget

	// Expected are holidays not announced yet, and Ends lists that stop before the account does:
	// if there are any, the due may still move.
	Expected []calendar.Day
	Ends     []*calendar.Holidays
}

// Settled reports whether no holiday yet to be announced or listed can move the due.
func (a Account) Settled() bool { return len(a.Expected) == 0 && len(a.Ends) == 0 }

// What says what a part of an account was.
type What string

// The parts of an account.
const (
	Counting What = "counting" // the clock ran and the calendar was open: all of it counts
	Shut     What = "shut"     // the clock ran, the calendar was shut: nothing counts
	Standing What = "standing" // something held the clock
	Stopped  What = "stopped"  // between a stop and its reopening (K21)
)

// A Part is a piece [From, To) of an account.
type Part struct {
	From, To time.Time
	What     What
	Ahead    bool          // it has not happened: it is what would, if nothing more were marked
	Counted  time.Duration // To - From where it counts, else zero
	Left     time.Duration // working time left at To; negative after the due

	Calendar string
	Hours    []calendar.Reason      // counting, shut: why the calendar is open or shut
	Changes  []calendar.ClockChange // clock changes inside
	Holding  []Holder               // standing: what holds it

	work work
}

// A Holder is a reason that holds a clock, and whose deed it was.
type Holder struct {
	Held
	By, Message, Note string
}

// Given is a promise as it was given: by the start (Change empty) or by a retarget.
type Given struct {
	At, Recorded time.Time
	Target       Target
	Pin          Pin
	Change       Change
	By, Note     string
	Before, Due  time.Time // the due before and after; while the clock stood, as if it ran from At on
}

// Explain gives the account of a clock at an instant.
func Explain(c Clock, now time.Time, cals Calendars) Account {
	at := nano(now)
	tr := &trace{}
	f := fold{clock: &c, cals: cals, crossing: true, trace: tr}
	ahead := f.read(at, never)
	a := Account{Kind: c.Kind, Cycle: c.Cycle, Asked: instant(at), State: f.state(at, ahead)}
	if !f.begun {
		return a
	}
	f.close(at)
	if f.over { // what comes after the stop is nobody's wait
		tr.legs = slices.DeleteFunc(tr.legs, func(l leg) bool { return l.from >= f.stop.at })
	}
	a.Given = tr.given
	for _, l := range tr.legs {
		a.add(l, f.due)
	}
	if l, ok := f.rest(at); ok {
		a.add(l, never)
	}
	a.unsettled(tr.legs, &f, at)
	return a
}

// rest is what lies ahead of now, up to the due.
func (f *fold) rest(now int64) (leg, bool) {
	l := leg{from: now, to: f.due, ahead: true, what: Counting, left: f.left, work: f.work, name: f.target.Calendar}
	switch {
	case f.breached || f.due == never:
		return leg{}, false
	case f.over:
		if f.stood {
			return leg{}, false
		}
		l.from = max(f.stop.at, f.start)
	case !f.running:
		l.to = f.standing(now) // as if it ran again from now on (K15)
	}
	return l, l.from < l.to && l.to != never
}

// A trace keeps what a fold went through.
type trace struct {
	at    int64
	legs  []leg
	given []Given
}

// A leg is a stretch in which the clock did one thing, before the calendar is laid over it.
type leg struct {
	from, to int64
	what     What
	ahead    bool
	left     time.Duration // at from
	work     work
	name     string
	holding  []Holder
}

// leg notes the stretch that ends at t.
func (tr *trace) leg(f *fold, t int64) {
	if t <= tr.at {
		return
	}
	l := leg{from: tr.at, to: t, left: f.left, work: f.work, name: f.target.Calendar}
	switch {
	case f.running:
		l.what = Counting
	case f.over:
		l.what = Stopped
	default:
		l.what = Standing
		for _, h := range f.held {
			if f.target.holds(h.reason) {
				l.holding = append(l.holding, Holder{
					Held: Held{Reason: h.reason, Since: instant(h.by.at), Mark: h.by.place},
					By:   h.by.By, Message: h.by.Message, Note: h.by.Note,
				})
			}
		}
	}
	tr.at = t
	tr.legs = append(tr.legs, l)
}

// begin notes the promise that the clock started with.
func (tr *trace) begin(f *fold, e entry) {
	tr.at = e.at
	tr.given = append(tr.given, Given{
		At: instant(e.at), Recorded: instant(nano(e.known())), Target: *f.target, Pin: f.pin,
		By: e.By, Note: e.Note, Due: instant(f.due),
	})
}

// change notes a retarget.
func (tr *trace) change(f *fold, e entry, change Change, before int64) {
	tr.given = append(tr.given, Given{
		At: instant(e.at), Recorded: instant(nano(e.known())), Target: *f.target, Pin: f.pin, Change: change,
		By: e.By, Note: e.Note, Before: instant(before), Due: instant(f.due),
	})
}

// add lays the calendar over a leg. A leg that runs past the due is parted there.
func (a *Account) add(l leg, due int64) {
	part := Part{What: l.what, Ahead: l.ahead, Calendar: l.name, Holding: l.holding, work: l.work}
	if l.what != Counting {
		part.From, part.To, part.Left = instant(l.from), instant(l.to), l.left
		a.Parts = append(a.Parts, part)
		return
	}
	left := l.left
	for _, s := range l.work.walk(l.from, l.to) {
		part.Hours, part.Changes = s.Reasons, s.Changes
		part.What = Shut
		if s.Open {
			part.What = Counting
		}
		ends := []time.Time{s.To}
		if d := instant(due); s.From.Before(d) && d.Before(s.To) {
			ends = []time.Time{d, s.To}
		}
		from := s.From
		for _, to := range ends {
			part.From, part.To, part.Counted = from, to, 0
			if s.Open {
				part.Counted = to.Sub(from)
			}
			left -= part.Counted
			part.Left = left
			a.Parts = append(a.Parts, part)
			from = to
		}
	}
}

// walk is the calendar's own account of a stretch.
func (w work) walk(a, b int64) []calendar.Stretch {
	c := w.c
	if c == nil {
		c = allHours
	}
	return c.Walk(instant(a), instant(b))
}

// unsettled finds what the account rests on that may still be announced or listed.
func (a *Account) unsettled(legs []leg, f *fold, now int64) {
	if l, ok := f.rest(now); ok {
		legs = append(legs, l)
	}
	for _, l := range legs {
		if l.what != Counting || l.work.c == nil {
			continue
		}
		from, to := instant(l.from), instant(l.to)
		for _, d := range l.work.c.Expected(from, to) {
			if !slices.ContainsFunc(a.Expected, func(x calendar.Day) bool { return x.Date == d.Date && x.Name == d.Name }) {
				a.Expected = append(a.Expected, d)
			}
		}
		for _, h := range l.work.c.ListsEnd(from, to) {
			if !slices.ContainsFunc(a.Ends, func(x *calendar.Holidays) bool { return x.ID == h.ID }) {
				a.Ends = append(a.Ends, h)
			}
		}
	}
}
