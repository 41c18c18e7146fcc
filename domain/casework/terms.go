package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// tier is what the case was sold under; nil where nothing was.
func (c *Case) tier(lib *offering.Library) *offering.Tier {
	o := lib.Pinned(c.Pin)
	if o == nil {
		return nil
	}
	return o.Tier(c.Tier)
}

// tierNow is the same tier in the version now in force, for clocks that begin now (K20).
func (c *Case) tierNow(lib *offering.Library, at time.Time) (*offering.Tier, sla.Pin) {
	if o := lib.InForce(c.Pin.Offering, at); o != nil {
		if t := o.Tier(c.Tier); t != nil {
			return t, o.Pin()
		}
	}
	return c.tier(lib), c.Pin
}

// ask is what is known of the case when its promise is looked up.
func (c *Case) ask() offering.Ask {
	return offering.Ask{Severity: c.Severity, Product: c.Product, Environment: c.Environment, Region: c.Region, Calendar: c.Calendar}
}

// target is what a tier promises the case for one kind of clock.
func target(t *offering.Tier, a offering.Ask, k sla.Kind) (sla.Target, bool) {
	if t == nil {
		return sla.Target{}, false
	}
	all, _ := t.TargetsFor(a)
	for _, x := range all {
		if x.Kind == k {
			return x, true
		}
	}
	return sla.Target{}, false
}

// severityName is the offering's name for the case's severity: Sev 1, L1.
func (c *Case) severityName(lib *offering.Library) string {
	return severityName(lib.Pinned(c.Pin), c.Severity)
}

// gravest reports whether the severity is the worst there is: it is always recorded, told to a
// human, and never held up.
func gravest(severity int) bool { return severity == 1 }

// rank is the case's place in the queue before its clocks are looked at (C5); tiers without a
// place come last.
func (c *Case) rank(lib *offering.Library) int {
	if t := c.tier(lib); t != nil && t.Queue.Rank > 0 {
		return t.Queue.Rank
	}
	return 1 << 16
}

// phone is the number to call about the case, and "" where there is none.
func (c *Case) phone(lib *offering.Library) string {
	d := lib.Latest()
	if d == nil {
		return ""
	}
	team, ok := d.Team(c.Team)
	if !ok {
		return ""
	}
	return team.Phone(c.Region)
}

// duty lists the duty managers: whoever holds the role that the desk folder names.
func duty(r domain.Reader) ([]*account.Person, error) {
	return account.WithRole(r, account.DutyRole(r))
}
