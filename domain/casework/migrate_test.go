package casework_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// apply makes the desk folder of the pages about clocks the next one, with texts in its files
// replaced: pairs of old and new.
func (b *bench) apply(replace ...string) uint32 {
	b.t.Helper()
	root := "../../bot/testdata/desks/harbour"
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = []byte(strings.NewReplacer(replace...).Replace(string(src)))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		b.t.Fatal(faults)
	}
	n := b.lib.Latest().Number + 1
	b.lib = b.lib.With(d.Numbered(n))
	return n
}

// migrate brings a case to a folder, and answers what is said.
func (b *bench) migrate(id string, folder uint32, overdue bool) []string {
	b.t.Helper()
	rows, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByClock}}, casework.Migrate{Case: id, Folder: folder, Overdue: overdue})
	if err != nil {
		b.t.Fatal(err)
	}
	return b.said(rows)
}

func (b *bench) due(id string, k sla.Kind) string {
	b.t.Helper()
	for _, cl := range b.get(id).Clocks {
		if cl.Kind != k {
			continue
		}
		if st := sla.Evaluate(cl, b.now, b.lib.Calendar); !st.Phase.Over() {
			return st.Due.Format("2006-01-02 15:04")
		}
	}
	return ""
}

// moves are the dues that the case's history says were moved, as "kind from to why".
func (b *bench) moves(id string) (out []string) {
	b.view(func(tx storage.Tx) error {
		all, err := tx.History(domain.Ref{Kind: casework.Kind, ID: id}, 0, 0)
		for _, e := range all {
			if m, ok := e.Event.(casework.DueMoved); ok {
				out = append(out, fmt.Sprintf("%s %s %s %s", m.Clock, m.From.Format("02 15:04"), m.To.Format("02 15:04"), m.Why))
			}
		}
		return err
	})
	return out
}

// K20, R12: an applied folder moves nothing by itself; bringing a case to it moves its dues, says
// so once, to staff alone, and is on record with the reason; doing it again does nothing.
func TestMigrate(t *testing.T) {
	b := newWatch(t)
	b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 2, Title: "Slow"})
	b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 3, Title: "A wish", Different: true})
	before := b.get("1")
	two := b.apply("severity: 2, within: 2h", "severity: 2, within: 90m", "within: 2 business days", "within: 3 business days", `version: "1"`, `version: "2"`)
	if got := b.due("1", sla.FirstResponse); got != "2026-03-02 12:00" || !reflect.DeepEqual(before, b.get("1")) {
		t.Errorf("applying a folder moved a due to %s", got)
	}
	b.until("10:30")
	said := b.migrate("1", two, false)
	want(t, said, "case 1 internal: CASE-1 runs under desk folder 2 now, applied by the desk: | first response is due earlier, 11:30 in place of 12:00: the support programme changed: another target")
	if len(said) != 1 {
		t.Errorf("said %q", said)
	}
	want(t, b.migrate("2", two, false), "resolution is due later, Thu 5 Mar 15:00 in place of Wed 4 Mar 15:00")
	if got, want := b.moves("1"), "first_response 02 12:00 02 11:30 moved.papers_target"; len(got) != 1 || got[0] != want {
		t.Errorf("on record is %q, want %q", got, want)
	}
	once := b.get("1")
	if once.Pin.Desk != 2 || once.Pin.Version != "2" {
		t.Errorf("the case is under %+v", once.Pin)
	}
	b.until("10:40")
	if said := b.migrate("1", two, false); said != nil || !reflect.DeepEqual(once, b.get("1")) {
		t.Errorf("the second time: %q", said)
	}
	want(t, b.until("11:31"), "Slow: first response missed at 11:30")
}

// Warnings already given are not given again because the due moved; what is reached later is.
func TestMigrateWarnsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		within string
		at     string // migrated then
		soon   string // warned by the next minute
		later  string // warned until noon
	}{
		"given, and behind it again":  {"100m", "11:01", "", "first response missed at 11:40"},
		"given, then ahead of it":     {"4h", "11:01", "", "2 hours left for first response"},
		"not given, and behind it":    {"70m", "10:50", "20 minutes left for first response", "first response missed at 11:10"},
		"not given, and still ahead":  {"90m", "10:30", "", "45 minutes left for first response"},
		"given, and the same promise": {"2h", "11:01", "", "first response missed at 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newWatch(t)
			b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 2, Title: "Slow"})
			given := b.until(tc.at) // it is warned of at half of two hours
			if tc.at > "11:00" {
				want(t, given, "1 hour left for first response")
			}
			b.migrate("1", b.apply("severity: 2, within: 2h", "severity: 2, within: "+tc.within, `version: "1"`, `version: "2"`), false)
			soon := b.until(tc.at)
			if got := strings.Join(soon, "\n"); tc.soon == "" && got != "" || !strings.Contains(got, tc.soon) {
				t.Errorf("said at once: %q, want %q", got, tc.soon)
			}
			later := b.until("12:01")
			want(t, later, tc.later)
			if strings.Contains(strings.Join(later, "\n"), "1 hour left") {
				t.Errorf("warned of again: %q", later)
			}
		})
	}
}

