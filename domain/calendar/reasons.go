package calendar

import (
	"slices"
	"time"
)

// reasons returns why a pattern holds or not, for all of [lo, hi) if it is a
// layer's, and for where it is in force if it is a closure's. Pieces with the
// same words that touch are one.
func (p *pattern) reasons(lo, hi int64, closure bool) []Reason {
	var out []Reason
	for seg := range segments(p.loc, lo, hi) {
		first := floorDiv(seg.from+seg.offset, 86400)
		last := floorDiv(seg.to+seg.offset-1, 86400)
		for day := first; day <= last; day++ {
			midnight := day*86400 - seg.offset
			for part := range p.parts(day, closure) {
				from := max(midnight+int64(part.From)*60, seg.from)
				to := min(midnight+int64(part.To)*60, seg.to)
				if from >= to {
					continue
				}
				for _, r := range part.reasons {
					r.From, r.To = time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
					out = join(out, r)
				}
			}
		}
	}
	return out
}

// join appends r, or makes it part of the same reason before it.
func join(all []Reason, r Reason) []Reason {
	for i := len(all) - 1; i >= 0 && !all[i].To.Before(r.From); i-- {
		same := all[i]
		same.From, same.To, same.Date = r.From, r.To, r.Date
		if same == r && all[i].To.Equal(r.From) {
			all[i].To = r.To
			return all
		}
	}
	return append(all, r)
}

// A part is a piece of a civil date that has the same reasons throughout; the
// reasons' From and To are not set.
type part struct {
	DaySpan
	reasons []Reason
}

// parts yields the parts of one date in order.
func (p *pattern) parts(day int64, closure bool) func(func(part) bool) {
	return func(yield func(part) bool) {
		spans, found := p.on(day)
		at := 0
		for _, s := range slices.Concat(spans, []DaySpan{{dayMinutes, dayMinutes}}) {
			if at < s.From && !closure && !yield(part{DaySpan{at, s.From}, p.shut(day, DaySpan{at, s.From}, found)}) {
				return
			}
			if s.From < s.To && !yield(part{s, p.open(day, found, closure)}) {
				return
			}
			at = s.To
		}
	}
}

// open returns the reasons of a part in which the pattern holds.
func (p *pattern) open(day int64, found *dated, closure bool) []Reason {
	kind := KindHours
	if found != nil {
		kind = KindSpecial
	}
	if closure {
		kind = KindClosure
	}
	if found == nil {
		return []Reason{{Kind: kind, Layer: p.name, Zone: p.zone}}
	}
	var all []Reason
	for _, e := range found.entries {
		all = append(all, p.reason(kind, day, e))
	}
	return all
}

// shut returns the reasons of a part in which the pattern does not hold. An
// entry is a reason only where it takes away hours of the week: a holiday on a
// Sunday has shut nobody's door.
func (p *pattern) shut(day int64, s DaySpan, found *dated) []Reason {
	if found != nil && len(overlap(p.weekOn(day), []DaySpan{s})) > 0 {
		var all []Reason
		for _, e := range found.entries {
			if left := overlap(merge(slices.Clone(e.Open)), []DaySpan{s}); len(left) != 1 || left[0] != s {
				all = append(all, p.reason(KindHoliday, day, e))
			}
		}
		return all
	}
	return []Reason{{Kind: KindOutside, Layer: p.name, Zone: p.zone}}
}

func (p *pattern) reason(kind Kind, day int64, e entry) Reason {
	r := Reason{Kind: kind, Layer: p.name, Zone: p.zone, Name: e.Name, Date: dateOn(day), Expected: e.Expected}
	if e.list != nil {
		r.List = e.list.ID
	}
	return r
}
