package offering_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

func grown(t testing.TB) *offering.Desk {
	t.Helper()
	d, faults := offering.Parse(folder(t, "testdata/grown"), time.LoadLocation)
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	const says = ":11: warning: tier full promises resolve for severity 3 later than tier plain, which it extends, or not at all (C1); a tier holds all of the one below [target.worse]"
	want := []string{"offerings/pumps-2026.yaml:11" + says, "offerings/pumps.yaml:49" + says}
	if !slices.Equal(lines, want) {
		t.Fatalf("full drops one promise of plain on purpose; told\n%s", strings.Join(lines, "\n"))
	}
	return d
}

// What other vendors sell needs no change of Go.
func TestGrownTargets(t *testing.T) {
	d := grown(t)
	tests := []struct {
		name, version, tier string
		ask                 offering.Ask
		want                string
	}{
		{"first line that fits", "2025", "plain", offering.Ask{Severity: 1}, "first_response <=1h on gulf, next_response <=4h on gulf, resolve <=10d on gulf"},
		{"calendar by product and severity", "2025", "plain", offering.Ask{Severity: 1, Product: "big"},
			"first_response <=1h on always, next_response <=4h on always, resolve <=3d on depot"},
		{"calendar by region", "2025", "plain", offering.Ask{Severity: 3, Region: "Europe"},
			"first_response <=9h on depot, next_response <=4h on depot, resolve <=10d on depot"},
		{"an environment of its own", "2025", "plain", offering.Ask{Severity: 3, Environment: "Bench", Region: "Europe"},
			"first_response <=16h on depot, next_response <=4h on depot, resolve <=10d on depot"},
		{"an environment as another", "2025", "plain", offering.Ask{Severity: 3, Environment: "shadow"},
			"first_response <=16h on gulf, next_response <=4h on gulf, resolve <=10d on gulf"},
		{"an environment lowers it", "2025", "plain", offering.Ask{Severity: 1, Environment: "trial"},
			"first_response <=8h on gulf, next_response <=4h on gulf, resolve <=10d on gulf"},
		{"and raises nothing", "2025", "plain", offering.Ask{Severity: 3, Environment: "trial"},
			"first_response <=8h on gulf, next_response <=4h on gulf, resolve <=10d on gulf"},
		{"a tier's own lines first", "2025", "full", offering.Ask{Severity: 1},
			"first_response <15m on gulf, next_response <=4h on gulf, next_update <=30m on always, restore <=4h on gulf, resolve <=10d on gulf"},
		{"a line that says none", "2025", "full", offering.Ask{Severity: 3}, "first_response <=8h on gulf, next_response <=4h on gulf"},
		{"the next version", "2026", "full", offering.Ask{Severity: 1},
			"first_response <15m on gulf, next_response <=4h on gulf, next_update <=30m on always, restore <=2h on gulf, resolve <=10d on gulf"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := d.Offering("pumps", tt.version).Tier(tt.tier).TargetsFor(tt.ask)
			if p := promise(got); p != tt.want {
				t.Errorf("promised\n%s, want\n%s", p, tt.want)
			}
		})
	}
}

