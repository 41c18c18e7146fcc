// Package dialogue asks the questions of a form one at a time, in words, where no form can be
// opened: on Slack one may be refused to people of another company. A dialogue stands with one
// person in one place, survives whatever the process does, shows at its end what it will send,
// and ends by itself, politely, when nobody answers.
//
// A case of the gravest severity is never held up by it: it is recorded at the first words, and
// what is answered after them only adds to it. Where not even words come, it is opened by what was
// said when the dialogue began.
//
// It leaves out which questions a form has, what an answer means and what is built of them all
// (package bot reads the table of commands for that, and hands it over as a Plan).
package dialogue

import "github.com/deskhand/deskhand/domain"

// Kind is the kind of a Dialogue.
const Kind domain.Kind = "dialogue"

// ByPlace is the question which dialogue stands with a person in a place; value: Key.
const ByPlace = "dialogue by place"

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{Kind: func(id string) domain.Thing { return &Dialogue{Head: domain.Head{ID: id}} }},
		Events: []domain.Event{Begun{}, Asked{}, Answered{}, TakenBack{}, Made{}, Ended{}},
	}
}
