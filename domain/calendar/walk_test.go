package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestWalk reads walks as they would be told, one line a stretch.
func TestWalk(t *testing.T) {
	holidays := &Holidays{ID: "SG", Days: []Day{
		{Date: Date{2027, 3, 10}, Name: "Hari Raya Puasa", Expected: true},
		{Date: Date{2027, 3, 13}, Name: "a Saturday feast"},
	}}
	sg := Layer{Name: "Singapore", Zone: "Asia/Singapore", Week: nineToFive(), Lists: []*Holidays{holidays},
		Days: []Day{{Date: Date{2027, 3, 12}, Name: "town hall", Open: []DaySpan{{540, 720}}}}}
	gb := Layer{Name: "London", Zone: "Europe/London", Week: nineToFive()}
	freeze := Layer{Name: "freeze", Zone: "UTC", Week: []Span{{At(time.Tuesday, 3, 0), At(time.Tuesday, 4, 0)}}}
	move := Layer{Name: "move", Zone: "UTC", Days: []Day{{Date: Date{2027, 3, 11}, Name: "we move", Open: []DaySpan{{0, 1440}}}}}
	night := Layer{Name: "night", Zone: "America/New_York", Week: []Span{{At(time.Saturday, 22, 0), At(time.Sunday, 6, 0)}}}
	end := Layer{Name: "Tokyo", Zone: "Asia/Tokyo", Week: nineToFive(), Seasons: []Season{{Name: "year end", From: MonthDay{12, 29}, To: MonthDay{1, 3}}},
		Lists: []*Holidays{{ID: "JP", Days: []Day{{Date: Date{2027, 1, 1}, Name: "New Year's Day"}}}}}
	for _, v := range []struct {
		name     string
		spec     Spec
		zone     string
		from, to string
		want     string
	}{
		{"24x7", Spec{Always: true}, "UTC", "2027-03-09 00:00", "2027-03-10 00:00", `
			Tue 00:00 - Wed 00:00 open: always`},
		{"a holiday in the week, expected", Spec{Layers: []Layer{sg}}, "Asia/Singapore", "2027-03-09 16:00", "2027-03-11 10:00", `
			Tue 16:00 - Tue 17:00 open: hours Singapore
			Tue 17:00 - Thu 09:00 shut: outside Singapore; holiday Singapore "Hari Raya Puasa" 2027-03-10 SG expected Wed 00:00 - Thu 00:00; outside Singapore
			Thu 09:00 - Thu 10:00 open: hours Singapore`},
		{"a short day, and a feast on a Saturday that is no reason", Spec{Layers: []Layer{sg}}, "Asia/Singapore", "2027-03-12 08:00", "2027-03-15 09:00", `
			Fri 08:00 - Fri 09:00 shut: outside Singapore
			Fri 09:00 - Fri 12:00 open: special Singapore "town hall" 2027-03-12
			Fri 12:00 - Mon 09:00 shut: holiday Singapore "town hall" 2027-03-12 Fri 12:00 - Sat 00:00; outside Singapore`},
		{"two layers, both say why", Spec{Layers: []Layer{sg, gb}}, "UTC", "2027-03-09 00:00", "2027-03-10 12:00", `
			Tue 00:00 - Tue 01:00 shut: outside Singapore; outside London
			Tue 01:00 - Tue 17:00 open: hours Singapore; hours London
			Tue 17:00 - Wed 09:00 shut: holiday Singapore "Hari Raya Puasa" 2027-03-10 SG expected; outside London
			Wed 09:00 - Wed 12:00 open: hours London`},
		{"closures by week and by date", Spec{Layers: []Layer{sg}, Closures: []Layer{freeze, move}}, "UTC", "2027-03-09 02:00", "2027-03-12 02:00", `
			Tue 02:00 - Tue 03:00 open: hours Singapore
			Tue 03:00 - Tue 04:00 shut: closure freeze
			Tue 04:00 - Tue 09:00 open: hours Singapore
			Tue 09:00 - Fri 01:00 shut: outside Singapore; holiday Singapore "Hari Raya Puasa" 2027-03-10 SG expected Tue 16:00 - Wed 16:00; outside Singapore; closure move "we move" 2027-03-11 Thu 00:00 - Fri 00:00; outside Singapore
			Fri 01:00 - Fri 02:00 open: special Singapore "town hall" 2027-03-12`},
		{"a clock change inside", Spec{Layers: []Layer{night}}, "UTC", "2026-03-08 00:00", "2026-03-08 12:00", `
			Sun 00:00 - Sun 03:00 shut: outside night
			Sun 03:00 - Sun 10:00 open: hours night [Sun 07:00 America/New_York -5h0m0s to -4h0m0s]
			Sun 10:00 - Sun 12:00 shut: outside night`},
		{"no clock change at the end of a leap year", Spec{Layers: []Layer{night}}, "UTC", "2028-12-30 00:00", "2029-01-03 00:00", `
			Sat 00:00 - Sun 03:00 shut: outside night
			Sun 03:00 - Sun 11:00 open: hours night
			Sun 11:00 - Wed 00:00 shut: outside night`},
		{"a season with a holiday in it", Spec{Layers: []Layer{end}}, "Asia/Tokyo", "2026-12-28 16:59:59.500", "2027-01-04 09:00", `
			Mon 16:59 - Mon 17:00 open: hours Tokyo
			Mon 17:00 - Mon 09:00 shut: outside Tokyo; holiday Tokyo "year end" 2026-12-29 Tue 00:00 - Sat 00:00; holiday Tokyo "New Year's Day" 2027-01-01 JP Fri 00:00 - Sat 00:00; outside Tokyo`},
		{"nothing", Spec{Layers: []Layer{sg}}, "UTC", "2027-03-09 02:00", "2027-03-09 02:00", ``},
	} {
		t.Run(v.name, func(t *testing.T) {
			loc := zone(t, v.zone)
			var lines []string
			for _, s := range compile(t, v.spec).Walk(at(t, v.from, v.zone), at(t, v.to, v.zone)) {
				lines = append(lines, told(s, loc))
			}
			var want []string
			for _, line := range strings.Split(strings.TrimSpace(v.want), "\n") {
				if line = strings.TrimSpace(line); line != "" {
					want = append(want, line)
				}
			}
			if !slices.Equal(lines, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func told(s Stretch, loc *time.Location) string {
	clock := func(t time.Time) string { return t.In(loc).Format("Mon 15:04") }
	state := map[bool]string{true: "open", false: "shut"}[s.Open]
	var why []string
	for _, r := range s.Reasons {
		w := strings.TrimSpace(fmt.Sprint(r.Kind, " ", r.Layer))
		if r.Name != "" {
			w += fmt.Sprintf(" %q %s", r.Name, r.Date)
			if r.List != "" {
				w += " " + r.List
			}
			if r.Expected {
				w += " expected"
			}
			if r.From != s.From || r.To != s.To {
				w += fmt.Sprintf(" %s - %s", clock(r.From), clock(r.To))
			}
		}
		why = append(why, w)
	}
	line := fmt.Sprintf("%s - %s %s: %s", clock(s.From), clock(s.To), state, strings.Join(why, "; "))
	for _, c := range s.Changes {
		line += fmt.Sprintf(" [%s %s %v to %v]", clock(c.At), c.Zone, c.Before, c.After)
	}
	return line
}

// TestWalkReasons holds the reasons of random calendars to the model at random
// minutes: each layer speaks exactly once where its word matters, and says the right
// thing.
func TestWalkReasons(t *testing.T) {
	r := random(t)
	d := dice(r.IntN)
	db := databases(t)[0]
	asked := map[Kind]int{}
	for range probes(120) {
		f, middle := d.focus(t, db)
		spec := d.spec(f)
		c, err := Compile(spec, db.load)
		if err != nil {
			continue
		}
		m := newModel(t, spec, db.load)
		from := middle.Add(time.Duration(d.between(-6*24*60, 0)) * time.Minute)
		to := from.Add(time.Duration(1+d(8*24*60)) * time.Minute)
		walk := c.Walk(from, to)
		for range 40 {
			at := from.Add(time.Duration(d(int(to.Sub(from)/time.Minute))) * time.Minute)
			i := slices.IndexFunc(walk, func(s Stretch) bool { return !at.Before(s.From) && at.Before(s.To) })
			if i < 0 {
				t.Fatalf("%v is in no stretch of %v", at, walk)
			}
			want := m.kinds(at, walk[i].Open)
			var got []string
			for _, r := range walk[i].Reasons {
				if !r.From.Before(r.To) || r.From.Before(walk[i].From) || r.To.After(walk[i].To) {
					t.Fatalf("reason %v outside its stretch %v", r, walk[i])
				}
				if !at.Before(r.From) && at.Before(r.To) {
					asked[r.Kind]++
					if word := fmt.Sprint(r.Kind, " ", r.Layer, " ", r.Zone); !slices.Contains(got, word) {
						got = append(got, word) // two feasts on one date are two reasons
					}
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if walk[i].Open != m.open(at) || !slices.Equal(got, want) {
				t.Fatalf("at %v: open %v because %q, want %v because %q\n%s", at, walk[i].Open, got, m.open(at), want, show(spec))
			}
		}
		d.changesToldOnce(t, walk, spec, db)
	}
	for _, k := range []Kind{KindHours, KindSpecial, KindOutside, KindHoliday, KindClosure} {
		if asked[k] < 10 {
			t.Errorf("%q was a reason only %d times", k, asked[k])
		}
	}
}

// changesToldOnce compares the clock changes in a walk with what looking once a
// day shows.
func (d dice) changesToldOnce(t *testing.T, walk []Stretch, spec Spec, db database) {
	t.Helper()
	got, want := 0, 0
	seen := map[string]bool{}
	for _, l := range slices.Concat(spec.Layers, spec.Closures) {
		if loc, _ := db.load(l.Zone); !seen[l.Zone] {
			seen[l.Zone] = true
			from, to := walk[0].From, walk[len(walk)-1].To
			for _, c := range changes(loc, from.Year(), to.Year()+1) {
				if c.After(from) && c.Before(to) {
					want++
				}
			}
		}
	}
	for _, s := range walk {
		for _, c := range s.Changes {
			loc, _ := db.load(c.Zone)
			_, before := c.At.Add(-1).In(loc).Zone()
			_, after := c.At.In(loc).Zone()
			if c.At.Before(s.From) || !c.At.Before(s.To) ||
				c.Before != time.Duration(before)*time.Second || c.After != time.Duration(after)*time.Second {
				t.Errorf("change %v in stretch %v - %v", c, s.From, s.To)
			}
			got++
		}
	}
	if got != want {
		t.Errorf("%d clock changes told, want %d", got, want)
	}
}

// kinds says what each layer and closure has to say at a minute.
func (m *model) kinds(at time.Time, open bool) (all []string) {
	for i := range m.layers {
		l := &m.layers[i]
		kind := l.kind(at)
		if opens := kind == KindHours || kind == KindSpecial; opens == open {
			all = append(all, fmt.Sprint(kind, " ", l.Name, " ", l.Zone))
		}
	}
	for i := range m.closures {
		if l := &m.closures[i]; l.holds(at) {
			all = append(all, fmt.Sprint(KindClosure, " ", l.Name, " ", l.Zone))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// kind goes along the shut part of a dated day to see whether the week would
// have had hours in it.
func (l *modelLayer) kind(at time.Time) Kind {
	local := at.In(l.loc)
	date := DateOf(local)
	_, own := l.own[date]
	dated := own || len(l.listed[date]) > 0
	for _, s := range l.Seasons {
		only := modelLayer{Layer: Layer{Seasons: []Season{s}, Week: []Span{{0, weekMinutes}}}, loc: l.loc}
		free := modelLayer{Layer: Layer{Seasons: []Season{{From: s.From, To: s.To, Open: []DaySpan{{0, 1440}}}}}, loc: l.loc}
		dated = dated || !only.holds(at) || free.holds(at)
	}
	switch {
	case l.holds(at) && dated:
		return KindSpecial
	case l.holds(at):
		return KindHours
	case !dated:
		return KindOutside
	}
	// A date without clock changes that stands for this one, in UTC.
	utc := *l
	utc.loc = time.UTC
	week := modelLayer{Layer: Layer{Week: l.Week}, loc: time.UTC}
	midnight := time.Date(date.Year, date.Month, date.Day, 0, 0, 0, 0, time.UTC)
	h, min, _ := local.Clock()
	for _, step := range []int{-1, 1} {
		for i := h*60 + min; i >= 0 && i < 1440 && !utc.holds(midnight.Add(time.Duration(i)*time.Minute)); i += step {
			if week.holds(midnight.Add(time.Duration(i) * time.Minute)) {
				return KindHoliday
			}
		}
	}
	return KindOutside
}
