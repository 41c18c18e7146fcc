package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Options are the choices of a Desk. Store and Rooms are needed; the rest has defaults.
type Options struct {
	Store     storage.Store
	Rooms     Rooms
	Platforms []Platform
	// Now is desk time, on which promises run; nil is time.Now.
	Now func() time.Time
	// Until is how long desk time takes, in real time, to reach an instant; nil takes a clock
	// that runs as fast as the real one.
	Until func(time.Time) time.Duration
	// Real is real time, on which pacing and time-outs run; nil is time.Now.
	Real func() time.Time
	// Chance is the only source of chance; nil is crypto/rand.
	Chance io.Reader
	Log    zerolog.Logger
}

// A Desk is one running desk: its pumps, and the Intake that adapters call.
type Desk struct {
	store     storage.Store
	rooms     Rooms
	platforms map[string]Platform
	order     []string // names of platforms, as given
	now       func() time.Time
	until     func(time.Time) time.Duration
	real      func() time.Time
	chance    io.Reader
	log       zerolog.Logger
	born      time.Time // desk time; what an earlier process was still saying then, nobody knows

	life  context.Context // ends when the desk is closed
	end   context.CancelFunc
	tasks sync.WaitGroup // commits and sends under way; Close waits for them

	inboxReady  chan struct{} // capacity 1: something may be in the inbox
	asked       atomic.Bool   // a decider was woken for what came in, and has not begun
	dueReady    chan struct{} // … something is due sooner
	outboxReady chan struct{} // … a row may be ready
	looks       atomic.Int64  // when what is due is looked at by itself, in Unix milliseconds of desk time

	queue   *queue
	pages   freshness
	stuck   stuckDues
	counts  counters
	measure measures
	auditor auditor

	troubles troubles
	away     absence
	journal  journal // of the due loop alone
	watch    watch   // of the watch loop alone
	probing  sync.Mutex
	probed   time.Time // real time of the last write that showed how the store is
}

var _ Intake = (*Desk)(nil)

// New makes a desk over an open store and reads what it has still to say. It starts nothing:
// Run does, or a test turns the pumps by hand.
func New(ctx context.Context, o Options) (*Desk, error) {
	d := &Desk{
		rooms: o.Rooms, platforms: map[string]Platform{},
		now: o.Now, until: o.Until, real: o.Real, chance: o.Chance, log: o.Log,
		inboxReady: make(chan struct{}, 1), dueReady: make(chan struct{}, 1), outboxReady: make(chan struct{}, 1),
	}
	d.store = timed{o.Store, &d.measure.commits}
	if d.now == nil {
		d.now = time.Now
	}
	if d.real == nil {
		d.real = time.Now
	}
	if d.until == nil {
		d.until = func(t time.Time) time.Duration { return t.Sub(d.now()) }
	}
	if d.chance == nil {
		d.chance = rand.Reader
	}
	limits := map[string]Limits{}
	for _, p := range o.Platforms {
		if _, twice := d.platforms[p.Name()]; twice {
			return nil, fmt.Errorf("two platforms are called %q", p.Name())
		}
		d.platforms[p.Name()] = p
		d.order = append(d.order, p.Name())
		limits[p.Name()] = limitsOf(p)
	}
	d.looks.Store(math.MaxInt64)
	d.queue = newQueue(limits, d.real())
	d.born = d.Now()
	d.life, d.end = context.WithCancel(context.WithoutCancel(ctx))
	if err := d.loadOutbox(ctx); err != nil {
		d.end()
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	if err := d.loadAway(ctx); err != nil {
		d.end()
		return nil, fmt.Errorf("read when the desk was last alive: %w", err)
	}
	if err := d.loadPages(ctx); err != nil {
		d.end()
		return nil, fmt.Errorf("read who has pages: %w", err)
	}
	return d, nil
}

// Close waits for what is under way. It closes neither the store nor a platform.
func (d *Desk) Close() {
	d.tasks.Wait()
	d.end()
}

// Now is desk time as decisions see it: UTC, whole milliseconds.
func (d *Desk) Now() time.Time { return domain.Instant(d.now()) }

// wake says that there may be something to do; one note is enough.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
