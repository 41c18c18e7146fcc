package calendar

import (
	"slices"
	"time"
)

// covering returns a table whose window holds lo and hi.
func (c *Calendar) covering(lo, hi int64) *table {
	if tb := c.table.Load(); tb != nil && tb.has(lo) && tb.has(hi) {
		return tb
	}
	return c.widen(lo, hi)
}

// year is the step in which windows begin.
const year = int64(366 * 24 * time.Hour)

// widen returns a table whose window holds [lo, hi], at least twice as wide as
// the one there is if that does not. Doubling keeps what is thrown away below
// what is kept, however slowly questions creep on.
func (c *Calendar) widen(lo, hi int64) *table {
	c.grow.Lock()
	defer c.grow.Unlock()
	now := c.table.Load()
	from, to := lo-year, hi+2*year
	if now != nil {
		if now.lo <= lo && hi <= now.hi {
			return now
		}
		from, to = now.lo, now.hi
		if lo < from {
			from = min(lo, from-(now.hi-now.lo))
		}
		if hi > to {
			to = max(hi, to+min(now.hi-now.lo, endNano-to))
		}
	}
	tb := c.compile(max(from, 0)/1e9, (min(to, endNano)+1e9-1)/1e9)
	c.table.Store(tb)
	return tb
}

// compile makes the table of a window given in unix seconds.
func (c *Calendar) compile(from, to int64) *table {
	open := c.openIn(from, to)
	cells := make([]cell, len(open), len(open)+3)
	for i, s := range open {
		cells[i] = cell{open: s.from * 1e9, shut: s.to * 1e9}
	}
	return newTable(from*1e9, to*1e9, cells)
}

// everOpens reports whether there is an open second where Compile looks (K27).
func (c *Calendar) everOpens() bool {
	for y := 2024; y < 2032; y++ {
		if c.opensIn(y) {
			return true
		}
	}
	tried := map[int]bool{}
	for _, p := range slices.Concat(c.layers, c.closures) {
		for _, d := range p.dated {
			if y := dateOn(d.day).Year; !tried[y] {
				tried[y] = true
				if c.opensIn(y) {
					return true
				}
			}
		}
	}
	return false
}

// opensIn looks a day beyond both ends of the year, as local years do.
func (c *Calendar) opensIn(y int) bool {
	lo := Date{y, 1, 0}.epoch() * 86400
	hi := Date{y + 1, 1, 2}.epoch() * 86400
	return len(c.openIn(lo, hi)) > 0
}
