package sla

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A mutant is one mistake: text of one file in the place of other text that occurs there once.
type mutant struct {
	name, file, old, new string
	same                 string // why it gives the same answers and must survive; usually empty
}

// TestMutants makes each mistake in turn, lets the short tests run against it, and prints which of
// them saw it. It takes minutes, so it waits for DESKHAND_MUTANTS=1. A mistake that nobody sees
// fails it, as does one whose text is gone. The files on disk stay as they are: the compiler
// reads the mistake through an overlay.
func TestMutants(t *testing.T) {
	if os.Getenv("DESKHAND_MUTANTS") == "" {
		t.Skip("DESKHAND_MUTANTS=1 runs the mutants")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			seen, err := m.seen(t.TempDir(), dir)
			switch {
			case err != nil:
				t.Errorf("NO MUTANT  %v", err)
			case m.same == "" && seen == "":
				t.Errorf("SURVIVED   %s", m.file)
			case m.same != "" && seen != "":
				t.Errorf("NOT THE SAME  seen by %s", seen)
			case m.same != "":
				t.Logf("EQUIVALENT  %-55s %s", m.name, m.same)
			default:
				t.Logf("caught  %-55s %s", m.name, seen)
			}
		})
	}
}

var (
	failing  = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	panicked = regexp.MustCompile(`(?m)^panic: .*`)
)

// seen runs the tests against the mutant and names the first to fail; "" if none does.
func (m mutant) seen(tmp, dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, m.file))
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return "", fmt.Errorf("its text occurs %d times in %s", n, m.file)
	}
	mutated, overlay, bin := filepath.Join(tmp, m.file), filepath.Join(tmp, "overlay.json"), filepath.Join(tmp, "mutant.test")
	if err := os.WriteFile(mutated, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o644); err != nil {
		return "", err
	}
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(dir, m.file): mutated}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, spec, 0o644); err != nil {
		return "", err
	}
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", bin)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("it does not compile: %s", out)
	}
	test := exec.Command("sh", "-c", `ulimit -t 60; exec "$0" -test.short -test.failfast -test.timeout 10m -rapid.nofailfile`, bin)
	test.Dir = dir
	test.Env = append(os.Environ(), "DESKHAND_MUTANTS=")
	out, err := test.CombinedOutput()
	if err == nil {
		return "", nil
	}
	if names := failing.FindAllStringSubmatch(string(out), -1); names != nil {
		return names[len(names)-1][1], nil // the innermost
	}
	if p := panicked.Find(out); p != nil {
		return string(p), nil
	}
	return "it never ends: " + err.Error(), nil
}
