package bot_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A mutant is one mistake, put into one file of the project by an exact change of text. It
// breaks the rules of its ids, and whatever else the pages that it names show.
type mutant struct {
	name  string
	ids   string // "C2 K17"
	pages string // of pages that must go red besides those of the ids, without ".chat"
	file  string // from the project's root
	old   string
	new   string
}

// The ids that a page shows stand before the colon of its title.
var (
	titleIDs = regexp.MustCompile(`^\d{4}-\d\d-\d\d \w+\. ((?:[A-Z]\d+)(?:, [A-Z]\d+)*):`)
	redPage  = regexp.MustCompile(`(?m)^\s*--- FAIL: TestPages/(\S+)\.chat/mem`)
)

// pageIDs are the ids in the titles of all pages.
func pageIDs(t *testing.T) map[string][]string {
	t.Helper()
	root := os.DirFS("testdata")
	names, err := fs.Glob(root, "*.chat")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string][]string{}
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		page := strings.TrimSuffix(name, ".chat")
		ids[page] = nil
		if m := titleIDs.FindStringSubmatch(string(text)); m != nil {
			ids[page] = strings.Split(m[1], ", ")
		}
	}
	return ids
}

// expected lists, for each page, the mutants that are to turn it red: for each id of its title one at
// least must; where a page is named by a mutant, that one must.
func expected(ids map[string][]string) (byID map[string][]int, named map[string][]int) {
	byID, named = map[string][]int{}, map[string][]int{}
	for i, m := range pageMutants {
		for _, id := range strings.Fields(m.ids) {
			byID[id] = append(byID[id], i)
		}
		for _, page := range strings.Fields(m.pages) {
			named[page] = append(named[page], i)
		}
	}
	return byID, named
}

// TestEveryPageHasItsMutants: a page names ids whose rules somebody breaks on purpose, or is
// itself named by a mistake that it would show. A mutant names pages and ids that there are.
func TestEveryPageHasItsMutants(t *testing.T) {
	ids := pageIDs(t)
	byID, named := expected(ids)
	shown := map[string]bool{}
	for _, page := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[page] {
			shown[id] = true
			if len(byID[id]) == 0 {
				t.Errorf("%s.chat shows %s, and no mutant breaks it", page, id)
			}
		}
		if len(ids[page]) == 0 && len(named[page]) == 0 {
			t.Errorf("%s.chat names no id, and no mutant names it", page)
		}
	}
	for _, m := range pageMutants {
		for _, id := range strings.Fields(m.ids) {
			if !shown[id] {
				t.Errorf("%s: no page shows %s", m.name, id)
			}
		}
		for _, page := range strings.Fields(m.pages) {
			if _, ok := ids[page]; !ok {
				t.Errorf("%s: there is no page %s", m.name, page)
			}
		}
		if m.ids == "" && m.pages == "" {
			t.Errorf("%s: it is said of no id and no page", m.name)
		}
	}
}

// TestEveryMutantFindsItsText: a mistake is put in where its text stands once, also after others
// have changed the file.
func TestEveryMutantFindsItsText(t *testing.T) {
	for _, m := range pageMutants {
		text, err := os.ReadFile(filepath.Join("..", m.file))
		if err != nil {
			t.Errorf("%s: %v", m.name, err)
		} else if n := strings.Count(string(text), m.old); n != 1 {
			t.Errorf("%s: its text occurs %d times in %s: %q", m.name, n, m.file, m.old)
		}
	}
}

