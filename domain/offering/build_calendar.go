package offering

import (
	"slices"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// holidays turns a list's file into a list.
func (b *builder) holidays(f *holidaysFile) {
	at := f.Holidays.Pos()
	l := &calendar.Holidays{ID: f.Holidays.V, Name: f.Name.V, Source: f.Source.V, Read: f.Read.V, Ends: f.Ends.V}
	var last holidayFile
	for _, d := range f.Days {
		if !d.Date.Given() {
			continue
		}
		if last.Date.Given() && d.Date.V.Compare(last.Date.V) < 0 {
			b.fault(ruleListOrder.At(d.Date.Pos(), d.Date.V, last.Date.V))
		}
		if d.Date.V == last.Date.V && d.Name.V == last.Name.V {
			b.fault(ruleDayTwice.At(d.Date.Pos(), d.Date.V, last.Date.Pos().Line))
		}
		if f.Ends.Given() && d.Date.V.Compare(f.Ends.V) > 0 {
			b.fault(ruleListAfter.At(d.Date.Pos(), d.Date.V, f.Ends.V))
		}
		last = d
		l.Days = append(l.Days, calendar.Day{Date: d.Date.V, Name: d.Name.V, Expected: d.Expected.V})
	}
	if first, taken := b.listAt[l.ID]; taken {
		b.fault(ruleTwice.At(at, "holiday list", l.ID, first))
		return
	}
	b.listAt[l.ID] = at
	b.desk.lists = append(b.desk.lists, list{Holidays: l, at: f.Ends.Pos()})
}

// calendar turns a calendar's file into a calendar.
func (b *builder) calendar(f *calendarFile) {
	id, at := f.Calendar.V, f.Calendar.Pos()
	if first, taken := b.calendarAt[id]; taken {
		b.fault(ruleTwice.At(at, "calendar", id, first))
		return
	}
	b.calendarAt[id] = at
	s := specFile{builder: b, file: f, spec: calendar.Spec{Name: id, Always: f.Always.V}, told: map[[2]strict.Pos]bool{}}
	switch {
	case f.Always.V && len(f.Layers)+len(f.Closures) > 0:
		b.fault(ruleAlwaysOnly.At(f.Always.Pos()))
		return
	case !f.Always.V && len(f.Layers) == 0:
		b.fault(ruleNoLayers.At(at, id))
		return
	}
	before := len(b.faults)
	for i := range f.Layers {
		s.spec.Layers = append(s.spec.Layers, s.layer(&f.Layers[i]))
	}
	for i := range f.Closures {
		s.spec.Closures = append(s.spec.Closures, s.layer(&f.Closures[i]))
	}
	s.lint()
	if Faults(b.faults[before:]).Bad() || b.broken[at.File] {
		return // what follows from a fault already named is not said again
	}
	c, err := calendar.Compile(s.spec, b.zones)
	if err != nil {
		s.refused(err)
		return
	}
	b.desk.calendars[id] = c
}

// specFile is a calendar's file on its way to a calendar.Spec, and the way back from a place in
// the Spec to one in the file.
type specFile struct {
	*builder
	file  *calendarFile
	spec  calendar.Spec
	spans [][]written            // of each layer and then each closure, where its Week was written
	told  map[[2]strict.Pos]bool // overlaps: mon-fri makes five spans of one
}

type written struct {
	at   strict.Pos
	text string
}

func (s *specFile) layer(f *layerFile) calendar.Layer {
	s.checkZone(f.Zone)
	l := calendar.Layer{Name: f.Layer.V, Zone: f.Zone.V}
	var spans []written
	for _, e := range f.Week {
		for _, day := range e.Key.Days {
			for _, c := range e.Value {
				if !c.Given() {
					continue
				}
				l.Week = append(l.Week, calendar.Span{From: day*minutesOfDay + c.From, To: day*minutesOfDay + c.To})
				spans = append(spans, written{c.Pos(), dayNames[day] + " " + c.text()})
			}
		}
	}
	for _, w := range f.Spans {
		if w.Given() {
			l.Week = append(l.Week, calendar.Span{From: w.From, To: w.To})
			spans = append(spans, written{w.Pos(), clockText(w.From) + " - " + clockText(w.To)})
		}
	}
	s.spans = append(s.spans, spans)
	seen := map[calendar.Date]strict.Pos{}
	for _, d := range f.Days {
		if !d.Date.Given() {
			continue
		}
		if first, twice := seen[d.Date.V]; twice {
			s.fault(ruleDayTwice.At(d.Date.Pos(), d.Date.V, first.Line))
			continue
		}
		seen[d.Date.V] = d.Date.Pos()
		l.Days = append(l.Days, calendar.Day{Date: d.Date.V, Name: d.Name.V, Open: s.open(d.Open)})
	}
	for _, d := range f.Seasons {
		if !d.From.Given() || !d.To.Given() {
			continue
		}
		l.Seasons = append(l.Seasons, calendar.Season{Name: d.Name.V, From: d.From.V, To: d.To.V, Open: s.open(d.Open)})
	}
	used := map[string]bool{}
	for _, n := range f.Holidays {
		if used[n.V] {
			s.fault(ruleSameTwice.At(n.Pos(), n.V))
			continue
		}
		used[n.V] = true
		i := slices.IndexFunc(s.desk.lists, func(l list) bool { return l.ID == n.V })
		if i < 0 {
			s.unknown(n, "holiday list", s.listNames())
			continue
		}
		own := &s.desk.lists[i]
		if !slices.Contains(own.usedBy, s.spec.Name) {
			own.usedBy = append(own.usedBy, s.spec.Name)
		}
		l.Lists = append(l.Lists, own.Holidays)
	}
	return l
}

// open is the hours of single dates, which end with them.
func (s *specFile) open(in []clockSpan) []calendar.DaySpan {
	var out []calendar.DaySpan
	for _, c := range in {
		switch {
		case !c.Given():
		case c.To > minutesOfDay:
			s.fault(ruleDayOver.At(c.Pos()))
		default:
			out = append(out, calendar.DaySpan{From: c.From, To: c.To})
		}
	}
	return out
}

func (s *specFile) fileLayer(p calendar.Place) *layerFile {
	if p.Closure {
		return &s.file.Closures[p.Layer]
	}
	return &s.file.Layers[p.Layer]
}

func (s *specFile) weekOf(p calendar.Place) []written {
	if p.Closure {
		return s.spans[len(s.file.Layers)+p.Layer]
	}
	return s.spans[p.Layer]
}

// where is the place in the file of a place in the Spec, as near as it goes.
func (s *specFile) where(p calendar.Place) strict.Pos {
	if p.Layer < 0 {
		return s.file.Calendar.Pos()
	}
	f := s.fileLayer(p)
	switch p.Part {
	case calendar.PartWeek:
		return s.weekOf(p)[p.Index].at
	case calendar.PartDays:
		return openAt(f.Days[p.Index].Pos(), f.Days[p.Index].Open, p.Open)
	case calendar.PartSeasons:
		return openAt(f.Seasons[p.Index].Pos(), f.Seasons[p.Index].Open, p.Open)
	case calendar.PartZone:
		return f.Zone.Pos()
	}
	return f.Pos()
}

func openAt(day strict.Pos, open []clockSpan, i int) strict.Pos {
	if i >= 0 && i < len(open) {
		return open[i].Pos()
	}
	return day
}
