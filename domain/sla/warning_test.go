package sla

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// crossings are the points a clock has passed, as "50% mon 11:00 due mon 13:00".
func crossings(s State) []string {
	var list []string
	for _, c := range s.Crossed {
		list = append(list, point(c.Warning)+" "+brief(c.At)+" due "+brief(time.UnixMilli(c.Generation)))
	}
	return list
}

// point is the third part of a warning's key, without what is left at it.
func point(w Warning) string {
	p, _, _ := strings.Cut(strings.Split(w.String(), "/")[2], "=")
	return p
}

func brief(t time.Time) string { return strings.ToLower(show(t)[:3]) + " " + show(t)[15:20] }

// TestK24Points: a warning stands at the fraction of the target on its own calendar, not of the
// wall clock; points may be named in any order.
func TestK24Points(t *testing.T) {
	cals := compiled(t)
	target := Target{Within: 8 * time.Hour, Calendar: "office", Warn: []Point{{Percent: 90}, {Percent: 50}, {Left: time.Hour}}}
	c := clock(t, target, "start mon 15:00")
	for _, tt := range []struct {
		now  string
		want []string
		next string
	}{
		{"mon 15:00", nil, "tue 11:00"},
		{"tue 10:59:59.999", nil, "tue 11:00"},
		{"tue 11:00", []string{"50% tue 11:00 due tue 15:00"}, "tue 14:00"},
		{"tue 14:00", []string{"50% tue 11:00 due tue 15:00", "left1h0m0s tue 14:00 due tue 15:00"}, "tue 14:12"},
		{"tue 16:00", []string{"50% tue 11:00 due tue 15:00", "left1h0m0s tue 14:00 due tue 15:00", "90% tue 14:12 due tue 15:00", "due tue 15:00 due tue 15:00"}, ""},
	} {
		s := Evaluate(c, at(t, tt.now), cals)
		if got := crossings(s); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.now, got, tt.want)
		}
		want := time.Time{}
		if tt.next != "" {
			want = at(t, tt.next)
		}
		same(t, tt.now+": next look", s.NextLook, want)
		same(t, tt.now+": next look alone", NextLook(&c, at(t, tt.now), cals), want)
	}
}

// TestK24Outside: points that do not lie inside their target say nothing.
func TestK24Outside(t *testing.T) {
	target := Target{Within: 15 * time.Minute, Calendar: "24x7", Warn: []Point{
		{}, {Percent: 100}, {Percent: 120}, {Left: 15 * time.Minute}, {Left: time.Hour}, {Left: -time.Minute}, {Percent: -5},
	}}
	for _, now := range []string{"mon 09:14:59.999", "mon 09:15"} {
		s := Evaluate(clock(t, target, "start mon 09:00"), at(t, now), compiled(t))
		if len(s.Crossed) != 0 {
			t.Errorf("%s: got %v", now, crossings(s))
		}
		same(t, "next look", s.NextLook, at(t, "mon 09:15:00.001"))
	}
}

// TestK24Downtime: after a silence of the engine only the highest point crossed is owed.
func TestK24Downtime(t *testing.T) {
	cals := compiled(t)
	c := clock(t, severities["sev1"], "start mon 09:00")
	for _, tt := range []struct{ now, owed string }{
		{"mon 09:14", ""},
		{"mon 09:15", "50%"},
		{"mon 09:28", "90%"},
		{"mon 09:31", "due"},
	} {
		w, ok := Evaluate(c, at(t, tt.now), cals).Owed()
		if ok != (tt.owed != "") || ok && point(w.Warning) != tt.owed {
			t.Errorf("%s: owed %s, want %s", tt.now, w, tt.owed)
		}
	}
	met := Evaluate(c.With(script(t, nil, "satisfy mon 09:20")...), at(t, "mon 09:28"), cals)
	if w, ok := met.Owed(); ok {
		t.Errorf("a met clock owes %s", w)
	}
}

// TestCalledAgain (P5): after the breach of a promise with Again, each of the first eight intervals is told,
// then every fourth, for ever; what stops the clock stops it.
func TestCalledAgain(t *testing.T) {
	cals := compiled(t)
	target := Target{Kind: FirstResponse, Within: 30 * time.Minute, Under: true, Again: 15 * time.Minute}
	c := clock(t, target, "start mon 09:00")
	var told []string
	for now := at(t, "mon 09:00"); now.Before(at(t, "mon 14:00")); {
		now = NextLook(&c, now, cals)
		if s := Evaluate(c, now.Add(-time.Millisecond), cals); !s.NextLook.Equal(now) {
			t.Errorf("a moment before %s the next look is %s", now, s.NextLook)
		}
		w, _ := Evaluate(c, now, cals).Owed()
		told = append(told, strings.TrimPrefix(brief(now), "mon ")+" "+point(w.Warning))
	}
	want := "09:30 due, 09:45 over15m0s, 10:00 over30m0s, 10:15 over45m0s, 10:30 over1h0m0s, 10:45 over1h15m0s, 11:00 over1h30m0s, " +
		"11:15 over1h45m0s, 11:30 over2h0m0s, 12:30 over3h0m0s, 13:30 over4h0m0s, 14:30 over5h0m0s"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	met := c.With(script(t, nil, "satisfy mon 11:20")...)
	if next := NextLook(&met, at(t, "mon 11:20"), cals); !next.IsZero() {
		t.Errorf("looked at again at %s", next)
	}
	once := clock(t, Target{Within: 30 * time.Minute, Under: true}, "start mon 09:00")
	if next := NextLook(&once, at(t, "mon 09:30"), cals); !next.IsZero() {
		t.Errorf("without Again looked at again at %s", next)
	}
}

