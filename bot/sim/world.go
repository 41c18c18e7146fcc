package sim

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A world is one seed: a desk that dies and starts again, the platform it speaks on, and the
// people there. One goroutine turns it, and it alone moves the clock.
type world struct {
	*journal
	ctx    context.Context
	stage  *Stage
	seed   uint64
	swarm  swarm
	people *rand.Rand // chance of people, and …
	skies  *rand.Rand // … that of the weather: one does not shift the other
	at     time.Time
	calm   bool // nothing goes wrong any more

	library  *offering.Library // what is applied
	platform *platform
	ledger   *ledger
	store    *mem.Store
	desk     *bot.Desk // nil while no process runs
	dead     bool      // the process has died and is not buried yet
	up       time.Time // when the next one starts
	starts   uint64
	later    []change
	unheard  []*room // who asked to wait, and it is not stored yet
	full     bool    // … since there was no room for it
	counts   Counts
	names    int // of what people say, so that no two texts are the same
}

// A change is weather that comes later.
type change struct {
	at time.Time
	do func()
}

func newWorld(ctx context.Context, s *Stage, seed uint64) *world {
	w := &world{journal: newJournal(), ctx: ctx, stage: s, seed: seed,
		people: rand.New(rand.NewPCG(seed, 1)), skies: rand.New(rand.NewPCG(seed, 2))}
	w.swarm = newSwarm(rand.New(rand.NewPCG(seed, 3)), s)
	w.at = w.swarm.start
	w.platform = newPlatform(w)
	w.ledger = &ledger{w: w, entries: map[string]*entry{}}
	w.calm, w.library = true, s.library
	w.note(w.at, "seed %d on stage %s", seed, s.Name)
	w.start()
	for _, step := range s.cast.Steps {
		w.operate(step.Command)
	}
	w.calm = false
	return w
}

// start starts the next process over what the last one left.
func (w *world) start() {
	if w.store == nil {
		w.store = mem.New(w.stage.reg, mem.Options{Policy: func() any { return w.library }, Faults: w.fault})
	} else {
		next, err := w.store.Reopen()
		if err != nil {
			w.fail(w.at, "the store does not open again: %v", err)
			return
		}
		w.store = next
	}
	w.starts++
	var chance [32]byte
	binary.LittleEndian.PutUint64(chance[:], w.seed)
	binary.LittleEndian.PutUint64(chance[8:], w.starts)
	now := func() time.Time { return w.at }
	desk, err := bot.New(w.ctx, bot.Options{Store: w.store, Rooms: w.stage.rooms, Platforms: []bot.Platform{w.platform},
		Now: now, Real: now, Chance: rand.NewChaCha8(chance), Log: zerolog.New(logged{w}).Level(zerolog.ErrorLevel)})
	if err != nil {
		w.fail(w.at, "the process does not start: %v", err)
		return
	}
	w.desk, w.dead = desk, false
	w.note(w.at, "process %d starts", w.starts)
}

// fault is asked by the store at the named points of every unit.
func (w *world) fault(point string) error {
	if w.calm || w.dead {
		return nil
	}
	if point == "committed" && !w.full {
		w.unheard = nil
	}
	switch x := w.skies.Float64(); {
	case x < w.swarm.crash:
		w.die("at the point " + point + " of a unit")
	case x < w.swarm.crash+w.swarm.full && point == "commit":
		w.counts.Full++
		w.full = len(w.unheard) > 0
		return storage.ErrFull
	}
	return nil
}

// die ends the process where it stands: what is not durable is gone.
func (w *world) die(where string) {
	w.note(w.at, "the process dies %s", where)
	w.counts.Crashes++
	w.store.Crash()
	w.dead = true
	for _, r := range w.unheard { // nobody can keep what was not stored
		r.closed = time.Time{}
	}
	w.unheard, w.full = nil, false
}

// survived takes the error of anything that was asked of the desk, and reports whether the
// process still lives.
func (w *world) survived(err error) bool {
	switch {
	case w.dead:
		w.desk.Close()
		w.desk = nil
		w.up = w.at
		if w.swarm.down > 0 && !w.calm {
			w.up = w.at.Add(time.Duration(w.skies.Int64N(int64(w.swarm.down))).Truncate(time.Millisecond))
		}
		return false
	case err != nil && !errors.Is(err, storage.ErrFull):
		w.fail(w.at, "the pumps: %v", err)
	}
	return true
}

