package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
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

// The toy is a room as small as a room can be: a thing is opened, has a live card and a thread,
// warns ten minutes after it was opened unless it was done before, and can be done. It shows
// what the machinery asks of a room, and lets the machinery be tested without any rule of the
// desk.

const toyKind domain.Kind = "toy"

type toy struct {
	domain.Head
	Opened   time.Time `json:"opened"`
	Warned   bool      `json:"warned,omitempty"`
	Done     bool      `json:"done,omitempty"`
	Said     int       `json:"said,omitempty"`
	Grave    bool      `json:"grave,omitempty"`
	Quick    bool      `json:"quick,omitempty"`
	Stubborn bool      `json:"stubborn,omitempty"`
}

type (
	toyOpened struct {
		Grave    bool `json:"grave,omitempty"`
		Quick    bool `json:"quick,omitempty"`
		Stubborn bool `json:"stubborn,omitempty"`
	}
	toyWarned struct{}
	toyDone   struct{}
	toySaid   struct{}
)

func (toyOpened) EventKind() string { return "toy.opened/1" }
func (toyWarned) EventKind() string { return "toy.warned/1" }
func (toyDone) EventKind() string   { return "toy.done/1" }
func (toySaid) EventKind() string   { return "toy.said/1" }

func (t *toy) Ref() domain.Ref    { return domain.Ref{Kind: toyKind, ID: t.ID} }
func (t *toy) Keys() []domain.Key { return nil }

func (t *toy) Apply(r domain.Recorded) {
	t.Advance(r)
	switch e := r.Event.(type) {
	case toyOpened:
		t.Opened, t.Grave, t.Quick, t.Stubborn = r.At, e.Grave, e.Quick, e.Stubborn
	case toyWarned:
		t.Warned = true
	case toyDone:
		t.Done = true
	case toySaid:
		t.Said++
	}
}

func (t *toy) NextDue(any) time.Time {
	if t.Warned || t.Done {
		return time.Time{}
	}
	return t.Opened.Add(toyWarnAfter)
}

const toyWarnAfter = 10 * time.Minute

func (t *toy) OnDue() domain.Command { return toyWarn{t.ID} }

func (t *toy) Still(_ any, token string, _ time.Time) bool { return token != "owed" || !t.Done }

type (
	toyOpen struct {
		ID                     string
		Grave, Quick, Stubborn bool
	}
	toyWarn   struct{ ID string }
	toyFinish struct{ ID string }
	toySay    struct{ ID string }
)

func (c toyOpen) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if _, err := r.Load(domain.Ref{Kind: toyKind, ID: c.ID}); err == nil {
		return nil, domain.Refuse("plain", domain.Named("there is a toy "+c.ID+" already"))
	}
	ch := domain.Create(&toy{Head: domain.Head{ID: c.ID}}, toyOpened{Grave: c.Grave, Quick: c.Quick, Stubborn: c.Stubborn})
	ref := domain.Ref{Kind: toyKind, ID: c.ID}
	ch.Effects = []domain.Effect{card.AccountChannel("a").LiveCard("toy/"+c.ID+"/card", domain.LanePost, ref, card.CaseThread(c.ID))}
	return []domain.Change{ch}, nil
}

func loadToy(r domain.Reader, id string) (*toy, error) {
	t, err := r.Load(domain.Ref{Kind: toyKind, ID: id})
	if errors.Is(err, domain.ErrNotFound) {
		return nil, domain.Refuse("plain", domain.Named("there is no toy "+id))
	}
	if err != nil {
		return nil, err
	}
	return t.(*toy), nil
}

func (c toyWarn) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	if t.Stubborn {
		return nil, domain.Refuse("plain", domain.Named("no"))
	}
	ch := domain.Alter(t, toyWarned{})
	e := card.TeamChannel("t").PostTo("toy/"+t.ID+"/warn", domain.LanePost, card.ForStaff(domain.Alert, plainly(t.ID+" is owed an answer")))
	e.Guard, e.Token, e.Merge, e.NotOlder = t.Ref(), "owed", "warnings", t.NextDue(nil)
	if t.Grave {
		e.Lane, e.Alone = domain.LaneUrgent, true
	}
	ch.Effects = []domain.Effect{e, card.CaseThread(t.ID).Redraw(t.Ref(), t.Version()+1)}
	return []domain.Change{ch}, nil
}