// TestPageMutants breaks the rules that the pages show, one at a time, plays the pages that are
// said to show it, and prints which went red. It fails where a page stays green although one of
// its ids was broken in every way known here, where a page that a mutant names stays green, and
// where a mutant's text is gone. It takes minutes and runs only with DESKHAND_MUTANTS=1; with
// "all" there each mutant is tried on all pages, with a regular expression only some of them are
// tried, on all pages.
//
// All of it happens in a copy, by the compiler's overlay: what lies on disk stays as it is, and
// who works on it meanwhile breaks nothing here.
func TestPageMutants(t *testing.T) {
	wanted := os.Getenv("DESKHAND_MUTANTS")
	if wanted == "" {
		t.Skip("DESKHAND_MUTANTS=1 runs the mutants")
	}
	tmp := t.TempDir()
	root := filepath.Join(tmp, "copy")
	for _, part := range []string{"bot", "commands", "deploy", "domain", "storage"} {
		if err := os.CopyFS(filepath.Join(root, part), os.DirFS(filepath.Join("..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(root, name), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	whole := filepath.Join(tmp, "whole.test")
	if err := build(root, whole, ""); err != nil {
		t.Fatal(err)
	}
	ids := pageIDs(t)
	byID, named := expected(ids)
	if red, err := playIn(whole, filepath.Join(root, "bot"), nil); err != nil || len(red) > 0 {
		t.Fatalf("the pages as they are: %v red, %v", red, err)
	}
	run := make([]bool, len(pageMutants))
	red := make([][]string, len(pageMutants))
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, m := range pageMutants {
		var pages []string
		switch {
		case wanted == "all":
		case wanted == "1":
			pages = m.said(ids)
		case !regexp.MustCompile(wanted).MatchString(m.ids + " " + m.name):
			continue
		}
		run[i] = true
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			var err error
			if red[i], err = m.run(root, whole, filepath.Join(tmp, fmt.Sprint(i)), pages); err != nil {
				t.Errorf("%s: %v", m.name, err)
			}
		})
	}
	all.Wait()
	for i, m := range pageMutants {
		if run[i] {
			t.Logf("%-70s %-12s %2d red: %s", m.name, m.ids, len(red[i]), strings.Join(red[i], " "))
		}
	}
	for _, page := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[page] {
			every, caught := true, false
			for _, i := range byID[id] {
				every = every && run[i]
				caught = caught || slices.Contains(red[i], page)
			}
			if every && !caught {
				t.Errorf("%s.chat names %s and stays green when it is broken", page, id)
			}
		}
		for _, i := range named[page] {
			if run[i] && !slices.Contains(red[i], page) {
				t.Errorf("%s.chat stays green: %s", page, pageMutants[i].name)
			}
		}
	}
	for i, m := range pageMutants {
		if run[i] && len(red[i]) == 0 {
			t.Errorf("SURVIVED %s (%s)", m.name, m.file)
		}
	}
}

// said lists the pages that are to show the mistake.
func (m mutant) said(ids map[string][]string) []string {
	pages := strings.Fields(m.pages)
	for page, shows := range ids {
		if slices.ContainsFunc(strings.Fields(m.ids), func(id string) bool { return slices.Contains(shows, id) }) {
			pages = append(pages, page)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

// run plays the pages with the mistake and answers which went red.
func (m mutant) run(root, whole, tmp string, pages []string) ([]string, error) {
	path := filepath.Join(root, m.file)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return nil, fmt.Errorf("its text occurs %d times in %s: %q", n, m.file, m.old)
	}
	changed := []byte(strings.Replace(string(text), m.old, m.new, 1))
	if in, ok := strings.CutPrefix(m.file, "bot/testdata/"); ok {
		data := filepath.Join(tmp, "testdata")
		if err := os.CopyFS(data, os.DirFS(filepath.Join(root, "bot/testdata"))); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(data, in), changed, 0o644); err != nil {
			return nil, err
		}
		return playIn(whole, tmp, pages)
	}
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return nil, err
	}
	mutated := filepath.Join(tmp, filepath.Base(m.file))
	if err := os.WriteFile(mutated, changed, 0o644); err != nil {
		return nil, err
	}
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		return nil, err
	}
	overlay := filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(overlay, spec, 0o644); err != nil {
		return nil, err
	}
	bin := filepath.Join(tmp, "mutant.test")
	defer os.Remove(bin)
	if err := build(root, bin, overlay); err != nil {
		return nil, err
	}
	return playIn(bin, filepath.Join(root, "bot"), pages)
}

func build(root, bin, overlay string) error {
	args := []string{"test", "-c", "-vet=off", "-trimpath", "-ldflags=-s -w", "-o", bin}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	c := exec.Command("go", append(args, "./bot")...)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("it does not compile: %s", out)
	}
	return nil
}

// playIn plays the pages, or all where none is named, in the testdata of dir, and answers which
// went red.
func playIn(bin, dir string, pages []string) ([]string, error) {
	which := "."
	if len(pages) > 0 {
		which = `^(` + strings.Join(pages, "|") + `)\.chat$`
	}
	// A mutant that never ends is ended by its share of the processor, whatever else the
	// machine is doing.
	c := exec.Command("sh", "-c", `ulimit -t 60; exec "$0" -test.run "$1" -test.timeout 5m`, bin, "^TestPages$/"+which+"/^mem$")
	c.Dir = dir
	c.Env = append(os.Environ(), "DESKHAND_MUTANTS=")
	out, err := c.CombinedOutput()
	var red []string
	for _, m := range redPage.FindAllStringSubmatch(string(out), -1) {
		red = append(red, m[1])
	}
	slices.Sort(red)
	switch {
	case strings.Contains(string(out), "no tests to run"):
		return nil, fmt.Errorf("no page was played: %v", pages)
	case err != nil && (len(red) == 0 || strings.Contains(string(out), "panic: ")):
		return red, fmt.Errorf("no page was played to its end: %w: %.400s", err, out)
	}
	return red, nil
}
