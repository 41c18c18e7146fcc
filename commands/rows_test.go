package commands_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/commands"
)

// TestWhyNot: why it is not due at another moment is asked as people ask it.
func TestWhyNot(t *testing.T) {
	table := commands.Desk("desk")
	in := commands.Input{Platform: "slack", Case: "CASE-1", Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Zones: time.LoadLocation}
	for text, want := range map[string]string{
		"why not tue 10:00?":                    "case clock CASE-1 why:2026-03-03T10:00Z",
		"why CASE-2 not tue 10:00 ?":            "case clock CASE-2 why:2026-03-03T10:00Z",
		"why restore not 2026-03-03 10:00??":    "case clock CASE-1 restore why:2026-03-03T10:00Z",
		"why CASE-2 restore why:“tue 10:00”":    "case clock CASE-2 restore why:2026-03-03T10:00Z",
		"why?":                                  "case clock CASE-1",
		"list?":                                 "case list",
		"reply why not?":                        "case reply CASE-1 why not?",
		"why CASE-2 first_response":             "case clock CASE-2 first_response",
		"clock CASE-2 not 2026-03-03T10:00Z":    "case clock CASE-2 why:2026-03-03T10:00Z",
		"clock CASE-2 --why 2026-03-03T10:00Z?": "case clock CASE-2 why:2026-03-03T10:00Z",
	} {
		in.Text = text
		v, values, err := commands.Parse(table, in)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := commands.Print(v, values); got != want {
			t.Errorf("%q = %q, want %q", text, got, want)
		}
	}
}

// TestDeskRows walks the desk's own table: every row is one sentence, prints as it parses, and
// builds from nothing but its own arguments.
func TestDeskRows(t *testing.T) {
	in := commands.Input{Platform: "slack", Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Zones: time.LoadLocation}
	for _, fault := range commands.Check(commands.Desk("desk"), in) {
		t.Error(fault)
	}
}
