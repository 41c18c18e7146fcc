package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Expected returns the holidays marked as expected that a result resting on
// [a, b) depends on, by date. A feast by the moon may be announced for the day
// before or after, so a result depends on it where that day, too, lies in
// [a, b); it does not where the layer is shut on all of these days anyway.
func (c *Calendar) Expected(a, b time.Time) []Day {
	var all []Day
	for _, p := range slices.Concat(c.layers, c.closures) {
		first, last, ok := p.dates(a, b)
		if !ok {
			continue
		}
		for _, d := range p.dated {
			if d.day < first-1 || d.day > last+1 {
				continue
			}
			for _, e := range d.entries {
				if e.Expected && p.matters(d.day, e, first, last) {
					all = append(all, e.Day)
				}
			}
		}
	}
	order := func(a, b Day) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Name, b.Name)) }
	slices.SortFunc(all, order)
	return slices.CompactFunc(all, func(a, b Day) bool { return order(a, b) == 0 })
}

// matters reports whether an expected entry, on its day or one beside it,
// would change a date from first to last.
func (p *pattern) matters(day int64, e entry, first, last int64) bool {
	for d := max(day-1, first); d <= min(day+1, last); d++ {
		if len(p.weekOn(d)) > 0 || len(e.Open) > 0 {
			return true
		}
	}
	return false
}

// ListsEnd returns the holiday lists of the calendar that do not speak for all
// of [a, b): a result resting on it may rest on holidays nobody has listed yet.
func (c *Calendar) ListsEnd(a, b time.Time) []*Holidays {
	var all []*Holidays
	for _, p := range slices.Concat(c.layers, c.closures) {
		_, last, ok := p.dates(a, b)
		if !ok {
			continue
		}
		for _, l := range p.lists {
			if !l.Ends.IsZero() && l.Ends.epoch() < last && !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}

// dates returns the first and last local date of [a, b), ok=false if that is
// empty.
func (p *pattern) dates(a, b time.Time) (first, last int64, ok bool) {
	if !a.Before(b) {
		return 0, 0, false
	}
	first = DateOf(a.In(p.loc)).epoch()
	last = DateOf(b.Add(-1).In(p.loc)).epoch()
	return first, last, true
}
