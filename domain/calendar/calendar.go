// Package calendar answers questions about working time: when has a desk been
// open for eight hours since Friday noon, how much of a night counts, when
// does the third business day end, and why.
//
// What it leaves out: reading files and their line numbers, knowing which
// holidays there are, which calendar applies to whom, clocks that pause, and
// every word a person reads: faults, findings and reasons are data. It loads
// no zone and knows no present: both are arguments.
//
// A calendar is a union of layers minus closures. A layer is one place: an
// IANA zone, a weekly pattern of wall-clock spans in it, and dated entries
// (holidays, short days, a yearly season such as the year end) that replace
// the pattern on one civil date of that zone. The one definition everything
// here follows: a calendar is open at an instant exactly if the wall clock of
// some layer's zone then stands inside that layer's pattern, and no closure's
// does.
//
// The rules it carries out, by their ids:
//
//   - K1: spans are half-open; the close itself is shut.
//   - K2: a deadline is the smallest instant with exactly that much open time
//     behind it: at the close, not at the next opening.
//   - K3: time outside hours is worth nothing; counting starts at the opening.
//   - K4: Add of nothing is the instant itself, even outside hours; a negative
//     length is no deadline and is refused.
//   - K5: an edge in the hour that a clock change skips is the change itself; a
//     span wholly inside that hour vanishes.
//   - K6: in the hour that comes twice both readings count; Lint names edges
//     that stand where clocks change.
//   - K7: zones are names, never offsets; 24x7 is a flag and needs no zone.
//   - K8: a civil date is all instants whose local date it is, never "plus 24 h".
//   - K9: spans of the week may run over midnight and wrap Sunday; a dated entry
//     takes away its own date's part only.
//   - K10: a holiday is a civil date of its layer's zone; zones go by name.
//   - K11: any number of spans a day; overlapping and touching ones are one.
//   - K12: follow-the-sun and 24x5 are unions of layers, so that a weekend has the
//     46, 47 or 48 hours that the two zones give it.
//   - K25: business days are civil dates, never a multiple of hours (AddDays).
//   - K27: a calendar that never opens is refused by Compile; later, eight years
//     without an open second end a search with ok=false.
//   - K28: TZVersion tells one state of the zone rules from another.
//
// Instants are exact to the nanosecond: nothing is rounded (K14). Results are
// in UTC. Calendars speak for 1970 up to 2200 (Begin, End): earlier and later
// instants count as those two in Between, and have no deadlines.
//
// A Calendar never changes and is safe for use by many goroutines. The answers
// come from a table of the open intervals that grows by itself when asked
// about a year it has not met; reading takes no lock.
package calendar

import (
	"sync"
	"sync/atomic"
	"time"
)

// Begin and End bound the instants a calendar speaks for: [Begin, End).
var (
	Begin = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	End   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// drought is how long a search goes on without an open second (K27).
const drought = 8 * 366 * 24 * time.Hour

// A Calendar is a compiled Spec. See Compile.
type Calendar struct {
	name     string
	always   bool
	layers   []*pattern
	closures []*pattern
	zones    map[string]*time.Location // by name (K10)
	load     Zones
	version  string
	spec     Spec // as it was compiled, for Differ

	// The table is a cache of what the patterns say and no state: any two of its
	// windows give the same answers. Readers load the pointer; grow holds the
	// mutex while it makes the next one, so that two readers in need of the same
	// new year do not both compile it.
	table atomic.Pointer[table]
	grow  sync.Mutex
}

// Name is the Spec's name.
func (c *Calendar) Name() string { return c.name }

// Always reports whether the calendar is open at every instant (24x7, K7).
func (c *Calendar) Always() bool { return c.always }

// TZVersion tells states of the zone rules apart (K28): twelve hexadecimal
// digits that differ when a clock change between 2000 and 2060 differs in any zone
// the calendar uses. A calendar without zones (24x7) has the empty version.
// It is taken from the loaded zones themselves, so that a new release of the tz
// database which leaves these zones as they were changes nothing.
func (c *Calendar) TZVersion() string { return c.version }

// Add returns the smallest instant with exactly d of open time since t (K2, K3).
// Add(t, 0) is t (K4). It answers ok=false for a negative d, where t or
// the result lies outside [Begin, End), and where eight years pass without an
// open second (K27).
func (c *Calendar) Add(t time.Time, d time.Duration) (due time.Time, ok bool) {
	from, ok := nanos(t)
	if !ok {
		return time.Time{}, false
	}
	ns, ok := c.AddNano(from, d)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(0, ns).UTC(), true
}

// AddNano is Add on nanoseconds since 1970 UTC, for whoever has a million clocks.
func (c *Calendar) AddNano(t int64, d time.Duration) (due int64, ok bool) {
	if d < 0 || t < 0 || t >= endNano {
		return 0, false
	}
	if d == 0 || c.always && int64(d) < endNano-t {
		return t + int64(d), true
	}
	if c.always {
		return 0, false
	}
	tb := c.table.Load()
	if tb == nil || !tb.has(t) {
		tb = c.widen(t, t)
	}
	for {
		open := tb.upTo(t)
		if int64(d) <= tb.total-open {
			due = tb.instant(open + int64(d))
			if due == endNano || len(tb.droughts) > 0 && tb.dryWithin(t, due) {
				return 0, false
			}
			return due, true
		}
		if tb.hi == endNano || tb.dryAfter(t) {
			return 0, false
		}
		tb = c.widen(tb.lo, tb.hi+1)
	}
}

// Between returns the open time from a to b, negative where b is before a:
// Between(a, b) == -Between(b, a).
func (c *Calendar) Between(a, b time.Time) time.Duration {
	from, _ := nanos(a)
	to, _ := nanos(b)
	// What BetweenNano does first, without calling it: a call is a tenth of the cost.
	if tb := c.table.Load(); tb != nil && tb.has(from) && tb.has(to) {
		x, y := tb.pair(from), tb.pair(to)
		if from < x[1].shut && to < y[1].shut {
			return time.Duration(upTo(y, to) - upTo(x, from))
		}
	}
	return c.BetweenNano(from, to)
}

// BetweenNano is Between on nanoseconds since 1970 UTC.
func (c *Calendar) BetweenNano(a, b int64) time.Duration {
	tb := c.table.Load()
	if tb == nil || !tb.has(a) || !tb.has(b) {
		a, b = min(max(a, 0), endNano), min(max(b, 0), endNano)
		if c.always {
			return time.Duration(b - a)
		}
		tb = c.widen(min(a, b), max(a, b))
	}
	from, to := tb.pair(a), tb.pair(b)
	if a < from[1].shut && b < to[1].shut {
		return time.Duration(upTo(to, b) - upTo(from, a))
	}
	return time.Duration(tb.upTo(b) - tb.upTo(a))
}

// endNano is End as nanoseconds since 1970: a constant, for nanos is on the way
// of every answer.
const endNano = 7258118400 * 1e9

// nanos returns t as nanoseconds since 1970 UTC, and whether t lies in
// [Begin, End); where it does not it returns the nearer of the two.
func nanos(t time.Time) (int64, bool) {
	sec := t.Unix()
	if uint64(sec) < endNano/1e9 { // and not below zero
		return sec*1e9 + int64(t.Nanosecond()), true
	}
	if sec < 0 {
		return 0, false
	}
	return endNano, false
}
