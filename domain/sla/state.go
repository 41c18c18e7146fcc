package sla

import "time"

// A Phase says where a clock stands.
type Phase string

// The phases. How it was judged is its Verdict: a clock met late is in phase Met.
const (
	Waiting   Phase = "waiting" // not begun
	Running   Phase = "running"
	Paused    Phase = "paused"    // also after a breach
	Breached  Phase = "breached"  // runs on past its due
	Met       Phase = "met"       // satisfied, in time or late
	Cancelled Phase = "cancelled" // also after a breach
)

// Over reports whether nothing more is expected of the clock, short of a reopening.
func (p Phase) Over() bool { return p == Met || p == Cancelled }

// A Verdict says how a clock is judged.
type Verdict string

// The verdicts. Undecided is also that of a clock cancelled before its due.
const (
	Undecided Verdict = ""
	InTime    Verdict = "met"
	Late      Verdict = "met_late" // satisfied, after the breach
	Broken    Verdict = "breached" // not satisfied
)

// A State is what a clock's marks amount to at an instant. Lengths are working time.
type State struct {
	Phase   Phase   `json:"phase"`
	Verdict Verdict `json:"verdict,omitempty"`
	Target  Target  `json:"target"` // in force
	Pin     Pin     `json:"pin,omitzero"`
	Missing string  `json:"missing,omitempty"` // the calendar that was not found: all hours count

	Started   time.Time     `json:"started,omitzero"` // the real event, outside hours too (K3)
	Elapsed   time.Duration `json:"elapsed"`
	Remaining time.Duration `json:"remaining"` // negative: by how much it is over

	// Due is zero while the clock stands: then it WouldBeDue if it ran again from now on (K15).
	// Of a stopped clock it is the due it was judged by, of a broken one the due it broke.
	Due        time.Time `json:"due,omitzero"`
	WouldBeDue time.Time `json:"would_be_due,omitzero"`

	// CountsFrom is when the calendar opens next, while the clock runs outside its hours (K3, T12).
	CountsFrom time.Time `json:"counts_from,omitzero"`

	// NextLook is the next instant at which something changes by itself: a warning, the due
	// (under) or a millisecond later (within, K17), a further interval without an update, or a mark made for a
	// date ahead. Zero: nothing will. It is always later than the instant asked about.
	NextLook time.Time `json:"next_look,omitzero"`

	Held []Held `json:"held,omitempty"` // what holds it, while it stands

	BreachedAt time.Time `json:"breached_at,omitzero"` // the due (under) or a millisecond later (within)
	StoppedAt  time.Time `json:"stopped_at,omitzero"`  // satisfied or cancelled, when it was so
	StoppedBy  int       `json:"stopped_by,omitempty"` // the place of the mark that did

	Generation int64      `json:"generation,omitempty"` // of the due in force; see Warning
	Crossed    []Crossing `json:"crossed,omitempty"`    // points passed, in order of time; the last overtakes the others
}

// Held is a reason that holds a clock, and since when it was so.
type Held struct {
	Reason Reason    `json:"reason"`
	Since  time.Time `json:"since"`
	Mark   int       `json:"mark"` // place of the mark
}

// Breached reports whether the promise was broken, whatever came after.
func (s State) Breached() bool { return !s.BreachedAt.IsZero() }

// Owed is the one thing to say about the clock now, if it has not been said: the latest point it
// passed. Earlier ones are overtaken, not owed (K24); a clock that is over owes nothing, one that
// stands owes nothing but its breach.
func (s State) Owed() (c Crossing, ok bool) {
	if s.Phase.Over() || len(s.Crossed) == 0 {
		return Crossing{}, false
	}
	c = s.Crossed[len(s.Crossed)-1]
	return c, s.Phase != Paused || c.Breach()
}

// Evaluate derives the state of a clock at an instant from everything recorded about it.
func Evaluate(c Clock, now time.Time, cals Calendars) State {
	return evaluate(&c, nano(now), never, cals)
}

// EvaluateAs is the state at now as far as it was known then: without the marks that were
// recorded later (K29).
func EvaluateAs(c Clock, now, known time.Time, cals Calendars) State {
	return evaluate(&c, nano(now), nano(known), cals)
}

func evaluate(c *Clock, now, asOf int64, cals Calendars) State {
	f := fold{clock: c, cals: cals, crossing: true}
	ahead := f.read(now, asOf)
	return f.state(now, ahead)
}

func (f *fold) state(now, ahead int64) State {
	s := State{Target: *f.target, Pin: f.pin, Missing: f.missing, Generation: f.generation()}
	s.Elapsed, s.Remaining = f.counted, f.left
	if f.running {
		d := f.work.between(f.since, now)
		s.Elapsed += d
		s.Remaining -= d
	}
	if f.begun {
		s.Started = instant(f.start)
	} else {
		s.Remaining = max(f.target.length(f.clock.Cycle), 0)
	}
	if f.over {
		s.StoppedAt, s.StoppedBy = instant(f.stop.at), f.stop.place
	}
	if f.breached {
		s.BreachedAt = instant(f.breach)
		f.note(Point{}, 0, f.breach)
		f.missed(s.Remaining)
	}
	s.Phase, s.Verdict = f.phase()
	switch s.Phase {
	case Met, Cancelled:
		if f.begun && (f.breached || !f.stood) {
			s.Due = instant(f.due)
		}
	case Paused:
		s.Held = f.holding()
		if !f.breached {
			s.WouldBeDue = instant(f.standing(now))
		}
	case Running, Breached:
		s.Due = instant(f.due)
	}
	if f.running {
		s.CountsFrom = f.work.opens(now)
	}
	s.Crossed = f.crossed
	s.NextLook = instant(f.look(now, ahead))
	return s
}

// phase says where the clock stands and how it is judged.
func (f *fold) phase() (Phase, Verdict) {
	judged := Undecided
	if f.breached {
		judged = Broken
	}
	switch {
	case f.over && f.stop.Do == Cancel:
		return Cancelled, judged
	case f.over && f.breached:
		return Met, Late
	case f.over:
		return Met, InTime
	case !f.begun:
		return Waiting, judged
	case !f.running:
		return Paused, judged
	case f.breached:
		return Breached, judged
	default:
		return Running, judged
	}
}

// look is the next instant after now at which something happens by itself.
func (f *fold) look(now, ahead int64) int64 {
	switch {
	case !f.running:
		return ahead
	case f.breached:
		return min(ahead, f.nextMissed(f.left-f.work.between(f.since, now)))
	default:
		return min(ahead, f.nextPoint(f.left-f.work.between(f.since, now)), f.end())
	}
}

// end is when the breach comes (K17).
func (f *fold) end() int64 {
	if f.target.Under || f.due == never {
		return f.due
	}
	return f.due + tick
}

func (f *fold) holding() []Held {
	var list []Held
	for _, h := range f.held {
		if f.target.holds(h.reason) {
			list = append(list, Held{Reason: h.reason, Since: instant(h.by.at), Mark: h.by.place})
		}
	}
	return list
}
