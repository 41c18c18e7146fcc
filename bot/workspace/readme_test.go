package workspace_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme: each line of what is modelled names a test, and each test it
// names exists.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var src strings.Builder
	for _, glob := range []string{"*_test.go", "spec/*_test.go"} {
		files, _ := filepath.Glob(glob)
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			src.Write(b)
		}
	}
	named := regexp.MustCompile(`\bTest\w+`)
	_, table, _ := strings.Cut(string(readme), "## Modelled")
	table, _, _ = strings.Cut(table, "## Not modelled")
	rows := 0
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| what") {
			continue
		}
		rows++
		tests := named.FindAllString(line, -1)
		if len(tests) == 0 {
			t.Errorf("no test is named for %s", line)
		}
		for _, name := range tests {
			if !strings.Contains(src.String(), "func "+name+"(t *testing.T)") {
				t.Errorf("there is no %s, named for %s", name, line)
			}
		}
	}
	if rows < 20 {
		t.Errorf("only %d rows were read", rows)
	}
}

// TestMethodsAreListed: the page lists every method that is answered.
func TestMethodsAreListed(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("api_*.go")
	method := regexp.MustCompile(`(?m)^\t"([a-z]+)\.([A-Za-z.]+)": +\{`)
	seen := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range method.FindAllStringSubmatch(string(b), -1) {
			seen++
			family := map[string]string{"pins": "pins", "bookmarks": "bookmarks", "reactions": "reactions", "files": "files"}[m[1]]
			if family == "" {
				family = m[2]
			}
			if !strings.Contains(string(readme), family) {
				t.Errorf("%s.%s is answered, but README.md does not say so", m[1], m[2])
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d methods were read", seen)
	}
}
