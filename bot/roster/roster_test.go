package roster_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/bot/roster"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

var update = flag.Bool("update", false, "write the faults anew; read the difference before committing it")

func shipped(t testing.TB) *offering.Desk {
	t.Helper()
	root, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		t.Fatal(err)
	}
	files, err := folder.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		t.Fatal(faults)
	}
	return d
}

func zone(name string) error {
	_, err := time.LoadLocation(name)
	return err
}

// TestFaults holds every fault of the bad files, with its place and what was probably meant.
func TestFaults(t *testing.T) {
	d := shipped(t)
	names, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no bad files", err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, faults := roster.Read(filepath.Base(name), src, d, zone)
		if f != nil {
			t.Errorf("%s was accepted", name)
		}
		var got strings.Builder
		for _, x := range faults {
			got.WriteString(x.String() + "\n")
		}
		golden := strings.TrimSuffix(name, ".yaml") + ".faults"
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if errors.Is(err, fs.ErrNotExist) {
			want = nil
		}
		if got.String() != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got.String(), want)
		}
	}
}

// The shipped cast, and those of the pages, are import files without a fault.
func TestShippedCast(t *testing.T) {
	f, faults := roster.Read("cast.yaml", deploy.Cast, shipped(t), zone)
	if f == nil || len(faults) > 0 {
		t.Fatal(faults)
	}
	if n := len(f.Steps()); n < 10 {
		t.Errorf("%d steps", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(deploy.Cast)
	f.Add([]byte("staff: [{id: a, name: b, roles: x}]\naccounts: [{id: a, contracts: {id: 1}}]"))
	d := shipped(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if file, faults := roster.Read("x.yaml", src, d, zone); file != nil {
			file.Steps()
		} else if !faults.Bad() {
			t.Error("nothing was read, and nothing is wrong")
		}
	})
}
