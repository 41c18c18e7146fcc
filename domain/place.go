package domain

// An Audience is who reads a place. A place has one from the day it is made; a message is
// drawn for one; the two are compared again at every send.
type Audience string

// The audiences.
const (
	Customers Audience = "customer" // people of one account, and staff
	Internal  Audience = "internal" // staff only
)

// A PlaceKind is a sort of logical address.
type PlaceKind string

// The logical addresses. Where each one is on a platform is found when something is sent.
const (
	AccountChannel PlaceKind = "account" // ID: account id; the channel shared with the customer
	TeamChannel    PlaceKind = "team"    // ID: team id
	CaseThread     PlaceKind = "case"    // ID: case id; with the audience, one thread for each
	PersonDirect   PlaceKind = "person"  // ID: person id; a direct message
	HandleDirect   PlaceKind = "handle"  // ID: handle; a direct message to somebody not linked
	OperatorPlace  PlaceKind = "operator"
	WelcomeCard    PlaceKind = "welcome" // ID: account id and a number; the card that heads an account's channel
	WordsRelayed   PlaceKind = "relayed" // ID: case id and the platform's id of the message whose words the desk handed on
	HookPlace      PlaceKind = "hook"    // ID: whose; an address outside of chat, at which a program listens
	HomePage       PlaceKind = "home"    // ID: handle; the one page of the desk that is somebody's own
	WorkRoom       PlaceKind = "room"    // ID: room id; a channel that the desk made for one matter
	ReplyPlace     PlaceKind = "reply"   // the asker's own eyes, in the channel where they asked
)

// A Place is a logical address: "this case's customer thread".
type Place struct {
	Kind     PlaceKind `json:"kind"`
	ID       string    `json:"id,omitempty"`
	Audience Audience  `json:"audience,omitempty"`
	// For HomePage: whose. For a Room effect: only the spot's platform, on which it is made. For ReplyPlace: where and to whom, as the platform said it, and whether it is the
	// asker's own conversation with the desk.
	To     Handle `json:"to,omitzero"`
	Spot   Spot   `json:"spot,omitzero"`
	Direct bool   `json:"direct,omitempty"`
}

// IsZero reports whether the place is none.
func (p Place) IsZero() bool { return p.Kind == "" }

// String is the address's text form, unique per address; it keys order and edits.
func (p Place) String() string {
	s := string(p.Kind) + "/" + p.ID
	if p.Audience != "" {
		s += "/" + string(p.Audience)
	}
	if p.Kind == ReplyPlace {
		s += "/" + p.To.String() + "@" + p.Spot.Channel + "/" + p.Spot.Thread
	}
	return s
}

// A Spot is where a place or message is on a platform, in the platform's own opaque ids.
type Spot struct {
	Platform string `json:"platform,omitempty"`
	Team     string `json:"team,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Thread   string `json:"thread,omitempty"`  // the message that heads the thread
	Message  string `json:"message,omitempty"` // one message
	URL      string `json:"url,omitempty"`     // a platform's one-time answer address, where it gave one
}

// IsZero reports whether the spot is none.
func (s Spot) IsZero() bool { return s == Spot{} }

// ThreadKey is the value under which the thread of this spot is looked up.
func (s Spot) ThreadKey() string { return s.Platform + "/" + s.Channel + "/" + s.Thread }
