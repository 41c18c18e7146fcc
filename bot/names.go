package bot

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/offering"
)

// names are what the readers of a place may know by name. Contacts' names are told only to
// people of their own company and to staff; staff go by their first name.
type names struct {
	r       domain.Reader
	staff   bool   // the readers are staff
	account string // whose people they are, where they are not
}

// newNames finds out who reads a place.
func newNames(r domain.Reader, at domain.Place) card.Names {
	n := names{r: r, staff: at.Audience == domain.Internal}
	if n.staff {
		return n
	}
	var p *account.Person
	switch at.Kind {
	case domain.AccountChannel:
		n.account = at.ID
	case domain.WelcomeCard:
		n.account, _ = front.AccountOf(at)
	case domain.CaseThread:
		if c, err := casework.Load(r, at.ID); err == nil {
			n.account = c.Account
		}
	case domain.PersonDirect:
		p, _ = account.LoadPerson(r, at.ID)
	case domain.HandleDirect, domain.ReplyPlace:
		p, _, _ = account.PersonOf(r, at.To)
	}
	if p != nil && !p.Gone {
		n.account = p.Account
	}
	return n
}

// Word implements card.Names.
func (n names) Word(id domain.WordID) string {
	text, err := n.r.Word(id)
	if err != nil {
		return ""
	}
	return text
}

// Person implements card.Names.
func (n names) Person(id string) string {
	p, err := account.LoadPerson(n.r, id)
	if err != nil {
		return "somebody"
	}
	if p.Account == "" {
		return n.first(p)
	}
	if !n.staff && p.Account != n.account {
		return "somebody"
	}
	return n.first(p)
}

// first is what others call a person, else their name, else their id.
func (n names) first(p *account.Person) string {
	for _, w := range []domain.WordID{p.Given, p.Name} {
		if s := n.Word(w); s != "" {
			return s
		}
	}
	return p.ID
}

// Handle implements card.Names.
func (n names) Handle(text string) string {
	h, ok := parseHandle(text)
	if !ok {
		return "somebody"
	}
	if p, known, err := account.PersonOf(n.r, h); err == nil && known {
		return n.Person(p.ID)
	}
	return "@" + h.User
}

// Account implements card.Names.
func (n names) Account(id string) string {
	if !n.staff && id != n.account {
		return "another customer"
	}
	a, err := account.Load(n.r, id)
	if err != nil {
		return id
	}
	if s := n.Word(a.Name); s != "" {
		return s
	}
	return id
}

// Team implements card.Names.
func (n names) Team(id string) string {
	if d := offering.Of(n.r).Latest(); d != nil {
		if t, ok := d.Team(id); ok && t.Name != "" {
			return t.Name
		}
	}
	return id
}

// parseHandle reads what Handle.String prints; a user id may itself hold slashes.
func parseHandle(s string) (domain.Handle, bool) {
	parts := strings.SplitN(s, "/", 3)
	if len(parts) != 3 {
		return domain.Handle{}, false
	}
	return domain.Handle{Platform: parts[0], Team: parts[1], User: parts[2]}, true
}
