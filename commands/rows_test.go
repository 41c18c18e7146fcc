package commands_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/commands"
)

// TestDeskRows walks the desk's own table: every row is one sentence, prints as it parses, and
// builds from nothing but its own arguments.
func TestDeskRows(t *testing.T) {
	in := commands.Input{Platform: "slack", Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Zones: time.LoadLocation}
	for _, fault := range commands.Check(commands.Desk("desk"), in) {
		t.Error(fault)
	}
}
