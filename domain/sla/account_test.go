package sla

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"pgregory.net/rapid"
)

// told prints an account's parts, "mon 16:00-mon 17:00 counting 1h0m0s left 7h0m0s".
func told(parts []Part) []string {
	var list []string
	for _, p := range parts {
		s := fmt.Sprintf("%s-%s %s", brief(p.From), brief(p.To), p.What)
		switch p.What {
		case Counting:
			s += fmt.Sprintf(" %v left %v", p.Counted, p.Left)
		case Shut:
			for _, h := range p.Hours {
				s += strings.TrimRight(fmt.Sprintf(" %s %s", h.Kind, h.Name), " ")
			}
		case Standing:
			for _, h := range p.Holding {
				s += fmt.Sprintf(" %s by %s", h.Reason, h.By)
			}
		}
		if p.Ahead {
			s += " ahead"
		}
		list = append(list, s)
	}
	return list
}

func expectParts(t *testing.T, parts []Part, want ...string) {
	t.Helper()
	if got := told(parts); !slices.Equal(got, want) {
		t.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestExplain: a deadline, span by span.
func TestExplain(t *testing.T) {
	cals := compiled(t)
	c := clock(t, eight, "start mon 16:00", "pause customer tue 10:00", "resume customer tue 12:00")
	c.Marks[1].By, c.Marks[1].Note = "p-17", "w-3"
	a := Explain(c, at(t, "tue 13:00"), cals)
	expectParts(t, a.Parts,
		"mon 16:00-mon 17:00 counting 1h0m0s left 7h0m0s",
		"mon 17:00-tue 09:00 shut outside",
		"tue 09:00-tue 10:00 counting 1h0m0s left 6h0m0s",
		"tue 10:00-tue 12:00 standing customer by p-17",
		"tue 12:00-tue 13:00 counting 1h0m0s left 5h0m0s",
		"tue 13:00-tue 17:00 counting 4h0m0s left 1h0m0s ahead",
		"tue 17:00-wed 09:00 shut outside ahead",
		"wed 09:00-wed 10:00 counting 1h0m0s left 0s ahead",
	)
	same(t, "due", a.State.Due, at(t, "wed 10:00"))
	if len(a.Given) != 1 || a.Given[0].Target.Within != 8*time.Hour || !a.Given[0].Due.Equal(at(t, "tue 16:00")) {
		t.Errorf("given: got %+v", a.Given)
	}
	if !a.Settled() {
		t.Errorf("expected %v, ends %v", a.Expected, a.Ends)
	}
}

func TestExplainPhases(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name  string
		marks []string
		now   string
		want  []string
	}{
		{"while it stands: as if it ran again from now on (K15)", []string{"start mon 15:00", "pause customer mon 16:00"}, "tue 12:00", []string{
			"mon 15:00-mon 16:00 counting 1h0m0s left 7h0m0s",
			"mon 16:00-tue 12:00 standing customer by ",
			"tue 12:00-tue 17:00 counting 5h0m0s left 2h0m0s ahead",
			"tue 17:00-wed 09:00 shut outside ahead",
			"wed 09:00-wed 11:00 counting 2h0m0s left 0s ahead",
		}},
		{"broken: parted at the due", []string{"start mon 09:00"}, "tue 10:00", []string{
			"mon 09:00-mon 17:00 counting 8h0m0s left 0s",
			"mon 17:00-tue 09:00 shut outside",
			"tue 09:00-tue 10:00 counting 1h0m0s left -1h0m0s",
		}},
		{"broken within hours", []string{"start mon 10:00"}, "tue 10:30", []string{
			"mon 10:00-mon 17:00 counting 7h0m0s left 1h0m0s",
			"mon 17:00-tue 09:00 shut outside",
			"tue 09:00-tue 10:00 counting 1h0m0s left 0s",
			"tue 10:00-tue 10:30 counting 30m0s left -30m0s",
		}},
		{"met: up to its due, what comes after the stop being ahead", []string{"start mon 10:00", "satisfy mon 12:00"}, "fri 12:00", []string{
			"mon 10:00-mon 12:00 counting 2h0m0s left 6h0m0s",
			"mon 12:00-mon 17:00 counting 5h0m0s left 1h0m0s ahead",
			"mon 17:00-tue 09:00 shut outside ahead",
			"tue 09:00-tue 10:00 counting 1h0m0s left 0s ahead",
		}},
		{"met late: up to the stop", []string{"start mon 09:00", "satisfy tue 10:00"}, "fri 12:00", []string{
			"mon 09:00-mon 17:00 counting 8h0m0s left 0s",
			"mon 17:00-tue 09:00 shut outside",
			"tue 09:00-tue 10:00 counting 1h0m0s left -1h0m0s",
		}},
		{"reopened (K21)", []string{"start mon 10:00", "satisfy mon 12:00", "reopen mon 15:00"}, "mon 16:00", []string{
			"mon 10:00-mon 12:00 counting 2h0m0s left 6h0m0s",
			"mon 12:00-mon 15:00 stopped",
			"mon 15:00-mon 16:00 counting 1h0m0s left 5h0m0s",
			"mon 16:00-mon 17:00 counting 1h0m0s left 4h0m0s ahead",
			"mon 17:00-tue 09:00 shut outside ahead",
			"tue 09:00-tue 13:00 counting 4h0m0s left 0s ahead",
		}},
		{"two reasons, one after the other", []string{"start mon 10:00", "pause customer mon 11:00", "resume customer mon 12:00", "pause customer mon 12:00", "resume customer mon 13:00", "satisfy mon 13:00"}, "mon 13:00", []string{
			"mon 10:00-mon 11:00 counting 1h0m0s left 7h0m0s",
			"mon 11:00-mon 12:00 standing customer by ",
			"mon 12:00-mon 13:00 standing customer by ",
		}},
		{"not begun", []string{"start mon 10:00"}, "mon 09:00", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expectParts(t, Explain(clock(t, eight, tt.marks...), at(t, tt.now), cals).Parts, tt.want...)
		})
	}
}

