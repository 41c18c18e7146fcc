package offering

import (
	"fmt"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// lint tells what is allowed by a Spec and not by a file (overlaps), and what may be a mistake (K6).
func (s *specFile) lint() {
	for _, f := range calendar.Lint(s.spec, s.zones) {
		switch f.Doubt {
		case calendar.DoubtClockChange:
			s.fault(ruleNightEdge.At(s.where(f.Place), fmt.Sprintf("%02d:%02d", f.Minute/60, f.Minute%60), f.Zone))
		case calendar.DoubtOverlap:
			s.overlap(f)
		}
	}
}

func (s *specFile) overlap(f calendar.Finding) {
	at := s.where(f.Place)
	if f.Place.Part != calendar.PartWeek {
		s.fault(ruleOverlap.At(at, "this span", "another", at.Line))
		return
	}
	layers := s.spec.Layers
	if f.Place.Closure {
		layers = s.spec.Closures
	}
	week, own := layers[f.Place.Layer].Week, s.weekOf(f.Place)
	for i := range f.Place.Index {
		if meet(week[i], week[f.Place.Index]) {
			pair := [2]strict.Pos{own[i].at, at}
			if s.told[pair] {
				return
			}
			s.told[pair] = true
			s.fault(ruleOverlap.At(at, own[f.Place.Index].text, own[i].text, own[i].at.Line))
			return
		}
	}
}

// meet reports whether two spans of the week share a minute, the week being a circle.
func meet(a, b calendar.Span) bool {
	const week = 7 * minutesOfDay
	for _, shift := range []int{-week, 0, week} {
		if a.From < b.To+shift && b.From+shift < a.To {
			return true
		}
	}
	return false
}

// refused tells the faults of a Spec.
func (s *specFile) refused(err error) {
	for _, f := range calendar.Faults(err) {
		at := s.where(f.Place)
		switch f.Rule {
		case calendar.RuleNeverOpen:
			s.fault(ruleNeverOpen.At(at, s.spec.Name))
		default:
			s.fault(ruleCalendarBad.At(at, s.spec.Name, f.Rule, f.Value))
		}
	}
}
