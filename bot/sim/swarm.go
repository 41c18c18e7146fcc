package sim

import (
	"math/rand/v2"
	"time"
)

// A swarm is what one seed is made of: how often people do what, and how bad the weather is.
// Each is drawn once for a seed, and in half of the seeds a fault does not happen at all, so
// that faults meet in many mixtures and also each alone.
type swarm struct {
	start time.Time
	acts  int
	gaps  [len(gapSpans)]int // how likely each span between two acts is
	verbs map[string]int     // how likely each act is

	// Of each send, in shares of all.
	wait, refuse, loseBefore, loseAfter, spoil, slow float64
	dieBefore, dieAfter                              float64
	lag                                              time.Duration // how far the platform's history lags behind
	never                                            bool          // one channel can never be asked what arrived

	// Of each unit of the store.
	crash, full float64
	// Of what comes in.
	again, late float64
	// Between two acts.
	blind, outage, gone, share, cut, stop, sleep float64
	apply                                        float64
	down                                         time.Duration // the longest time a process is down
}

// gapSpans are the spans of time between two acts: from within a second to over a weekend.
var gapSpans = [...][2]time.Duration{
	{0, time.Second},
	{time.Second, time.Minute},
	{time.Minute, 20 * time.Minute},
	{20 * time.Minute, 5 * time.Hour},
	{5 * time.Hour, 70 * time.Hour},
}

func newSwarm(rnd *rand.Rand, s *Stage) swarm {
	some := func(most float64) float64 {
		if rnd.IntN(2) == 0 {
			return 0
		}
		return rnd.Float64() * most
	}
	w := swarm{
		start: s.first.Add(time.Duration(rnd.IntN(340*24*60)) * time.Minute),
		acts:  40 + rnd.IntN(80),
		verbs: map[string]int{},
	}
	for i, most := range [...]int{20, 40, 40, 12, 3} {
		w.gaps[i] = rnd.IntN(most + 1)
	}
	w.gaps[2]++
	for _, a := range acts() {
		if rnd.IntN(8) > 0 || a.name == "open" || a.name == "say" {
			w.verbs[a.name] = 1 + rnd.IntN(2*a.often)
		}
	}
	w.wait, w.refuse, w.loseBefore, w.loseAfter = some(0.15), some(0.3), some(0.2), some(0.25)
	w.spoil, w.slow = some(0.01), some(0.1)
	w.dieBefore, w.dieAfter = some(0.05), some(0.08)
	w.lag = time.Duration(some(1500)) * time.Millisecond
	w.never = rnd.IntN(10) == 0
	w.crash, w.full = some(0.02), some(0.02)
	w.again, w.late = some(0.4), some(0.3)
	w.blind, w.outage, w.gone, w.share = some(0.08), some(0.05), some(0.02), some(0.02)
	w.stop, w.sleep, w.apply = some(0.08), some(0.08), some(0.05)
	w.cut = some(0.03)
	w.down = []time.Duration{0, time.Minute, time.Hour, 60 * time.Hour}[rnd.IntN(4)]
	return w
}

// gap draws the time until the next act.
func (w *swarm) gap(rnd *rand.Rand) time.Duration {
	span := gapSpans[draw(rnd, w.gaps[:])]
	return span[0] + time.Duration(rnd.Int64N(int64(span[1]-span[0]))).Truncate(time.Millisecond)
}

// draw chooses one of some by its weight.
func draw(rnd *rand.Rand, weights []int) int {
	all := 0
	for _, w := range weights {
		all += w
	}
	n := rnd.IntN(all)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return 0
}
