package calendar

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSegments compares the segments of every zone, in both databases, with
// the offsets read every quarter of an hour around the ends of leap years, and with
// the changes that looking once a day finds. Without the guard this test does not
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
				wrong += leapYearEnds(t, name, loc, 900)
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

// leapYearEnds reads the clock every so many seconds. It returns 1 if ZoneBounds
// is wrong in the zone.
func leapYearEnds(t *testing.T, name string, loc *time.Location, every int64) (wrong int) {
	for y := 2020; y < 2064; y += 4 {
		lo := time.Date(y, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
		hi := lo + 4*86400
		at := lo
		for s := range segments(loc, lo, hi) {
			if s.from != at || s.to <= s.from {
				t.Fatalf("%s: segment %v after %d", name, s, at)
			}
			for ; at < s.to; at += every {
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

// TestSegmentsOfRule: a zone that changes its clock on the last day of the
// year, at a quarter past, and back just after New Year. There is none today; the guard
// would meet it.
func TestSegmentsOfRule(t *testing.T) {
	loc, err := time.LoadLocationFromTZData("Test/YearEnd", ruleOnly("AAA0BBB,J1/0:05,J365/6:15"))
	if err != nil {
		t.Fatal(err)
	}
	if leapYearEnds(t, "Test/YearEnd", loc, 60) == 0 {
		t.Log("ZoneBounds is right about this zone; the guard may go (golang/go#81583)")
	}
	if got := changes(loc, 2024, 2025); len(got) != 2 || got[1].Format("Jan 2 15:04") != "Dec 31 05:15" {
		t.Fatalf("the zone is not what this test is about: %v", got)
	}
}

// ruleOnly is a time zone file (RFC 9636) with no transitions, one local time type
// and a rule for all years.
func ruleOnly(rule string) []byte {
	header := func(version byte) string {
		return "TZif" + string(version) + strings.Repeat("\x00", 15) +
			strings.Repeat("\x00", 4*4) + "\x00\x00\x00\x01" + "\x00\x00\x00\x04"
	}
	types := strings.Repeat("\x00", 6) + "AAA\x00"
	return []byte(header('2') + types + header('2') + types + "\n" + rule + "\n")
}

// sameChanges holds the segments of a zone to what looking once a day shows.
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
	// Looking once a day does not see a change taken back within a day; no zone has
	// done that since 1990.
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
	// The same name with other rules, as after an update of the database: other
	// changes, other offsets at the same instants, the same offsets at other instants.
	for old, rules := range map[string]string{
		"Europe/Oslo":      "Europe/Moscow",
		"Europe/Berlin":    "Europe/Helsinki",
		"Australia/Sydney": "Australia/Hobart",
	} {
		was := compile(t, spec(old)).TZVersion()
		c, err := Compile(spec(old), func(string) (*time.Location, error) { return zones(rules) })
		if err != nil || c.TZVersion() == was {
			t.Errorf("%s with the rules of %s: %v, still %s", old, rules, err, was)
		}
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
