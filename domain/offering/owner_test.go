package offering_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
)

func in(t testing.TB, zone, at string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	x, err := time.ParseInLocation("2006-01-02 15:04:05", at, loc)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const (
	losAngeles = "America/Los_Angeles"
	sydney     = "Australia/Sydney"
)

// T1, T2, T13: premier has the queue until Friday 17:00 in Los Angeles and again from Monday
// 10:00 in Sydney, to the second, on weekends of each of the three lengths.
func TestWeekendEdges(t *testing.T) {
	x := tier(t, shipped(t), "atlassian-premier", "premier")
	weekends := []struct {
		name          string
		friday, hours string
		monday        string
		length        time.Duration
	}{
		{"both on summer time there", "2026-03-20", "", "2026-03-23", 47 * time.Hour},
		{"northern summer", "2026-07-10", "", "2026-07-13", 48 * time.Hour},
		{"northern winter", "2026-12-11", "", "2026-12-14", 46 * time.Hour},
	}
	for _, w := range weekends {
		t.Run("T13 "+w.name, func(t *testing.T) {
			ends := in(t, losAngeles, w.friday+" 17:00:00")
			begins := in(t, sydney, w.monday+" 10:00:00")
			if d := begins.Sub(ends); d != w.length {
				t.Fatalf("the weekend is %v, want %v", d, w.length)
			}
			before := x.Owner(ends.Add(-time.Second), offering.Ask{})
			if before.Team != "premier" || !before.Until.Equal(ends) || before.Next != "standard" {
				t.Errorf("a second before: %+v, want premier until %v", before, ends)
			}
			at := x.Owner(ends, offering.Ask{})
			if at.Team != "standard" || !at.Until.Equal(begins) || at.Next != "premier" {
				t.Errorf("at the edge: %+v, want standard until %v", at, begins)
			}
			last := x.Owner(begins.Add(-time.Millisecond), offering.Ask{})
			if last.Team != "standard" || !last.Until.Equal(begins) {
				t.Errorf("a millisecond before Monday: %+v, want standard", last)
			}
			if got := x.Owner(begins, offering.Ask{}); got.Team != "premier" {
				t.Errorf("on Monday: %+v, want premier", got)
			}
		})
	}
}

// T2: on a site's holiday its hours fall to the standard team, save where a neighbour is there.
func TestHolidaysFallToStandard(t *testing.T) {
	x := tier(t, shipped(t), "atlassian-premier", "premier")
	tests := []struct {
		name, zone, at string
		want           string
	}{
		{"Thanksgiving in New York, Europe is asleep", losAngeles, "2026-11-26 12:00:00", "standard"},
		{"Thanksgiving, Dublin is still there", "Europe/Dublin", "2026-11-26 15:00:00", "premier"},
		{"the day before", losAngeles, "2026-11-25 12:00:00", "premier"},
		{"Sydney's Australia Day, Tokyo works", "Asia/Tokyo", "2026-01-26 12:00:00", "premier"},
		{"Sydney's Australia Day before Tokyo is up", sydney, "2026-01-26 10:30:00", "standard"},
		{"Christmas Day", "Europe/Oslo", "2026-12-25 12:00:00", "standard"},
	}
	for _, tt := range tests {
		t.Run("T2 "+tt.name, func(t *testing.T) {
			if got := x.Owner(in(t, tt.zone, tt.at), offering.Ask{}); got.Team != tt.want {
				t.Errorf("%+v, want %s", got, tt.want)
			}
		})
	}
}

// T1: in a week without holidays the sites together are the week between the weekends, edge for
// edge, on both sides of every clock change.
func TestSitesFillTheWeek(t *testing.T) {
	d := shipped(t)
	week, online, weekend := d.Calendar("premier-week"), d.Calendar("premier-online"), d.Calendar("premier-weekend")
	holidays := 0
	for monday := in(t, sydney, "2025-01-06 10:00:00"); monday.Year() < 2028; monday = monday.AddDate(0, 0, 7) {
		next := monday.AddDate(0, 0, 7)
		if got, all := weekend.Between(monday, next)+week.Between(monday, next), next.Sub(monday); got != all {
			t.Errorf("week of %v: week and weekend are %v together, want %v", monday, got, all)
		}
		gap := week.Between(monday, next) - online.Between(monday, next)
		if gap < 0 {
			t.Errorf("week of %v: a site is online at the weekend", monday)
		}
		if gap == 0 {
			continue
		}
		holidays++
		var named bool
		for _, s := range online.Walk(monday, next) {
			for _, why := range s.Reasons {
				named = named || why.Kind == calendar.KindHoliday
			}
		}
		if !named {
			t.Errorf("week of %v: %v without anybody and without a holiday", monday, gap)
		}
	}
	if holidays == 0 || holidays > 80 {
		t.Errorf("%d weeks of three years have a gap", holidays)
	}
}

// R6, C5: a Priority case has one team at every hour, and nothing ever changes it.
func TestOwnersOfCSS(t *testing.T) {
	d := shipped(t)
	for id, want := range map[string]string{"select": "css-support", "priority": "priority", "priority-plus": "priority"} {
		o := tier(t, d, "citrix-css", id).Owner(in(t, losAngeles, "2026-12-25 03:00:00"), offering.Ask{Severity: 1, Region: "Japan"})
		if o.Team != want || !o.Until.IsZero() || o.Next != "" {
			t.Errorf("%s: %+v, want %s for ever", id, o, want)
		}
	}
}

// T25: the phone goes to the site that is online.
func TestOnline(t *testing.T) {
	d := shipped(t)
	tests := []struct{ zone, at, want string }{
		{"Asia/Tokyo", "2026-09-09 12:00:00", "apj"},
		{"Europe/Oslo", "2026-09-09 12:00:00", "emea"},
		{losAngeles, "2026-09-09 12:00:00", "americas"},
		{"Europe/Oslo", "2026-09-12 12:00:00", ""},
	}
	for _, tt := range tests {
		site, ok := d.Online("premier", in(t, tt.zone, tt.at))
		if site.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s: %q, want %q", tt.at, tt.zone, site.ID, tt.want)
		}
	}
	if _, ok := d.Online("nobody", time.Time{}); ok {
		t.Error("a team that is none is online")
	}
}

// The owner's next change agrees with stepping through time.
func TestOwnerAgreesWithStepping(t *testing.T) {
	x := tier(t, shipped(t), "atlassian-premier", "premier")
	at := in(t, sydney, "2026-12-07 10:00:00")
	end := at.AddDate(0, 0, 35)
	for at.Before(end) {
		o := x.Owner(at, offering.Ask{})
		if !o.Until.After(at) {
			t.Fatalf("at %v: %+v", at, o)
		}
		for step := at; step.Before(o.Until); step = step.Add(15 * time.Minute) {
			if got := x.Owner(step, offering.Ask{}).Team; got != o.Team {
				t.Fatalf("at %v %s has it, at %v still promised to %s", step, got, o.Until, o.Team)
			}
		}
		if got := x.Owner(o.Until, offering.Ask{}).Team; got != o.Next || got == o.Team {
			t.Fatalf("at %v %s has it, %s was to follow %s", o.Until, got, o.Next, o.Team)
		}
		at = o.Until
	}
}
