package sla

import (
	"slices"
	"testing"
	"time"
)

// TestK16Order: marks of one instant are taken as stop, pause, resume, start, retarget, in
// whatever order they were recorded, and before the timers of that instant.
func TestK16Order(t *testing.T) {
	cals := compiled(t)
	quick := Target{Within: time.Hour, Calendar: "office", PauseFor: []Reason{Customer}}
	for _, tt := range []struct {
		name   string
		target Target
		marks  []string
		now    string
		phase  Phase
		due    string
	}{
		{"pause before resume: it runs", eight, []string{"start mon 09:00", "resume customer mon 10:00", "pause customer mon 10:00"}, "mon 11:00", Running, "mon 17:00"},
		{"a hold is known when it starts", eight, []string{"start mon 09:00", "pause customer mon 09:00"}, "mon 11:00", Paused, ""},
		{"stop before reopen: it is open", eight, []string{"start mon 09:00", "reopen mon 10:00", "satisfy mon 10:00"}, "mon 11:00", Running, "mon 17:00"},
		{"a cycle answered in the instant it began is over", eight, []string{"start mon 09:00", "satisfy mon 09:00"}, "mon 11:00", Met, "mon 17:00"},
		{"resume before retarget: it runs when it is raised", eight, []string{"start mon 09:00", "pause customer mon 10:00", "retarget quick keep-earlier mon 12:00", "resume customer mon 12:00"}, "mon 12:00", Running, "mon 13:00"},
		{"paused at the due, before its timer", eight, []string{"start mon 09:00", "pause customer mon 17:00"}, "tue 12:00", Paused, ""},
		{"lowered at the due, before its timer", quick, []string{"start mon 09:00", "retarget eight carry mon 10:00"}, "mon 10:00", Running, "mon 17:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			marks := script(t, map[string]Target{"quick": quick, "eight": eight}, tt.marks...)
			for range marks {
				marks = append(marks[1:], marks[0])
				under := tt.target
				under.Under = true
				for _, target := range []Target{tt.target, under} {
					s := Evaluate(Clock{Kind: Restore, Cycle: 1, Target: target, Marks: slices.Clone(marks)}, at(t, tt.now), cals)
					if s.Phase != tt.phase || s.Breached() {
						t.Errorf("got %s, breached %v, want %s", s.Phase, s.Breached(), tt.phase)
					}
					if tt.due != "" {
						same(t, "due", s.Due, at(t, tt.due))
					}
				}
			}
		})
	}
}

// TestK17Edge: under a target, the due itself is too late; within it, a millisecond later is.
// C2 has both: "under" 15 minutes in one source, "within" in another.
func TestK17Edge(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name    string
		under   bool
		length  time.Duration
		answer  string
		verdict Verdict
	}{
		{"under, a millisecond before", true, 15 * time.Minute, "mon 09:14:59.999", InTime},
		{"under, at it", true, 15 * time.Minute, "mon 09:15", Late},
		{"within, at it", false, 15 * time.Minute, "mon 09:15", InTime},
		{"within, a millisecond later", false, 15 * time.Minute, "mon 09:15:00.001", Late},
		{"under, at a close", true, 8 * time.Hour, "mon 17:00", Late},
		{"within, at a close", false, 8 * time.Hour, "mon 17:00", InTime},
		{"within, after a close: the due was told, and it was the close", false, 8 * time.Hour, "mon 17:00:00.001", Late},
		{"within, before work the next day", false, 8 * time.Hour, "tue 08:59", Late},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := Target{Within: tt.length, Under: tt.under, Calendar: "office"}
			c := clock(t, target, "start mon 09:00")
			due := at(t, "mon 09:00").Add(tt.length)
			timer := due
			if !tt.under {
				timer = due.Add(time.Millisecond)
			}
			same(t, "look", Evaluate(c, timer.Add(-time.Nanosecond), cals).NextLook, timer)
			if s := Evaluate(c, timer.Add(-time.Nanosecond), cals); s.Breached() {
				t.Error("breached before its timer")
			}
			same(t, "breach", Evaluate(c, timer, cals).BreachedAt, timer)

			c = c.With(Mark{Do: Satisfy, At: at(t, tt.answer)})
			s := Evaluate(c, at(t, "wed 12:00"), cals)
			if s.Verdict != tt.verdict || s.Phase != Met {
				t.Errorf("got %s %q, want %q", s.Phase, s.Verdict, tt.verdict)
			}
			same(t, "due", s.Due, due)
			same(t, "stopped", s.StoppedAt, at(t, tt.answer))
		})
	}
}

