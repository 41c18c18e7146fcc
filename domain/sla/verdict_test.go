package sla

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// recorded gives marks their second instant: "deed [reason] day time known day time".
func recorded(t *testing.T, lines ...string) []Mark {
	t.Helper()
	var marks []Mark
	for _, line := range lines {
		what, known, late := strings.Cut(line, " known ")
		m := script(t, severities, what)[0]
		if late {
			m.Recorded = at(t, known)
		}
		marks = append(marks, m)
	}
	return marks
}

// judgements prints verdicts, "mon 13:00 breached at mon 13:00 by 2".
func judgements(list []Judgement) []string {
	var out []string
	for _, j := range list {
		s := brief(j.Known) + " " + string(j.Verdict)
		if !j.BreachedAt.IsZero() {
			s += " breach " + brief(j.BreachedAt)
		}
		if !j.StoppedAt.IsZero() {
			s += " stop " + brief(j.StoppedAt)
		}
		if j.Mark < 0 {
			s += " by time"
		}
		out = append(out, s)
	}
	return out
}

// TestK29Verdicts: late news re-folds, and a verdict stands beside the one it corrects.
func TestK29Verdicts(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name  string
		marks []string
		want  []string
	}{
		{"nothing was judged", []string{"start wed 11:30"}, nil},
		{"met as it happened", []string{"start mon 09:00", "satisfy mon 12:00"}, []string{"mon 12:00 met stop mon 12:00"}},
		{"late news of a restore retracts the breach", []string{"start mon 09:00", "satisfy mon 12:10 known mon 15:00"}, []string{
			"mon 13:00 breached breach mon 13:00 by time",
			"mon 15:00 met stop mon 12:10",
		}},
		{"late news of a wait retracts it too", []string{"start mon 09:00", "pause customer mon 10:00 known mon 15:00"}, []string{
			"mon 13:00 breached breach mon 13:00 by time",
			"mon 15:00 ",
		}},
		{"and it may break again", []string{"start mon 09:00", "pause customer mon 10:00 known mon 14:00", "resume customer mon 11:30 known mon 14:00"}, []string{
			"mon 13:00 breached breach mon 13:00 by time",
			"mon 14:00 ",
			"mon 14:30 breached breach mon 14:30 by time",
		}},
		{"the fix did not hold: a later instant, said later", []string{"start mon 09:00", "satisfy mon 12:00", "correct mon 14:00 known mon 16:00"}, []string{
			"mon 12:00 met stop mon 12:00",
			"mon 16:00 met_late breach mon 13:00 stop mon 14:00",
		}},
		{"the answer was none", []string{"start mon 09:00", "satisfy mon 12:00", "void tue 10:00"}, []string{
			"mon 12:00 met stop mon 12:00",
			"tue 10:00 breached breach mon 13:00",
		}},
		{"corrected twice: the last word counts", []string{"start mon 09:00", "satisfy mon 12:00", "correct mon 14:00 known mon 16:00", "correct mon 12:30 known mon 17:00"}, []string{
			"mon 12:00 met stop mon 12:00",
			"mon 16:00 met_late breach mon 13:00 stop mon 14:00",
			"mon 17:00 met stop mon 12:30",
		}},
		{"reopened, and broken then", []string{"start mon 09:00", "satisfy mon 12:00", "reopen mon 15:00"}, []string{
			"mon 12:00 met stop mon 12:00",
			"mon 15:00 ",
			"mon 16:00 breached breach mon 16:00 by time",
		}},
		{"lowered: the breach stays (K19)", []string{"start mon 09:00", "retarget sev3 carry mon 15:00", "satisfy mon 16:00"}, []string{
			"mon 13:00 breached breach mon 13:00 by time",
			"mon 16:00 met_late breach mon 13:00 stop mon 16:00",
		}},
		{"a date ahead", []string{"start mon 09:00", "pause customer mon 10:00", "resume customer tue 10:00 known mon 10:00"}, []string{
			"tue 13:00 breached breach tue 13:00 by time",
		}},
		{"satisfied, then paused known late: still met", []string{"start mon 09:00", "satisfy mon 12:00", "pause customer mon 10:00 known tue 09:00"}, []string{
			"mon 12:00 met stop mon 12:00",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var lines []string
			void := -1
			for i, line := range tt.marks {
				if rest, ok := strings.CutPrefix(line, "void "); ok {
					line, void = "correct "+rest, i
				}
				lines = append(lines, line)
			}
			c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: recorded(t, lines...)}
			for i := range c.Marks {
				if c.Marks[i].Do == Correct {
					c.Marks[i].Of, c.Marks[i].Void = 1, i == void
				}
			}
			now := at(t, "wed 12:00")
			if got := judgements(Verdicts(c, now, cals)); !slices.Equal(got, tt.want) {
				t.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
			}
		})
	}
}

// TestK29AsKnown: what was known at an instant stays what was known then.
func TestK29AsKnown(t *testing.T) {
	cals := compiled(t)
	c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: recorded(t, "start mon 09:00", "pause customer mon 10:00 known mon 12:00", "resume customer mon 11:00 known mon 12:00")}
	same(t, "known at 11:30", EvaluateAs(c, at(t, "mon 11:30"), at(t, "mon 11:30"), cals).Due, at(t, "mon 13:00"))
	same(t, "known at 12:00", EvaluateAs(c, at(t, "mon 11:30"), at(t, "mon 12:00"), cals).Due, at(t, "mon 14:00"))
}

// TestK29NoSense: corrections of nothing, of what comes after them, of themselves and of each
// other say nothing.
func TestK29NoSense(t *testing.T) {
	c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: recorded(t, "start mon 09:00",
		"correct mon 12:00", "correct mon 12:00", "correct mon 12:00", "correct mon 12:00", "pause customer mon 10:00", "resume customer mon 10:30")}
	for i, of := range []int{0, 9, -1, 1, 5, 0, 0} {
		c.Marks[i].Of = of
	}
	same(t, "due", Evaluate(c, at(t, "mon 12:00"), compiled(t)).Due, at(t, "mon 13:30"))
}

// TestPropertyVerdicts: the last judgement is today's, and each is what was derived at its time.
func TestPropertyVerdicts(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		known := c.Marks[0].At
		for i := range c.Marks {
			known = known.Add(time.Duration(r.IntN(12*60)) * time.Minute)
			c.Marks[i].Recorded = known
		}
		now := known.Add(time.Duration(r.IntN(72)) * time.Hour)
		list := Verdicts(c, now, cals)
		last := Judgement{}
		for i, j := range list {
			if i > 0 && j.Known.Before(last.Known) {
				t.Fatalf("out of order: %v", judgements(list))
			}
			s := EvaluateAs(c, j.Known, j.Known, cals)
			if s.Verdict != j.Verdict && !(i+1 < len(list) && list[i+1].Known.Equal(j.Known)) {
				t.Fatalf("%v: derived then: %s", judgements(list[i:i+1]), s.Verdict)
			}
			last = j
		}
		if s := Evaluate(c, now, cals); s.Verdict != last.Verdict || !s.BreachedAt.Equal(last.BreachedAt) || !s.StoppedAt.Equal(last.StoppedAt) {
			t.Fatalf("last is %v, derived %s breach %s stop %s", judgements(list), s.Verdict, show(s.BreachedAt), show(s.StoppedAt))
		}
	})
}
