package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// TestDiffer: what a programme manager changed in a calendar is named; where a list was read is no
// change.
func TestDiffer(t *testing.T) {
	date := func(m time.Month, d int) calendar.Date { return calendar.Date{Year: 2026, Month: m, Day: d} }
	spec := func(change func(*calendar.Spec)) *calendar.Calendar {
		t.Helper()
		s := calendar.Spec{Name: "office", Layers: []calendar.Layer{{
			Name: "oslo", Zone: "Europe/Oslo", Week: []calendar.Span{{From: 480, To: 960}},
			Days: []calendar.Day{{Date: date(12, 24), Name: "Eve", Open: []calendar.DaySpan{{From: 480, To: 720}}}},
			Lists: []*calendar.Holidays{{ID: "NO", Source: "one", Ends: date(12, 31), Days: []calendar.Day{
				{Date: date(5, 17), Name: "Constitution Day"}, {Date: date(12, 25), Name: "Christmas"}}}},
		}}}
		if change != nil {
			change(&s)
		}
		c, err := calendar.Compile(s, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	always, err := calendar.Compile(calendar.Spec{Name: "always", Always: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	list := func(s *calendar.Spec) *calendar.Holidays { return s.Layers[0].Lists[0] }
	for name, tc := range map[string]struct {
		to   *calendar.Calendar
		want string
	}{
		"the same":       {spec(nil), ""},
		"another source": {spec(func(s *calendar.Spec) { list(s).Source = "two"; list(s).Days[0].Name = "17 May" }), ""},
		"the week":       {spec(func(s *calendar.Spec) { s.Layers[0].Week[0].To = 1000 }), "hours oslo 0-0-0"},
		"the zone":       {spec(func(s *calendar.Spec) { s.Layers[0].Zone = "Europe/Paris" }), "hours oslo"},
		"a holiday came": {spec(func(s *calendar.Spec) {
			list(s).Days = append(list(s).Days, calendar.Day{Date: date(3, 4), Name: "Strike"})
		}), "day_came NO 2026-3-4"},
		"a holiday went":  {spec(func(s *calendar.Spec) { list(s).Days = list(s).Days[:1] }), "day_went NO 2026-12-25"},
		"a short day":     {spec(func(s *calendar.Spec) { s.Layers[0].Days[0].Open[0].To = 700 }), "day_is_other oslo 2026-12-24"},
		"a longer list":   {spec(func(s *calendar.Spec) { list(s).Ends = date(12, 30) }), "list_end NO 2026-12-30"},
		"no list":         {spec(func(s *calendar.Spec) { s.Layers[0].Lists = nil }), "day_went NO 2026-5-17"},
		"round the clock": {always, "hours"},
	} {
		t.Run(name, func(t *testing.T) {
			some, n := calendar.Differ(spec(nil), tc.to, 0)
			var got []string
			for _, d := range some {
				got = append(got, fmt.Sprintf("%s %s %d-%d-%d", d.What, d.Name, d.Date.Year, d.Date.Month, d.Date.Day))
			}
			if s := strings.Join(got, ", "); n != len(some) || !strings.HasPrefix(s, tc.want) || tc.want == "" && s != "" {
				t.Errorf("got %q (%d), want %q", s, n, tc.want)
			}
			if back, m := calendar.Differ(tc.to, spec(nil), 1); m != n || n > 0 && len(back) != 1 {
				t.Errorf("the other way: %v, %d", back, m)
			}
		})
	}
}
