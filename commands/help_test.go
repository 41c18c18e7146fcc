package commands

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestHelpUsage(t *testing.T) {
	page, err := Help(testTable, "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range page.Entries {
		got = append(got, e.Usage)
	}
	want := []string{
		"case open <severity> [product:<product>] [env:<env>] <title...>",
		"case take [<case>]",
		"case assign [<case>] <to>",
		"case note [<case>] [--internal] <text...>",
		"case wait [<case>] [<for>] [until:<when>] [<reason...>]",
		"case restore [<case>] [at:<when>] [<how...>]",
		"case link [<case>] <other>",
		"case book <from> <length> [seats:<seats>]",
		"case log <length> [<what...>]",
		"desk help [<about...>]",
		"desk link <code> [<account>]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("usage:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	again, _ := Help(testTable, "")
	if !reflect.DeepEqual(page, again) {
		t.Error("help differs from one time to the next")
	}
}

func TestHelpPaths(t *testing.T) {
	for path, want := range map[string][]string{
		"case open": {"case open"}, "open": {"case open"}, "New": {"case open"}, "case  new": {"case open"},
		"link": {"case link"}, "help": {"desk help"}, "desk": {"desk help", "desk link"},
	} {
		page, err := Help(testTable, path)
		var got []string
		for _, e := range page.Entries {
			got = append(got, e.Path)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v, want %q", path, got, err, want)
		}
	}
	var p *Problem
	if _, err := Help(testTable, "case opne"); !errors.As(err, &p) || !slices.Equal(p.Suggest, []string{"case open"}) {
		t.Errorf("a slip: %+v", p)
	}
	if _, err := Help(testTable, "open sesame"); !errors.As(err, &p) || p.Code != CodeUnknownVerb {
		t.Errorf("more than a path: %v", err)
	}
	if page, _ := Help(testTable.Only(func(n Need) bool { return n == Anyone }), "case"); len(page.Entries) != 1 {
		t.Errorf("%d verbs of case for anyone", len(page.Entries))
	}
}

func TestHelpArgs(t *testing.T) {
	page, _ := Help(testTable, "case wait")
	args := page.Entries[0].Args
	if a := args[0]; !a.Optional || a.Kind != Case {
		t.Errorf("a thread's case may be left out: %+v", a)
	}
	if a := args[1]; !slices.Equal(a.Choices, []string{"customer", "vendor"}) || a.Usage != "<for>" || a.Help != "Whom." {
		t.Errorf("%+v", a)
	}
}

func TestSlash(t *testing.T) {
	if got := testTable.Slash("case take CASE-1"); got != "/acme case take CASE-1" {
		t.Error(got)
	}
	plain := testTable
	plain.Prefix = ""
	if got := plain.Slash("case take CASE-1"); got != "/case take CASE-1" {
		t.Error(got)
	}
	in := asked(t, testTable.Slash("case take CASE-1"))
	if _, _, err := Parse(testTable, in); err != nil {
		t.Error(err)
	}
	// A desk may be called what a noun is called.
	noun := testTable
	noun.Prefix = "case"
	for text, want := range map[string]string{"/case take CASE-1": "case take CASE-1", "/case link CASE-1 CASE-2": "case link CASE-1 CASE-2",
		"/case help": "desk help", "/case case take CASE-1": "case take CASE-1"} {
		v, vals, err := Parse(noun, asked(t, text))
		if err != nil || Print(v, vals) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}
