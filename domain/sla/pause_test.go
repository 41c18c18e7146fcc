package sla

import (
	"testing"
	"time"
)

var eight = Target{Within: 8 * time.Hour, Calendar: "office", PauseFor: []Reason{Customer}}

// TestK2K3Due: a due is the smallest instant with the whole target behind it, and time outside
// hours is worth nothing, though the start that is shown stays the real one.
func TestK2K3Due(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct{ name, start, due string }{
		{"at the close, not at the next opening (K2)", "mon 09:00", "mon 17:00"},
		{"over a night", "mon 12:00", "tue 12:00"},
		{"over a weekend", "fri 16:00", "2mon 16:00"},
		{"begun at night (K3)", "mon 20:00", "tue 17:00"},
		{"begun on a Saturday (K3)", "sat 11:30", "2mon 17:00"},
		{"to the millisecond (K14)", "mon 12:00:00.001", "tue 12:00:00.001"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Evaluate(clock(t, eight, "start "+tt.start), at(t, tt.start), cals)
			same(t, "due", s.Due, at(t, tt.due))
			same(t, "started", s.Started, at(t, tt.start))
			if s.Elapsed != 0 || s.Remaining != 8*time.Hour || s.Phase != Running {
				t.Errorf("got %s elapsed %v remaining %v", s.Phase, s.Elapsed, s.Remaining)
			}
		})
	}
}

// TestT12T13Weekend: a clock on the premier team's 24x5 stands still over a weekend that is the
// zones' own, and says when it will count again.
func TestT12T13Weekend(t *testing.T) {
	cals := compiled(t)
	target := Target{Within: 2 * time.Hour, Calendar: "24x5"}
	for _, tt := range []struct{ name, start, from, due string }{
		{"46 hours", "2026-01-16 16:00", "2026-01-18 15:00", "2026-01-18 16:00"}, // UTC-8 and UTC+11
		{"48 hours", "2026-04-10 16:00", "2026-04-12 17:00", "2026-04-12 18:00"}, // UTC-7 and UTC+10
	} {
		t.Run(tt.name, func(t *testing.T) {
			la, err := time.LoadLocation("America/Los_Angeles")
			if err != nil {
				t.Fatal(err)
			}
			west := func(s string) time.Time {
				v, err := time.ParseInLocation("2006-01-02 15:04", s, la)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			c := Begin(FirstResponse, 1, Pin{}, target, Mark{At: west(tt.start)})
			same(t, "on Friday it counts", Evaluate(c, west(tt.start), cals).CountsFrom, time.Time{})
			s := Evaluate(c, west(tt.start).Add(2*time.Hour), cals)
			if s.Elapsed != time.Hour {
				t.Errorf("elapsed %v", s.Elapsed)
			}
			same(t, "counts from", s.CountsFrom, west(tt.from))
			same(t, "due", s.Due, west(tt.due))
		})
	}
}

// TestK13Pause: a pause contributes nothing, and its own length is never used.
func TestK13Pause(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name  string
		marks []string
		now   string
		due   string
		left  time.Duration
	}{
		{"within hours", []string{"start mon 09:00", "pause customer mon 10:00", "resume customer mon 11:00"}, "mon 12:00", "tue 10:00", 6 * time.Hour},
		{"over one night only working time counts", []string{"start mon 09:00", "pause customer mon 16:00", "resume customer tue 10:00"}, "tue 10:00", "tue 11:00", time.Hour},
		{"outside hours it costs nothing", []string{"start mon 12:00", "pause customer mon 18:00", "resume customer tue 08:00"}, "tue 09:00", "tue 12:00", 3 * time.Hour},
		{"a reason the offering does not name holds nothing (R8)", []string{"start mon 09:00", "pause third_party mon 10:00"}, "mon 12:00", "mon 17:00", 5 * time.Hour},
		{"two reasons, one of them gone", []string{"start mon 09:00", "pause customer mon 10:00", "pause third_party mon 10:30", "resume customer mon 11:00"}, "mon 12:00", "tue 10:00", 6 * time.Hour},
		{"resumed from all reasons at once", []string{"start mon 09:00", "pause customer mon 10:00", "pause third_party mon 10:30", "resume mon 11:00"}, "mon 12:00", "tue 10:00", 6 * time.Hour},
		{"held before it began", []string{"pause customer mon 08:00", "start mon 09:00", "resume customer mon 12:00"}, "mon 12:00", "tue 12:00", 8 * time.Hour},
		{"one wait ends, the next begins (K16)", []string{"start mon 09:00", "pause customer mon 10:00", "resume customer mon 11:00", "pause customer mon 11:00", "resume customer mon 12:00"}, "mon 12:00", "tue 11:00", 7 * time.Hour},
		{"held a second time while held", []string{"start mon 09:00", "pause customer mon 10:00", "pause customer mon 11:00", "resume customer mon 12:00"}, "mon 12:00", "tue 11:00", 7 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Evaluate(clock(t, eight, tt.marks...), at(t, tt.now), cals)
			same(t, "due", s.Due, at(t, tt.due))
			if s.Remaining != tt.left || s.Elapsed != 8*time.Hour-tt.left {
				t.Errorf("got elapsed %v, remaining %v, want remaining %v", s.Elapsed, s.Remaining, tt.left)
			}
		})
	}
}

