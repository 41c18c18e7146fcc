package record_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 3, 2, 12, 0, 0, 123e6, time.UTC)

// samples is one record of each sort, with every field of its type set, under the name of its
// golden file. What is in these files is on somebody's disk: a difference is a break.
func samples(t testing.TB, reg *record.Registry) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	keep := func(name string, b []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b
	}
	ref := domain.Ref{Kind: storagetest.BoxKind, ID: "17"}
	actor := domain.Actor{Kind: domain.ByPerson, Person: "noah", Handle: domain.Handle{Platform: "slack", Team: "T1", User: "U1"}}
	made := domain.Recorded{
		Seq: 1, At: noon, Now: noon.Add(412 * time.Millisecond), Actor: actor, Cause: "slack/C1/1772442000.000100",
		Event: storagetest.BoxMade{Owner: "ana", Tags: []string{"x", "ü"}, When: noon.Add(time.Hour)},
	}
	b1, chain, err := reg.EncodeEvent(record.Genesis(ref), made)
	keep("event", b1, err)
	shut := domain.Recorded{Seq: 2, At: noon, Now: noon, Actor: domain.Actor{Kind: domain.ByClock}, Event: &storagetest.BoxShut{}}
	b2, chain, err := reg.EncodeEvent(chain, shut)
	keep("event-empty", b2, err)
	box := storagetest.NewBox("17")
	box.Apply(made)
	b3, err := reg.EncodeThing(box, box.When, chain)
	keep("thing", b3, err)
	box.Apply(shut)
	b4, err := reg.EncodeThing(box, time.Time{}, chain)
	keep("thing-never-due", b4, err)
	w, err := reg.EncodeWord(domain.Stamp{Seed: [16]byte{1, 2, 3}}.Word("Payments are down 😀"))
	keep("word", w, err)
	keep("word-forgotten", reg.Forgotten(), nil)
	place := domain.Place{
		Kind: domain.ReplyPlace, ID: "p", Audience: domain.Customers, To: domain.Handle{Platform: "slack", Team: "T1", User: "U2"},
		Spot: domain.Spot{Platform: "slack", Team: "T1", Channel: "C1", Thread: "1.0", Message: "2.0", URL: "https://hooks.invalid/1"},
	}
	r, err := reg.EncodeRow(storage.Row{
		Key: storage.RowKey("deed"), Seq: 300, Cause: "cause", Recorded: noon, State: storage.Sending, Attempt: 2, Epoch: 3,
		Began: noon.Add(time.Second), NotBefore: noon.Add(time.Minute), Settled: noon.Add(time.Hour), Spot: place.Spot,
		Shown: "00ff", Again: true, Doubt: true, Why: "void", Into: storage.RowKey("digest"), Members: []string{storage.RowKey("m")},
		Effect: domain.Effect{
			Kind: domain.Post, Deed: "deed", Place: place, Audience: domain.Internal, Lane: domain.LaneDigest,
			Doc: &domain.Doc{
				Tone: domain.Urgent, Head: domain.Say("a.b", domain.InWords("00"), domain.Named("n"), domain.AtTime(noon),
					domain.OnDate("2026-12-25"), domain.ForSpan(-time.Minute), domain.Count(1000), domain.Term("t"), domain.Listed(domain.Say("c"))),
				Lines: []domain.Line{domain.Say("d")}, Buttons: []domain.Button{{Label: domain.Say("e"), Run: "case take 17", Form: "f", Main: true}},
			},
			Live: ref, Version: 9, Binds: place, Guard: ref, Token: "tok", Instead: place, Merge: "m", Rank: -1, Alone: true,
			Age: time.Hour, NotOlder: noon, Mention: []domain.Handle{actor.Handle}, Late: true,
		},
	})
	keep("row", r, err)
	e, err := reg.EncodeEnvelope(storage.Envelope{Seq: 7, Key: "k", Platform: "slack", Kind: "message", Raw: []byte(`{"a":1}`), Received: noon})
	keep("envelope", e, err)
	c, err := reg.EncodeCommand(storagetest.Open{ID: "18", When: noon})
	keep("command", c, err)
	s, _, err := reg.EncodeSeal(record.Seal{At: noon, Prev: record.HashOf(nil), Heads: []record.SealHead{{Ref: ref, Seq: 2, Chain: chain}}})
	keep("seal", s, err)
	return out
}

