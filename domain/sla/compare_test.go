package sla

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"pgregory.net/rapid"
)

// TestCompare: why the due is not another instant.
func TestCompare(t *testing.T) {
	cals := compiled(t)
	waited := []string{"start mon 16:00", "pause customer tue 10:00", "resume customer tue 12:00"} // due wed 10:00
	for _, tt := range []struct {
		name      string
		marks     []string
		candidate string
		now       string
		left      time.Duration
		shut      time.Duration
		stood     time.Duration
		between   int
	}{
		{"why not on Tuesday at 15:00?", waited, "tue 15:00", "tue 13:00", 3 * time.Hour, 16 * time.Hour, 2 * time.Hour, 2},
		{"before it began, all is left", waited, "mon 12:00", "tue 13:00", 8 * time.Hour, 0, 0, 0},
		{"in the night: nothing was counted since the close", waited, "mon 23:00", "tue 13:00", 7 * time.Hour, 6 * time.Hour, 0, 1},
		{"while it stood", waited, "tue 11:00", "tue 13:00", 6 * time.Hour, 16 * time.Hour, time.Hour, 2},
		{"the due itself: nothing lies between", waited, "wed 10:00", "tue 13:00", 0, 0, 0, 0},
		{"why not later?", waited, "wed 12:00", "tue 13:00", -2 * time.Hour, 0, 0, 0},
		{"much later: nights do not count", waited, "thu 10:00", "tue 13:00", -8 * time.Hour, 0, 0, 0},
		{"broken: what has passed since", []string{"start mon 09:00"}, "tue 10:00", "tue 12:00", -time.Hour, 16 * time.Hour, 0, 2},
		{"while it stands: against what would be due", []string{"start mon 15:00", "pause customer mon 16:00"}, "tue 15:00", "tue 12:00", 4 * time.Hour, 0, 20 * time.Hour, 1},
		{"met: against the due it had", []string{"start mon 10:00", "satisfy mon 12:00"}, "mon 17:00", "fri 12:00", time.Hour, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := clock(t, eight, tt.marks...)
			r := Compare(c, at(t, tt.candidate), at(t, tt.now), cals)
			if r.Left != tt.left || r.Shut != tt.shut || r.Stood != tt.stood {
				t.Errorf("got left %v, shut %v, stood %v\n  %s", r.Left, r.Shut, r.Stood, strings.Join(told(r.Between), "\n  "))
			}
			if len(r.Between) != tt.between {
				t.Errorf("between: got\n  %s", strings.Join(told(r.Between), "\n  "))
			}
		})
	}
}

// TestCompareNothing: a clock that has not begun has no due to hold anything against.
func TestCompareNothing(t *testing.T) {
	r := Compare(clock(t, eight, "start mon 10:00"), at(t, "mon 12:00"), at(t, "mon 09:00"), compiled(t))
	if !r.Due.IsZero() || r.Left != 8*time.Hour || len(r.Between) != 0 {
		t.Errorf("got %+v", r)
	}
}

// TestPropertyCompare: what is left at a candidate before now is what was left then, by what is
// known now; and before the due, what counted and what did not make up the time since the start.
func TestPropertyCompare(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		now := within(r, c)
		then := now.Add(-time.Duration(r.IntN(2*24*60)) * time.Minute)
		cmp := Compare(c, then, now, cals)
		s := Evaluate(c, then, cals)
		for _, m := range c.Marks {
			if m.Do == Retarget || m.Do == Reopen || m.Do == Satisfy || m.Do == Cancel {
				return // these change what is left
			}
		}
		if s.Phase != Waiting && cmp.Left != s.Remaining {
			t.Fatalf("at %s is left %v, was left %v", show(then), cmp.Left, s.Remaining)
		}
		if s.Phase != Waiting && !cmp.Due.IsZero() && then.Before(cmp.Due) {
			if got, want := s.Elapsed+cmp.Shut+cmp.Stood, then.Sub(s.Started); got != want {
				t.Fatalf("elapsed %v, shut %v and stood %v are not %v", s.Elapsed, cmp.Shut, cmp.Stood, want)
			}
		}
	})
}

// TestForCustomer: nothing internal gets through, whatever there is to tell.
func TestForCustomer(t *testing.T) {
	const inner = "SECRET"
	spec := calendar.Spec{Name: inner + "calendar", Layers: []calendar.Layer{
		{Name: inner + "layer", Zone: "Europe/Oslo", Week: week(9, 17, workdays...), Days: []calendar.Day{{Date: calendar.Date{Year: 2026, Month: 3, Day: 4}, Name: "Wednesday off"}}},
		{Name: inner + "other", Zone: "Europe/Oslo", Week: week(9, 17, workdays[:2]...)},
	}, Closures: []calendar.Layer{{Name: inner + "closure", Zone: "Europe/Oslo", Days: []calendar.Day{
		{Date: calendar.Date{Year: 2026, Month: 3, Day: 5}, Name: inner + "outing", Open: []calendar.DaySpan{{From: 0, To: 1440}}},
	}}}}
	cal, err := calendar.Compile(spec, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	cals := func(Pin, string) *calendar.Calendar { return cal }
	target := eight
	target.Calendar, target.Within = inner+"name", 30*time.Hour
	longer := target
	longer.Within = 40 * time.Hour
	pin := Pin{Offering: inner + "offering", Version: inner + "version"}
	c := Begin(Resolve, 1, pin, target, Mark{At: at(t, "mon 09:00"), By: inner + "person", Message: inner + "message", Note: inner + "note"})
	for _, m := range script(t, map[string]Target{"longer": longer},
		"pause customer mon 10:00", "resume customer mon 11:00", "satisfy mon 12:00", "reopen mon 13:00", "retarget longer carry mon 14:00", "pause customer 2tue 10:00") {
		m.By, m.Message, m.Note = inner+"person", inner+"message", inner+"note"
		c = c.With(m)
	}
	full := Explain(c, at(t, "2tue 11:00"), cals)
	if text := fmt.Sprintf("%+v", full); !strings.Contains(text, inner+"person") || !strings.Contains(text, inner+"outing") {
		t.Fatalf("the account itself has nothing to hide: %s", text)
	}
	a := full.ForCustomer()
	text := fmt.Sprintf("%+v", a)
	if i := strings.Index(text, inner); i >= 0 {
		t.Errorf("leaks %q", text[max(0, i-60):min(len(text), i+60)])
	}
	for _, want := range []string{"Wednesday off", "Holding:[customer]", string(Stopped), "Change:carry", "Kind:closure"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	for _, p := range a.Parts {
		if len(p.Shut) == 2 && p.Shut[0] == p.Shut[1] {
			t.Errorf("said twice: %+v", p)
		}
	}
}
