package roster

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// What can be wrong with an import file that can be read.
var (
	ruleTwice    = strict.Rule{ID: "import.twice", Text: "%s %s was already given at %s", Help: "give one of them another id"}
	ruleHandle   = strict.Rule{ID: "import.handle", Text: "the handle %s was already given at %s", Help: "one handle is one person"}
	ruleUnknown  = strict.Rule{ID: "import.unknown", Text: "the desk folder has no %s %s"}
	ruleRole     = strict.Rule{ID: "import.role", Text: "%s is no role of this side; the roles are: %s"}
	ruleZone     = strict.Rule{ID: "import.zone", Text: "there is no zone %s", Help: "name it by its place: Europe/Oslo"}
	ruleDates    = strict.Rule{ID: "import.dates", Text: "contract %s ends before it begins"}
	ruleTeams    = strict.Rule{ID: "import.teams", Text: "a customer's person belongs to no team of the vendor"}
	ruleWhich    = strict.Rule{ID: "import.channel", Text: "a channel is a team's or the operator's", Help: "give team, or operator: true"}
	ruleGroup    = strict.Rule{ID: "import.group", Text: "%s is read by more than one person, and a named contact of %s is one person", Help: "give their own address, or leave out the role"}
	ruleForeign  = strict.Rule{ID: "import.foreign", Text: "%s lies in no domain of account %s, as a named contact's of %s does", Help: "give the address they have there, add to domains, or leave out the role"}
	ruleNoMail   = strict.Rule{ID: "import.mail", Text: "it cannot be seen whether contact %s of %s is one person: there is no address", Help: "give mail", Warning: true}
	ruleNoDomain = strict.Rule{ID: "import.domains", Text: "it cannot be seen whether the contacts of %s are of account %s: it names no domains", Help: "give domains", Warning: true}
	ruleUnlinked = strict.Rule{ID: "import.channelless", Text: "account %s has no channel", Help: "its cases can then be opened by direct message only", Warning: true}
)

// date is a civil date written 2026-12-25.
type date struct {
	strict.At
	V string
}

// Scan implements strict.Scalar.
func (d *date) Scan(s string) error {
	d.V = s
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return strict.Wrong{}
	}
	return nil
}

// Wanted implements strict.Scalar.
func (*date) Wanted() string { return "a date such as 2026-12-25" }

// Schema implements strict.Scalar.
func (*date) Schema() map[string]any { return map[string]any{"type": "string", "format": "date"} }

type judge struct {
	desk     *offering.Desk
	zones    func(string) error
	faults   strict.Faults
	people   map[string]strict.Pos
	accounts map[string]strict.Pos
	handles  map[string]strict.Pos
}

func (j *judge) once(seen map[string]strict.Pos, what string, n strict.Name) {
	if !n.Given() {
		return
	}
	if at, twice := seen[n.V]; twice {
		j.faults.Add(ruleTwice.At(n.Pos(), what, strict.Quote(n.V), at))
		return
	}
	seen[n.V] = n.Pos()
}

// known checks a reference against the words of the desk folder.
func (j *judge) known(what string, n strict.Name, words []string) {
	if n.Given() && !slices.Contains(words, n.V) {
		j.faults.Add(ruleUnknown.At(n.Pos(), what, strict.Quote(n.V)).Meaning(n.V, words))
	}
}

func (j *judge) zone(z strict.Text) {
	if z.Given() && j.zones(z.V) != nil {
		j.faults.Add(ruleZone.At(z.Pos(), strict.Quote(z.V)))
	}
}

func (j *judge) person(p person, roles []account.Role, staff bool) {
	j.once(j.people, "person", p.ID)
	j.zone(p.Zone)
	var words []string
	for _, r := range roles {
		words = append(words, string(r))
	}
	for _, r := range p.Roles {
		if r.Given() && !slices.Contains(words, r.V) {
			j.faults.Add(ruleRole.At(r.Pos(), strict.Quote(r.V), strings.Join(words, ", ")).Meaning(r.V, words))
		}
	}
	for _, t := range p.Teams {
		if !staff {
			j.faults.Add(ruleTeams.At(t.Pos()))
			continue
		}
		j.known("team", t, j.teams())
	}
	for _, h := range p.Handles {
		key := h.Platform.V + "/" + h.Team.V + "/" + h.User.V
		if at, twice := j.handles[key]; twice {
			j.faults.Add(ruleHandle.At(h.Pos(), key, at))
		}
		j.handles[key] = h.Pos()
	}
}

func (j *judge) teams() []string {
	var out []string
	for _, t := range j.desk.Teams() {
		out = append(out, t.ID)
	}
	return out
}

func (j *judge) company(c company) {
	j.once(j.accounts, "account", c.ID)
	j.zone(c.Zone)
	var regions []string
	for _, r := range j.desk.Regions() {
		regions = append(regions, r.ID)
	}
	j.known("region", c.Region, regions)
	j.known("calendar", c.Calendar, j.desk.Calendars())
	if c.Channel == nil {
		j.faults.Add(ruleUnlinked.At(c.Pos(), c.ID.V))
	}
	for _, k := range c.Contracts {
		j.contract(k)
	}
	for _, p := range c.Contacts {
		j.person(p, account.ContactRoles, false)
	}
	for _, k := range c.Contracts {
		j.addresses(c, k)
	}
}

// addresses holds the contacts who take a seat of a contract to its rule (T20).
func (j *judge) addresses(c company, k contract) {
	o := j.desk.Offering(k.Offering.V, "")
	if o == nil || o.Tier(k.Tier.V) == nil {
		return
	}
	tier := o.Tier(k.Tier.V)
	rule := tier.MayOpen
	if !rule.Named || !rule.OwnDomain && len(rule.NoGroups) == 0 {
		return
	}
	domains := names(c.Domains)
	if rule.OwnDomain && len(domains) == 0 {
		j.faults.Add(ruleNoDomain.At(c.Pos(), tier.Name, c.ID.V))
	}
	for _, p := range c.Contacts {
		if !slices.ContainsFunc(p.Roles, func(r strict.Name) bool { return r.V == string(account.Named) }) {
			continue
		}
		if !p.Mail.Given() {
			j.faults.Add(ruleNoMail.At(p.Pos(), p.ID.V, tier.Name))
			continue
		}
		switch rule.Address(p.Mail.V, domains) {
		case offering.GroupAddress:
			j.faults.Add(ruleGroup.At(p.Mail.Pos(), p.Mail.V, tier.Name))
		case offering.ForeignAddress:
			j.faults.Add(ruleForeign.At(p.Mail.Pos(), p.Mail.V, c.ID.V, tier.Name))
		}
	}
}

func (j *judge) contract(k contract) {
	var ids []string
	for _, o := range j.desk.Offerings() {
		ids = append(ids, o.ID)
	}
	j.known("offering", k.Offering, ids)
	if o := j.desk.Offering(k.Offering.V, ""); o != nil {
		var tiers []string
		for _, t := range o.Tiers {
			tiers = append(tiers, t.ID)
		}
		j.known("tier", k.Tier, tiers)
	}
	if k.From.V != "" && k.To.V != "" && k.To.V < k.From.V {
		j.faults.Add(ruleDates.At(k.To.Pos(), strict.Quote(k.ID.V)))
	}
}

func (j *judge) channel(c channel) {
	if c.Team.Given() == c.Operator.V {
		j.faults.Add(ruleWhich.At(c.Pos()))
	}
	j.known("team", c.Team, j.teams())
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return first
}