// TestExplainRetarget: the account names each promise, and counts on each calendar in turn.
func TestExplainRetarget(t *testing.T) {
	c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: script(t, severities, "start mon 16:00", "retarget sev1 keep-earlier mon 22:00")}
	c.Marks[1].By = "p-2"
	a := Explain(c, at(t, "mon 22:10"), compiled(t))
	expectParts(t, a.Parts,
		"mon 16:00-mon 17:00 counting 1h0m0s left 3h0m0s",
		"mon 17:00-mon 22:00 shut outside",
		"mon 22:00-mon 22:10 counting 10m0s left 20m0s",
		"mon 22:10-mon 22:30 counting 20m0s left 0s ahead",
	)
	if a.Parts[0].Calendar != "office" || a.Parts[2].Calendar != "24x7" || len(a.Given) != 2 {
		t.Fatalf("got %+v", a)
	}
	g := a.Given[1]
	if g.Change != KeepEarlier || g.By != "p-2" || g.Target.Within != 30*time.Minute {
		t.Errorf("given: got %+v", g)
	}
	same(t, "before", g.Before, at(t, "tue 12:00"))
	same(t, "after", g.Due, at(t, "mon 22:30"))
}

// TestExplainHoliday: a holiday has its name, a closure is one, a clock change is told.
func TestExplainHoliday(t *testing.T) {
	cals := compiled(t)
	why := func(start, now string) (reasons []string, changes int) {
		c := Clock{Kind: Restore, Cycle: 1, Target: eight, Marks: []Mark{{Do: Start, At: oslo(t, start)}}}
		for _, p := range Explain(c, oslo(t, now), cals).Parts {
			changes += len(p.Changes)
			for _, h := range p.Hours {
				if p.What == Shut {
					reasons = append(reasons, strings.TrimSpace(string(h.Kind)+" "+h.Name))
				}
			}
		}
		return reasons, changes
	}
	for _, tt := range []struct {
		name, start string
		want        string
		changes     int
	}{
		{"Labour Day is a Friday", "2026-04-30 16:00", "holiday Labour Day", 0},
		{"a closure", "2026-06-10 09:00", "closure outing of team seven", 0},
		{"summer time begins", "2026-03-27 16:00", "outside", 1},
	} {
		got, changes := why(tt.start, tt.start)
		if !slices.Contains(got, tt.want) || changes != tt.changes {
			t.Errorf("%s: got %q, %d changes", tt.name, got, changes)
		}
	}
}

// TestExplainUnsettled: a due that rests on a holiday not announced, or lies beyond its list.
func TestExplainUnsettled(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name, start    string
		expected, ends int
	}{
		{"nothing in the way", "2027-02-01 02:00", 0, 0},
		{"over a feast by the moon", "2027-03-09 02:00", 1, 0},
		{"beyond the list", "2027-12-31 09:00", 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := Target{Within: 15 * time.Hour, Calendar: "singapore"}
			c := Clock{Kind: Restore, Cycle: 1, Target: target, Marks: []Mark{{Do: Start, At: oslo(t, tt.start)}}}
			a := Explain(c, oslo(t, tt.start), cals)
			if len(a.Expected) != tt.expected || len(a.Ends) != tt.ends || a.Settled() != (tt.expected+tt.ends == 0) {
				t.Errorf("got %v, %v", a.Expected, a.Ends)
			}
			for _, d := range a.ForCustomer().Expected {
				if d != (Holiday{Date: calendar.Date{Year: 2027, Month: 3, Day: 10}, Name: "Hari Raya Puasa"}) {
					t.Errorf("got %v", d)
				}
			}
			if got := a.ForCustomer().Ends; len(got) != tt.ends {
				t.Errorf("ends: got %v", got)
			}
		})
	}
}

// TestPropertyAccount: an account has no gaps, and adds up to what Evaluate says.
func TestPropertyAccount(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		now := within(r, c)
		s := Evaluate(c, now, cals)
		a := Explain(c, now, cals)
		equalStates(t, "state", a.State, s)
		counted := time.Duration(0)
		for i, p := range a.Parts {
			if i > 0 && !p.From.Equal(a.Parts[i-1].To) || !p.From.Before(p.To) {
				t.Fatalf("gap: %v", told(a.Parts))
			}
			if !p.Ahead {
				counted += p.Counted
			}
		}
		if counted != s.Elapsed {
			t.Fatalf("counted %v, elapsed %v: %v", counted, s.Elapsed, told(a.Parts))
		}
		due := s.Due
		if due.IsZero() {
			due = s.WouldBeDue
		}
		if n := len(a.Parts); n > 0 && !s.Breached() && !due.IsZero() && due.After(now) {
			last := a.Parts[n-1]
			same(t, "the end", last.To, due)
			if last.Left != 0 {
				t.Fatalf("at the due %v is left: %v", last.Left, told(a.Parts))
			}
		}
	})
}
