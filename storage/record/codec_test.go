package record

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// all has a field of every form, plain and wrapped.
type all struct {
	Bool   bool              `json:"bool"`
	I8     int8              `json:"i8"`
	I64    int64             `json:"i64"`
	U16    uint16            `json:"u16"`
	U64    uint64            `json:"u64"`
	Text   string            `json:"text"`
	Bytes  []byte            `json:"bytes"`
	Hash   [4]byte           `json:"hash"`
	Span   time.Duration     `json:"span"`
	List   []string          `json:"list"`
	Array  [2]int32          `json:"array"`
	Map    map[string]int    `json:"map"`
	ByNum  map[int16]string  `json:"by_num"`
	Kinds  map[kindly][]uint `json:"kinds"`
	Point  *part             `json:"point"`
	Parts  []part            `json:"parts"`
	Self   []*all            `json:"self"`
	OmitE  []string          `json:"omit_e,omitempty"`
	OmitZ  part              `json:"omit_z,omitzero"`
	OmitN  int               `json:"omit_n,omitempty"`
	OmitP  *int              `json:"omit_p,omitempty"`
	Hidden int               `json:"-"`
	part
}

type kindly string

type part struct {
	X int    `json:"x"`
	Y string `json:"y,omitempty"`
}

// anAll draws a value; deep bounds how it nests.
func anAll(r *rand.Rand, deep int) *all {
	num := func() int64 { return int64(r.Uint64()) >> r.IntN(64) }
	word := func() string {
		return strings.Repeat(string([]rune{rune('a' + r.IntN(26)), 'ü', '😀'}[:1+r.IntN(3)]), r.IntN(9)*r.IntN(9))
	}
	p := func() part { return part{int(num()), word()} }
	a := &all{
		Bool: r.IntN(2) == 0, I8: int8(num()), I64: num(), U16: uint16(num()), U64: uint64(num()), Text: word(),
		Hash: [4]byte{byte(num()), 2}, Span: time.Duration(num()), Array: [2]int32{int32(num()), -1}, part: p(),
	}
	if r.IntN(2) == 0 {
		a.Bytes, a.List, a.OmitE = []byte(word()), []string{word(), word()}, []string{word()}
	}
	if r.IntN(2) == 0 {
		a.Map, a.ByNum, a.Kinds = map[string]int{}, map[int16]string{}, map[kindly][]uint{}
		for range r.IntN(5) {
			a.Map[word()] = int(num())
			a.ByNum[int16(num())] = word()
			a.Kinds[kindly(word())] = []uint{uint(num())}
		}
	}
	if r.IntN(2) == 0 {
		n, q := int(num()), p()
		a.Point, a.Parts, a.OmitZ, a.OmitN, a.OmitP = &q, []part{p(), p()}, p(), int(num()), &n
	}
	if deep > 0 {
		for range r.IntN(3) {
			a.Self = append(a.Self, anAll(r, deep-1))
		}
	}
	return a
}

func testRegistry(t testing.TB, vs ...any) *Registry {
	t.Helper()
	reg := &Registry{types: forms{}}
	var err error
	if reg.enc, reg.dec, err = modes(); err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		if err := reg.writable(v); err != nil {
			t.Fatal(err)
		}
	}
	return reg
}

// TestRoundTrip: what is written is read back as it was, and the same value is always the same
// bytes, also when it was read back first.
func TestRoundTrip(t *testing.T) {
	reg := testRegistry(t, all{})
	for seed := range uint64(2000) {
		in := anAll(rand.New(rand.NewPCG(seed, 1)), 3)
		first, err := reg.encode(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		var out all
		if err := reg.decode(first, &out); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !reflect.DeepEqual(&out, in) {
			t.Fatalf("seed %d:\n was %+v\n  is %+v", seed, in, out)
		}
		again, err := reg.encode(nil, &out)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("seed %d: %v\n first %x\n again %x", seed, err, first, again)
		}
	}
}

// TestEmpty: omitempty leaves an empty list out, be it nil or not.
func TestEmpty(t *testing.T) {
	reg := testRegistry(t, all{})
	a, err1 := reg.encode(nil, all{})
	b, err2 := reg.encode(nil, all{OmitE: []string{}})
	c, err3 := reg.encode(nil, all{List: []string{}})
	if err := errors.Join(err1, err2, err3); err != nil || !bytes.Equal(a, b) || bytes.Equal(a, c) {
		t.Errorf("%v\n nil   %x\n empty %x\n kept  %x", err, a, b, c)
	}
}

func TestInstants(t *testing.T) {
	type instants struct {
		A time.Time            `json:"a"`
		B time.Time            `json:"b,omitzero"`
		C *time.Time           `json:"c"`
		M map[string]time.Time `json:"m"`
	}
	reg := testRegistry(t, instants{})
	oslo := time.FixedZone("CET", 3600)
	for name, c := range map[string]struct{ in, want time.Time }{
		"never":              {},
		"another zone":       {time.Date(2026, 3, 2, 13, 0, 0, 0, oslo), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)},
		"finer than ms":      {time.Date(2026, 3, 2, 12, 0, 0, 1999999, time.UTC), time.Date(2026, 3, 2, 12, 0, 0, 1999999, time.UTC)},
		"before 1970":        {time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC)},
		"finer, before 1970": {time.Unix(0, -1), time.Unix(0, -1).UTC()},
		"1970":               {time.Unix(0, 0), time.Unix(0, 0).UTC()},
		"with a monotonic":   {time.Now(), time.Now().UTC().Truncate(time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "with a monotonic" {
				c.in = c.in.Truncate(0).Truncate(time.Hour)
			}
			b, err := reg.encode(nil, instants{c.in, c.in, &c.in, map[string]time.Time{"x": c.in}})
			if err != nil {
				t.Fatal(err)
			}
			var out instants
			if err := reg.decode(b, &out); err != nil {
				t.Fatal(err)
			}
			if out.C == nil {
				if !c.in.IsZero() {
					t.Fatal("the pointer is gone")
				}
				out.C = new(time.Time)
			}
			for _, got := range []time.Time{out.A, out.B, *out.C, out.M["x"]} {
				if got != c.want { // also the same zone, and nothing monotonic
					t.Errorf("%s comes back as %s", c.in, got)
				}
			}
		})
	}
}

