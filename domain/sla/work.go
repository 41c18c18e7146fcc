package sla

import (
	"math"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// Calendars finds the calendar of a name in the desk that a clock is pinned to; nil if there is
// none. A clock without its calendar counts every hour, so that it warns too early rather than
// not at all, and its State says which name was Missing.
type Calendars func(pin Pin, name string) *calendar.Calendar

// never is a due that does not come.
const never int64 = math.MaxInt64

// tick is the step after which "within" is over (K17): time is kept in whole milliseconds.
const tick = int64(time.Millisecond)

// A work counts working time between instants given as nanoseconds since 1970 UTC; without a
// calendar all time is working time.
type work struct{ c *calendar.Calendar }

func lookUp(cals Calendars, pin Pin, name string) work {
	if cals == nil {
		return work{}
	}
	return work{cals(pin, name)}
}

// add is the smallest instant with d working time after t; t itself for d <= 0 (K2, K4).
func (w work) add(t int64, d time.Duration) int64 {
	switch {
	case d <= 0:
		return t
	case t >= lastNano || int64(d) > lastNano-t:
		return never // working time is never more than time
	case w.c == nil:
		return t + int64(d)
	}
	if due, ok := w.c.AddNano(t, d); ok {
		return due
	}
	return never
}

func (w work) between(a, b int64) time.Duration {
	if w.c == nil {
		return time.Duration(min(b, lastNano) - min(a, lastNano))
	}
	return w.c.BetweenNano(min(a, lastNano), min(b, lastNano))
}

// opens is when it opens next; zero while it is open, and if it never will.
func (w work) opens(t int64) time.Time {
	if w.c == nil {
		return time.Time{}
	}
	at, ok := w.c.NextOpen(instant(t))
	if !ok || nano(at) == t {
		return time.Time{}
	}
	return at
}

// firstNano and lastNano bound the instants that clocks speak for, as calendars do.
var (
	firstNano = calendar.Begin.UnixNano()
	lastNano  = calendar.End.UnixNano()
)

// nano is t in nanoseconds since 1970, brought into the bounds.
func nano(t time.Time) int64 {
	sec := t.Unix()
	switch {
	case sec < firstNano/1e9:
		return firstNano
	case sec >= lastNano/1e9:
		return lastNano
	}
	return sec*1e9 + int64(t.Nanosecond())
}

// instant is the time of n; zero for never.
func instant(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
