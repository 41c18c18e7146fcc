package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/storage"
)

// A ledger is what people asked of the desk, and what they were told about it: what was
// acknowledged must be durable, whatever came after.
type ledger struct {
	w       *world
	entries map[string]*entry // by key
	order   []*entry
	pending []*entry // to be handed over, or handed over again
}

// An entry is one envelope, or one form.
type entry struct {
	key, kind, what string
	raw             []byte
	who             *person // nil: the platform itself
	root, message   string  // of a message: the thread it was said in, and its id
	verb            string  // the row of the table it is, or "say" for plain words
	twice           bool    // the platform hands it over again until it is acknowledged
	first           time.Time
	next            time.Time // when it is handed over
	tries           int
	fresh           int  // how often the desk said that it is new
	acked           bool // the platform, or the person, was told that it was taken
	sent            bool // a form: accepted
	unsure          bool // one of its answers was lost with the process
}

// horizon is how long after the first time a platform hands an event over again.
const horizon = 24 * time.Hour

// enter makes an entry, or finds it where the same was done before.
func (l *ledger) enter(e entry, in bot.Incoming) *entry {
	e.key = l.w.platform.Name() + "/" + e.key
	if old := l.entries[e.key]; old != nil {
		return old
	}
	raw, err := json.Marshal(in)
	if err != nil {
		l.w.fail(l.w.at, "%s cannot be written: %v", e.key, err)
	}
	e.raw = raw
	l.entries[e.key] = &e
	l.order = append(l.order, &e)
	return &e
}

// event hands over what the platform hands over again until it is acknowledged, perhaps late.
func (l *ledger) event(e entry, in bot.Incoming) {
	w := l.w
	e.twice = true
	x := l.enter(e, in)
	x.next = w.at
	if w.chance(w.swarm.late) {
		x.next = w.at.Add(time.Duration(w.skies.Int64N(int64(3 * time.Hour))).Truncate(time.Millisecond))
		if w.skies.IntN(3) > 0 {
			x.next = w.at.Add(time.Duration(w.skies.IntN(20_000)) * time.Millisecond)
		}
	}
	w.note(w.at, "%s: %s", x.key, x.what)
	l.pending = append(l.pending, x)
}

// tell hands over what the platform itself has to say.
func (l *ledger) tell(kind string, in bot.Incoming) {
	l.event(entry{key: "event/" + l.w.platform.tick(), kind: kind, what: kind}, in)
}

// press hands over what is done once: where no process answers, the person sees that it
// failed, and may do the same again.
func (l *ledger) press(e entry, in bot.Incoming) {
	w := l.w
	x := l.enter(e, in)
	w.note(w.at, "%s: %s", x.key, x.what)
	for range 3 {
		if w.desk == nil {
			w.note(w.at, "%s: nobody answers", x.key)
			return
		}
		l.hand(x)
		if x.acked || w.people.IntN(2) == 0 {
			return
		}
	}
}

// hand hands an entry over once.
func (l *ledger) hand(e *entry) {
	w := l.w
	if e.first.IsZero() {
		e.first = w.at
	}
	e.tries++
	w.counts.Handed++
	taken, err := w.desk.Receive(w.ctx, storage.Envelope{Key: e.key, Platform: w.platform.Name(), Kind: e.kind, Raw: e.raw})
	if late, ok := bot.AsNotYet(err); ok {
		err = <-late.End // only this machine was slow; what became of it counts
	}
	lives := w.survived(ignoring(err, w.dead))
	switch {
	case err != nil:
		w.note(w.at, "%s: not taken: %v", e.key, err)
		e.unsure = e.unsure || !lives
	case taken.Fresh:
		e.fresh++
		e.acked = true
		w.note(w.at, "%s: taken", e.key)
		if e.fresh > 1 {
			w.fail(w.at, "%s was taken as new %d times", e.key, e.fresh)
		}
	default:
		if e.fresh == 0 && !e.unsure {
			w.fail(w.at, "%s was taken as known, and was never taken before", e.key)
		}
		e.acked = true
		w.counts.Repeated++
		w.note(w.at, "%s: known", e.key)
	}
}

func ignoring(err error, dead bool) error {
	if dead {
		return nil
	}
	return err
}

// deliver hands over what is due to be.
func (l *ledger) deliver() {
	w := l.w
	for w.desk != nil {
		i := slices.IndexFunc(l.pending, func(e *entry) bool { return !e.next.After(w.at) })
		if i < 0 {
			return
		}
		e := l.pending[i]
		l.pending = slices.Delete(l.pending, i, i+1)
		l.hand(e)
		switch {
		case !e.acked:
			e.next = w.at.Add([]time.Duration{0, time.Second, time.Minute, 5 * time.Minute, time.Hour}[min(e.tries, 4)])
		case w.chance(w.swarm.again):
			e.next = w.at.Add(time.Duration(w.skies.Int64N(int64(8 * time.Hour))).Truncate(time.Millisecond))
			if w.skies.IntN(2) == 0 {
				e.next = w.at.Add(time.Duration(w.skies.IntN(3000)) * time.Millisecond)
			}
		default:
			continue
		}
		if e.next.Sub(e.first) > horizon {
			continue // the platform gives up
		}
		l.pending = append(l.pending, e)
	}
}

// next is when something is to be handed over; zero for never.
func (l *ledger) next() (at time.Time) {
	for _, e := range l.pending {
		at = earliest(at, e.next)
	}
	return at
}

// submit sends a form in, again where it fails, and reports its problems.
func (l *ledger) submit(e entry, in bot.Filled) bot.Problems {
	w := l.w
	x := l.enter(e, in)
	raw, err := json.Marshal(in)
	if err != nil {
		w.fail(w.at, "%s cannot be written: %v", x.key, err)
	}
	x.raw = raw
	w.note(w.at, "%s: %s", x.key, x.what)
	for range 3 {
		if w.desk == nil {
			w.note(w.at, "%s: nobody answers", x.key)
			return nil
		}
		got, err := w.desk.Submit(w.ctx, storage.Envelope{Key: x.key, Platform: w.platform.Name(), Kind: x.kind, Raw: x.raw})
		if late, ok := bot.AsNotYet(err); ok {
			if err = <-late.End; err == nil {
				err = errors.New("this machine was too slow to tell what became of it")
			}
			x.unsure = true
		}
		lives := w.survived(ignoring(err, w.dead))
		switch {
		case err != nil:
			w.note(w.at, "%s: not accepted: %v", x.key, err)
			x.unsure = x.unsure || !lives
			if w.people.IntN(2) == 0 {
				return nil
			}
			continue
		case len(got.Problems) > 0:
			w.note(w.at, "%s: %v", x.key, sorted(got.Problems))
			if x.sent {
				w.fail(w.at, "%s was accepted, and then found at fault", x.key)
			}
			return got.Problems
		case got.Fresh && x.sent:
			w.fail(w.at, "%s was accepted as new twice", x.key)
		case !got.Fresh && !x.sent && !x.unsure:
			w.fail(w.at, "%s was accepted as known, and was never accepted before", x.key)
		}
		w.note(w.at, "%s: accepted", x.key)
		x.sent, x.acked = true, true
		if w.people.IntN(6) > 0 {
			return nil
		}
	}
	return nil
}

func sorted(p bot.Problems) []string {
	var out []string
	for field, words := range p {
		out = append(out, fmt.Sprintf("%s: %s", field, words))
	}
	slices.Sort(out)
	return out
}
