package commands

import (
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// A Reading is what a time that somebody typed is read against. A zone in the
// text wins over Zone; the day, the week and the clock are then read there.
type Reading struct {
	Now   time.Time      // in whole milliseconds
	Zone  *time.Location // the asker's; nil is UTC
	Zones func(name string) (*time.Location, error)
	Past  bool // a moment that has been: "at 04:10" is the latest not after Now; else the next not before it

	free   bool // either side of Now will do: printed lines are read again
	silent bool // no examples: examples are being tried out
}

// A WhenError refuses a time. At is what was not understood or not accepted, as
// it was typed; every example is a text that the same reading accepts.
type WhenError struct {
	Code     WhenCode
	At       string
	Examples []string
}

// WhenCode says why a time or a duration was refused.
type WhenCode string

const (
	WhenUnknown   WhenCode = "unknown"        // no time, or a word in it that is none
	WhenNoTime    WhenCode = "no_time"        // a day without a time of day
	WhenBareHour  WhenCode = "bare_hour"      // "at 10": morning or evening?
	WhenTwelve    WhenCode = "twelve"         // 12am, 12pm: noon or midnight?
	WhenOrder     WhenCode = "day_or_month"   // 12/01/2026
	WhenNoDate    WhenCode = "no_such_date"   // 30 February
	WhenNoClock   WhenCode = "no_such_time"   // 25:00
	WhenBusiness  WhenCode = "business_days"  // need a calendar
	WhenZone      WhenCode = "zone_unknown"   // no zone of that name
	WhenZones     WhenCode = "zone_ambiguous" // an abbreviation of several zones
	WhenSeason    WhenCode = "zone_season"    // an abbreviation not in force on that day: PST in July
	WhenSkipped   WhenCode = "skipped"        // the clocks go forward over it
	WhenRepeated  WhenCode = "repeated"       // the clocks go back over it: it comes twice
	WhenIsPast    WhenCode = "past"           // already over
	WhenIsFuture  WhenCode = "future"         // not yet come
	WhenTooFar    WhenCode = "too_far"        // more than ten years off
	WhenZero      WhenCode = "zero"           // a length of nothing
	WhenFractions WhenCode = "fraction"       // finer than a millisecond, or a fraction of a unit that has none
)

func (e *WhenError) Error() string { return "when: " + string(e.Code) + " " + strings.Trim(e.At, "\n") }

// When reads a whole text as one moment, in UTC and whole milliseconds: every
// word of it is understood, or it is refused with a *WhenError. Days are civil
// days of the zone that counts: "in 3 days" is the same time of day there.
// "next friday" is the Friday of the next ISO week; "friday" alone the nearest
// one that the reading allows.
func (r Reading) When(text string) (time.Time, error) {
	t, err := r.moment(Words(text, false))
	if err != nil {
		return time.Time{}, err
	}
	return t, nil
}

// moment reads all the words or refuses.
func (r Reading) moment(ws []Word) (time.Time, *WhenError) {
	s := r.scan(ws)
	if s.err == nil && (s.used < len(s.toks) || s.used == 0) {
		s.err = s.stuck()
	}
	if s.err == nil && len(ws) > longestTime {
		s.err = r.refuse(WhenUnknown, ws[longestTime].whole())
	}
	if s.err != nil {
		return time.Time{}, s.err
	}
	return s.settle()
}

// lead reads as many words as make a moment and says how many. With none it
// answers 0 and a refusal; a refusal with more than 0 is of something that was
// meant as a time.
func (r Reading) lead(ws []Word) (time.Time, int, *WhenError) {
	s := r.scan(ws)
	n := s.consumed()
	if s.err != nil {
		return time.Time{}, n, s.err
	}
	if n == 0 {
		return time.Time{}, 0, s.stuck()
	}
	t, err := s.settle()
	return t, n, err
}

// bare says whether the words name a time of day and nothing else: no day, no zone.
func (r Reading) bare(ws []Word) bool {
	s := r.scan(ws)
	return s.err == nil && s.hasClock && s.day == noDay && !s.rel && s.zone == nil
}

func (r Reading) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// load finds a zone by its name, in any case of letters.
func (r Reading) load(name string) (*time.Location, bool) {
	if r.Zones == nil || !zoneName(name) {
		return nil, false
	}
	for _, n := range []string{name, zoneCase(name)} {
		if loc, err := r.Zones(n); err == nil && loc != nil {
			return loc, true
		}
	}
	return nil, false
}

// refuse makes a refusal with those of the examples that this reading accepts,
// or with common ones if it accepts none.
func (r Reading) refuse(code WhenCode, at string, examples ...string) *WhenError {
	e := &WhenError{Code: code, At: at}
	if r.silent {
		return e
	}
	quiet := r
	quiet.silent = true
	try := func(texts []string) {
		for _, text := range texts {
			if _, err := quiet.When(text); err == nil && len(e.Examples) < 4 {
				e.Examples = append(e.Examples, text)
			}
		}
	}
	if try(examples); e.Examples == nil {
		try(r.common())
	}
	return e
}

// common are the shapes that times are usually given in.
func (r Reading) common() []string {
	now := r.Now.In(r.zone())
	if r.Past {
		return []string{"04:10", "20 min ago", "yesterday 14:00", now.AddDate(0, 0, -10).Format(time.DateOnly) + " 09:00"}
	}
	return []string{"in 2h", "tomorrow 14:00", "mon 9:00", now.AddDate(0, 0, 10).Format(time.DateOnly) + " 09:00"}
}

// PrintWhen writes a moment in the one word that every reading takes for the
// same moment: 2026-12-01T09:00Z, with seconds and milliseconds only if it has
// any.
func PrintWhen(t time.Time) string {
	t = domain.Instant(t)
	switch {
	case t.Nanosecond() != 0:
		return t.Format("2006-01-02T15:04:05.000Z")
	case t.Second() != 0:
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04Z")
}
