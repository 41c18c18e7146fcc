package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A fake is a platform that keeps what it was told, and does what a script says to each call.
type fake struct {
	mu     sync.Mutex
	name   string
	said   []said
	n      int
	script func(call string, d Delivery) error // nil error: accepted; errLost: accepted, answer lost
	now    func() time.Time
}

type said struct {
	Delivery
	at   time.Time
	spot domain.Spot
}

var errLost = errors.New("the answer is lost")

func (f *fake) Name() string                            { return f.name }
func (f *fake) Run(ctx context.Context, _ Intake) error { <-ctx.Done(); return nil }
func (f *fake) Decode(e storage.Envelope) (Incoming, error) {
	switch e.Kind {
	case "line":
		var l Line
		err := json.Unmarshal(e.Raw, &l)
		return l, err
	case "filled":
		var l Filled
		err := json.Unmarshal(e.Raw, &l)
		return l, err
	case "shared":
		var l Shared
		err := json.Unmarshal(e.Raw, &l)
		return l, err
	case "panic":
		panic("cannot be read")
	}
	return nil, errors.New("what is this?")
}

func (f *fake) Send(_ context.Context, d Delivery) (Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	if f.script != nil {
		err = f.script("send", d)
	}
	if err != nil && !errors.Is(err, errLost) {
		return Receipt{}, err
	}
	spot := d.To
	if d.Kind != domain.Edit && d.Kind != domain.Pin && d.Kind != domain.Home {
		f.n++
		spot.Message = fmt.Sprintf("m%d", f.n)
	}
	spot.Platform = f.name
	f.said = append(f.said, said{d, f.now(), spot})
	if err != nil {
		return Receipt{}, InDoubt(err)
	}
	return Receipt{Spot: spot}, nil
}

func (f *fake) Look(_ context.Context, d Delivery) (Receipt, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.script != nil {
		if err := f.script("look", d); err != nil {
			return Receipt{}, false, err
		}
	}
	for _, s := range f.said {
		if s.Key == d.Key && s.Kind == domain.Post {
			return Receipt{Spot: s.spot}, true, nil
		}
	}
	return Receipt{}, false, nil
}

// heads lists what was said, in order: the kind, the place and the first line.
func (f *fake) heads() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, s := range f.said {
		where := s.To.Channel
		if s.To.Thread != "" {
			where += "/" + s.To.Thread
		}
		if s.Kind == domain.Home {
			where = "home of " + s.Direct.User
		} else if !s.Direct.IsZero() {
			where = "@" + s.Direct.User
		}
		out = append(out, fmt.Sprintf("%s %s %s: %s", s.at.Format("15:04:05"), s.Kind, where, s.Card.Head))
	}
	return out
}

// A bench is a desk with a toy room over a store in memory, on a clock that a test moves.
type bench struct {
	t     *testing.T
	store *mem.Store
	desk  *Desk
	fake  *fake
	at    time.Time
	n     int
	seed  uint64
	log   zerolog.Logger
	rooms func() Rooms // nil: the toy's
	also  []Platform   // besides the fake
}

var toyStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchOver(t, mem.Options{})
}

func newBenchOver(t *testing.T, o mem.Options) *bench {
	t.Helper()
	// A channel is first spoken to a second after the process began.
	b := &bench{t: t, at: toyStart.Add(-time.Second), log: zerolog.Nop()}
	b.fake = &fake{name: "fake", now: func() time.Time { return b.at }}
	return b.furnished(o)
}

func (b *bench) house() Rooms {
	if b.rooms != nil {
		return b.rooms()
	}
	return toyRooms()
}

