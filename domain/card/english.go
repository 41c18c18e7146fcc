package card

import (
	"maps"

	"github.com/deskhand/deskhand/domain"
)

// A message of the catalogue: its words, with holes {0}, {1 one|many}; and whether customers
// may ever read it.
type message struct {
	text      string
	customers bool
}

// english is the one catalogue. A room's messages stand in a table of their own below; both
// kinds are spelled the same, so that a reviewer sees at once what customers can be told.
var english = catalogue(generalEnglish, caseEnglish, peopleEnglish, clockEnglish, helpEnglish, frontEnglish, dialogueEnglish, migrationEnglish)

type table struct {
	customers map[domain.MsgID]string // customers and staff may read these
	staff     map[domain.MsgID]string // staff only
}

func catalogue(tables ...table) map[domain.MsgID]message {
	all := map[domain.MsgID]message{}
	for _, t := range tables {
		for id, text := range maps.All(t.customers) {
			add(all, id, message{text, true})
		}
		for id, text := range maps.All(t.staff) {
			add(all, id, message{text, false})
		}
	}
	return all
}

// add keeps the first of two messages with one id visible by making the table unusable: a test
// draws every message and finds the note.
func add(all map[domain.MsgID]message, id domain.MsgID, m message) {
	if _, twice := all[id]; twice {
		m.text = "{the message " + string(id) + " stands twice in the catalogue}"
	}
	all[id] = m
}

// Known reports whether the catalogue holds a message, and whether customers may read it.
func Known(id domain.MsgID) (known, customers bool) {
	m, ok := english[id]
	return ok, m.customers
}
