package calendar

import (
	"math"
	"math/bits"
	"sort"
)

// A table holds every open interval of a window of time in a form that is
// read with hardly any searching. All numbers are nanoseconds: instants since
// 1970, amounts of open time since the window's beginning.
//
// With upTo(t) = open time from lo to t, Between is upTo(b)-upTo(a) and Add
// is instant(upTo(a)+d). Each of the two directions has an index: the range is
// cut into buckets of 2^k, one or two per interval, and for each bucket the
// index has the first interval that can matter. That interval or the next one
// nearly always answers, whatever the span asked about; a crowded bucket is
// searched by halves.
type table struct {
	lo, hi int64  // the window; both ends may be asked about
	width  uint64 // hi-lo
	total  int64  // open time in it
	cells  []cell // in order; then three that begin at no time, so that a pair and its next exist everywhere

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
	tb := &table{lo: lo, hi: hi, width: uint64(hi - lo), cells: open}
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
	n := len(open)
	for range 3 {
		tb.cells = append(tb.cells, cell{math.MaxInt64, math.MaxInt64, tb.total})
	}

	tb.timeBits = bucketBits(hi-lo, n)
	tb.byTime = make([]int32, (hi-lo)>>tb.timeBits+2)
	i := 0
	for b := range tb.byTime {
		for start := uint64(b) << tb.timeBits; i < n && uint64(open[i].shut-lo) <= start; {
			i++
		}
		tb.byTime[b] = int32(i)
	}

	tb.openBits = bucketBits(tb.total, n)
	tb.byOpen = make([]int32, tb.total>>tb.openBits+2)
	i = 0
	for b := range tb.byOpen {
		for start := uint64(b) << tb.openBits; i < n && uint64(tb.cells[i+1].before) < start; {
			i++
		}
		tb.byOpen[b] = int32(i)
	}
	return tb
}

// bucketBits returns k such that size>>k is one to two buckets for each of n
// intervals, whose ends are then mostly in buckets of their own.
func bucketBits(size int64, n int) uint8 {
	return uint8(max(bits.Len64(uint64(size))-bits.Len64(uint64(n))-1, 0))
}

// has reports whether t lies in the window.
func (tb *table) has(t int64) bool { return uint64(t-tb.lo) <= tb.width }

// pair returns the first cell that matters to t's bucket and the next one, for
// t in the window. Almost always one of them answers.
func (tb *table) pair(t int64) *[2]cell {
	return (*[2]cell)(tb.cells[tb.byTime[(t-tb.lo)>>(tb.timeBits&63)]:])
}

// upTo returns the open time from lo to t, for t in the window.
func (tb *table) upTo(t int64) int64 {
	if two := tb.pair(t); t < two[1].shut {
		return upTo(two, t)
	}
	s := &tb.cells[tb.find(t)]
	return s.before + max(t-s.open, 0)
}

// upTo is table.upTo where t comes before the second cell's end. Which of the two
// cells holds it cannot be predicted, so what lies before t in the one and in the
// other is added up without a branch.
func upTo(two *[2]cell, t int64) int64 {
	a, b := &two[0], &two[1]
	return min(a.before+max(t-a.open, 0), b.before) + max(t-b.open, 0)
}

// instant returns the smallest instant with q open time since lo, for q in
// (0, total] (K2).
func (tb *table) instant(q int64) int64 {
	three := (*[3]cell)(tb.cells[tb.byOpen[q>>(tb.openBits&63)]:])
	if three[2].before < q {
		return tb.instantFar(q)
	}
	at := three[0].open - three[0].before // chosen without a branch, as in upTo
	if next := three[1].open - three[1].before; q > three[1].before {
		at = next
	}
	return at + q
}

func (tb *table) instantFar(q int64) int64 {
	rest := tb.cells[tb.byOpen[q>>tb.openBits]:]
	i := sort.Search(len(rest)-1, func(i int) bool { return rest[i+1].before >= q })
	return rest[i].open + q - rest[i].before
}

// find returns the first cell with shut > t, for t in the window.
func (tb *table) find(t int64) int {
	b := (t - tb.lo) >> tb.timeBits
	first, end := int(tb.byTime[b]), int(tb.byTime[b+1])
	return first + sort.Search(end-first, func(i int) bool { return tb.cells[first+i].shut > t })
}

// dryAfter reports whether, from t or the last open second after it, a
// drought passes before the window ends.
func (tb *table) dryAfter(t int64) bool {
	last := t
	if n := len(tb.cells); n > 3 {
		last = max(last, tb.cells[n-4].shut)
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
