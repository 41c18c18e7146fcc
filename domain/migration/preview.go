package migration

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// Examples is how many cases a group of a preview names.
const Examples = 5

// A Preview is what a desk folder would mean for what is open at an instant: what a later cycle would
// be promised, whether cases are brought to it or not; and what bringing them to it would move.
type Preview struct {
	At      time.Time `json:"at"`
	Cases   int       `json:"cases"`   // open
	Apart   int       `json:"apart"`   // of which the folder does not speak: they stay as they are in any event
	Touched int       `json:"touched"` // with a due that would move
	Tally
	Cycles []LaterGroup `json:"later_cycles"`
	Dues   []DueGroup   `json:"dues"`
}

// A Tally counts running clocks by what would become of them.
type Tally struct {
	Clocks     int `json:"clocks"`
	Same       int `json:"same"` // due as before
	Earlier    int `json:"earlier"`
	Later      int `json:"later"`
	Overdue    int `json:"overdue"`    // would be due before now: kept, unless asked for
	Unpromised int `json:"unpromised"` // nothing of the kind is promised any more: kept
	Broken     int `json:"broken"`     // the promise is broken already: kept
}

// A Promise is a target as a reader tells it from another.
type Promise struct {
	Length   string `json:"length,omitempty"` // 4h, every 1h30m, 2 days; empty: nothing is promised
	Under    bool   `json:"under,omitempty"`
	Calendar string `json:"calendar,omitempty"`
}

// A Group is clocks of cases that are promised the same, and would be.
type Group struct {
	Offering string   `json:"offering"`
	Tier     string   `json:"tier"`
	Severity int      `json:"severity"`
	Clock    sla.Kind `json:"clock"`
	From     Version  `json:"from"`
	To       Version  `json:"to"`
	Was      Promise  `json:"was"`
	Is       Promise  `json:"is"`
	Why      string   `json:"why"` // target, hours, both
}

// A Version is that of an offering, in a folder.
type Version struct {
	Folder  uint32 `json:"folder"`
	Version string `json:"version"`
}

// A LaterGroup is how many open cases would be promised otherwise from their next cycle on.
type LaterGroup struct {
	Group
	Cases int    `json:"cases"`
	Hours []Hour `json:"hours,omitempty"`
}

// A DueGroup is what would become of running clocks.
type DueGroup struct {
	Group
	Tally
	Moves []Move `json:"moves"` // the nearest dues of them, at most Examples
	Hours []Hour `json:"hours,omitempty"`
}

// A Move is one due that would move, or is kept for a reason.
type Move struct {
	Case string        `json:"case"`
	Due  time.Time     `json:"due"`
	Then time.Time     `json:"then,omitzero"`
	Kept casework.Kept `json:"kept,omitempty"`
}

// An Hour is one thing in which a calendar is another.
type Hour struct {
	What string `json:"what"`
	Of   string `json:"of,omitempty"` // a layer or holiday list
	Date string `json:"date,omitempty"`
	Day  string `json:"day,omitempty"`
}

// A Previewer looks at one case after the other.
type Previewer struct {
	before, after *offering.Library
	rebaser       *casework.Rebaser
	p             Preview
	later         map[Group]*LaterGroup
	dues          map[Group]*DueGroup
}

// NewPreviewer compares with the last folder of after, as of an instant: now, or when the folder comes
// in force. Overdue is what the job would be told.
func NewPreviewer(before, after *offering.Library, at time.Time, overdue bool) *Previewer {
	return &Previewer{before: before, after: after, rebaser: casework.NewRebaser(after, after.Latest().Number, at, overdue),
		p: Preview{At: at}, later: map[Group]*LaterGroup{}, dues: map[Group]*DueGroup{}}
}

// Look takes a case in; one that is over is passed by.
func (v *Previewer) Look(c *casework.Case) {
	if c.State.Over() {
		return
	}
	v.p.Cases++
	for _, x := range v.rebaser.Later(v.before, c) {
		g := group(c, x.Clock, x.From, x.To, x.Was, x.Is, string(x.Why))
		l := v.later[g]
		if l == nil {
			l = &LaterGroup{Group: g, Hours: v.hours(x.From, x.To, x.Was, x.Is)}
			v.later[g] = l
		}
		l.Cases++
	}
	pin, all := v.rebaser.Of(c)
	if pin == (sla.Pin{}) {
		v.p.Apart++
		return
	}
	moved := false
	for _, x := range all {
		moved = moved || x.Moves()
		var one Tally
		one.count(x)
		v.p.Tally.add(one)
		if !x.Moves() && x.Kept != casework.KeptOverdue && x.Kept != casework.KeptUnpromised {
			continue
		}
		g := group(c, x.Clock, x.Pin, pin, x.Was, x.Is, string(x.Why))
		d := v.dues[g]
		if d == nil {
			d = &DueGroup{Group: g, Hours: v.hours(x.Pin, pin, x.Was, x.Is)}
			v.dues[g] = d
		}
		d.add(one)
		d.name(Move{Case: c.ID, Due: x.Due, Then: x.Then, Kept: x.Kept})
	}
	if moved {
		v.p.Touched++
	}
}

