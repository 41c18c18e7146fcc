package calendar

import (
	"sort"
	"testing"
	"time"
)

// A model is the definition and nothing else: a wall clock read in each zone,
// and a pattern looked up. It shares no line with the engine.
type model struct{ layers, closures []modelLayer }

type modelLayer struct {
	Layer
	loc    *time.Location
	own    map[Date]Day
	listed map[Date][]Day
}

func newModel(t testing.TB, spec Spec, zones Zones) *model {
	t.Helper()
	make := func(layers []Layer) (all []modelLayer) {
		for _, l := range layers {
			loc, err := zones(l.Zone)
			if err != nil {
				t.Fatal(err)
			}
			m := modelLayer{Layer: l, loc: loc, own: map[Date]Day{}, listed: map[Date][]Day{}}
			for _, d := range l.Days {
				m.own[d.Date] = d
			}
			for _, list := range l.Lists {
				for _, d := range list.Days {
					m.listed[d.Date] = append(m.listed[d.Date], d)
				}
			}
			all = append(all, m)
		}
		return all
	}
	return &model{make(spec.Layers), make(spec.Closures)}
}

func (m *model) open(t time.Time) bool {
	for i := range m.closures {
		if m.closures[i].holds(t) {
			return false
		}
	}
	for i := range m.layers {
		if m.layers[i].holds(t) {
			return true
		}
	}
	return false
}

func (l *modelLayer) holds(t time.Time) bool {
	t = t.In(l.loc)
	y, month, day := t.Date()
	hour, min, _ := t.Clock()
	minute := hour*60 + min
	date := Date{y, month, day}
	within := func(spans []DaySpan) bool {
		for _, s := range spans {
			if s.From <= minute && minute < s.To {
				return true
			}
		}
		return false
	}
	if d, ok := l.own[date]; ok {
		return within(d.Open)
	}
	named, all := false, true
	for _, d := range l.listed[date] {
		named, all = true, all && within(d.Open)
	}
	for _, s := range l.Seasons {
		x := int(month)*100 + day
		from, to := int(s.From.Month)*100+s.From.Day, int(s.To.Month)*100+s.To.Day
		if from <= x && x <= to || from > to && (x >= from || x <= to) {
			named, all = true, all && within(s.Open)
		}
	}
	if named {
		return all
	}
	weekday := map[time.Weekday]int{time.Monday: 0, time.Tuesday: 1, time.Wednesday: 2, time.Thursday: 3,
		time.Friday: 4, time.Saturday: 5, time.Sunday: 6}[t.Weekday()]
	now := weekday*24*60 + minute
	for _, s := range l.Week {
		if s.From <= now && now < s.To || s.From <= now+7*24*60 && now+7*24*60 < s.To {
			return true
		}
	}
	return false
}

// A timeline is a window of time, stepped through minute by minute. Clock
// changes and edges since 1972 fall on whole minutes, so inside a minute nothing
// changes and any instant can be asked about.
type timeline struct {
	lo     int64 // nanoseconds
	open   []bool
	before []int64 // open minutes before each minute, and in all
}

const minute = int64(time.Minute)

func (m *model) timeline(from time.Time, minutes int) *timeline {
	tl := &timeline{lo: from.UnixNano(), open: make([]bool, minutes), before: make([]int64, minutes+1)}
	for i := range minutes {
		tl.open[i] = m.open(from.Add(time.Duration(i) * time.Minute))
		tl.before[i+1] = tl.before[i]
		if tl.open[i] {
			tl.before[i+1]++
		}
	}
	return tl
}

func (tl *timeline) hi() int64 { return tl.lo + int64(len(tl.open))*minute }

func (tl *timeline) isOpen(ns int64) bool { return tl.open[(ns-tl.lo)/minute] }

func (tl *timeline) upTo(ns int64) int64 {
	i := (ns - tl.lo) / minute
	open := tl.before[i] * minute
	if int(i) < len(tl.open) && tl.open[i] {
		open += (ns - tl.lo) % minute
	}
	return open
}

// add returns the smallest instant with d more open time behind it, if the
// window has it.
func (tl *timeline) add(ns, d int64) (int64, bool) {
	if d == 0 {
		return ns, true
	}
	q := tl.upTo(ns) + d
	i := sort.Search(len(tl.open), func(i int) bool { return tl.before[i+1]*minute >= q })
	if i == len(tl.open) {
		return 0, false
	}
	return tl.lo + int64(i)*minute + q - tl.before[i]*minute, true
}

// edges returns the instants at which the timeline opens or shuts.
func (tl *timeline) edges() []int64 {
	var all []int64
	for i := 1; i < len(tl.open); i++ {
		if tl.open[i] != tl.open[i-1] {
			all = append(all, tl.lo+int64(i)*minute)
		}
	}
	return all
}

// next returns the first instant from ns on whose openness is as wanted.
func (tl *timeline) next(ns int64, open bool) (int64, bool) {
	for i := int((ns - tl.lo) / minute); i < len(tl.open); i++ {
		if tl.open[i] == open {
			return max(ns, tl.lo+int64(i)*minute), true
		}
	}
	return 0, false
}
