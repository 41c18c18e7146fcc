package calendar

import (
	"cmp"
	"slices"
	"time"
)

// A pattern is a layer made ready to be read day by day.
type pattern struct {
	name    string
	zone    string
	loc     *time.Location
	week    [7][]DaySpan // from Monday; each day's spans sorted and apart
	dated   []dated      // by day, one per day
	seasons []dated      // day unused; entries[0] is the season
	ranges  []Season     // beside seasons
	lists   []*Holidays
}

// A dated is what holds on one date in place of the week, and the entries that
// say so.
type dated struct {
	day     int64 // days since 1970-01-01
	open    []DaySpan
	own     bool // of Layer.Days, which no list or season overrules
	entries []entry
}

type entry struct {
	Day
	list *Holidays // nil: the layer's own day or season
}

// on returns the spans that hold on a local day (days since 1970-01-01), and
// the dated entry they come from, nil for the week.
func (p *pattern) on(day int64) ([]DaySpan, *dated) {
	var found *dated
	i, ok := slices.BinarySearchFunc(p.dated, day, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	if ok {
		found = &p.dated[i]
	}
	if len(p.ranges) > 0 && (found == nil || !found.own) {
		found = p.inSeason(day, found)
	}
	if found != nil {
		return found.open, found
	}
	return p.weekOn(day), nil
}

// weekOn returns what the week alone says of a day. 1970-01-01 was a Thursday.
func (p *pattern) weekOn(day int64) []DaySpan { return p.week[floorMod(day+3, 7)] }

// inSeason adds the seasons that hold the day to what its entries say.
func (p *pattern) inSeason(day int64, found *dated) *dated {
	date := dateOn(day)
	for i, s := range p.ranges {
		if !s.on(date) {
			continue
		}
		if found == nil {
			found = &p.seasons[i]
			continue
		}
		found = &dated{
			day:     day,
			open:    overlap(found.open, p.seasons[i].open),
			entries: append(slices.Clip(found.entries), p.seasons[i].entries...),
		}
	}
	return found
}

// addWeek cuts a span of the week at its midnights (K9).
func (p *pattern) addWeek(s Span) {
	for from := s.From; from < s.To; {
		day := from / dayMinutes
		to := min(s.To, (day+1)*dayMinutes)
		d := &p.week[day%7]
		*d = append(*d, DaySpan{from - day*dayMinutes, to - day*dayMinutes})
		from = to
	}
}

func (p *pattern) mergeWeek() {
	for i := range p.week {
		p.week[i] = merge(p.week[i])
	}
}

func (p *pattern) addDay(d Day, list *Holidays) {
	p.dated = append(p.dated, dated{
		day:     d.Date.epoch(),
		open:    merge(slices.Clone(d.Open)),
		own:     list == nil,
		entries: []entry{{d, list}},
	})
}

func (p *pattern) addSeason(s Season) {
	p.ranges = append(p.ranges, s)
	p.seasons = append(p.seasons, dated{
		open:    merge(slices.Clone(s.Open)),
		entries: []entry{{Day{Name: s.Name, Open: s.Open}, nil}},
	})
}

// sortDays orders the dated entries and makes one of those that share a date:
// the layer's own wins; of lists, only what all of them leave open stays so.
func (p *pattern) sortDays() {
	slices.SortStableFunc(p.dated, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	kept := p.dated[:0]
	for _, d := range p.dated {
		if len(kept) == 0 || kept[len(kept)-1].day != d.day {
			kept = append(kept, d)
			continue
		}
		// Own days come first: they were added first and the sort is stable.
		if last := &kept[len(kept)-1]; !last.own {
			last.open = overlap(last.open, d.open)
			last.entries = append(last.entries, d.entries...)
		}
	}
	p.dated = kept
}

// merge sorts spans and makes one of those that overlap or touch (K11).
func merge(spans []DaySpan) []DaySpan {
	slices.SortFunc(spans, func(a, b DaySpan) int { return cmp.Compare(a.From, b.From) })
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && s.From <= kept[n-1].To {
			kept[n-1].To = max(kept[n-1].To, s.To)
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}

// overlap returns what two sorted lists of spans have in common.
func overlap(a, b []DaySpan) []DaySpan {
	var both []DaySpan
	for len(a) > 0 && len(b) > 0 {
		if from, to := max(a[0].From, b[0].From), min(a[0].To, b[0].To); from < to {
			both = append(both, DaySpan{from, to})
		}
		if a[0].To < b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

func floorMod(n, m int64) int64 { return (n%m + m) % m }

func floorDiv(n, m int64) int64 { return (n - floorMod(n, m)) / m }