// What would be overdue under the new papers is kept, and said; asked for in so many words it is due
// at once, and missed aloud.
func TestMigrateOverdue(t *testing.T) {
	b := newWatch(t)
	b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 2, Title: "Slow"})
	b.until("10:50")
	two := b.apply("severity: 2, within: 2h", "severity: 2, within: 45m", `version: "1"`, `version: "2"`)
	want(t, b.migrate("1", two, false), "first response stays due 12:00: under the new papers it would be overdue by now")
	if said := b.until("11:05"); strings.Contains(strings.Join(said, ""), "missed") || b.due("1", sla.FirstResponse) != "2026-03-02 12:00" {
		t.Errorf("kept, and said %q", said)
	}
	if said := b.migrate("1", two, false); said != nil {
		t.Errorf("kept twice: %q", said)
	}
	want(t, b.migrate("1", two, true), "first response is due earlier, 11:05 in place of 12:00")
	want(t, b.until("11:06"), "Slow: first response missed at 11:05")
	if c := b.get("1"); len(c.Broken) != 1 {
		t.Errorf("broken: %+v", c.Broken)
	}
}

// A holiday that came into a list moves what counts over it; what stands, what is broken and what is
// not promised any more stays.
func TestMigrateHolidayAndKept(t *testing.T) {
	b := newWatch(t)
	b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 3, Title: "A wish"})
	b.do("10:00", "ola", casework.OpenCase{Account: "fjord", Severity: 1, Title: "Dark", Different: true})
	b.until("10:31") // the first response of the second is missed
	two := b.apply("  - {date: 2026-04-02", "  - {date: 2026-03-03, name: A feast}\n  - {date: 2026-04-02", "      - {kind: restore, severity: 1, within: 4h}\n", "")
	want(t, b.migrate("1", two, false), "resolution is due later, Thu 5 Mar 15:00 in place of Wed 4 Mar 15:00: the support programme changed: other hours or holidays")
	if said := b.migrate("2", two, false); said != nil {
		t.Errorf("said %q", said)
	}
	if got := b.due("2", sla.Restore); got != "2026-03-02 14:00" {
		t.Errorf("a promise that was given is due %s", got)
	}
	b.do("10:40", "noah", casework.Reply{Case: "2", Text: "Looking"})
	c := b.get("2")
	if last := c.Clocks[len(c.Clocks)-1]; last.Kind != sla.NextUpdate || last.Pin.Desk != 2 {
		t.Errorf("what began later runs under %+v", last.Pin)
	}
}

// TestMigrateRandom: whatever happened to a case, applying a folder moves no due of it, and bringing it
// there twice is bringing it there once.
func TestMigrateRandom(t *testing.T) {
	lengths := []string{"30m", "45m", "90m", "2h", "3h", "5h", "9h", "20h"}
	moved := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 20))
		b := newWatch(t)
		b.do("09:00", "ola", casework.OpenCase{Account: "fjord", Severity: 1 + r.IntN(3), Title: "It is so"})
		for i := range 2 + r.IntN(6) {
			clock := fmt.Sprintf("%02d:%02d", 9+i, r.IntN(60))
			switch r.IntN(6) {
			case 0:
				b.do(clock, "noah", casework.Reply{Case: "1", Text: "Looking"})
			case 1:
				b.do(clock, "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
			case 2:
				b.do(clock, "noah", casework.Resume{Case: "1"})
			case 3:
				b.do(clock, "noah", casework.SetSeverity{Case: "1", To: 1 + r.IntN(3), Why: "so it is"})
			case 4:
				b.do(clock, "ola", customer("Any news?"))
			default:
				b.until(clock)
			}
		}
		all := func() (out []sla.State) {
			for _, cl := range b.get("1").Clocks {
				out = append(out, sla.Evaluate(cl, b.now, b.lib.Calendar))
			}
			return out
		}
		before := all()
		pick := func() string { return lengths[r.IntN(len(lengths))] }
		two := b.apply("severity: 1, within: 30m", "severity: 1, within: "+pick(), "severity: 2, within: 2h", "severity: 2, within: "+pick(),
			"severity: 1, within: 4h", "severity: 1, within: "+pick(), "every: 1h", "every: "+pick(), "12:00-16:00", "13:00-18:00", `version: "1"`, `version: "2"`)
		if !reflect.DeepEqual(before, all()) {
			t.Fatalf("seed %d: applying a folder moved\n%+v\nto\n%+v", seed, before, all())
		}
		overdue := r.IntN(2) == 0
		if b.migrate("1", two, overdue) != nil {
			moved++
		}
		once := b.get("1")
		if again := b.migrate("1", two, overdue); again != nil || !reflect.DeepEqual(once, b.get("1")) {
			t.Fatalf("seed %d: the second time said %q and made\n%+v\nof\n%+v", seed, again, b.get("1"), once)
		}
		for i, st := range all() {
			was := before[i]
			if was.Phase.Over() && !reflect.DeepEqual(was, st) || was.Breached() && !was.BreachedAt.Equal(st.BreachedAt) {
				t.Fatalf("seed %d: what was over or broken became another:\n%+v\n%+v", seed, was, st)
			}
			if !overdue && !was.Breached() && st.Breached() {
				t.Fatalf("seed %d: broken by being brought to a folder:\n%+v\n%+v", seed, was, st)
			}
		}
	}
	if moved < 20 {
		t.Errorf("only %d of 60 were moved: the test tests nothing", moved)
	}
}
