package sla

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// A CustomerAccount is what a customer may see of an Account. It shares no type with it that
// could carry a person, a message, a note, or a name the desk gave to its own layers, closures
// and papers. Reasons for standing stay, as do the names of holidays.
type CustomerAccount struct {
	Kind       Kind
	Cycle      uint32
	Phase      Phase
	Verdict    Verdict
	Asked      time.Time
	Started    time.Time
	Due        time.Time
	WouldBeDue time.Time
	BreachedAt time.Time
	StoppedAt  time.Time
	Elapsed    time.Duration
	Remaining  time.Duration
	Parts      []CustomerPart
	Given      []CustomerGiven
	Expected   []Holiday       // not announced yet: the due may move
	Ends       []calendar.Date // a list of holidays speaks only up to here
}

// A CustomerPart is a piece [From, To) of a CustomerAccount.
type CustomerPart struct {
	From, To time.Time
	What     What
	Ahead    bool
	Counted  time.Duration
	Left     time.Duration
	Shut     []ShutReason           // why the calendar was shut, each reason once
	Changes  []calendar.ClockChange // clock changes inside
	Holding  []Reason
}

// A ShutReason is why a calendar was shut: outside hours, a closure, or a holiday by its name.
type ShutReason struct {
	Kind    calendar.Kind
	Holiday Holiday // of a holiday
}

// A Holiday is a date and its name.
type Holiday struct {
	Date calendar.Date
	Name string
}

// CustomerGiven is a promise as it was given.
type CustomerGiven struct {
	At          time.Time
	Within      time.Duration // working time; zero for a promise in days
	Days        int
	Under       bool
	Change      Change // empty: the first
	Before, Due time.Time
}

// ForCustomer is the customer-safe part of the account.
func (a Account) ForCustomer() CustomerAccount {
	s := a.State
	c := CustomerAccount{
		Kind: a.Kind, Cycle: a.Cycle, Phase: s.Phase, Verdict: s.Verdict, Asked: a.Asked,
		Started: s.Started, Due: s.Due, WouldBeDue: s.WouldBeDue, BreachedAt: s.BreachedAt, StoppedAt: s.StoppedAt,
		Elapsed: s.Elapsed, Remaining: s.Remaining,
	}
	for _, p := range a.Parts {
		c.Parts = append(c.Parts, p.forCustomer())
	}
	for _, g := range a.Given {
		c.Given = append(c.Given, CustomerGiven{
			At: g.At, Within: g.Target.length(a.Cycle), Days: g.Target.Days, Under: g.Target.Under,
			Change: g.Change, Before: g.Before, Due: g.Due,
		})
	}
	for _, d := range a.Expected {
		c.Expected = append(c.Expected, Holiday{Date: d.Date, Name: d.Name})
	}
	for _, h := range a.Ends {
		if !slices.Contains(c.Ends, h.Ends) {
			c.Ends = append(c.Ends, h.Ends)
		}
	}
	return c
}

func (p Part) forCustomer() CustomerPart {
	c := CustomerPart{
		From: p.From, To: p.To, What: p.What, Ahead: p.Ahead,
		Counted: p.Counted, Left: p.Left, Changes: slices.Clone(p.Changes),
	}
	if p.What == Shut {
		for _, h := range p.Hours {
			why := ShutReason{Kind: h.Kind}
			if h.Kind == calendar.KindHoliday {
				why.Holiday = Holiday{Date: h.Date, Name: h.Name}
			}
			if !slices.Contains(c.Shut, why) {
				c.Shut = append(c.Shut, why)
			}
		}
	}
	for _, h := range p.Holding {
		c.Holding = append(c.Holding, h.Reason)
	}
	return c
}
