package casework

import (
	"errors"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
)

// Who may open a case under a tier may raise and close one (R13, T20); words, and being told, need
// no right. Staff act for anybody. As with an opening, the gravest is never refused: raised so by
// somebody who may not, a case is worked on as grave as that, and a duty manager decides.

// unauthorised are the lines of the tier's rule that the asker does not pass, with the way out.
func unauthorised(r domain.Reader, t *offering.Tier, who party, id string) (failed []domain.Line, err error) {
	if who.staff() {
		return nil, nil
	}
	if who.person == nil {
		return []domain.Line{domain.Say("open.not_linked")}, nil
	}
	if t == nil {
		return nil, nil
	}
	rule := t.MayOpen
	address := func(p *account.Person) (offering.AddressFault, error) {
		if p.Mail == "" || !rule.OwnDomain && len(rule.NoGroups) == 0 {
			return "", nil
		}
		mail, err := r.Word(p.Mail)
		if errors.Is(err, domain.ErrNotFound) { // it was erased
			return "", nil
		}
		if err != nil {
			return "", err
		}
		a, err := account.Load(r, id)
		if err != nil {
			return "", err
		}
		return rule.Address(mail, a.Domains), nil
	}
	can := func(p *account.Person) bool {
		if len(rule.Roles) > 0 && !slices.ContainsFunc(rule.Roles, func(role offering.Role) bool { return p.Has(account.Role(role)) }) {
			return false
		}
		return !rule.Named || p.Has(account.Named)
	}
	wrong, err := address(who.person)
	if err != nil {
		return nil, err
	}
	if can(who.person) && wrong == "" {
		return nil, nil
	}
	people, err := account.Of(r, id)
	if err != nil {
		return nil, err
	}
	var names []domain.Line
	for _, p := range people {
		if fault, err := address(p); err != nil {
			return nil, err
		} else if can(p) && fault == "" {
			names = append(names, domain.Say("plain", domain.ByName(p.ID)))
		}
	}
	rule1 := domain.MsgID("open.role")
	if rule.Named {
		rule1 = "open.named"
	}
	line := domain.Say(rule1, domain.Listed(names...))
	if len(names) == 0 {
		line = domain.Say("open.nobody")
	}
	if can(who.person) { // and it is the address alone (T20)
		failed = append(failed, domain.Say(map[offering.AddressFault]domain.MsgID{offering.GroupAddress: "open.group", offering.ForeignAddress: "open.foreign"}[wrong]))
	}
	failed = append(failed, line)
	if rule.Instead != "" {
		failed = append(failed, domain.Say("plain", domain.Named(strings.TrimSpace(rule.Instead))))
	}
	return failed, nil
}

// mayNot refuses what only those do who may open a case, and says who they are.
func mayNot(rule domain.Line, failed []domain.Line) error {
	return &domain.Refusal{Line: rule, Hint: failed[0], More: failed[1:]}
}

// Doubted says that a case was raised by somebody who may not, from another severity: it is
// provisional until a duty manager decides.
type Doubted struct {
	From   int           `json:"from"`
	Failed []domain.Line `json:"failed"`
}

// EventKind is for ever.
func (Doubted) EventKind() string { return "case.doubted/1" }

// doubts are the lines that did not pass and that nobody has decided on.
func (c *Case) doubts() []domain.Line {
	var out []domain.Line
	if !c.Standing {
		out = slices.Clone(c.Failed)
	}
	if c.Doubt != nil {
		out = append(out, c.Doubt.Failed...)
	}
	return out
}

// doubt makes a raise provisional and tells the duty managers.
func (b *book) doubt(from int, failed []domain.Line) error {
	b.add(Doubted{From: from, Failed: failed})
	o := b.lib.Pinned(b.c.Pin)
	head := domain.Say("provisional.raised", domain.Named(b.c.Number()), domain.OfAccount(b.c.Account), domain.Named(b.c.severityName(b.lib)), b.c.inBrief())
	return b.tellDuty(domain.Urgent, "doubted", head, append(slices.Clone(failed), domain.Say("provisional.raise_how", domain.Named(severityName(o, from))))...)
}

// refuseRaise brings a case back to how grave it was before somebody raised it who may not.
func (b *book) refuseRaise(text string) {
	d, why := *b.c.Doubt, b.word(text)
	b.add(SeveritySet{From: b.c.Severity, To: d.From, Why: why})
	b.retarget(false)
	name := domain.Named(b.c.severityName(b.lib))
	doc := card.ForCustomer(domain.Plain, domain.Say("provisional.raise_refused", domain.Named(b.c.Number()), name, domain.InWords(why)), d.Failed...)
	b.say(card.CaseThread(b.c.ID).PostTo(b.deed("refused"), domain.LanePost, doc.Add(b.clockLines(false)...)))
	b.toStaff("refused_told", domain.Plain, domain.Say("provisional.raise_refused_by", b.actorName(), name, domain.InWords(why)), b.clockLines(true)...)
	b.watchTeam()
}

// loadToRaise loads a case for somebody who says that it got worse: those whom the desk does not
// know are told how it comes to know them, whatever case they name.
func loadToRaise(r domain.Reader, s domain.Stamp, id string) (*Case, party, error) {
	c, who, err := load(r, s, id)
	if _, refused := domain.AsRefusal(err); refused && who.person == nil {
		err = domain.Refuse("need.linked")
	}
	return c, who, err
}
