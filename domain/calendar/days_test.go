package calendar

import (
	"testing"
	"time"
)

// TestAddDays tells the rule of K25 in worked cases.
func TestAddDays(t *testing.T) {
	office := Spec{Layers: []Layer{{
		Name: "Oslo", Zone: "Europe/Oslo", Week: nineToFive(),
		Lists: []*Holidays{{ID: "NO", Days: []Day{
			{Date: Date{2026, 5, 1}, Name: "Labour Day"},
			{Date: Date{2026, 12, 24}, Name: "Christmas Eve", Open: []DaySpan{{9 * 60, 12 * 60}}},
			{Date: Date{2026, 12, 25}, Name: "Christmas Day"},
		}}},
	}}}
	night := Spec{Layers: []Layer{{Zone: "Europe/Oslo", Week: weekdays(22*60, 30*60, time.Monday, time.Thursday)}}}
	apia := Spec{Layers: []Layer{{Zone: "Pacific/Apia", Week: []Span{{0, weekMinutes}}}}}
	always := Spec{Always: true}
	hour := func(zone string, from int) Spec {
		return Spec{Layers: []Layer{{Zone: zone, Week: weekdays(from, from+60, workdays...)}}}
	}
	for _, v := range []struct {
		name  string
		spec  Spec
		start string
		n     int
		r     Receipt
		zone  string
		want  string // empty: ok=false
	}{
		{"before the cut-off today is the day of receipt", office, "2026-04-27 13:59", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-28 17:00"},
		{"at the cut-off it is tomorrow", office, "2026-04-27 14:00", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-29 17:00"},
		{"a millisecond before is before", office, "2026-04-27 13:59:59.999", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-28 17:00"},
		{"on Saturday it is Monday, whatever the hour", office, "2026-04-25 08:00", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-28 17:00"},
		{"on a holiday it is the next business day", office, "2026-05-01 08:00", 0, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-05-04 17:00"},
		{"a holiday is no business day on the way", office, "2026-04-29 08:00", 2, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-05-04 17:00"},
		{"a short day is one, and closes early", office, "2026-12-23 08:00", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-12-24 12:00"},
		{"no days is the close of the day of receipt", office, "2026-04-27 08:00", 0, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-27 17:00"},
		{"ten days are two weeks, not eighty hours", office, "2026-06-01 08:00", 10, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-06-15 17:00"},
		{"the whole day counts with 24:00", office, "2026-04-27 23:59", 1, Receipt{CutOff: 1440}, "Europe/Oslo", "2026-04-28 17:00"},
		{"and none of it with 00:00", office, "2026-04-27 00:00", 1, Receipt{CutOff: 0}, "Europe/Oslo", "2026-04-29 17:00"},
		{"the date is the receipt zone's", office, "2026-04-27 23:00", 1, Receipt{CutOff: 14 * 60, Zone: "Asia/Tokyo"}, "Europe/Oslo", "2026-04-29 17:00"},
		{"a cut-off that the clock skips is the change: before it", always, "2026-03-29 01:59:59", 0, Receipt{CutOff: 150, Zone: "Europe/Oslo"}, "Europe/Oslo", "2026-03-30 00:00"},
		{"and after it", always, "2026-03-29 03:00", 0, Receipt{CutOff: 150, Zone: "Europe/Oslo"}, "Europe/Oslo", "2026-03-31 00:00"},
		{"a night shift's day closes at midnight", night, "2026-04-27 08:00", 0, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-28 00:00"},
		{"and goes on as the next day", night, "2026-04-27 08:00", 1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", "2026-04-28 06:00"},
		{"a date that a zone skipped is none", apia, "2011-12-29 08:00", 1, Receipt{CutOff: 14 * 60}, "Pacific/Apia", "2012-01-01 00:00"},
		{"the first hour of the earliest date", hour("Pacific/Kiritimati", 0), "2026-04-27 00:00", 0, Receipt{CutOff: 60}, "Pacific/Kiritimati", "2026-04-27 01:00"},
		{"the last hour of the latest date", hour("Etc/GMT+12", 23*60), "2026-04-27 00:00", 0, Receipt{CutOff: 60}, "Etc/GMT+12", "2026-04-28 00:00"},
		{"24x7 closes at midnight of the zone", always, "2026-04-25 08:00", 1, Receipt{CutOff: 14 * 60, Zone: "Asia/Tokyo"}, "Asia/Tokyo", "2026-04-27 00:00"},
		{"a negative number is refused", office, "2026-04-27 08:00", -1, Receipt{CutOff: 14 * 60}, "Europe/Oslo", ""},
		{"so is an impossible cut-off", office, "2026-04-27 08:00", 1, Receipt{CutOff: 1441}, "Europe/Oslo", ""},
		{"so is an unknown zone", office, "2026-04-27 08:00", 1, Receipt{CutOff: 60, Zone: "Europe/Olso"}, "Europe/Oslo", ""},
		{"so is a day behind the end", office, "2199-12-31 08:00", 1, Receipt{CutOff: 60}, "Europe/Oslo", ""},
	} {
		t.Run(v.name, func(t *testing.T) {
			c := compile(t, v.spec)
			got, ok := c.AddDays(at(t, v.start, v.zone), v.n, v.r)
			if v.want == "" {
				if ok {
					t.Errorf("got %v", got)
				}
				return
			}
			if want := at(t, v.want, v.zone); !ok || !got.Equal(want) {
				t.Errorf("got %v %v, want %v", got.In(want.Location()), ok, want)
			}
		})
	}
}

// TestAddDaysStepping counts business days minute by minute around clock
// changes, in the receipt's own zone and cut-offs at the change (K5, K6, K8, K25).
func TestAddDaysStepping(t *testing.T) {
	r := random(t)
	d := dice(r.IntN)
	db := databases(t)[0]
	compared := 0
	for range probes(100) {
		f, middle := d.focus(t, db)
		spec := d.spec(f)
		c, err := Compile(spec, db.load)
		if err != nil {
			continue
		}
		from := middle.Add(-8 * 24 * time.Hour).Truncate(time.Minute)
		tl := newModel(t, spec, db.load).timeline(from, 16*24*60)
		receipt := Receipt{CutOff: d.minute(f), Zone: f.zone}
		if d.odds(3) {
			receipt.Zone = pick(d, nasty)
		}
		loc, _ := db.load(receipt.Zone)
		days := stepDays(tl, loc, receipt.CutOff)
		for range 60 {
			ns := tl.lo + int64(d(len(tl.open)))*minute + int64(d(3)-1)*int64(d(60_000))*1e6
			n := d(4)
			if ns < tl.lo || ns >= tl.hi() {
				continue
			}
			want, known := days.add(ns, DateOf(utc(ns).In(loc)), n)
			if !known {
				continue
			}
			compared++
			if got, ok := c.AddDays(utc(ns), n, receipt); !ok || got.UnixNano() != want {
				t.Fatalf("AddDays(%s, %d, %v) = %v %v, want %s\n%s", stamp(ns), n, receipt, got, ok, stamp(want), show(spec))
			}
		}
	}
	if compared < probes(100)*10 {
		t.Errorf("only %d answers compared", compared)
	}
}

// A stepped is a local date as a minute-by-minute look sees it.
type stepped struct {
	date  Date
	cut   int64 // first minute showing the cut-off or later, -1: none
	close int64 // end of the last open minute, -1: none
}

type steppedDays []stepped

func stepDays(tl *timeline, loc *time.Location, cutOff int) steppedDays {
	byDate := map[Date]*stepped{}
	var days steppedDays
	var first, last Date
	for i, open := range tl.open {
		ns := tl.lo + int64(i)*minute
		local := utc(ns).In(loc)
		date := DateOf(local)
		if i == 0 {
			first = date
		}
		last = date
		if byDate[date] == nil {
			byDate[date] = &stepped{date, -1, -1}
		}
		s := byDate[date]
		if h, m, _ := local.Clock(); s.cut < 0 && h*60+m >= cutOff {
			s.cut = ns
		}
		if open {
			s.close = ns + minute
		}
	}
	for d := first.Plus(1); d.Compare(last) < 0; d = d.Plus(1) { // the outer two are cut off
		if byDate[d] != nil {
			days = append(days, *byDate[d])
		}
	}
	return days
}

func (days steppedDays) add(ns int64, date Date, n int) (int64, bool) {
	for i, s := range days {
		if s.date != date {
			continue
		}
		if s.cut >= 0 && ns >= s.cut {
			i++
		}
		for ; i < len(days); i++ {
			if days[i].close < 0 {
				continue
			}
			if n == 0 {
				return days[i].close, true
			}
			n--
		}
	}
	return 0, false
}

// TestNoLoader: 24x7 compiled without zones has the dates of UTC and no others.
func TestNoLoader(t *testing.T) {
	c, err := Compile(Spec{Always: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	start := at(t, "2026-04-25 23:00", "UTC")
	if due, ok := c.AddDays(start, 0, Receipt{CutOff: 1440}); !ok || !due.Equal(at(t, "2026-04-26 00:00", "UTC")) {
		t.Errorf("got %v %v", due, ok)
	}
	if due, ok := c.AddDays(start, 0, Receipt{CutOff: 1440, Zone: "Asia/Tokyo"}); ok {
		t.Errorf("in a zone nobody can load: %v", due)
	}
}

func TestReceiptCheck(t *testing.T) {
	for _, v := range []struct {
		name string
		r    Receipt
		ok   bool
	}{
		{"start of day", Receipt{}, true},
		{"end of day", Receipt{CutOff: 1440}, true},
		{"with a zone", Receipt{CutOff: 900, Zone: "Asia/Tokyo"}, true},
		{"before the day", Receipt{CutOff: -1}, false},
		{"after the day", Receipt{CutOff: 1441}, false},
		{"no such zone", Receipt{Zone: "Asia/Tokio"}, false},
		{"the machine's zone", Receipt{Zone: "Local"}, false},
	} {
		t.Run(v.name, func(t *testing.T) {
			if err := v.r.Check(zones); (err == nil) != v.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}
