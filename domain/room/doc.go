// Package room is a channel that the desk makes for one matter, so that the vendor's people can work
// on it in one place: who is asked in, who could not be, what stands over it, and that it is put away
// when the matter is over. It knows no case and no other matter: whoever needs a room says what it is
// for, whom to ask, and what to say there.
//
// A room is made, never taken over by its name; and only people of the vendor are asked in, whoever
// names them. It leaves out where a room is on a platform (package place), what is said in it, and
// who is on duty.
package room

import "github.com/deskhand/deskhand/domain"

// Kind is the kind of a Room.
const Kind domain.Kind = "room"

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{Kind: func(id string) domain.Thing { return &Room{Head: domain.Head{ID: id}} }},
		Events: []domain.Event{Asked{}, Joined{}, Uninvited{}, Failed{}, Closed{}},
	}
}
