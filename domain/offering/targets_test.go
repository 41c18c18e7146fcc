package offering_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

func tier(t testing.TB, d *offering.Desk, off, id string) *offering.Tier {
	t.Helper()
	o := d.Offering(off, "")
	if o == nil || o.Tier(id) == nil {
		t.Fatalf("no tier %s of %s", id, off)
	}
	return o.Tier(id)
}

// promise prints targets as one line: "first_response <15m on always, restore <6h on always".
func promise(targets []sla.Target) string {
	var out []string
	for _, x := range targets {
		is := "<="
		if x.Under {
			is = "<"
		}
		length := short(x.Within)
		switch {
		case x.Days > 0:
			length = fmt.Sprintf("%dd", x.Days)
		case x.Within == 0:
			is, length = "every ", short(x.Every)
		}
		out = append(out, fmt.Sprintf("%s %s%s on %s", x.Kind, is, length, x.Calendar))
	}
	return strings.Join(out, ", ")
}

func short(d time.Duration) string {
	return strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(d.String())
}

func TestTargets(t *testing.T) {
	d := shipped(t)
	const css, premier = "citrix-css", "atlassian-premier"
	tests := []struct {
		name      string
		off, tier string
		ask       offering.Ask
		want      string
	}{
		{"C2 Select Sev 1", css, "select", offering.Ask{Severity: 1, Region: "EMEA"}, "first_response <30m on always"},
		{"C2 Select Sev 2 has no figure", css, "select", offering.Ask{Severity: 2, Region: "EMEA"}, ""},
		{"C3 Select has no restore", css, "select", offering.Ask{Severity: 1, Product: "cvad"}, "first_response <30m on always"},
		{"C2 C3 Priority Sev 1", css, "priority", offering.Ask{Severity: 1, Product: "cvad", Region: "Japan"}, "first_response <15m on always, restore <6h on always"},
		{"C3 Priority Sev 1 on the cloud platform", css, "priority", offering.Ask{Severity: 1, Product: "citrix-cloud"}, "first_response <15m on always"},
		{"C3 the platform said goes before the product's", css, "priority", offering.Ask{Severity: 1, Product: "cvad", Platform: offering.Cloud}, "first_response <15m on always"},
		{"C2 Priority Sev 2 has no figure", css, "priority", offering.Ask{Severity: 2, Product: "cvad"}, ""},
		{"C2 Priority Sev 4 has no figure", css, "priority", offering.Ask{Severity: 4}, ""},
		{"C2 C3 Priority Plus Sev 1", css, "priority-plus", offering.Ask{Severity: 1, Product: "netscaler", Region: "Americas"}, "first_response <10m on always, restore <4h on always"},
		{"C3 Priority Plus by alias", css, "priority-plus", offering.Ask{Severity: 1, Product: "XenApp"}, "first_response <10m on always, restore <4h on always"},
		{"C3 Priority Plus on the cloud platform", css, "priority-plus", offering.Ask{Severity: 1, Product: "daas"}, "first_response <10m on always"},
		{"a product nobody knows is on premises", css, "priority", offering.Ask{Severity: 1, Product: "something else"}, "first_response <15m on always, restore <6h on always"},
		{"T15 L1", premier, "premier", offering.Ask{Severity: 1, Product: "jira"}, "first_response <=30m on always"},
		{"T15 L2", premier, "premier", offering.Ask{Severity: 2, Product: "jira"}, "first_response <=2h on always"},
		{"T15 L3", premier, "premier", offering.Ask{Severity: 3, Product: "jira"}, "first_response <=8h on always"},
		{"T15 L4", premier, "premier", offering.Ask{Severity: 4, Product: "jira"}, "first_response <=24h on always"},
		{"T16 staging as production", premier, "premier", offering.Ask{Severity: 1, Product: "jira", Environment: "staging"}, "first_response <=30m on always"},
		{"T26 no region changes it", premier, "premier", offering.Ask{Severity: 4, Product: "confluence", Region: "Japan"}, "first_response <=24h on always"},
		{"T12 free product L1", premier, "premier", offering.Ask{Severity: 1, Product: "sourcetree"}, "first_response <=30m on premier-week"},
		{"T12 free product L4", premier, "premier", offering.Ask{Severity: 4, Product: "Clover"}, "first_response <=24h on premier-week"},
		{"T12 Hipchat", premier, "premier", offering.Ask{Severity: 2, Product: "hipchat"}, "first_response <=2h on premier-week"},
		{"T12 Bitbucket Cloud", premier, "premier", offering.Ask{Severity: 1, Product: "bitbucket-cloud"}, "first_response <=30m on premier-week"},
		{"T12 Bitbucket Server L1", premier, "premier", offering.Ask{Severity: 1, Product: "Bitbucket Server"}, "first_response <=30m on always"},
		{"T12 Bitbucket Server L2", premier, "premier", offering.Ask{Severity: 2, Product: "bitbucket-server"}, "first_response <=2h on premier-week"},
		{"T12 Hipchat Data Center L1", premier, "premier", offering.Ask{Severity: 1, Product: "hipchat-data-center"}, "first_response <=30m on always"},
		{"T12 Hipchat Data Center L3", premier, "premier", offering.Ask{Severity: 3, Product: "hipchat-data-center"}, "first_response <=8h on premier-week"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := tier(t, d, tt.off, tt.tier).TargetsFor(tt.ask)
			if p := promise(got); p != tt.want {
				t.Errorf("promised %q, want %q", p, tt.want)
			}
		})
	}
}

