package calendar

import "time"

// Open reports whether the calendar is open at t (K1).
func (c *Calendar) Open(t time.Time) bool {
	ns, ok := nanos(t)
	if !ok || c.always {
		return ok
	}
	tb := c.covering(ns, ns+1) // what opens just at a window's end is not in its table
	return tb.cells[tb.find(ns)].open <= ns
}

// NextOpen returns the first instant not before t at which the calendar is
// open: t itself during hours. ok=false if that is more than eight years off
// (K27) or outside [Begin, End).
func (c *Calendar) NextOpen(t time.Time) (at time.Time, ok bool) {
	ns, ok := nanos(t)
	if ok && c.always {
		return t.UTC(), true
	}
	if !ok {
		return time.Time{}, false
	}
	_, s, ok := c.next(ns)
	if !ok {
		return time.Time{}, false
	}
	return utc(max(s.open, ns)), true
}

// NextClose returns the end of the open stretch that runs at t or, outside
// hours, of the next one to come: always later than t. ok=false if no stretch
// comes (as NextOpen), if it does not end within eight years or by End, and for 24x7.
func (c *Calendar) NextClose(t time.Time) (at time.Time, ok bool) {
	ns, ok := nanos(t)
	if !ok || c.always {
		return time.Time{}, false
	}
	for {
		tb, s, ok := c.next(ns)
		if !ok || s.shut-max(s.open, ns) > int64(drought) {
			return time.Time{}, false
		}
		// A stretch that reaches the window's end may go on behind it.
		if s.shut < tb.hi {
			return utc(s.shut), true
		}
		if tb.hi == endNano {
			return time.Time{}, false
		}
		c.widen(tb.lo, tb.hi+1)
	}
}

// next returns the open stretch running at ns or the next one to come, and
// the table it is from, whose window may cut it at both ends.
func (c *Calendar) next(ns int64) (*table, cell, bool) {
	for tb := c.covering(ns, ns+1); ; tb = c.widen(tb.lo, tb.hi+1) {
		s := tb.cells[tb.find(ns)]
		if s.open < tb.hi {
			return tb, s, s.open-ns <= int64(drought)
		}
		if tb.hi == endNano || tb.hi-ns > int64(drought) {
			return nil, cell{}, false
		}
	}
}

func utc(ns int64) time.Time { return time.Unix(0, ns).UTC() }