// Done is the preview of all that was looked at, what matters most first.
func (v *Previewer) Done() Preview {
	p := v.p
	p.Cycles, p.Dues = []LaterGroup{}, []DueGroup{}
	for _, g := range v.later {
		p.Cycles = append(p.Cycles, *g)
	}
	for _, g := range v.dues {
		p.Dues = append(p.Dues, *g)
	}
	slices.SortFunc(p.Cycles, func(a, b LaterGroup) int { return cmp.Or(-cmp.Compare(a.Cases, b.Cases), a.compare(b.Group)) })
	slices.SortFunc(p.Dues, func(a, b DueGroup) int {
		return cmp.Or(-cmp.Compare(a.Overdue, b.Overdue), -cmp.Compare(a.Clocks, b.Clocks), a.Group.compare(b.Group))
	})
	return p
}

func (t *Tally) count(x casework.Rebasing) {
	t.Clocks++
	switch {
	case x.Kept == casework.KeptOverdue:
		t.Overdue++
	case x.Kept == casework.KeptUnpromised:
		t.Unpromised++
	case x.Kept == casework.KeptBroken:
		t.Broken++
	case x.Then.Before(x.Due):
		t.Earlier++
	case x.Then.After(x.Due):
		t.Later++
	default:
		t.Same++
	}
}

func (t *Tally) add(o Tally) {
	t.Clocks += o.Clocks
	t.Same += o.Same
	t.Earlier += o.Earlier
	t.Later += o.Later
	t.Overdue += o.Overdue
	t.Unpromised += o.Unpromised
	t.Broken += o.Broken
}

// name keeps the nearest of the moves.
func (d *DueGroup) name(m Move) {
	d.Moves = append(d.Moves, m)
	slices.SortFunc(d.Moves, func(a, b Move) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(len(a.Case), len(b.Case)), cmp.Compare(a.Case, b.Case))
	})
	d.Moves = d.Moves[:min(len(d.Moves), Examples)]
}

func (g Group) compare(o Group) int {
	return cmp.Or(cmp.Compare(g.Offering, o.Offering), cmp.Compare(g.Tier, o.Tier), cmp.Compare(g.Severity, o.Severity),
		cmp.Compare(slices.Index(sla.Kinds, g.Clock), slices.Index(sla.Kinds, o.Clock)), cmp.Compare(g.From.Folder, o.From.Folder),
		cmp.Compare(g.Was.Length, o.Was.Length), cmp.Compare(g.Was.Calendar, o.Was.Calendar),
		cmp.Compare(g.Is.Length, o.Is.Length), cmp.Compare(g.Is.Calendar, o.Is.Calendar), cmp.Compare(g.Why, o.Why))
}

func group(c *casework.Case, k sla.Kind, from, to sla.Pin, was, is sla.Target, why string) Group {
	return Group{Offering: to.Offering, Tier: c.Tier, Severity: c.Severity, Clock: k, From: Version{from.Desk, from.Version}, To: Version{to.Desk, to.Version},
		Was: promise(was), Is: promise(is), Why: reasons[why]}
}

// reasons are the words for why, by the message that people read.
var reasons = map[string]string{"moved.papers": "target and hours", "moved.papers_target": "target", "moved.papers_hours": "hours", "moved.calendar": "the zones' rules"}

func promise(t sla.Target) Promise {
	p := Promise{Under: t.Under, Calendar: t.Calendar}
	switch {
	case t.Days > 0:
		p.Length = strconv.Itoa(t.Days) + " days"
	case t.Every > 0 && t.Within > 0:
		p.Length = length(t.Within) + ", then every " + length(t.Every)
	case t.Every > 0:
		p.Length = "every " + length(t.Every)
	case t.Within > 0:
		p.Length = length(t.Within)
	}
	return p
}

// length is a duration without the zeros at its end: 1h30m, 2h, 45m.
func length(d time.Duration) string {
	s := d.String()
	if rest, ok := strings.CutSuffix(s, "m0s"); ok {
		s = rest + "m"
	}
	if rest, ok := strings.CutSuffix(s, "h0m"); ok {
		s = rest + "h"
	}
	return s
}

// hours are the first differences of the calendars that the two promises count on.
func (v *Previewer) hours(from, to sla.Pin, was, is sla.Target) []Hour {
	if was.Kind == "" || is.Kind == "" {
		return nil
	}
	some, n := calendar.Differ(v.after.Calendar(from, was.Calendar), v.after.Calendar(to, is.Calendar), Examples)
	var out []Hour
	for _, d := range some {
		h := Hour{What: string(d.What), Of: d.Name, Day: d.Day}
		if d.Date != (calendar.Date{}) {
			h.Date = d.Date.String()
		}
		out = append(out, h)
	}
	if n > len(some) {
		out = append(out, Hour{What: "more", Day: strconv.Itoa(n - len(some))})
	}
	return out
}