func (c toyFinish) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	if t.Done {
		return nil, domain.Refuse("plain", domain.Named("it is done"))
	}
	ch := domain.Alter(t, toyDone{})
	if !t.Quick { // a quick one leaves it to the guard
		ch.Void = []string{"toy/" + t.ID + "/warn"}
	}
	ch.Effects = []domain.Effect{card.CaseThread(t.ID).Redraw(t.Ref(), t.Version()+1)}
	return []domain.Change{ch}, nil
}

func (c toySay) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	ch := domain.Alter(t, toySaid{})
	deed := fmt.Sprintf("toy/%s/said/%d", t.ID, t.Said+1)
	ch.Effects = []domain.Effect{card.CaseThread(t.ID).PostTo(deed, domain.LanePost, card.ForCustomer(domain.Plain, plainly(deed)))}
	return []domain.Change{ch}, nil
}

func plainly(s string) domain.Line { return domain.Say("plain", domain.Named(s)) }

// toyRooms is the toy as the process sees it.
func toyRooms() Rooms {
	return Rooms{
		Kinds: []domain.Kinds{domain.FaultKinds(), place.Kinds(), {
			Things: map[domain.Kind]func(string) domain.Thing{toyKind: func(id string) domain.Thing { return &toy{Head: domain.Head{ID: id}} }},
			Events: []domain.Event{toyOpened{}, toyWarned{}, toyDone{}, toySaid{}},
		}},
		Read: func(_ domain.Reader, _ domain.Stamp, in Incoming) (Asked, error) {
			sc, _ := sceneOf(in)
			a := Asked{
				Actor: domain.Actor{Kind: domain.ByStranger, Handle: sc.Who}, Audience: domain.Customers,
				Reply: domain.Place{Kind: domain.ReplyPlace, To: sc.Who, Spot: sc.Spot, Audience: domain.Customers},
			}
			var text string
			switch in := in.(type) {
			case Line:
				text = in.Text
			case Pressed:
				text = in.Run
			case Filled:
				text = in.Run + " " + in.Values["id"]
			default:
				return a, nil
			}
			verb, id, _ := strings.Cut(text, " ")
			switch verb {
			case "open":
				a.Command = toyOpen{ID: id}
			case "grave":
				a.Command = toyOpen{ID: id, Grave: true}
			case "quick":
				a.Command = toyOpen{ID: id, Quick: true}
			case "stubborn":
				a.Command = toyOpen{ID: id, Stubborn: true}
			case "done":
				a.Command = toyFinish{id}
			case "say":
				a.Command = toySay{id}
			case "panic":
				panic("the toy breaks")
			case "field":
				return a, &Problem{Answer: domain.Doc{Head: plainly("a problem")}, Fields: map[string]domain.Line{"id": plainly("no such field")}}
			default:
				return a, &Problem{Answer: domain.Doc{Head: plainly("what is " + verb + "?")}}
			}
			return a, nil
		},
		Form: func(domain.Reader, domain.Stamp, Question) (Answer, error) { return Answer{}, nil },
		Live: func(r domain.Reader, _ domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error) {
			t, err := loadToy(r, ref.ID)
			if err != nil {
				return domain.Doc{}, err
			}
			return domain.Doc{Head: plainly(fmt.Sprintf("toy %s warned=%v done=%v", t.ID, t.Warned, t.Done))}, nil
		},
		Names: func(domain.Reader, domain.Place) card.Names { return toyNames{} },
		Handles: func(_ domain.Reader, p string) ([]domain.Handle, error) {
			return []domain.Handle{{Platform: "fake", Team: "T", User: p}}, nil
		},
	}
}

type toyNames struct{}

func (toyNames) Word(domain.WordID) string { return "" }
func (toyNames) Person(id string) string   { return id }
func (toyNames) Handle(h string) string    { return h }
func (toyNames) Account(id string) string  { return id }
func (toyNames) Team(id string) string     { return id }

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
	if d.Kind != domain.Edit && d.Kind != domain.Pin {
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
		if !s.Direct.IsZero() {
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
	reg, err := record.New(toyRooms().Kinds...)
	if err != nil {
		t.Fatal(err)
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
		Store: b.store, Rooms: toyRooms(), Platforms: []Platform{b.fake},
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
