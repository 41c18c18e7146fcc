package calendar

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestFaults: Compile names every fault at once, each with its place.
func TestFaults(t *testing.T) {
	good := Layer{Name: "good", Zone: "UTC", Week: nineToFive()}
	with := func(change func(*Layer)) Spec {
		l := good
		change(&l)
		return Spec{Layers: []Layer{good, l}}
	}
	whole := []Span{{0, weekMinutes}}
	list := &Holidays{ID: "US"}
	for _, v := range []struct {
		name string
		spec Spec
		want string
	}{
		{"nothing at all never opens (K27)", Spec{}, "calendar never-open"},
		{"no week never opens", Spec{Layers: []Layer{{Zone: "UTC"}}}, "calendar never-open"},
		{"a closure of everything never opens", Spec{Layers: []Layer{good}, Closures: []Layer{{Zone: "Asia/Tokyo", Week: whole}}}, "calendar never-open"},
		{"a season of the whole year never opens", Spec{Layers: []Layer{{Zone: "UTC", Week: whole, Seasons: []Season{{From: MonthDay{3, 1}, To: MonthDay{2, 29}}}}}}, "calendar never-open"},
		{"one date is enough to open", Spec{Layers: []Layer{{Zone: "UTC", Days: []Day{{Date: Date{1999, 1, 1}, Open: []DaySpan{{0, 1}}}}}}}, ""},
		{"and one date lifted from a closure", Spec{Layers: []Layer{good}, Closures: []Layer{{Zone: "UTC", Week: whole, Days: []Day{{Date: Date{1999, 1, 1}}}}}}, ""},
		{"24x7 is alone", Spec{Always: true, Layers: []Layer{good}}, "calendar always-only"},
		{"24x7 has no closures", Spec{Always: true, Closures: []Layer{good}}, "calendar always-only"},
		{"24x7", Spec{Always: true}, ""},
		{"no zone", with(func(l *Layer) { l.Zone = "" }), "layers[1].zone zone"},
		{"the machine's zone (K7)", with(func(l *Layer) { l.Zone = "Local" }), "layers[1].zone zone Local"},
		{"a misspelt zone", with(func(l *Layer) { l.Zone = "Europe/Olso" }), "layers[1].zone zone Europe/Olso"},
		{"a span of nothing", with(func(l *Layer) { l.Week = []Span{{60, 60}} }), "layers[1].week[0] span 60-60"},
		{"a span backwards", with(func(l *Layer) { l.Week = []Span{{60, 120}, {120, 60}} }), "layers[1].week[1] span 120-60"},
		{"a span before the week", with(func(l *Layer) { l.Week = []Span{{-1, 60}} }), "layers[1].week[0] span -1-60"},
		{"a span after the week", with(func(l *Layer) { l.Week = []Span{{weekMinutes, weekMinutes + 60}} }), "layers[1].week[0] span 10080-10140"},
		{"a span that meets itself", with(func(l *Layer) { l.Week = []Span{{60, weekMinutes + 61}} }), "layers[1].week[0] span 60-10141"},
		{"a span as long as the week", with(func(l *Layer) { l.Week = []Span{{60, weekMinutes + 60}} }), ""},
		{"30 February", with(func(l *Layer) { l.Days = []Day{{Date: Date{2026, 2, 30}}} }), "layers[1].days[0] date 2026-02-30"},
		{"the same date twice", with(func(l *Layer) { l.Days = []Day{{Date: Date{2026, 2, 3}}, {Date: Date{2026, 2, 3}}} }), "layers[1].days[1] day-twice 2026-02-03"},
		{"hours after 24:00", with(func(l *Layer) { l.Days = []Day{{Date: Date{2026, 2, 3}, Open: []DaySpan{{0, 60}, {1380, 1441}}}} }), "layers[1].days[0].open[1] day-span 1380-1441"},
		{"hours before 00:00", with(func(l *Layer) { l.Days = []Day{{Date: Date{2026, 2, 3}, Open: []DaySpan{{-1, 60}}}} }), "layers[1].days[0].open[0] day-span -1-60"},
		{"hours of nothing", with(func(l *Layer) { l.Days = []Day{{Date: Date{2026, 2, 3}, Open: []DaySpan{{5, 5}}}} }), "layers[1].days[0].open[0] day-span 5-5"},
		{"a season from 31 April", with(func(l *Layer) { l.Seasons = []Season{{From: MonthDay{4, 31}, To: MonthDay{5, 1}}} }), "layers[1].seasons[0] date 04-31"},
		{"a season to 29 February", with(func(l *Layer) { l.Seasons = []Season{{From: MonthDay{2, 1}, To: MonthDay{2, 29}}} }), ""},
		{"a season's hours", with(func(l *Layer) {
			l.Seasons = []Season{{From: MonthDay{4, 1}, To: MonthDay{5, 1}, Open: []DaySpan{{9, 8}}}}
		}), "layers[1].seasons[0].open[0] day-span 9-8"},
		{"a list's date", with(func(l *Layer) { l.Lists = []*Holidays{list, {ID: "X", Days: []Day{{}, {Date: Date{2026, 13, 1}}}}} }), "layers[1].lists[1].days[0] date 0000-00-00, layers[1].lists[1].days[1] date 2026-13-01"},
		{"a list's hours", with(func(l *Layer) {
			l.Lists = []*Holidays{{ID: "X", Days: []Day{{Date: Date{2026, 1, 1}, Open: []DaySpan{{9, 8}}}}}}
		}), "layers[1].lists[0].days[0].open[0] day-span 9-8"},
		{"a list's end", with(func(l *Layer) { l.Lists = []*Holidays{{ID: "X", Ends: Date{2026, 2, 29}}} }), "layers[1].lists[0] date 2026-02-29"},
		{"a list may name a date twice", with(func(l *Layer) {
			l.Lists = []*Holidays{{ID: "X", Days: []Day{{Date: Date{2026, 2, 3}}, {Date: Date{2026, 2, 3}}}}}
		}), ""},
		{"a list twice", with(func(l *Layer) { l.Lists = []*Holidays{list, list} }), "layers[1].lists[1] list US"},
		{"no list", with(func(l *Layer) { l.Lists = []*Holidays{nil} }), "layers[1].lists[0] list"},
		{"all at once", Spec{
			Layers:   []Layer{{Zone: "Nowhere", Week: []Span{{5, 5}}}, {Zone: "Nowhere"}},
			Closures: []Layer{{Zone: "UTC", Week: []Span{{5, 5}}, Days: []Day{{Date: Date{2026, 2, 30}, Open: []DaySpan{{5, 5}}}}}},
		}, "layers[0].zone zone Nowhere, layers[0].week[0] span 5-5, layers[1].zone zone Nowhere, " +
			"closures[0].week[0] span 5-5, closures[0].days[0] date 2026-02-30, closures[0].days[0].open[0] day-span 5-5"},
	} {
		t.Run(v.name, func(t *testing.T) {
			v.spec.Name = "desk"
			c, err := Compile(v.spec, zones)
			if (c == nil) != (err != nil) {
				t.Fatalf("both or neither: %v, %v", c, err)
			}
			var got []string
			for _, f := range Faults(err) {
				got = append(got, strings.TrimSpace(fmt.Sprint(f.Place, " ", f.Rule, " ", f.Value)))
				if f.Calendar != "desk" || !strings.Contains(f.Error(), f.Place.String()) {
					t.Errorf("fault %v", f)
				}
			}
			if strings.Join(got, ", ") != v.want {
				t.Errorf("got %q, want %q", strings.Join(got, ", "), v.want)
			}
		})
	}
	t.Run("the loader's error is kept", func(t *testing.T) {
		lost := errors.New("lost the zones")
		_, err := Compile(Spec{Layers: []Layer{good}}, func(string) (*time.Location, error) { return nil, lost })
		if !errors.Is(err, lost) {
			t.Errorf("got %v", err)
		}
	})
}

