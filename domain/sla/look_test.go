package sla

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// TestWatch: a calendar that is remembered is never taken for another.
func TestWatch(t *testing.T) {
	cals := compiled(t)
	byPin := func(p Pin, name string) *calendar.Calendar {
		if p.Version == "v0" {
			name = "24x7"
		}
		return cals(p, name)
	}
	w := Watch{Calendars: byPin}
	start := at(t, "fri 16:00")
	shared := map[uint32]int{}
	for i := range 2000 {
		pin := Pin{Desk: uint32(i % 40), Offering: "o", Version: fmt.Sprintf("v%d", i%3)}
		name := []string{"office", "lunch", "24x5"}[i%7%3]
		shared[slot(pin, name)]++
		c := Begin(Restore, 1, pin, Target{Within: 3 * time.Hour, Calendar: name}, Mark{At: start})
		same(t, name, w.Next(&c, start), Evaluate(c, start, byPin).NextLook)
	}
	if len(shared) < kept/4 || len(shared) > 300 {
		t.Errorf("%d of %d places used", len(shared), kept)
	}
}

// TestMissing: a clock whose calendar is gone counts every hour and says so: better warned too
// early than not at all.
func TestMissing(t *testing.T) {
	for name, cals := range map[string]Calendars{"not found": compiled(t), "none at all": nil} {
		t.Run(name, func(t *testing.T) {
			c := clock(t, Target{Within: 3 * time.Hour, Calendar: "gone"}, "start fri 23:00")
			now := at(t, "fri 23:30")
			s := Evaluate(c, now, cals)
			same(t, "due", s.Due, at(t, "sat 02:00"))
			same(t, "look", NextLook(&c, now, cals), at(t, "sat 02:00:00.001"))
			if s.Missing != "gone" || s.Elapsed != 30*time.Minute {
				t.Errorf("got %+v", s)
			}
			if a := Explain(c, now, cals); len(a.Parts) != 2 || a.Parts[1].Left != 0 {
				t.Errorf("got %v", told(a.Parts))
			}
			c.Target = Target{Days: 1, Calendar: "gone", Zone: "Asia/Tokyo"}
			same(t, "due in days, by UTC", Evaluate(c, now, cals).Due, time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC))
		})
	}
	if s := Evaluate(clock(t, eight, "start mon 09:00"), at(t, "mon 10:00"), compiled(t)); s.Missing != "" {
		t.Errorf("missing %q", s.Missing)
	}
}

// TestWith: a clock recorded twice from one beginning is two clocks.
func TestWith(t *testing.T) {
	c := clock(t, eight, "start mon 09:00", "pause customer mon 10:00", "resume customer mon 11:00")
	c = c.With() // what follows may find room
	c.Marks = append(make([]Mark, 0, 10), c.Marks...)
	a := c.With(script(t, nil, "satisfy mon 12:00")...)
	b := c.With(script(t, nil, "cancel mon 13:00")...)
	if a.Marks[3].Do != Satisfy || b.Marks[3].Do != Cancel || len(c.Marks) != 3 {
		t.Errorf("got %s, %s", print(a), print(b))
	}
}
