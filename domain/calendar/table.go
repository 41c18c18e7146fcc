package calendar

import (
	"math"
	"math/bits"
	"sort"
	"time"
)

// A table holds every open interval of a window of time in a form that is
// read without searching. All numbers are nanoseconds: instants since 1970,
// amounts of open time since the window's beginning.
//
// With upTo(t) = open time from lo to t, Between is upTo(b)-upTo(a) and Add
// is instant(upTo(a)+d). Each of the two directions has an index: the range is
// cut into buckets of 2^k, about one per interval, and for each bucket the
// index has the first interval that can matter, so that a step or two reaches
// the right one whatever the span asked about.
type table struct {
	lo, hi int64  // the window; both ends may be asked about
	total  int64  // open time in it
	cells  []cell // in order; the last is a sentinel that no question passes

	byTime   []int32 // bucket of t-lo: first cell with shut > bucket's beginning
	timeBits uint8
	byOpen   []int32 // bucket of open time: first cell whose end has at least the bucket's beginning behind it
	openBits uint8

	droughts []int64 // openings with more than a drought before them (K27)
}

// A cell is one open interval, and the open time before it.
type cell struct{ open, shut, before int64 }

// newTable makes the table of a window from its open stretches, which are in
// order, apart, and inside it.
func newTable(lo, hi int64, open []cell) *table {
	tb := &table{lo: lo, hi: hi, cells: open}
	last := lo
	for i := range open {
		s := &open[i]
		s.before = tb.total
		tb.total += s.shut - s.open
		if s.open-last > int64(drought) {
			tb.droughts = append(tb.droughts, s.open)
		}
		last = s.shut
	}
	tb.cells = append(tb.cells, cell{math.MaxInt64, math.MaxInt64, tb.total})
	n := len(open)

	tb.timeBits = bucketBits(hi-lo, n)
	tb.byTime = make([]int32, (hi-lo)>>tb.timeBits+2)
	i := 0
	for b := range tb.byTime {
		for start := lo + int64(b)<<tb.timeBits; tb.cells[i].shut <= start; {
			i++
		}
		tb.byTime[b] = int32(i)
	}

	tb.openBits = bucketBits(tb.total, n)
	tb.byOpen = make([]int32, tb.total>>tb.openBits+2)
	i = 0
	for b := range tb.byOpen {
		for start := int64(b) << tb.openBits; i < n && tb.cells[i+1].before < start; {
			i++
		}
		tb.byOpen[b] = int32(i)
	}
	return tb
}

// bucketBits returns k such that size>>k is about n.
func bucketBits(size int64, n int) uint8 {
	return uint8(max(bits.Len64(uint64(size))-bits.Len64(uint64(n)), 0))
}

// near is how many intervals are tried in a row before the rest of the bucket
// is searched by halves: a calendar open on one crowded day in ten years has
// all of its intervals in one bucket.
const near = 8

// find returns the first cell with shut > t, for t in [lo, hi].
func (tb *table) find(t int64) int {
	b := (t - tb.lo) >> tb.timeBits
	i := int(tb.byTime[b])
	for n := 0; tb.cells[i].shut <= t; n++ {
		if n == near {
			rest := int(tb.byTime[b+1]) - i
			return i + sort.Search(rest, func(j int) bool { return tb.cells[i+j].shut > t })
		}
		i++
	}
	return i
}

// upTo returns the open time from lo to t, for t in [lo, hi].
func (tb *table) upTo(t int64) int64 {
	s := &tb.cells[tb.find(t)]
	return s.before + max(t-s.open, 0)
}

// instant returns the smallest instant with q open time since lo, for q in
// (0, total] (K2).
func (tb *table) instant(q int64) int64 {
	b := q >> tb.openBits
	i := int(tb.byOpen[b])
	for n := 0; tb.cells[i+1].before < q; n++ {
		if n == near {
			rest := int(tb.byOpen[b+1]) - i
			i += sort.Search(rest, func(j int) bool { return tb.cells[i+j+1].before >= q })
			break
		}
		i++
	}
	s := &tb.cells[i]
	return s.open + q - s.before
}

// dryAfter reports whether, from t or the last open second after it, a
// drought passes before the window ends.
func (tb *table) dryAfter(t int64) bool {
	last := t
	if n := len(tb.cells); n > 1 {
		last = max(last, tb.cells[n-2].shut)
	}
	return tb.hi-last > int64(drought)
}

// dryWithin reports whether a drought lies between t and a later due.
func (tb *table) dryWithin(t, due int64) bool {
	if tb.cells[tb.find(t)].open-t > int64(drought) {
		return true
	}
	for _, opening := range tb.droughts {
		if t < opening && opening < due && tb.cells[tb.find(t)].open < opening {
			return true
		}
	}
	return false
}

// covering returns a table whose window holds ns.
func (c *Calendar) covering(ns int64) *table {
	if tb := c.table.Load(); tb != nil && tb.lo <= ns && ns <= tb.hi {
		return tb
	}
	return c.widen(ns, ns)
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
	from, to = max(from, 0)/1e9, (min(to, endNano)+1e9-1)/1e9
	open := c.openIn(from, to)
	cells := make([]cell, len(open), len(open)+1)
	for i, s := range open {
		cells[i] = cell{open: s.from * 1e9, shut: s.to * 1e9}
	}
	tb := newTable(from*1e9, to*1e9, cells)
	c.table.Store(tb)
	return tb
}

// everOpens reports whether there is an open second where Compile looks (K27).
func (c *Calendar) everOpens() bool {
	for y := 2024; y < 2032; y++ {
		if c.opensIn(y) {
			return true
		}
	}
	for _, p := range c.layers {
		for _, d := range p.dated {
			if len(d.open) > 0 && c.opensIn(dateOn(d.day).Year) {
				return true
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
