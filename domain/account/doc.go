// Package account is who bought what was sold, and who may ask for it: accounts with their
// contracts and regions, the people of customers and of the vendor, the handles under which
// they speak, and the one-time codes by which a handle comes to be a person.
//
// People are keyed by platform, team and user id, and linked to a person once and verifiably;
// never by name, never by e-mail. Names of contacts are told only to people of their own
// company and to staff. It leaves out what a tier holds (package offering) and licences,
// compliance and hours.
package account

import "github.com/deskhand/deskhand/domain"

// The kinds of things kept here.
const (
	KindAccount domain.Kind = "account"
	KindPerson  domain.Kind = "person"
	KindCode    domain.Kind = "linkcode"
	KindTries   domain.Kind = "linktries"
)

// The questions answered here.
const (
	PersonByHandle   = "person by handle"  // value: Handle.String()
	PeopleOfAccount  = "people of account" // value: account id; "" for staff
	StaffByRole      = "staff by role"     // value: role
	PeopleOfTeam     = "people of team"    // value: team id
	AccountWorkspace = "account workspace" // value: platform/team
)

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			KindAccount: func(id string) domain.Thing { return &Account{Head: domain.Head{ID: id}} },
			KindPerson:  func(id string) domain.Thing { return &Person{Head: domain.Head{ID: id}} },
			KindCode:    func(id string) domain.Thing { return &Code{Head: domain.Head{ID: id}} },
			KindTries:   func(id string) domain.Thing { return &Tries{Head: domain.Head{ID: id}} },
		},
		Events: []domain.Event{
			AccountPut{}, PersonPut{}, Linked{}, Unlinked{}, CodesVoided{}, RolesSet{}, Left{},
			CodeIssued{}, CodeSpent{}, CodeBurned{}, TryFailed{},
		},
	}
}