func TestDamage(t *testing.T) {
	reg := testRegistry(t, all{}, part{}, struct {
		B bool `json:"b"`
	}{})
	good, err := reg.encode(nil, part{X: 7, Y: "y"})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing":                       {},
		"no map":                        {0x01},
		"cut short":                     good[:len(good)-1],
		"one byte too many":             append(bytes.Clone(good), 0),
		"a number where a text is due":  {0xa1, 0x61, 'y', 0x01},
		"a text where a number is due":  {0xa1, 0x61, 'x', 0x61, 'z'},
		"a number out of range":         {0xa1, 0x61, 'x', 0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"an indefinite length":          {0xbf, 0x61, 'x', 0x01, 0xff},
		"a length beyond the end":       {0xa1, 0x61, 'y', 0x7b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"a list longer than the record": {0xa1, 0x61, 'q', 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"a map longer than the record":  {0xa1, 0x61, 'q', 0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"deeper than any value":         append([]byte{0xa1, 0x61, 'q'}, bytes.Repeat([]byte{0x81}, 10_000)...),
	} {
		var out part
		if err := reg.decode(b, &out); err == nil {
			t.Errorf("%s: read as %+v", name, out)
		}
	}
	var a all
	deep := []byte{0xa1, 0x64, 's', 'e', 'l', 'f'}
	if err := reg.decode(append(bytes.Repeat(append(deep, 0x81), 500), deep...), &a); err == nil || !strings.Contains(err.Error(), "nested") {
		t.Errorf("a value in a value in a value …: %v", err)
	}
	if err := reg.decode([]byte{0xa1, 0x62, 'i', '8', 0x18, 200}, &a); err == nil {
		t.Error("200 fits into 8 bits with a sign")
	}
	if err := reg.decode([]byte{0xa1, 0x63, 'i', '6', '4', 0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, &a); err != nil {
		t.Errorf("the least number: %v", err)
	} else if err == nil && a.I64 != 0 && a.I64 != math.MinInt64 {
		t.Errorf("the least number is %d", a.I64)
	}
}

func TestTwoFieldsOfOneName(t *testing.T) {
	n := reflect.TypeFor[int]()
	twice := reflect.StructOf([]reflect.StructField{{Name: "A", Type: n, Tag: `json:"a"`}, {Name: "B", Type: n, Tag: `json:"a"`}})
	if err := (forms{}).add(twice); err == nil || !strings.Contains(err.Error(), `two fields named "a"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestNotRegistered(t *testing.T) {
	reg := testRegistry(t)
	if _, err := reg.encode(nil, part{}); err == nil {
		t.Error("written")
	}
	if _, err := reg.encode(nil, nil); err == nil {
		t.Error("nothing is written")
	}
	if err := reg.decode([]byte{0xa0}, &part{}); err == nil {
		t.Error("read")
	}
}

// FuzzDecode: whatever stands on disk, reading it answers a value or an error.
func FuzzDecode(f *testing.F) {
	reg, err := New(domain.FaultKinds())
	if err != nil {
		f.Fatal(err)
	}
	if err := reg.writable(all{}); err != nil {
		f.Fatal(err)
	}
	for seed := range uint64(8) {
		b, err := reg.encode([]byte{version}, anAll(rand.New(rand.NewPCG(seed, 2)), 2))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	log := &domain.FaultLog{Head: domain.Head{ID: "1"}}
	e := domain.Recorded{Seq: 1, At: time.Unix(1, 0), Event: domain.FaultNoted{Command: "c"}}
	log.Apply(e)
	thing, err := reg.EncodeThing(log, time.Unix(2, 0), Hash{})
	if err != nil {
		f.Fatal(err)
	}
	event, _, err := reg.EncodeEvent(Hash{}, e)
	if err != nil {
		f.Fatal(err)
	}
	row, err := reg.EncodeRow(storage.Row{Effect: domain.Effect{Doc: &domain.Doc{}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(thing)
	f.Add(event)
	f.Add(row)
	f.Fuzz(func(t *testing.T, b []byte) {
		ref := domain.Ref{Kind: domain.FaultKind, ID: "1"}
		reg.DecodeThing(ref, b)
		ReadHead(b)
		DueMilli(b)
		reg.DecodeEvent(b)
		reg.DecodeWord(b)
		reg.DecodeEnvelope(b)
		reg.DecodeSeal(b)
		reg.Verify(ref, b, [][]byte{b})
		reg.VerifySeals([][]byte{b}, func(domain.Ref, uint64) (Hash, bool) { return Hash{}, false })
		if r, err := reg.DecodeRow(b); err == nil {
			if _, err := reg.EncodeRow(r); err != nil {
				t.Errorf("a row that was read cannot be written: %v", err)
			}
		}
		var a, again all
		if len(b) == 0 || reg.decode(b[1:], &a) != nil {
			return
		}
		once, err := reg.encode(nil, &a)
		if err != nil {
			t.Fatal(err)
		}
		if err := reg.decode(once, &again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		twice, err := reg.encode(nil, &again)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("written twice: %x, %x, %v", once, twice, err)
		}
	})
}
