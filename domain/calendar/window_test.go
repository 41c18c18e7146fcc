package calendar

import (
	"math"
	"sync"
	"testing"
	"time"
)

// TestDroughts: K27. Eight years without an open second end a search, whatever
// window happens to be compiled.
func TestDroughts(t *testing.T) {
	dates := func(dates ...Date) *Calendar {
		l := Layer{Zone: "UTC"}
		for _, d := range dates {
			l.Days = append(l.Days, Day{Date: d, Open: []DaySpan{{0, 60}}})
		}
		return compile(t, Spec{Layers: []Layer{l}})
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, v := range []struct {
		name  string
		c     *Calendar
		from  time.Time
		d     time.Duration
		added string
		opens string
	}{
		{"the last opening", dates(Date{2027, 1, 1}), start, time.Hour, "2027-01-01T01:00:00Z", "2027-01-01T00:00:00Z"},
		{"more than there is", dates(Date{2027, 1, 1}), start, time.Hour + 1, "", "2027-01-01T00:00:00Z"},
		{"after the last opening", dates(Date{2027, 1, 1}), start.AddDate(2, 0, 0), 1, "", ""},
		{"within eight years", dates(Date{2033, 12, 31}), start, 1, "2033-12-31T00:00:00.000000001Z", "2033-12-31T00:00:00Z"},
		{"beyond eight years", dates(Date{2034, 3, 1}), start, 1, "", ""},
		{"a drought on the way", dates(Date{2027, 1, 1}, Date{2040, 1, 1}), start, 2 * time.Hour, "", "2027-01-01T00:00:00Z"},
		{"up to a drought", dates(Date{2027, 1, 1}, Date{2040, 1, 1}), start, time.Hour, "2027-01-01T01:00:00Z", "2027-01-01T00:00:00Z"},
		{"behind a drought", dates(Date{2027, 1, 1}, Date{2040, 1, 1}), start.AddDate(10, 0, 0), 1, "2040-01-01T00:00:00.000000001Z", "2040-01-01T00:00:00Z"},
		{"longer than all time", dates(Date{2027, 1, 1}), start, math.MaxInt64, "", "2027-01-01T00:00:00Z"},
	} {
		t.Run(v.name, func(t *testing.T) {
			for _, window := range []string{"fresh", "small", "whole"} {
				v.c.table.Store(nil)
				switch window {
				case "small":
					v.c.table.Store(v.c.compile(v.from.Unix(), v.from.Unix()+1))
				case "whole":
					v.c.table.Store(v.c.compile(0, endNano/1e9))
				}
				due, ok := v.c.Add(v.from, v.d)
				if text(due, ok) != v.added {
					t.Errorf("%s window: added %s, want %s", window, text(due, ok), v.added)
				}
				if opens, ok := v.c.NextOpen(v.from); text(opens, ok) != v.opens {
					t.Errorf("%s window: opens %s, want %s", window, text(opens, ok), v.opens)
				}
			}
		})
	}
	t.Run("business days", func(t *testing.T) {
		c := dates(Date{2027, 1, 1}, Date{2040, 1, 1})
		if due, ok := c.AddDays(start, 0, Receipt{}); !ok {
			t.Errorf("the first is %v %v", due, ok)
		}
		if due, ok := c.AddDays(start, 1, Receipt{}); ok {
			t.Errorf("the second is %v", due)
		}
	})
	t.Run("never shut", func(t *testing.T) {
		c := compile(t, Spec{Layers: []Layer{{Zone: "UTC", Week: []Span{{0, weekMinutes}}}}})
		if at, ok := c.NextClose(start); ok {
			t.Errorf("closes %v", at)
		}
		if due, ok := c.Add(start, 20*365*24*time.Hour); !ok || !due.Equal(start.Add(20*365*24*time.Hour)) {
			t.Errorf("added %v %v", due, ok)
		}
	})
}

func text(t time.Time, ok bool) string {
	if !ok {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// TestHorizon: what lies outside [Begin, End) has no deadline and no worth.
func TestHorizon(t *testing.T) {
	if End.UnixNano() != endNano || Begin.UnixNano() != 0 {
		t.Fatalf("End is %d", End.UnixNano())
	}
	for name, c := range map[string]*Calendar{
		"office": compile(t, Spec{Layers: []Layer{{Zone: "Europe/Oslo", Week: nineToFive()}}}),
		"24x7":   compile(t, Spec{Always: true}),
		"all":    compile(t, Spec{Layers: []Layer{{Zone: "UTC", Week: []Span{{0, weekMinutes}}}}}),
	} {
		t.Run(name, func(t *testing.T) {
			for _, out := range []time.Time{{}, Begin.Add(-1), End, End.AddDate(800, 0, 0)} {
				if due, ok := c.Add(out, time.Second); ok {
					t.Errorf("Add(%v) = %v", out, due)
				}
				if at, ok := c.NextOpen(out); ok {
					t.Errorf("NextOpen(%v) = %v", out, at)
				}
				if at, ok := c.NextClose(out); ok {
					t.Errorf("NextClose(%v) = %v", out, at)
				}
				if at, ok := c.AddDays(out, 1, Receipt{}); ok {
					t.Errorf("AddDays(%v) = %v", out, at)
				}
				if c.Open(out) {
					t.Errorf("Open(%v)", out)
				}
			}
			if due, ok := c.Add(End.Add(-time.Nanosecond), time.Nanosecond); ok {
				t.Errorf("due at the end: %v", due)
			}
			all := c.Between(Begin, End)
			if got := c.Between(time.Time{}, End.AddDate(800, 0, 0)); got != all || all <= 0 {
				t.Errorf("all of time is %v, beyond it %v", all, got)
			}
			if got := c.Between(End.AddDate(1, 0, 0), time.Time{}); got != -all {
				t.Errorf("backwards %v, want %v", got, -all)
			}
			if w := c.Walk(End, End.AddDate(1, 0, 0)); w != nil {
				t.Errorf("a walk behind the end: %v", w)
			}
			if due, ok := c.Add(Begin, -1); ok {
				t.Errorf("Add of a negative length: %v (K4)", due)
			}
			if due, ok := c.Add(Begin, math.MaxInt64); ok {
				t.Errorf("Add of all time: %v", due)
			}
			if due, ok := c.Add(Begin, 0); !ok || !due.Equal(Begin) {
				t.Errorf("Add of nothing: %v %v (K4)", due, ok)
			}
		})
	}
}

// TestBegin: west of UTC the first hours of 1970 are on a date of 1969, a
// Wednesday.
func TestBegin(t *testing.T) {
	c := compile(t, Spec{Layers: []Layer{{Zone: "America/New_York", Week: []Span{{At(time.Wednesday, 0, 0), At(time.Thursday, 0, 0)}}}}})
	if got := c.Between(Begin, Begin.AddDate(0, 0, 1)); got != 5*time.Hour {
		t.Errorf("the first day has %v, want 5h", got)
	}
	if w := c.Walk(Begin, Begin.AddDate(0, 0, 1)); len(w) != 2 || !w[0].Open || len(w[0].Reasons) != 1 {
		t.Errorf("walk %v", w)
	}
}

// TestTogether lets many goroutines ask a calendar about years nobody has
// asked for: the race detector and the answers are the test.
func TestTogether(t *testing.T) {
	spec := followTheSun()
	c, settled := compile(t, spec), compile(t, spec)
	settled.widen(0, endNano)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 40 {
				a := time.Date(2026+(i*7+g*13)%60-20, 3, 1+i%28, g, 0, 0, 0, time.UTC)
				if due, ok := c.Add(a, 500*time.Hour); !ok || settled.Between(a, due) != 500*time.Hour {
					t.Errorf("Add(%v) = %v", a, due)
				}
				opens, _ := c.NextOpen(a)
				shuts, _ := c.NextClose(a)
				if want, _ := settled.NextClose(a); !shuts.Equal(want) || shuts.Before(opens) {
					t.Errorf("NextClose(%v) = %v, want %v", a, shuts, want)
				}
				c.Walk(a, a.AddDate(0, 0, 3))
			}
		})
	}
	all.Wait()
}
