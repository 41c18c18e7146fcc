package record_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
)

// later is a box of a later release: fields were added, in the middle and inside.
type later struct {
	domain.Head
	domain.Never
	Owner string            `json:"owner"`
	New   map[string][]any2 `json:"aaa"`
	Last  *int              `json:"zzz"`
}

type any2 struct {
	T time.Time `json:"t"`
	B bool      `json:"b"`
	S []string  `json:"s"`
}

func (l *later) Ref() domain.Ref       { return domain.Ref{Kind: storagetest.BoxKind, ID: l.ID} }
func (l *later) Apply(domain.Recorded) {}
func (l *later) Keys() []domain.Key    { return nil }

func TestFieldsAreOnlyAdded(t *testing.T) {
	kinds := domain.Kinds{Things: map[domain.Kind]func(string) domain.Thing{
		storagetest.BoxKind: func(id string) domain.Thing { return &later{Head: domain.Head{ID: id}} },
	}}
	next, err := record.New(kinds)
	if err != nil {
		t.Fatal(err)
	}
	n := -5
	ref := domain.Ref{Kind: storagetest.BoxKind, ID: "1"}
	b, err := next.EncodeThing(&later{
		Head: domain.Head{ID: "1", Seq: 4}, Owner: "ana", New: map[string][]any2{"b": {{noon, true, []string{"x"}}}, "a": nil}, Last: &n,
	}, time.Time{}, record.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := storagetest.Registry(t).DecodeThing(ref, b)
	if err != nil {
		t.Fatal(err)
	}
	if box := got.(*storagetest.Box); box.Owner != "ana" || box.Version() != 4 {
		t.Errorf("this release reads %+v", box)
	}
	old, err := storagetest.Registry(t).EncodeThing(&storagetest.Box{Head: domain.Head{ID: "1", Seq: 3}, Owner: "ben"}, time.Time{}, record.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	got, err = next.DecodeThing(ref, old)
	if err != nil {
		t.Fatal(err)
	}
	if l := got.(*later); l.Owner != "ben" || l.New != nil || l.Last != nil {
		t.Errorf("the next release reads %+v", l)
	}
}

func TestUnknownKinds(t *testing.T) {
	full, none := storagetest.Registry(t), must(t)
	all := samples(t, full)
	_, _, err := none.DecodeEvent(all["event"])
	unknown(t, err, "box.made/1")
	_, err = none.DecodeThing(domain.Ref{Kind: "box", ID: "1"}, all["thing"])
	unknown(t, err, "thing box")
	_, err = none.DecodeCommand("box.open", all["command"])
	unknown(t, err, "box.open")
	_, err = none.EncodeCommand(storagetest.Open{})
	unknown(t, err, "box.open")
	unknown(t, none.Known([]string{"thing box", "event a/1"}), `["event a/1" "thing box"]`)
	if err := full.Known(full.Names()); err != nil {
		t.Error(err)
	}
}

func must(t *testing.T, kinds ...domain.Kinds) *record.Registry {
	t.Helper()
	reg, err := record.New(kinds...)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func unknown(t *testing.T, err error, name string) {
	t.Helper()
	if !errors.Is(err, storage.ErrUnknownKind) || !strings.Contains(err.Error(), name) {
		t.Errorf("the error is %v; it should name %s", err, name)
	}
}

func TestReplayAndVerify(t *testing.T) {
	reg := storagetest.Registry(t)
	ref := domain.Ref{Kind: storagetest.BoxKind, ID: "1"}
	var list []domain.Recorded
	var events [][]byte
	chain := record.Genesis(ref)
	for i, e := range []domain.Event{storagetest.BoxMade{Owner: "ana"}, storagetest.BoxMoved{Owner: "ben"}, &storagetest.BoxShut{}} {
		r := domain.Recorded{Seq: uint64(i + 1), At: noon, Now: noon, Event: e}
		b, next, err := reg.EncodeEvent(chain, r)
		if err != nil {
			t.Fatal(err)
		}
		list, events, chain = append(list, r), append(events, b), next
	}
	thing, err := record.Replay(reg, ref.Kind, ref.ID, list)
	if err != nil {
		t.Fatal(err)
	}
	state, err := reg.EncodeThing(thing, time.Time{}, chain)
	if err != nil {
		t.Fatal(err)
	}
	if err := reg.Verify(ref, state, events); err != nil {
		t.Fatal(err)
	}
	spoil := func(b []byte, i int) []byte { b = bytes.Clone(b); b[(len(b)+i)%len(b)] ^= 1; return b }
	box := thing.(*storagetest.Box)
	box.Note = "eve was here"
	forged, err := reg.EncodeThing(box, time.Time{}, chain)
	if err != nil {
		t.Fatal(err)
	}
	box.Note, box.Owner = "", "eve"
	rekeyed, err := reg.EncodeThing(box, time.Time{}, chain)
	if err != nil {
		t.Fatal(err)
	}
	rekeyed = append(rekeyed[:len(rekeyed)-len(mustState(t, rekeyed))], mustState(t, state)...)
	other, _, err := reg.EncodeEvent(record.HashOf(events[0]), domain.Recorded{Seq: 2, At: noon, Now: noon, Event: storagetest.BoxMoved{Owner: "eve"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ref    domain.Ref
		state  []byte
		events [][]byte
	}{
		"an event was changed":          {ref, state, [][]byte{events[0], other, events[2]}},
		"a byte of an event was turned": {ref, state, [][]byte{spoil(events[0], -1), events[1], events[2]}},
		"an event is missing":           {ref, state, [][]byte{events[0], events[2]}},
		"the last event is missing":     {ref, state, events[:2]},
		"events changed places":         {ref, state, [][]byte{events[1], events[0], events[2]}},
		"they are those of another":     {domain.Ref{Kind: ref.Kind, ID: "2"}, state, events},
		"the record was changed":        {ref, forged, events},
		"its keys were changed":         {ref, rekeyed, events},
		"the chain was changed":         {ref, spoil(state, 20), events},
		"the version was changed":       {ref, spoil(state, 8), events},
	} {
		if err := reg.Verify(c.ref, c.state, c.events); err == nil {
			t.Errorf("%s: not seen", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

func mustState(t *testing.T, b []byte) []byte {
	t.Helper()
	s, err := record.State(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRegistryFaults(t *testing.T) {
	kinds := storagetest.Kinds()
	_, err := record.New(kinds, kinds)
	for _, want := range []string{`thing kind "box" is claimed twice`, `event kind "box.made/1" is claimed twice`, `command kind "box.open" is claimed twice`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v should say %s", err, want)
		}
	}
	for want, e := range map[string]domain.Event{
		"float64 has no form on disk":        floating{},
		"interface {} has no form on disk":   anything{},
		"hides what it holds":                hiding{},
		"has no json tag":                    nameless{},
		"is not a struct":                    number(1),
		"a map's key is a text or a whole":   badMap{},
		`option "string" means nothing on`:   option{},
		"chan int has no form on disk":       &channel{},
		"a pointer to a pointer":             pointers{},
		"has no name in its json tag":        unnamed{},
		"func() has no form on disk":         deep{},
		"time.Location hides what it holds":  location{},
		"complex128 has no form on disk":     complexity{},
		"unsafe.Pointer has no form on disk": unsafely{},
	} {
		_, err := record.New(domain.Kinds{Events: []domain.Event{e}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v should say %q", e, err, want)
		}
	}
}
