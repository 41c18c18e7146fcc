package casework

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/offering"
)

// A verdict is what was found when somebody asked to open a case: under which contract, and
// which lines do not pass. Each line names the rule and the way out.
type verdict struct {
	lib      *offering.Library
	contract account.Contract
	tier     *offering.Tier
	severity int
	product  string
	failed   []domain.Line
	notes    []domain.Line
}

// severityName is the offering's name for the severity that was asked for.
func (v verdict) severityName() string {
	if v.tier == nil {
		return severityName(nil, v.severity)
	}
	return severityName(v.tier.Offering(), v.severity)
}

func (v verdict) ask(a *account.Account, cmd OpenCase) offering.Ask {
	return offering.Ask{Severity: v.severity, Product: v.product, Environment: cmd.Environment, Region: a.Region, Calendar: a.Calendar}
}

// judge finds the contract and checks who asks. A failing line refuses the opening, save for
// the gravest severity, which becomes provisional, and for somebody of the account's own
// workspace who is not linked yet, who may open one provisional case an hour.
func judge(r domain.Reader, s domain.Stamp, who party, a *account.Account, cmd OpenCase) (verdict, error) {
	v := verdict{lib: offering.Of(r), severity: cmd.Severity, product: cmd.Product}
	d := v.lib.Latest()
	if d == nil {
		return v, domain.Refuse("desk.no_folder")
	}
	if v.severity == 0 {
		v.severity = d.Settings.Severity
	}
	v.sold(d, a, civil(s.At, d), cmd.Product, s.At)
	if v.tier == nil && v.severity < 0 {
		return v, domain.Refuse("open.no_severity")
	}
	if v.tier != nil {
		o := v.tier.Offering()
		if _, ok := o.Severity(v.severity); !ok {
			return v, noSeverity(o, v.severity)
		}
		if except, ok := o.Covers(cmd.Product); !ok {
			line := domain.Say("open.product", domain.Named(cmd.Product), domain.Named(v.tier.Name))
			if except.Instead != "" {
				line = domain.Say("open.product_instead", domain.Named(cmd.Product), domain.Named(v.tier.Name), domain.Named(except.Instead))
			}
			v.failed = append(v.failed, line)
		}
		if p, ok := o.Product(cmd.Product); ok {
			v.product = p.ID
		}
		v.notes = coverage(v.lib, v.tier, v.ask(a, cmd), s.At)
	}
	if err := v.mayOpen(r, who, a); err != nil {
		return v, err
	}
	stranger := who.person == nil && who.Kind == domain.ByStranger
	switch {
	case len(v.failed) == 0 || gravest(v.severity):
	case stranger:
		return v, v.oncePerHour(r, s, d, who, v.phone(s.Now, a, cmd))
	default:
		refusal := &domain.Refusal{Line: v.failed[0]}
		if len(v.failed) > 1 { // the way out, or what else does not pass
			refusal.Hint = v.failed[1]
		}
		return v, refusal
	}
	if stranger && !gravest(v.severity) { // it is recorded and told to a human, always
		return v, v.oncePerHour(r, s, d, who, v.phone(s.Now, a, cmd))
	}
	return v, nil
}

// sold finds the contract that holds on the day and covers the product, by whatever name its
// offering knows it; where none does, the tier that the desk gives to accounts without one, with
// a failing line.
func (v *verdict) sold(d *offering.Desk, a *account.Account, day, product string, at time.Time) {
	var running, other, ended *account.Contract
	for i := range a.Contracts {
		c := &a.Contracts[i]
		switch {
		case c.On(day) && (c.Covers(product) || c.Covers(v.productIn(c.Offering, product, at))):
			if running == nil {
				running = c
			}
		case c.On(day):
			other = c
		case c.To != "" && c.To < day:
			ended = c
		}
	}
	id, tier := d.Settings.Offering, d.Settings.Tier
	switch {
	case running != nil:
		v.contract = *running
		id, tier = running.Offering, running.Tier
	case other != nil && product == "":
		var names []domain.Line
		for _, p := range other.Products {
			names = append(names, domain.Say("plain", domain.Named(p)))
		}
		v.failed = append(v.failed, domain.Say("open.which_product", domain.Listed(names...)))
		id, tier = other.Offering, other.Tier
	case other != nil:
		v.failed = append(v.failed, domain.Say("open.contract_product", domain.Named(product)))
		id, tier = other.Offering, other.Tier // as if entitled
	case ended != nil:
		v.failed = append(v.failed, domain.Say("open.contract_ended", domain.OnDate(ended.To)))
		id, tier = ended.Offering, ended.Tier
	default:
		v.failed = append(v.failed, domain.Say("open.contract_none"))
	}
	if o := v.lib.InForce(id, at); o != nil {
		v.tier = o.Tier(tier)
	}
}

