package offering_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// parse reads testdata/base with files laid over it.
func parse(t testing.TB, over map[string]string) *offering.Desk {
	t.Helper()
	files := folder(t, "testdata/base")
	for name, text := range over {
		files[name] = []byte(text)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}

func at(s string) time.Time {
	x, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return x
}

// R12, K20: the version in force changes at midnight in the desk's zone, and a clock keeps its own.
func TestVersions(t *testing.T) {
	next := `{offering: small, version: "2", effective: 2026-07-01, extends: small@1, tiers: [{tier: basic, targets: [{kind: first_response, severity: 1, within: 45m}]}]}`
	one := parse(t, nil).Numbered(1)
	two := parse(t, map[string]string{"offerings/small-2.yaml": next}).Numbered(2)
	three := parse(t, map[string]string{"offerings/small.yaml": `{offering: small, name: Small, version: "3", effective: 2027-01-01,
  severities: [{number: 1, name: S1, definition: Down.}, {number: 2, name: S2, definition: Not down.}],
  tiers: [{tier: basic, name: Basic, queue: {rank: 1}, may_open: {roles: technical}, hours: [{calendar: always}],
    targets: [{kind: first_response, within: 20m}]}]}`}).Numbered(3)
	tests := []struct {
		name  string
		lib   *offering.Library
		at    string
		desk  uint32
		vers  string
		sev1  string
		found bool
	}{
		{"R12 before there is any", offering.NewLibrary(one), "2025-12-31T22:59:59Z", 0, "", "", false},
		{"R12 from midnight in Oslo", offering.NewLibrary(one), "2025-12-31T23:00:00Z", 1, "1", "first_response <=1h on office", true},
		{"R12 a second before the next", offering.NewLibrary(one, two), "2026-06-30T21:59:59Z", 2, "1", "first_response <=1h on office", true},
		{"R12 from midnight in summer", offering.NewLibrary(one, two), "2026-06-30T22:00:00Z", 2, "2", "first_response <=45m on office", true},
		{"R12 only applied folders count", offering.NewLibrary(one), "2026-06-30T22:00:00Z", 1, "1", "first_response <=1h on office", true},
		{"R12 the last folder has only a later one", offering.NewLibrary(three, two, one), "2026-12-31T22:59:59Z", 2, "2", "first_response <=45m on office", true},
		{"R12 until it comes", offering.NewLibrary(one, two, three), "2026-12-31T23:00:00Z", 3, "3", "first_response <=20m on always", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := tt.lib.InForce("small", at(tt.at))
			if (o != nil) != tt.found {
				t.Fatalf("found %v", o)
			}
			if o == nil {
				return
			}
			if want := (sla.Pin{Desk: tt.desk, Offering: "small", Version: tt.vers}); o.Pin() != want {
				t.Errorf("in force %v, want %v", o.Pin(), want)
			}
			targets, _ := o.Tier("basic").TargetsFor(offering.Ask{Severity: 1})
			if got := promise(targets); got != tt.sev1 {
				t.Errorf("promised %q, want %q", got, tt.sev1)
			}
			if tt.lib.Pinned(o.Pin()) != o {
				t.Error("the pin does not lead back")
			}
			if tt.lib.Calendar(o.Pin(), "office") == nil {
				t.Error("the pinned desk has no calendar office")
			}
		})
	}
}

func TestLibrary(t *testing.T) {
	one, two := parse(t, nil).Numbered(1), parse(t, nil).Numbered(2)
	l := offering.NewLibrary(two)
	both := l.With(one)
	if l.At(1) != nil || both.At(1) != one || both.At(2) != two || both.Latest() != two {
		t.Error("With changed the library, or lost a desk")
	}
	again := parse(t, nil).Numbered(2)
	if l := both.With(again); l.At(2) != again || l.Latest() != again {
		t.Error("a desk of the same number was not replaced")
	}
	empty := offering.OfPolicy(nil)
	if empty.Latest() != nil || empty.InForce("small", at("2026-06-01T00:00:00Z")) != nil || empty.At(1) != nil ||
		empty.Pinned(sla.Pin{Desk: 1}) != nil || empty.Calendar(sla.Pin{Desk: 1}, "office") != nil {
		t.Error("an empty library answers something")
	}
	if offering.OfPolicy(both) != both || offering.OfPolicy((*offering.Library)(nil)) == nil {
		t.Error("OfPolicy")
	}
	var _ sla.Calendars = both.Calendar
}

// Numbering a desk leaves the first one as it was: pins of both lead to their own.
func TestNumbered(t *testing.T) {
	d := parse(t, nil)
	n := d.Numbered(7)
	if d.Number != 0 || d.Offering("small", "").Pin().Desk != 0 {
		t.Error("the first desk was changed")
	}
	o := n.Offering("small", "1")
	if o.Pin().Desk != 7 || o.Tier("basic").Offering() != o {
		t.Errorf("pin %v", o.Pin())
	}
}

func TestEnding(t *testing.T) {
	unused := `{holidays: SE, name: Sweden, source: a test, read: 2026-11-21, ends: 2026-12-31, days: []}`
	d := parse(t, map[string]string{"holidays/SE.yaml": unused})
	tests := []struct {
		name  string
		today string
		days  int
		warns bool
	}{
		{"long before", "2027-01-01", 90, false},
		{"90 days before", "2027-10-02", 90, false},
		{"fewer", "2027-10-03", 90, true},
		{"after", "2028-02-01", 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			day, err := calendar.ParseDate(tt.today)
			if err != nil {
				t.Fatal(err)
			}
			got := d.Ending(day, tt.days)
			if len(got) > 1 || (len(got) > 0) != tt.warns {
				t.Fatalf("warns %v", got)
			}
			if tt.warns && (got.Bad() || !strings.HasPrefix(got[0].String(), "holidays/NO.yaml:5:7: warning: holiday list NO ends on 2027-12-31; calendar office counts on it")) {
				t.Errorf("warns %v", got)
			}
		})
	}
}

func TestDeskAnswers(t *testing.T) {
	d := shipped(t)
	if team, ok := d.Team("priority"); !ok || team.Channel != "priority-queue" || team.Phone("Japan") == team.Phone("EMEA") ||
		team.Phone("Moon") != team.Phones[0].Phone {
		t.Errorf("team %+v", team)
	}
	if _, ok := d.Team("nobody"); ok {
		t.Error("a team that is none")
	}
	if r, ok := d.Region("europe, the middle east and africa"); !ok || r.ID != "EMEA" {
		t.Errorf("region %+v", r)
	}
	s := d.Settings
	if s.DutyManager == "" || s.Prefix != "desk" || s.JoinWindow != 30*time.Minute || s.ProvisionalEvery != time.Hour {
		t.Errorf("settings %+v", s)
	}
	if o := d.Offering(s.Offering, ""); o == nil || o.Tier(s.Tier) == nil {
		t.Error("provisional cases have no tier")
	}
	if !slices.IsSorted(d.Calendars()) {
		t.Error("calendars are not in order")
	}
}
