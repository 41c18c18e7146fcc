package calendar

import (
	"cmp"
	"slices"
	"time"
)

// A Stretch is a piece of time [From, To) in which a calendar is open, or
// shut, throughout, and why. Instants are in UTC.
type Stretch struct {
	From, To time.Time
	Open     bool
	// Reasons is ordered by From, then as in the Spec. Of an open stretch: what
	// opens it, by each layer that does. Of a shut one: why each layer does not
	// open it, and each closure in force.
	Reasons []Reason
	// Changes are the clock changes inside, of all the calendar's zones.
	Changes []ClockChange
}

// A Kind is the kind of a Reason.
type Kind string

const (
	KindAlways  Kind = "always"  // open: 24x7
	KindHours   Kind = "hours"   // open: the layer's week
	KindSpecial Kind = "special" // open: a dated entry's own hours
	KindOutside Kind = "outside" // shut: outside the layer's hours
	KindHoliday Kind = "holiday" // shut: a dated entry takes away hours of the week
	KindClosure Kind = "closure" // shut: a closure is in force
)

// A Reason says why a calendar is open or shut in [From, To), as far as one of
// its layers or closures goes.
type Reason struct {
	From, To time.Time
	Kind     Kind
	Layer    string // name of the layer or closure
	Zone     string
	// Of a dated entry (holiday, special hours, a dated closure), else zero:
	Name     string
	Date     Date   // local; the first one if a name goes on for days
	Expected bool   // the date is not announced yet
	List     string // Holidays.ID, empty for the layer's own
}

// A ClockChange is the instant at which a zone's offset from UTC changes.
type ClockChange struct {
	At            time.Time
	Zone          string
	Before, After time.Duration // east of UTC
}

// Walk returns every open and shut stretch from a to b, in order and without
// gaps. Two neighbours are never both open or both shut. Outside [Begin, End) there
// is nothing to tell.
func (c *Calendar) Walk(a, b time.Time) []Stretch {
	from, _ := nanos(a)
	to, _ := nanos(b)
	if from >= to {
		return nil
	}
	if c.always {
		r := Reason{From: utc(from), To: utc(to), Kind: KindAlways}
		return []Stretch{{From: r.From, To: r.To, Open: true, Reasons: []Reason{r}}}
	}
	walk := c.stretches(from, to)
	lo, hi := from/1e9, (to+1e9-1)/1e9
	for _, p := range c.layers {
		explain(walk, p.reasons(lo, hi, false))
	}
	for _, p := range c.closures {
		explain(walk, p.reasons(lo, hi, true))
	}
	for i := range walk {
		slices.SortStableFunc(walk[i].Reasons, func(a, b Reason) int { return a.From.Compare(b.From) })
	}
	c.addChanges(walk, lo, hi)
	return walk
}

// stretches reads the open and shut stretches off the table that also answers
// Add and Between, so that an explanation cannot differ from what it explains.
func (c *Calendar) stretches(from, to int64) []Stretch {
	tb := c.covering(from, to)
	var walk []Stretch
	for i := tb.find(from); from < to; i++ {
		s := tb.cells[i]
		if from < s.open {
			walk = append(walk, Stretch{From: utc(from), To: utc(min(s.open, to))})
		}
		if s.open < to {
			walk = append(walk, Stretch{From: utc(max(s.open, from)), To: utc(min(s.shut, to)), Open: true})
		}
		from = s.shut
	}
	return walk
}

// explain puts each reason, cut, into the stretches it is a reason for.
func explain(walk []Stretch, reasons []Reason) {
	for _, r := range reasons {
		opens := r.Kind == KindHours || r.Kind == KindSpecial
		first, _ := slices.BinarySearchFunc(walk, r.From, func(s Stretch, t time.Time) int {
			return cmp.Or(s.To.Compare(t), -1)
		})
		for i := first; i < len(walk) && walk[i].From.Before(r.To); i++ {
			s := &walk[i]
			if s.Open != opens {
				continue
			}
			part := r
			if part.From.Before(s.From) {
				part.From = s.From
			}
			if part.To.After(s.To) {
				part.To = s.To
			}
			s.Reasons = append(s.Reasons, part)
		}
	}
}

// addChanges notes each zone's clock changes in [lo, hi) in their stretches.
func (c *Calendar) addChanges(walk []Stretch, lo, hi int64) {
	seen := map[string]bool{}
	for _, p := range slices.Concat(c.layers, c.closures) {
		if seen[p.zone] {
			continue
		}
		seen[p.zone] = true
		before, known := int64(0), false
		for seg := range segments(p.loc, lo, hi) {
			if known && seg.offset != before {
				at := time.Unix(seg.from, 0).UTC()
				i, _ := slices.BinarySearchFunc(walk, at, func(s Stretch, t time.Time) int {
					return cmp.Or(s.To.Compare(t), -1)
				})
				walk[i].Changes = append(walk[i].Changes, ClockChange{
					At: at, Zone: p.zone,
					Before: time.Duration(before) * time.Second,
					After:  time.Duration(seg.offset) * time.Second,
				})
			}
			before, known = seg.offset, true
		}
	}
	for i := range walk {
		slices.SortStableFunc(walk[i].Changes, func(a, b ClockChange) int { return a.At.Compare(b.At) })
	}
}
