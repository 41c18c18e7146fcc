package sla

import (
	"testing"
	"time"
)

// TestK21Reopen: restore and resolve resume, the closed time being a pause; the others begin a
// new cycle, and a reopening says nothing to the old one.
func TestK21Reopen(t *testing.T) {
	cals := compiled(t)
	target := severities["sev2"] // 4 h of office time
	for _, tt := range []struct {
		name  string
		marks []string
		now   string
		phase Phase
		due   string
		left  time.Duration
	}{
		{"closed time is a pause", []string{"satisfy mon 11:00", "reopen tue 10:00"}, "tue 10:30", Running, "tue 12:00", 90 * time.Minute},
		{"closed outside hours: the due stays", []string{"satisfy mon 11:00", "reopen mon 11:00"}, "mon 11:30", Running, "mon 13:00", 90 * time.Minute},
		{"met, reopened, met", []string{"satisfy mon 11:00", "reopen tue 10:00", "satisfy tue 11:00"}, "tue 12:00", Met, "tue 12:00", time.Hour},
		{"cancelled and reopened", []string{"cancel mon 11:00", "reopen tue 10:00"}, "tue 10:30", Running, "tue 12:00", 90 * time.Minute},
		{"still waiting when it is reopened", []string{"pause customer mon 10:00", "satisfy mon 11:00", "reopen tue 10:00"}, "tue 10:30", Paused, "", 3 * time.Hour},
		{"raised while closed: it counts from the reopening", []string{"satisfy mon 11:00", "retarget sev1 keep-earlier mon 15:00", "reopen tue 10:00"}, "tue 10:00", Running, "tue 10:30", 30 * time.Minute},
		{"lowered while closed", []string{"satisfy mon 11:00", "retarget sev3 carry mon 15:00", "reopen tue 10:00"}, "tue 10:00", Running, "wed 16:00", 14 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, kind := range Kinds {
				c := Clock{Kind: kind, Cycle: 1, Target: target, Marks: script(t, severities, append([]string{"start mon 09:00"}, tt.marks...)...)}
				s := Evaluate(c, at(t, tt.now), cals)
				if !kind.Resumes() {
					if !s.Phase.Over() {
						t.Errorf("%s: got %s: a response clock was reopened", kind, s.Phase)
					}
					continue
				}
				if s.Phase != tt.phase || s.Remaining != tt.left {
					t.Errorf("%s: got %s, left %v; want %s, %v", kind, s.Phase, s.Remaining, tt.phase, tt.left)
				}
				if tt.due != "" {
					same(t, string(kind)+" due", s.Due, at(t, tt.due))
				}
			}
		})
	}
}

// TestK21NextCycle: a new cycle has its own record, its own papers and its own warnings.
func TestK21NextCycle(t *testing.T) {
	first := Begin(NextResponse, 1, Pin{Version: "1"}, severities["sev2"], Mark{At: at(t, "mon 09:00"), Message: "m1"})
	first = first.With(Mark{Do: Satisfy, At: at(t, "mon 10:00"), Message: "m2"})
	second := first.Next(Pin{Version: "2"}, severities["sev1"], Mark{At: at(t, "tue 09:00"), Message: "m3"})
	s := Evaluate(second, at(t, "tue 09:16"), compiled(t))
	if second.Cycle != 2 || second.Kind != NextResponse || s.Pin.Version != "2" || len(second.Marks) != 1 {
		t.Errorf("got %+v", second)
	}
	if w, _ := s.Owed(); w.Cycle != 2 || w.Kind != NextResponse || point(w.Warning) != "50%" {
		t.Errorf("owed: got %s", w)
	}
}

