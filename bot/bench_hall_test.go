package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/crowd"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
)

// wednesday is where desk time begins: nobody hands over to anybody for days.
var wednesday = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// A hall is a running desk over a crowd.
type hall struct {
	ground *crowd.Ground
	store  *watched
	wall   *wall
	desk   *bot.Desk
	began  time.Time // real time at which desk time was wednesday
	path   string
	n      atomic.Int64
}

// newHall fills a store.
func newHall(tb testing.TB, engineers, accounts, cases int, of func(g *crowd.Ground, i int) crowd.Case) *hall {
	tb.Helper()
	before := debug.SetGCPercent(200) // as in the process
	tb.Cleanup(func() { debug.SetGCPercent(before) })
	h := &hall{path: filepath.Join(tb.TempDir(), "desk.db"), store: &watched{}, wall: &wall{limits: bot.Limits{Post: 1, Edits: 1 << 30, InFlight: 16}}}
	var err error
	if h.ground, err = crowd.Open(tb.Context(), h.path, bolt.Options{Wrote: h.store.wrote}); err != nil {
		tb.Fatal(err)
	}
	h.store.Store = h.ground.Store
	tb.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := h.ground.People(tb.Context(), engineers, accounts); err != nil {
		tb.Fatal(err)
	}
	if err := h.ground.Cases(tb.Context(), cases, func(i int) crowd.Case { return of(h.ground, i) }); err != nil {
		tb.Fatal(err)
	}
	return h
}

// yesterday is a case whose clock will not be due for hours.
func yesterday(accounts int) func(*crowd.Ground, int) crowd.Case {
	return func(_ *crowd.Ground, i int) crowd.Case {
		return crowd.Case{Account: i % accounts, Severity: 4, Opened: wednesday.Add(-time.Hour - time.Duration(i)*time.Millisecond)}
	}
}

func (h *hall) now() time.Time { return wednesday.Add(time.Since(h.began)) }

// run lets the desk run until the returned function is called.
func (h *hall) run(tb testing.TB) (stop func()) {
	tb.Helper()
	h.began = time.Now()
	var err error
	if h.desk, err = bot.New(tb.Context(), bot.Options{
		Store: h.store, Rooms: h.ground.Rooms, Platforms: []bot.Platform{h.wall}, Now: h.now, Log: zerolog.New(zerolog.NewTestWriter(tb)).Level(zerolog.ErrorLevel),
	}); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.desk.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
		h.desk.Close()
	}
}

// quiet waits until nothing is left to be decided or said.
func (h *hall) quiet(tb testing.TB) {
	tb.Helper()
	for {
		var open []storage.Row
		var in []storage.Envelope
		err := h.store.View(tb.Context(), func(tx storage.Tx) (err error) {
			if open, err = tx.OpenRows(0, 1); err == nil {
				in, err = tx.Inbox(0, 1)
			}
			return err
		})
		if err != nil {
			tb.Fatal(err)
		}
		if len(open)+len(in) == 0 {
			return
		}
		time.Sleep(300 * time.Microsecond)
	}
}

// twin is a bare bolt file with the content of the store.
func (h *hall) twin(tb testing.TB) *bbolt.DB {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "bare.db")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := h.ground.Store.WriteTo(f); err != nil {
		tb.Fatal(err)
	}
	f.Close()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoFreelistSync: true, NoStatistics: true, InitialMmapSize: 1 << 30})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// A put is a key that was written, or removed where there is no value.
type put struct {
	bucket     string
	key, value []byte
}