// TestK17Standing: a clock that was paused at the very end of its time has used all of it.
func TestK17Standing(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		under   bool
		verdict Verdict
	}{{true, Late}, {false, InTime}} {
		target := eight
		target.Under = tt.under
		c := clock(t, target, "start mon 09:00", "pause customer mon 17:00", "satisfy tue 12:00")
		if s := Evaluate(c, at(t, "wed 12:00"), cals); s.Verdict != tt.verdict {
			t.Errorf("under %v: got %q, want %q", tt.under, s.Verdict, tt.verdict)
		}
		c = clock(t, target, "start mon 09:00", "pause customer mon 17:00", "resume customer tue 12:00")
		s := Evaluate(c, at(t, "tue 12:00:00.001"), cals)
		if !s.Breached() {
			t.Errorf("under %v: run again with nothing left, it is not breached", tt.under)
		}
	}
}

// TestBreachStays: what is broken stays broken: through pauses, cancelling and reopening.
func TestBreachStays(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name    string
		marks   []string
		phase   Phase
		verdict Verdict
	}{
		{"runs on", nil, Breached, Broken},
		{"paused", []string{"pause customer tue 10:00"}, Paused, Broken},
		{"paused and resumed", []string{"pause customer tue 10:00", "resume customer tue 11:00"}, Breached, Broken},
		{"satisfied", []string{"satisfy tue 10:00"}, Met, Late},
		{"satisfied twice: the first counts", []string{"satisfy tue 10:00", "satisfy tue 11:00"}, Met, Late},
		{"cancelled", []string{"cancel tue 10:00"}, Cancelled, Broken},
		{"satisfied and reopened", []string{"satisfy tue 10:00", "reopen tue 11:00"}, Breached, Broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := clock(t, eight, append([]string{"start mon 09:00"}, tt.marks...)...)
			s := Evaluate(c, at(t, "tue 12:00"), cals)
			if s.Phase != tt.phase || s.Verdict != tt.verdict {
				t.Errorf("got %s %q", s.Phase, s.Verdict)
			}
			same(t, "breach", s.BreachedAt, at(t, "mon 17:00:00.001"))
			if w := s.Crossed[len(s.Crossed)-1]; point(w.Warning) != "due" || !time.UnixMilli(w.Generation).Equal(at(t, "mon 17:00")) {
				t.Errorf("the breach is told as %s", w)
			}
			if tt.phase != Paused {
				same(t, "due", s.Due, at(t, "mon 17:00"))
			}
		})
	}
}

// TestCancel: a cancelled clock owes nothing and is not judged, not even at its due.
func TestCancel(t *testing.T) {
	target := eight
	target.Under = true
	for _, when := range []string{"mon 10:00", "mon 17:00"} {
		s := Evaluate(clock(t, target, "start mon 09:00", "cancel "+when), at(t, "wed 12:00"), compiled(t))
		if s.Phase != Cancelled || s.Verdict != Undecided || s.Breached() || !s.NextLook.IsZero() {
			t.Errorf("%s: got %+v", when, s)
		}
	}
}

// TestFirstStop: what is stopped is stopped: a later stop changes nothing, an earlier one known
// late does.
func TestFirstStop(t *testing.T) {
	for _, tt := range []struct {
		marks []string
		phase Phase
		stop  string
		by    int
	}{
		{[]string{"satisfy mon 12:00", "satisfy tue 12:00"}, Met, "mon 12:00", 1},
		{[]string{"satisfy mon 12:00", "cancel mon 13:00"}, Met, "mon 12:00", 1},
		{[]string{"cancel mon 12:00", "satisfy mon 13:00"}, Cancelled, "mon 12:00", 1},
		{[]string{"satisfy mon 12:00", "satisfy mon 11:00"}, Met, "mon 11:00", 2},
	} {
		s := Evaluate(clock(t, eight, append([]string{"start mon 09:00"}, tt.marks...)...), at(t, "wed 12:00"), compiled(t))
		if s.Phase != tt.phase || s.StoppedBy != tt.by || s.Breached() {
			t.Errorf("%v: got %s by %d", tt.marks, s.Phase, s.StoppedBy)
		}
		same(t, "stopped", s.StoppedAt, at(t, tt.stop))
	}
}

// TestStopBeforeStart: restored before the restore clock was begun, it is met with nothing elapsed.
func TestStopBeforeStart(t *testing.T) {
	s := Evaluate(clock(t, eight, "start mon 09:00", "satisfy mon 08:00"), at(t, "wed 12:00"), compiled(t))
	if s.Phase != Met || s.Verdict != InTime || s.Elapsed != 0 || s.Remaining != 8*time.Hour {
		t.Errorf("got %+v", s)
	}
}
