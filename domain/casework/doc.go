// Package casework is a case, from opened to closed: who may open it, what is promised on it,
// who has it, what was said, and when somebody must look at it again by itself.
//
// A first response is a human's own words on a surface the customer sees: a claim, a button, a
// canned text or a bot never meets one, and the clock records which message did. The customer's
// side of a case stands in a thread of their channel; that of a private one, and of one whose
// customer does not read the channel any more, in its opener's own conversation with the desk.
//
// It leaves out how clocks run (package sla), what was sold (package offering), who people are
// (package account), and ladders, rotas and critical situations.
package casework

import "github.com/deskhand/deskhand/domain"

// The kinds of things kept here.
const (
	Kind        domain.Kind = "case"
	KindCounter domain.Kind = "counter"
	KindDraft   domain.Kind = "draft"

	// KindWords names words that were handed on, as something drawn live; see Words.
	KindWords domain.Kind = "words"
)

// The questions answered here.
const (
	OpenOfAccount = "cases open of account" // value: account id
	OpenOfTeam    = "cases open of team"    // value: team id
	OpenOfOwner   = "cases open of owner"   // value: person id
	OpenAll       = "cases open"            // value: ""
	MayComeBack   = "cases may come back"   // value: ""; closed ones that can still be taken up again
	OpenedBy      = "cases opened by"       // value: handle; strangers only
)

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			Kind:        func(id string) domain.Thing { return &Case{Head: domain.Head{ID: id}} },
			KindCounter: func(id string) domain.Thing { return &Counter{Head: domain.Head{ID: id}} },
			KindDraft:   func(id string) domain.Thing { return &Draft{Head: domain.Head{ID: id}} },
		},
		Events: []domain.Event{
			Opened{}, Admitted{}, Refused{}, Taken{}, Assigned{}, TeamChanged{},
			Replied{}, Unsaid{}, Heard{}, Noted{}, MessageEdited{}, MessageDeleted{}, FileSeen{}, Beside{}, Called{},
			Waiting{}, Resumed{}, Requested{}, Received{}, Reminded{},
			SeveritySet{}, Doubted{}, Restored{}, Resolved{}, Reopened{}, Closed{}, Final{}, Merged{}, TookIn{}, Linked{},
			Watched{}, Unwatched{}, Claimed{}, ClaimDropped{},
			ClockStarted{}, ClockMarked{}, Warned{}, Breached{}, DueMoved{}, Looked{},
			Detailed{}, Redirected{}, Roomed{}, Migrated{}, Carried{},
			Counted{}, Drafted{}, DraftJoined{}, DraftUsed{},
		},
		Commands: []domain.Recordable{Redirect{}},
	}
}
