package front

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// mostContracts is how many promises a card tells, a line each.
const mostContracts = 3

// WelcomeDoc is what an account's card shows now: who we are, how to open a case, whom to call, and
// what is promised.
func WelcomeDoc(r domain.Reader, s domain.Stamp, id string) (domain.Doc, error) {
	a, err := account.Load(r, id)
	if err != nil {
		return domain.Doc{}, err
	}
	lib := offering.Of(r)
	d := lib.Latest()
	if d == nil {
		doc, _ := card.ForCustomer(domain.Plain, domain.Say("welcome.head_bare", domain.OfAccount(id))).Doc()
		return doc, nil
	}
	page := card.ForCustomer(domain.Plain, domain.Say("welcome.head", domain.Named(d.Settings.Name), domain.OfAccount(id)), domain.Say("welcome.how"))
	tiers := sold(lib, d, a, s.Now)
	if number := phone(d, tiers, a, s.Now); number != "" {
		page = page.Add(domain.Say("welcome.phone", domain.Named(number)))
	}
	for i, t := range tiers {
		if i == mostContracts {
			break
		}
		if page = page.Add(promise(t, a)); t.Phone != nil && t.Phone.Text != "" {
			page = page.Add(domain.Say("plain", domain.Named(t.Phone.Text))) // T14
		}
	}
	if len(tiers) == 0 {
		page = page.Add(ended(d, a, s.Now))
	}
	open := card.Open("button.open_case", "case open", "case open")
	open.Main = true
	doc, _ := page.With(open).Doc()
	return doc, nil
}

// sold are the tiers that the account has bought, each once, as they are in force.
func sold(lib *offering.Library, d *offering.Desk, a *account.Account, now time.Time) []*offering.Tier {
	day := today(d, now)
	var out []*offering.Tier
	known := map[[2]string]bool{}
	for _, c := range a.Contracts {
		if !c.On(day) || known[[2]string{c.Offering, c.Tier}] {
			continue
		}
		known[[2]string{c.Offering, c.Tier}] = true
		if o := lib.InForce(c.Offering, now); o != nil {
			if t := o.Tier(c.Tier); t != nil {
				out = append(out, t)
			}
		}
	}
	return out
}

// ended says that nothing is in force, and since when where something was.
func ended(d *offering.Desk, a *account.Account, now time.Time) domain.Line {
	last, today := "", today(d, now)
	for _, c := range a.Contracts {
		if c.To != "" && c.To < today && c.To > last {
			last = c.To
		}
	}
	if last == "" {
		return domain.Say("open.contract_none")
	}
	return domain.Say("open.contract_ended", domain.OnDate(last))
}

// today is the civil date where dates begin for the vendor.
func today(d *offering.Desk, now time.Time) string {
	zone := d.Settings.Zone
	if zone == nil {
		zone = time.UTC
	}
	return now.In(zone).Format(time.DateOnly)
}

// phone is the number to call: of the team that has the gravest cases at any hour, else of the desk's
// own. A card that stands for months names nobody who goes home in the evening.
func phone(d *offering.Desk, tiers []*offering.Tier, a *account.Account, now time.Time) string {
	region := a.Phone
	if region == "" {
		region = a.Region
	}
	name := d.Settings.Team
	if len(tiers) > 0 {
		if o := tiers[0].Owner(now, offering.Ask{Severity: 1, Region: a.Region, Calendar: a.Calendar}); o.Until.IsZero() {
			name = o.Team
		}
	}
	team, _ := d.Team(name)
	return team.Phone(region)
}

// promise is by when people hear from us, in one line.
func promise(t *offering.Tier, a *account.Account) domain.Line {
	var each []domain.Line
	for _, x := range t.Offering().Severities {
		all, _ := t.TargetsFor(offering.Ask{Severity: x.Number, Region: a.Region, Calendar: a.Calendar})
		for _, target := range all {
			if target.Kind == sla.FirstResponse {
				each = append(each, within(x.Name, target))
			}
		}
	}
	if len(each) == 0 {
		return domain.Say("welcome.promise_none", domain.Named(t.Name), domain.Named(t.Offering().Name))
	}
	return domain.Say("welcome.promise", domain.Named(t.Name), domain.Named(t.Offering().Name), domain.Listed(each...))
}

func within(severity string, t sla.Target) domain.Line {
	if t.Days > 0 {
		return domain.Say("welcome.days", domain.Named(severity), domain.Count(t.Days))
	}
	id := domain.MsgID("clock.within")
	if t.Under {
		id = "clock.under"
	}
	return domain.Say("welcome.within", domain.Named(severity), domain.Term(id), domain.ForSpan(t.Within))
}
