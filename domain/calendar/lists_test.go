package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestExpected(t *testing.T) {
	list := &Holidays{ID: "SG", Days: []Day{
		{Date: Date{2027, 3, 10}, Name: "Hari Raya Puasa", Expected: true}, // a Wednesday
		{Date: Date{2027, 5, 17}, Name: "Hari Raya Haji", Expected: true},  // a Monday
		{Date: Date{2027, 5, 1}, Name: "Labour Day"},                       // a Saturday, announced
		{Date: Date{2027, 8, 14}, Name: "a feast", Expected: true},         // a Saturday
		{Date: Date{2027, 9, 19}, Name: "a moon cake", Expected: true},     // a Sunday
	}}
	sg := Layer{Zone: "Asia/Singapore", Week: nineToFive(), Lists: []*Holidays{list}}
	own := sg
	own.Days = []Day{{Date: Date{2027, 3, 10}, Name: "we work", Open: []DaySpan{{540, 1020}}}}
	opened := Layer{Zone: "Asia/Singapore", Week: weekdays(540, 1020, time.Tuesday), Days: []Day{
		{Date: Date{2027, 8, 14}, Name: "open day", Expected: true, Open: []DaySpan{{540, 600}}}}}
	for _, v := range []struct {
		name     string
		spec     Spec
		from, to string // in Singapore
		want     string
	}{
		{"on the day", Spec{Layers: []Layer{sg}}, "2027-03-09 12:00", "2027-03-11 12:00", "Hari Raya Puasa"},
		{"announced ones are certain", Spec{Layers: []Layer{sg}}, "2027-04-25 12:00", "2027-05-05 12:00", ""},
		{"the moon may be a day early", Spec{Layers: []Layer{sg}}, "2027-03-08 12:00", "2027-03-09 12:00", "Hari Raya Puasa"},
		{"or late", Spec{Layers: []Layer{sg}}, "2027-03-11 09:00", "2027-03-11 12:00", "Hari Raya Puasa"},
		{"but not by two", Spec{Layers: []Layer{sg}}, "2027-03-01 09:00", "2027-03-09 00:00", ""},
		{"nor by two the other way", Spec{Layers: []Layer{sg}}, "2027-03-12 00:00", "2027-03-14 00:00", ""},
		{"a Saturday that may become a Friday", Spec{Layers: []Layer{sg}}, "2027-08-12 09:00", "2027-08-15 09:00", "a feast"},
		{"but only if the Friday matters", Spec{Layers: []Layer{sg}}, "2027-08-14 00:00", "2027-08-16 00:00", ""},
		{"a Sunday that may become a Monday", Spec{Layers: []Layer{sg}}, "2027-09-18 09:00", "2027-09-20 09:00", "a moon cake"},
		{"two, by date", Spec{Layers: []Layer{sg}}, "2027-03-01 09:00", "2027-06-20 09:00", "Hari Raya Puasa, Hari Raya Haji"},
		{"once for two layers with one list", Spec{Layers: []Layer{sg, sg}}, "2027-03-09 12:00", "2027-03-11 12:00", "Hari Raya Puasa"},
		{"not if the layer decided itself", Spec{Layers: []Layer{own}}, "2027-03-10 08:00", "2027-03-10 12:00", ""},
		{"an opening is one, too", Spec{Layers: []Layer{opened}}, "2027-08-13 09:00", "2027-08-15 09:00", "open day"},
		{"nothing rests on nothing", Spec{Layers: []Layer{sg}}, "2027-03-10 12:00", "2027-03-10 12:00", ""},
		{"24x7 rests on no list", Spec{Always: true}, "2027-03-01 12:00", "2027-03-20 12:00", ""},
		{"closures count", Spec{Layers: []Layer{{Zone: "UTC", Week: nineToFive()}}, Closures: []Layer{opened}}, "2027-08-13 09:00", "2027-08-15 09:00", "open day"},
	} {
		t.Run(v.name, func(t *testing.T) {
			var names []string
			for _, d := range compile(t, v.spec).Expected(at(t, v.from, "Asia/Singapore"), at(t, v.to, "Asia/Singapore")) {
				names = append(names, d.Name)
			}
			if got := strings.Join(names, ", "); got != v.want {
				t.Errorf("got %q, want %q", got, v.want)
			}
		})
	}
}

func TestListsEnd(t *testing.T) {
	us := &Holidays{ID: "US", Ends: Date{2027, 12, 31}}
	gb := &Holidays{ID: "GB", Ends: Date{2028, 12, 31}}
	open := &Holidays{ID: "open"}
	c := compile(t, Spec{
		Layers: []Layer{
			{Zone: "America/New_York", Week: nineToFive(), Lists: []*Holidays{us, open}},
			{Zone: "America/Chicago", Week: nineToFive(), Lists: []*Holidays{us}},
		},
		Closures: []Layer{{Zone: "Europe/London", Lists: []*Holidays{gb}}},
	})
	for _, v := range []struct {
		name     string
		from, to string
		want     string
	}{
		{"both lists hold", "2027-12-01 00:00", "2027-12-31 23:00", ""},
		{"up to the end of the last date, there", "2027-12-31 00:00", "2028-01-01 05:00", ""},
		{"and no further", "2027-12-31 00:00", "2028-01-01 05:00:00.001", "US"},
		{"one ends, though only b lies behind it", "2026-01-01 00:00", "2028-06-01 00:00", "US"},
		{"both end, each named once", "2028-06-01 00:00", "2029-01-02 00:00", "US, GB"},
		{"nothing rests on nothing", "2029-06-01 00:00", "2029-06-01 00:00", ""},
	} {
		t.Run(v.name, func(t *testing.T) {
			var ids []string
			for _, l := range c.ListsEnd(at(t, v.from, "UTC"), at(t, v.to, "UTC")) {
				ids = append(ids, l.ID)
			}
			if got := strings.Join(ids, ", "); got != v.want {
				t.Errorf("got %q, want %q", got, v.want)
			}
		})
	}
}
