package calendar

import (
	"slices"
	"time"
)

// A Doubt names what a Finding doubts.
type Doubt string

const (
	// DoubtClockChange: an edge from 00:01 to 03:59 in a zone whose clocks change.
	// On two days a year it does not exist or comes twice (K5, K6).
	DoubtClockChange Doubt = "clock-change"
	// DoubtOverlap: a span that shares time with one before it in the same layer or
	// date. They count as one (K11), but somebody may have meant another day.
	DoubtOverlap Doubt = "overlap"
)

// A Finding is something in a Spec that is allowed and may still be a mistake.
type Finding struct {
	Doubt  Doubt
	Place  Place
	Layer  string
	Zone   string
	Minute int  // of the day: the edge (clock-change) or where the overlap begins
	Date   Date // the entry's, if the place is a dated one
}

// Lint returns the findings of a Spec in the order of the Spec. It looks over
// what Compile would refuse.
func Lint(spec Spec, zones Zones) []Finding {
	l := linter{zones: zones, changes: map[string]bool{}}
	for i := range spec.Layers {
		l.layer(&spec.Layers[i], Place{Layer: i})
	}
	for i := range spec.Closures {
		l.layer(&spec.Closures[i], Place{Closure: true, Layer: i})
	}
	return l.found
}

type linter struct {
	zones   Zones
	changes map[string]bool
	found   []Finding
}

func (l *linter) layer(y *Layer, at Place) {
	base := Finding{Layer: y.Name, Zone: y.Zone}
	l.week(y, base, at)
	for i, d := range y.Days {
		base.Date = d.Date
		l.day(d.Open, base, in(at, PartDays, i))
	}
	base.Date = Date{}
	for i, s := range y.Seasons {
		l.day(s.Open, base, in(at, PartSeasons, i))
	}
	for i, list := range y.Lists {
		if list == nil {
			continue
		}
		for j, d := range list.Days {
			base.Date = d.Date
			place := in(at, PartLists, i)
			place.Day = j
			l.day(d.Open, base, place)
		}
	}
}

func (l *linter) week(y *Layer, base Finding, at Place) {
	var before [7][]DaySpan
	for i, s := range y.Week {
		if s.From < 0 || s.To <= s.From || s.To > s.From+weekMinutes {
			continue
		}
		base.Place = in(at, PartWeek, i)
		l.edges(base, s.From, s.To)
		var p pattern
		p.addWeek(s)
		for day, spans := range p.week {
			l.overlaps(base, before[day], spans)
			before[day] = append(before[day], spans...)
		}
	}
}

func (l *linter) day(open []DaySpan, base Finding, at Place) {
	for i, s := range open {
		base.Place = at
		base.Place.Open = i
		l.edges(base, s.From, s.To)
		l.overlaps(base, open[:i], open[i:i+1])
	}
}

// edges doubts the edges of one span (K6).
func (l *linter) edges(base Finding, edges ...int) {
	for _, e := range edges {
		base.Minute = e % dayMinutes
		if base.Minute >= 1 && base.Minute < 4*60 && l.changing(base.Zone) {
			base.Doubt = DoubtClockChange
			l.found = append(l.found, base)
		}
	}
}

// overlaps doubts a span that shares time with one before it, once.
func (l *linter) overlaps(base Finding, before, spans []DaySpan) {
	if n := len(l.found); n > 0 && l.found[n-1].Doubt == DoubtOverlap && l.found[n-1].Place == base.Place {
		return
	}
	if both := overlap(merge(slices.Clone(before)), spans); len(both) > 0 {
		base.Doubt, base.Minute = DoubtOverlap, both[0].From
		l.found = append(l.found, base)
	}
}

// changing reports whether the zone's offset changes between 2024 and 2037.
func (l *linter) changing(zone string) bool {
	if known, ok := l.changes[zone]; ok {
		return known
	}
	loc, err := loadZone(zone, l.zones)
	if err != nil {
		l.changes[zone] = false
		return false
	}
	offsets := map[int64]bool{}
	lo := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	hi := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for s := range segments(loc, lo, hi) {
		offsets[s.offset] = true
	}
	l.changes[zone] = len(offsets) > 1
	return l.changes[zone]
}
