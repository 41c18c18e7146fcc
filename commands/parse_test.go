package commands

import (
	"errors"
	"slices"
	"testing"
)

// TestParse: what was said, and how it is printed in full.
func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"full", "case open 1 Payments are down", "case open 1 Payments are down"},
		{"without its noun", "open 1 Payments are down", "case open 1 Payments are down"},
		{"mentioned", "<@U0> open 1 Payments are down", "case open 1 Payments are down"},
		{"mentioned by name", "<@U0|deskhand>: open 1 x", "case open 1 x"},
		{"slash", "/case open 1 x", "case open 1 x"},
		{"slash and prefix", "/acme case open 1 x", "case open 1 x"},
		{"prefix, no noun", "/acme open 1 x", "case open 1 x"},
		{"prefix is the house", "/acme link 4711", "desk link 4711"},
		{"house", "desk link 4711", "desk link 4711"},
		{"house left out", "help", "desk help"},
		{"noun before house", "link CASE-1 CASE-2", "case link CASE-1 CASE-2"},
		{"capitals", "Case OPEN 1 Payments", "case open 1 Payments"},
		{"alias", "new 1 x", "case open 1 x"},
		{"copied code", " `case open 1 x` ", "case open 1 x"},

		{"text is verbatim", "open 1 Payments — “all”  of\nthem’re  down ", "case open 1 Payments — “all”  of\nthem’re  down"},
		{"named before", "open product:CVAD 1 x", "case open 1 product:cvad x"},
		{"named between", "open 1 product:adc x", "case open 1 product:adc x"},
		{"named behind", "open 1 Payments are down product:cvad", "case open 1 product:cvad Payments are down"},
		{"named behind, two", "open 1 x env:staging product:cvad", "case open 1 product:cvad env:staging x"},
		{"named in the middle stays", "open 1 our product:cvad is down", "case open 1 our product:cvad is down"},
		{"a name twice stays behind", "open 1 product:adc x product:cvad", "case open 1 product:adc x product:cvad"},
		{"with dashes", "open 1 —product=adc x", "case open 1 product:adc x"},
		{"with dashes and a space", "open 1 --product adc x", "case open 1 product:adc x"},
		{"with dashes, behind", "open 1 x --product adc", "case open 1 product:adc x"},
		{"quoted value", "open 1 x product:“Endpoint Management”", `case open 1 product:"endpoint management" x`},
		{"marked text", "open 1 -- product:cvad", "case open 1 -- product:cvad"},
		{"marked by a phone", "open 1 — x", "case open 1 x"},
		{"not a name of ours", "open 1 prod:x down", "case open 1 prod:x down"},

		{"flag", "note CASE-1 --internal x", "case note CASE-1 --internal x"},
		{"flag behind", "note CASE-1 x —internal", "case note CASE-1 --internal x"},
		{"flag said", "note CASE-1 internal:yes x", "case note CASE-1 --internal x"},
		{"flag denied", "note CASE-1 internal:no x", "case note CASE-1 x"},
		{"not the flag", "note CASE-1 internal x", "case note CASE-1 internal x"},

		{"small letters", "take case-12", "case take CASE-12"},
		{"digits", "take 12", "case take CASE-12"},
		{"digits with a mark", "take #12", "case take CASE-12"},
		{"a mention", "assign CASE-1 <@U7|bob>", "case assign CASE-1 <@U7>"},
		{"oneself", "assign CASE-1 me", "case assign CASE-1 <@UME>"},
		{"by name", "assign CASE-1 noah", "case assign CASE-1 @noah"},
		{"by name, quoted me", `assign CASE-1 "me"`, "case assign CASE-1 @me"},
		{"by address", "assign CASE-1 noah@desk.example", "case assign CASE-1 noah@desk.example"},

		{"choice", "wait CASE-1 Customer logs", "case wait CASE-1 customer logs"},
		{"choice left out", "wait CASE-1 for logs", "case wait CASE-1 for logs"},
		{"text like a choice", "wait CASE-1 -- customer logs", "case wait CASE-1 -- customer logs"},
		{"until", "wait CASE-1 until:mon 9:00 JST logs", "case wait CASE-1 until:2026-11-23T00:00Z logs"},
		{"until, quoted", "wait CASE-1 until:“mon 9:00” JST logs", "case wait CASE-1 until:2026-11-23T08:00Z JST logs"},
		{"until, bare", "wait CASE-1 until mon 9:00 logs", "case wait CASE-1 until:2026-11-23T08:00Z logs"},
		{"until, with dashes", "wait CASE-1 --until mon 9:00 logs", "case wait CASE-1 until:2026-11-23T08:00Z logs"},
		{"until, behind", "wait CASE-1 logs until:mon 9:00 JST", "case wait CASE-1 until:2026-11-23T00:00Z logs"},
		{"until, no time", "wait CASE-1 until they answer", "case wait CASE-1 until they answer"},
		{"at", "restore CASE-1 at 04:10 the link came back", "case restore CASE-1 at:2026-11-18T03:10Z the link came back"},
		{"at, named", "restore CASE-1 at:04:10 the link", "case restore CASE-1 at:2026-11-18T03:10Z the link"},
		{"at, no time", "restore CASE-1 at last", "case restore CASE-1 at last"},
		{"at, in the text", "restore CASE-1 it came back at 04:10 as planned", "case restore CASE-1 it came back at 04:10 as planned"},
		{"at, marked as text", "restore CASE-1 -- it came back at 04:10", "case restore CASE-1 -- it came back at 04:10"},
		{"at, said before", "restore CASE-1 at 04:10 it broke at 03:00", "case restore CASE-1 at:2026-11-18T03:10Z it broke at 03:00"},
		{"a dash before the text", "open 1 —urgent— it is down", "case open 1 —urgent— it is down"},
		{"a moment and a length", "book mon 9:00 JST 90 min", "case book 2026-11-23T00:00Z 1h30m"},
		{"a number", "book mon 9:00 1h 30m seats:3", "case book 2026-11-23T08:00Z 1h30m seats:3"},
		{"a length and text", "log 2h -- 30 min of it waiting", "case log 2h -- 30 min of it waiting"},
		{"a length takes what it can", "log 2h 30 min of it waiting", "case log 2h30m of it waiting"},
		{"a quoted length", "log “2h” 30 min of it waiting", "case log 2h -- 30 min of it waiting"},
		{"words", `link "a b" northwind`, ""},
		{"a word with a colon", "desk link a:b", `desk link "a:b"`},
		{"a quoted word", "desk link “a b” “c”", `desk link "a b" c`},
	} {
		v, vals, err := Parse(testTable, asked(t, tt.text))
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s: %q = %s", tt.name, tt.text, Print(v, vals))
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %q: %#v", tt.name, tt.text, err)
			continue
		}
		if got := Print(v, vals); got != tt.want {
			t.Errorf("%s: %q = %q, want %q", tt.name, tt.text, got, tt.want)
		}
		if _, again, err := Parse(testTable, asked(t, tt.want)); err != nil || !again.Equal(vals) {
			t.Errorf("%s: %q reads back otherwise: %v", tt.name, tt.want, err)
		}
	}
}

