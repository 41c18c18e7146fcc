package calendar

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"
)

// peer returns rickar/cal's Monday to Friday 9 to 17 with the holidays of the
// United States, and ours with the very dates it observes.
func peer(t testing.TB, cached bool) (*cal.BusinessCalendar, *Calendar) {
	t.Helper()
	theirs := cal.NewBusinessCalendar()
	theirs.Cacheable = cached
	theirs.AddHoliday(us.Holidays...)
	list := &Holidays{ID: "US", Name: "as rickar/cal has them"}
	for d := (Date{2019, 1, 1}); d.Year < 2046; d = d.Plus(1) {
		noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
		if _, observed, h := theirs.IsHoliday(noon); observed {
			list.Days = append(list.Days, Day{Date: d, Name: h.Name})
		}
	}
	return theirs, compile(t, Spec{Layers: []Layer{
		{Name: "New York", Zone: "America/New_York", Week: nineToFive(), Lists: []*Holidays{list}},
	}})
}

// TestForeign compares with another engine inside its domain: one span a day,
// no night, no clock change within hours.
func TestForeign(t *testing.T) {
	theirs, ours := peer(t, true)
	r := random(t)
	ny := zone(t, "America/New_York")
	lo := time.Date(2020, 1, 1, 0, 0, 0, 0, ny)
	for range probes(3800) {
		a := lo.Add(time.Duration(r.IntN(10*365*24*3600)) * time.Second).In(ny)
		d := time.Duration(1+r.IntN(200*3600)) * time.Second
		if r.IntN(4) == 0 { // whole days end exactly at the close (K2)
			d = d.Truncate(8*time.Hour) + 8*time.Hour
		}
		due, ok := ours.Add(a, d)
		if want := theirs.AddWorkHours(a, d); !ok || !due.Equal(want) {
			t.Fatalf("Add(%v, %v) = %v %v, theirs %v", a, d, due, ok, want)
		}
		b := a.Add(time.Duration(r.IntN(60*24*3600)) * time.Second)
		if got, want := ours.Between(a, b), theirs.WorkHoursInRange(a, b); got != want {
			t.Fatalf("Between(%v, %v) = %v, theirs %v", a, b, got, want)
		}
	}
}
