package calendar

import (
	"archive/zip"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Everything random here follows from -calendar.seed, and every failure
// prints it. -calendar.probes=N sets the number of calendars tried by brute force
// (each with some hundred probes) and scales the other oracles with it; the sizes
// that the engine was first proven at are N=3000.
var (
	seedFlag   = flag.Uint64("calendar.seed", 20261121, "seed of every random test")
	probesFlag = flag.Int("calendar.probes", 0, "random calendars for the brute-force oracles (0: 400, or 60 with -short)")
)

func TestMain(m *testing.M) {
	flag.Parse()
	// rapid draws its own seed unless told, and leaves files behind.
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{
		"rapid.seed":       fmt.Sprint(*seedFlag),
		"rapid.checks":     fmt.Sprint(probes(100)),
		"rapid.nofailfile": "true",
	} {
		if !given[name] && flag.Lookup(name) != nil {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

// probes scales a test's normal size.
func probes(normal int) int {
	const calendars = 400
	switch {
	case *probesFlag > 0:
		return max(normal**probesFlag/calendars, 1)
	case testing.Short():
		return max(normal*60/calendars, 1)
	}
	return normal
}

// random returns the test's own source, and prints the seed if the test fails.
func random(t testing.TB) *rand.Rand {
	seed := *seedFlag
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("run again with -calendar.seed=%d -calendar.probes=%d", seed, *probesFlag)
		}
	})
	name := uint64(0)
	for _, b := range []byte(t.Name()) {
		name = name*131 + uint64(b)
	}
	return rand.New(rand.NewPCG(seed, name))
}

// A database is one source of zone rules.
type database struct {
	name string
	load Zones
}

// databases returns the tz files of the operating system and those that come
// with Go (K28): they are encoded differently and are often of different years.
func databases(t testing.TB) []database {
	var all []database
	for _, d := range []database{{"os", osZone}, {"go", goZone}} {
		if _, err := d.load("Europe/Berlin"); err != nil {
			t.Logf("without the %s zones: %v", d.name, err)
			continue
		}
		d.load = cached(d.load)
		all = append(all, d)
	}
	if len(all) == 0 {
		t.Fatal("no tz database at all")
	}
	return all
}

// zones is the database for tests that need just one: Go's own, since it is
// the same on every machine.
var zones = cached(goZone)

func cached(load Zones) Zones {
	var mu sync.Mutex
	known := map[string]*time.Location{}
	return func(name string) (*time.Location, error) {
		mu.Lock()
		defer mu.Unlock()
		if loc := known[name]; loc != nil {
			return loc, nil
		}
		loc, err := load(name)
		if err == nil {
			known[name] = loc
		}
		return loc, err
	}
}

func osZone(name string) (*time.Location, error) {
	if strings.Contains(name, "..") {
		return nil, fmt.Errorf("zone %q", name)
	}
	b, err := os.ReadFile(filepath.Join("/usr/share/zoneinfo", name))
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(name, b)
}

func goZone(name string) (*time.Location, error) {
	files, err := goZones()
	if err != nil {
		return nil, err
	}
	f := files[name]
	if f == nil {
		return nil, fmt.Errorf("zone %q is not in zoneinfo.zip", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(name, b)
}

// goZones opens lib/time/zoneinfo.zip, which is what time/tzdata embeds.
var goZones = sync.OnceValues(func() (map[string]*zip.File, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	root := strings.TrimSpace(string(out))
	r, err := zip.OpenReader(filepath.Join(root, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	files := map[string]*zip.File{}
	for _, f := range r.File {
		if f.UncompressedSize64 > 0 {
			files[f.Name] = f
		}
	}
	return files, nil
})

// zone loads a zone that must be there.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := zones(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// compile compiles a Spec that must be right.
func compile(t testing.TB, spec Spec) *Calendar {
	t.Helper()
	c, err := Compile(spec, zones)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2026-03-29 02:30" or "…02:30:15.250" as a wall clock in a zone.
func at(t testing.TB, in, zoneName string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05.999999999"} {
		if v, err := time.ParseInLocation(layout, in, zone(t, zoneName)); err == nil {
			return v
		}
	}
	t.Fatalf("instant %q", in)
	return time.Time{}
}

// weekdays is the same span on several days, from and to in minutes.
func weekdays(from, to int, days ...time.Weekday) []Span {
	var week []Span
	for _, d := range days {
		week = append(week, Span{At(d, 0, from), At(d, 0, to)})
	}
	return week
}

var workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// nineToFive is Monday to Friday 09:00-17:00.
func nineToFive() []Span { return weekdays(9*60, 17*60, workdays...) }