// furnished gives the bench its store, a process, and channels.
func (b *bench) furnished(o mem.Options) *bench {
	b.t.Helper()
	reg, err := record.New(b.house().Kinds...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.store = mem.New(reg, o)
	b.start()
	b.do(place.Bind{Place: card.AccountChannel("a").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-a"}})
	b.do(place.Bind{Place: card.TeamChannel("t").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-t"}})
	b.do(place.Bind{Place: card.Operator().Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-op"}})
	b.at = toyStart
	return b
}

// start starts a process over the store as it is.
func (b *bench) start() {
	b.t.Helper()
	b.seed++
	var key [32]byte
	key[0] = byte(b.seed)
	d, err := New(b.t.Context(), Options{
		Store: b.store, Rooms: b.house(), Platforms: append([]Platform{b.fake}, b.also...),
		Now: func() time.Time { return b.at }, Real: func() time.Time { return b.at }, Chance: rand.NewChaCha8(key), Log: b.log,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.desk = d
}

// crash ends the process and starts the next one.
func (b *bench) crash() {
	b.t.Helper()
	b.store.Crash()
	b.desk.Close()
	s, err := b.store.Reopen()
	if err != nil {
		b.t.Fatal(err)
	}
	b.store = s
	b.start()
}

// do decides a command as the operator.
func (b *bench) do(c domain.Command) {
	b.t.Helper()
	b.n++
	s := domain.Stamp{Now: b.at, At: b.at, Actor: domain.Actor{Kind: domain.ByOperator}, Cause: fmt.Sprintf("test/%d", b.n)}
	var o decided
	err := b.store.Update(b.t.Context(), storage.People, func(tx storage.Tx) (err error) {
		o, _, err = b.desk.decide(tx, c, s)
		return err
	})
	if err != nil {
		b.t.Fatalf("%T: %v", c, err)
	}
	b.desk.tell(o)
}

// effects writes effects as a command that touches nothing would.
func (b *bench) effects(es ...domain.Effect) { b.do(speaks(es)) }

type speaks []domain.Effect

func (s speaks) Decide(domain.Reader, domain.Stamp) ([]domain.Change, error) {
	return domain.Only(s...), nil
}

// receive hands a line in, as an adapter would.
func (b *bench) receive(text string) {
	b.t.Helper()
	b.n++
	raw, err := json.Marshal(Line{Scene: b.scene(), Text: text})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.desk.Receive(b.t.Context(), storage.Envelope{Key: fmt.Sprintf("line/%d", b.n), Platform: "fake", Kind: "line", Raw: raw}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) scene() Scene {
	return Scene{Who: domain.Handle{Platform: "fake", Team: "T", User: "ana"}, Spot: domain.Spot{Platform: "fake", Channel: "C-a"}}
}

// work turns the pumps until nothing more can be done at this moment.
func (b *bench) work() {
	b.t.Helper()
	if _, err := b.desk.WorkInbox(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.desk.WorkDue(b.t.Context(), b.at); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.desk.WorkPages(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.desk.WorkOutbox(b.t.Context(), b.at); err != nil {
		b.t.Fatal(err)
	}
}

// pass lets time pass: everything is done at its own instant.
func (b *bench) pass(d time.Duration) {
	b.t.Helper()
	end := b.at.Add(d)
	for {
		b.work()
		w, err := b.desk.Next(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		next := earliest(w.Due, w.Out)
		if next.IsZero() || next.After(end) {
			b.at = end
			return
		}
		if !next.After(b.at) {
			b.t.Fatalf("at %s the pumps left something undone: %+v", b.at, w)
		}
		b.at = next
	}
}

func (b *bench) row(deed string) storage.Row {
	b.t.Helper()
	return b.rowOf(storage.RowKey(deed))
}

func (b *bench) rowOf(key string) (r storage.Row) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx storage.Tx) (err error) { r, err = tx.Row(key); return err })
	if err != nil {
		b.t.Fatalf("row: %v", err)
	}
	return r
}

func (b *bench) want(lines ...string) {
	b.t.Helper()
	got := b.fake.heads()
	if strings.Join(got, "\n") != strings.Join(lines, "\n") {
		b.t.Errorf("said\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"))
	}
}

// wantSomehow holds what was said to the lines, whatever their times and order.
func (b *bench) wantSomehow(lines ...string) {
	b.t.Helper()
	var got []string
	for _, h := range b.fake.heads() {
		_, line, _ := strings.Cut(h, " ")
		got = append(got, line)
	}
	slices.Sort(got)
	slices.Sort(lines)
	if !slices.Equal(got, lines) {
		b.t.Errorf("said\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"))
	}
}
