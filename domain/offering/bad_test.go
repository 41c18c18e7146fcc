package offering_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/offering"
)

// folder reads a desk folder of testdata.
func folder(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = src
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestBaseIsClean(t *testing.T) {
	if _, faults := offering.Parse(folder(t, "testdata/base"), time.LoadLocation); len(faults) > 0 {
		t.Fatalf("the base of the bad samples has faults itself:\n%v", faults.Error())
	}
}

// Each sample is laid over testdata/base. Its faults stand at its end, written anew by -update;
// the line "schema:" says whether editors can tell that something is wrong.
func TestBadFolders(t *testing.T) {
	paths, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	schemas := compileSchemas(t)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			a := parseArchive(string(src))
			files := folder(t, "testdata/base")
			golden, rejected := -1, false
			_, word, _ := strings.Cut(a.comment, "schema: ")
			word = strings.TrimSpace(word)
			for i, f := range a.files {
				switch f.name {
				case "faults":
					golden = i
				case "remove":
					for name := range strings.Lines(f.text) {
						delete(files, strings.TrimSpace(name))
					}
				default:
					files[f.name] = []byte(f.text)
					if word == "passes" || word == "rejects" {
						rejected = rejected || schemas.forFile(f.name).Validate(value(t, files[f.name])) != nil
					}
				}
			}
			if (word == "rejects") != rejected {
				t.Errorf("schema rejects: %v, want %s", rejected, word)
			}
			desk, faults := offering.Parse(files, time.LoadLocation)
			if (desk == nil) != faults.Bad() {
				t.Errorf("desk %v, faults bad: %v", desk, faults.Bad())
			}
			if golden < 0 {
				a.files = append(a.files, archived{name: "faults"})
				golden = len(a.files) - 1
			}
			got, want := faults.Error()+"\n", a.files[golden].text
			if *update {
				a.files[golden].text, want = got, got
				if err := os.WriteFile(path, []byte(a.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != want {
				t.Errorf("faults:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}