// operate decides a command of the operator, who repeats it until it is stored.
func (w *world) operate(c domain.Command) {
	w.names++
	for range 1000 {
		if w.desk == nil {
			w.start()
		}
		_, err := w.desk.Operate(w.ctx, fmt.Sprintf("operator/%d", w.names), c)
		if w.survived(err) && err == nil {
			return
		}
		if len(w.faults) > 0 {
			return
		}
	}
	w.fail(w.at, "the operator was never heard: %T", c)
}

// rebind is the operator telling the desk anew where its channels are.
func (w *world) rebind(channel string) {
	for _, s := range w.stage.cast.Steps {
		if b, ok := s.Command.(place.Bind); ok && (channel == "" || b.Spot.Channel == channel) {
			w.operate(b)
			w.operate(place.Share{Place: b.Place, Shared: w.platform.room(b.Spot.Channel).shared})
		}
	}
}

// restless is how many turns a span of time may take before the pumps are held to be mad.
const restless = 200_000

// pass lets time go by: whatever comes due on the way is done at its own instant.
func (w *world) pass(d time.Duration) {
	end := w.at.Add(d)
	for range restless {
		if len(w.faults) > 0 {
			return
		}
		w.changes()
		next := w.live()
		for _, c := range w.later {
			next = earliest(next, c.at)
		}
		if next.IsZero() || next.After(end) {
			if w.at.Before(end) {
				w.at = end
			}
			return
		}
		if !next.After(w.at) { // the store had no room
			next = w.at.Add(100 * time.Millisecond)
		}
		w.at = next
	}
	w.fail(w.at, "the pumps never rest")
}

// live lets the process do all it can do at this instant and answers when there is more.
func (w *world) live() time.Time {
	if w.desk == nil {
		if w.up.After(w.at) {
			return w.up
		}
		w.start()
		if w.desk == nil {
			return time.Time{}
		}
	}
	w.ledger.deliver()
	if w.desk == nil || !w.survived(w.desk.Turn(w.ctx)) {
		return w.up
	}
	w.view(w.voided)
	wake, err := w.desk.Next(w.ctx)
	if err != nil {
		w.fail(w.at, "next: %v", err)
	}
	return earliest(wake.First(), w.ledger.next())
}

// changes makes the weather whose time has come.
func (w *world) changes() {
	for i := 0; i < len(w.later); {
		c := w.later[i]
		if c.at.After(w.at) {
			i++
			continue
		}
		w.later = append(w.later[:i], w.later[i+1:]...)
		c.do()
	}
}

// logged hears what the desk logs as an error.
type logged struct{ w *world }

// grave are the log lines that tell a fault of the desk itself, whatever the weather.
var grave = map[string]bool{
	"an envelope could not be worked off": true,
	"what is due could not be decided":    true,
	"a message could not be drawn":        true,
}

// Write implements io.Writer.
func (l logged) Write(p []byte) (int, error) {
	var line struct{ Message, Row, Why, Place, Error, Thing, Key string }
	if err := json.Unmarshal(p, &line); err != nil || l.w.dead {
		return len(p), nil
	}
	l.w.note(l.w.at, "log: %s %s%s%s %s %s", line.Message, line.Row, line.Thing, line.Key, line.Why, line.Error)
	if grave[line.Message] {
		l.w.fail(l.w.at, "%s: %s%s%s %s", line.Message, line.Row, line.Thing, line.Key, line.Error)
	}
	if line.Message == "a message died" {
		l.w.platform.deaths[line.Row] = line.Why
		l.w.counts.Deaths++
	}
	return len(p), nil
}

// view looks at the store; what goes wrong there breaks the run.
func (w *world) view(fn func(storage.Tx) error) {
	if err := w.store.View(w.ctx, fn); err != nil {
		w.fail(w.at, "the store cannot be read: %v", err)
	}
}

// earliest is the earlier of two instants of which zero means none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