func TestDiskNames(t *testing.T) {
	reg := storagetest.Registry(t)
	for name, b := range samples(t, reg) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".txt")
			got := readable(t, name, b)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the form on disk has changed:\n got %s\nwant %s", got, want)
			}
		})
	}
}

// readable is a record as bytes, and as a foreign reader of CBOR (RFC 8949) sees what follows
// its fixed part.
func readable(t *testing.T, name string, b []byte) string {
	t.Helper()
	fixed := 1
	switch {
	case strings.HasPrefix(name, "event"):
		fixed = 33
	case strings.HasPrefix(name, "thing"):
		state, err := record.State(b)
		if err != nil {
			t.Fatal(err)
		}
		fixed = len(b) - len(state)
	}
	out := fmt.Sprintf("%s\n", hex.EncodeToString(b[:fixed]))
	rest := b[fixed:]
	for len(rest) > 0 {
		text, next, err := cbor.DiagnoseFirst(rest)
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%s\n%s\n", hex.EncodeToString(rest[:len(rest)-len(next)]), text)
		rest = next
	}
	return out
}

// TestReadBack: the golden bytes, not only today's, come back as the values they were.
func TestReadBack(t *testing.T) {
	reg := storagetest.Registry(t)
	golden := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		var b []byte
		for i, line := range strings.Split(string(text), "\n") {
			if i == 0 || i%2 == 1 {
				part, err := hex.DecodeString(line)
				if err != nil {
					t.Fatal(err)
				}
				b = append(b, part...)
			}
		}
		return b
	}
	again := map[string]func(b []byte) ([]byte, error){
		"event": func(b []byte) ([]byte, error) {
			prev, e, err := reg.DecodeEvent(b)
			if err != nil {
				return nil, err
			}
			b, _, err = reg.EncodeEvent(prev, e)
			return b, err
		},
		"thing": func(b []byte) ([]byte, error) {
			head, err := record.ReadHead(b)
			if err != nil {
				return nil, err
			}
			thing, err := reg.DecodeThing(domain.Ref{Kind: storagetest.BoxKind, ID: "17"}, b)
			if err != nil {
				return nil, err
			}
			return reg.EncodeThing(thing, head.Due, head.Chain)
		},
		"row": func(b []byte) ([]byte, error) {
			r, err := reg.DecodeRow(b)
			if err != nil {
				return nil, err
			}
			return reg.EncodeRow(r)
		},
		"envelope": func(b []byte) ([]byte, error) {
			e, err := reg.DecodeEnvelope(b)
			if err != nil {
				return nil, err
			}
			return reg.EncodeEnvelope(e)
		},
		"command": func(b []byte) ([]byte, error) {
			c, err := reg.DecodeCommand("box.open", b)
			if err != nil {
				return nil, err
			}
			return reg.EncodeCommand(c)
		},
		"seal": func(b []byte) ([]byte, error) {
			s, err := reg.DecodeSeal(b)
			if err != nil {
				return nil, err
			}
			b, _, err = reg.EncodeSeal(s)
			return b, err
		},
	}
	again["event-empty"], again["thing-never-due"] = again["event"], again["thing"]
	for name, fn := range again {
		t.Run(name, func(t *testing.T) {
			in := golden(name)
			out, err := fn(in)
			if err != nil || !bytes.Equal(in, out) {
				t.Errorf("read and written again:\n was %x\n  is %x\n%v", in, out, err)
			}
		})
	}
	for name, want := range map[string]string{"word": "Payments are down 😀", "word-forgotten": ""} {
		if got, err := reg.DecodeWord(golden(name)); got != want || err != nil {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	b := golden("thing")
	head, err := record.ReadHead(b)
	if ms, ok := record.DueMilli(b); err != nil || !ok || head.Seq != 1 || !head.Due.Equal(noon.Add(time.Hour)) || ms != head.Due.UnixMilli() {
		t.Errorf("head %+v %v, due %d %v", head, err, ms, ok)
	}
	if _, ok := record.DueMilli(golden("thing-never-due")); ok {
		t.Error("a thing that is never due has a due")
	}
	if keys, err := record.Keys(b); err != nil || fmt.Sprint(keys) != "[{boxes of owner ana} {boxes in state open} {boxes tagged x} {boxes tagged ü}]" {
		t.Errorf("keys %v %v", keys, err)
	}
}
