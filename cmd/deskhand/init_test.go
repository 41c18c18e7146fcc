package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInit: what init writes passes check without a warning, whatever was answered, and a page
// played against it keeps its promises; what cannot be is refused and nothing is written.
func TestInit(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		args        []string
		holds       string // of some file
	}{
		{"nothing asked, nothing answered", "", nil, "zone: UTC"},
		{"everything by flags", "", []string{"--name", `Berg & "Sons": 24h`, "--zone", "Asia/Tokyo", "--hours", "mon-thu: 09:00-17:00, fri: [09:00-12:00, 13:00-15:00]", "--holidays", "JP", "--phone", "+81 3 1234 0100"}, "zone: Asia/Tokyo"},
		{"everything typed, some of it twice", "Fjord\nOslo\nEurope/Oslo\n\nNorway\nNO\n+47 12 34 56 78\n", nil, `holidays: "NO"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "desk")
			var out output
			if code := run(t.Context(), append([]string{"init", dir}, c.args...), strings.NewReader(c.typed), &out, &out); code != 0 {
				t.Fatalf("exit %d:\n%s", code, out.String())
			}
			code, said := cli(t, "check", dir)
			if code != 0 || strings.Contains(said, "warning") && !strings.Contains(said, "0 warnings") {
				t.Errorf("check: exit %d\n%s", code, said)
			}
			var all strings.Builder
			for _, name := range []string{"desk.yaml", "teams.yaml", "calendars/business.yaml", ".schema/desk.schema.json", "people.yaml.example"} {
				b, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				all.Write(b)
			}
			if !strings.Contains(all.String(), c.holds) || strings.Contains(all.String(), "<no value>") || strings.Contains(all.String(), "{{") {
				t.Errorf("%q is not in\n%s", c.holds, all.String())
			}
			people := filepath.Join(t.TempDir(), "people.yaml")
			example, err := os.ReadFile(filepath.Join(dir, "people.yaml.example"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(people, example, 0o644); err != nil {
				t.Fatal(err)
			}
			page := filepath.Join(filepath.Dir(people), "first.chat")
			if err := os.WriteFile(page, []byte("2026-12-01 Tuesday. A first case.\ncast: people.yaml\n\n"+
				"09:00 #C0NORTHWIND <ana> @deskhand case open 1 Payments are down\n09:10 #C0SUPPORT <noah> [Take it]\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			cli(t, "rehearse", "--desk", dir, "-u", page)
			played, err := os.ReadFile(page)
			if err != nil || !strings.Contains(string(played), "first response by 09:15") {
				t.Errorf("%v\n%s", err, played)
			}
			if code, said := cli(t, "init", dir); code != 1 || !strings.Contains(said, "is not empty") {
				t.Errorf("a second init: exit %d\n%s", code, said)
			}
		})
	}
	for name, c := range map[string]struct{ flag, value, says string }{
		"no zone":    {"--zone", "Norway", "is no time zone"},
		"no list":    {"--holidays", "XX", "there is no list"},
		"no hours":   {"--hours", "whenever", "business.yaml"},
		"bad phone":  {"--phone", "ask Bob", "is not an international number"},
		"closed day": {"--hours", "mon-fri: 17:00-17:00", "business.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "desk")
			if code, said := cli(t, "init", dir, c.flag, c.value); code != 1 || !strings.Contains(said, c.says) {
				t.Errorf("exit %d\n%s", code, said)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a folder was written")
			}
		})
	}
}
