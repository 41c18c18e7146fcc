package workspace

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// date draws Slack's date mark-up in the reader's zone; what cannot be read
// falls back to the words the sender gave.
func (r Reader) date(s span) string {
	unix, err := strconv.ParseInt(s.unix, 10, 64)
	if err != nil || s.id == "" {
		return s.text
	}
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	t := time.Unix(unix, 0).In(zone)
	var b strings.Builder
	rest := s.id
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			b.WriteString(rest)
			return b.String()
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 0 {
			return s.text
		}
		b.WriteString(rest[:open])
		word, ok := r.dateToken(rest[open+1:open+end], t)
		if !ok {
			return s.text
		}
		b.WriteString(word)
		rest = rest[open+end+1:]
	}
}

func (r Reader) dateToken(token string, t time.Time) (string, bool) {
	if base, ok := strings.CutSuffix(token, "_pretty"); ok {
		if day := r.relativeDay(t); day != "" {
			return day, true
		}
		token = base
	}
	switch token {
	case "date_num":
		return t.Format("2006-01-02"), true
	case "date_slash":
		return t.Format("01/02/2006"), true
	case "date":
		return t.Format("January ") + ordinal(t.Day()) + t.Format(", 2006"), true
	case "date_short":
		return t.Format("Jan 2, 2006"), true
	case "date_long":
		return t.Format("Monday, January ") + ordinal(t.Day()) + t.Format(", 2006"), true
	case "day_divider_pretty":
		return t.Format("Monday, January ") + ordinal(t.Day()), true
	case "time":
		if r.Clock12 {
			return t.Format("3:04 PM"), true
		}
		return t.Format("15:04"), true
	case "time_secs":
		if r.Clock12 {
			return t.Format("3:04:05 PM"), true
		}
		return t.Format("15:04:05"), true
	case "ago":
		return r.ago(t), true
	}
	return "", false
}

// relativeDay is yesterday, today or tomorrow, where now is known.
func (r Reader) relativeDay(t time.Time) string {
	if r.Now.IsZero() {
		return ""
	}
	day := func(t time.Time) int64 {
		y, m, d := t.In(t.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	switch day(t) - day(r.Now.In(t.Location())) {
	case -1:
		return "yesterday"
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	}
	return ""
}

func (r Reader) ago(t time.Time) string {
	if r.Now.IsZero() {
		return t.Format("2006-01-02 15:04")
	}
	d := r.Now.Sub(t)
	form := "%d %s ago"
	if d < 0 {
		d, form = -d, "in %d %s"
	}
	n, unit := int(d/time.Minute), "minute"
	switch {
	case d >= 48*time.Hour:
		n, unit = int(d/(24*time.Hour)), "day"
	case d >= 2*time.Hour:
		n, unit = int(d/time.Hour), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf(form, n, unit)
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
