package commands

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Span reads a whole text as a duration of whole seconds: 30m, 1h30m, 1.5h, 90
// min, 2 days. A day is 24 hours, a week seven of them.
func (r Reading) Span(text string) (time.Duration, error) {
	d, err := r.length(Words(text, false))
	if err != nil {
		return 0, err
	}
	return d, nil
}

// PrintSpan writes a duration, rounded down to seconds, as 26h, 1h30m or 45s.
func PrintSpan(d time.Duration) string {
	d = d.Truncate(time.Second)
	s := d.String() // "1h30m0s"
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
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
