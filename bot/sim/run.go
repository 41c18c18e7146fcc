package sim

import (
	"context"
	"strings"
	"time"

	"github.com/deskhand/deskhand/storage"
)

// A Result is what came of a seed.
type Result struct {
	Seed   uint64
	Stage  string
	Hash   string   // of all that happened, and of the whole record
	Faults []string // promises that were broken; none, where all is well
	Log    []string
	Counts Counts
}

// Tail is the end of the log.
func (r *Result) Tail(lines int) string {
	return strings.Join(r.Log[max(0, len(r.Log)-lines):], "\n")
}

// Run plays one seed: a time in which everything goes wrong, then one in which nothing does
// and all must come to its end, and last the reckoning.
func Run(ctx context.Context, s *Stage, seed uint64) *Result {
	w := newWorld(ctx, s, seed)
	for range w.swarm.acts {
		if len(w.faults) > 0 {
			break
		}
		w.step()
	}
	if len(w.faults) == 0 {
		w.check("in the storm")
		w.heal()
	}
	if len(w.faults) == 0 {
		w.check("in the end")
		w.reckon()
	}
	w.counts.Days = int(w.at.Sub(w.swarm.start) / (24 * time.Hour))
	return &Result{Seed: seed, Stage: s.Name, Hash: w.hash(), Faults: w.faults, Log: w.lines, Counts: w.counts}
}

// heal ends all bad weather and lets everything come to its end.
func (w *world) heal() {
	w.calm = true
	w.note(w.at, "all is healed")
	p := w.platform
	p.down = time.Time{}
	for _, r := range p.rooms {
		r.gone, r.shared, r.blind = false, false, time.Time{}
	}
	w.later = nil
	if w.desk == nil {
		w.up = w.at
		w.start()
	}
	w.rebind("")
	w.pass(2 * time.Hour)
	for range 48 {
		if len(w.faults) > 0 || w.quiet() {
			return
		}
		w.pass(5 * time.Minute)
	}
}

// quiet reports whether nothing is left to be said.
func (w *world) quiet() (quiet bool) {
	w.view(func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 1)
		quiet = len(rows) == 0
		return err
	})
	return quiet && len(w.ledger.pending) == 0
}
