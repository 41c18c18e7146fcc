package sla

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/deskhand/deskhand/domain/calendar"
)

// week opens the given weekdays from one full hour to another.
func week(from, to int, days ...time.Weekday) []calendar.Span {
	var spans []calendar.Span
	for _, d := range days {
		spans = append(spans, calendar.Span{From: calendar.At(d, from, 0), To: calendar.At(d, to, 0)})
	}
	return spans
}

var workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// desk are the calendars of the tests, by name.
var desk = map[string]calendar.Spec{
	"24x7": {Name: "24x7", Always: true},
	"office": {Name: "office", Layers: []calendar.Layer{{ // Oslo, with 1 May 2026 (a Friday) off
		Name: "oslo engineers", Zone: "Europe/Oslo", Week: week(9, 17, workdays...),
		Days: []calendar.Day{{Date: calendar.Date{Year: 2026, Month: 5, Day: 1}, Name: "Labour Day"}},
	}}, Closures: []calendar.Layer{{
		Name: "works outing", Zone: "Europe/Oslo",
		Days: []calendar.Day{{Date: calendar.Date{Year: 2026, Month: 6, Day: 10}, Name: "outing of team seven", Open: []calendar.DaySpan{{From: 12 * 60, To: 24 * 60}}}},
	}}},
	"singapore": {Name: "singapore", Layers: []calendar.Layer{{
		Name: "sg", Zone: "Asia/Singapore", Week: week(8, 18, workdays...),
		Lists: []*calendar.Holidays{{
			ID: "SG", Name: "Singapore", Ends: calendar.Date{Year: 2027, Month: 12, Day: 31},
			Days: []calendar.Day{{Date: calendar.Date{Year: 2027, Month: 3, Day: 10}, Name: "Hari Raya Puasa", Expected: true}},
		}},
	}}},
	"24x5": {Name: "24x5", Layers: []calendar.Layer{
		{Name: "sydney", Zone: "Australia/Sydney", Week: []calendar.Span{{From: calendar.At(time.Monday, 10, 0), To: calendar.At(time.Saturday, 0, 0)}}},
		{Name: "west coast", Zone: "America/Los_Angeles", Week: []calendar.Span{{From: 0, To: calendar.At(time.Friday, 17, 0)}}},
	}},
	"nights": {Name: "nights", Layers: []calendar.Layer{{
		Name: "night shift", Zone: "America/New_York", Week: []calendar.Span{
			{From: calendar.At(time.Sunday, 22, 0), To: calendar.At(time.Sunday, 22, 0) + 8*60},
			{From: calendar.At(time.Wednesday, 22, 0), To: calendar.At(time.Thursday, 6, 0)},
		},
	}}},
	"lunch": {Name: "lunch", Layers: []calendar.Layer{{
		Name: "tokyo", Zone: "Asia/Tokyo", Week: append(week(9, 12, workdays...), week(13, 18, workdays...)...),
	}}},
}

// compiled are the desk's calendars.
func compiled(tb testing.TB) Calendars {
	tb.Helper()
	all := map[string]*calendar.Calendar{}
	for name, spec := range desk {
		c, err := calendar.Compile(spec, time.LoadLocation)
		if err != nil {
			tb.Fatalf("calendar %s: %v", name, err)
		}
		all[name] = c
	}
	return func(_ Pin, name string) *calendar.Calendar { return all[name] }
}

// oslo reads "2026-03-02 09:00" or "2026-03-02 09:00:00.001" as Oslo's wall clock.
func oslo(tb testing.TB, s string) time.Time {
	tb.Helper()
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		tb.Fatal(err)
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05.000"} {
		if t, err := time.ParseInLocation(form, s, loc); err == nil {
			return t.UTC()
		}
	}
	tb.Fatalf("no time: %q", s)
	return time.Time{}
}

// at reads "tue 09:00" in the week of Monday 2 March 2026, "2tue 09:00" in the one after, with
// seconds and milliseconds if need be: Oslo's wall clock.
func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	days := "mon tue wed thu fri sat sun"
	rest, second := strings.CutPrefix(s, "2")
	day, clock, _ := strings.Cut(rest, " ")
	n := strings.Index(days, day)
	if n < 0 || len(day) != 3 {
		tb.Fatalf("no day: %q", s)
	}
	n = 2 + n/4
	if second {
		n += 7
	}
	return oslo(tb, fmt.Sprintf("2026-03-%02d %s", n, clock))
}

// script reads marks, one a line: a deed, a reason if it takes one, and when it was so. What a
// retarget moves to is named in targets: "retarget sev1 carry tue 09:00".
func script(tb testing.TB, targets map[string]Target, lines ...string) []Mark {
	tb.Helper()
	var marks []Mark
	for _, line := range lines {
		words := strings.Fields(line)
		m := Mark{Do: Deed(words[0])}
		if n := len(words); n >= 3 {
			m.At = at(tb, words[n-2]+" "+words[n-1])
			words = words[1 : n-2]
		} else {
			tb.Fatalf("no mark: %q", line)
		}
		for _, w := range words {
			t, known := targets[w]
			switch {
			case known:
				m.To = &t
			case m.Do == Retarget:
				m.Change = Change(w)
			default:
				m.Reason = Reason(w)
			}
		}
		marks = append(marks, m)
	}
	return marks
}

// clock is a restore clock with the marks of a script.
func clock(tb testing.TB, target Target, lines ...string) Clock {
	tb.Helper()
	return Clock{Kind: Restore, Cycle: 1, Target: target, Marks: script(tb, nil, lines...)}
}

// same compares instants.
func same(tb interface {
	Helper()
	Errorf(string, ...any)
}, what string, got, want time.Time) {
	tb.Helper()
	if !got.Equal(want) {
		tb.Errorf("%s: got %v, want %v", what, show(got), show(want))
	}
}

func show(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	loc, _ := time.LoadLocation("Europe/Oslo")
	return t.In(loc).Format("Mon 2006-01-02 15:04:05.000")
}
