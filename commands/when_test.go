package commands

import (
	"errors"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// oslo reads as of Wednesday 2026-11-18 15:00 in Oslo, the moment of the survey
// of date libraries that these readings answer to.
func oslo(t testing.TB) Reading {
	loc := zone(t, "Europe/Oslo")
	return Reading{Now: time.Date(2026, 11, 18, 15, 0, 0, 0, loc), Zone: loc, Zones: time.LoadLocation}
}

func at(r Reading, when, zone string) Reading {
	if loc, err := time.LoadLocation(zone); err == nil {
		r.Zone = loc
		r.Now, err = time.ParseInLocation("2006-01-02 15:04", when, loc)
		if err != nil {
			panic(err)
		}
	}
	return r
}

func past(r Reading) Reading { r.Past = true; return r }

// one is what a text must be read as: a moment, or a refusal's code and place.
type one struct {
	text string
	want string // RFC 3339 in UTC
	code WhenCode
	at   string
}

func (r Reading) tryAll(t *testing.T, tests []one) {
	t.Helper()
	for _, tt := range tests {
		got, err := r.When(tt.text)
		if tt.want != "" {
			if err != nil || got.Format(time.RFC3339) != tt.want {
				t.Errorf("%q = %s, %v, want %s", tt.text, got.Format(time.RFC3339), err, tt.want)
			}
			continue
		}
		var e *WhenError
		if !errors.As(err, &e) || e.Code != tt.code || tt.at != "" && e.At != tt.at {
			t.Errorf("%q = %s, %#v, want %s at %q", tt.text, got, err, tt.code, tt.at)
			continue
		}
		if len(e.Examples) == 0 {
			t.Errorf("%q: %s without an example", tt.text, e.Code)
		}
		for _, x := range e.Examples {
			if _, err := r.When(x); err != nil {
				t.Errorf("%q: example %q is refused itself: %v", tt.text, x, err)
			}
		}
	}
}

// TestWhenSurvey holds every row of the survey that found no library fit for
// people on call: right, or refused, never silently another time.
func TestWhenSurvey(t *testing.T) {
	oslo(t).tryAll(t, []one{
		{text: "in 2h", want: "2026-11-18T16:00:00Z"},
		{text: "next friday 10:00 Asia/Tokyo", want: "2026-11-27T01:00:00Z"},
		{text: "mon 9:00 JST", want: "2026-11-23T00:00:00Z"},
		{text: "2026-12-01 09:00", want: "2026-12-01T08:00:00Z"},
		{text: "12/01/2026", code: WhenOrder, at: "12/01/2026"},
		{text: "in 3 business days", code: WhenBusiness, at: "3 business days"},
		{text: "明日 10時", want: "2026-11-19T09:00:00Z"},
		{text: "neste fredag kl 10", want: "2026-11-27T09:00:00Z"},
	})
}

func TestWhenFuture(t *testing.T) {
	oslo(t).tryAll(t, []one{
		{text: "in 1h30m", want: "2026-11-18T15:30:00Z"},
		{text: "in 1h 30 min", want: "2026-11-18T15:30:00Z"},
		{text: "in 1.5h", want: "2026-11-18T15:30:00Z"},
		{text: "in an hour", want: "2026-11-18T15:00:00Z"},
		{text: "in 3 days", want: "2026-11-21T14:00:00Z"},
		{text: "in 3 days 09:00", want: "2026-11-21T08:00:00Z"},
		{text: "in 3 days at 09:00 JST", want: "2026-11-21T00:00:00Z"},
		{text: "om 2 timer", want: "2026-11-18T16:00:00Z"},
		{text: "now", want: "2026-11-18T14:00:00Z"},
		{text: "tomorrow 14:00", want: "2026-11-19T13:00:00Z"},
		{text: "14:00 tomorrow", want: "2026-11-19T13:00:00Z"},
		{text: "i morgen kl. 9.30", want: "2026-11-19T08:30:00Z"},
		{text: "today 16:30", want: "2026-11-18T15:30:00Z"},
		{text: "today 9:30", code: WhenIsPast},
		{text: "2026-12-01T09:00Z", want: "2026-12-01T09:00:00Z"},
		{text: "2026-12-01t09:00z", want: "2026-12-01T09:00:00Z"},
		{text: "2026-12-01T09:00", want: "2026-12-01T08:00:00Z"},
		{text: "2026-12-01T09:00+09:00", want: "2026-12-01T00:00:00Z"},
		{text: "2026-12-01T09:00 Asia/Tokyo", want: "2026-12-01T00:00:00Z"},
		{text: "2026/12/01 09:00", want: "2026-12-01T08:00:00Z"},
		{text: "2026-12-01 09:00 UTC+9", want: "2026-12-01T00:00:00Z"},
		{text: "2026-12-01 09:00 asia/tokyo", want: "2026-12-01T00:00:00Z"},
		{text: "2026-12-01 09:00 america/new_york", want: "2026-12-01T14:00:00Z"},
		{text: "09:15", want: "2026-11-19T08:15:00Z"},
		{text: "at 15:00", want: "2026-11-18T14:00:00Z"},
		{text: "at 14:59", want: "2026-11-19T13:59:00Z"},
		{text: "4:30pm", want: "2026-11-18T15:30:00Z"},
		{text: "4:30 PM", want: "2026-11-18T15:30:00Z"},
		{text: "10 am on friday", want: "2026-11-20T09:00:00Z"},
		{text: "noon", want: "2026-11-19T11:00:00Z"},
		{text: "wed 16:00", want: "2026-11-18T15:00:00Z"},
		{text: "wed 9:00", want: "2026-11-25T08:00:00Z"},
		{text: "fri, 9:00", want: "2026-11-20T08:00:00Z"},
		{text: "this friday 9:00", want: "2026-11-20T08:00:00Z"},
		{text: "this monday 9:00", code: WhenIsPast},
		{text: "next wednesday 9:00", want: "2026-11-25T08:00:00Z"},
		{text: "next sunday 9:00", want: "2026-11-29T08:00:00Z"},
		{text: "1 Dec 09:00", want: "2026-12-01T08:00:00Z"},
		{text: "Dec 1st, 2027 09:00", want: "2027-12-01T08:00:00Z"},
		{text: "17 nov 09:00", want: "2027-11-17T08:00:00Z"},
		{text: "29 feb 09:00", want: "2028-02-29T08:00:00Z"},
		{text: "来週金曜日10時30分", want: "2026-11-27T09:30:00Z"},
		{text: "tomorrow 14:00", want: "2026-11-19T13:00:00Z"},
		{text: "１４：００ tomorrow", want: "2026-11-19T13:00:00Z"},

		{text: "", code: WhenUnknown},
		{text: "in", code: WhenUnknown, at: "in"},
		{text: "soon", code: WhenUnknown, at: "soon"},
		{text: "tomorrow", code: WhenNoTime, at: "tomorrow"},
		{text: "tomorrow 14:00 sharp", code: WhenUnknown, at: "sharp"},
		{text: "2h", code: WhenUnknown, at: "2h"},
		{text: "2h ago", code: WhenIsPast},
		{text: "in 1 week 2 days 3 hours 4 minutes 5 seconds UTC", want: "2026-11-27T17:04:05Z"},
		{text: "in 1 week 2 days 3 hours 4 minutes 5 seconds UTC sharp", code: WhenUnknown, at: "sharp"},
		{text: "2026-12/01 09:00", code: WhenUnknown, at: "2026-12/01"},
		{text: "2時間後", code: WhenUnknown, at: "2時間後"},
		{text: "in 0h", code: WhenZero},
		{text: "in 2 months", code: WhenUnknown},
		{text: "in 1.5 days", code: WhenFractions},
		{text: "in 99999h", code: WhenTooFar},
		{text: "in 400000000 days", code: WhenTooFar},
		{text: "2099-01-01 09:00", code: WhenTooFar},
		{text: "at 10", code: WhenBareHour, at: "10"},
		{text: "tomorrow 10", code: WhenBareHour, at: "10"},
		{text: "10", code: WhenBareHour, at: "10"},
		{text: "12am", code: WhenTwelve},
		{text: "25:00", code: WhenNoClock},
		{text: "24:00", code: WhenNoClock},
		{text: "13pm", code: WhenNoClock},
		{text: "2026-02-30 09:00", code: WhenNoDate},
		{text: "31 april 09:00", code: WhenNoDate},
		{text: "tomorrow 9:00 12-01-2026", code: WhenOrder},
		{text: "25/12/2026 09:00", code: WhenOrder, at: "25/12/2026"},
		{text: "01.12.2026 09:00", code: WhenOrder},
		{text: "12/01 09:00", code: WhenOrder, at: "12/01"},
		{text: "3営業日", code: WhenBusiness},
		{text: "in 2 virkedager", code: WhenBusiness},
		{text: "next business day 9:00", code: WhenBusiness, at: "business day 9:00"},
		{text: "next moon 9:00", code: WhenUnknown, at: "next"},
		{text: "2026-12-01 09:00 Asia/Tokio", code: WhenZone, at: "Asia/Tokio"},
		{text: "09:00 XYZT", code: WhenZone, at: "XYZT"},
		{text: "mon 9:00 IST", code: WhenZones, at: "IST"},
		{text: "mon 9:00 CST", code: WhenZones, at: "CST"},
		{text: "mon 9:00 bst", code: WhenZones, at: "bst"},
		{text: "09:00 10:00", code: WhenUnknown, at: "10:00"},
		{text: "mon tue 10:00", code: WhenUnknown, at: "tue"},
		{text: "09:00Z JST", code: WhenUnknown, at: "JST"},
		{text: `"mon 9:00"`, code: WhenUnknown},
		{text: "in 2h 10:00", code: WhenUnknown, at: "10:00"},
		{text: "2026-12-01T09:00:00.1234Z", code: WhenFractions},
	})
}

func TestWhenPast(t *testing.T) {
	past(oslo(t)).tryAll(t, []one{
		{text: "at 04:10", want: "2026-11-18T03:10:00Z"},
		{text: "at 15:00", want: "2026-11-18T14:00:00Z"},
		{text: "at 15:01", want: "2026-11-17T14:01:00Z"},
		{text: "20 min ago", want: "2026-11-18T13:40:00Z"},
		{text: "3 days ago", want: "2026-11-15T14:00:00Z"},
		{text: "3 days ago at 09:00", want: "2026-11-15T08:00:00Z"},
		{text: "yesterday 14:00", want: "2026-11-17T13:00:00Z"},
		{text: "mon 9:00", want: "2026-11-16T08:00:00Z"},
		{text: "wed 16:00", want: "2026-11-11T15:00:00Z"},
		{text: "today 9:30", want: "2026-11-18T08:30:00Z"},
		{text: "04:10 JST", want: "2026-11-17T19:10:00Z"},
		{text: "1 dec 09:00", want: "2025-12-01T08:00:00Z"},
		{text: "for 2 timer siden", code: WhenUnknown},
		{text: "2 timer siden", want: "2026-11-18T12:00:00Z"},
		{text: "today 16:00", code: WhenIsFuture},
		{text: "in 2h", code: WhenIsFuture},
		{text: "tomorrow 14:00", code: WhenIsFuture},
		{text: "2h", code: WhenUnknown, at: "2h"},
	})
}

func TestWhenClocksForward(t *testing.T) {
	r := at(oslo(t), "2027-03-27 12:00", "Europe/Oslo")
	r.tryAll(t, []one{
		{text: "tomorrow 02:30", code: WhenSkipped},
		{text: "02:30", code: WhenSkipped}, // the next 02:30 is one that never comes: not the day after, silently
		{text: "2027-03-28 02:30 Europe/Oslo", code: WhenSkipped},
		{text: "2027-03-28 02:30 CET", code: WhenSeason}, // 03:30 CEST, whatever was meant
		{text: "2027-03-28 02:30 UTC", want: "2027-03-28T02:30:00Z"},
		{text: "tomorrow 03:00", want: "2027-03-28T01:00:00Z"},
		{text: "in 1 day", want: "2027-03-28T10:00:00Z"}, // noon again, 23 hours later
		{text: "in 24h", want: "2027-03-28T11:00:00Z"},
	})
	_, err := r.When("2027-03-28 02:30")
	var e *WhenError
	if errors.As(err, &e); !slices.Equal(e.Examples, []string{"2027-03-28 01:30", "2027-03-28 03:30"}) {
		t.Errorf("either side of the gap: %q", e.Examples)
	}
	past(at(oslo(t), "2027-03-28 12:00", "Europe/Oslo")).tryAll(t, []one{{text: "at 02:30", code: WhenSkipped}})
	// A gap that lies behind is none of the next 02:30's business.
	at(oslo(t), "2027-03-28 12:00", "Europe/Oslo").tryAll(t, []one{{text: "at 02:30", want: "2027-03-29T00:30:00Z"}})
	at(oslo(t), "2027-03-27 02:30", "Europe/Oslo").tryAll(t, []one{{text: "in 1 day", code: WhenSkipped}})
}

func TestWhenClocksBack(t *testing.T) {
	r := at(oslo(t), "2026-10-24 12:00", "Europe/Oslo")
	r.tryAll(t, []one{
		{text: "tomorrow 02:30", code: WhenRepeated},
		{text: "2026-10-25 02:30 Europe/Oslo", code: WhenRepeated},
		{text: "2026-10-25 02:30 CEST", want: "2026-10-25T00:30:00Z"},
		{text: "2026-10-25 02:30 CET", want: "2026-10-25T01:30:00Z"},
		{text: "2026-10-25 02:30 +01:00", want: "2026-10-25T01:30:00Z"},
	})
	var e *WhenError
	_, err := r.When("tomorrow 02:30")
	if errors.As(err, &e); !slices.Equal(e.Examples, []string{"2026-10-25 02:30 CEST", "2026-10-25 02:30 CET"}) {
		t.Errorf("both readings: %q", e.Examples)
	}
	_, err = at(oslo(t), "2026-04-04 12:00", "Australia/Lord_Howe").When("tomorrow 01:45")
	if errors.As(err, &e); !slices.Equal(e.Examples, []string{"2026-04-05 01:45 +11:00", "2026-04-05 01:45 +10:30"}) {
		t.Errorf("both readings of a zone without abbreviations: %q", e.Examples)
	}
	// Between the two, only one of them can be meant.
	between := oslo(t)
	between.Now = time.Date(2026, 10, 25, 0, 45, 0, 0, time.UTC)
	between.tryAll(t, []one{{text: "02:30", want: "2026-10-25T01:30:00Z"}})
	past(between).tryAll(t, []one{{text: "02:30", want: "2026-10-25T00:30:00Z"}})
	past(at(oslo(t), "2026-10-25 12:00", "Europe/Oslo")).tryAll(t, []one{{text: "at 02:30", code: WhenRepeated}})
}

// TestWhenSeasons: an abbreviation is an offset, but who writes one out of
// season means the clock on the wall.
func TestWhenSeasons(t *testing.T) {
	r := at(oslo(t), "2026-07-01 12:00", "Europe/Oslo")
	r.tryAll(t, []one{
		{text: "2026-07-02 09:00 PST", code: WhenSeason, at: "PST"},
		{text: "2026-07-02 09:00 PDT", want: "2026-07-02T16:00:00Z"},
		{text: "2026-07-02 09:00 CET", code: WhenSeason},
		{text: "2026-07-02 09:00 AEST", want: "2026-07-01T23:00:00Z"},
		{text: "2026-07-02 09:00 AEDT", code: WhenSeason},
		{text: "2026-07-02 09:00 GMT", want: "2026-07-02T09:00:00Z"},
	})
	// Phoenix keeps MST all year, Tunis CET, Brisbane AEST.
	at(r, "2026-07-01 12:00", "America/Phoenix").tryAll(t, []one{{text: "2026-07-02 09:00 MST", want: "2026-07-02T16:00:00Z"}})
	at(r, "2026-07-01 12:00", "Africa/Tunis").tryAll(t, []one{{text: "2026-07-02 09:00 CET", want: "2026-07-02T08:00:00Z"}})
	at(r, "2026-01-01 12:00", "Australia/Brisbane").tryAll(t, []one{{text: "2026-01-02 09:00 AEST", want: "2026-01-01T23:00:00Z"}})
	// Who calls their own time PST, eight hours east, did not mean Los Angeles for sure.
	at(r, "2026-01-01 12:00", "Asia/Manila").tryAll(t, []one{{text: "2026-01-02 09:00 PST", code: WhenZones, at: "PST"}})
}

// TestAbbreviations holds every reviewed row to the tz database: the home does
// keep that offset under that name, at some time of 2026.
func TestAbbreviations(t *testing.T) {
	for name, a := range abbreviations {
		if a.home == "" {
			continue
		}
		loc := zone(t, a.home)
		found := false
		for d := range 365 {
			abbr, off := time.Date(2026, 1, 1+d, 12, 0, 0, 0, time.UTC).In(loc).Zone()
			found = found || off == a.offset*60 && (abbr == upper(name) || name == "sgt")
		}
		if !found {
			t.Errorf("%s: %s never keeps %d minutes under that name in 2026", name, a.home, a.offset)
		}
		if _, ok := ambiguous[name]; ok {
			t.Errorf("%s is in both tables", name)
		}
	}
	for name, zones := range ambiguous {
		for _, z := range zones {
			zone(t, z)
		}
		if len(zones) < 2 {
			t.Errorf("%s is not ambiguous", name)
		}
	}
}

func upper(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] -= 'a' - 'A'
	}
	return string(b)
}

