package account

import (
	"errors"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
)

// A Role is what a person is to the desk.
type Role string

// Roles of a customer's people (R1, R13, T20) and of staff (R4, R6).
const (
	Technical     Role = "technical"               // opens cases and works with the vendor
	Renewal       Role = "renewal"                 // is told of renewals
	ContractAdmin Role = "contract_administration" // manages who the others are
	Named         Role = "named"                   // a named contact: opens cases of the premier team
	Engineer      Role = "engineer"
	Duty          Role = "duty-manager" // decides exceptions, where the folder names no other
	Admin         Role = "admin"        // runs the desk: links, imports, roles
	TAM           Role = "tam"          // looks after accounts (R6)
)

// ContactRoles are those that a customer's people can hold.
var ContactRoles = []Role{Technical, Renewal, ContractAdmin, Named}

// RolesOf lists what staff of a desk folder can hold.
func RolesOf(d *offering.Desk) []Role {
	if d != nil && d.Settings.DutyManager != "" {
		return []Role{Engineer, Role(d.Settings.DutyManager), Admin, TAM}
	}
	return []Role{Engineer, Duty, Admin, TAM}
}

// DutyRole is the role of duty managers, as the desk folder names it.
func DutyRole(r domain.Reader) Role {
	return RolesOf(offering.Of(r).Latest())[1]
}

// A Person is one human being: of an account, or of the vendor where Account is empty.
type Person struct {
	domain.Head
	domain.Never
	Account string          `json:"account,omitempty"`
	Name    domain.WordID   `json:"name,omitempty"`  // in full
	Given   domain.WordID   `json:"given,omitempty"` // what others call them
	Mail    domain.WordID   `json:"mail,omitempty"`
	Zone    string          `json:"zone,omitempty"` // IANA; "" as the account's
	Roles   []Role          `json:"roles,omitempty"`
	Teams   []string        `json:"teams,omitempty"`
	Handles []domain.Handle `json:"handles,omitempty"`
	Gone    bool            `json:"gone,omitempty"` // left the company

	CodesFrom time.Time `json:"codes_from,omitzero"` // link codes made by then count no more
}

// Staff reports whether the person works for the vendor.
func (p *Person) Staff() bool { return p != nil && p.Account == "" && !p.Gone }

// Has reports whether the person holds the role.
func (p *Person) Has(r Role) bool { return p != nil && !p.Gone && slices.Contains(p.Roles, r) }

// PersonPut says who a person is, as an import or the desk's own hand put it.
type PersonPut struct {
	Account string        `json:"account,omitempty"`
	Name    domain.WordID `json:"name,omitempty"`
	Given   domain.WordID `json:"given,omitempty"`
	Mail    domain.WordID `json:"mail,omitempty"`
	Zone    string        `json:"zone,omitempty"`
	Roles   []Role        `json:"roles,omitempty"`
	Teams   []string      `json:"teams,omitempty"`
}

// Linked says that a handle is this person.
type Linked struct {
	Handle domain.Handle `json:"handle"`
}

// Unlinked says that a handle is this person no more.
type Unlinked struct {
	Handle domain.Handle `json:"handle"`
}

// CodesVoided says that link codes made for the person until now link nobody any more.
type CodesVoided struct{}

// RolesSet replaces a person's roles.
type RolesSet struct {
	Roles []Role `json:"roles,omitempty"`
}

// Left says that a person is no longer with the company: every handle goes.
type Left struct{}

// The kinds of these events are for ever.
func (PersonPut) EventKind() string   { return "person.put/1" }
func (Linked) EventKind() string      { return "person.linked/1" }
func (Unlinked) EventKind() string    { return "person.unlinked/1" }
func (CodesVoided) EventKind() string { return "person.codes_voided/1" }
func (RolesSet) EventKind() string    { return "person.roles_set/1" }
func (Left) EventKind() string        { return "person.left/1" }

// Ref implements domain.Thing.
func (p *Person) Ref() domain.Ref { return domain.Ref{Kind: KindPerson, ID: p.ID} }

// Apply implements domain.Thing.
func (p *Person) Apply(r domain.Recorded) {
	p.Advance(r)
	switch e := r.Event.(type) {
	case PersonPut:
		p.Account, p.Name, p.Given, p.Mail = e.Account, e.Name, e.Given, e.Mail
		p.Zone, p.Roles, p.Teams, p.Gone = e.Zone, e.Roles, e.Teams, false
	case Linked:
		if !slices.Contains(p.Handles, e.Handle) {
			p.Handles = append(p.Handles, e.Handle)
		}
	case Unlinked:
		p.Handles = slices.DeleteFunc(p.Handles, func(h domain.Handle) bool { return h == e.Handle })
	case CodesVoided:
		p.CodesFrom = r.Now
	case RolesSet:
		p.Roles = e.Roles
	case Left:
		p.Gone, p.Handles, p.CodesFrom = true, nil, r.Now
	}
}

// Keys implements domain.Thing.
func (p *Person) Keys() []domain.Key {
	if p.Gone {
		return nil
	}
	keys := []domain.Key{{Index: PeopleOfAccount, Value: p.Account}}
	for _, h := range p.Handles {
		keys = append(keys, domain.Key{Index: PersonByHandle, Value: h.String()})
	}
	for _, t := range p.Teams {
		keys = append(keys, domain.Key{Index: PeopleOfTeam, Value: t})
	}
	if p.Account == "" {
		for _, role := range p.Roles {
			keys = append(keys, domain.Key{Index: StaffByRole, Value: string(role)})
		}
	}
	return keys
}

// LoadPerson answers a person by id; domain.ErrNotFound where there is none.
func LoadPerson(r domain.Reader, id string) (*Person, error) {
	t, err := r.Load(domain.Ref{Kind: KindPerson, ID: id})
	if err != nil {
		return nil, err
	}
	return t.(*Person), nil
}

// PersonOf answers whom a handle is linked to.
func PersonOf(r domain.Reader, h domain.Handle) (p *Person, ok bool, err error) {
	refs, err := r.Find(domain.Key{Index: PersonByHandle, Value: h.String()}, 1)
	if err != nil || len(refs) == 0 {
		return nil, false, err
	}
	p, err = LoadPerson(r, refs[0].ID)
	return p, err == nil, err
}

// Asker answers the person behind a stamp; nil for strangers, the clock and the desk itself.
func Asker(r domain.Reader, s domain.Stamp) (*Person, error) {
	if s.Actor.Person == "" {
		return nil, nil
	}
	p, err := LoadPerson(r, s.Actor.Person)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	return p, err
}

// WithRole lists the staff who hold a role, by id in order.
func WithRole(r domain.Reader, role Role) ([]*Person, error) {
	return people(r, domain.Key{Index: StaffByRole, Value: string(role)})
}

// OfTeam lists the people of a team, by id in order.
func OfTeam(r domain.Reader, team string) ([]*Person, error) {
	return people(r, domain.Key{Index: PeopleOfTeam, Value: team})
}

// Of lists an account's people, by id in order.
func Of(r domain.Reader, account string) ([]*Person, error) {
	return people(r, domain.Key{Index: PeopleOfAccount, Value: account})
}

func people(r domain.Reader, k domain.Key) ([]*Person, error) {
	refs, err := r.Find(k, 0)
	if err != nil {
		return nil, err
	}
	var out []*Person
	for _, ref := range refs {
		p, err := LoadPerson(r, ref.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
