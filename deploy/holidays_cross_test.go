package deploy_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An exception is a date that only one side has, with who is right and why. There is no exception in which the second source is
// right: then the list is wrong and is corrected.
type exception struct {
	list, source string
	only         string // the side that has the dates: "list" or "source"
	dates        string
	right        string // "list", or "definition": both have the day right and differ in what they count
	why          string
}

var exceptions = []exception{
	{"AU-NSW", "rickar/cal", "list", "2026-04-27 2027-04-26", "list",
		"New South Wales declared a Monday after Anzac Day at a weekend for these two years; the source knows the Act only"},
	{"AU-NSW", "rickar/cal", "source", "2025-01-26 2030-01-26", "list",
		"Australia Day at a weekend is not a public holiday in New South Wales: the Monday is, instead of it"},
	{"DK", "rickar/cal", "source", "2024-06-05 2025-06-05 2026-06-05 2027-06-05 2029-06-05 2030-06-05", "list",
		"Constitution Day: shops shut by law, but it is no public holiday and most offices work half the day or all of it"},
	{"MX", "rickar/cal", "list", "2024-10-01 2030-10-01", "list",
		"the presidency changes hands on 1 October; the source lacks the day"},
	{"MX", "rickar/cal", "list", "2025-02-03 2026-02-02 2027-02-01 2028-02-07 2030-02-04", "list",
		"Constitution Day is rested on the first Monday of February since 2006"},
	{"MX", "rickar/cal", "source", "2025-02-05 2026-02-05 2027-02-05 2028-02-04 2028-02-05 2030-02-05", "list",
		"Constitution Day is rested on the first Monday of February since 2006"},
	{"MX", "rickar/cal", "list", "2024-03-18 2025-03-17 2026-03-16 2027-03-15 2028-03-20 2029-03-19 2030-03-18", "list",
		"Juárez's birthday is rested on the third Monday of March since 2006"},
	{"MX", "rickar/cal", "source", "2024-03-21 2025-03-21 2026-03-20 2026-03-21 2027-03-21 2027-03-22 2028-03-21 2029-03-21 2030-03-21", "list",
		"Juárez's birthday is rested on the third Monday of March since 2006"},
	{"MX", "rickar/cal", "source", "2027-04-30 2027-12-24 2027-12-31 2028-09-15 2029-09-17", "list",
		"the labour law moves no day away from a weekend"},
	{"NL", "rickar/cal", "source", "2024-03-29 2025-04-18 2026-04-03 2027-03-26 2028-04-14 2029-03-30 2030-04-19", "definition",
		"Good Friday: banks and some offices shut, but it is no day off by law"},
	{"NL", "rickar/cal", "source", "2024-05-05 2026-05-05 2027-05-05 2028-05-05 2029-05-05", "definition",
		"Liberation Day: a national day each year, a day off as a rule in every fifth only"},
	{"NL", "rickar/cal", "source", "2025-04-27", "list",
		"King's Day on a Sunday is kept on the Saturday before and on no other day"},
	{"NZ", "rickar/cal", "list", "2024-06-28 2025-06-20 2026-07-10 2027-06-25 2028-07-14 2029-07-06 2030-06-21", "list",
		"Matariki, a holiday since 2022 on dates that the Act lists; the source lacks it"},
	{"SG", "computed", "list", "2025-05-03", "list",
		"Polling Day of the general election: declared, not computed"},
	{"SG", "computed", "list", "2027-02-06", "list",
		"the new moon is at 23:56 of 6 February in Beijing; the source's calendar puts it after midnight and begins the year a day late"},
	{"SG", "computed", "source", "2027-02-09", "list",
		"follows from the same day: with the second day on Sunday the 7th the substitute is Monday the 8th"},
}

// TestHolidayListsAgreeWithASecondSource compares all dates, weekends too, and holds every exception to being needed.
func TestHolidayListsAgreeWithASecondSource(t *testing.T) {
	lists := readHolidays(t)
	checked := map[string]bool{}
	used := map[string]bool{}
	allowed := func(s second, only, date string) bool {
		for _, e := range exceptions {
			if e.list == s.list && e.source == s.name && e.only == only && slices.Contains(strings.Fields(e.dates), date) {
				used[e.list+e.source+e.only+date] = true
				return true
			}
		}
		return false
	}
	for _, s := range seconds {
		f, ok := lists[s.list]
		if !ok {
			t.Errorf("no list %s", s.list)
			continue
		}
		checked[s.list] = true
		last, err := strconv.Atoi(f.Ends[:4])
		if err != nil {
			t.Fatal(err)
		}
		theirs := s.dates(t, 2024, last)
		ours := map[string]bool{}
		for _, d := range f.Days {
			ours[d.Date] = true
			if _, ok := theirs[d.Date]; !ok && !allowed(s, "list", d.Date) {
				t.Errorf("%s: %s %s, %s: only the list has it, not %s", s.list, weekday(d.Date), d.Date, d.Name, s.name)
			}
		}
		for date, name := range theirs {
			if !ours[date] && !allowed(s, "source", date) {
				t.Errorf("%s: %s %s, %s: only %s has it", s.list, weekday(date), date, name, s.name)
			}
		}
	}
	for id := range lists {
		if !checked[id] {
			t.Errorf("%s has no second source", id)
		}
	}
	for _, e := range exceptions {
		if e.why == "" || (e.right != "list" && e.right != "definition") {
			t.Errorf("exception %s %s: say who is right and why", e.list, e.dates)
		}
		for _, date := range strings.Fields(e.dates) {
			if !used[e.list+e.source+e.only+date] {
				t.Errorf("exception %s, %s, only %s, %s: the two agree; take it out", e.list, e.source, e.only, date)
			}
		}
	}
}

func weekday(date string) string {
	d, err := time.Parse(iso, date)
	if err != nil {
		return "no date"
	}
	return d.Weekday().String()
}
