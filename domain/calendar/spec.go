package calendar

import "time"

// A Spec says what a calendar is. Compile checks it and makes the Calendar.
type Spec struct {
	Name string
	// Always is 24x7 (K7): open at every instant. It excludes layers and
	// closures; "24x7 but for the maintenance window" is a layer with the whole
	// week and a closure.
	Always   bool
	Layers   []Layer // their union is open
	Closures []Layer // what is taken from the union again, whichever layer opened it
}

// A Layer is a pattern of wall-clock time in one zone. Among the closures of a
// Spec, "open" reads as "in force": a closure with Week Mon 12:00-13:00 shuts
// that hour, and a Day with Open {0, 1440} shuts that date.
//
// What holds on a date: an entry of Days if there is one; else, if Lists or
// Seasons name the date, what all of their entries leave open together; else
// the Week.
type Layer struct {
	Name    string
	Zone    string // an IANA name, "Europe/Oslo"; never an offset, never "Local" (K7)
	Week    []Span
	Days    []Day
	Seasons []Season
	Lists   []*Holidays
}

// A Span is a stretch of the week in minutes since Monday 00:00 local time,
// half-open (K1), with 0 <= From < 10080 and From < To <= From+10080. It may run
// over midnight, over days, and past the end of Sunday (K9): Sunday 22:00 to
// Monday 06:00 is {9960, 10440}.
type Span struct{ From, To int }

// Week spans are counted in these.
const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
)

// At returns the minute of the week of a weekday's wall-clock time, for Span.
func At(day time.Weekday, hour, minute int) int {
	return int(day+6)%7*dayMinutes + hour*60 + minute
}

// A DaySpan is a stretch of one civil date in minutes of its wall clock,
// half-open, with 0 <= From < To <= 1440: 1440 is the end of the date, "24:00".
type DaySpan struct{ From, To int }

// A Day replaces the week on one civil date of its layer's zone: only that
// date's part of a span that runs over midnight (K9). Nothing in Open is shut.
type Day struct {
	Date Date
	Name string
	Open []DaySpan
	// Expected marks a date that is not announced yet (a feast by the moon, a
	// decree to come): results that rest on it say so, see Calendar.Expected.
	Expected bool
}

// A Season is a Day of every year, from a day of the year to another, both
// included; To before From runs over New Year: 29 December to 3 January.
type Season struct {
	Name     string
	From, To MonthDay
	Open     []DaySpan
}

// A MonthDay is a date without its year. 29 February is allowed; in a common
// year it is the place between 28 February and 1 March.
type MonthDay struct {
	Month time.Month
	Day   int
}

func (m MonthDay) order() int { return int(m.Month)*32 + m.Day }

// on reports whether the season holds d.
func (s Season) on(d Date) bool {
	from, to, x := s.From.order(), s.To.order(), MonthDay{d.Month, d.Day}.order()
	if from <= to {
		return from <= x && x <= to
	}
	return from <= x || x <= to
}

// Holidays is a reviewed list of holidays. Lists are shared between layers
// and calendars and must not be changed once a Spec with them is compiled.
type Holidays struct {
	ID     string
	Name   string
	Source string // where it was read
	Read   Date   // when it was read
	Ends   Date   // the last date the list speaks for; zero makes no such statement
	Days   []Day  // two entries may share a date; both then hold
}

// Zones loads a zone by its IANA name. It must give the same answer each time
// it is asked for the same name.
type Zones func(name string) (*time.Location, error)
