package sla

import "time"

// A Target is what a clock was promised: a value, frozen from the offering when the clock
// starts or is retargeted. Lengths are working time on Calendar, a name in the pinned desk.
type Target struct {
	Kind   Kind          `json:"kind,omitempty"`
	Within time.Duration `json:"within,omitempty"` // working time; exclusive with Days
	Every  time.Duration `json:"every,omitempty"`  // recurring: the length of later cycles, and of the first if Within is zero

	// Days are business days (K25): due at the close of the Days-th business day after the day of
	// deemed receipt, which is today before CutOff (a minute of the day in Zone; zero: all day
	// long) and else the next business day. Zone empty is the calendar's own.
	Days   int    `json:"days,omitempty"`
	CutOff int    `json:"cutoff,omitempty"`
	Zone   string `json:"zone,omitempty"`

	Under bool `json:"under,omitempty"` // met only before the due; else also at it (K17, C2)
	// Again is how much working time after the breach it is told again, if nothing came: see rounds.
	// Zero: a missing update is told again after Every, anything else once.
	Again time.Duration `json:"again,omitempty"`

	Calendar string   `json:"calendar,omitempty"`
	Warn     []Point  `json:"warn,omitempty"`      // ascending on the working timeline (K24)
	PauseFor []Reason `json:"pause_for,omitempty"` // which reasons hold this clock (R8); none: nothing does
	Raise    Change   `json:"raise,omitempty"`     // what moving here by a raised severity does; empty: KeepEarlier
	Lower    Change   `json:"lower,omitempty"`     // what moving here by a lowered severity does; empty: Carry
}

// A Change says how a retarget joins the new promise to the past.
type Change string

// The changes an offering may name.
const (
	// KeepEarlier is the earlier of the old due and the new target counted from the change: a
	// raise never makes anything later, and never breaches by time before we knew (K18).
	KeepEarlier Change = "keep-earlier"
	// Carry counts what has elapsed against the new target (K19). A shorter one may be due at once.
	Carry Change = "carry"
	// Restart counts the new target from the change, whatever elapsed.
	Restart Change = "restart"
	// Rebase counts everything anew, as if the new target and papers had held from the start: what
	// a migration does to open clocks (K20). It makes nothing due before the moment it was made,
	// and touches no clock that is stopped or broken.
	Rebase Change = "rebase"
)

// Moving is the change that the offering names for going to this target: its Raise or its
// Lower, where they are empty KeepEarlier (K18) or Carry (K19).
func (t Target) Moving(raised bool) Change {
	switch {
	case raised && t.Raise != "":
		return t.Raise
	case raised:
		return KeepEarlier
	case t.Lower != "":
		return t.Lower
	default:
		return Carry
	}
}

// A Point is where a warning stands on the working timeline: at Percent of the target, rounded
// up to the millisecond (K14), or when Left working time is left. A point that does not lie
// strictly inside its target never warns.
type Point struct {
	Percent int           `json:"percent,omitempty"`
	Left    time.Duration `json:"left,omitempty"`
}

// left is the working time left at the point of a promise that is whole long; ok is false if
// the point does not lie inside it.
func (p Point) left(whole time.Duration) (left time.Duration, ok bool) {
	left = p.Left
	if p.Percent > 0 {
		ms := whole.Milliseconds()
		left = time.Duration(ms-(ms*int64(p.Percent)+99)/100) * time.Millisecond
	}
	return left, left > 0 && left < whole
}

// length is the working time of a cycle; zero for a target in days.
func (t *Target) length(cycle uint32) time.Duration {
	if t.Every > 0 && (cycle > 1 || t.Within == 0) {
		return t.Every
	}
	return t.Within
}

// holds reports whether the reason holds a clock of this target.
func (t *Target) holds(r Reason) bool {
	for _, p := range t.PauseFor {
		if p == r {
			return true
		}
	}
	return false
}
