package sla

import (
	"slices"
	"time"
)

// A Judgement is how a clock was judged from an instant on, by what was known then. A correction
// adds one; it never takes back that the earlier one was told (K29).
type Judgement struct {
	Known      time.Time `json:"known"` // from when on this is what the desk says
	Verdict    Verdict   `json:"verdict,omitempty"`
	BreachedAt time.Time `json:"breached_at,omitzero"` // as known then
	StoppedAt  time.Time `json:"stopped_at,omitzero"`  // as known then
	Mark       int       `json:"mark"`                 // the place of the mark that brought it; -1: time did
}

// Verdicts are all judgements of a clock up to now, in the order in which they came to be known.
// The last is the one Evaluate derives now; those before it are as they were told at the time.
// The list is empty as long as nothing was judged.
func Verdicts(c Clock, now time.Time, cals Calendars) []Judgement {
	end := nano(now)
	var steps []int64
	for i := range c.Marks {
		if r := nano(c.Marks[i].known()); r <= end {
			steps = append(steps, r)
		}
	}
	slices.Sort(steps)
	steps = slices.Compact(steps)
	var list []Judgement
	say := func(s State, known int64, mark int) {
		j := Judgement{Known: instant(known), Verdict: s.Verdict, BreachedAt: s.BreachedAt, StoppedAt: s.StoppedAt, Mark: mark}
		last := Judgement{}
		if len(list) > 0 {
			last = list[len(list)-1]
		}
		if j.Verdict != last.Verdict || !j.BreachedAt.Equal(last.BreachedAt) || !j.StoppedAt.Equal(last.StoppedAt) {
			list = append(list, j)
		}
	}
	for i, at := range steps {
		until := end
		if i+1 < len(steps) {
			until = steps[i+1] - 1
		}
		say(evaluate(&c, at, at, cals), at, c.lastKnown(at))
		// What comes without a new mark: the breach, and marks made for a date ahead.
		from := at
		for _, t := range c.ahead(at, until) {
			s := evaluate(&c, t, at, cals)
			if b := nano(s.BreachedAt); s.Breached() && b > from && b < t {
				say(evaluate(&c, b, at, cals), b, -1)
			}
			say(s, t, -1)
			from = t
		}
	}
	return list
}

// ahead are the instants in (at, until] of the marks known at at, and until itself.
func (c *Clock) ahead(at, until int64) []int64 {
	list := []int64{until}
	for i := range c.Marks {
		if m := &c.Marks[i]; nano(m.known()) <= at && nano(m.At) > at && nano(m.At) < until {
			list = append(list, nano(m.At))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// lastKnown is the place of the last mark recorded at an instant.
func (c *Clock) lastKnown(at int64) int {
	for i := len(c.Marks) - 1; i >= 0; i-- {
		if nano(c.Marks[i].known()) == at {
			return i
		}
	}
	return -1
}
