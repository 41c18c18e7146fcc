package sla

import (
	"slices"
	"strconv"
	"time"
)

// A Warning is the identity of one thing to say about a clock: it is said once, and again only
// under another identity, which it has only when the facts really moved the due.
//
// Generation is the place, in the clock's record, of the latest mark that had moved the due
// when the point was crossed: 0 until something did, then rising, and never the same number for
// two different sets of facts. A retarget that leaves the due but changes the points counts too.
//
// The zero Point is the due itself: the breach. A negative Left is an update still missing after
// one, two, … further intervals (see Every).
type Warning struct {
	Kind       Kind   `json:"kind"`
	Cycle      uint32 `json:"cycle"`
	Point      Point  `json:"point,omitzero"`
	Generation int    `json:"generation,omitempty"`
}

// Breach reports whether this is the breach, or later.
func (w Warning) Breach() bool { return w.Point.Percent == 0 && w.Point.Left <= 0 }

// String is a stable key, unique within a case: "restore/1/75%/0", "restore/1/left30m0s/2",
// "restore/1/due/2", "next_update/4/over1h0m0s/0".
func (w Warning) String() string {
	b := append([]byte(w.Kind), '/')
	b = strconv.AppendUint(b, uint64(w.Cycle), 10)
	b = append(b, '/')
	b = append(b, w.Point.String()...)
	b = append(b, '/')
	b = strconv.AppendInt(b, int64(w.Generation), 10)
	return string(b)
}

// String is "75%", "left30m0s", "due" or "over1h0m0s".
func (p Point) String() string {
	switch {
	case p.Percent > 0:
		return strconv.Itoa(p.Percent) + "%"
	case p.Left > 0:
		return "left" + p.Left.String()
	case p.Left < 0:
		return "over" + (-p.Left).String()
	default:
		return "due"
	}
}

// A Crossing is a point that the clock has passed.
type Crossing struct {
	Warning
	At   time.Time     `json:"at"`
	Left time.Duration `json:"left"` // working time left at the point; negative after the due
}

// cross notes the points passed by t (at t itself only where now has come), each under the
// generation in which it was.
func (f *fold) cross(t int64, now bool) {
	left := f.left - f.work.between(f.since, t)
	fresh := len(f.crossed)
	for _, p := range f.target.Warn {
		at, inside := p.left(f.whole)
		if !inside || at < left || f.passed(p) {
			continue
		}
		x := f.work.add(f.since, f.left-at)
		if x > t || x == t && !now {
			continue
		}
		f.note(p, at, x)
	}
	// Points may be named in any order; they are told in that of time.
	slices.SortStableFunc(f.crossed[fresh:], func(a, b Crossing) int { return sign(int64(b.Left - a.Left)) })
}

func (f *fold) passed(p Point) bool {
	for i := range f.crossed {
		if f.crossed[i].Point == p {
			return true
		}
	}
	return false
}

func (f *fold) note(p Point, left time.Duration, at int64) {
	w := Warning{Kind: f.clock.Kind, Cycle: f.clock.Cycle, Point: p, Generation: f.generation}
	f.crossed = append(f.crossed, Crossing{Warning: w, At: instant(at), Left: left})
}

// nextPoint is when the next point not yet passed comes, for a clock that runs.
func (f *fold) nextPoint(left time.Duration) int64 {
	most := time.Duration(0)
	for _, p := range f.target.Warn {
		if at, inside := p.left(f.whole); inside && at < left && at > most {
			most = at
		}
	}
	if most == 0 {
		return never
	}
	return f.work.add(f.since, f.left-most)
}

// every is the interval after which a missing update is told again; zero: it is not. The breach
// itself is one, however long the silence.
func (f *fold) every() time.Duration {
	if d := f.target.length(f.clock.Cycle); f.target.Every > 0 && d >= time.Second && !f.over {
		return d
	}
	return 0
}

// missed notes the latest further interval that passed without the update which was due.
func (f *fold) missed(left time.Duration) {
	if d := f.every(); d > 0 && -left >= d {
		over := -left / d * d
		f.note(Point{Left: -over}, -over, f.work.add(f.since, f.left+over))
	}
}

// nextMissed is when the next further interval will have passed.
func (f *fold) nextMissed(left time.Duration) int64 {
	d := f.every()
	if d == 0 {
		return never
	}
	over := max(-left/d, 0) * d
	return f.work.add(f.since, f.left+over+d)
}
