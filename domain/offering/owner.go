package offering

import (
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// An Owner is who has a case, and until when.
type Owner struct {
	Team  string
	Until time.Time // the first instant at which it is another team; zero: no such instant
	Next  string    // who has it then
}

// Owner says who owns a case at an instant: the team of the first line of routing that fits
// the case and whose calendar is open; the desk's default team where there is none. Until is
// half-open as calendars are: at Until itself the next team has it (T1, T2, T13).
func (t *Tier) Owner(at time.Time, ask Ask) Owner {
	a, _ := t.settle(ask)
	lines := t.route(&a)
	o := Owner{Team: lines[first(lines, at)].team}
	for range maxChanges {
		next, ok := change(lines, at)
		if !ok {
			return o
		}
		if team := lines[first(lines, next)].team; team != o.Team {
			o.Until, o.Next = next, team
			return o
		}
		at = next
	}
	return o
}

// maxChanges bounds the search for the moment the owner changes: two lines of one team can take
// turns for ever.
const maxChanges = 1000

// A post is a team while a calendar is open; nil is always.
type post struct {
	team string
	open *calendar.Calendar
}

// route lists the teams that a settled ask can reach, the desk's default last.
func (t *Tier) route(a *Ask) []post {
	d := t.offering.desk
	var out []post
	for i := range t.routing {
		r := &t.routing[i]
		if !r.fits(a) {
			continue
		}
		name, _ := t.offering.calendarIn(r.calendar, a)
		c := d.Calendar(name)
		if c != nil && c.Always() {
			return append(out, post{team: r.team})
		}
		out = append(out, post{r.team, c})
	}
	return append(out, post{team: d.Settings.Team})
}

// first is the post that is open; the last always is.
func first(lines []post, at time.Time) int {
	for i, p := range lines {
		if p.open == nil || p.open.Open(at) {
			return i
		}
	}
	return len(lines) - 1
}

// change is the next instant after at at which another post may be the first.
func change(lines []post, at time.Time) (next time.Time, ok bool) {
	now := first(lines, at)
	for i, p := range lines[:now+1] {
		if p.open == nil {
			continue
		}
		t, has := p.open.NextOpen(at)
		if i == now {
			t, has = p.open.NextClose(at)
		}
		if has && t.After(at) && (!ok || t.Before(next)) {
			next, ok = t, true
		}
	}
	return next, ok
}
