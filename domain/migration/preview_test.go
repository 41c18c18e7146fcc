package migration_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// harbour is the desk folder of the pages about clocks under a number, with texts replaced: pairs of
// old and new.
func harbour(t *testing.T, number uint32, replace ...string) *offering.Desk {
	t.Helper()
	root := os.DirFS("../../bot/testdata/desks/harbour")
	files := map[string][]byte{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(root, name)
		files[name] = []byte(strings.NewReplacer(replace...).Replace(string(src)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		t.Fatal(faults)
	}
	return d.Numbered(number)
}

var ten = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// opened is an open case of the fullest tier with the clocks that its severity begins.
func opened(d *offering.Desk, id string, severity int, at time.Time) *casework.Case {
	o := d.InForce("watch", at)
	c := &casework.Case{Head: domain.Head{ID: id}, OpenedAt: at, State: casework.Open}
	c.Opened = casework.Opened{Account: "fjord", Pin: o.Pin(), Tier: "full", Severity: severity}
	targets, _ := o.Tier("full").TargetsFor(offering.Ask{Severity: severity})
	for _, x := range targets {
		if x.Kind != sla.NextResponse && x.Kind != sla.NextUpdate {
			c.Clocks = append(c.Clocks, sla.Begin(x.Kind, 1, o.Pin(), x, sla.Mark{At: at, Recorded: at}))
		}
	}
	return c
}

// K20, R12: thousands of cases are a few groups with totals, each with the nearest of its cases, and
// what would break a promise stands first.
func TestPreview(t *testing.T) {
	one := harbour(t, 1)
	two := harbour(t, 2, `version: "1"`, `version: "2"`, "severity: 2, within: 2h", "severity: 2, within: 45m", "severity: [1, 2], within: 1h", "severity: 1, within: 1h",
		"      - {kind: restore, severity: 1, within: 4h}\n", "", "  - {date: 2026-04-02", "  - {date: 2026-03-03, name: A feast}\n  - {date: 2026-04-02", "    name: Night", "    name: Nights", "tier: night", "tier: nights")
	before := offering.NewLibrary(one)
	now := ten.Add(50 * time.Minute)
	v := migration.NewPreviewer(before, before.With(two), now, false)
	for i := range 1000 {
		v.Look(opened(one, strconv.Itoa(i+1), 2, ten.Add(time.Duration(i%10)*time.Minute)))
	}
	v.Look(opened(one, "1001", 1, ten.Add(10*time.Minute))) // answered late: its first response is broken
	v.Look(opened(one, "1002", 3, ten))                     // its resolution counts over the feast
	over := opened(one, "1003", 3, ten)
	over.State = casework.IsClosed
	v.Look(over)
	apart := opened(one, "1004", 3, ten)
	apart.Tier = "night"
	v.Look(apart)
	p := v.Done()
	if p.Cases != 1003 || p.Apart != 1 || p.Touched != 1001 {
		t.Errorf("%d cases, %d apart, %d touched", p.Cases, p.Apart, p.Touched)
	}
	// First responses of 45 minutes: of those opened at 10:00 to 10:05 they would be over by 10:50.
	if want := (migration.Tally{Clocks: 2004, Same: 1, Earlier: 400, Later: 1001, Overdue: 600, Unpromised: 1, Broken: 1}); p.Tally != want {
		t.Errorf("tally %+v, want %+v", p.Tally, want)
	}
	first := p.Dues[0]
	if first.Clock != sla.FirstResponse || first.Overdue != 600 || first.Earlier != 400 || first.Is.Length != "45m" || first.Was.Length != "2h" || first.Why != "target" {
		t.Errorf("first stands %+v", first)
	}
	if n := len(first.Moves); n != migration.Examples || first.Moves[0].Case != "1" || first.Moves[1].Case != "11" || first.Moves[0].Kept != casework.KeptOverdue {
		t.Errorf("its cases: %+v", first.Moves)
	}
	feast := false
	for _, g := range p.Dues {
		for _, h := range g.Hours {
			feast = feast || h.What == "day_came" && h.Of == "NO" && h.Date == "2026-03-03" && h.Day == "A feast"
		}
	}
	if !feast {
		t.Errorf("nobody is told of the feast: %+v", p.Dues)
	}
	later := map[string]int{}
	for _, g := range p.Cycles {
		later[string(g.Clock)+" "+g.Was.Length+" "+g.Is.Length] += g.Cases
	}
	if later["first_response 2h 45m"] != 1000 || later["next_response 1h "] != 1000 || later["first_response 4h 4h"] != 1 {
		t.Errorf("later cycles: %v", later)
	}
	raw, err := json.Marshal(p)
	if err != nil || len(raw) > 20_000 {
		t.Errorf("%d bytes of JSON for a thousand cases: %v", len(raw), err)
	}
}

// The same folder under another number moves nothing, and promises nothing else.
func TestPreviewOfTheSame(t *testing.T) {
	one := harbour(t, 1)
	before := offering.NewLibrary(one)
	v := migration.NewPreviewer(before, before.With(harbour(t, 2)), ten.Add(time.Minute), true)
	for i := range 3 {
		v.Look(opened(one, strconv.Itoa(i+1), i+1, ten))
	}
	if p := v.Done(); len(p.Cycles)+len(p.Dues)+p.Touched != 0 || p.Same != p.Clocks || p.Clocks == 0 {
		t.Errorf("it moves %+v", p)
	}
}
