package offering

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

const minutesOfDay = 24 * 60

// date is a civil date written 2026-12-25.
type date struct {
	strict.At
	V calendar.Date
}

const datePattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`

// Scan implements strict.Scalar.
func (d *date) Scan(s string) error {
	v, err := calendar.ParseDate(s)
	if err != nil || v.Year < 1970 {
		return strict.Wrong{}
	}
	d.V = v
	return nil
}

func (*date) Wanted() string         { return "a date such as 2026-12-25" }
func (*date) Schema() map[string]any { return pattern(datePattern) }

// monthDay is a date of every year written 12-29.
type monthDay struct {
	strict.At
	V calendar.MonthDay
}

const monthDayPattern = `^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`

// Scan implements strict.Scalar. 29 February is a date; 30 February is none.
func (m *monthDay) Scan(s string) error {
	t, err := time.Parse(time.DateOnly, "2024-"+s)
	if err != nil {
		return strict.Wrong{}
	}
	m.V = calendar.MonthDay{Month: t.Month(), Day: t.Day()}
	return nil
}

func (*monthDay) Wanted() string         { return "a date of every year such as 12-29" }
func (*monthDay) Schema() map[string]any { return pattern(monthDayPattern) }

// clockSpan is the open part of a day: 08:00-18:00, 00:00-24:00, or over midnight 22:00-06:00.
type clockSpan struct {
	strict.At
	From, To int // minutes since the day began; To is beyond 1440 where it ends the day after
}

const clockPattern = `([01][0-9]|2[0-3]):[0-5][0-9]`

var (
	clockSpanPattern = `^` + clockPattern + ` ?- ?(` + clockPattern + `|24:00)$`
	clockSpanForm    = regexp.MustCompile(clockSpanPattern)
)

// Scan implements strict.Scalar.
func (c *clockSpan) Scan(s string) error {
	if !clockSpanForm.MatchString(s) {
		return strict.Wrong{}
	}
	from, to, _ := strings.Cut(s, "-")
	c.From, c.To = minute(strings.TrimSpace(from)), minute(strings.TrimSpace(to))
	if c.From == c.To {
		return strict.Refused{Rule: ruleNoTime, Args: []any{strict.Quote(s)}}
	}
	if c.To < c.From {
		c.To += minutesOfDay
	}
	return nil
}

func (*clockSpan) Wanted() string         { return "hours such as 08:00-18:00, 00:00-24:00 or 22:00-06:00" }
func (*clockSpan) Schema() map[string]any { return pattern(clockSpanPattern) }

// minute is the minute of the day of an hh:mm that was checked.
func minute(s string) int {
	h, _ := strconv.Atoi(s[:2])
	m, _ := strconv.Atoi(s[3:])
	return h*60 + m
}

// clockTime is one time of day, for cut-offs (K25).
type clockTime struct {
	strict.At
	V int // minutes since the day began
}

const clockTimePattern = `^(` + clockPattern + `|24:00)$`

var clockTimeForm = regexp.MustCompile(clockTimePattern)

// Scan implements strict.Scalar.
func (c *clockTime) Scan(s string) error {
	if !clockTimeForm.MatchString(s) {
		return strict.Wrong{}
	}
	c.V = minute(s)
	return nil
}

func (*clockTime) Wanted() string         { return "a time of day such as 14:00" }
func (*clockTime) Schema() map[string]any { return pattern(clockTimePattern) }

var dayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

const dayPattern = `(mon|tue|wed|thu|fri|sat|sun)`

// weekSpan runs over days: mon 10:00 - sat 00:00. It may run over the end of the week.
type weekSpan struct {
	strict.At
	From, To int // minutes since Monday 00:00; To is beyond the week where it ends in the next one
}

const weekSpanPattern = `^` + dayPattern + ` (` + clockPattern + `) - ` + dayPattern + ` (` + clockPattern + `|24:00)$`

var weekSpanForm = regexp.MustCompile(weekSpanPattern)

// Scan implements strict.Scalar.
func (w *weekSpan) Scan(s string) error {
	m := weekSpanForm.FindStringSubmatch(s)
	if m == nil {
		return strict.Wrong{}
	}
	w.From = dayIndex(m[1])*minutesOfDay + minute(m[2])
	w.To = dayIndex(m[4])*minutesOfDay + minute(m[5])
	if w.To <= w.From {
		w.To += 7 * minutesOfDay
	}
	return nil
}

func (*weekSpan) Wanted() string         { return "a span such as mon 10:00 - sat 00:00" }
func (*weekSpan) Schema() map[string]any { return pattern(weekSpanPattern) }

func dayIndex(name string) int {
	for i, n := range dayNames {
		if n == name {
			return i
		}
	}
	return 0
}

// weekdays is a day or a range of days: mon, mon-fri, sun-thu.
type weekdays struct {
	strict.At
	Days []int // 0 is Monday
}

const weekdaysPattern = `^` + dayPattern + `(-` + dayPattern + `)?$`

var weekdaysForm = regexp.MustCompile(weekdaysPattern)

// Scan implements strict.Scalar.
func (w *weekdays) Scan(s string) error {
	if !weekdaysForm.MatchString(s) {
		mean, _ := strict.Nearest(s, append([]string{"mon-fri", "mon-sun", "sat-sun", "sun-thu"}, dayNames...))
		return strict.Wrong{Mean: mean}
	}
	from, to, ranged := strings.Cut(s, "-")
	first, last := dayIndex(from), dayIndex(from)
	if ranged {
		last = dayIndex(to)
	}
	for d := first; ; d = (d + 1) % 7 {
		w.Days = append(w.Days, d)
		if d == last {
			return nil
		}
	}
}

func (*weekdays) Wanted() string         { return "a day or days such as mon, mon-fri, sun-thu" }
func (*weekdays) Schema() map[string]any { return pattern(weekdaysPattern) }

func pattern(p string) map[string]any { return map[string]any{"type": "string", "pattern": p} }

// clockText prints minutes since Monday as "fri 17:00".
func clockText(m int) string {
	m %= 7 * minutesOfDay
	return fmt.Sprintf("%s %02d:%02d", dayNames[m/minutesOfDay], m%minutesOfDay/60, m%60)
}

// text prints the hours as they are written.
func (c clockSpan) text() string {
	to := c.To
	if to > minutesOfDay {
		to -= minutesOfDay
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", c.From/60, c.From%60, to/60, to%60)
}
