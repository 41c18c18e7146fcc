package account

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
)

// Unlink takes a person's handles away: the given one, or all where none is given. Codes that were
// made for them before link nobody any more.
type Unlink struct {
	Who     Who
	Account string
	Handle  domain.Handle
}

// Decide implements domain.Command.
func (c Unlink) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := Find(r, c.Who, c.Account)
	if err != nil {
		return nil, err
	}
	var events []domain.Event
	for _, h := range p.Handles {
		if c.Handle.IsZero() || h == c.Handle {
			events = append(events, Unlinked{Handle: h})
		}
	}
	if len(events) == len(p.Handles) && len(events) > 0 {
		if err := lastAdmin(r, s, p); err != nil {
			return nil, err
		}
	}
	ch := domain.Alter(p, append(events, CodesVoided{})...)
	if len(events) == 0 {
		ch.Effects = []domain.Effect{card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("link.none", domain.ByName(p.ID))))}
		return []domain.Change{ch}, nil
	}
	ch.Effects = []domain.Effect{card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("link.removed", domain.ByName(p.ID), domain.Count(len(events)))))}
	return []domain.Change{ch}, nil
}

// SetRoles replaces a person's roles. Roles of the other side are refused.
type SetRoles struct {
	Who     Who
	Account string
	Roles   []Role
}

// Decide implements domain.Command.
func (c SetRoles) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := Find(r, c.Who, c.Account)
	if err != nil {
		return nil, err
	}
	allowed := ContactRoles
	if p.Account == "" {
		allowed = RolesOf(offering.Of(r).Latest())
	}
	var said []domain.Line
	for _, role := range c.Roles {
		if !slices.Contains(allowed, role) {
			var list []domain.Line
			for _, a := range allowed {
				list = append(list, domain.Say("plain", domain.Named(string(a))))
			}
			return nil, domain.Refuse("role.unknown", domain.Named(string(role)), domain.Listed(list...))
		}
		said = append(said, domain.Say("plain", domain.Named(string(role))))
	}
	if p.Has(Admin) && !slices.Contains(c.Roles, Admin) {
		if err := lastAdmin(r, s, p); err != nil {
			return nil, err
		}
	}
	ch := domain.Alter(p, RolesSet{Roles: c.Roles})
	ch.Effects = []domain.Effect{card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("role.set", domain.ByName(p.ID), domain.Listed(said...))))}
	return []domain.Change{ch}, nil
}

// lastAdmin refuses to take from the only administrator whom anybody can reach what makes them
// one: nobody could give it back from the chat. Who runs the desk at its machine can.
func lastAdmin(r domain.Reader, s domain.Stamp, p *Person) error {
	if !p.Staff() || !p.Has(Admin) || s.Actor.Kind == domain.ByOperator {
		return nil
	}
	all, err := WithRole(r, Admin)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != p.ID && len(other.Handles) > 0 {
			return nil
		}
	}
	return domain.Refuse("admin.last", domain.ByName(p.ID))
}