// TestUntouched: Compile leaves the Spec as it was, and a later change of its
// slices changes no calendar.
func TestUntouched(t *testing.T) {
	open := []DaySpan{{700, 800}, {540, 600}}
	spec := Spec{Name: "x", Layers: []Layer{{
		Zone: "UTC", Week: nineToFive(),
		Days:    []Day{{Date: Date{2026, 3, 3}, Open: open}},
		Seasons: []Season{{From: MonthDay{7, 1}, To: MonthDay{7, 2}, Open: open}},
		Lists:   []*Holidays{{ID: "L", Days: []Day{{Date: Date{2026, 3, 4}, Open: open}}}},
	}}}
	before := fmt.Sprint(spec, spec.Layers[0].Lists[0].Days)
	c := compile(t, spec)
	day := at(t, "2026-03-03 00:00", "UTC")
	was := c.Between(day, day.AddDate(0, 6, 0))
	if after := fmt.Sprint(spec, spec.Layers[0].Lists[0].Days); after != before {
		t.Errorf("the spec became %s", after)
	}
	spec.Layers[0].Week[0] = Span{0, weekMinutes}
	spec.Layers[0].Days[0].Date = Date{2026, 3, 5}
	c.table.Store(nil)
	if now := c.Between(day, day.AddDate(0, 6, 0)); now != was {
		t.Errorf("between was %v and is %v", was, now)
	}
	if c.Name() != "x" || c.Always() {
		t.Errorf("name %q, always %v", c.Name(), c.Always())
	}
}

// TestSeveralOnOneDate: what two lists and a season leave open together stays
// open; the layer's own day overrules them.
func TestSeveralOnOneDate(t *testing.T) {
	morning, day := []DaySpan{{540, 720}}, []DaySpan{{660, 1020}}
	date := Date{2026, 3, 3}
	l := Layer{Zone: "UTC", Week: nineToFive(), Lists: []*Holidays{
		{ID: "A", Days: []Day{{Date: date, Name: "a", Open: morning}}},
		{ID: "B", Days: []Day{{Date: date, Name: "b", Open: day}}},
	}}
	from := at(t, "2026-03-03 00:00", "UTC")
	hours := func(l Layer) time.Duration {
		return compile(t, Spec{Layers: []Layer{l}}).Between(from, from.AddDate(0, 0, 1))
	}
	if got := hours(l); got != time.Hour {
		t.Errorf("two lists leave %v", got)
	}
	l.Seasons = []Season{{From: MonthDay{3, 1}, To: MonthDay{3, 5}, Open: []DaySpan{{690, 1440}}}}
	if got := hours(l); got != time.Hour/2 {
		t.Errorf("with the season %v", got)
	}
	l.Days = []Day{{Date: date, Open: []DaySpan{{0, 1440}}}}
	if got := hours(l); got != 24*time.Hour {
		t.Errorf("its own day has %v", got)
	}
}