// TestGeneration: a warning has another identity only when the facts really moved the due.
func TestGeneration(t *testing.T) {
	cals := compiled(t)
	for _, tt := range []struct {
		name  string
		from  string
		marks []string
		now   string
		want  []string
	}{
		{"what was crossed before a pause is not crossed again", "sev2",
			[]string{"start mon 09:00", "pause customer mon 11:30", "resume customer mon 12:00"}, "mon 13:00",
			[]string{"50% mon 11:00 due mon 13:00", "75% mon 12:30 due mon 13:30"}},
		{"a pause outside hours changes nothing", "sev2",
			[]string{"start mon 16:00", "pause customer mon 18:00", "resume customer tue 08:00"}, "tue 11:00",
			[]string{"50% tue 10:00 due tue 12:00", "75% tue 11:00 due tue 12:00"}},
		{"lowered: points ahead again are crossed again", "sev1",
			[]string{"start mon 09:00", "retarget sev2 carry mon 09:20"}, "mon 11:30",
			[]string{"50% mon 11:00 due mon 13:00"}},
		{"raised: the points passed by it are crossed by it", "sev2",
			[]string{"start mon 09:00", "retarget sev1 keep-earlier mon 12:53"}, "mon 12:54",
			[]string{"50% mon 12:53 due mon 13:00", "75% mon 12:53 due mon 13:00"}},
		{"retargeted to the same: nothing changed", "sev2",
			[]string{"start mon 09:00", "retarget sev2 carry mon 11:30"}, "mon 12:00",
			[]string{"50% mon 11:00 due mon 13:00", "75% mon 12:00 due mon 13:00"}},
		{"reopened after an hour", "sev2",
			[]string{"start mon 09:00", "satisfy mon 11:30", "reopen mon 12:30"}, "mon 13:00",
			[]string{"50% mon 11:00 due mon 13:00", "75% mon 13:00 due mon 14:00"}},
		{"a pause known late moves what was already said (K29)", "sev2",
			[]string{"start mon 09:00", "pause customer mon 09:30", "resume customer mon 10:30"}, "mon 12:00",
			[]string{"50% mon 12:00 due mon 14:00"}},
		{"a pause within another moves nothing", "sev3",
			[]string{"start mon 09:00", "pause customer mon 09:30", "pause third_party mon 09:40", "resume third_party mon 09:50", "resume customer mon 10:30"}, "tue 10:00",
			[]string{"50% tue 10:00 due wed 10:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Clock{Kind: Restore, Cycle: 1, Target: severities[tt.from], Marks: script(t, severities, tt.marks...)}
			if got := crossings(Evaluate(c, at(t, tt.now), cals)); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestK25Percent: percents of a target in business days are of the working time from the deemed
// receipt to the due.
func TestK25Percent(t *testing.T) {
	cals := compiled(t)
	target := Target{Days: 1, Calendar: "office", CutOff: 15 * 60, Warn: []Point{{Percent: 50}}}
	for _, tt := range []struct{ name, start, warn, due string }{
		{"before the cut-off", "mon 13:00", "tue 11:00", "tue 17:00"}, // 4 + 8 h: half is 6 h
		{"at the cut-off: deemed received on Tuesday", "mon 15:00", "tue 17:00", "wed 17:00"},
		{"after it", "mon 16:00", "tue 17:00", "wed 17:00"},
		{"at night", "mon 23:00", "tue 17:00", "wed 17:00"},
		{"on a Saturday", "sat 12:00", "2mon 17:00", "2tue 17:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Evaluate(clock(t, target, "start "+tt.start), at(t, tt.start), cals)
			same(t, "due", s.Due, at(t, tt.due))
			same(t, "warning", s.NextLook, at(t, tt.warn))
		})
	}
}

// TestK25Pause: once it stood, what was left by working time is left.
func TestK25Pause(t *testing.T) {
	target := Target{Days: 2, Calendar: "office", PauseFor: []Reason{Customer}}
	c := clock(t, target, "start mon 10:00", "pause customer tue 11:00", "resume customer tue 11:10")
	same(t, "due", Evaluate(c, at(t, "tue 12:00"), compiled(t)).Due, at(t, "thu 09:10"))
}

// TestWarningKey: keys are for ever.
func TestWarningKey(t *testing.T) {
	for want, w := range map[string]Warning{
		"restore/1/75%=1h0m0s/1772445600000":      {Restore, 1, Point{Percent: 75}, time.Hour, 1772445600000},
		"first_response/1/left4m0s/1772445600000": {FirstResponse, 1, Point{Left: 4 * time.Minute}, 4 * time.Minute, 1772445600000},
		"resolve/2/due/1772445600000":             {Resolve, 2, Point{}, 0, 1772445600000},
		"next_update/14/over2h0m0s/1772445600000": {NextUpdate, 14, Point{Left: -2 * time.Hour}, -2 * time.Hour, 1772445600000},
	} {
		if got := w.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if w.Breach() != (w.Left <= 0) {
			t.Errorf("%s: breach %v", want, w.Breach())
		}
	}
}

// TestGenerationRaise: a raise that leaves the due takes other points: they are other warnings.
func TestGenerationRaise(t *testing.T) {
	cals := compiled(t)
	c := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: script(t, nil, "start mon 09:00")}
	before, _ := Evaluate(c, at(t, "mon 12:50"), cals).Owed() // 90 % of four hours
	sev1 := severities["sev1"]
	c = c.With(Mark{Do: Retarget, At: at(t, "mon 12:50"), To: &sev1})
	after, _ := Evaluate(c, at(t, "mon 12:58"), cals).Owed() // 90 % of half an hour
	if before.Point != after.Point || before.Generation != after.Generation || before.Warning == after.Warning {
		t.Errorf("got %s, then %s", before, after)
	}
}
