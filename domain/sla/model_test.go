package sla

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

var rounds = flag.Int("rounds", 1500, "clocks that the model test counts out")

// TestModel holds the fold to the counter over random clocks: what elapsed, what is left, the due
// and the instant of the breach are equal, at marks, at dues, and a millisecond beside them.
func TestModel(t *testing.T) {
	cals := compiled(t)
	if testing.Short() {
		*rounds = min(*rounds, 600)
	}
	for seed := range *rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		c := randomClock(r, cals)
		if !t.Run("", func(t *testing.T) { compareModel(t, r, c, cals) }) {
			t.Fatalf("seed %d: %s", seed, print(c))
		}
	}
}

// compareModel looks at a clock at instants that matter.
func compareModel(t *testing.T, r *rand.Rand, c Clock, cals Calendars) {
	last := c.Marks[0].At
	for _, m := range c.Marks {
		if m.At.After(last) {
			last = m.At
		}
	}
	looks := []time.Time{last, last.Add(time.Duration(r.IntN(40*60)) * time.Minute)}
	for _, m := range c.Marks {
		s := Evaluate(c, m.At, cals)
		looks = append(looks, m.At, s.Due, s.NextLook)
	}
	for _, look := range looks {
		if look.IsZero() || look.After(last.Add(60*24*time.Hour)) {
			continue
		}
		for _, now := range []time.Time{look.Add(-time.Millisecond), look, look.Add(time.Millisecond)} {
			compareAt(t, c, now, cals)
			if t.Failed() {
				return
			}
		}
	}
}

func compareAt(t *testing.T, c Clock, now time.Time, cals Calendars) {
	s, o := Evaluate(c, now, cals), count(c, now, cals)
	if got := s.Elapsed.Milliseconds(); got != o.elapsed {
		t.Errorf("%s: elapsed %d ms, counted %d", show(now), got, o.elapsed)
	}
	if o.begun && s.Remaining.Milliseconds() != o.left {
		t.Errorf("%s: left %d ms, counted %d", show(now), s.Remaining.Milliseconds(), o.left)
	}
	breach := int64(0)
	if s.Breached() {
		breach = ms(s.BreachedAt)
	}
	if o.breach > ms(now) {
		o.breach = 0 // within: it comes in a millisecond
	}
	if breach != o.breach {
		t.Errorf("%s: breach %v, counted %v", show(now), show(s.BreachedAt), show(time.UnixMilli(o.breach)))
	}
	if o.running() && o.breach == 0 {
		if want := max(o.floor, o.after(o.target.Calendar, ms(now), o.left)); ms(s.Due) != want {
			t.Errorf("%s: due %s, counted %s", show(now), show(s.Due), show(time.UnixMilli(want)))
		}
	}
	if s.Phase.Over() != o.over || (s.Phase == Paused) != (o.begun && !o.over && !o.running()) {
		t.Errorf("%s: phase %s", show(now), s.Phase)
	}
	got := map[Point]int64{}
	for _, x := range s.Crossed {
		if !x.Breach() {
			got[x.Point] = ms(x.At)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(o.points) {
		t.Errorf("%s: crossed %v, counted %v", show(now), got, o.points)
	}
}

var modelTargets = []Target{
	{Within: 15 * time.Minute, Under: true, Calendar: "24x7", PauseFor: []Reason{Customer}, Warn: []Point{{Left: 4 * time.Minute}}},
	{Within: time.Hour, Calendar: "24x5", PauseFor: []Reason{Customer, Scheduled}, Warn: []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}}},
	{Within: 4 * time.Hour, Calendar: "office", PauseFor: []Reason{Customer}, Warn: []Point{{Percent: 50}, {Left: time.Hour}}},
	{Within: 8 * time.Hour, Under: true, Calendar: "office", PauseFor: []Reason{Customer, ThirdParty}, Warn: []Point{{Percent: 33}, {Percent: 66}}},
	{Within: 10*time.Hour + 7*time.Millisecond, Calendar: "nights", Warn: []Point{{Percent: 90}}},
	{Within: 6 * time.Hour, Calendar: "lunch", PauseFor: []Reason{ThirdParty}},
}

// randomClock makes a clock whose marks like to fall on dues, on closes, on each other, and a
// millisecond beside them, and are recorded in any order; some correct others.
func randomClock(r *rand.Rand, cals Calendars) Clock {
	pick := func(from []Target) Target { return from[r.IntN(len(from))] }
	// Around a change of the clocks in Europe, in America, a holiday, or nothing much.
	base := []string{"2026-03-27 08:00", "2026-03-06 16:00", "2026-04-29 15:00", "2026-10-23 12:00", "2026-06-09 09:00"}[r.IntN(5)]
	start, _ := time.Parse("2006-01-02 15:04", base)
	start = start.Add(time.Duration(r.IntN(3*24*60)) * time.Minute)
	if r.IntN(3) == 0 {
		start = start.Add(time.Duration(r.IntN(60_000)) * time.Millisecond)
	}
	c := Clock{Kind: Kinds[r.IntN(5)], Cycle: 1, Target: pick(modelTargets), Marks: []Mark{{Do: Start, At: start}}}
	if r.IntN(2) == 0 {
		c.Kind = Restore
	}
	deeds := []Deed{Pause, Pause, Resume, Resume, Retarget, Satisfy, Reopen, Start, Correct, Cancel}
	reasons := []Reason{Customer, ThirdParty, Scheduled}
	for range r.IntN(10) {
		m := Mark{Do: deeds[r.IntN(len(deeds))], At: when(r, c, start, cals)}
		switch m.Do {
		case Pause, Resume:
			m.Reason = reasons[r.IntN(3)*r.IntN(2)]
			if m.Do == Resume && r.IntN(4) == 0 {
				m.Reason = ""
			}
		case Retarget:
			to := pick(modelTargets)
			m.To, m.Change = &to, []Change{"", KeepEarlier, Carry, Restart}[r.IntN(4)]
		case Correct:
			m.Of, m.Void = r.IntN(len(c.Marks)+2), r.IntN(2) == 0
		}
		c.Marks = append(c.Marks, m)
	}
	return c
}

// when finds an instant for a mark.
func when(r *rand.Rand, c Clock, start time.Time, cals Calendars) time.Time {
	t := start.Add(time.Duration(r.IntN(4*24*60)) * time.Minute)
	switch r.IntN(5) {
	case 0:
		if s := Evaluate(c, start, cals); !s.Due.IsZero() {
			t = s.Due
		}
	case 1:
		t = c.Marks[r.IntN(len(c.Marks))].At
	case 2:
		t = start.Add(time.Duration(r.IntN(60)) * time.Minute)
	}
	return t.Add(time.Duration(max(r.IntN(8)-5, 0)-1) * time.Millisecond)
}

func print(c Clock) string {
	s := fmt.Sprintf("%s %+v\n", c.Kind, c.Target)
	for i, m := range c.Marks {
		s += fmt.Sprintf("  %d %s %s %s of %d void %v", i, m.Do, show(m.At), m.Reason, m.Of, m.Void)
		if m.To != nil {
			s += fmt.Sprintf(" %s %v %s", m.Change, m.To.Within, m.To.Calendar)
		}
		s += "\n"
	}
	return s
}
