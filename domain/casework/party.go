package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// A party is who asks, as far as a case is concerned.
type party struct {
	domain.Actor
	person *account.Person // nil for strangers, the clock, the operator and the desk
}

func asker(r domain.Reader, s domain.Stamp) (party, error) {
	p, err := account.Asker(r, s)
	return party{s.Actor, p}, err
}

// staff reports whether the asker works for the vendor, or is the vendor's own machine.
func (p party) staff() bool {
	switch p.Kind {
	case domain.ByClock, domain.ByOperator, domain.ByDesk:
		return true
	}
	return p.person.Staff()
}

// knows reports whether the asker may know of a case at all: staff of every case, a contact of
// their company's save those that are private, a stranger of those they opened.
func (p party) knows(c *Case) bool {
	switch {
	case p.staff():
		return true
	case c.Private:
		return p.opened(c)
	case p.person != nil:
		return !p.person.Gone && p.person.Account == c.Account
	}
	return !p.Handle.IsZero() && p.Handle == c.Stranger
}

// id is the person's id, or "".
func (p party) id() string {
	if p.person == nil {
		return ""
	}
	return p.person.ID
}

// name is how the asker is called in a message.
func (p party) name() domain.Arg {
	if p.person == nil {
		return domain.ByHandle(p.Handle)
	}
	return domain.ByName(p.person.ID)
}

// answer says something to the asker alone, in the words their side may read.
func (p party) answer(s domain.Stamp, tone domain.Tone, head domain.Line, lines ...domain.Line) []domain.Effect {
	if s.Reply.IsZero() {
		return nil
	}
	if p.staff() {
		return []domain.Effect{card.AnswerStaff(s, card.ForStaff(tone, head, lines...))}
	}
	return []domain.Effect{card.AnswerCustomer(s, card.ForCustomer(tone, head, lines...))}
}

// offer says something to the asker alone, with what they may want to press next.
func (p party) offer(s domain.Stamp, tone domain.Tone, head domain.Line, buttons []domain.Button, lines ...domain.Line) []domain.Effect {
	if s.Reply.IsZero() {
		return nil
	}
	if p.staff() {
		return []domain.Effect{card.AnswerStaff(s, card.ForStaff(tone, head, lines...).With(buttons...))}
	}
	return []domain.Effect{card.AnswerCustomer(s, card.ForCustomer(tone, head, lines...).With(buttons...))}
}

// direct says something to somebody in their own conversation with the desk.
func (p party) direct(deed string, tone domain.Tone, head domain.Line, lines ...domain.Line) domain.Effect {
	switch {
	case p.person == nil:
		return card.StrangerDirect(p.Handle).PostTo(deed, domain.LaneAnswer, card.ForCustomer(tone, head, lines...))
	case p.staff():
		return card.StaffDirect(p.person.ID).PostTo(deed, domain.LaneAnswer, card.ForStaff(tone, head, lines...))
	}
	return card.ContactDirect(p.person.ID).PostTo(deed, domain.LaneAnswer, card.ForCustomer(tone, head, lines...))
}

// needStaff refuses what only the vendor's people do.
func (p party) needStaff() error {
	if !p.staff() {
		return domain.Refuse("case.staff_only")
	}
	return nil
}
