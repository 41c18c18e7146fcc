package bot

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

var (
	seeds    = flag.Int("seeds", 60, "how many seeds the outbox is tried with")
	fromSeed = flag.Uint64("seed", 0, "try only this seed")
)

// TestOutboxHoldsItsPromises tries the outbox with a platform that misbehaves and a process that
// dies at any moment. What must never happen is checked while it goes; then all is healed, and
// what must happen in the end is checked.
func TestOutboxHoldsItsPromises(t *testing.T) {
	t.Parallel()
	if *fromSeed > 0 {
		newTrial(t, *fromSeed).run()
		return
	}
	for seed := range uint64(*seeds) {
		t.Run(fmt.Sprint(seed+1), func(t *testing.T) { newTrial(t, seed+1).run() })
	}
}

// A trial is one seed. How bad the weather is, is drawn once for each.
type trial struct {
	*bench
	rnd *rand.Rand

	refuse, wait, loseBefore, loseAfter, die, fail, blind float64
	gone                                                  map[string]bool

	healed   bool
	closed   map[string]time.Time // Retry-After by channel
	lastPost map[string]time.Time
	arrived  map[string][]said // by row key, in order of arrival
	shown    map[string]string // by message: what its card showed last
	toys     int
}

func newTrial(t *testing.T, seed uint64) *trial {
	tr := &trial{
		rnd: rand.New(rand.NewPCG(seed, 7)), gone: map[string]bool{}, closed: map[string]time.Time{}, lastPost: map[string]time.Time{},
		arrived: map[string][]said{}, shown: map[string]string{},
	}
	some := func(p float64) float64 { // in half of the seeds a fault does not happen at all
		if tr.rnd.IntN(2) == 0 {
			return 0
		}
		return tr.rnd.Float64() * p
	}
	tr.refuse, tr.wait, tr.loseBefore, tr.loseAfter = some(0.4), some(0.2), some(0.3), some(0.3)
	tr.die, tr.fail, tr.blind = some(0.1), some(0.05), some(0.5)
	tr.bench = newBenchOver(t, mem.Options{Faults: tr.fault})
	tr.fake.script = tr.script
	return tr
}

// fault makes the store fail at one of its named points.
func (tr *trial) fault(point string) error {
	if tr.bench == nil || tr.healed || tr.fake == nil || tr.fake.script == nil {
		return nil
	}
	switch x := tr.rnd.Float64(); {
	case x < tr.fail/4:
		tr.store.Crash()
	case x < tr.fail && point == "commit":
		return storage.ErrFull
	}
	return nil
}

func (tr *trial) chance(p float64) bool { return !tr.healed && tr.rnd.Float64() < p }

// script is the platform: it checks what is said while it is said.
func (tr *trial) script(call string, d Delivery) error {
	channel := d.To.Channel
	if !d.Direct.IsZero() {
		channel = "@" + d.Direct.User
	}
	if call == "look" {
		if tr.chance(tr.blind) {
			return errors.New("history cannot be read")
		}
		return nil
	}
	tr.checkBegin(channel, d)
	if tr.chance(0.1) {
		tr.meanwhile(d)
	}
	switch {
	case tr.gone[channel] && !tr.healed:
		return Never(PlaceGone, errors.New("archived"))
	case tr.chance(tr.refuse):
		return Refused(0, ThisChannel, errors.New("refused"))
	case tr.chance(tr.wait):
		wait := time.Duration(1+tr.rnd.IntN(40)) * time.Second
		tr.closed[channel] = tr.at.Add(wait)
		return Refused(wait, ThisChannel, errors.New("429"))
	case tr.chance(tr.die):
		panic(died{})
	case tr.chance(tr.loseBefore):
		return InDoubt(errors.New("reset before it left"))
	}
	tr.arrives(channel, d)
	switch {
	case tr.chance(tr.die):
		// It is there; the process dies before it hears so.
		tr.fake.n++
		spot := d.To
		if d.Kind != domain.Edit {
			spot.Message = fmt.Sprintf("m%d", tr.fake.n)
		}
		spot.Platform = "fake"
		tr.fake.said = append(tr.fake.said, said{d, tr.at, spot})
		panic(died{})
	case tr.chance(tr.loseAfter):
		return errLost
	}
	return nil
}

// meanwhile lets somebody finish what a send is about, while the send is under way.
func (tr *trial) meanwhile(d Delivery) {
	id, ok := strings.CutSuffix(strings.TrimPrefix(tr.rowOf(d.Key).Effect.Deed, "toy/"), "/warn")
	if !ok {
		return
	}
	tr.healed = true // the store holds for once
	tr.hand("done " + id)
	if _, err := tr.desk.WorkInbox(tr.t.Context()); err != nil {
		tr.t.Error(err)
	}
	tr.healed = false
}