// TestK22Oldest: the clock runs from the oldest unanswered message; a further one restarts
// nothing, one that turns out to be older moves the start.
func TestK22Oldest(t *testing.T) {
	cals := compiled(t)
	c := Clock{Kind: NextResponse, Cycle: 1, Target: severities["sev2"], Marks: script(t, nil, "start mon 10:00", "start mon 11:00")}
	same(t, "due", Evaluate(c, at(t, "mon 12:00"), cals).Due, at(t, "mon 14:00"))
	c = c.With(script(t, nil, "start mon 09:30")...)
	s := Evaluate(c, at(t, "mon 12:00"), cals)
	same(t, "due, an older one having come", s.Due, at(t, "mon 13:30"))
	if w, _ := s.Owed(); point(w.Warning) != "50%" || !time.UnixMilli(w.Generation).Equal(at(t, "mon 13:30")) {
		t.Errorf("owed: got %s", w)
	}
}

// TestK22Unanswered: which message a next-response clock starts at.
func TestK22Unanswered(t *testing.T) {
	said := func(who, when string) Said {
		return Said{At: at(t, when), Ours: who == "we", Message: who + " " + when}
	}
	for _, tt := range []struct {
		name string
		talk []Said
		want string
	}{
		{"nobody spoke", nil, ""},
		{"only we spoke", []Said{said("we", "mon 09:00")}, ""},
		{"the opening itself", []Said{said("they", "mon 09:00"), said("they", "mon 09:05")}, "they mon 09:00"},
		{"all answered", []Said{said("they", "mon 09:00"), said("we", "mon 09:10")}, ""},
		{"the oldest since our last words", []Said{said("they", "mon 09:00"), said("we", "mon 09:10"), said("they", "mon 09:20"), said("they", "mon 09:30")}, "they mon 09:20"},
		{"our words came to be known late", []Said{said("they", "mon 09:20"), said("they", "mon 09:30"), said("they", "mon 09:00"), said("we", "mon 09:25")}, "they mon 09:30"},
		{"in the same instant ours come first (K16)", []Said{said("they", "mon 09:00"), said("they", "mon 09:10"), said("we", "mon 09:10")}, "they mon 09:10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Unanswered(tt.talk)
			if got.Message != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, want %q", got.Message, tt.want)
			}
		})
	}
}

// TestRecurring: an update clock breaches once a cycle, however long the silence; each further
// interval is told anew, and the late update that ends it begins the next cycle.
func TestRecurring(t *testing.T) {
	cals := compiled(t)
	target := Target{Within: 30 * time.Minute, Every: time.Hour, Calendar: "office", Warn: []Point{{Left: 10 * time.Minute}}}
	c := Begin(NextUpdate, 1, Pin{}, target, Mark{At: at(t, "mon 15:00")})
	same(t, "the first cycle is as long as Within", Evaluate(c, at(t, "mon 15:00"), cals).Due, at(t, "mon 15:30"))
	c = c.With(Mark{Do: Satisfy, At: at(t, "mon 15:15")})
	c = c.Next(Pin{}, target, Mark{At: at(t, "mon 15:15")})
	for _, step := range []struct{ now, owed, next string }{
		{"mon 15:15", "", "mon 16:05"},
		{"mon 16:05", "left10m0s", "mon 16:15:00.001"},
		{"mon 16:15:00.001", "due", "tue 09:15"},
		{"tue 09:14", "due", "tue 09:15"},
		{"tue 09:15", "over1h0m0s", "tue 10:15"},
		{"tue 12:30", "over4h0m0s", "tue 13:15"},
	} {
		s := Evaluate(c, at(t, step.now), cals)
		same(t, step.now+": next look", s.NextLook, at(t, step.next))
		w, ok := s.Owed()
		if ok != (step.owed != "") || ok && (point(w.Warning) != step.owed || w.Cycle != 2) {
			t.Errorf("%s: owed %s, want %s", step.now, w, step.owed)
		}
	}
	c = c.With(Mark{Do: Satisfy, At: at(t, "tue 12:30")})
	if s := Evaluate(c, at(t, "tue 12:30"), cals); s.Verdict != Late || !s.NextLook.IsZero() {
		t.Errorf("updated at last: got %+v", s)
	}
	if v := Verdicts(c, at(t, "wed 12:00"), cals); len(v) != 2 || v[0].Verdict != Broken || v[1].Verdict != Late {
		t.Errorf("verdicts: got %+v", v)
	}
}