func TestPrintWhen(t *testing.T) {
	for want, at := range map[string]time.Time{
		"2026-12-01T09:00Z":        time.Date(2026, 12, 1, 18, 0, 0, 0, zone(t, "Asia/Tokyo")),
		"2026-12-01T09:00:07Z":     time.Date(2026, 12, 1, 9, 0, 7, 0, time.UTC),
		"2026-12-01T09:00:07.080Z": time.Date(2026, 12, 1, 9, 0, 7, 80_999_999, time.UTC),
		"2026-12-01T09:00:00.500Z": time.Date(2026, 12, 1, 9, 0, 0, 500e6, time.UTC),
	} {
		if got := PrintWhen(at); got != want {
			t.Errorf("PrintWhen(%s) = %s, want %s", at, got, want)
		}
	}
	for want, d := range map[string]time.Duration{"26h": 26 * time.Hour, "1h30m": 90 * time.Minute, "45s": 45 * time.Second,
		"1h0m5s": time.Hour + 5*time.Second, "10m": 10 * time.Minute, "20h": 20 * time.Hour} {
		got := PrintSpan(d)
		if back, err := oslo(t).Span(got); got != want || back != d || err != nil {
			t.Errorf("PrintSpan(%s) = %s, want %s, back %s %v", d, got, want, back, err)
		}
	}
}