func TestGrownTargetsInFull(t *testing.T) {
	x := grown(t).Offering("pumps", "2025").Tier("full")
	got, _ := x.TargetsFor(offering.Ask{Severity: 1, Product: "p900"})
	want := []sla.Target{
		{Kind: sla.FirstResponse, Within: 15 * time.Minute, Under: true, Calendar: "always"},
		{Kind: sla.NextResponse, Within: 4 * time.Hour, Calendar: "always",
			Warn:     []sla.Point{{Left: 2 * time.Hour}, {Percent: 75}, {Left: 30 * time.Minute}}, // K24: as they come
			PauseFor: []sla.Reason{sla.Customer, sla.ThirdParty}, Raise: sla.Restart, Lower: sla.KeepEarlier},
		{Kind: sla.NextUpdate, Within: 30 * time.Minute, Every: time.Hour, Calendar: "always", Warn: []sla.Point{{Left: 10 * time.Minute}}},
		{Kind: sla.Restore, Within: 4 * time.Hour, Calendar: "always"},
		{Kind: sla.Resolve, Days: 3, CutOff: 14 * 60, Zone: "Europe/Amsterdam", Calendar: "depot", Warn: []sla.Point{{Percent: 33}, {Percent: 66}}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d targets, want %d", len(got), len(want))
	}
	for i := range want {
		g, w := got[i], want[i]
		if !slices.Equal(g.Warn, w.Warn) || !slices.Equal(g.PauseFor, w.PauseFor) {
			t.Errorf("%s: warns %v, pauses for %v; want %v, %v", w.Kind, g.Warn, g.PauseFor, w.Warn, w.PauseFor)
		}
		g.Warn, g.PauseFor, w.Warn, w.PauseFor = nil, nil, nil, nil
		if g.Kind != w.Kind || g.Within != w.Within || g.Every != w.Every || g.Days != w.Days || g.CutOff != w.CutOff || g.Zone != w.Zone ||
			g.Under != w.Under || g.Calendar != w.Calendar || g.Raise != w.Raise || g.Lower != w.Lower {
			t.Errorf("%s: %+v, want %+v", w.Kind, g, w)
		}
	}
}

// A Sunday-to-Thursday week, a lunch break, dates and seasons with hours of their own, a night
// with a closure.
func TestGrownCalendars(t *testing.T) {
	d := grown(t)
	tests := []struct {
		calendar, at string
		open         bool
	}{
		{"gulf", "2026-11-22 09:00:00", true},  // Sunday
		{"gulf", "2026-11-20 09:00:00", false}, // Friday
		{"gulf", "2026-11-22 12:30:00", false},
		{"gulf", "2026-12-02 09:00:00", false},
		{"gulf", "2026-12-03 09:00:00", false},
		{"gulf", "2026-12-03 13:30:00", true},
		{"gulf", "2026-12-31 09:00:00", false},
		{"gulf", "2027-12-30 09:00:00", true},
		{"nights", "2026-11-23 03:00:00", true}, // Sunday's night
		{"nights", "2026-11-23 21:59:59", true},
		{"nights", "2026-11-23 23:00:00", false}, // the closure
		{"nights", "2026-11-24 00:00:00", true},
		{"nights", "2026-11-27 07:59:59", true}, // Thursday's night
		{"nights", "2026-11-27 18:00:00", false},
	}
	for _, tt := range tests {
		if got := d.Calendar(tt.calendar).Open(in(t, "Asia/Dubai", tt.at)); got != tt.open {
			t.Errorf("%s at %s: open %v", tt.calendar, tt.at, got)
		}
	}
}

func TestGrownRouting(t *testing.T) {
	x := grown(t).Offering("pumps", "2025").Tier("plain")
	tests := []struct {
		name, at, product string // Dubai's time; the depot's is three hours behind
		team, until, next string
	}{
		{"by day, over lunch, when the desk's own team has it", "2026-11-22 09:00:00", "", "pumps", "2026-11-22 17:00:00", "night"},
		{"at lunch", "2026-11-22 12:30:00", "", "pumps", "2026-11-22 17:00:00", "night"},
		{"by night", "2026-11-22 18:00:00", "", "night", "2026-11-23 08:00:00", "pumps"},
		{"another product's team", "2026-11-23 12:30:00", "p100", "pumps", "2026-11-23 17:00:00", "night"},
		{"by product", "2026-11-23 12:00:00", "p900", "depot", "2026-11-23 20:00:00", "night"},
		{"a product's team is asleep", "2026-11-22 18:00:00", "p900", "night", "2026-11-23 08:00:00", "pumps"},
		{"and wakes", "2026-11-23 09:00:00", "p900", "pumps", "2026-11-23 11:30:00", "depot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := x.Owner(in(t, "Asia/Dubai", tt.at), offering.Ask{Product: tt.product})
			if got.Team != tt.team || got.Next != tt.next || !got.Until.Equal(in(t, "Asia/Dubai", tt.until)) {
				t.Errorf("%+v, want %s until %s, then %s", got, tt.team, tt.until, tt.next)
			}
		})
	}
}

// What extends does, file over file.
func TestGrownExtends(t *testing.T) {
	d := grown(t)
	old, now, partner := d.Offering("pumps", "2025"), d.Offering("pumps", "2026"), d.Offering("pumps-partner", "")
	if now.Name != "Pump care" || len(now.Severities) != 3 || now.Severities[0].Name != "Red" {
		t.Errorf("not inherited: %q %v", now.Name, now.Severities)
	}
	if o, n := old.Severities[2].Definition, now.Severities[2].Definition; o == n {
		t.Errorf("severity 3 was not replaced: %q", n)
	}
	if len(now.Products) != 3 || len(old.Products) != 2 {
		t.Errorf("products %v", now.Products)
	}
	if e, _ := now.Tier("full").Has("visits"); e.Quantity != 6 || e.Unit != "visits" || e.Per != "contract_year" {
		t.Errorf("merged feature %+v", e)
	}
	if e, _ := old.Tier("full").Has("visits"); e.Quantity != 4 {
		t.Errorf("the older version changed: %+v", e)
	}
	if got := partner.Tier("full").MayOpen.Roles; !slices.Equal(got, []offering.Role{offering.Reseller}) {
		t.Errorf("full through partners: %v may open", got)
	}
	if got := old.Tier("plain").MayOpen.NoGroups; !slices.Equal(got, []string{"support", "noc"}) {
		t.Errorf("group addresses are compared in small letters: %v", got)
	}
	if len(partner.Products) != 3 {
		t.Error("without a version, extends takes the one in effect")
	}
	if got, _ := partner.Tier("plain").HoursFor(sla.Resolve, offering.Ask{Severity: 3}); got != "always" {
		t.Errorf("calendar merged by name: %s", got)
	}
	if got, _ := partner.Tier("plain").HoursFor(sla.Resolve, offering.Ask{Severity: 3, Region: "Gulf"}); got != "always" {
		t.Errorf("an entry of a map holds whole: %s", got)
	}
}
