package offering_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
)

// FuzzParse lays one file over a good folder: whatever it holds, Parse answers a desk or faults,
// the same each time, each with a place in the file that caused it, and a desk can be asked.
func FuzzParse(f *testing.F) {
	base := folder(f, "testdata/base")
	names := slices.Sorted(maps.Keys(base))
	for i, name := range names {
		f.Add(i, base[name])
	}
	for _, more := range []map[string][]byte{folder(f, "testdata/grown"), shippedFiles(f)} {
		for name, src := range more {
			if filepath.Dir(name) == "holidays" {
				continue // long, and all alike
			}
			f.Add(slices.IndexFunc(names, func(n string) bool { return filepath.Dir(n) == filepath.Dir(name) }), src)
		}
	}
	samples, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range samples {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range parseArchive(string(src)).files {
			if i := slices.Index(names, file.name); i >= 0 {
				f.Add(i, []byte(file.text))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which int, src []byte) {
		if which < 0 || which >= len(names) {
			return
		}
		files := maps.Clone(base)
		files[names[which]] = src
		d, faults := offering.Parse(files, time.LoadLocation)
		if (d == nil) != faults.Bad() {
			t.Fatalf("desk %v with faults %v", d, faults)
		}
		if _, again := offering.Parse(files, time.LoadLocation); again.Error() != faults.Error() {
			t.Fatalf("two readings differ:\n%v\n\n%v", faults.Error(), again.Error())
		}
		lines := 1 + len(src)
		for _, x := range faults {
			if x.File == "" || x.Line < 0 || x.Column < 0 || x.File == names[which] && x.Line > lines || x.Text() == "" {
				t.Fatalf("fault without a place: %q", x.String())
			}
		}
		if d == nil {
			return
		}
		d.Ending(calendar.Date{Year: 2027, Month: 12, Day: 1}, 90)
		for _, o := range d.Offerings() {
			for _, x := range o.Tiers {
				for _, s := range o.Severities {
					ask := offering.Ask{Severity: s.Number, Product: "app", Region: "EMEA"}
					targets, _ := x.TargetsFor(ask)
					for _, target := range targets {
						if d.Calendar(target.Calendar) == nil || target.Within <= 0 && target.Every <= 0 && target.Days <= 0 {
							t.Fatalf("%s %s promises %+v", o.ID, x.ID, target)
						}
					}
					if own := x.Owner(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), ask); own.Team == "" {
						t.Fatalf("%s %s: nobody owns a case", o.ID, x.ID)
					}
				}
			}
		}
	})
}
