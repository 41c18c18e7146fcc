package bot

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A Judged is a promise of which it was decided how it was kept. What is corrected later is not
// taken back here: it is what people were told then.
type Judged struct{ Clock, Verdict string }

// A Judgement is one of them; Due is what a broken promise was due.
type Judgement struct {
	Judged
	Due time.Time
}

// A Tally is how everything open stands.
type Tally struct {
	Cases  map[OpenCase]int
	Clocks map[OpenClock]int
	Folder uint32 // the number of the desk folder in force; 0 for none
}

// An OpenCase tells open cases apart.
type OpenCase struct {
	Severity int
	State    string
}

// An OpenClock tells the clocks of open cases apart.
type OpenClock struct {
	Severity     int
	Clock, Phase string
}

// A Sending tells the ends of calls apart: "sent", or the class of the failure.
type Sending struct {
	Kind   domain.EffectKind
	Result string
}

// Waits is how often a platform asked to wait, and for how long in all.
type Waits struct {
	Count int64
	For   time.Duration
}

// A Measured is what was measured since the process began.
type Measured struct {
	Judged map[Judged]int64
	Sends  map[Sending]int64
	Waits  map[domain.EffectKind]Waits
	// Dues is how late the first of what one unit looked at was; Commits, from asking the store
	// until it was durable or refused.
	Dues, Commits Distribution
}

type measures struct {
	mu     sync.Mutex
	judged map[Judged]int64
	sends  map[Sending]int64
	waits  map[domain.EffectKind]Waits

	dues, commits histogram
}

// Measured answers what was measured.
func (d *Desk) Measured() Measured {
	m := &d.measure
	m.mu.Lock()
	defer m.mu.Unlock()
	return Measured{Judged: maps.Clone(m.judged), Sends: maps.Clone(m.sends), Waits: maps.Clone(m.waits), Dues: m.dues.answer(), Commits: m.commits.answer()}
}

func (m *measures) judge(list []Judgement) {
	if len(list) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.judged == nil {
		m.judged = map[Judged]int64{}
	}
	for _, j := range list {
		m.judged[j.Judged]++
	}
}

func (m *measures) send(k domain.EffectKind, err error) {
	result := "sent"
	if err != nil {
		result = string(AsFailure(err).Class)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sends == nil {
		m.sends = map[Sending]int64{}
	}
	m.sends[Sending{k, result}]++
}

func (m *measures) wait(k domain.EffectKind, f *Failure) {
	if f.Class != NotSent || f.After == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waits == nil {
		m.waits = map[domain.EffectKind]Waits{}
	}
	w := m.waits[k]
	m.waits[k] = Waits{w.Count + 1, w.For + f.After}
}

// Bounds are the upper bounds of a distribution's buckets: from a good disk's flush to a night's
// downtime.
var Bounds = []time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 5 * time.Second,
	10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 8 * time.Hour,
}

// A Distribution is how long something took, each time.
type Distribution struct {
	Count uint64
	Sum   time.Duration
	Under []uint64 // as Bounds: how many took at most so long
}

type histogram struct {
	mu  sync.Mutex
	in  [19]uint64 // the last one: longer than all bounds
	sum time.Duration
}

func (h *histogram) observe(d time.Duration) {
	d = max(0, d)
	i, _ := slices.BinarySearch(Bounds, d)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.in[i]++
	h.sum += d
}

func (h *histogram) answer() Distribution {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := Distribution{Sum: h.sum}
	for i, n := range h.in {
		a.Count += n
		if i < len(Bounds) {
			a.Under = append(a.Under, a.Count)
		}
	}
	return a
}

// A timed store measures how long its units take.
type timed struct {
	storage.Store
	took *histogram
}

// Update implements storage.Store.
func (t timed) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) error {
	began := time.Now()
	err := t.Store.Update(ctx, p, fn)
	t.took.observe(time.Since(began))
	return err
}

// A Waiting is how many things wait, and since when the oldest does; zero where none does.
type Waiting struct {
	Count  int
	Oldest time.Time // desk time
}

// A Backlog is what waits in the store.
type Backlog struct {
	Inbox Waiting
	Lanes map[domain.Lane]Waiting // rows not settled
}

// Backlog looks at what waits.
func (d *Desk) Backlog(ctx context.Context) (Backlog, error) {
	b := Backlog{Lanes: map[domain.Lane]Waiting{}}
	err := d.store.View(ctx, func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 0)
		if err != nil {
			return err
		}
		for _, r := range rows {
			w := b.Lanes[r.Effect.Lane]
			w.Count++
			w.Oldest = earliest(w.Oldest, latest(r.Recorded, r.Effect.NotOlder))
			b.Lanes[r.Effect.Lane] = w
		}
		in, err := tx.Inbox(0, 0)
		if err == nil && len(in) > 0 {
			b.Inbox = Waiting{len(in), in[0].Received}
		}
		return err
	})
	return b, err
}

// Tally counts what is open. It reads all of it.
func (d *Desk) Tally(ctx context.Context) (t Tally, err error) {
	if d.rooms.Tally == nil {
		return Tally{}, nil
	}
	now := d.Now()
	err = d.store.View(ctx, func(tx storage.Tx) error {
		t, err = d.rooms.Tally(tx, now)
		return err
	})
	return t, err
}

// Links is how each platform that knows it is connected.
func (d *Desk) Links() map[string]Link {
	all := map[string]Link{}
	for _, name := range d.order {
		if l, ok := d.platforms[name].(Linked); ok {
			all[name] = l.Link()
		}
	}
	return all
}
