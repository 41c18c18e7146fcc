package commands

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// ShowHelp answers with what the asker can say.
type ShowHelp struct {
	Table Table
	About string
}

// Decide implements domain.Command.
func (cmd ShowHelp) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := account.Asker(r, s)
	if err != nil {
		return nil, err
	}
	duty := account.DutyRole(r)
	t := cmd.Table.Only(func(n Need) bool { return Meets(p, n, duty) })
	page, err := Help(t, cmd.About)
	if err != nil {
		return nil, domain.Refuse("help.none", domain.Named(cmd.About))
	}
	var lines []domain.Line
	for _, e := range page.Entries {
		lines = append(lines, domain.Say("help.entry", domain.Named(e.Usage), domain.Named(e.Help)))
	}
	if len(page.Entries) == 1 {
		e := page.Entries[0]
		for _, a := range e.Args {
			lines = append(lines, domain.Say("help.arg", domain.Named(a.Name), domain.Named(a.Help)))
		}
		lines = append(lines, domain.Say("help.example", domain.Named(e.Example)))
	}
	head := domain.Say("help.head")
	if p.Staff() {
		return domain.Only(card.AnswerStaff(s, card.ForStaff(domain.Plain, head, lines...))), nil
	}
	return domain.Only(card.AnswerCustomer(s, card.ForCustomer(domain.Plain, head, lines...))), nil
}

// Meets reports whether a person meets a need; nil is somebody the desk does not know. It is
// the one place where rows are held against people; what belongs to one account only is checked
// by the command itself, which knows the thing. Which role a duty manager has is the desk
// folder's word (account.DutyRole).
func Meets(p *account.Person, n Need, duty account.Role) bool {
	switch n {
	case Anyone:
		return true
	case Linked, Party:
		return p != nil && !p.Gone
	case Contact:
		return p != nil && !p.Gone && p.Account != ""
	case Engineer:
		return p.Staff()
	case Duty:
		return p.Staff() && p.Has(duty)
	case Admin:
		return p.Staff() && p.Has(account.Admin)
	}
	return false
}

// Refusal is what somebody who does not meet a need is told.
func Refusal(n Need) error {
	switch n {
	case Duty:
		return domain.Refuse("need.duty")
	case Admin:
		return domain.Refuse("need.admin")
	case Engineer:
		return domain.Refuse("case.staff_only")
	}
	return domain.Refuse("need.linked")
}
