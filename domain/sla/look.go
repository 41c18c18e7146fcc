package sla

import (
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// NextLook is Evaluate's NextLook and nothing else.
func NextLook(c *Clock, now time.Time, cals Calendars) time.Time {
	at := nano(now)
	if from, ok := c.simple(at); ok {
		return instant(c.alone(from, at, lookUp(cals, c.Pin, c.Target.Calendar)))
	}
	return c.nextLook(at, cals)
}

// simple reports whether the clock has only been started, in a length of time, and when.
func (c *Clock) simple(now int64) (from int64, ok bool) {
	if len(c.Marks) != 1 || c.Marks[0].Do != Start || c.Target.Days > 0 {
		return 0, false
	}
	from = nano(c.Marks[0].At)
	return from, from <= now
}

func (c *Clock) nextLook(now int64, cals Calendars) time.Time {
	f := fold{clock: c, cals: cals}
	ahead := f.read(now, never)
	return instant(f.look(now, ahead))
}

// A Watch answers NextLook for many clocks in a row, as at start or after the calendars moved. It
// remembers the calendars it found, so it is good for one set of them, and for one goroutine.
// Clocks that have only been started cost no allocation.
type Watch struct {
	Calendars Calendars
	seen      [kept]seen
}

// kept is how many calendars a Watch remembers.
const kept = 256

// seen is a calendar found before.
type seen struct {
	pin  Pin
	name string
	c    *calendar.Calendar
}

// Next is when the clock next does something by itself after now; zero: never.
func (w *Watch) Next(c *Clock, now time.Time) time.Time {
	at := nano(now)
	if from, ok := c.simple(at); ok {
		return instant(c.alone(from, at, w.find(c.Pin, c.Target.Calendar)))
	}
	return c.nextLook(at, w.Calendars)
}

// alone is the next look at a simple clock: it runs since its start.
func (c *Clock) alone(from, at int64, work work) int64 {
	t := &c.Target
	whole := max(t.length(c.Cycle), 0)
	left := whole - work.between(from, at)
	next := time.Duration(0) // left at the next point
	for i := range t.Warn {
		if l, inside := t.Warn[i].left(whole); inside && l < left && l > next {
			next = l
		}
	}
	due := work.add(from, whole-next)
	switch {
	case next > 0 || due == never:
		return due
	case t.Under && due > at:
		return due
	case !t.Under && due+tick > at:
		return due + tick
	}
	d := t.again(c.Cycle)
	if d == 0 {
		return never
	}
	_, more := t.rounds(max(-left/d, 0))
	return work.add(from, whole+more*d)
}

// find is the calendar of a name, kept.
func (w *Watch) find(pin Pin, name string) work {
	s := &w.seen[slot(pin, name)]
	if s.c == nil || s.name != name || s.pin != pin {
		*s = seen{pin, name, lookUp(w.Calendars, pin, name).c}
	}
	return work{s.c}
}

// slot spreads pins and names over what is kept.
func slot(pin Pin, name string) uint32 {
	h := pin.Desk*31 + uint32(len(pin.Offering))
	if n := len(pin.Offering); n > 0 {
		h = h*31 + uint32(pin.Offering[n-1])
	}
	if n := len(pin.Version); n > 0 {
		h = h*31 + uint32(pin.Version[n-1])
	}
	if n := len(name); n > 0 {
		h = (h*31+uint32(name[0]))*31 + uint32(name[n-1]) + uint32(n)
	}
	return (h ^ h>>7) % kept
}
