package sla

import (
	"slices"
	"time"
)

// A counter is what a clock is by its definition, and slow: it goes from minute to minute,
// stopping at every mark and every due on the way, and asks of the calendar only whether it is
// open then. It shares with the fold no arithmetic and no notion of a table; all of its numbers
// are milliseconds. (The edges of its calendars are whole minutes.)
type counter struct {
	kind   Kind
	cycle  uint32
	target Target
	cals   Calendars

	begun, over bool
	held        []Reason
	again       map[Reason]int64
	elapsed     int64
	left, whole int64
	floor       int64 // not due before
	breach      int64 // 0: none
	stopped     int64
	pending     *Mark
	points      map[Point]int64 // when crossed
	now         int64
}

const minute = 60_000

func ms(t time.Time) int64 { return t.UnixMilli() }

func (c *counter) open(name string, t int64) bool {
	cal := c.cals(Pin{}, name)
	return cal == nil || cal.Open(time.UnixMilli(t))
}

// edge is the next whole minute after t, or end if that is earlier.
func edge(t, end int64) int64 { return min(end, t-t%minute+minute) }

// after is the first instant with d of open time behind it since t.
func (c *counter) after(name string, t, d int64) int64 {
	for d > 0 {
		e := edge(t, 1<<62)
		if c.open(name, t) {
			if d <= e-t {
				return t + d
			}
			d -= e - t
		}
		t = e
	}
	return t
}

func (c *counter) between(name string, a, b int64) (d int64) {
	for a < b {
		e := edge(a, b)
		if c.open(name, a) {
			d += e - a
		}
		a = e
	}
	return d
}

func (c *counter) running() bool {
	if !c.begun || c.over {
		return false
	}
	for _, r := range c.held {
		if slices.Contains(c.target.PauseFor, r) {
			return false
		}
	}
	return true
}

// due reports whether at t everything that was promised is used up.
func (c *counter) used(t int64) bool { return c.left <= 0 && t >= c.floor }

// to lets time pass until t. Timers of t itself are for the marks of t to see first, unless last.
func (c *counter) to(t int64, last bool) {
	for c.now < t {
		e := edge(c.now, t)
		if c.running() {
			open := c.open(c.target.Calendar, c.now)
			if open && c.left > 0 {
				e = min(e, c.now+c.left)
			}
			if c.floor > c.now {
				e = min(e, c.floor)
			}
			for _, p := range c.target.Warn {
				if l := c.pointLeft(p); open && l > 0 && c.left > l {
					e = min(e, c.now+c.left-l)
				}
			}
			c.look(c.now)
			if c.used(c.now) && !c.target.Under && c.breach == 0 {
				c.breach = c.now + 1
			}
			if open {
				c.elapsed += e - c.now
				c.left -= e - c.now
			}
		}
		c.now = e
	}
	if last && c.running() {
		c.look(t)
	}
}

// look sees what a running clock does at t.
func (c *counter) look(t int64) {
	if c.breach != 0 {
		return
	}
	for _, p := range c.target.Warn {
		if l := c.pointLeft(p); l > 0 && l < c.whole && c.left <= l {
			if _, was := c.points[p]; !was {
				c.points[p] = t
			}
		}
	}
	if c.used(t) && c.target.Under {
		c.breach = t
	}
}

func (c *counter) pointLeft(p Point) int64 {
	if p.Percent > 0 {
		part := c.whole * int64(p.Percent) / 100
		if c.whole*int64(p.Percent)%100 > 0 {
			part++
		}
		return c.whole - part
	}
	return p.Left.Milliseconds()
}

func (c *counter) promise(t int64) {
	c.whole = c.target.length(c.cycle).Milliseconds()
	c.left, c.floor = c.whole, t
}

func (c *counter) mark(m Mark) {
	t := ms(m.At)
	switch m.Do {
	case Start:
		if !c.begun {
			c.begun = true
			c.promise(t)
		}
	case Pause:
		if slices.Contains(c.held, m.Reason) {
			c.again[m.Reason] = t
		} else {
			c.held = append(c.held, m.Reason)
		}
	case Resume:
		c.held = slices.DeleteFunc(c.held, func(r Reason) bool {
			if m.Reason != "" && m.Reason != r {
				return false
			}
			anew := c.again[r] == t // both in this instant: one wait ends, the next begins
			delete(c.again, r)
			return !anew
		})
	case Satisfy, Cancel:
		if c.over {
			return
		}
		if c.begun && m.Do == Satisfy && c.breach == 0 && c.target.Under && c.used(t) {
			c.breach = t
		}
		c.over, c.stopped = true, t
	case Reopen:
		if c.over && c.kind.Resumes() {
			c.over, c.stopped = false, 0
			if c.pending != nil {
				c.retarget(t, *c.pending)
				c.pending = nil
			}
		}
	case Retarget:
		if c.over {
			c.pending = &m
			return
		}
		c.retarget(t, m)
	}
}

func (c *counter) retarget(t int64, m Mark) {
	old, oldWhole := c.target, c.whole
	c.target = *m.To
	if !c.begun || c.breach != 0 {
		return
	}
	before := max(c.floor, c.after(old.Calendar, t, c.left))
	c.whole = c.target.length(c.cycle).Milliseconds()
	due := c.after(c.target.Calendar, t, c.whole)
	switch m.Change {
	case Carry:
		due = c.after(c.target.Calendar, t, max(0, c.whole-c.elapsed))
	case Restart:
	default:
		due = min(due, before)
	}
	c.left, c.floor = c.between(c.target.Calendar, t, due), due
	if due != before || c.whole != oldWhole || !slices.Equal(old.Warn, c.target.Warn) {
		c.points = map[Point]int64{}
	}
}

// count takes a clock's marks and counts up to now.
func count(c Clock, now time.Time, cals Calendars) *counter {
	var marks []Mark
	var places []int
	for i, m := range c.Marks {
		if m.Do == Correct {
			continue
		}
		void := false
		for _, fix := range c.Marks[i+1:] {
			if fix.Do == Correct && fix.Of == i {
				m.At, void = fix.At, fix.Void
			}
		}
		if !void && !m.At.After(now) {
			marks, places = append(marks, m), append(places, i)
		}
	}
	order := []Deed{Satisfy, Cancel, Pause, Resume, Start, Reopen, Retarget}
	class := func(d Deed) int { return []int{0, 0, 1, 2, 3, 3, 4}[slices.Index(order, d)] }
	index := make([]int, len(marks))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		if d := marks[a].At.Compare(marks[b].At); d != 0 {
			return d
		}
		if d := class(marks[a].Do) - class(marks[b].Do); d != 0 {
			return d
		}
		return places[a] - places[b]
	})
	o := &counter{kind: c.Kind, cycle: c.Cycle, target: c.Target, cals: cals, points: map[Point]int64{}, again: map[Reason]int64{}, now: ms(now)}
	if len(index) > 0 {
		o.now = ms(marks[index[0]].At)
	}
	for _, i := range index {
		o.to(ms(marks[i].At), false)
		o.mark(marks[i])
	}
	o.to(ms(now), true)
	return o
}
