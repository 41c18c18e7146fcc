package calendar

import (
	"encoding/json"
	"fmt"
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

// A mutant is one mistake, put into one file by an exact change of text.
type mutant struct {
	name, file, old, new string
	// same says why the mutant gives the same answers, and must survive.
	same string
}

var mutants = []mutant{
	// Zones.
	{name: "K6, K7: clock changes ignored", file: "zone.go", old: "t := time.Unix(from, 0).In(loc)\n\t\t\t_, offset := t.Zone()", new: "t := time.Unix(from, 0).In(loc)\n\t\t\t_, offset := time.Unix(lo, 0).In(loc).Zone()"},
	{name: "no guard against ZoneBounds", file: "zone.go", old: "if to <= from {", new: "if false {"},
	{name: "the guard steps over two days", file: "zone.go", old: "to = from - from%900 + 900", new: "to = from + 2*86400"},
	{name: "the guard steps an hour", file: "zone.go", old: "to = from - from%900 + 900", new: "to = from + 3600"},
	{name: "segments outside the range asked for", file: "zone.go", old: "to = min(to, hi)", new: "to = max(to, min(to, hi))"},
	{name: "K28: the version ignores offsets", file: "zone.go", old: "fmt.Fprintln(h, s.from, s.offset)", new: "fmt.Fprintln(h, s.from)"},
	{name: "K28: the version ignores when", file: "zone.go", old: "fmt.Fprintln(h, s.from, s.offset)", new: "fmt.Fprintln(h, s.offset)"},

	// Expansion.
	{name: "K5: a span begins before its segment", file: "expand.go", old: "from := max(midnight+int64(s.From)*60, seg.from)", new: "from := midnight + int64(s.From)*60"},
	{name: "K5: a span goes on behind its segment", file: "expand.go", old: "to := min(midnight+int64(s.To)*60, seg.to)", new: "to := midnight + int64(s.To)*60"},
	{name: "the last day of a segment lost", file: "expand.go", old: "day <= last; day++", new: "day < last; day++"},
	{name: "K10: the UTC date for the local one", file: "expand.go", old: "first := floorDiv(seg.from+seg.offset, 86400)", new: "first := floorDiv(seg.from, 86400)"},
	{name: "K10: the UTC date for the local one, at the end", file: "expand.go", old: "last := floorDiv(seg.to+seg.offset-1, 86400)", new: "last := floorDiv(seg.to-1, 86400)"},
	{name: "K11: midnight splits", file: "expand.go", old: "n > 0 && out[n-1].to == from", new: "n > 0 && out[n-1].to == from+1"},
	{name: "K11: touching layers stay apart", file: "expand.go", old: "n > 0 && s.from <= out[n-1].to", new: "n > 0 && s.from < out[n-1].to"},
	{name: "K12: the later layer cuts the longer", file: "expand.go", old: "out[n-1].to = max(out[n-1].to, s.to)", new: "out[n-1].to = s.to"},
	{name: "closures ignored", file: "expand.go", old: "return without(unite(c.layers, lo, hi), unite(c.closures, lo, hi))", new: "return unite(c.layers, lo, hi)"},
	{name: "only the first closure of a stretch", file: "expand.go", old: "s.from = max(s.from, gone.to)", new: "s.from = max(s.from, gone.to)\n\t\t\tbreak"},
	{name: "a closure passed over too early", file: "expand.go", old: "b[0].to <= s.from", new: "b[0].from <= s.from"},
	{name: "a closure passed over a moment later", file: "expand.go", old: "b[0].to <= s.from", new: "b[0].to < s.from",
		same: "a closure that ends where a stretch begins takes nothing from it"},

	// Patterns.
	{name: "weekday one late", file: "pattern.go", old: "floorMod(day+3, 7)", new: "floorMod(day+2, 7)"},
	{name: "weekday one early", file: "pattern.go", old: "floorMod(day+3, 7)", new: "floorMod(day+4, 7)"},
	{name: "days before 1970 round up", file: "pattern.go", old: "return (n - floorMod(n, m)) / m", new: "return n / m"},
	{name: "weekdays before 1970 out of range", file: "pattern.go", old: "return (n%m + m) % m", new: "return max(n%m, 0)"},
	{name: "holidays ignored", file: "pattern.go", old: "return found.open, found", new: "return p.weekOn(day), found"},
	{name: "K9: Sunday's end cuts", file: "pattern.go", old: "for from := s.From; from < s.To; {", new: "for from := s.From; from < min(s.To, weekMinutes); {"},
	{name: "K9: midnight cuts", file: "pattern.go", old: "\t\tfrom = to\n", new: "\t\tbreak\n"},
	{name: "the layer's own day loses", file: "pattern.go", old: "!last.own {", new: "true {"},
	{name: "a second list overrules the first", file: "pattern.go", old: "last.open = overlap(last.open, d.open)", new: "last.open = d.open"},
	{name: "a season overrules the layer's own day", file: "pattern.go", old: "(found == nil || !found.own)", new: "true"},
	{name: "a season overrules lists", file: "pattern.go", old: "overlap(found.open, p.seasons[i].open)", new: "p.seasons[i].open"},
	{name: "K11: a span within a span shortens it", file: "pattern.go", old: "kept[n-1].To = max(kept[n-1].To, s.To)", new: "kept[n-1].To = s.To"},
	{name: "overlap keeps the wrong rest", file: "pattern.go", old: "if a[0].To < b[0].To {", new: "if a[0].To > b[0].To {"},
	{name: "year end stops at New Year", file: "spec.go", old: "return from <= x || x <= to", new: "return from <= x && x <= to"},
	{name: "a season's last day is open", file: "spec.go", old: "return from <= x && x <= to\n\t}", new: "return from <= x && x < to\n\t}"},

	// Tables.
	{name: "K3: shut time counts", file: "table.go", old: "return min(a.before+max(t-a.open, 0), b.before) + max(t-b.open, 0)", new: "return min(a.before+max(t-a.open, 0), b.before) + max(t-b.open, -1)"},
	{name: "a crowded bucket is not searched", file: "table.go", old: "t < two[1].shut {", new: "true {"},
	{name: "a pair asked at its very end", file: "table.go", old: "t < two[1].shut {", new: "t <= two[1].shut {",
		same: "at the second cell's end the sum is right as well"},
	{name: "K2: the next opening for the close", file: "table.go", old: "q > three[1].before {", new: "q >= three[1].before {"},
	{name: "K2: the next opening for the close, far", file: "table.go", old: "rest[i+1].before >= q }", new: "rest[i+1].before > q }"},
	{name: "a crowded bucket of open time is not searched", file: "table.go", old: "if three[2].before < q {", new: "if false {"},
	{name: "a bucket searched though it need not be", file: "table.go", old: "if three[2].before < q {", new: "if three[2].before <= q {",
		same: "the search finds the same cell, slower"},
	{name: "the index of open time one too far", file: "table.go", old: "uint64(tb.cells[i+1].before) < start;", new: "uint64(tb.cells[i+1].before) <= start;"},
	{name: "the index of time one too far", file: "table.go", old: "uint64(open[i].shut-lo) <= start;", new: "uint64(open[i].open-lo) <= start;"},
	{name: "the index of time one too early", file: "table.go", old: "uint64(open[i].shut-lo) <= start;", new: "uint64(open[i].shut-lo) < start;",
		same: "the index is where looking begins; one earlier finds the same"},
	{name: "K1: the close is open", file: "table.go", old: "tb.cells[first+i].shut > t })", new: "tb.cells[first+i].shut >= t })"},
	{name: "K27: no drought is noted", file: "table.go", old: "if s.open-last > int64(drought) {", new: "if s.open < last {"},
	{name: "K27: a drought at the start is none", file: "table.go", old: "if tb.cells[tb.find(t)].open-t > int64(drought) {", new: "if false {"},
	{name: "K27: a drought behind the last opening is none", file: "calendar.go", old: "if tb.hi == endNano || tb.dryAfter(t) {", new: "if tb.hi == endNano {",
		same: "the search goes on to End and is refused there; eight years only keep it short"},

	// Windows.
	{name: "the window's tail is missing", file: "window.go", old: "open := c.openIn(from, to)", new: "open := c.openIn(from, to-86400)"},
	{name: "the window's head is missing", file: "window.go", old: "open := c.openIn(from, to)", new: "open := c.openIn(from+86400, to)"},
	{name: "a window is taken for wider than it is", file: "window.go", old: "tb != nil && tb.has(lo) && tb.has(hi)", new: "tb != nil && tb.has(lo)"},
	{name: "K27: dates are not looked at", file: "window.go", old: "if c.opensIn(y) {\n\t\t\t\t\treturn true", new: "if false {\n\t\t\t\t\treturn true"},
	{name: "never open is not refused", file: "compile.go", old: "!c.everOpens() {", new: "false {"},

	// Add, Between, Open.
	{name: "K4: nothing added moves", file: "calendar.go", old: "if d == 0 || c.always && int64(d) < endNano-t {", new: "if c.always && int64(d) < endNano-t {"},
	{name: "K4: negative lengths", file: "calendar.go", old: "if d < 0 || t < 0", new: "if t < 0"},
	{name: "the last second of a window is not used", file: "calendar.go", old: "if int64(d) <= tb.total-open {", new: "if int64(d) < tb.total-open {"},
	{name: "K14: rounded to seconds", file: "calendar.go", old: "sec*1e9 + int64(t.Nanosecond())", new: "sec * 1e9"},
	{name: "open at a window's end", file: "edges.go", old: "tb := c.covering(ns, ns+1) //", new: "tb := c.covering(ns, ns) //"},
	{name: "K1: the opening is shut", file: "edges.go", old: ".open <= ns\n", new: ".open < ns\n"},
	{name: "the next opening looks past this one", file: "edges.go", old: "return utc(max(s.open, ns)), true", new: "return utc(s.open), true"},
	{name: "a window's end is a close", file: "edges.go", old: "if s.shut < tb.hi {", new: "if s.shut <= tb.hi {"},

	// Business days.
	{name: "K25: at the cut-off is before it", file: "days.go", old: "ok && ns >= cut {", new: "ok && ns > cut {"},
	{name: "K25: the cut-off is ignored", file: "days.go", old: "ok && ns >= cut {", new: "ok && ns >= cut && false {"},
	{name: "K25: the day of receipt counts", file: "days.go", old: "case open && n == 0:", new: "case open && n <= 1:"},
	{name: "K25: shut days count", file: "days.go", old: "\t\tcase open:\n", new: "\t\tdefault:\n"},
	{name: "K25: midnight for the close", file: "days.go", old: "return tb.instant(q), true, true", new: "return to, true, true"},
	{name: "K6: the cut-off is its second reading", file: "days.go", old: "at < s.to {", new: "at < s.to && at != s.from {"},
	{name: "K8: a date's first part for all of it", file: "days.go", old: "i := len(all) - 1; i >= 0; i--", new: "i := min(0, len(all)-1); i >= 0; i--"},
	{name: "K8: zones far from UTC lose a part of the date", file: "days.go", old: "midnight-16*3600", new: "midnight-12*3600"},
	{name: "K8: the same in the west", file: "days.go", old: "(24+16)*3600", new: "(24+8)*3600"},
	{name: "the date of UTC for the receipt's", file: "days.go", old: "DateOf(t.In(loc)).epoch()", new: "DateOf(t.UTC()).epoch()"},

	// Explanations.
	{name: "a feast on a Sunday is a reason", file: "reasons.go", old: "found != nil && len(overlap(p.weekOn(day), []DaySpan{s})) > 0", new: "found != nil"},
	{name: "reasons fall apart at midnight", file: "reasons.go", old: "if same == r && ", new: "if false && "},
	{name: "special hours pass for the week's", file: "reasons.go", old: "kind = KindSpecial", new: "kind = KindHours"},
	{name: "reasons by the UTC date", file: "reasons.go", old: "first := floorDiv(seg.from+seg.offset, 86400)", new: "first := floorDiv(seg.from, 86400)"},
	{name: "a reason longer than its stretch", file: "walk.go", old: "if part.To.After(s.To) {", new: "if false {"},
	{name: "a reason older than its stretch", file: "walk.go", old: "if part.From.Before(s.From) {", new: "if false {"},
	{name: "a change of nothing is told", file: "walk.go", old: "if known && seg.offset != before {", new: "if known {"},
	{name: "closures give layers' reasons", file: "walk.go", old: "p.reasons(lo, hi, true)", new: "p.reasons(lo, hi, false)"},
	{name: "the moon is never early", file: "lists.go", old: "d.day > last+1", new: "d.day > last"},
	{name: "the moon is never late", file: "lists.go", old: "d.day < first-1", new: "d.day < first"},
	{name: "every expected day matters", file: "lists.go", old: "if len(p.weekOn(d)) > 0 || len(e.Open) > 0 {", new: "if true {"},
	{name: "the end of a span rests on its date", file: "lists.go", old: "b.Add(-1)", new: "b"},
	{name: "a list's last date is not its own", file: "lists.go", old: "l.Ends.epoch() < last", new: "l.Ends.epoch() <= last"},
	{name: "lint doubts midnight", file: "lint.go", old: "base.Minute >= 1 &&", new: "base.Minute >= 0 &&"},
	{name: "lint doubts 04:00", file: "lint.go", old: "base.Minute < 4*60", new: "base.Minute <= 4*60"},
	{name: "lint doubts every zone", file: "lint.go", old: "return l.changes[zone]\n}", new: "return true\n}"},
}

// TestMutants puts each mutant in the place of its file, runs the short tests
// against it, and prints what caught it. It takes minutes and runs only with
// DESKHAND_MUTANTS=1, or with a regular expression there for some of them. A mutant that survives, one whose text is gone, and one held to be
// equivalent that is caught all the same fail it.
//
// The files are changed by the compiler's overlay: the package on disk stays as
// it is, and its dependencies are compiled once.
func TestMutants(t *testing.T) {
	wanted := os.Getenv("DESKHAND_MUTANTS")
	if wanted == "" {
		t.Skip("DESKHAND_MUTANTS=1 runs the mutants")
	}
	mutants := slices.DeleteFunc(slices.Clone(mutants), func(m mutant) bool {
		return wanted != "1" && !regexp.MustCompile(wanted).MatchString(m.name)
	})
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	if out := run(t, tmp, dir, nil); out != "" {
		t.Fatalf("the package as it is fails: %s", out)
	}
	results := make([]string, len(mutants))
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range mutants {
		all.Go(func() {
			turn <- struct{}{}
			results[i] = run(t, filepath.Join(tmp, fmt.Sprint(i)), dir, &mutants[i])
			<-turn
		})
	}
	all.Wait()
	for i, m := range mutants {
		switch {
		case m.same == "" && results[i] == "":
			t.Errorf("SURVIVED    %s (%s)", m.name, m.file)
		case m.same == "":
			t.Logf("caught      %-50s %s", m.name, results[i])
		case results[i] == "":
			t.Logf("EQUIVALENT  %-50s %s", m.name, m.same)
		default:
			t.Errorf("NOT THE SAME  %s: %s", m.name, results[i])
		}
	}
}

var failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

// run returns which test caught the mutant, or "" if none did.
func run(t *testing.T, tmp, dir string, m *mutant) string {
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		t.Error(err)
		return ""
	}
	bin := filepath.Join(tmp, "mutant.test")
	args := []string{"test", "-c", "-vet=off", "-o", bin}
	if m != nil {
		overlay, err := m.overlay(tmp, dir)
		if err != nil {
			t.Error(err)
			return "nothing: the mutant does not exist"
		}
		args = append(args, "-overlay", overlay)
	}
	build := exec.Command("go", args...)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v does not compile: %s", m, out)
		return "the compiler"
	}
	defer os.Remove(bin)
	// A mutant that never ends is caught by its share of the processor, whatever
	// else the machine is doing.
	test := exec.Command("sh", "-c", `ulimit -t 20; exec "$0" -test.short -test.failfast -test.timeout 10m`, bin)
	test.Dir = dir
	test.Env = append(os.Environ(), "DESKHAND_MUTANTS=")
	out, err := test.CombinedOutput()
	if err == nil {
		return ""
	}
	name := ""
	for _, f := range failed.FindAllStringSubmatch(string(out), -1) { // the first, as far in as it goes
		if name == "" || strings.HasPrefix(f[1], name+"/") {
			name = f[1]
		}
	}
	if name != "" {
		return name
	}
	if at := strings.Index(string(out), "panic: "); at >= 0 {
		return strings.SplitN(string(out)[at:], "\n", 2)[0]
	}
	return "it never ends: " + err.Error()
}

// overlay writes the mutated file and the overlay that puts it in place.
func (m *mutant) overlay(tmp, dir string) (string, error) {
	path := filepath.Join(dir, m.file)
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return "", fmt.Errorf("%s: its text occurs %d times in %s: %q", m.name, n, m.file, m.old)
	}
	mutated := filepath.Join(tmp, m.file)
	if err := os.WriteFile(mutated, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o644); err != nil {
		return "", err
	}
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(tmp, "overlay.json")
	return overlay, os.WriteFile(overlay, spec, 0o644)
}