func (tr *trial) toy(id string) (out *toy) {
	err := tr.store.View(tr.t.Context(), func(tx storage.Tx) (err error) {
		out, err = loadToy(tx, id)
		return err
	})
	if err != nil {
		tr.t.Fatalf("toy %s: %v", id, err)
	}
	return out
}

// work turns the pumps; the process may die of it, and then starts again.
func (tr *trial) work() {
	err := tr.turn()
	switch {
	case err == nil, errors.Is(err, storage.ErrFull):
	case errors.Is(err, errDied), errors.Is(err, mem.ErrCrashed):
		tr.crash()
	default:
		tr.t.Fatalf("the pumps: %v", err)
	}
}

var errDied = errors.New("died")

func (tr *trial) turn() (err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(died); !ok {
				panic(p)
			}
			err = errDied
		}
	}()
	return tr.desk.Turn(tr.t.Context())
}

// crash starts the next process; to start, it needs a store that does not fail at once.
func (tr *trial) crash() {
	healed := tr.healed
	tr.healed = true
	tr.bench.crash()
	tr.healed = healed
	// A Retry-After that was not stored before the process died is forgotten: the platform
	// says it again.
	clear(tr.closed)
}

func (tr *trial) pass(d time.Duration) {
	end := tr.at.Add(d)
	for range 100_000 {
		tr.work()
		w, err := tr.desk.Next(tr.t.Context())
		if err != nil {
			tr.crash()
			continue
		}
		next := w.First()
		if next.IsZero() || next.After(end) {
			tr.at = end
			return
		}
		// Where the store has no room the pumps leave something undone: time goes on.
		if !next.After(tr.at) {
			next = tr.at.Add(100 * time.Millisecond)
		}
		tr.at = next
	}
	tr.t.Fatal("the pumps never rest")
}

// act is one random thing that happens.
func (tr *trial) act() {
	id := func() string {
		if tr.rnd.IntN(2) == 0 { // one of the latest, whose warning may be about to leave
			return fmt.Sprint(max(1, tr.toys-tr.rnd.IntN(12)))
		}
		return fmt.Sprint(tr.rnd.IntN(max(1, tr.toys)) + 1)
	}
	switch n := tr.rnd.IntN(100); {
	case n < 25:
		for range 1 + tr.rnd.IntN(6) {
			tr.toys++
			verb := "open "
			switch tr.rnd.IntN(8) {
			case 0:
				verb = "grave "
			case 1, 2, 3:
				verb = "quick "
			}
			tr.hand(verb + fmt.Sprint(tr.toys))
		}
	case n < 45:
		tr.hand("say " + id())
	case n < 65:
		tr.hand("done " + id())
	case n < 70:
		e := staffPost(fmt.Sprintf("extra/%d", tr.n), domain.LaneUrgent)
		e.Instead = card.Operator().Address()
		tr.say(e)
	case n < 74:
		tr.gone["C-t"] = !tr.gone["C-t"]
	case n < 77:
		tr.crash()
	default:
		tr.pass(time.Duration(tr.rnd.IntN(240)) * time.Second)
	}
}

// hand hands a line in as long as the desk takes it.
func (tr *trial) hand(text string) {
	tr.n++
	e := tr.envelope(fmt.Sprintf("line/%d", tr.n), "line", Line{Scene: tr.scene(), Text: text})
	for {
		_, err := tr.desk.Receive(tr.t.Context(), e)
		if err == nil {
			return
		}
		if errors.Is(err, mem.ErrCrashed) {
			tr.crash()
		}
	}
}

func (tr *trial) say(e domain.Effect) {
	if _, err := tr.desk.Operate(tr.t.Context(), fmt.Sprintf("say/%d", tr.n), speaks{e}); errors.Is(err, mem.ErrCrashed) {
		tr.crash()
	}
	tr.n++
}

func (tr *trial) run() {
	tr.t.Helper()
	for range 60 {
		tr.act()
		if tr.t.Failed() {
			return
		}
	}
	// All is healed: everything comes to its end.
	tr.healed = true
	tr.gone = map[string]bool{}
	tr.do(place.Bind{Place: card.TeamChannel("t").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-t"}})
	tr.pass(30 * time.Minute)
	tr.pass(2 * time.Hour) // edits have a budget
	tr.checkEnd()
}
