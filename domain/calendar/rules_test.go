package calendar

import (
	"testing"
	"time"
)

// TestRules works through the rules by hand, in the words of the wall clock.
func TestRules(t *testing.T) {
	office := func(zone string, days ...Day) Spec {
		return Spec{Layers: []Layer{{Name: "office", Zone: zone, Week: nineToFive(), Days: days}}}
	}
	sundays := func(zone string, spans ...DaySpan) Spec {
		l := Layer{Zone: zone}
		for _, s := range spans {
			l.Week = append(l.Week, Span{At(time.Sunday, 0, s.From), At(time.Sunday, 0, s.To)})
		}
		return Spec{Layers: []Layer{l}}
	}
	nights := Spec{Layers: []Layer{{
		Zone: "Europe/Berlin", Week: weekdays(22*60, 30*60, workdays...),
		Days: []Day{{Date: Date{2026, 5, 1}, Name: "Labour Day"}}, // a Friday
	}}}
	yearEnd := Spec{Layers: []Layer{{
		Zone: "Asia/Tokyo", Week: weekdays(8*60, 17*60+30, workdays...),
		Seasons: []Season{{Name: "year end", From: MonthDay{12, 29}, To: MonthDay{1, 3}}},
		Days:    []Day{{Date: Date{2026, 12, 30}, Name: "inventory", Open: []DaySpan{{600, 660}}}},
	}}}
	maintenance := Spec{
		Layers: []Layer{{Zone: "UTC", Week: []Span{{0, weekMinutes}}}},
		Closures: []Layer{
			{Name: "maintenance", Zone: "UTC", Week: []Span{{At(time.Sunday, 23, 0), At(time.Sunday, 25, 0)}}},
			{Name: "move", Zone: "UTC", Days: []Day{{Date: Date{2026, 3, 4}, Open: []DaySpan{{0, 1440}}}}},
		},
	}
	for _, v := range []struct {
		name  string
		spec  Spec
		zone  string
		start string
		d     time.Duration
		want  string
	}{
		{"K1: the close is shut, the opening is not", office("Europe/Oslo"), "Europe/Oslo", "2026-03-02 17:00", 1, "2026-03-03 09:00:00.000000001"},
		{"K2: due exactly at the close", office("Europe/Oslo"), "Europe/Oslo", "2026-03-02 09:00", 8 * time.Hour, "2026-03-02 17:00"},
		{"K2: a millisecond more is tomorrow's first", office("Europe/Oslo"), "Europe/Oslo", "2026-03-02 09:00", 8*time.Hour + time.Millisecond, "2026-03-03 09:00:00.001"},
		{"K3: from Saturday the count starts on Monday", office("Europe/Oslo"), "Europe/Oslo", "2026-03-07 12:00", time.Hour, "2026-03-09 10:00"},
		{"K4: nothing added on Saturday is Saturday", office("Europe/Oslo"), "Europe/Oslo", "2026-03-07 12:00", 0, "2026-03-07 12:00"},
		{"K5: an opening that the clock skips is the change", sundays("Europe/Oslo", DaySpan{150, 300}), "Europe/Oslo", "2026-03-29 00:00", time.Minute, "2026-03-29 03:01"},
		{"K5: a close that the clock skips is the change", sundays("Europe/Oslo", DaySpan{60, 150}), "Europe/Oslo", "2026-03-29 00:00", time.Hour, "2026-03-29 03:00"},
		{"K5: a span in the skipped hour vanishes", sundays("Europe/Oslo", DaySpan{120, 180}), "Europe/Oslo", "2026-03-29 00:00", time.Hour, "2026-04-05 03:00"},
		{"K6: the hour that comes twice counts twice", sundays("Europe/Oslo", DaySpan{120, 180}, DaySpan{600, 660}), "Europe/Oslo", "2026-10-25 00:00", 2*time.Hour + 1, "2026-10-25 10:00:00.000000001"},
		{"K7: the short Sunday has its hours by the clock", sundays("America/New_York", DaySpan{540, 1020}), "America/New_York", "2026-03-08 06:00", time.Hour, "2026-03-08 10:00"},
		{"K7: and the long one", sundays("America/New_York", DaySpan{540, 1020}), "America/New_York", "2026-11-01 06:00", time.Hour, "2026-11-01 10:00"},
		{"K7: a whole Sunday may have 23 hours", sundays("America/New_York", DaySpan{0, 1440}), "America/New_York", "2026-03-08 00:00", 23 * time.Hour, "2026-03-09 00:00"},
		{"K7: or 25", sundays("America/New_York", DaySpan{0, 1440}), "America/New_York", "2026-11-01 00:00", 25 * time.Hour, "2026-11-02 00:00"},
		{"K7: 24x7 is time itself", Spec{Always: true}, "America/New_York", "2026-03-07 12:00", 24 * time.Hour, "2026-03-08 13:00"},
		{"K8: a day whose midnight does not exist", sundays("Asia/Beirut", DaySpan{0, 60}, DaySpan{120, 180}), "Asia/Beirut", "2026-03-28 12:00", time.Hour, "2026-03-29 03:00"},
		{"K8: a midnight that comes twice", sundays("America/Havana", DaySpan{0, 60}), "America/Havana", "2026-11-01 00:00", 2 * time.Hour, "2026-11-01 01:00"},
		{"K9: a holiday takes its own date's part of both nights", nights, "Europe/Berlin", "2026-04-30 12:00", 2*time.Hour + 1, "2026-05-02 00:00:00.000000001"},
		{"K9: a night over Sunday's end", Spec{Layers: []Layer{{Zone: "UTC", Week: []Span{{9960, 10440}}}}}, "UTC", "2026-03-01 12:00", 8 * time.Hour, "2026-03-02 06:00"},
		{"K9: three days at a stretch", Spec{Layers: []Layer{{Zone: "UTC", Week: []Span{{At(time.Friday, 18, 0), At(time.Friday, 18, 0) + 60*60}}}}}, "UTC", "2026-03-06 12:00", 60 * time.Hour, "2026-03-09 06:00"},
		{"K10: a holiday is a date of the layer's zone", office("Pacific/Auckland", Day{Date: Date{2026, 2, 6}}), "UTC", "2026-02-05 04:00", time.Hour, "2026-02-08 21:00"},
		{"K11: lunch is shut", Spec{Layers: []Layer{{Zone: "UTC", Week: append(weekdays(540, 720, workdays...), weekdays(780, 1020, workdays...)...)}}}, "UTC", "2026-03-02 11:00", 2 * time.Hour, "2026-03-02 14:00"},
		{"K11: spans that touch are one", Spec{Layers: []Layer{{Zone: "UTC", Week: append(weekdays(540, 720, workdays...), weekdays(700, 1020, workdays...)...)}}}, "UTC", "2026-03-02 11:00", 6 * time.Hour, "2026-03-02 17:00"},
		{"K12: a weekend of 46 hours", followTheSun(), "America/Los_Angeles", "2026-01-09 16:00", time.Hour + 1, "2026-01-11 15:00:00.000000001"},
		{"a short day", office("Europe/Oslo", Day{Date: Date{2026, 3, 3}, Open: []DaySpan{{540, 600}}}), "Europe/Oslo", "2026-03-03 08:00", 2 * time.Hour, "2026-03-04 10:00"},
		{"a day opened on a Saturday", office("Europe/Oslo", Day{Date: Date{2026, 3, 7}, Open: []DaySpan{{540, 600}}}), "Europe/Oslo", "2026-03-06 17:00", time.Hour, "2026-03-07 10:00"},
		{"year end, over New Year", yearEnd, "Asia/Tokyo", "2026-12-30 12:00", time.Hour, "2027-01-04 09:00"},
		{"year end gives way to the layer's own day", yearEnd, "Asia/Tokyo", "2026-12-29 12:00", time.Hour, "2026-12-30 11:00"},
		{"a closure every week", maintenance, "UTC", "2026-03-01 22:00", 2 * time.Hour, "2026-03-02 02:00"},
		{"a closure of a date", maintenance, "UTC", "2026-03-03 23:00", 2 * time.Hour, "2026-03-05 01:00"},
		{"milliseconds go through", office("Europe/Oslo"), "Europe/Oslo", "2026-03-02 16:59:59.999", time.Second, "2026-03-03 09:00:00.999"},
	} {
		t.Run(v.name, func(t *testing.T) {
			start, want := at(t, v.start, v.zone), at(t, v.want, v.zone)
			got, ok := compile(t, v.spec).Add(start, v.d)
			if !ok || !got.Equal(want) {
				t.Errorf("Add(%s, %v) = %v %v, want %v", v.start, v.d, got.In(want.Location()), ok, v.want)
			}
		})
	}
}

