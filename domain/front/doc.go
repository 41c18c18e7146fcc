// Package front is what people see of the desk before they ask for anything: somebody's own page,
// which shows staff the queue and what they owe, and a customer's contact what is open.
//
// Who somebody is, is asked whenever their page is drawn: a page shows nothing that its owner could
// not ask for at that moment. A page is kept up to date for a while after its owner opened it, and
// drawn anew whenever they come to be somebody else. It leaves out cases and clocks (package
// casework), and when a page is drawn how often (package bot).
package front

import "github.com/deskhand/deskhand/domain"

// KindPage is the kind of a Page.
const KindPage domain.Kind = "page"

// Pages is the question after every page that was ever shown; its value is "".
const Pages = "pages shown"

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			KindPage: func(id string) domain.Thing { return &Page{Head: domain.Head{ID: id}} },
		},
		Events: []domain.Event{PageOpened{}, PageTurned{}},
	}
}