// C6, P1: on which calendar a case is worked, clock or not.
func TestHours(t *testing.T) {
	d := shipped(t)
	regions := []string{"Americas", "EMEA", "APAC", "Japan"}
	business := []string{"css-americas", "css-emea", "css-apac", "css-japan"}
	round := map[string]int{"select": 1, "priority": 2, "priority-plus": 2} // C6: 24x7 up to this severity
	for id, most := range round {
		for severity := 1; severity <= 4; severity++ {
			for i, region := range regions {
				want := business[i]
				if severity <= most {
					want = "always"
				}
				t.Run(fmt.Sprintf("C6 %s Sev %d %s", id, severity, region), func(t *testing.T) {
					got, notes := tier(t, d, "citrix-css", id).HoursFor(sla.FirstResponse, offering.Ask{Severity: severity, Region: region})
					if got != want || len(notes) > 0 {
						t.Errorf("on %s, want %s (%v)", got, want, notes)
					}
				})
			}
		}
	}
}

func TestHoursOfAnAccount(t *testing.T) {
	x := tier(t, shipped(t), "citrix-css", "priority")
	tests := []struct {
		name  string
		ask   offering.Ask
		want  string
		notes []offering.Note
	}{
		{"P1 its own calendar", offering.Ask{Severity: 3, Region: "Japan", Calendar: "css-japan-0800"}, "css-japan-0800",
			[]offering.Note{{Kind: offering.NoteCalendar, Value: "css-japan-0800"}}},
		{"P1 its own calendar is not for 24x7", offering.Ask{Severity: 1, Region: "Japan", Calendar: "css-japan-0800"}, "always", nil},
		{"its own calendar is none", offering.Ask{Severity: 3, Region: "Japan", Calendar: "gone"}, "css-japan",
			[]offering.Note{{Kind: offering.NoteNoCalendar, Value: "gone"}}},
		{"region in small letters", offering.Ask{Severity: 3, Region: "apac"}, "css-apac", nil},
		{"no region", offering.Ask{Severity: 3}, "css-emea", nil},
		{"a region nobody knows", offering.Ask{Severity: 3, Region: "Moon"}, "css-emea", []offering.Note{{Kind: offering.NoteRegion, Value: "EMEA"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, notes := x.HoursFor(sla.Resolve, tt.ask)
			if got != tt.want || !slices.Equal(notes, tt.notes) {
				t.Errorf("on %s with %v, want %s with %v", got, notes, tt.want, tt.notes)
			}
		})
	}
}

// P1: the hours themselves, on a Wednesday without a holiday.
func TestBusinessHours(t *testing.T) {
	d := shipped(t)
	tests := []struct{ calendar, zone, from, to string }{
		{"css-americas", "America/New_York", "08:00", "21:00"},
		{"css-emea", "Europe/London", "08:00", "18:00"},
		{"css-emea-oslo", "Europe/Oslo", "08:00", "18:00"},
		{"css-apac", "Asia/Singapore", "08:00", "17:30"},
		{"css-japan", "Asia/Tokyo", "09:30", "17:30"},
		{"css-japan-0800", "Asia/Tokyo", "08:00", "17:30"},
	}
	for _, tt := range tests {
		t.Run("P1 "+tt.calendar, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			night := time.Date(2026, 9, 9, 3, 0, 0, 0, zone)
			c := d.Calendar(tt.calendar)
			open, _ := c.NextOpen(night)
			shut, _ := c.NextClose(open)
			if got := open.In(zone).Format("Mon 15:04"); got != "Wed "+tt.from {
				t.Errorf("opens %s, want %s", got, tt.from)
			}
			if got := shut.In(zone).Format("Mon 15:04"); got != "Wed "+tt.to {
				t.Errorf("closes %s, want %s", got, tt.to)
			}
			saturday := time.Date(2026, 9, 12, 12, 0, 0, 0, zone)
			if c.Open(saturday) {
				t.Error("open on a Saturday")
			}
		})
	}
}