// TestZonesByName: K10. Two loads of one zone are one zone, whatever the
// loader hands out.
func TestZonesByName(t *testing.T) {
	loads := 0
	c, err := Compile(Spec{Layers: []Layer{
		{Zone: "Europe/Oslo", Week: nineToFive(), Days: []Day{{Date: Date{2026, 5, 1}}}},
		{Zone: "Europe/Oslo", Week: nineToFive(), Lists: []*Holidays{{ID: "NO", Days: []Day{{Date: Date{2026, 5, 1}}}}}},
	}}, func(name string) (*time.Location, error) {
		loads++
		return goZone(name)
	})
	if err != nil || loads != 1 {
		t.Fatalf("%d loads, %v", loads, err)
	}
	if a := at(t, "2026-05-01 12:00", "Europe/Oslo"); c.Open(a) || c.Open(a.UTC()) {
		t.Error("open on the holiday")
	}
}

// TestLongStep compares real calendars with the model at every minute of a leap
// year; with -calendar.probes=3000 of six years (18.9 million minutes).
func TestLongStep(t *testing.T) {
	us := &Holidays{ID: "US", Days: []Day{{Date: Date{2028, 7, 4}}, {Date: Date{2028, 11, 23}}, {Date: Date{2028, 12, 25}}}}
	year, years := 2028, 1
	switch {
	case *probesFlag >= 3000:
		year, years = 2025, 6
	case testing.Short():
		years = 0
	}
	from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(years, 0, 0)
	if years == 0 {
		from, to = from.AddDate(0, 9, 0), from.AddDate(1, 0, 0)
	}
	for name, spec := range map[string]Spec{
		"New York": {Layers: []Layer{{Zone: "America/New_York", Week: nineToFive(), Lists: []*Holidays{us}}}},
		"24x5":     followTheSun(),
		"three sites": {Layers: []Layer{
			{Zone: "America/New_York", Week: weekdays(480, 1260, workdays...), Lists: []*Holidays{us}},
			{Zone: "Europe/London", Week: append(weekdays(480, 720, workdays...), weekdays(780, 1080, workdays...)...)},
			{Zone: "Asia/Tokyo", Week: weekdays(480, 1050, workdays...),
				Seasons: []Season{{Name: "year end", From: MonthDay{12, 29}, To: MonthDay{1, 3}}}},
		}},
		"Cairo at night": {Layers: []Layer{{Zone: "Africa/Cairo", Week: weekdays(22*60, 30*60, time.Sunday, time.Thursday, time.Saturday)}}},
		"Lord Howe":      {Layers: []Layer{{Zone: "Australia/Lord_Howe", Week: []Span{{At(time.Saturday, 12, 0), At(time.Saturday, 12, 0) + 3000}}}}},
		"never on New Year": {
			Layers:   []Layer{{Zone: "Atlantic/Azores", Week: []Span{{0, weekMinutes}}}},
			Closures: []Layer{{Zone: "Pacific/Apia", Seasons: []Season{{From: MonthDay{12, 31}, To: MonthDay{1, 1}, Open: []DaySpan{{0, 1440}}}}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, m := compile(t, spec), newModel(t, spec, zones)
			start, open := from.UnixNano(), int64(0)
			for ns := start; ns < to.UnixNano(); ns += minute {
				if got := c.BetweenNano(start, ns); int64(got) != open {
					t.Fatalf("open up to %s: %v, want %v", stamp(ns), got, time.Duration(open))
				}
				if !m.open(utc(ns)) {
					continue
				}
				open += minute
				if due, ok := c.AddNano(start, time.Duration(open)); !ok || due != ns+minute {
					t.Fatalf("%v from the start is %s, want %s", time.Duration(open), stamp(due), stamp(ns+minute))
				}
			}
		})
	}
}
