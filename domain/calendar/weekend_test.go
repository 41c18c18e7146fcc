package calendar

import (
	"testing"
	"time"
)

// followTheSun is 24x5 from Monday 10:00 in Sydney to Friday 17:00 in Los
// Angeles (K12).
func followTheSun() Spec {
	return Spec{Name: "24x5", Layers: []Layer{
		{Name: "Sydney", Zone: "Australia/Sydney", Week: []Span{{At(time.Monday, 10, 0), At(time.Saturday, 0, 0)}}},
		{Name: "Los Angeles", Zone: "America/Los_Angeles", Week: []Span{{At(time.Monday, 0, 0), At(time.Friday, 17, 0)}}},
	}}
}

// TestWeekends counts the weekends of 24x5 by their length: 48 hours in half
// of the year only (K12). Each starts Friday 17:00 in Los Angeles and ends Monday 10:00
// in Sydney.
func TestWeekends(t *testing.T) {
	c := compile(t, followTheSun())
	la, sydney := zone(t, "America/Los_Angeles"), zone(t, "Australia/Sydney")
	count := func(from, to int) map[time.Duration]int {
		lengths := map[time.Duration]int{}
		for shut, ok := c.NextClose(time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)); ok && shut.Year() < to; {
			opens, _ := c.NextOpen(shut)
			lengths[opens.Sub(shut)]++
			if l := shut.In(la); l.Weekday() != time.Friday || l.Format("15:04") != "17:00" {
				t.Errorf("a weekend starts %v", l)
			}
			if l := opens.In(sydney); l.Weekday() != time.Monday || l.Format("15:04") != "10:00" {
				t.Errorf("a weekend ends %v", l)
			}
			shut, ok = c.NextClose(opens)
		}
		return lengths
	}
	for _, v := range []struct {
		name          string
		from, to      int
		h46, h47, h48 int
	}{
		{"2026", 2026, 2027, 18, 8, 26},
		{"2020 to 2035", 2020, 2036, 291, 126, 418},
	} {
		t.Run(v.name, func(t *testing.T) {
			got := count(v.from, v.to)
			if got[46*time.Hour] != v.h46 || got[47*time.Hour] != v.h47 || got[48*time.Hour] != v.h48 || len(got) != 3 {
				t.Errorf("weekends by length: %v, want 46h:%d 47h:%d 48h:%d", got, v.h46, v.h47, v.h48)
			}
		})
	}
}
