package sla

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

var severities = map[string]Target{
	"sev1":  {Within: 30 * time.Minute, Calendar: "24x7", PauseFor: []Reason{Customer}, Warn: []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}}},
	"sev2":  {Within: 4 * time.Hour, Calendar: "office", PauseFor: []Reason{Customer}, Warn: []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}}},
	"sev3":  {Within: 16 * time.Hour, Calendar: "office", PauseFor: []Reason{Customer, ThirdParty}, Warn: []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}}},
	"board": {Days: 2, Calendar: "office"},
}

// TestK18K19Change: what a change of severity does to the due.
func TestK18K19Change(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name  string
		from  string
		marks []string
		now   string
		due   string
		left  time.Duration
	}{
		{"raised: the new target from now, if that is earlier (K18)", "sev2", []string{"start mon 09:00", "retarget sev1 keep-earlier mon 11:00"}, "mon 11:10", "mon 11:30", 20 * time.Minute},
		{"raised: the old due, if that is (K18)", "sev2", []string{"start mon 09:00", "retarget sev1 keep-earlier mon 12:50"}, "mon 12:55", "mon 13:00", 5 * time.Minute},
		{"raised: no word means keep-earlier", "sev2", []string{"start mon 09:00", "retarget sev1 mon 12:50"}, "mon 12:55", "mon 13:00", 5 * time.Minute},
		{"raised at night: the new calendar counts from then", "sev2", []string{"start mon 16:00", "retarget sev1 keep-earlier mon 22:00"}, "mon 22:00", "mon 22:30", 30 * time.Minute},
		{"raised: the kept due after a pause counts on the new calendar", "sev2", []string{"start mon 09:00", "retarget sev1 keep-earlier mon 12:50", "pause customer mon 12:55", "resume customer mon 22:00"}, "mon 22:00", "mon 22:05", 5 * time.Minute},
		{"raised while it stands: the earlier of what would be due", "sev2", []string{"start mon 09:00", "pause customer mon 12:00", "retarget sev1 keep-earlier mon 12:30", "resume customer mon 15:00"}, "mon 15:00", "mon 15:30", 30 * time.Minute},
		{"raised while it stands, little being left", "sev2", []string{"start mon 09:00", "pause customer mon 12:50", "retarget sev1 keep-earlier mon 12:55", "resume customer mon 15:00"}, "mon 15:00", "mon 15:10", 10 * time.Minute},
		{"lowered: what elapsed is carried (K19)", "sev2", []string{"start mon 09:00", "retarget sev3 carry mon 11:00"}, "mon 12:00", "tue 17:00", 13 * time.Hour},
		{"lowered at night", "sev1", []string{"start mon 20:00", "retarget sev3 carry mon 20:20"}, "mon 21:00", "wed 16:40", 15*time.Hour + 40*time.Minute},
		{"carried into a shorter target it is due at once, not before", "sev3", []string{"start mon 09:00", "retarget sev2 carry mon 15:00"}, "mon 15:00", "mon 15:00", 0},
		{"restarted", "sev2", []string{"start mon 09:00", "retarget sev3 restart mon 11:00"}, "mon 12:00", "wed 11:00", 15 * time.Hour},
		{"the new target holds for a reason the old did not", "sev2", []string{"start mon 09:00", "pause third_party mon 10:00", "retarget sev3 carry mon 11:00", "resume third_party mon 16:00"}, "mon 16:00", "wed 14:00", 14 * time.Hour},
		{"the new target does not hold for what the old did", "sev3", []string{"start mon 09:00", "pause third_party mon 10:00", "retarget sev2 keep-earlier mon 11:00"}, "mon 12:00", "mon 15:00", 3 * time.Hour},
		{"changed before it began", "sev2", []string{"start mon 09:00", "retarget sev3 carry mon 08:00"}, "mon 12:00", "tue 17:00", 13 * time.Hour},
		{"to days, carried: as if promised so from the start (K25)", "sev2", []string{"start mon 09:00", "retarget board carry mon 11:00"}, "mon 11:00", "wed 17:00", 22 * time.Hour},
		{"to days, restarted", "sev3", []string{"start mon 09:00", "retarget board restart tue 11:00"}, "tue 11:00", "thu 17:00", 22 * time.Hour},
		{"raised, then lowered again: what elapsed is what elapsed", "sev2", []string{"start mon 09:00", "retarget sev1 keep-earlier mon 10:00", "retarget sev2 carry mon 10:15"}, "mon 10:15", "mon 13:00", 165 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Clock{Kind: Restore, Cycle: 1, Target: severities[tt.from], Marks: script(t, severities, tt.marks...)}
			s := Evaluate(c, at(t, tt.now), cals)
			same(t, "due", s.Due, at(t, tt.due))
			if s.Remaining != tt.left {
				t.Errorf("left: got %v, want %v", s.Remaining, tt.left)
			}
		})
	}
}

// TestK18NeverLater: a raise never makes the due later, and never breaks a promise by time from
// before it.
func TestK18NeverLater(t *testing.T) {
	cals := compiled(t)
	for raised := at(t, "mon 09:00"); raised.Before(at(t, "mon 13:00")); raised = raised.Add(7 * time.Minute) {
		c := clock(t, severities["sev2"], "start mon 09:00")
		before := Evaluate(c, raised, cals)
		sev1 := severities["sev1"]
		after := Evaluate(c.With(Mark{Do: Retarget, At: raised, To: &sev1, Change: sev1.Moving(true)}), raised, cals)
		if after.Due.After(before.Due) || !after.Due.After(raised) || after.Breached() {
			t.Errorf("raised at %s: due %s, before %s", show(raised), show(after.Due), show(before.Due))
		}
	}
}

