package offering

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/offering/strict"
	"github.com/deskhand/deskhand/domain/sla"
)

// An Ask is what is known of a case when its promise is looked up. Empty fields take the desk's
// defaults, and the platform the product's own.
type Ask struct {
	Severity    int
	Product     string // an id, name or alias; a product not known here fits no line that names some
	Environment string
	Region      string   // the account's
	Platform    Platform // C3
	Calendar    string   // the account's own calendar in place of its region's (P1); a name in the desk
}

// A NoteKind says what a Note is about.
type NoteKind string

// The notes.
const (
	NoteEnvironment NoteKind = "environment" // promised what environment Value is (T16)
	NoteSeverity    NoteKind = "severity"    // in this environment promised what severity Value is
	NoteRegion      NoteKind = "region"      // the region is none of the desk's; Value was taken
	NoteCalendar    NoteKind = "calendar"    // clocks by region run on the account's own calendar, Value (P1)
	NoteNoCalendar  NoteKind = "no_calendar" // the account's own calendar, Value, is none of the desk's; the region's was taken
	NoteCoverage    NoteKind = "coverage"    // an exception holds: clocks run on the calendar Value, because Text (T12)
)

// A Note is something about an answer that people should be told: as ids and values, and Text
// where the offering's file has the words. With NoteCoverage, whoever opens the case also says
// when the clock will start, if Value is closed then.
type Note struct {
	Kind  NoteKind
	Value string
	Text  string
}

// cases says which cases a rule is for; an empty field fits every case.
type cases struct {
	severity    []int
	product     []string
	environment []string
	region      []string
	platform    Platform
}

func (c *cases) fits(a *Ask) bool {
	return fits(c.severity, a.Severity) && fits(c.product, a.Product) && fits(c.environment, a.Environment) &&
		fits(c.region, a.Region) && (c.platform == "" || c.platform == a.Platform)
}

func fits[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// A targetRule is a line of targets with all that holds for its kind already in it.
type targetRule struct {
	cases
	kind   sla.Kind
	none   bool
	target sla.Target // Calendar is a name of the file
	at     strict.Pos
}

type hoursRule struct {
	cases
	kinds    []sla.Kind
	calendar string
}

type coverageRule struct {
	cases
	calendar string
	because  string
}

type routeRule struct {
	cases
	team     string
	calendar string
}

// settle fills an ask from the desk's defaults and the offering's environments.
func (t *Tier) settle(a Ask) (Ask, []Note) {
	var notes []Note
	d := t.offering.desk
	if a.Severity == 0 {
		a.Severity = d.Settings.Severity
	}
	if a.Environment == "" {
		a.Environment = d.Settings.Environment
	}
	if a.Region == "" {
		a.Region = d.Settings.Region
	} else if r, ok := d.Region(a.Region); ok {
		a.Region = r.ID
	} else {
		a.Region = d.Settings.Region
		notes = append(notes, Note{Kind: NoteRegion, Value: a.Region})
	}
	if p, ok := t.offering.Product(a.Product); ok && a.Platform == "" {
		a.Platform = p.Platform
	}
	a.Product = t.offering.productID(a.Product)
	if a.Platform == "" {
		a.Platform = OnPremises
	}
	for _, e := range t.offering.Environments {
		if !strings.EqualFold(e.ID, a.Environment) {
			continue
		}
		if a.Environment = e.ID; e.As != "" {
			a.Environment = e.As
			notes = append(notes, Note{Kind: NoteEnvironment, Value: e.As})
		}
		if e.AtMost > 0 && a.Severity < e.AtMost {
			a.Severity = e.AtMost
			notes = append(notes, Note{Kind: NoteSeverity, Value: t.offering.severityName(e.AtMost)})
		}
		break
	}
	return a, notes
}

func (o *Offering) severityName(number int) string {
	s, _ := o.Severity(number)
	return s.Name
}

// TargetsFor is what a case is promised: one target for each kind of clock that has one, in the
// order of sla.Kinds, and what is to be said about them. No target, no clock (C2). The first
// line of the tier that fits holds; a line that says none ends the search. Severity is looked up
// as asked: refusing one that the offering does not have is for the opening.
func (t *Tier) TargetsFor(ask Ask) ([]sla.Target, []Note) {
	a, notes := t.settle(ask)
	var out []sla.Target
	for _, k := range sla.Kinds {
		for i := range t.targets {
			r := &t.targets[i]
			if r.kind != k || !r.fits(&a) {
				continue
			}
			if !r.none {
				target := r.target
				target.Warn, target.PauseFor = slices.Clone(target.Warn), slices.Clone(target.PauseFor)
				target.Again = t.again(&a, target)
				var more []Note
				target.Calendar, more = t.calendarFor(&a, k, r.target.Calendar)
				notes = add(notes, more...)
				out = append(out, target)
			}
			break
		}
	}
	return out, notes
}

// again is when people are called again after a breach: as the target says, and for answers at the
// gravest severity, which never goes silent, as the desk does.
func (t *Tier) again(a *Ask, target sla.Target) time.Duration {
	answers := target.Kind == sla.FirstResponse || target.Kind == sla.NextResponse || target.Kind == sla.NextUpdate
	if target.Again > 0 || a.Severity != 1 || !answers {
		return target.Again
	}
	return t.offering.desk.Settings.CallAgain
}

// HoursFor is the calendar, a name in the desk, on which a case of this kind of promise is
// worked, also where there is no clock for it (C6).
func (t *Tier) HoursFor(k sla.Kind, ask Ask) (string, []Note) {
	a, notes := t.settle(ask)
	name, more := t.calendarFor(&a, k, "")
	return name, add(notes, more...)
}

// calendarFor finds the calendar of a settled ask: an exception from the hours before a
// target's own calendar before the hours.
func (t *Tier) calendarFor(a *Ask, k sla.Kind, own string) (string, []Note) {
	for i := range t.coverage {
		if r := &t.coverage[i]; r.fits(a) {
			name, notes := t.offering.calendarIn(r.calendar, a)
			return name, append(notes, Note{Kind: NoteCoverage, Value: name, Text: r.because})
		}
	}
	if own == "" {
		for i := range t.hours {
			if r := &t.hours[i]; fits(r.kinds, k) && r.fits(a) {
				own = r.calendar
				break
			}
		}
	}
	if own == "" {
		return "", nil
	}
	return t.offering.calendarIn(own, a)
}

// calendarIn turns a name of the file into a name in the desk: by region where the file has such
// a name, and there the account's own calendar goes first (P1).
func (o *Offering) calendarIn(name string, a *Ask) (string, []Note) {
	r, ok := o.regional[name]
	if !ok {
		return name, nil
	}
	var notes []Note
	if a.Calendar != "" {
		if o.desk.Calendar(a.Calendar) != nil {
			return a.Calendar, []Note{{Kind: NoteCalendar, Value: a.Calendar}}
		}
		notes = []Note{{Kind: NoteNoCalendar, Value: a.Calendar}}
	}
	if c := r.by[a.Region]; c != "" {
		return c, notes
	}
	return r.every, notes
}

// add appends the notes that are not there yet.
func add(notes []Note, more ...Note) []Note {
	for _, n := range more {
		if !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	return notes
}