func TestParseInThread(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"left out", "take", "case take CASE-7"},
		{"said", "take CASE-8", "case take CASE-8"},
		{"text", "note it is the disk", "case note CASE-7 it is the disk"},
		{"text and flag", "note --internal it is the disk", "case note CASE-7 --internal it is the disk"},
		{"the other of two", "link CASE-8", "case link CASE-7 CASE-8"},
		{"the other by its digits", "link 8", "case link CASE-7 CASE-8"},
		{"both of two", "link CASE-8 CASE-9", "case link CASE-8 CASE-9"},
		{"a choice", "wait customer", "case wait CASE-7 customer"},
		{"a number is no case here", "note 12 nodes are down", "case note CASE-7 12 nodes are down"},
		{"at", "restore at 04:10", "case restore CASE-7 at:2026-11-18T03:10Z"},
		{"behind a mark", "note -- CASE-8 is the same", "case note CASE-7 CASE-8 is the same"},
	} {
		in := asked(t, tt.text)
		in.Case = "CASE-7"
		v, vals, err := Parse(testTable, in)
		if err != nil {
			t.Errorf("%s: %q: %#v", tt.name, tt.text, err)
			continue
		}
		if got := Print(v, vals); got != tt.want {
			t.Errorf("%s: %q = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

// TestACaseIsNoWords: in a case's thread its number, or another's, alone says nothing yet to the
// customer.
func TestACaseIsNoWords(t *testing.T) {
	for _, text := range []string{"note CASE-7", "note CASE-8", "note case-7 "} {
		in := asked(t, text)
		in.Case = "CASE-7"
		_, vals, err := Parse(testTable, in)
		if p, ok := errors.AsType[*Problem](err); !ok || p.Code != CodeMissing {
			t.Errorf("%q: %v, %v", text, vals, err)
		}
	}
}

// TestParseEscaped: in wire form, nobody can type a token and addresses are
// what was typed; a text loses its escapes and nothing else.
func TestParseEscaped(t *testing.T) {
	in := asked(t, "<@U0> open 1 R&amp;D: <http://shop.example|shop.example> — 1 &lt; 2, ask <@U5|eva> &lt;@U6&gt; <https://x.example/?a&amp;b>")
	in.Escaped = true
	_, vals, err := Parse(testTable, in)
	if want := "R&D: shop.example — 1 < 2, ask <@U5|eva> <@U6> https://x.example/?a&b"; err != nil || vals.Text("title") != want {
		t.Errorf("title %q, %v, want %q", vals.Text("title"), err, want)
	}
	in.Text = "assign CASE-1 &lt;@U6&gt;"
	if _, vals, err := Parse(testTable, in); err != nil || vals.Person("to").ID != "" {
		t.Errorf("a typed token is a person: %+v, %v", vals.Person("to"), err)
	}
	in.Text = "desk link 4711 <http://northwind.example|northwind.example>"
	if _, vals, err := Parse(testTable, in); err != nil || vals.Text("account") != "northwind.example" {
		t.Errorf("account %q, %v", vals.Text("account"), err)
	}
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Problem // what is set is compared
	}{
		{"nothing", "", Problem{Code: CodeNoVerb}},
		{"mention alone", "<@U0>", Problem{Code: CodeNoVerb}},
		{"noun alone", "case", Problem{Code: CodeNoVerb, Verb: "case"}},
		{"prefix alone", "/acme", Problem{Code: CodeNoVerb, Verb: "acme"}},
		{"prefix and noun", "/acme case", Problem{Code: CodeNoVerb, Verb: "case"}},
		{"a slip", "case opne 1 oops “x”", Problem{Code: CodeUnknownVerb, Got: "case opne", Suggest: []string{"case open"}, Line: "case open 1 oops “x”"}},
		{"a slip without noun", "opne 1 oops", Problem{Code: CodeUnknownVerb, Got: "opne", Suggest: []string{"case open"}, Line: "case open 1 oops"}},
		{"a slip in the noun", "caes open 1 x", Problem{Code: CodeUnknownVerb, Got: "caes open", Line: "case open 1 x"}},
		{"another noun", "ticket open 1 x", Problem{Code: CodeUnknownVerb, Got: "ticket open", Line: "case open 1 x"}},
		{"a slip behind a prefix", "/acme opne 1 x", Problem{Code: CodeUnknownVerb, Got: "opne", Line: "case open 1 x"}},
		{"an alias's slip", "case nwe 1", Problem{Code: CodeUnknownVerb, Suggest: []string{"case open"}}},
		{"no slip", "hello there", Problem{Code: CodeUnknownVerb, Got: "hello there"}},
		{"missing", "open 1", Problem{Code: CodeMissing, Verb: "case open", Arg: "title", Kind: Text, Example: "case open 1 product:cvad Payments are down"}},
		{"missing all", "open", Problem{Code: CodeMissing, Arg: "severity", Want: []string{"1", "2", "3", "4"}}},
		{"missing behind a mark", "open -- x", Problem{Code: CodeMissing, Arg: "severity"}},
		{"missing case", "take", Problem{Code: CodeMissing, Arg: "case"}},
		{"missing value", "open 1 --product", Problem{Code: CodeMissing, Arg: "product"}},
		{"choice", "open 5 x", Problem{Code: CodeChoice, Arg: "severity", Got: "5", Want: []string{"1", "2", "3", "4"}}},
		{"choice, a slip", "open 1 env:prodcution x", Problem{Code: CodeChoice, Arg: "env", Suggest: []string{"production"}}},
		{"product, a slip", "open 1 x product:cvda", Problem{Code: CodeChoice, Arg: "product", Suggest: []string{"cvad"}}},
		{"case", "take it", Problem{Code: CodeCase, Arg: "case", Got: "it"}},
		{"case of zero", "take CASE-0", Problem{Code: CodeCase}},
		{"case of many digits", "take CASE-1234567890123", Problem{Code: CodeCase}},
		{"a token for a case", "take <@U1>", Problem{Code: CodeToken, Arg: "case"}},
		{"a group", "assign CASE-1 <!subteam^S1|@all>", Problem{Code: CodePerson, Arg: "to"}},
		{"a role", "assign CASE-1 <@&5>", Problem{Code: CodePerson}},
		{"nobody", "assign CASE-1 @", Problem{Code: CodePerson}},
		{"number", "book mon 9:00 1h seats:many", Problem{Code: CodeNumber, Arg: "seats", Got: "many"}},
		{"flag", "note CASE-1 internal:maybe x", Problem{Code: CodeFlag, Arg: "internal"}},
		{"flag, a slip", "note CASE-1 --intrenal x", Problem{Code: CodeUnknownArg, Got: "--intrenal", Suggest: []string{"internal"}}},
		{"flag, a slip behind", "note CASE-1 x --intrenal", Problem{Code: CodeUnknownArg, Suggest: []string{"internal"}}},
		{"flag of another verb", "note CASE-1 --loud x", Problem{Code: CodeUnknownArg, Got: "--loud"}},
		{"at behind, bare", "restore CASE-1 it came back at 04:10", Problem{Code: CodeEither, Arg: "at", Got: "at 04:10",
			Suggest: []string{"case restore CASE-1 at:2026-11-18T03:10Z it came back", "case restore CASE-1 -- it came back at 04:10"}}},
		{"an hour alone", "restore CASE-1 at 10 by a reboot", Problem{Code: CodeWhen, Arg: "at", Got: "10"}},
		{"a name's slip", "open 1 --prodcut cvad x", Problem{Code: CodeUnknownArg, Suggest: []string{"product"}}},
		{"twice", "open 1 product:adc product:cvad x", Problem{Code: CodeTwice, Arg: "product"}},
		{"extra", "take CASE-1 now", Problem{Code: CodeExtra, Got: "now"}},
		{"extra name", "book mon 9:00 1h seat:3", Problem{Code: CodeUnknownArg, Got: "seat:3", Suggest: []string{"seats"}}},
		{"a zone that was meant", "restore CASE-1 at 04:10 CST it came back", Problem{Code: CodeWhen, Arg: "at"}},
		{"a time that was meant, behind", "restore CASE-1 it came back at:25:00", Problem{Code: CodeWhen, Arg: "at"}},
		{"a time with its zone, behind", "restore CASE-1 it came back at:25:00 JST", Problem{Code: CodeWhen, Arg: "at"}},
		{"half a word", "wait CASE-1 until 明日10時ごろ logs", Problem{Code: CodeWhen, Arg: "until", Got: "ごろ"}},
		{"a day for a time", "wait CASE-1 until monday", Problem{Code: CodeWhen, Arg: "until"}},
		{"half a time", "book mon 9:00 sharp 1h", Problem{Code: CodeWhen, Arg: "length"}},
		{"half a length", "book mon 9:00 1h sharp", Problem{Code: CodeWhen, Arg: "length"}},
	} {
		_, _, err := Parse(testTable, asked(t, tt.text))
		var p *Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %q: %v", tt.name, tt.text, err)
			continue
		}
		same := p.Code == tt.want.Code
		for _, f := range [][2]string{{p.Verb, tt.want.Verb}, {p.Arg, tt.want.Arg}, {p.Got, tt.want.Got}, {p.Line, tt.want.Line}, {p.Example, tt.want.Example}, {string(p.Kind), string(tt.want.Kind)}} {
			same = same && (f[1] == "" || f[0] == f[1])
		}
		same = same && (tt.want.Want == nil || slices.Equal(p.Want, tt.want.Want))
		same = same && (tt.want.Suggest == nil || slices.Equal(p.Suggest, tt.want.Suggest))
		same = same && (p.Code == CodeWhen) == (p.When != nil)
		if !same {
			t.Errorf("%s: %q: %+v, want %+v", tt.name, tt.text, *p, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"open", "show", "list", "reopen", "restore", "resolve"}
	for typed, want := range map[string][]string{
		"opne": {"open"}, "OPEN": {"open"}, "lst": {"list"}, "resotre": {"restore"}, "reslove": {"resolve"},
		"xyzzy": nil, "opem": {"open"}, "": nil, "no": nil, "repoen": {"reopen"}, "resove": {"resolve"}, "resoe": {"restore", "resolve"}, "reso": nil,
	} {
		if got := nearest(typed, names); !slices.Equal(got, want) {
			t.Errorf("nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}
