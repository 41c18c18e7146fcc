package sla

import "time"

// A fold is a clock's marks being read in order. Instants are nanoseconds since 1970 UTC.
//
// It keeps two accounts. What has elapsed is counted, on the calendar in force at the time.
// What is left is counted down from what the present target promised; the due is where it ends.
// They are not two sides of one sum: after a raise that keeps the earlier due, they part.
type fold struct {
	clock *Clock
	cals  Calendars

	target  *Target
	pin     Pin
	work    work
	missing string

	list  []entry // what is being read
	trace *trace  // keeps every stretch for whoever explains; nil for all others

	held    []hold
	begun   bool
	start   int64
	over    bool // stopped, by stop
	stop    entry
	stood   bool  // it stood when it was stopped
	pending entry // a retarget while stopped: it counts if the clock is reopened

	// The present stretch, in which the clock runs or stands.
	running bool
	since   int64
	counted time.Duration // elapsed before since
	left    time.Duration // left at since
	due     int64         // while it stands: the earliest it can be due again
	whole   time.Duration // what percents are of

	breached bool
	breach   int64

	crossed  []Crossing
	crossing bool // whether anybody wants to know them
}

// A hold is a reason that stands on record.
type hold struct {
	reason Reason
	by     entry
	again  entry // given once more while it held
}

// read folds everything that was so by now, out of what was recorded by asOf. ahead is the next
// mark that lies in the future.
func (f *fold) read(now, asOf int64) (ahead int64) {
	var buf [few]entry
	f.target = &f.clock.Target
	f.adopt(f.clock.Pin)
	ahead = never
	f.list = f.clock.entries(buf[:], asOf)
	for i, e := range f.list {
		if e.at > now {
			ahead = e.at
			break
		}
		f.pass(e.at, false)
		f.apply(i, e)
	}
	f.pass(now, true)
	return ahead
}

// adopt takes the papers of a pin for the target at hand.
func (f *fold) adopt(pin Pin) {
	f.pin, f.work, f.missing = pin, lookUp(f.cals, pin, f.target.Calendar), ""
	if f.work.c == nil {
		f.missing = f.target.Calendar
	}
}

// pass lets time go by until t and sees what fires: up to t where marks follow, for marks of one
// instant are read before its timers (K16), and at t itself where now has come.
func (f *fold) pass(t int64, now bool) {
	if !f.running || f.breached {
		return
	}
	if f.crossing {
		f.cross(t, now)
	}
	if f.target.Under {
		if f.due < t || now && f.due == t {
			f.breached, f.breach = true, f.due
		}
	} else if f.due < t && f.due+tick <= t {
		f.breached, f.breach = true, f.due+tick
	}
}

func (f *fold) apply(i int, e entry) {
	switch e.Do {
	case Start:
		f.begin(e)
	case Pause:
		f.tell(e.at)
		f.hold(e)
		if f.running && !f.free() {
			f.close(e.at)
			f.running = false
		}
	case Resume:
		f.tell(e.at)
		f.release(e)
		if !f.running && f.free() {
			f.resume(e.at)
		}
	case Satisfy, Cancel:
		if f.over {
			return
		}
		if e.Do == Satisfy {
			f.judge(e.at)
		}
		f.close(e.at)
		f.over, f.stop, f.stood, f.running = true, e, f.begun && !f.running, false
	case Reopen:
		if f.over && f.clock.Kind.Resumes() {
			f.reopen(e)
		}
	case Retarget:
		f.retarget(i, e)
	}
}

// free reports whether nothing holds the clock.
func (f *fold) free() bool {
	if !f.begun || f.over {
		return false
	}
	for _, h := range f.held {
		if f.target.holds(h.reason) {
			return false
		}
	}
	return true
}

// hold puts a reason on record. One that is there already holds on, and from this instant on by
// this mark too.
func (f *fold) hold(e entry) {
	for i := range f.held {
		if h := &f.held[i]; h.reason == e.Reason {
			h.again = e
			return
		}
	}
	f.held = append(f.held, hold{reason: e.Reason, by: e})
}

// release takes a reason away; no reason takes all. A pause is read before the resume of its
// instant (K16), so a reason that was given anew in this very instant goes on holding: where
// one pause ends and the next begins nothing runs.
func (f *fold) release(e entry) {
	kept := f.held[:0]
	for _, h := range f.held {
		switch {
		case e.Reason != "" && h.reason != e.Reason:
			kept = append(kept, h)
		case h.again.Mark != nil && h.again.at == e.at:
			kept = append(kept, hold{reason: h.reason, by: h.again})
		}
	}
	f.held = kept
}

func (f *fold) begin(e entry) {
	if f.begun {
		return // a further customer message restarts nothing (K22)
	}
	f.begun, f.start, f.since = true, e.at, e.at
	f.due, f.left, f.whole = f.promise(e.at)
	f.running = f.free()
	if f.trace != nil {
		f.trace.begin(f, e)
	}
}

// tell gives whoever explains the stretch up to t, where what holds the clock changes.
func (f *fold) tell(t int64) {
	if f.trace != nil && f.begun && !f.running {
		f.trace.leg(f, t)
	}
}

// close ends the present stretch and begins the next at t.
func (f *fold) close(t int64) {
	if !f.begun {
		return
	}
	if f.trace != nil {
		f.trace.leg(f, t)
	}
	if f.running {
		d := f.work.between(f.since, t)
		f.counted += d
		f.left -= d
	}
	f.since = t
}

// resume lets a clock that stood run again. What was left is left: the length of the pause is
// never used (K13). A promise that is already broken stays broken where it was.
func (f *fold) resume(at int64) {
	f.close(at)
	due := f.standing(at)
	f.running = true
	if !f.breached {
		f.due = due
	}
}

// standing is when a clock that stands would be due if it ran from at on; for one that runs,
// when it is due.
func (f *fold) standing(at int64) int64 {
	if f.running {
		return f.due
	}
	return max(f.due, f.work.add(at, f.left))
}

// judge finds whether a stop at t, which is read before the timers of its instant, still keeps
// the promise: under, what has elapsed must be less than the target (K17).
func (f *fold) judge(t int64) {
	if !f.begun || f.breached || !f.target.Under {
		return
	}
	switch {
	case f.due > t:
	case f.running:
		f.breached, f.breach = true, f.due
	case f.left <= 0:
		f.breached, f.breach = true, t // it stands at the very end of its time
	}
}

// reopen undoes a stop: the time since counts as a pause (K21), and what changed meanwhile
// counts from here.
func (f *fold) reopen(e entry) {
	f.tell(e.at)
	f.over = false
	if p := f.pending; p.Mark != nil {
		f.pending = entry{}
		p.at = e.at
		f.retarget(0, p)
	}
	if !f.running && f.free() {
		f.resume(e.at)
	}
}
