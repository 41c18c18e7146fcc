package commands

import (
	"regexp"
	"strconv"
	"strings"
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
	if date.Day() != d || date.Month() != month || d == 0 {
		return s.fail(WhenNoDate, i, n)
	}
	s.day, s.date = byDate, date
	return n
}

var (
	spanPattern  = regexp.MustCompile(`^(?:\d+(?:[.,]\d+)?\pL+)+$`)
	spanPieces   = regexp.MustCompile(`(\d+(?:[.,]\d+)?)(\pL+)`)
	countPattern = regexp.MustCompile(`^\d+(?:[.,]\d+)?$`)
)

// A span is a length as it was typed: days apart from the rest, because a civil
// day is not always 24 hours.
type span struct {
	days   int
	length time.Duration
	n      int           // tokens
	least  time.Duration // its smallest unit; units only go down
}

// spanAt takes as long a length as stands at token i.
func (s *scan) spanAt(i int) span {
	sp := span{least: 1 << 62}
	for s.err == nil {
		t, unit := s.at(i+sp.n), s.at(i+sp.n+1)
		counts := countPattern.MatchString(t)
		switch {
		case counts && (businesses[unit] || businessDay[unit]):
			n := 2
			if businesses[unit] { // 3 business days
				n = min(3, len(s.toks)-i-sp.n)
			}
			sp.n += s.fail(WhenBusiness, i+sp.n, n)
		case counts && units[unit] != 0:
			if !s.add(&sp, i+sp.n, 2, [][]string{{"", t, unit}}) {
				return sp
			}
		case ones[t] && units[unit] != 0:
			if !s.add(&sp, i+sp.n, 2, [][]string{{"", "1", unit}}) {
				return sp
			}
		case spanPattern.MatchString(t):
			if !s.add(&sp, i+sp.n, 1, spanPieces.FindAllStringSubmatch(t, -1)) {
				return sp
			}
		default:
			return sp
		}
	}
	return sp
}

// add adds pieces of count and unit, of n tokens at i, all or none.
func (s *scan) add(sp *span, i, n int, pieces [][]string) bool {
	sum := *sp
	for _, p := range pieces {
		unit, ok := units[p[2]]
		if businessDay[p[2]] {
			sp.n += s.fail(WhenBusiness, i, n)
			return false
		}
		if !ok || unit >= sum.least {
			return false
		}
		sum.least = unit
		whole, fraction, broken := strings.Cut(strings.Replace(p[1], ",", ".", 1), ".")
		if len(whole) > 6 {
			sp.n += s.fail(WhenTooFar, i, n)
			return false
		}
		count, _ := strconv.Atoi(whole)
		if broken { // hundredths of an hour are whole seconds
			if unit != time.Hour || len(fraction) > 2 || strings.Contains(p[1], ",") {
				sp.n += s.fail(WhenFractions, i, n)
				return false
			}
			hundredths, _ := strconv.Atoi((fraction + "0")[:2])
			sum.length += time.Duration(hundredths) * (time.Hour / 100)
		}
		if unit >= day {
			sum.days += count * int(unit/day)
		} else {
			sum.length += time.Duration(count) * unit
		}
	}
	if time.Duration(sum.days)*day+sum.length > farthest || sum.days > int(farthest/day) {
		sp.n += s.fail(WhenTooFar, i, n)
		return false
	}
	sum.n += n
	*sp = sum
	return true
}

// length reads all the words as a duration.
func (r Reading) length(ws []Word) (time.Duration, *WhenError) {
	d, n, err := r.leadLength(ws)
	if err == nil && n < len(ws) {
		err = r.refuseLength(WhenUnknown, ws[n].whole())
	}
	return d, err
}

// leadLength is to length what lead is to moment.
func (r Reading) leadLength(ws []Word) (time.Duration, int, *WhenError) {
	s := &scan{r: r, toks: tokens(ws)}
	sp := s.spanAt(0)
	s.used = sp.n
	n := s.consumed()
	total := time.Duration(sp.days)*day + sp.length
	switch {
	case s.err != nil:
		return 0, n, r.refuseLength(s.err.Code, s.err.At)
	case n == 0:
		return 0, 0, r.refuseLength(WhenUnknown, s.said(0, 1))
	case s.used < len(s.toks) && s.toks[s.used].src == s.toks[s.used-1].src:
		return 0, n, r.refuseLength(WhenUnknown, s.toks[s.used].raw)
	case total == 0:
		return 0, n, r.refuseLength(WhenZero, s.said(0, s.used))
	}
	return total, n, nil
}

func (r Reading) refuseLength(code WhenCode, at string) *WhenError {
	return &WhenError{Code: code, At: at, Examples: []string{"30m", "1h30m", "90 min", "2 days"}}
}
