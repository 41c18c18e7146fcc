package sla

import (
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// promise is the present target counted from an instant: its due, the working time left until
// then, and what its percents are of.
//
// A target in business days (K25) has a due, not a length. Its percents are of the working time
// from the deemed receipt to the due: what arrives after the cut-off has all of its target left
// when the next business day opens. Once the clock has stood, what was left by working time is
// left, so that a pause is worth neither more nor less than it lasted (K13); the due may then
// fall within a day.
func (f *fold) promise(at int64) (due int64, left, whole time.Duration) {
	if f.target.Days <= 0 {
		left = max(f.target.length(f.clock.Cycle), 0)
		return f.work.add(at, left), left, left
	}
	c, r := f.work.c, calendar.Receipt{CutOff: f.target.CutOff, Zone: f.target.Zone}
	if r.CutOff == 0 {
		r.CutOff = allDay
	}
	if c == nil {
		c, r.Zone = allHours, ""
	}
	from := instant(at)
	end, ok := c.AddDays(from, f.target.Days, r)
	if !ok {
		return never, time.Duration(lastNano), time.Duration(lastNano)
	}
	due = max(nano(end), at)
	left = f.work.between(at, due)
	whole = left
	deemed, _ := c.AddDays(from, 0, r)
	r.CutOff = allDay
	if today, ok := c.AddDays(from, 0, r); ok && today.Before(deemed) && today.After(from) {
		whole = f.work.between(nano(today), due) // what is left of today is not counted
	}
	return due, left, whole
}

// allDay is the cut-off of those that take things in until midnight.
const allDay = 24 * 60

// allHours stands in for a calendar that is missing, where business days are counted.
var allHours = mustAlways()

func mustAlways() *calendar.Calendar {
	c, err := calendar.Compile(calendar.Spec{Name: "24x7", Always: true}, nil)
	if err != nil {
		panic("sla: 24x7 does not compile: " + err.Error())
	}
	return c
}
