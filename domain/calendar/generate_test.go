package calendar

import (
	"fmt"
	"time"
)

// dice returns a number in [0, n). It is all that the generators know of
// chance, so that a seeded source, rapid and the fuzzer can each throw them.
type dice func(n int) int

func (d dice) odds(of int) bool { return d(of) == 0 }

func (d dice) between(lo, hi int) int { return lo + d(hi-lo+1) }

func pick[T any](d dice, from []T) T { return from[d(len(from))] }

// nasty are zones that have broken calendars: changes of half an hour or at
// midnight, negative summer time, a skipped date, two changes for Ramadan, offsets of
// 45 minutes, rules that were changed at short notice.
var nasty = []string{
	"Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll", "Pacific/Apia", "Asia/Gaza",
	"Pacific/Chatham", "Europe/Dublin", "America/St_Johns", "America/Havana", "Asia/Beirut",
	"Africa/Cairo", "Atlantic/Azores", "America/Santiago", "America/Sao_Paulo", "America/Asuncion",
	"Asia/Tehran", "Asia/Amman", "Asia/Kathmandu", "Asia/Pyongyang", "America/Caracas",
	"Pacific/Kwajalein", "Pacific/Tongatapu", "Europe/Volgograd", "America/Nuuk", "America/New_York",
	"America/Los_Angeles", "Australia/Sydney", "Europe/London", "Asia/Tokyo",
}

// A focus is where a generated calendar has most of its edges: a date of a
// zone, and a minute of its wall clock. The mistakes worth finding sit next to a
// clock change of the layer's own zone.
type focus struct {
	zone   string
	date   Date
	minute int
}

func (d dice) spec(f focus) Spec {
	s := Spec{Name: "random"}
	for range 1 + min(d(3), d(5)) {
		s.Layers = append(s.Layers, d.layer(f, len(s.Layers)))
	}
	for d.odds(3) && len(s.Closures) < 2 {
		s.Closures = append(s.Closures, d.layer(f, len(s.Closures)))
	}
	return s
}

func (d dice) layer(f focus, n int) Layer {
	l := Layer{Name: fmt.Sprint("layer ", n), Zone: f.zone, Week: d.week(f)}
	if n > 0 && d.odds(2) {
		l.Zone = pick(d, nasty)
	}
	dates := map[Date]bool{}
	for range d(4) {
		if day := d.day(f, "own"); !dates[day.Date] {
			dates[day.Date] = true
			l.Days = append(l.Days, day)
		}
	}
	for i := range d(3) {
		list := &Holidays{ID: fmt.Sprint("list ", i), Ends: f.date.Plus(d.between(-8, 8))}
		for j := range d(4) {
			list.Days = append(list.Days, d.day(f, fmt.Sprint("feast ", i, j)))
		}
		l.Lists = append(l.Lists, list)
	}
	for d.odds(4) && len(l.Seasons) < 2 {
		from := f.date.Plus(d.between(-8, 4))
		to := from.Plus(d(6))
		l.Seasons = append(l.Seasons, Season{
			Name: "season", Open: d.open(f),
			From: MonthDay{from.Month, from.Day}, To: MonthDay{to.Month, to.Day},
		})
	}
	return l
}

func (d dice) day(f focus, name string) Day {
	return Day{Date: f.date.Plus(d.between(-5, 5)), Name: name, Open: d.open(f), Expected: d.odds(2)}
}

func (d dice) open(f focus) []DaySpan {
	if d.odds(2) {
		return nil
	}
	var open []DaySpan
	for range 1 + d(2) {
		from := d.minute(f)
		open = append(open, DaySpan{from, min(from+1+d(pick(d, []int{60, 600, 1440})), 1440)})
	}
	return open
}

// minute is a minute of the day: often one within three hours of the focus.
func (d dice) minute(f focus) int {
	if d.odds(3) {
		return d(1440)
	}
	step := pick(d, []int{1, 15, 30, 60})
	return ((f.minute+step*d.between(-180/step, 180/step))%1440 + 1440) % 1440
}

func (d dice) week(f focus) []Span {
	switch d(7) {
	case 0:
		return nineToFive()
	case 1: // lunch
		return append(weekdays(8*60+30, 12*60, workdays...), weekdays(12*60+45, 18*60, workdays...)...)
	case 2: // nights, the last one over Sunday's end
		return weekdays(22*60, 30*60, time.Monday, time.Wednesday, time.Friday, time.Sunday)
	case 3: // a long one
		from := d(weekMinutes)
		return []Span{{from, from + 1 + d(weekMinutes)}}
	case 4: // whole week
		return []Span{{0, weekMinutes}}
	case 5: // lengths that are powers of two
		var week []Span
		for from := d(60); from < weekMinutes-4096; {
			length := 1 << d.between(2, 11)
			week = append(week, Span{from, from + length})
			from += length + 1<<d.between(2, 11)
		}
		return week
	}
	var week []Span
	monday := At(f.date.Weekday(), 0, 0)
	for range 1 + d(5) {
		from := (monday + d.between(-1, 1)*1440 + d.minute(f) + weekMinutes) % weekMinutes
		week = append(week, Span{from, from + 1 + d(pick(d, []int{60, 300, 1440, 4000}))})
	}
	return week
}

// changes returns the instants between two years at which a zone's offset
// changes, by looking once a day: ZoneBounds is what is under test.
func changes(loc *time.Location, from, to int) []time.Time {
	var all []time.Time
	offset := func(t time.Time) int { _, o := t.In(loc).Zone(); return o }
	end := time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC)
	const step = 24 * time.Hour
	for t := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC); t.Before(end); t = t.Add(step) {
		if offset(t) == offset(t.Add(step)) {
			continue
		}
		lo, hi := t.Unix(), t.Add(step).Unix() // lo before the change, hi not
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; offset(time.Unix(mid, 0)) == offset(t) {
				lo = mid
			} else {
				hi = mid
			}
		}
		all = append(all, time.Unix(hi, 0).UTC())
	}
	return all
}