// bare does in a bolt transaction what units did, and nothing else.
func bare(btx *bbolt.Tx, puts []put) error {
	for _, p := range puts {
		b := btx.Bucket([]byte(p.bucket))
		var err error
		if p.value != nil {
			err = b.Put(p.key, p.value)
		} else {
			err = b.Delete(p.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// watched is a store that tells what each unit was about once it is durable.
type watched struct {
	storage.Store
	record atomic.Bool // keep what units write
	unit   *unit       // the one that is being run; of the committer's goroutine
	mu     sync.Mutex
	heard  func(*unit, time.Time)
}

// A unit is what one unit did.
type unit struct {
	prio     storage.Priority
	received uint64
	key      string // of the envelope received
	done     []uint64
	rows     []storage.Row
	puts     []put
}

func (w *watched) hear(f func(*unit, time.Time)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = f
}

func (w *watched) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) error {
	u := &unit{}
	err := w.Store.Update(ctx, p, func(tx storage.Tx) error {
		*u = unit{prio: p}
		w.unit = u
		return fn(watchedTx{tx, u})
	})
	at := time.Now()
	if err == nil {
		w.mu.Lock()
		heard := w.heard
		w.mu.Unlock()
		if heard != nil {
			heard(u, at)
		}
	}
	return err
}

func (w *watched) wrote(bucket string, key, value []byte) {
	if w.record.Load() {
		w.unit.puts = append(w.unit.puts, put{bucket, key, value})
	}
}

type watchedTx struct {
	storage.Tx
	u *unit
}

func (t watchedTx) Receive(e storage.Envelope, until time.Time) (uint64, bool, error) {
	seq, fresh, err := t.Tx.Receive(e, until)
	t.u.received, t.u.key = seq, e.Key
	return seq, fresh, err
}

func (t watchedTx) Done(seq uint64) error {
	t.u.done = append(t.u.done, seq)
	return t.Tx.Done(seq)
}

func (t watchedTx) Append(cause string, now time.Time, cs []domain.Change) ([]storage.Row, error) {
	rows, err := t.Tx.Append(cause, now, cs)
	t.u.rows = append(t.u.rows, rows...)
	return rows, err
}

// A wall is a platform that has everything said to it, at once.
type wall struct {
	limits bot.Limits
	away   bool // it is not there at all: rows wait
	mu     sync.Mutex
	n      int
	said   []saying
}

type saying struct {
	at time.Time
	bot.Delivery
}

func (w *wall) Name() string {
	if w.away {
		return "elsewhere"
	}
	return crowd.Platform
}
func (w *wall) Limits() bot.Limits { return w.limits }

func (w *wall) Run(ctx context.Context, _ bot.Intake) error {
	<-ctx.Done()
	return nil
}

func (w *wall) Decode(e storage.Envelope) (bot.Incoming, error) {
	if e.Kind == "line" {
		var l bot.Line
		err := json.Unmarshal(e.Raw, &l)
		return l, err
	}
	var m bot.Message
	err := json.Unmarshal(e.Raw, &m)
	return m, err
}

func (w *wall) Send(_ context.Context, d bot.Delivery) (bot.Receipt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	w.said = append(w.said, saying{time.Now(), d})
	to := d.To
	if to.Channel == "" {
		to = domain.Spot{Platform: crowd.Platform, Channel: "D" + d.Direct.User}
	}
	if d.Kind == domain.Post {
		to.Message = "P" + strconv.Itoa(w.n)
	}
	return bot.Receipt{Spot: to}, nil
}

func (w *wall) Look(context.Context, bot.Delivery) (bot.Receipt, bool, error) {
	return bot.Receipt{}, false, bot.ErrNoLook
}

// envelope is a thing that somebody does, as the wall hands it over.
func (h *hall) envelope(in bot.Incoming) storage.Envelope {
	kind := "message"
	if _, ok := in.(bot.Line); ok {
		kind = "line"
	}
	raw, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	return storage.Envelope{Key: fmt.Sprintf("%s/T0HARBOUR/C0123456789/%d.%06d", h.wall.Name(), 1772442000+h.n.Add(1), 1), Platform: h.wall.Name(), Kind: kind, Raw: raw}
}

// line is a command with its prefix, in a channel; words are plain words in a case's thread.
func (h *hall) line(who, channel, text string) storage.Envelope {
	return h.envelope(bot.Line{Scene: bot.Scene{Who: crowd.HandleOf(who), Spot: domain.Spot{Platform: crowd.Platform, Team: crowd.Home, Channel: channel}, At: h.now()}, Text: text, Slash: true})
}

func (h *hall) words(who, id string, a domain.Audience, channel, text string) storage.Envelope {
	spot := domain.Spot{Platform: crowd.Platform, Team: crowd.Home, Channel: channel, Thread: crowd.ThreadOf(id, a), Message: "M" + strconv.FormatInt(h.n.Load(), 10)}
	return h.envelope(bot.Message{Scene: bot.Scene{Who: crowd.HandleOf(who), Spot: spot, At: h.now()}, Text: text})
}

// usual is the n-th of the things that people usually do: half of them say something in a case's
// thread, the others note, look, list and open.
func (h *hall) usual(n, engineers, accounts, cases int) storage.Envelope {
	c := n * 7919 % cases
	id, engineer, contact := strconv.Itoa(c+1), crowd.Engineer(n%engineers), crowd.Contact(c%accounts)
	switch n % 10 {
	case 0, 1, 2:
		return h.words(contact, id, domain.Customers, crowd.ChannelOf(crowd.Account(c%accounts)), "It happens again, on both floors this time")
	case 3, 4:
		return h.words(engineer, id, domain.Customers, crowd.ChannelOf(crowd.Account(c%accounts)), "Looking now, please keep one failing session open")
	case 5, 6:
		return h.line(engineer, crowd.ChannelOf(crowd.Team), "case note CASE-"+id+" The licence server answers, the broker does not")
	case 7:
		return h.line(engineer, crowd.ChannelOf(crowd.Team), "case show CASE-"+id)
	case 8:
		return h.line(engineer, crowd.ChannelOf(crowd.Team), "case list --mine")
	}
	a := n / 10 % accounts
	return h.line(crowd.Contact(a), "D"+crowd.Contact(a), "case open 3 The new release does not install "+strconv.Itoa(n))
}

// deeds are the puts of single commands: their envelopes', their decisions'.
type deeds struct{ received, decided [][]put }

// recorded has people do so many things one after the other.
func (h *hall) recorded(b *testing.B, n, engineers, accounts, cases int) (d deeds) {
	b.Helper()
	stop := h.run(b)
	defer stop()
	answers := make(chan []put, 1)
	h.store.hear(func(u *unit, _ time.Time) {
		if u.received > 0 {
			d.received = append(d.received, u.puts)
		}
		if len(u.done) > 0 {
			answers <- u.puts
		}
	})
	h.store.record.Store(true)
	for i := range n {
		if _, err := h.desk.Receive(b.Context(), h.usual(i, engineers, accounts, cases)); err != nil {
			b.Fatal(err)
		}
		d.decided = append(d.decided, <-answers)
	}
	h.store.record.Store(false)
	h.store.hear(nil)
	return d
}

// A bell rings once for each command that was decided.
type bell struct {
	mu    sync.Mutex
	seqs  map[string]uint64
	rings map[uint64]chan struct{}
}

func (l *bell) ring(seq uint64) chan struct{} {
	if l.rings[seq] == nil {
		l.rings[seq] = make(chan struct{})
	}
	return l.rings[seq]
}

func (l *bell) hear(u *unit, _ time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if u.received > 0 {
		l.seqs[u.key] = u.received
	}
	for _, seq := range u.done {
		close(l.ring(seq))
	}
}

// ask is a command from its envelope's coming to its answer's being stored.
func (h *hall) ask(ctx context.Context, l *bell, e storage.Envelope) error {
	if _, err := h.desk.Receive(ctx, e); err != nil {
		return err
	}
	l.mu.Lock()
	seq := l.seqs[e.Key]
	c := l.ring(seq)
	l.mu.Unlock()
	<-c
	l.mu.Lock()
	delete(l.seqs, e.Key)
	delete(l.rings, seq)
	l.mu.Unlock()
	return nil
}
