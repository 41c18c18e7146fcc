package account

import (
	"errors"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// Whoami answers who the asker is to the desk.
type Whoami struct{ Zone string } // what the platform says of the asker's zone

// Decide implements domain.Command.
func (c Whoami) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := Asker(r, s)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return domain.Only(card.AnswerCustomer(s, card.ForCustomer(domain.Plain, domain.Say("whoami.stranger")))), nil
	}
	zone := p.Zone
	if zone == "" {
		zone = c.Zone
	}
	list := func(of []string) domain.Arg {
		var out []domain.Line
		for _, s := range of {
			out = append(out, domain.Say("plain", domain.Named(s)))
		}
		if len(out) == 0 {
			out = append(out, domain.Say("none"))
		}
		return domain.Listed(out...)
	}
	var roles []string
	for _, role := range p.Roles {
		roles = append(roles, string(role))
	}
	if p.Account == "" {
		line := domain.Say("whoami.staff", domain.ByName(p.ID), list(roles), list(p.Teams), domain.Named(zone))
		return domain.Only(card.AnswerStaff(s, card.ForStaff(domain.Plain, line))), nil
	}
	if _, err := Load(r, p.Account); err != nil && !errors.Is(err, domain.ErrNotFound) {
		return nil, err
	}
	line := domain.Say("whoami.linked", domain.ByName(p.ID), domain.OfAccount(p.Account), list(roles), domain.Named(zone))
	return domain.Only(card.AnswerCustomer(s, card.ForCustomer(domain.Plain, line))), nil
}
