package sla

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn is a random clock of the model test, and chance for what is done to it.
func drawn(t *rapid.T, cals Calendars) (Clock, *rand.Rand) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 11))
	c := randomClock(r, cals)
	t.Log(print(c))
	return c, r
}

// within is an instant in the life of a clock.
func within(r *rand.Rand, c Clock) time.Time {
	t := c.Marks[r.IntN(len(c.Marks))].At
	return t.Add(time.Duration(r.IntN(3*24*60)-60) * time.Minute)
}

func equalStates(t *rapid.T, what string, got, want State) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

// TestPropertyReplay: deriving changes nothing and gives the same again.
func TestPropertyReplay(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		before := print(c)
		now := within(r, c)
		s := Evaluate(c, now, cals)
		Explain(c, now, cals)
		Verdicts(c, now, cals)
		equalStates(t, "again", Evaluate(c, now, cals), s)
		if print(c) != before {
			t.Fatal("the clock was changed")
		}
	})
}

// TestPropertyPaused: while it stands, nothing of a clock moves but what would be due.
func TestPropertyPaused(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		now := within(r, c)
		a := Evaluate(c, now, cals)
		until := a.NextLook
		if until.IsZero() {
			until = now.Add(30 * 24 * time.Hour)
		}
		b := Evaluate(c, now.Add(time.Duration(r.Int64N(int64(until.Sub(now))))), cals)
		if a.Phase != Paused {
			return
		}
		if b.WouldBeDue.Before(a.WouldBeDue) {
			t.Fatalf("would be due %s, later %s", show(a.WouldBeDue), show(b.WouldBeDue))
		}
		a.WouldBeDue = b.WouldBeDue
		equalStates(t, "while it stands", b, a)
	})
}

// TestPropertySplitPause: a pause parted in two is the same pause.
func TestPropertySplitPause(t *testing.T) {
	cals, monday := compiled(t), at(t, "mon 09:00")
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 13))
		target := modelTargets[r.IntN(4)]
		start := monday.Add(time.Duration(r.IntN(5*24*60)) * time.Minute)
		pause := start.Add(time.Duration(r.IntN(8*60*60_000)) * time.Millisecond)
		length := 1 + r.IntN(3*24*60*60_000)
		resume := pause.Add(time.Duration(length) * time.Millisecond)
		c := Clock{Kind: Resolve, Cycle: 1, Target: target, Marks: []Mark{
			{Do: Start, At: start}, {Do: Pause, Reason: Customer, At: pause}, {Do: Resume, Reason: Customer, At: resume}}}
		split := pause.Add(time.Duration(r.IntN(length)) * time.Millisecond)
		parted := c.With(Mark{Do: Resume, Reason: Customer, At: split}, Mark{Do: Pause, Reason: Customer, At: split})
		if split.Equal(pause) {
			return // of one instant, the pause that begins there comes first: nothing is parted
		}
		for _, now := range []time.Time{split, resume, resume.Add(time.Hour), resume.Add(100 * time.Hour)} {
			a, b := Evaluate(c, now, cals), Evaluate(parted, now, cals)
			a.Held, b.Held = nil, nil
			equalStates(t, "parted at "+show(split), b, a)
		}
	})
}

// TestPropertyPermuted: the record may have any order; only instants and K16 count, where no
// two marks of one instant are of one rank.
func TestPropertyPermuted(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		type place struct {
			at   int64
			rank int
		}
		seen := map[place]bool{}
		var marks []Mark
		for _, m := range c.Marks {
			p := place{nano(m.At), m.rank()}
			if m.Do == Correct || seen[p] {
				continue
			}
			seen[p] = true
			marks = append(marks, m)
		}
		c.Marks = marks
		other := c.With()
		r.Shuffle(len(marks), func(i, j int) { other.Marks[i], other.Marks[j] = other.Marks[j], other.Marks[i] })
		now := within(r, c)
		a, b := Evaluate(c, now, cals), Evaluate(other, now, cals)
		for _, s := range []*State{&a, &b} { // these name marks by their places
			s.StoppedBy, s.Held = 0, nil
		}
		equalStates(t, "permuted", b, a)
	})
}

// TestPropertyWarnings: warnings come in order, before the due.
func TestPropertyWarnings(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		c.Target.Warn = []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}}
		s := Evaluate(c, within(r, c), cals)
		for i, x := range s.Crossed {
			if i > 0 && x.At.Before(s.Crossed[i-1].At) {
				t.Fatalf("out of order: %v", crossings(s))
			}
			if !x.Breach() && s.Breached() && x.At.After(s.BreachedAt) {
				t.Fatalf("warned after the breach: %v", crossings(s))
			}
		}
	})
}

// TestPropertyNextLook: until the next look nothing happens, and then something does.
func TestPropertyNextLook(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		if r.IntN(3) == 0 {
			c.Target.Every = c.Target.Within
		}
		now := within(r, c)
		a := Evaluate(c, now, cals)
		if got := NextLook(&c, now, cals); !got.Equal(a.NextLook) {
			t.Fatalf("NextLook %s, Evaluate says %s", show(got), show(a.NextLook))
		}
		w := Watch{Calendars: cals}
		alone := c
		alone.Marks = c.Marks[:1]
		for range 2 {
			if got, want := w.Next(&alone, now), Evaluate(alone, now, cals).NextLook; !got.Equal(want) {
				t.Fatalf("alone: Next %s, Evaluate says %s", show(got), show(want))
			}
		}
		if a.NextLook.IsZero() {
			return
		}
		if !a.NextLook.After(now) {
			t.Fatalf("next look %s at %s", show(a.NextLook), show(now))
		}
		before := Evaluate(c, a.NextLook.Add(-1), cals)
		if before.Phase != a.Phase || len(before.Crossed) != len(a.Crossed) || before.Breached() != a.Breached() {
			t.Fatalf("something happened before the next look: %+v", before)
		}
		for _, m := range c.Marks {
			if m.At.Equal(a.NextLook) {
				return // a mark comes into force, which may change nothing
			}
		}
		after := Evaluate(c, a.NextLook, cals)
		if reflect.DeepEqual(after.Crossed, a.Crossed) && after.Phase == a.Phase {
			t.Fatalf("nothing happened at the next look %s", show(a.NextLook))
		}
	})
}

// TestPropertyRaise: whatever happened before, a raise makes nothing later (K18).
func TestPropertyRaise(t *testing.T) {
	cals := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		c, r := drawn(t, cals)
		now := within(r, c)
		to := modelTargets[r.IntN(len(modelTargets))]
		to.PauseFor = Evaluate(c, now, cals).Target.PauseFor
		raised := c.With(Mark{Do: Retarget, Change: KeepEarlier, To: &to, At: now})
		for i := range c.Marks {
			if c.Marks[i].At.Equal(now) {
				return
			}
		}
		a, b := Evaluate(c, now, cals), Evaluate(raised, now, cals)
		if b.Due.After(a.Due) || b.WouldBeDue.After(a.WouldBeDue) || b.Breached() != a.Breached() {
			t.Fatalf("due %s became %s; would be %s, %s", show(a.Due), show(b.Due), show(a.WouldBeDue), show(b.WouldBeDue))
		}
	})
}
