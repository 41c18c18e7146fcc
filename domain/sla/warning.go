package sla

import (
	"slices"
	"strconv"
	"time"
)

// A Warning is the identity of one thing to say about a clock: it is said once, and again only
// under another identity, which it has only when the facts really moved the due.
//
// Its generation is the due it warns of, as it stood when the point was crossed. So a pause known
// late re-arms what lies behind it and nothing else, and marks that move nothing re-arm nothing.
// A retarget that leaves the due where it was but takes other points is told apart by Left.
//
// The zero Point is the due itself: the breach. A negative Left is something still missing after
// one, two, … further intervals (see Target.Again and Target.Every).
type Warning struct {
	Kind       Kind          `json:"kind"`
	Cycle      uint32        `json:"cycle"`
	Point      Point         `json:"point,omitzero"`
	Left       time.Duration `json:"left,omitempty"`       // working time left at the point
	Generation int64         `json:"generation,omitempty"` // the due in force then, Unix milliseconds
}

// Breach reports whether this is the breach, or later.
func (w Warning) Breach() bool { return w.Point.Percent == 0 && w.Point.Left <= 0 }

// String is a stable key, unique within a case: "restore/1/75%=1h0m0s/1772445600000",
// "restore/1/left30m0s/1772445600000", "restore/1/due/1772445600000",
// "next_update/4/over1h0m0s/1772445600000".
func (w Warning) String() string {
	b := append([]byte(w.Kind), '/')
	b = strconv.AppendUint(b, uint64(w.Cycle), 10)
	b = append(b, '/')
	switch p := w.Point; {
	case p.Percent > 0:
		b = strconv.AppendInt(b, int64(p.Percent), 10)
		b = append(b, "%="...)
		b = append(b, w.Left.String()...)
	case p.Left > 0:
		b = append(b, "left"...)
		b = append(b, p.Left.String()...)
	case p.Left < 0:
		b = append(b, "over"...)
		b = append(b, (-p.Left).String()...)
	default:
		b = append(b, "due"...)
	}
	b = append(b, '/')
	return string(strconv.AppendInt(b, w.Generation, 10))
}

// A Crossing is a point that the clock has passed.
type Crossing struct {
	Warning
	At time.Time `json:"at"`
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
	w := Warning{Kind: f.clock.Kind, Cycle: f.clock.Cycle, Point: p, Left: left, Generation: f.generation()}
	f.crossed = append(f.crossed, Crossing{Warning: w, At: instant(at)})
}

// generation is that of the due in force.
func (f *fold) generation() int64 {
	if !f.begun || f.due == never {
		return 0
	}
	return f.due / int64(time.Millisecond)
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

// every is the interval after which something missing is told again; zero: it is not. The breach
// itself is one, however long the silence.
func (f *fold) every() time.Duration {
	if f.over {
		return 0
	}
	return f.target.again(f.clock.Cycle)
}

func (t *Target) again(cycle uint32) time.Duration {
	d := t.Again
	if d == 0 && t.Every > 0 {
		d = t.length(cycle)
	}
	if d < time.Second {
		return 0
	}
	return d
}

// What is told again after Again is told after each of the first often intervals, and from then on
// after each seldom: whoever can be woken was, and it never falls silent.
const (
	often  = 8
	seldom = 4
)

// rounds is how many intervals had passed when it was last to be told again, of n that have; next is
// when it will be again. An update that is told again after Every is told after each.
func (t *Target) rounds(n time.Duration) (last, next time.Duration) {
	if t.Again == 0 || n < often {
		return n, n + 1
	}
	last = often + (n-often)/seldom*seldom
	return last, last + seldom
}

// missed notes the latest further interval that passed without what was due.
func (f *fold) missed(left time.Duration) {
	if d := f.every(); d > 0 && -left >= d {
		last, _ := f.target.rounds(-left / d)
		over := last * d
		f.note(Point{Left: -over}, -over, f.work.add(f.since, f.left+over))
	}
}

// nextMissed is when the next further interval will have passed.
func (f *fold) nextMissed(left time.Duration) int64 {
	d := f.every()
	if d == 0 {
		return never
	}
	_, next := f.target.rounds(max(-left/d, 0))
	return f.work.add(f.since, f.left+next*d)
}