// TestK14Precision: nothing is rounded; two pauses of a second each are two seconds.
func TestK14Precision(t *testing.T) {
	c := clock(t, eight, "start mon 09:00",
		"pause customer mon 10:00:00.250", "resume customer mon 10:00:01.250",
		"pause customer mon 10:00:30.000", "resume customer mon 10:00:31.001")
	s := Evaluate(c, at(t, "mon 12:00"), compiled(t))
	same(t, "due", s.Due, at(t, "tue 09:00:02.001"))
}

// TestK14Threshold: a percentage of the target is rounded up to the millisecond.
func TestK14Threshold(t *testing.T) {
	target := Target{Within: 1001 * time.Millisecond, Calendar: "24x7", Warn: []Point{{Percent: 50}}}
	s := Evaluate(clock(t, target, "start mon 09:00"), at(t, "mon 09:00"), compiled(t))
	same(t, "look", s.NextLook, at(t, "mon 09:00:00.501"))
}

// TestK15Standing: no due and no warnings while it stands, but what is left, and when it would
// be due if it ran again from now on.
func TestK15Standing(t *testing.T) {
	cals := compiled(t)
	target := eight
	target.Warn = []Point{{Percent: 25}, {Percent: 50}}
	c := clock(t, target, "start mon 09:00", "pause customer mon 12:00")
	for _, tt := range []struct{ now, would string }{
		{"mon 12:00", "mon 17:00"},
		{"mon 15:00", "tue 12:00"},
		{"mon 23:00", "tue 14:00"},
		{"sat 12:00", "2mon 14:00"},
	} {
		s := Evaluate(c, at(t, tt.now), cals)
		if s.Phase != Paused || !s.Due.IsZero() || !s.NextLook.IsZero() || s.Remaining != 5*time.Hour || s.Elapsed != 3*time.Hour {
			t.Errorf("%s: got %+v", tt.now, s)
		}
		same(t, "would be due "+tt.now, s.WouldBeDue, at(t, tt.would))
		if len(s.Held) != 1 || s.Held[0].Reason != Customer || s.Held[0].Mark != 1 {
			t.Errorf("held: got %+v", s.Held)
		}
		if w, owed := s.Owed(); owed {
			t.Errorf("%s: it owes %v while it stands", tt.now, w)
		}
	}
	s := Evaluate(c.With(script(t, nil, "resume customer tue 09:00")...), at(t, "tue 09:00"), cals)
	if w, owed := s.Owed(); !owed || point(w.Warning) != "25%" || !time.UnixMilli(w.Generation).Equal(at(t, "mon 17:00")) {
		t.Errorf("run again: got %v %v, want the warning of before the pause", w, owed)
	}
	same(t, "next look", s.NextLook, at(t, "tue 10:00"))
}

// TestAheadMark: a mark made for a date ahead takes effect when it comes, and is looked for.
func TestAheadMark(t *testing.T) {
	cals := compiled(t)
	target := eight
	target.PauseFor = []Reason{Scheduled}
	c := clock(t, target, "start mon 09:00", "pause scheduled mon 12:00", "resume scheduled thu 09:00")
	s := Evaluate(c, at(t, "tue 12:00"), cals)
	if s.Phase != Paused {
		t.Errorf("got %s", s.Phase)
	}
	same(t, "next look", s.NextLook, at(t, "thu 09:00"))
	same(t, "due", Evaluate(c, at(t, "thu 09:00"), cals).Due, at(t, "thu 14:00"))
}
