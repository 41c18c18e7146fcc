package calendar

import (
	"fmt"
	"time"
)

// A Receipt says from when on something that arrives counts as arrived on the
// next business day (K25).
type Receipt struct {
	// CutOff is a minute of the day's wall clock, 0 to 1440. What arrives from the
	// moment the clock first shows it counts as arrived later; 1440 takes the
	// whole day.
	CutOff int
	// Zone is whose dates are meant, an IANA name. Empty is the zone of the
	// calendar's first layer, or UTC for 24x7.
	Zone string
}

// Check reports what is wrong with a Receipt, for the moment when it is read
// from a file: AddDays only answers ok=false.
func (r Receipt) Check(zones Zones) error {
	if r.CutOff < 0 || r.CutOff > dayMinutes {
		return fmt.Errorf("cut-off minute %d: want 0 to %d", r.CutOff, dayMinutes)
	}
	if r.Zone == "" {
		return nil
	}
	if _, err := loadZone(r.Zone, zones); err != nil {
		return fmt.Errorf("cut-off zone %q: %w", r.Zone, err)
	}
	return nil
}

// AddDays returns the close of the n-th business day after the day of deemed
// receipt (K25); n = 0 is the close of that day itself, which with a cut-off later
// than the close may lie before t.
//
// A business day is a civil date in the receipt's zone in which the calendar
// is open at all; it closes with the last open second of that date, so a night
// shift's day closes at midnight. What arrives on a business day before the
// cut-off is deemed received that day, everything else on the next business
// day. No part of this is a number of hours: "3 business days" is not "24
// business hours".
//
// It answers ok=false for a negative n, for a Receipt that Check refuses, where
// an instant outside [Begin, End) is needed, and where eight years pass without
// a business day (K27).
func (c *Calendar) AddDays(t time.Time, n int, r Receipt) (due time.Time, ok bool) {
	ns, ok := nanos(t)
	loc, known := c.zone(r.Zone)
	if !ok || !known || n < 0 || r.CutOff < 0 || r.CutOff > dayMinutes {
		return time.Time{}, false
	}
	day := DateOf(t.In(loc)).epoch()
	if cut, ok := cutOff(loc, day, r.CutOff); ok && ns >= cut {
		day++
	}
	for dry := 0; dry <= int(drought/(24*time.Hour)); dry++ {
		at, open, ok := c.lastOpen(loc, day)
		switch {
		case !ok:
			return time.Time{}, false
		case open && n == 0:
			return time.Unix(0, at).UTC(), true
		case open:
			n, dry = n-1, 0
		}
		day++
	}
	return time.Time{}, false
}

// zone finds a zone by name: the calendar's own, else by the loader.
func (c *Calendar) zone(name string) (*time.Location, bool) {
	switch {
	case name == "" && len(c.layers) > 0:
		return c.layers[0].loc, true
	case name == "":
		return time.UTC, true
	}
	if loc := c.zones[name]; loc != nil {
		return loc, true
	}
	loc, err := loadZone(name, c.load)
	return loc, err == nil
}

// instants returns the segments that make up a civil date, in order: one,
// more where a clock changes in it, none for a date that a zone skipped (K8). No
// offset in use since 1970 is further from UTC than 16 hours.
func instants(loc *time.Location, day int64) []segment {
	var all []segment
	midnight := day * 86400
	for s := range segments(loc, midnight-16*3600, midnight+(24+16)*3600) {
		s.from = max(s.from, midnight-s.offset)
		s.to = min(s.to, midnight+86400-s.offset)
		if s.from < s.to {
			all = append(all, s)
		}
	}
	return all
}

// cutOff returns the first instant of a date whose wall clock shows the minute
// or a later one; none if the date has no such instant. Taking the first keeps
// a later arrival from being deemed earlier when the hour comes twice (K6); a
// minute that a clock change skips is the change itself (K5).
func cutOff(loc *time.Location, day int64, minute int) (int64, bool) {
	for _, s := range instants(loc, day) {
		if at := max(s.from, day*86400-s.offset+int64(minute)*60); at < s.to {
			return at * 1e9, true
		}
	}
	return 0, false
}

// lastOpen returns the end of the last open second of a civil date, and
// whether there is one; ok=false if the date is not wholly in [Begin, End).
func (c *Calendar) lastOpen(loc *time.Location, day int64) (at int64, open, ok bool) {
	all := instants(loc, day)
	for i := len(all) - 1; i >= 0; i-- {
		from, to := all[i].from*1e9, all[i].to*1e9
		if from < 0 || to > endNano {
			return 0, false, false
		}
		if c.always {
			return to, true, true
		}
		tb := c.covering(from, to)
		if q := tb.upTo(to); q > tb.upTo(from) {
			return tb.instant(q), true, true
		}
	}
	return 0, false, true
}
