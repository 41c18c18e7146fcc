// Package front is what people see of the desk before they ask for anything: the card that an
// account's channel holds pinned, which says how to ask and what is promised; and somebody's own
// page, which shows staff the queue and what they owe, and a customer's contact what is open.
//
// There is one welcome card in each account's channel: it is drawn from the present, so that it
// changes with the programme, and put up anew only where somebody took it away or the account has
// another channel.
//
// Who somebody is, is asked whenever their page is drawn: a page shows nothing that its owner could
// not ask for at that moment. A page is kept up to date for a while after its owner opened it, and
// drawn anew whenever they come to be somebody else. It leaves out cases and clocks (package
// casework), and when a page is drawn how often (package bot).
package front

import "github.com/deskhand/deskhand/domain"

// The kinds of things kept here.
const (
	KindPage    domain.Kind = "page"
	KindWelcome domain.Kind = "welcome"
)

// The questions answered here; their value is "".
const (
	Pages    = "pages shown"   // every page that was ever shown
	Welcomes = "welcome cards" // every account that has one
)

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			KindPage:    func(id string) domain.Thing { return &Page{Head: domain.Head{ID: id}} },
			KindWelcome: func(id string) domain.Thing { return &Welcome{Head: domain.Head{ID: id}} },
		},
		Events: []domain.Event{PageOpened{}, PageTurned{}, WelcomePosted{}, WelcomeSeen{}},
	}
}