// TestK18Shut: the old due may be kept where the new calendar is shut; a wait there, in which no
// working time passes, moves it neither way.
func TestK18Shut(t *testing.T) {
	cals := compiled(t)
	long := Target{Within: 8 * time.Hour, Calendar: "24x7", PauseFor: []Reason{Customer}}
	raised := Target{Within: 6 * time.Hour, Calendar: "office", PauseFor: []Reason{Customer}, Under: true}
	c := Clock{Kind: Restore, Cycle: 1, Target: long, Marks: script(t, map[string]Target{"raised": raised}, "start mon 14:00", "retarget raised mon 16:30")}
	s := Evaluate(c, at(t, "mon 18:00"), cals)
	same(t, "due", s.Due, at(t, "mon 22:00"))
	if s.Remaining != 0 || s.Breached() {
		t.Errorf("left %v, breached %v", s.Remaining, s.Breached())
	}
	waited := c.With(script(t, nil, "pause customer mon 18:00", "resume customer mon 19:00")...)
	same(t, "after a wait", Evaluate(waited, at(t, "mon 20:00"), cals).Due, at(t, "mon 22:00"))
	same(t, "the breach", Evaluate(waited, at(t, "tue 09:00"), cals).BreachedAt, at(t, "mon 22:00"))
}

// TestK19Kept: lowering undoes neither a breach nor a met clock.
func TestK19Kept(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name    string
		marks   []string
		verdict Verdict
		due     string
	}{
		{"a breach stays", []string{"start mon 09:00", "retarget sev3 carry mon 15:00"}, Broken, "mon 13:00"},
		{"a met clock stays", []string{"start mon 09:00", "satisfy mon 12:00", "retarget sev1 restart mon 15:00"}, InTime, "mon 13:00"},
		{"met late stays late", []string{"start mon 09:00", "satisfy mon 14:00", "retarget sev3 restart mon 15:00"}, Late, "mon 13:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: script(t, severities, tt.marks...)}
			s := Evaluate(c, at(t, "tue 12:00"), cals)
			if s.Verdict != tt.verdict {
				t.Errorf("got %q, want %q", s.Verdict, tt.verdict)
			}
			same(t, "due", s.Due, at(t, tt.due))
		})
	}
}

// TestMoving: an offering's word for a raise or a lowering, and what holds without one.
func TestMoving(t *testing.T) {
	if got := (Target{}).Moving(true); got != KeepEarlier {
		t.Errorf("raised: got %s", got)
	}
	if got := (Target{}).Moving(false); got != Carry {
		t.Errorf("lowered: got %s", got)
	}
	worded := Target{Raise: Restart, Lower: KeepEarlier}
	if worded.Moving(true) != Restart || worded.Moving(false) != KeepEarlier {
		t.Errorf("worded: got %s, %s", worded.Moving(true), worded.Moving(false))
	}
}

// TestK20Migrate: only a migration gives an open clock other papers; it counts anew from the
// start, is due at once at the worst, and leaves what is met or broken alone.
func TestK20Migrate(t *testing.T) {
	cals := compiled(t)
	byVersion := func(p Pin, name string) *calendar.Calendar {
		if p.Version == "2" && name == "office" {
			name = "lunch" // 09-12 and 13-18 in Tokyo
		}
		return cals(p, name)
	}
	target := severities["sev2"]
	old := Pin{Desk: 1, Offering: "o", Version: "1"}
	c := Clock{Kind: Restore, Cycle: 1, Pin: old, Target: target, Marks: script(t, nil, "start mon 09:00", "pause customer mon 09:30", "resume customer mon 10:00")}
	s := Evaluate(c, at(t, "mon 11:00"), byVersion)
	same(t, "due by its own papers", s.Due, at(t, "mon 13:30"))

	migrated := c.With(Mark{Do: Retarget, At: at(t, "mon 11:00"), Pin: &Pin{Desk: 2, Offering: "o", Version: "2"}})
	s = Evaluate(migrated, at(t, "mon 11:00"), byVersion)
	if s.Pin.Version != "2" || s.Elapsed != 30*time.Minute { // 09:00 in Oslo is 17:00 in Tokyo
		t.Errorf("got pin %v, elapsed %v", s.Pin, s.Elapsed)
	}
	same(t, "due by the new papers", s.Due, oslo(t, "2026-03-03 05:30"))

	short := target
	short.Within = time.Hour
	s = Evaluate(c.With(Mark{Do: Retarget, At: at(t, "mon 11:00"), To: &short, Change: Rebase}), at(t, "mon 11:00"), byVersion)
	same(t, "what is over is due at once", s.Due, at(t, "mon 11:00"))
	if s.Breached() {
		t.Error("it is broken by time before anybody knew")
	}

	for name, marks := range map[string][]string{"met": {"satisfy mon 10:30"}, "broken": nil} {
		done := c.With(script(t, nil, marks...)...).With(Mark{Do: Retarget, At: at(t, "wed 11:00"), Pin: &Pin{Version: "2"}})
		s := Evaluate(done, at(t, "thu 12:00"), byVersion)
		same(t, name, s.Due, at(t, "mon 13:30"))
		if s.Pin != old {
			t.Errorf("%s: it has other papers: %v", name, s.Pin)
		}
	}
}
