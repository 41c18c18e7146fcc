package card

import (
	"strconv"

	"github.com/deskhand/deskhand/domain"
)

// CustomerPlace is a place that people of an account read.
type CustomerPlace struct{ at domain.Place }

// StaffPlace is a place that only staff read.
type StaffPlace struct{ in domain.Place }

// AccountChannel is the channel shared with a customer.
func AccountChannel(account string) CustomerPlace {
	return CustomerPlace{domain.Place{Kind: domain.AccountChannel, ID: account, Audience: domain.Customers}}
}

// CaseThread is a case's thread that the customer reads.
func CaseThread(id string) CustomerPlace {
	return CustomerPlace{domain.Place{Kind: domain.CaseThread, ID: id, Audience: domain.Customers}}
}

// WelcomeCard is the card that an account's channel holds pinned, the n-th that was put there.
func WelcomeCard(account string, n int) CustomerPlace {
	return CustomerPlace{domain.Place{Kind: domain.WelcomeCard, ID: account + "/" + strconv.Itoa(n), Audience: domain.Customers}}
}

// Pin pins the message that heads the place, as the deed.
func (p CustomerPlace) Pin(deed string) domain.Effect {
	return domain.Effect{Kind: domain.Pin, Deed: deed, Place: p.at, Audience: domain.Customers, Lane: domain.LanePost}
}

// ContactDirect is a direct message to a customer's contact.
func ContactDirect(person string) CustomerPlace {
	return CustomerPlace{domain.Place{Kind: domain.PersonDirect, ID: person, Audience: domain.Customers}}
}

// StrangerDirect is a direct message to somebody who is not linked to any person.
func StrangerDirect(h domain.Handle) CustomerPlace {
	return CustomerPlace{domain.Place{Kind: domain.HandleDirect, ID: h.String(), To: h, Audience: domain.Customers}}
}

// TeamChannel is a team's own channel.
func TeamChannel(team string) StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.TeamChannel, ID: team, Audience: domain.Internal}}
}

// StaffThread is a case's thread that only staff read.
func StaffThread(id string) StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.CaseThread, ID: id, Audience: domain.Internal}}
}

// StaffDirect is a direct message to one of the staff.
func StaffDirect(person string) StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.PersonDirect, ID: person, Audience: domain.Internal}}
}

// WorkRoom is a channel that the desk makes for one matter; people of customers never read it.
func WorkRoom(id string) StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.WorkRoom, ID: id, Audience: domain.Internal}}
}

// Make makes the room on a platform, as the deed. What is done there waits for it.
func (p StaffPlace) Make(deed, name, platform string) domain.Effect {
	at := p.in
	at.Spot.Platform = platform
	return p.do(domain.Room, deed, func(e *domain.Effect) { e.Place, e.Binds, e.Name = at, p.in, name })
}

// Invite asks persons into the room.
func (p StaffPlace) Invite(deed string, persons []string) domain.Effect {
	return p.do(domain.Invite, deed, func(e *domain.Effect) { e.Guests = persons })
}

// Entitle sets what stands over the room.
func (p StaffPlace) Entitle(deed string, topic domain.Line) domain.Effect {
	return p.do(domain.Topic, deed, func(e *domain.Effect) { e.Doc = &domain.Doc{Head: topic} })
}

// Keep keeps at hand, under a name, what leads to another place for staff.
func (p StaffPlace) Keep(deed string, name domain.Line, toward StaffPlace) domain.Effect {
	return p.do(domain.Bookmark, deed, func(e *domain.Effect) { e.Doc, e.Toward = &domain.Doc{Head: name}, toward.in })
}

// PutAway ends the room.
func (p StaffPlace) PutAway(deed string) domain.Effect { return p.do(domain.Shut, deed, nil) }

func (p StaffPlace) do(k domain.EffectKind, deed string, more func(*domain.Effect)) domain.Effect {
	e := domain.Effect{Kind: k, Deed: deed, Place: p.in, Audience: domain.Internal, Lane: domain.LaneAnswer}
	if more != nil {
		more(&e)
	}
	return e
}

// Operator is where the person who runs the desk is told what is wrong with it.
func Operator() StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.OperatorPlace, Audience: domain.Internal}}
}

// OperatorHook is where a program of whoever runs the desk is told the same, outside of chat.
func OperatorHook() StaffPlace {
	return StaffPlace{domain.Place{Kind: domain.HookPlace, ID: "operator", Audience: domain.Internal}}
}

// Event says something to a program at an address outside of chat, as the deed.
func (p StaffPlace) Event(deed string, lane domain.Lane, i Internal) domain.Effect {
	e := p.PostTo(deed, lane, i)
	e.Kind = domain.Webhook
	return e
}

