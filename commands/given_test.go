package commands_test

import (
	"maps"
	"testing"

	"github.com/deskhand/deskhand/commands"
)

func TestGiven(t *testing.T) {
	for _, c := range []struct {
		line string
		want map[string]string
	}{
		{"case open", map[string]string{}},
		{"case open 1", map[string]string{"severity": "1"}},
		{"@deskhand open product:cvad 2", map[string]string{"severity": "2", "product": "cvad"}},
		{"case wait CASE-3 customer", map[string]string{"case": "CASE-3", "for": "customer"}},
		{"case assign 12", map[string]string{"case": "CASE-12"}},
		{"case open 1 It is down", nil},
		{"case open high", nil},
		{"case dance", nil},
	} {
		t.Run(c.line, func(t *testing.T) {
			got := commands.Given(commands.Desk("desk"), commands.Input{Text: c.line, Self: "@deskhand"})
			if !maps.Equal(got, c.want) || (got == nil) != (c.want == nil) {
				t.Errorf("given %v, want %v", got, c.want)
			}
		})
	}
}
