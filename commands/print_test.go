package commands

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestEqual(t *testing.T) {
	_, a, _ := Parse(testTable, asked(t, "open 1 product:cvad x"))
	for text, want := range map[string]bool{
		"open 1 x product:cvad": true, "open 1 x": false, "open 2 product:cvad x": false, "open 1 product:cvad y": false,
	} {
		if _, b, err := Parse(testTable, asked(t, text)); err != nil || a.Equal(b) != want {
			t.Errorf("%q: equal %v, %v", text, a.Equal(b), err)
		}
	}
}

func TestEqualMoments(t *testing.T) {
	_, a, _ := Parse(testTable, asked(t, "book mon 9:00 1h"))
	_, b, _ := Parse(testTable, asked(t, "book mon 9:01 1h"))
	_, c, _ := Parse(testTable, asked(t, "book mon 17:00 JST 60m"))
	if a.Equal(b) || !a.Equal(c) {
		t.Error("moments are not compared")
	}
}

func TestValuesLeftOut(t *testing.T) {
	_, v, err := Parse(testTable, asked(t, "wait CASE-1"))
	if err != nil || v.Has("until") || !v.When("until").IsZero() || v.Text("for") != "" || !v.Has("case") || v.Case("case") != "CASE-1" {
		t.Errorf("%+v, %v", v, err)
	}
}

// FuzzParse: whatever is understood is printed so that it is understood the
// same; whatever is not is a Problem.
func FuzzParse(f *testing.F) {
	for _, v := range testTable.Verbs {
		f.Add(v.Example, false, false)
	}
	for _, s := range []string{"open 1 “x” product:cvad —env staging", "note -- --internal x", "assign CASE-1 @me", "/acme opne 1",
		"restore at 04:10 JST x", "wait until:\"mon 9:00\" &amp;", "log 2h -- 30 min", "desk link \"a \"\"b\" c", "book in 2h 1h seats:3"} {
		f.Add(s, true, true)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, text string, escaped, thread bool) {
		in := asked(t, text)
		in.Escaped = escaped
		if thread {
			in.Case = "CASE-7"
		}
		v, vals, err := Parse(testTable, in)
		if err != nil {
			if p, ok := err.(*Problem); !ok || p.Code == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		checkPrinted(t, v, vals, in)
		if _, err := v.Build(in, vals); err != nil {
			t.Fatal(err)
		}
	})
}

// checkPrinted holds a line to the identity, in a thread and out of one, plain
// and in wire form.
func checkPrinted(t *testing.T, v Verb, vals Values, in Input) {
	t.Helper()
	printed := Print(v, vals)
	for _, bound := range []string{"", "CASE-7"} {
		for _, escaped := range []bool{false, true} {
			in := in
			in.Case, in.Text, in.Escaped = bound, printed, escaped
			if escaped {
				if strings.Contains(printed, "<") {
					continue // a token is not escaped, and what only looks like one is
				}
				in.Text = strings.NewReplacer("&", "&amp;", ">", "&gt;").Replace(printed)
			}
			w, again, err := Parse(testTable, in)
			if err != nil || w.Path != v.Path || !again.Equal(vals) {
				t.Fatalf("%+v\nis printed %q\nand reads (thread %q, escaped %v) %s %+v\n%v", vals, printed, bound, escaped, w.Path, again, err)
			}
			if p := Print(w, again); p != printed {
				t.Fatalf("%q is printed again as %q", printed, p)
			}
		}
	}
}

// FuzzPrint: any values that a verb can have are printed so that they read back.
func FuzzPrint(f *testing.F) {
	f.Add(uint8(0), uint16(0xffff), "customer is away", "product:cvad", int64(1_790_000_000_000), int64(7))
	f.Add(uint8(4), uint16(0xffff), "-- x", "a b", int64(1_800_000_000_123), int64(-3))
	f.Add(uint8(8), uint16(0xffff), "30 min more", `"q" “r”`, int64(0), int64(5400))
	f.Add(uint8(10), uint16(0xffff), "at 04:10", "<@U1|x>", int64(0), int64(1))
	f.Add(uint8(0), uint16(0xffff), "0", "\"", int64(1_800_000_000_123), int64(-3)) // an unclosed quote before a closed one
	f.Add(uint8(0), uint16(0xffff), "0", "><@", int64(0), int64(-3))                // two halves of a token
	f.Add(uint8(2), uint16(3), "", "me", int64(0), int64(1))
	f.Fuzz(func(t *testing.T, verb uint8, given uint16, text, word string, ms, n int64) {
		v := testTable.Verbs[int(verb)%len(testTable.Verbs)]
		text, word = trim(strings.ToValidUTF8(text, "?")), strings.ToValidUTF8(word, "?")
		in := asked(t, "")
		in.Lists = nil // any choice may be one of an offering's
		in.Now = time.UnixMilli(ms % 4e12)
		var vals Values
		for i, a := range v.Args {
			x := value{name: a.Name, kind: a.Kind}
			switch a.Kind {
			case Case:
				x.text = "CASE-" + []string{"1", "7", "12"}[uint64(n)%3]
			case Person:
				switch id, ok := mention("<@" + word + ">"); {
				case ok && n%2 == 0:
					x.who.ID = id
				case strings.HasPrefix(word, "@") && strings.Count(word, "@") == 1 || word == "":
					continue
				default:
					x.who.Word = word
				}
			case Text:
				x.text = text
			case Choice:
				x.text = word
				if len(a.Choices) > 0 {
					x.text = a.Choices[uint64(n)%uint64(len(a.Choices))]
				}
			case Account, Product, WordKind:
				x.text = word
			case When:
				x.when = in.Now.UTC() // neither past nor yet to come
			case Duration:
				x.length = time.Duration(uint64(n)%1e6+1) * time.Second
			case Number:
				x.number = n
			}
			if a.Optional && given&(1<<i) == 0 {
				continue
			}
			if x == (value{name: a.Name, kind: a.Kind}) && a.Kind != Flag && a.Kind != Number {
				if !a.Optional {
					return // nothing to say where something must be said
				}
				continue
			}
			if y := in.Now.UTC().Year(); a.Kind == When && (y < 1000 || y > 9999) {
				return
			}
			vals.set(v.Args, x)
		}
		for _, a := range v.Args {
			if !a.Optional && !vals.Has(a.Name) {
				return
			}
		}
		if !utf8.ValidString(text) {
			return
		}
		checkPrinted(t, v, vals, in)
	})
}