// C6: without local public holidays, and in Japan without the year's end.
func TestBusinessHoursKeepHolidays(t *testing.T) {
	d := shipped(t)
	tests := []struct{ calendar, zone, noon string }{
		{"css-americas", "America/New_York", "2026-11-26"},
		{"css-emea", "Europe/London", "2026-08-31"},
		{"css-emea-oslo", "Europe/Oslo", "2027-05-17"},
		{"css-emea-berlin", "Europe/Berlin", "2026-05-25"},
		{"css-emea-paris", "Europe/Paris", "2026-07-14"},
		{"css-emea-amsterdam", "Europe/Amsterdam", "2026-04-27"},
		{"css-emea-stockholm", "Europe/Stockholm", "2026-01-06"},
		{"css-apac", "Asia/Singapore", "2027-08-09"},
		{"css-apac-sydney", "Australia/Sydney", "2026-01-26"},
		{"css-apac-delhi", "Asia/Kolkata", "2026-01-26"},
		{"css-japan", "Asia/Tokyo", "2026-09-22"},
		{"css-japan", "Asia/Tokyo", "2026-12-30"},
	}
	for _, tt := range tests {
		t.Run("C6 "+tt.calendar+" "+tt.noon, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			noon, err := time.ParseInLocation("2006-01-02 15", tt.noon+" 12", zone)
			if err != nil {
				t.Fatal(err)
			}
			if d.Calendar(tt.calendar).Open(noon) {
				t.Error("open on a holiday")
			}
		})
	}
}

// C2: at half of it, and with 4 of 15 minutes left.
func TestWarnings(t *testing.T) {
	d := shipped(t)
	got, _ := tier(t, d, "citrix-css", "priority").TargetsFor(offering.Ask{Severity: 1})
	if want := []sla.Point{{Percent: 50}, {Left: 4 * time.Minute}}; !slices.Equal(got[0].Warn, want) {
		t.Errorf("Priority Sev 1 warns at %v, want %v", got[0].Warn, want)
	}
	for _, o := range d.Offerings() {
		for _, x := range o.Tiers {
			for _, s := range o.Severities {
				targets, _ := x.TargetsFor(offering.Ask{Severity: s.Number})
				for _, target := range targets {
					if len(target.Warn) == 0 {
						t.Errorf("%s Sev %d: %s never warns", x.ID, s.Number, target.Kind)
					}
				}
			}
		}
	}
}

// T12: the contact is told, in the file's words, and on which calendar the clock waits.
func TestCoverageIsTold(t *testing.T) {
	x := tier(t, shipped(t), "atlassian-premier", "premier")
	tests := []struct {
		name string
		ask  offering.Ask
		want string
	}{
		{"free product", offering.Ask{Severity: 1, Product: "sourcetree"}, "not supported at weekends"},
		{"L1 only", offering.Ask{Severity: 2, Product: "bamboo"}, "for L1 only"},
		{"L1 only, and it is one", offering.Ask{Severity: 1, Product: "bamboo"}, ""},
		{"covered", offering.Ask{Severity: 4, Product: "jira"}, ""},
	}
	for _, tt := range tests {
		t.Run("T12 "+tt.name, func(t *testing.T) {
			_, notes := x.TargetsFor(tt.ask)
			i := slices.IndexFunc(notes, func(n offering.Note) bool { return n.Kind == offering.NoteCoverage })
			switch {
			case tt.want == "" && i >= 0:
				t.Errorf("told %v", notes[i])
			case tt.want != "" && (i < 0 || notes[i].Value != "premier-week" || !strings.Contains(notes[i].Text, tt.want)):
				t.Errorf("told %v, want %q", notes, tt.want)
			}
		})
	}
}

// T16: that staging is promised what production is, is told.
func TestEnvironmentIsTold(t *testing.T) {
	x := tier(t, shipped(t), "atlassian-premier", "premier")
	_, notes := x.TargetsFor(offering.Ask{Severity: 1, Environment: "Staging"})
	if !slices.Equal(notes, []offering.Note{{Kind: offering.NoteEnvironment, Value: "production"}}) {
		t.Errorf("T16 told %v", notes)
	}
	if _, notes := x.TargetsFor(offering.Ask{Severity: 1}); len(notes) > 0 {
		t.Errorf("told %v of production", notes)
	}
	_, notes = grown(t).Offering("pumps", "2025").Tier("plain").TargetsFor(offering.Ask{Severity: 1, Environment: "trial"})
	if !slices.Equal(notes, []offering.Note{{Kind: offering.NoteSeverity, Value: "Amber"}}) {
		t.Errorf("told %v of a trial", notes)
	}
}

// What is handed out is the caller's own: a clock may keep it.
func TestTargetsAreCopies(t *testing.T) {
	x := tier(t, shipped(t), "citrix-css", "priority")
	a, _ := x.TargetsFor(offering.Ask{Severity: 1})
	a[0].Warn[0].Percent = 99
	a[1].PauseFor[0] = "weather"
	b, _ := x.TargetsFor(offering.Ask{Severity: 1})
	if b[0].Warn[0].Percent != 50 || b[1].PauseFor[0] != sla.Customer {
		t.Errorf("a change reached the offering: %v", b)
	}
}
