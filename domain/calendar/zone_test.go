package calendar

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSegments compares the segments of every zone, in both databases, with
// the offsets read hour by hour around each leap day's year end, and with the
// changes that looking every six hours finds. Without the guard this test does not
// end in the zones of Go's own files: there ZoneBounds answers with the past on
// the last day of a leap year (golang/go#81583).
func TestSegments(t *testing.T) {
	for _, db := range databases(t) {
		t.Run(db.name, func(t *testing.T) {
			wrong := 0
			for i, name := range zoneNames(t) {
				loc, err := db.load(name)
				if err != nil {
					continue // the databases differ in their oldest names
				}
				wrong += leapYearEnds(t, name, loc)
				if i%probesEvery() == 0 {
					sameChanges(t, name, loc)
				}
			}
			t.Logf("ZoneBounds ends in the past in %d zones", wrong)
		})
	}
}

// probesEvery is how many zones share one full comparison.
func probesEvery() int { return max(8*100/probes(100), 1) }

// leapYearEnds returns 1 if ZoneBounds is wrong in the zone.
func leapYearEnds(t *testing.T, name string, loc *time.Location) (wrong int) {
	for y := 2020; y < 2064; y += 4 {
		lo := time.Date(y, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
		hi := lo + 4*86400
		at := lo
		for s := range segments(loc, lo, hi) {
			if s.from != at || s.to <= s.from {
				t.Fatalf("%s: segment %v after %d", name, s, at)
			}
			for ; at < s.to; at += 900 {
				if _, offset := time.Unix(at, 0).In(loc).Zone(); int64(offset) != s.offset {
					t.Fatalf("%s: offset %d at %v, segment says %d", name, offset, time.Unix(at, 0).UTC(), s.offset)
				}
			}
			at = s.to
		}
		if at != hi {
			t.Fatalf("%s: segments end at %d, want %d", name, at, hi)
		}
		day := time.Date(y, 12, 31, 12, 0, 0, 0, time.UTC).In(loc)
		if _, end := day.ZoneBounds(); !end.IsZero() && !end.After(day) {
			wrong = 1
		}
	}
	return wrong
}

// sameChanges holds the segments of a zone to what looking every six hours shows.
func sameChanges(t *testing.T, name string, loc *time.Location) {
	var got []int64
	lo := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	hi := time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	last, first := int64(0), true
	for s := range segments(loc, lo, hi) {
		if !first && s.offset != last {
			got = append(got, s.from)
		}
		last, first = s.offset, false
	}
	var want []int64
	for _, c := range changes(loc, 1990, 2060) {
		want = append(want, c.Unix())
	}
	// Looking every six hours does not see a change taken back within six hours;
	// no zone has done that since 1990.
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d changes, want %d", name, len(got), len(want))
	}
}

func zoneNames(t *testing.T) []string {
	files, err := goZones()
	if err != nil {
		t.Skip(err)
	}
	var names []string
	for name := range maps.Keys(files) {
		if !strings.HasSuffix(name, "/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// TestTZVersion: K28. The version moves with a zone's clock changes alone.
func TestTZVersion(t *testing.T) {
	spec := func(zone string) Spec { return Spec{Layers: []Layer{{Zone: zone, Week: nineToFive()}}} }
	oslo := compile(t, spec("Europe/Oslo")).TZVersion()
	if len(oslo) != 12 {
		t.Errorf("version %q", oslo)
	}
	if again := compile(t, spec("Europe/Oslo")).TZVersion(); again != oslo {
		t.Errorf("compiled twice: %s, %s", oslo, again)
	}
	if other := compile(t, spec("Europe/London")).TZVersion(); other == oslo {
		t.Error("two zones have one version")
	}
	if v := compile(t, Spec{Always: true}).TZVersion(); v != "" {
		t.Errorf("24x7 has the version %q", v)
	}
	// The same name with other rules, as after an update of the database.
	changed := func(string) (*time.Location, error) { return zones("Europe/Moscow") }
	c, err := Compile(spec("Europe/Oslo"), changed)
	if err != nil || c.TZVersion() == oslo {
		t.Errorf("other rules under the same name: %v, still %s", err, oslo)
	}
}

// TestVersionsDiffer shows what K28 is about: a zone in which this machine's two
// databases disagree has two versions, one in which they agree has one.
func TestVersionsDiffer(t *testing.T) {
	all := databases(t)
	if len(all) < 2 {
		t.Skip("one database only")
	}
	for _, name := range []string{"Europe/Oslo", "America/New_York", "Asia/Tokyo", "Africa/Casablanca", "America/Vancouver"} {
		a, _ := all[0].load(name)
		b, _ := all[1].load(name)
		same := true
		for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2060; at = at.Add(6 * time.Hour) {
			_, x := at.In(a).Zone()
			_, y := at.In(b).Zone()
			same = same && x == y
		}
		one, two := zoneVersion(map[string]*time.Location{name: a}), zoneVersion(map[string]*time.Location{name: b})
		if (one == two) != same {
			t.Errorf("%s: rules alike %v, versions %s and %s", name, same, one, two)
		}
		t.Logf("%s: alike in both databases: %v", name, same)
	}
}
