package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLint: K6. Edges where clocks change are named, in zones whose clocks do.
func TestLint(t *testing.T) {
	week := func(zone string, spans ...Span) Spec {
		return Spec{Layers: []Layer{{Name: "L", Zone: zone, Week: spans}}}
	}
	date := Date{2026, 12, 24}
	for _, v := range []struct {
		name string
		spec Spec
		want string
	}{
		{"office hours are fine", week("Europe/Oslo", nineToFive()...), ""},
		{"midnight is fine", week("Europe/Oslo", Span{0, 1440}), ""},
		{"00:01 is the first doubt", week("Europe/Oslo", Span{1, 600}), "layers[0].week[0] clock-change 1"},
		{"03:59 the last", week("Europe/Oslo", Span{1440 + 600, 2*1440 + 239}), "layers[0].week[0] clock-change 239"},
		{"04:00 is none", week("Europe/Oslo", Span{240, 600}), ""},
		{"both edges", week("Europe/Oslo", Span{120, 180}), "layers[0].week[0] clock-change 120, layers[0].week[0] clock-change 180"},
		{"an edge over Sunday's end", week("Europe/Oslo", Span{9960, 10080 + 120}), "layers[0].week[0] clock-change 120"},
		{"no clock change in Tokyo", week("Asia/Tokyo", Span{120, 180}), ""},
		{"nor in UTC", week("UTC", Span{120, 180}), ""},
		{"an unknown zone is Compile's", week("Europe/Olso", Span{120, 180}), ""},
		{"so is an impossible span", week("Europe/Oslo", Span{180, 120}), ""},
		{"a day", Spec{Layers: []Layer{{Zone: "Europe/Oslo", Days: []Day{{Date: date, Open: []DaySpan{{120, 600}}}}}}}, "layers[0].days[0].open[0] clock-change 120 2026-12-24"},
		{"a season", Spec{Layers: []Layer{{Zone: "Europe/Oslo", Seasons: []Season{{Open: []DaySpan{{0, 1440}, {120, 600}}}}}}}, "layers[0].seasons[0].open[1] clock-change 120, layers[0].seasons[0].open[1] overlap 120"},
		{"a list", Spec{Layers: []Layer{{Zone: "Europe/Oslo", Lists: []*Holidays{nil, {Days: []Day{{Date: date, Open: []DaySpan{{120, 600}}}}}}}}}, "layers[0].lists[1].days[0].open[0] clock-change 120 2026-12-24"},
		{"a closure", Spec{Closures: []Layer{{Zone: "Europe/Oslo", Week: []Span{{120, 600}}}}}, "closures[0].week[0] clock-change 120"},
		{"spans that overlap (K11)", week("UTC", Span{540, 720}, Span{700, 1020}), "layers[0].week[1] overlap 700"},
		{"spans that touch do not", week("UTC", Span{540, 720}, Span{720, 1020}), ""},
		{"overlap over Sunday's end, once", week("UTC", Span{0, 600}, Span{9960, 10080 + 1500}), "layers[0].week[1] overlap 0"},
		{"hours of a date that overlap", Spec{Layers: []Layer{{Zone: "UTC", Days: []Day{{Date: date, Open: []DaySpan{{540, 720}, {700, 800}}}}}}}, "layers[0].days[0].open[1] overlap 700 2026-12-24"},
	} {
		t.Run(v.name, func(t *testing.T) {
			var got []string
			for _, f := range Lint(v.spec, zones) {
				line := fmt.Sprint(f.Place, " ", f.Doubt, " ", f.Minute)
				if !f.Date.IsZero() {
					line += " " + f.Date.String()
				}
				got = append(got, line)
			}
			if strings.Join(got, ", ") != v.want {
				t.Errorf("got %q, want %q", strings.Join(got, ", "), v.want)
			}
		})
	}
}

func TestDate(t *testing.T) {
	for _, v := range []struct {
		in string
		ok bool
	}{
		{"2026-12-25", true}, {"2024-02-29", true}, {"1970-01-01", true}, {"0001-01-01", true},
		{"2026-02-29", false}, {"2026-13-01", false}, {"2026-1-1", false}, {"", false}, {"2026-12-25T00:00:00Z", false},
	} {
		var d Date
		if err := d.UnmarshalText([]byte(v.in)); (err == nil) != v.ok {
			t.Errorf("%q: %v", v.in, err)
		} else if v.ok {
			b, _ := d.MarshalText()
			if string(b) != v.in || !d.Valid() {
				t.Errorf("%q came back as %q", v.in, b)
			}
		}
	}
	for d := (Date{1969, 12, 1}); d.Year < 2030; d = d.Plus(1) {
		next := d.Plus(1)
		if d.Compare(next) != -1 || next.Compare(d) != 1 || d.Compare(d) != 0 || !d.Valid() || next.Plus(-1) != d {
			t.Fatalf("%v and %v", d, next)
		}
		if want := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC); DateOf(want) != d || d.Weekday() != want.Weekday() {
			t.Fatalf("%v is %v", d, want)
		}
	}
	for _, d := range []Date{{}, {2026, 2, 30}, {2026, 0, 1}, {2026, 1, 0}, {2026, 13, 1}} {
		if d.Valid() {
			t.Errorf("%v is valid", d)
		}
	}
	if !(Date{}).IsZero() || (Date{1, 1, 1}).IsZero() {
		t.Error("IsZero")
	}
}

func TestAt(t *testing.T) {
	for day, want := range map[time.Weekday]int{time.Monday: 0, time.Saturday: 5 * 1440, time.Sunday: 6 * 1440} {
		if got := At(day, 17, 30); got != want+17*60+30 {
			t.Errorf("%v 17:30 is %d", day, got)
		}
	}
}
