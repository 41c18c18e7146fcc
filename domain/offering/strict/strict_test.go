package strict_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

type item struct {
	strict.At
	ID    strict.Name   `key:"id,must,short" doc:"Its id."`
	Count strict.Number `key:"count"`
}

type shared struct {
	Note strict.Text `key:"note"`
}

type doc struct {
	strict.At
	Title strict.Text                     `key:"title,must" doc:"Its title."`
	On    strict.Flag                     `key:"on"`
	Items []item                          `key:"items,one"`
	Free  strict.Map[strict.Name, []item] `key:"free"`
	Inner *item                           `key:"inner"`
	More  shared                          `key:",inline"`
}

func TestRead(t *testing.T) {
	var d doc
	faults := strict.Read("d.yaml", []byte("title: 'Åse: 佐藤'\non: true\nitems:\n  - {id: a, count: 3}\n  - b\nfree: {x: [c, d], y: e}\ninner: {id: f}\nnote: n\n"), &d)
	if len(faults) > 0 {
		t.Fatal(faults.Error())
	}
	switch {
	case d.Title.V != "Åse: 佐藤", !d.On.V, len(d.Items) != 2, d.Items[0].Count.V != 3, d.Items[1].ID.V != "b",
		len(d.Free) != 2, d.Free[0].Key.V != "x", len(d.Free[0].Value) != 2, d.Free[1].Value[0].ID.V != "e",
		d.Inner.ID.V != "f", d.More.Note.V != "n":
		t.Errorf("read %+v", d)
	}
	if got := d.Items[0].Count.Pos().String(); got != "d.yaml:4:20" {
		t.Errorf("count stands at %s", got)
	}
	if d.Items[1].Count.Given() || d.Items[1].Count.Written() {
		t.Error("a count that is not there was given")
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name, src string
		want      string // one line each, without the file
	}{
		{"nothing", "", "d.yaml: fault: the file holds nothing [yaml.empty]"},
		{"null", "~", "d.yaml:1:1: fault: the file has no value; give one, or leave the key out [value.empty]"},
		{"a text", "hello", "d.yaml:1:1: fault: expected a map of keys, found text [value.type]"},
		{"UTF-16", "\xff\xfet\x00", "d.yaml: fault: the file is not UTF-8; save it as UTF-8 [yaml.encoding]"},
		{"columns count characters", "{title: 佐藤, onn: true}", `d.yaml:1:13: fault: unknown key "onn"; did you mean on? [key.unknown]`},
		{"missing", "on: true", "d.yaml:1:1: fault: missing key title [key.missing]"},
		{"missing in a list", "title: t\nitems:\n  - {count: 1}", "d.yaml:3:5: fault: missing key id [key.missing]"},
		{"a number as text", "title: 12", `d.yaml:1:8: fault: expected a text, found the number 12; if it is meant as text, put it in quotes [value.quote]`},
		{"Norway", "title: NO", ""},
		{"a date as text", "title: 2026-01-01", ""},
		{"empty text", "title: ''", `d.yaml:1:8: fault: "" is not a text [value.form]`},
		{"yes is no truth value", "title: t\non: yes", `d.yaml:2:5: fault: expected true or false, found text "yes" [value.type]`},
		{"odd numbers", "title: t\nitems:\n  - {id: a, count: 0x10}\n  - {id: b, count: 1_000}\n  - {id: c, count: 1.5}\n  - {id: d, count: -1}\n  - {id: e, count: 99999999999999999999}",
			`d.yaml:3:20: fault: "0x10" is not a whole number [value.form]
d.yaml:4:20: fault: "1_000" is not a whole number [value.form]
d.yaml:5:20: fault: expected a whole number, found number "1.5" [value.type]
d.yaml:6:20: fault: "-1" is not a whole number [value.form]
d.yaml:7:20: fault: expected a whole number, found number "99999999999999999999" [value.type]`},
		{"free keys twice", "title: t\nfree:\n  x: a\n  x: b", `d.yaml:4:3: fault: key "x" stands here again; it was given on line 3; keep one of them [key.twice]`},
		{"free keys that are none", "title: t\nfree: {a b: c, 2026: d}", `d.yaml:2:8: fault: "a b" is not a name of letters, digits, dashes, dots and underscores [value.form]`},
		{"an alias that goes round", "title: &a [*a]", `d.yaml:1:8: fault: expected a text, found a list [value.type]
d.yaml:1:8: fault: anchors, aliases and merge keys are not used here; write it out, or use extends [yaml.anchor]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d doc
			got := strict.Read("d.yaml", []byte(tt.src), &d)
			if got.Error() != tt.want {
				t.Errorf("faults:\n%s\nwant:\n%s", got.Error(), tt.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	var d doc
	long := strict.Read("d.yaml", []byte("title: "+strings.Repeat("x", 4001)), &d)
	if len(long) != 1 || long[0].Rule.ID != "value.long" {
		t.Errorf("long text: %v", long)
	}
	big := strict.Read("d.yaml", make([]byte, strict.MaxBytes+1), &d)
	if len(big) != 1 || big[0].Rule.ID != "yaml.size" {
		t.Errorf("big file: %v", big)
	}
	deep := strict.Read("d.yaml", []byte("title: "+strings.Repeat("[", 20000)), &d)
	if !deep.Bad() {
		t.Error("deep file is good")
	}
}

func TestManyFaultsInOnePass(t *testing.T) {
	src := "title: t\nitems:\n" + strings.Repeat("  - {id: a, cuont: 1}\n", 500)
	var d doc
	if got := strict.Read("d.yaml", []byte(src), &d); len(got) != 500 || got[499].Line != 502 {
		t.Errorf("%d faults", len(got))
	}
}

func TestFaultsAsError(t *testing.T) {
	warn := strict.Rule{ID: "w", Text: "watch %s", Warning: true}
	bad := strict.Rule{ID: "b", Text: "bad"}
	fs := strict.Faults{bad.At(strict.Pos{File: "b", Line: 2, Column: 1}), warn.At(strict.Pos{File: "a", Line: 1, Column: 1}, "out"), bad.At(strict.Pos{File: "b", Line: 2, Column: 1})}
	fs.Sort()
	if len(fs) != 2 || fs[0].String() != "a:1:1: warning: watch out [w]" {
		t.Errorf("sorted: %v", fs.Error())
	}
	if fs.Warnings().Err() != nil || !errors.As(fs.Err(), new(strict.Faults)) || len(fs) != 2 {
		t.Error("warnings alone are an error, or faults are none")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"EMEA", "Americas", "APAC", "Japan", "first_response", "next_response"}
	tests := []struct{ word, want string }{
		{"EMAE", "EMEA"}, {"emea", "EMEA"}, {"Amercia", "Americas"}, {"japn", "Japan"}, {"firstresponse", "first_response"},
		{"Antarctica", ""}, {"", ""}, {"x", ""}, {strings.Repeat("a", 100), ""},
	}
	for _, tt := range tests {
		if got, ok := strict.Nearest(tt.word, known); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: %q, want %q", tt.word, got, tt.want)
		}
	}
}
