package domain

import "time"

// An EffectKind is what is to be done on a platform.
type EffectKind string

// The effects of the outbox.
const (
	Post      EffectKind = "post"
	Edit      EffectKind = "edit"
	Ephemeral EffectKind = "ephemeral"
	Pin       EffectKind = "pin"
	File      EffectKind = "file"    // a message that carries a text as a file
	Home      EffectKind = "home"    // what somebody's own page shows
	Webhook   EffectKind = "webhook" // an event for an address outside of chat

	// Rooms. None of them says anything new that would have to be looked for, save Room itself.
	Room     EffectKind = "room"     // makes a channel of the vendor's own people, and binds its place
	Invite   EffectKind = "invite"   // asks people into the place
	Topic    EffectKind = "topic"    // what stands over the place: the head of Doc
	Bookmark EffectKind = "bookmark" // what is kept at hand there, named by the head of Doc
	Shut     EffectKind = "shut"     // puts the place away for good; what was said there can still be read
)

// A Lane says which effects go first where several wait for one channel's next second.
type Lane uint8

// The lanes, first to last.
const (
	LaneUrgent Lane = iota
	LaneAnswer
	LanePost
	LaneEdit
	LaneDigest
)

// An Effect is something to be said or done outside, written in the transaction that decided
// it. Deed names it for ever: the same deed is done at most once, however often it is decided.
type Effect struct {
	Kind     EffectKind    `json:"kind"`
	Deed     string        `json:"deed"` // "case/1/warn/first_response/1/p1/g1/team": the row's key is the UUIDv5 of it
	Place    Place         `json:"place"`
	Audience Audience      `json:"audience"`
	Lane     Lane          `json:"lane"`
	Doc      *Doc          `json:"doc,omitempty"`       // what is said; with Live, where that has nothing newer to show
	Live     Ref           `json:"live,omitzero"`       // drawn from this thing's present state when it is sent
	Version  uint64        `json:"version,omitempty"`   // for Live: the version that must at least be shown
	Binds    Place         `json:"binds,omitzero"`      // the place this message becomes the head of
	Guard    Ref           `json:"guard,omitzero"`      // the thing asked whether this still holds
	Token    string        `json:"token,omitempty"`     // … and by which name
	Instead  Place         `json:"instead,omitzero"`    // where it goes if its place dies
	Report   Ref           `json:"report,omitzero"`     // the thing that is told if it is never said (see Unheard)
	Merge    string        `json:"merge,omitempty"`     // rows to one place with the same word may become one digest
	Rank     int           `json:"rank,omitempty"`      // within a digest: lowest first; it is named
	Alone    bool          `json:"alone,omitempty"`     // never merged (a Sev 1)
	Age      time.Duration `json:"age,omitempty"`       // after this it is not worth saying; zero: always
	NotOlder time.Time     `json:"not_older,omitzero"`  // when it fell due, for lateness; zero: when recorded
	Mention  []Handle      `json:"mention,omitempty"`   // people the message must notify
	Late     bool          `json:"late_note,omitempty"` // say how late it is if it is
	Anew     bool          `json:"anew,omitempty"`      // for Home: also where it shows what was shown last
	Sheet    *Sheet        `json:"sheet,omitempty"`     // for File: what the file holds
	Name     string        `json:"name,omitempty"`      // for Room: what it is called, before the suffix that nobody can guess
	Guests   []string      `json:"guests,omitempty"`    // for Invite: ids of persons
	Toward   Place         `json:"toward,omitzero"`     // for Bookmark: what it leads to
	Sorry    *Effect       `json:"sorry,omitempty"`     // what is said where this never can be done; it names no other
}
