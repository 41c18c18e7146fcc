package offering

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// length is how long something may take on its calendar: 15m, 4h, 1h30m, or 2 business days.
// The two never mix: a business day is no number of hours (K25).
type length struct {
	strict.At
	Within time.Duration
	Days   int
}

const (
	spanPattern   = `([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?`
	lengthPattern = `^([0-9]{1,5}[hms]|[0-9]{1,5}h[0-9]{1,5}m|[0-9]{1,3} business days?)$`
)

var (
	spanForm = regexp.MustCompile(`^` + spanPattern + `$`)
	daysForm = regexp.MustCompile(`^([0-9]{1,4}) (business )?days?$`)
)

// Scan implements strict.Scalar. Zero and negative lengths are refused (K4).
func (l *length) Scan(s string) error {
	if negative(s) {
		return strict.Refused{Rule: ruleNotPositive, Args: []any{strict.Quote(s)}, Mean: strings.TrimPrefix(s, "-")}
	}
	if m := daysForm.FindStringSubmatch(s); m != nil {
		if m[2] == "" {
			return strict.Refused{Rule: ruleWhichDays, Args: []any{strict.Quote(s)}}
		}
		l.Days, _ = strconv.Atoi(m[1])
		return positive(s, l.Days)
	}
	var ok bool
	if l.Within, ok = span(s); !ok {
		return strict.Wrong{Mean: lengthMeant(s)}
	}
	return positive(s, int(l.Within/time.Second))
}

func (*length) Wanted() string         { return "a length of time such as 15m, 4h, 1h30m or 2 business days" }
func (*length) Schema() map[string]any { return pattern(lengthPattern) }

// window is a length of plain time, by the wall: 30m, 2h, 14 days of 24 hours.
type window struct {
	strict.At
	V time.Duration
}

// callAgain is how long after a breach people are called again: neither so often that nobody listens,
// nor so seldom that it is silence.
type callAgain struct{ window }

const (
	leastCallAgain = 5 * time.Minute
	mostCallAgain  = 24 * time.Hour
)

// Scan implements strict.Scalar.
func (c *callAgain) Scan(s string) error {
	if err := c.window.Scan(s); err != nil {
		return err
	}
	if c.V < leastCallAgain || c.V > mostCallAgain {
		return strict.Refused{Rule: ruleCallAgain, Args: []any{strict.Quote(s)}}
	}
	return nil
}

func (*callAgain) Wanted() string { return "a length of plain time from 5m to 24h" }

const windowPattern = `^([0-9]{1,5}[hms]|[0-9]{1,5}h[0-9]{1,5}m|[0-9]{1,4} days?)$`

// Scan implements strict.Scalar.
func (w *window) Scan(s string) error {
	if negative(s) {
		return strict.Refused{Rule: ruleNotPositive, Args: []any{strict.Quote(s)}, Mean: strings.TrimPrefix(s, "-")}
	}
	if m := daysForm.FindStringSubmatch(s); m != nil && m[2] == "" {
		n, _ := strconv.Atoi(m[1])
		w.V = time.Duration(n) * 24 * time.Hour
		return positive(s, n)
	}
	var ok bool
	if w.V, ok = span(s); !ok {
		return strict.Wrong{Mean: lengthMeant(s)}
	}
	return positive(s, int(w.V/time.Second))
}

func (*window) Wanted() string         { return "a length of plain time such as 30m, 2h or 14 days" }
func (*window) Schema() map[string]any { return pattern(windowPattern) }

func negative(s string) bool { return strings.HasPrefix(s, "-") }

func positive(s string, n int) error {
	if n <= 0 {
		return strict.Refused{Rule: ruleNotPositive, Args: []any{strict.Quote(s)}}
	}
	return nil
}

// span reads 1h30m, at most 99,999 of each unit: about eleven years.
func span(s string) (time.Duration, bool) {
	m := spanForm.FindStringSubmatch(s)
	if s == "" || m == nil {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		if part := m[i+1]; part != "" {
			n, _ := strconv.Atoi(part[:len(part)-1])
			d += time.Duration(n) * unit
		}
	}
	return d, true
}

var spokenForm = regexp.MustCompile(`^([0-9]{1,4}) ?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|hr|h)$`)

// lengthMeant turns "15 min" into 15m.
func lengthMeant(s string) string {
	if m := spokenForm.FindStringSubmatch(strings.ToLower(s)); m != nil {
		return m[1] + m[2][:1]
	}
	return ""
}

// point is where a warning is due: 50% of the target, or 4m left of it.
type point struct {
	strict.At
	Percent int
	Left    time.Duration
}

const pointPattern = `^([1-9][0-9]?%|[0-9]{1,5}[hms] left|[0-9]{1,5}h[0-9]{1,5}m left)$`

// Scan implements strict.Scalar.
func (p *point) Scan(s string) error {
	if n, ok := strings.CutSuffix(s, "%"); ok {
		v, err := strconv.Atoi(n)
		if err != nil {
			return strict.Wrong{}
		}
		if v < 1 || v > 99 {
			return strict.Refused{Rule: ruleWarnBeyond, Args: []any{s}}
		}
		p.Percent = v
		return nil
	}
	text, ok := strings.CutSuffix(s, " left")
	if !ok {
		if _, isSpan := span(s); isSpan {
			return strict.Wrong{Mean: s + " left"}
		}
		return strict.Wrong{}
	}
	if p.Left, ok = span(text); !ok {
		return strict.Wrong{}
	}
	return positive(s, int(p.Left/time.Second))
}

func (*point) Wanted() string         { return "a point such as 50% or 4m left" }
func (*point) Schema() map[string]any { return pattern(pointPattern) }

// text prints the point as it is written.
func (p point) text() string {
	if p.Percent > 0 {
		return strconv.Itoa(p.Percent) + "%"
	}
	return shortSpan(p.Left) + " left"
}

// shortSpan prints 1h30m0s as 1h30m.
func shortSpan(d time.Duration) string {
	s := d.String()
	s = strings.TrimSuffix(s, "m0s")
	if s != d.String() {
		s += "m"
	}
	if h, ok := strings.CutSuffix(s, "h0m"); ok {
		s = h + "h"
	}
	return s
}