// NoSeverity is a severity that was asked for and that no offering has.
const NoSeverity = -1

// noSeverity refuses a severity that an offering does not have, and says what those mean that it
// has (T30).
func noSeverity(o *offering.Offering, n int) error {
	return &domain.Refusal{Field: "severity", Line: domain.Say("open.severity", domain.Count(max(n, 0))), More: Meanings(o)}
}

// Meanings says what each severity of an offering means (T30).
func Meanings(o *offering.Offering) []domain.Line {
	var out []domain.Line
	for _, x := range o.Severities {
		out = append(out, domain.Say("severity.meaning", domain.Count(x.Number), domain.Named(x.Name), domain.Named(x.Definition)))
	}
	return out
}

// Offered is the offering under which an account would open a case at an instant; nil where there
// is none.
func Offered(r domain.Reader, id string, at time.Time) (*offering.Offering, error) {
	a, err := account.Load(r, id)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := verdict{lib: offering.Of(r)}
	d := v.lib.Latest()
	if d == nil {
		return nil, nil
	}
	if v.sold(d, a, civil(at, d), "", at); v.tier == nil {
		return nil, nil
	}
	return v.tier.Offering(), nil
}

// productIn is the id that an offering has for a product.
func (v *verdict) productIn(offered, product string, at time.Time) string {
	if o := v.lib.InForce(offered, at); o != nil {
		if p, ok := o.Product(product); ok {
			return p.ID
		}
	}
	return product
}

// mayOpen checks the asker against the tier's rule.
func (v *verdict) mayOpen(r domain.Reader, who party, a *account.Account) error {
	failed, err := unauthorised(r, v.tier, who, a.ID)
	v.failed = append(v.failed, failed...)
	return err
}

// coverage says when a clock will start that does not run at the instant (T12).
func coverage(lib *offering.Library, t *offering.Tier, ask offering.Ask, at time.Time) []domain.Line {
	var out []domain.Line
	targets, notes := t.TargetsFor(ask)
	for _, n := range notes {
		if n.Kind != offering.NoteCoverage {
			continue
		}
		c := lib.Calendar(t.Offering().Pin(), n.Value)
		if c == nil || c.Open(at) || len(targets) == 0 {
			continue
		}
		if starts, ok := c.NextOpen(at); ok {
			out = append(out, domain.Say("open.starts", domain.AtTime(starts), domain.Named(n.Text)))
		}
	}
	return out
}

// oncePerHour bounds what somebody we do not know can open. What is graver meanwhile can be
// called in.
func (v *verdict) oncePerHour(r domain.Reader, s domain.Stamp, d *offering.Desk, who party, phone string) error {
	every := d.Settings.ProvisionalEvery
	if every == 0 {
		every = time.Hour
	}
	mine, err := find(r, domain.Key{Index: OpenedBy, Value: who.Handle.String()})
	if err != nil {
		return err
	}
	for _, c := range mine {
		if s.Now.Sub(c.OpenedAt) < every {
			refusal := &domain.Refusal{Line: domain.Say("open.once", domain.Named(c.Number()), domain.AtTime(c.OpenedAt.Add(every)))}
			if phone != "" {
				refusal.Hint = domain.Say("open.call", domain.Named(phone))
			}
			return refusal
		}
	}
	return nil
}

// phone is the number of whoever would have the case, and "" where there is none.
func (v *verdict) phone(at time.Time, a *account.Account, cmd OpenCase) string {
	d := v.lib.Latest()
	id := d.Settings.Team
	if v.tier != nil {
		id = v.tier.Owner(at, v.ask(a, cmd)).Team
	}
	if t, ok := d.Team(id); ok {
		return t.Phone(a.Region)
	}
	return ""
}

// civil is the date that an instant has for the desk, in whose zone contracts are dated.
func civil(at time.Time, d *offering.Desk) string {
	zone := d.Settings.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format(time.DateOnly)
}
