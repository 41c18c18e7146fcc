package calendar

import (
	"cmp"
	"slices"
)

// A Difference is one thing in which a calendar is another than it was.
type Difference struct {
	What DifferenceKind
	Name string // of the layer or closure, or of the holiday list
	Date Date   // of a dated entry; zero for the rest
	Day  string // the entry's name
}

// A DifferenceKind says what differs.
type DifferenceKind string

// The kinds of differences.
const (
	OtherHours DifferenceKind = "hours" // the week, the zone or the seasons of a layer, or the layers themselves
	DayCame    DifferenceKind = "day_came"
	DayWent    DifferenceKind = "day_went"
	DayIsOther DifferenceKind = "day_is_other" // other hours on that date
	OtherEnd   DifferenceKind = "list_end"     // a list speaks for more dates, or fewer
)

// Differ lists in what b opens otherwise than a, by what was written in them: dates that came or went
// in the order of dates, at most most of them (0: all), and how many there are. Where a list was
// read, and what it is called, is no difference. Zone rules are not compared (TZVersion does that).
// Two nils are the same, and one differs from everything.
func Differ(a, b *Calendar, most int) (some []Difference, all int) {
	switch {
	case a == b:
		return nil, 0
	case a == nil || b == nil || a.always != b.always || len(a.spec.Layers) != len(b.spec.Layers) || len(a.spec.Closures) != len(b.spec.Closures):
		return []Difference{{What: OtherHours}}, 1
	}
	var out []Difference
	for i := range a.spec.Layers {
		out = append(out, differ(&a.spec.Layers[i], &b.spec.Layers[i])...)
	}
	for i := range a.spec.Closures {
		out = append(out, differ(&a.spec.Closures[i], &b.spec.Closures[i])...)
	}
	if all = len(out); most > 0 && all > most {
		out = out[:most]
	}
	return out, all
}

func differ(a, b *Layer) []Difference {
	var out []Difference
	if a.Zone != b.Zone || !slices.Equal(a.Week, b.Week) || !slices.EqualFunc(a.Seasons, b.Seasons, sameSeason) {
		out = append(out, Difference{What: OtherHours, Name: b.Name})
	}
	out = append(out, differDays(b.Name, a.Days, b.Days)...)
	lists := map[string][2]*Holidays{}
	for i, layer := range [...]*Layer{a, b} {
		for _, l := range layer.Lists {
			both := lists[l.ID]
			both[i] = l
			lists[l.ID] = both
		}
	}
	ids := make([]string, 0, len(lists))
	for id := range lists {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		was, is := lists[id][0], lists[id][1]
		if was == is {
			continue
		}
		var before, after []Day
		if was != nil {
			before = was.Days
		}
		if is != nil {
			after = is.Days
		}
		out = append(out, differDays(id, before, after)...)
		if was != nil && is != nil && was.Ends != is.Ends {
			out = append(out, Difference{What: OtherEnd, Name: id, Date: is.Ends})
		}
	}
	return out
}

func sameSeason(a, b Season) bool {
	return a.From == b.From && a.To == b.To && slices.Equal(a.Open, b.Open)
}

// differDays compares entries by their dates; a date with several is one.
func differDays(name string, a, b []Day) []Difference {
	hours := func(days []Day) map[Date][]Day {
		m := map[Date][]Day{}
		for _, d := range days {
			m[d.Date] = append(m[d.Date], d)
		}
		return m
	}
	was, is := hours(a), hours(b)
	var out []Difference
	for date, days := range is {
		before, known := was[date]
		switch {
		case !known:
			out = append(out, Difference{What: DayCame, Name: name, Date: date, Day: days[0].Name})
		case !slices.EqualFunc(before, days, func(x, y Day) bool { return slices.Equal(x.Open, y.Open) }):
			out = append(out, Difference{What: DayIsOther, Name: name, Date: date, Day: days[0].Name})
		}
	}
	for date, days := range was {
		if _, still := is[date]; !still {
			out = append(out, Difference{What: DayWent, Name: name, Date: date, Day: days[0].Name})
		}
	}
	slices.SortFunc(out, func(x, y Difference) int {
		return cmp.Or(x.Date.Compare(y.Date), cmp.Compare(x.What, y.What))
	})
	return out
}
