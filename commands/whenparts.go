package commands

import (
	"regexp"
	"strconv"
	"time"
)

var (
	clockPattern  = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(am|pm|z|[+-]\d{2}:?\d{2})?$`)
	hourPattern   = regexp.MustCompile(`^(\d{1,2})(am|pm)$`)
	dottedPattern = regexp.MustCompile(`^(\d{1,2})(?:\.(\d{2}))?$`)
	datePattern   = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})(?:t(.+))?$`)
	orderPattern  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$`)
	shortDate     = regexp.MustCompile(`^\d{1,2}/\d{1,2}$`)
	dayPattern    = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?$`)
	yearPattern   = regexp.MustCompile(`^\d{4}$`)
)

// clockAt takes a time of day; bare lets an hour stand alone.
func (s *scan) clockAt(i int, bare bool) int {
	t := s.at(i)
	if t == "noon" {
		s.hasClock, s.clock = true, 12*time.Hour
		return 1
	}
	half := s.at(i + 1)
	if half != "am" && half != "pm" {
		half = ""
	}
	if n := s.clockText(i, t, half); n > 0 {
		return n
	}
	if m := hourPattern.FindStringSubmatch(t); m != nil {
		return s.setClock(i, 1, m[1], "00", "0", m[2])
	}
	if m := dottedPattern.FindStringSubmatch(t); m != nil {
		if half != "" && m[2] == "" {
			return s.setClock(i, 2, m[1], "00", "0", half)
		}
		if bare {
			return s.setClock(i, 1, m[1], "0"+m[2], "0", "")
		}
	}
	return 0
}

// clockText takes 9:00, 09:00:30.250, 9:00pm, 9:00 pm, 09:00Z, 09:00+09:00.
func (s *scan) clockText(i int, t, half string) int {
	m := clockPattern.FindStringSubmatch(t)
	if m == nil {
		return 0
	}
	n := 1
	off, zoned := 0, false
	switch m[5] {
	case "am", "pm":
		half = m[5]
	case "":
		if half != "" {
			n = 2
		}
	default:
		half = ""
		if m[5] == "z" {
			zoned = true
		} else if off, zoned = fixedOffset(m[5]); !zoned {
			return s.fail(WhenZone, i, 1)
		}
		if s.zone != nil {
			return 0
		}
	}
	if n = s.setClock(i, n, m[1], m[2], "0"+m[3], half); s.err != nil {
		return n
	}
	if m[4] != "" {
		if len(m[4]) > 3 {
			return s.fail(WhenFractions, i, 1)
		}
		ms, _ := strconv.Atoi((m[4] + "00")[:3])
		s.clock += time.Duration(ms) * time.Millisecond
	}
	if zoned {
		s.zone = time.FixedZone(offsetName(off), off)
	}
	return n
}

func (s *scan) setClock(i, n int, hour, minute, second, half string) int {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	sec, _ := strconv.Atoi(second)
	switch {
	case half != "" && h == 12:
		return s.fail(WhenTwelve, i, n, s.instead(i, "12:00"), s.instead(i, "00:00"))
	case half != "" && (h == 0 || h > 12), h > 23, m > 59, sec > 59:
		return s.fail(WhenNoClock, i, n)
	case half == "pm":
		h += 12
	}
	s.hasClock = true
	s.clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second
	return n
}

// dayAt takes a day, and a time with it where they are one word.
func (s *scan) dayAt(i int) int {
	t, next := s.at(i), s.at(i+1)
	if d, ok := relativeDays[t+" "+next]; ok && next != "" {
		s.day, s.days = byDistance, d
		return 2
	}
	if d, ok := relativeDays[t]; ok {
		s.day, s.days = byDistance, d
		return 1
	}
	if wd, ok := weekdays[t]; ok {
		s.day, s.weekday = byWeekday, wd
		return 1
	}
	if wd, ok := weekdays[next]; ok && (nextWeeks[t] || thisWeeks[t]) {
		s.day, s.weekday = byNextWeek, wd
		if thisWeeks[t] {
			s.day = byThisWeek
		}
		return 2
	}
	if m := datePattern.FindStringSubmatch(t); m != nil && m[2] == m[4] {
		if m[6] != "" {
			if s.hasClock {
				return 0
			}
			if s.clockText(i, m[6], "") == 0 {
				return s.fail(WhenNoClock, i, 1, m[1]+"-"+m[3]+"-"+m[5]+" 09:00")
			}
			if s.err != nil {
				return 1
			}
		}
		y, _ := strconv.Atoi(m[1])
		mo, _ := strconv.Atoi(m[3])
		return s.setDate(i, 1, y, time.Month(mo), m[5])
	}
	if m := orderPattern.FindStringSubmatch(t); m != nil {
		y := m[3]
		if len(y) == 2 {
			y = "20" + y
		}
		return s.fail(WhenOrder, i, 1,
			s.instead(i, y+"-"+two(m[1])+"-"+two(m[2]))+" 09:00", s.instead(i, y+"-"+two(m[2])+"-"+two(m[1]))+" 09:00")
	}
	return s.monthDay(i)
}

func two(digits string) string { return ("0" + digits)[len(digits)-1:] }

// monthDay takes 1 Dec, Dec 1st, 1. desember 2026.
func (s *scan) monthDay(i int) int {
	d, name := s.at(i), s.at(i+1)
	if _, ok := months[d]; ok {
		d, name = name, d
	}
	month, ok := months[name]
	m := dayPattern.FindStringSubmatch(d)
	if !ok || m == nil {
		return 0
	}
	if year := s.at(i + 2); yearPattern.MatchString(year) {
		y, _ := strconv.Atoi(year)
		return s.setDate(i, 3, y, month, m[1])
	}
	const leap = 2000 // any leap year: 29 February is a day of some year
	if n := s.setDate(i, 2, leap, month, m[1]); s.err != nil {
		return n
	}
	s.day = byMonthDay
	return 2
}

func (s *scan) setDate(i, n, year int, month time.Month, dayOfMonth string) int {
	d, _ := strconv.Atoi(dayOfMonth)
	date := time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
	if date.Month() != month { // day 0, day 31 of 30, month 13
		return s.fail(WhenNoDate, i, n)
	}
	s.day, s.date = byDate, date
	return n
}
