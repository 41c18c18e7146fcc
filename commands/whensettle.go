package commands

import (
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
)

const farthest = 3660 * day // from now, either way

// settle makes the moment of what was scanned.
func (s *scan) settle() (time.Time, *WhenError) {
	t, err := s.find()
	if err == nil {
		err = s.inSeason(t)
	}
	if err == nil && !s.r.free && t.Sub(s.r.Now).Abs() > farthest {
		err = s.r.refuse(WhenTooFar, s.said(0, s.used))
	}
	if err != nil {
		return time.Time{}, err
	}
	return domain.Instant(t), nil
}

func (s *scan) find() (time.Time, *WhenError) {
	now := domain.Instant(s.r.Now)
	loc := s.r.zone()
	if s.zone != nil {
		loc = s.zone
	}
	switch {
	case s.now:
		return now, nil
	case s.rel && !s.hasClock:
		return s.fromNow(now, loc)
	case !s.hasClock:
		said := s.said(0, s.used)
		return now, s.r.refuse(WhenNoTime, said, said+" 09:00", said+" 14:00", "09:00 "+said)
	}
	dates, fixed := s.dates(now.In(loc))
	for _, d := range dates {
		wall := d.Add(s.clock)
		found := instants(loc, wall)
		if len(found) == 0 {
			before, after := around(loc, wall)
			if fixed || s.allowed(before, now) || s.allowed(after, now) {
				return now, s.r.refuse(WhenSkipped, s.said(0, s.used), s.clockIn(before.In(loc)), s.clockIn(after.In(loc)))
			}
			continue
		}
		var kept []time.Time
		for _, t := range found {
			if s.allowed(t, now) {
				kept = append(kept, t)
			}
		}
		switch len(kept) {
		case 1:
			return kept[0], nil
		case 2:
			return now, s.r.refuse(WhenRepeated, s.said(0, s.used), s.nameOf(kept[0].In(loc)), s.nameOf(kept[1].In(loc)))
		}
		if fixed {
			return now, s.wrongSide()
		}
	}
	return now, s.r.refuse(WhenNoDate, s.said(0, s.used))
}

// allowed says whether a moment lies on the reading's side of now.
func (s *scan) allowed(t, now time.Time) bool {
	if s.r.free {
		return true
	}
	if s.r.Past {
		return !t.After(now)
	}
	return !t.Before(now)
}

func (s *scan) wrongSide() *WhenError {
	if s.r.Past {
		return s.r.refuse(WhenIsFuture, s.said(0, s.used))
	}
	return s.r.refuse(WhenIsPast, s.said(0, s.used))
}

// fromNow goes a distance: civil days first, at the same time of day, then the
// rest as elapsed time.
func (s *scan) fromNow(now time.Time, loc *time.Location) (time.Time, *WhenError) {
	t := now
	if s.days != 0 {
		local := now.In(loc)
		_, off := local.Zone()
		wall := now.Add(time.Duration(off)*time.Second).AddDate(0, 0, s.days)
		found := instants(loc, wall)
		switch len(found) {
		case 0:
			before, after := around(loc, wall)
			return now, s.r.refuse(WhenSkipped, s.said(0, s.used), s.clockIn(before.In(loc)), s.clockIn(after.In(loc)))
		case 1:
			t = found[0]
		default:
			return now, s.r.refuse(WhenRepeated, s.said(0, s.used), s.nameOf(found[0].In(loc)), s.nameOf(found[1].In(loc)))
		}
	}
	if t = t.Add(s.length); !s.allowed(t, now) {
		return now, s.wrongSide()
	}
	return t, nil
}

// dates are the civil dates that may be meant, likeliest first, at midnight in
// UTC; fixed says that there is just the one.
func (s *scan) dates(local time.Time) (dates []time.Time, fixed bool) {
	y, m, d := local.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	sign := 1
	if s.r.Past {
		sign = -1
	}
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	fromMonday := (int(s.weekday) + 6) % 7
	switch s.day {
	case byDistance:
		return []time.Time{today.AddDate(0, 0, s.days)}, true
	case byThisWeek:
		return []time.Time{monday.AddDate(0, 0, fromMonday)}, true
	case byNextWeek:
		return []time.Time{monday.AddDate(0, 0, 7+fromMonday)}, true
	case byDate:
		return []time.Time{s.date}, true
	case byWeekday:
		nearest := today.AddDate(0, 0, sign*((sign*(int(s.weekday)-int(today.Weekday()))+7)%7))
		return []time.Time{nearest, nearest.AddDate(0, 0, sign*7)}, false
	case byMonthDay:
		for i := range 9 { // 29 February may be eight years off
			at := time.Date(y+sign*i, s.date.Month(), s.date.Day(), 0, 0, 0, 0, time.UTC)
			if at.Day() == s.date.Day() {
				dates = append(dates, at)
			}
		}
		return dates, false
	}
	return []time.Time{today, today.AddDate(0, 0, sign)}, false
}

// inSeason refuses an abbreviation that its home does not keep on that day
// (unless the asker's own zone does), and one that the asker's own zone uses
// for another offset.
func (s *scan) inSeason(t time.Time) *WhenError {
	a, ok := abbreviations[s.abbr]
	if !ok || a.home == "" {
		return nil
	}
	name := strings.ToUpper(s.abbr)
	own := s.r.zone()
	for _, at := range []time.Time{t, t.AddDate(0, -6, 0), t.AddDate(0, 6, 0)} {
		if abbr, off := at.In(own).Zone(); abbr == name && off != a.offset*60 {
			return s.r.refuse(WhenZones, s.toks[s.zoneTok].raw, s.instead(s.zoneTok, own.String()), s.instead(s.zoneTok, a.home))
		}
	}
	if abbr, off := t.In(own).Zone(); abbr == name && off == a.offset*60 {
		return nil
	}
	home, ok := s.r.load(a.home)
	if !ok {
		return nil
	}
	abbr, off := t.In(home).Zone()
	if off == a.offset*60 {
		return nil
	}
	return s.r.refuse(WhenSeason, s.toks[s.zoneTok].raw, s.instead(s.zoneTok, abbr), s.instead(s.zoneTok, a.home))
}

// clockIn writes a moment on its own wall clock, with the zone if one was named.
func (s *scan) clockIn(t time.Time) string {
	text := wallClock(t)
	if s.zoneTok >= 0 {
		text += " " + s.toks[s.zoneTok].raw
	}
	return text
}

// nameOf writes a moment so that it is no other: with the abbreviation that is
// in force, where that is unambiguous, or else with the offset.
func (s *scan) nameOf(t time.Time) string {
	name, off := t.Zone()
	if a, ok := abbreviations[strings.ToLower(name)]; !ok || a.offset*60 != off {
		name = offsetName(off)
	}
	return wallClock(t) + " " + name
}

func wallClock(t time.Time) string {
	if t.Second() == 0 && t.Nanosecond() == 0 {
		return t.Format("2006-01-02 15:04")
	}
	return t.Format("2006-01-02 15:04:05.999")
}