// CustomersAt is a spot where somebody of a customer speaks with the desk.
func CustomersAt(p domain.Place) CustomerPlace {
	p.Audience = domain.Customers
	return CustomerPlace{p}
}

// StaffAt is a spot where one of the staff speaks with the desk.
func StaffAt(p domain.Place) StaffPlace {
	p.Audience = domain.Internal
	return StaffPlace{p}
}

// Address is the place as rows keep it.
func (p CustomerPlace) Address() domain.Place { return p.at }

// Address is the place as rows keep it.
func (p StaffPlace) Address() domain.Place { return p.in }

// PostTo says something to customers, as the deed.
func (p CustomerPlace) PostTo(deed string, lane domain.Lane, c Customer) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: p.at, Audience: domain.Customers, Lane: lane, Doc: &c.forCustomers}
}

// PostTo says something to staff, as the deed.
func (p StaffPlace) PostTo(deed string, lane domain.Lane, i Internal) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: p.in, Audience: domain.Internal, Lane: lane, Doc: &i.forStaff}
}

// Send says something to customers, as the deed, with a file that is drawn for them when it is sent.
func (p CustomerPlace) Send(deed string, c Customer, sheet domain.Sheet) domain.Effect {
	e := p.PostTo(deed, domain.LaneAnswer, c)
	e.Kind, e.Sheet = domain.File, &sheet
	return e
}

// Send says something to staff, as the deed, with a file that is drawn for them when it is sent.
func (p StaffPlace) Send(deed string, i Internal, sheet domain.Sheet) domain.Effect {
	e := p.PostTo(deed, domain.LaneAnswer, i)
	e.Kind, e.Sheet = domain.File, &sheet
	return e
}

// LiveCard posts a card that is drawn from the thing whenever it is sent, and becomes the head
// of the place binds.
func (p CustomerPlace) LiveCard(deed string, lane domain.Lane, thing domain.Ref, binds CustomerPlace) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: p.at, Audience: domain.Customers, Lane: lane, Live: thing, Binds: binds.at}
}

// LiveCard posts a card that is drawn from the thing whenever it is sent, and becomes the head
// of the place binds.
func (p StaffPlace) LiveCard(deed string, lane domain.Lane, thing domain.Ref, binds StaffPlace) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: p.in, Audience: domain.Internal, Lane: lane, Live: thing, Binds: binds.in}
}

// Redraw brings the card that heads the place to the thing's version or a later one.
func (p CustomerPlace) Redraw(thing domain.Ref, version uint64) domain.Effect {
	return domain.Effect{Kind: domain.Edit, Place: p.at, Audience: domain.Customers, Lane: domain.LaneEdit, Live: thing, Version: version}
}

// Redraw brings the card that heads the place to the thing's version or a later one.
func (p StaffPlace) Redraw(thing domain.Ref, version uint64) domain.Effect {
	return domain.Effect{Kind: domain.Edit, Place: p.in, Audience: domain.Internal, Lane: domain.LaneEdit, Live: thing, Version: version}
}

// AnswerCustomer answers the asker, who is no staff, where only they read it.
func AnswerCustomer(s domain.Stamp, c Customer) domain.Effect {
	p := s.Reply
	p.Audience = domain.Customers
	return domain.Effect{Kind: domain.Ephemeral, Deed: "answer/" + s.Cause, Place: p, Audience: domain.Customers, Lane: domain.LaneAnswer, Doc: &c.forCustomers}
}

// AnswerStaff answers the asker, who is staff, where only they read it.
func AnswerStaff(s domain.Stamp, i Internal) domain.Effect {
	p := s.Reply
	p.Audience = domain.Internal
	return domain.Effect{Kind: domain.Ephemeral, Deed: "answer/" + s.Cause, Place: p, Audience: domain.Internal, Lane: domain.LaneAnswer, Doc: &i.forStaff}
}

// A Page is somebody's own page of the desk. It has no readers of its own kind: who somebody is, is
// asked whenever it is drawn.
type Page struct{ of domain.Handle }

// HomePage is a handle's own page.
func HomePage(h domain.Handle) Page { return Page{h} }

// Address is the page as rows keep it.
func (p Page) Address() domain.Place {
	return domain.Place{Kind: domain.HomePage, ID: p.of.String(), To: p.of}
}

// Draw draws the page from the thing's present state; anew also where nothing on it has changed.
func (p Page) Draw(deed string, thing domain.Ref, anew bool) domain.Effect {
	return domain.Effect{Kind: domain.Home, Deed: deed, Place: p.Address(), Lane: domain.LaneDigest, Live: thing, Anew: anew}
}
