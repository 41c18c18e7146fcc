package commands

import (
	"errors"
	"slices"
	"testing"
)

// fields are a line's values as a form would hold them.
func fields(v Verb, vals Values) map[string]string {
	out := map[string]string{}
	for _, x := range vals.given {
		switch x.kind {
		case Text, WordKind, Account, Product, Choice, Case:
			out[x.name] = x.text
		case Flag:
			out[x.name] = "yes"
		default:
			out[x.name] = printed(x, false, true)
		}
	}
	return out
}

// A form and a line that say the same are the same.
func TestFillIsParse(t *testing.T) {
	for _, v := range testTable.Verbs {
		_, want, err := Parse(testTable, asked(t, v.Example))
		if err != nil {
			t.Fatal(err)
		}
		w, got, err := Fill(testTable, v.Path, asked(t, ""), fields(v, want))
		if err != nil || w.Path != v.Path || !got.Equal(want) {
			t.Errorf("%s: %+v, %v, want %+v", v.Path, got, err, want)
		}
	}
}

func TestFill(t *testing.T) {
	in := asked(t, "")
	_, vals, err := Fill(testTable, "case open", in, map[string]string{
		"severity": " 2 ", "product": "Endpoint Management", "env": "", "title": "  -- “x” product:adc `y`\nz "})
	if err != nil || vals.Text("title") != "-- “x” product:adc `y`\nz" || vals.Text("product") != "endpoint management" || vals.Has("env") {
		t.Errorf("%+v, %v", vals, err)
	}
	in.Case = "CASE-7"
	_, vals, err = Fill(testTable, "case wait", in, map[string]string{"until": "mon 9:00"})
	if err != nil || vals.Case("case") != "CASE-7" || PrintWhen(vals.When("until")) != "2026-11-23T08:00Z" {
		t.Errorf("%+v, %v", vals, err)
	}
}

func TestFillProblems(t *testing.T) {
	_, _, err := Fill(testTable, "case open", asked(t, ""), map[string]string{"severity": "9", "env": "moon", "titel": "x"})
	var ps Problems
	if !errors.As(err, &ps) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range ps {
		got = append(got, p.Arg+" "+string(p.Code))
	}
	if want := []string{"severity choice", "env choice", "title missing", " unknown_arg"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, _, err := Fill(testTable, "case opne", asked(t, ""), nil); err == nil {
		t.Error("a form of no verb was understood")
	}
	_, _, err = Fill(testTable, "case wait", asked(t, ""), map[string]string{"case": "CASE-1", "until": "mon 9:00 or so"})
	if errors.As(err, &ps); len(ps) != 1 || ps[0].When == nil || ps[0].Arg != "until" {
		t.Errorf("%v", err)
	}
}
