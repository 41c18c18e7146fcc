package offering

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain/sla"
)

// A Tier is what one buys, with everything of the tiers it extends already in it (C1).
type Tier struct {
	ID      string
	Name    string
	Extends string // the tier below; empty for the lowest
	Queue   Queue
	MayOpen MayOpen
	Waiting *Waiting // nil: a case waits without end
	Reopen  time.Duration
	Phone   *Phone // nil: the offering says nothing of a phone

	offering *Offering
	holds    []Entitlement
	targets  []targetRule
	hours    []hoursRule
	coverage []coverageRule
	routing  []routeRule
}

// A Queue is a tier's place among all: cases are ordered by Rank, 1 first, then by severity,
// then by the time left on their nearest clock (C5).
type Queue struct {
	Rank int
	Name string
}

// An Entitlement is a feature that a tier holds (C14).
type Entitlement struct {
	Feature   Feature
	Quantity  int    // 0: no number was said
	Unit      string // hours
	Per       string // contract_year
	Condition string // which kind of it, or for whom (P2)
	Since     string // the tier that brought it: this one, or one below
}

// A Role is what a contact may do (R1, R3).
type Role string

// The roles. One person can hold several.
const (
	Technical      Role = "technical"
	Renewal        Role = "renewal"
	Administration Role = "contract_administration"
	Partner        Role = "partner"
	Reseller       Role = "reseller"
)

// MayOpen says who may open a case (R13, T20, T21, T11, A5). Nothing of it holds for watching
// or replying.
type MayOpen struct {
	Roles     []Role    // one of them is needed; none: any role will do
	Named     bool      // only a contact who holds a seat (T20)
	Seats     int       // seats of each licence; 0: without number
	OwnDomain bool      // the address lies in the customer's own domain
	NoGroups  []string  // local parts of addresses that belong to more than one person
	Partners  *Partners // nil: a partner takes a seat as anybody does
	Instead   string    // how everybody else reaches support
}

// Partners says how partners come to seats, for each licence (T11).
type Partners struct {
	Give, Get int
	Address   string // {person}_{partner}@{domain}
}

// Waiting is what happens while the vendor waits for the customer (R8): Reminders reminders,
// Remind apart, the last of which announces the closing, which comes Close later. All of it is
// counted on the calendar that WaitingCalendar answers; a length is time, or business days.
type Waiting struct {
	Remind, Close Length
	Reminders     int

	calendar string
}

// A Length is working time, or else a number of business days, never both (K25).
type Length struct {
	Within time.Duration
	Days   int
}

// Phone is what is said of the phone, and when it is answered (T14).
type Phone struct {
	Calendar string
	Text     string
}

// Offering is what the tier is a tier of.
func (t *Tier) Offering() *Offering { return t.offering }

// Entitlements lists what the tier holds, in the order of the offering's features.
func (t *Tier) Entitlements() []Entitlement { return slices.Clone(t.holds) }

// Has finds a feature among what the tier holds.
func (t *Tier) Has(feature string) (Entitlement, bool) {
	for _, e := range t.holds {
		if e.Feature.ID == feature {
			return e, true
		}
	}
	return Entitlement{}, false
}

// Adds lists what the tier holds and the one below does not, or holds less of (C1).
func (t *Tier) Adds() []Entitlement {
	return slices.DeleteFunc(t.Entitlements(), func(e Entitlement) bool { return e.Since != t.ID })
}

// Kinds lists the clocks that the tier promises for at least one case.
func (t *Tier) Kinds() []sla.Kind {
	var out []sla.Kind
	for _, k := range sla.Kinds {
		if slices.ContainsFunc(t.targets, func(r targetRule) bool { return r.kind == k && !r.none }) {
			out = append(out, k)
		}
	}
	return out
}

// WaitingCalendar is the calendar, a name in the desk, on which a case's waiting is counted; ""
// where a case waits without end.
func (t *Tier) WaitingCalendar(ask Ask) string {
	if t.Waiting == nil {
		return ""
	}
	a, _ := t.settle(ask)
	name, _ := t.offering.calendarIn(t.Waiting.calendar, &a)
	return name
}
