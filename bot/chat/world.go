package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A World is what a page is played in: a desk, a platform, and the clock on both their walls.
// It is turned by one goroutine. Channels are named as on the page without the number sign,
// "@ana" is ana's own conversation with the desk; ids of messages are the world's own.
type World interface {
	// Now is the instant on the clock.
	Now() time.Time
	// Act lets somebody do something now and returns when the desk has stored it. For a Say it
	// answers the id of the message.
	Act(ctx context.Context, a Act) (id string, err error)
	// Weather makes the weather that the words in brackets name; ErrWeather where it knows none
	// of that name.
	Weather(ctx context.Context, words string) error
	// Settle lets the desk do all it can do now, and as much time pass as it needs to finish
	// speaking (a channel bears one message a second), but not beyond the instant.
	Settle(ctx context.Context, until time.Time) error
	// Pass lets time pass until the instant. Whatever comes due on the way is done at its own.
	Pass(ctx context.Context, to time.Time) error
	// Seen lists what people saw since it was last asked, in order. What people do themselves
	// is not among it.
	Seen() []Event
	// Close ends the world.
	Close() error
}

// ErrWeather is weather that a world does not know.
var ErrWeather = errors.New("there is no such weather here")

// A Deed is what somebody does.
type Deed string

// The deeds.
const (
	Say    Deed = "say"    // Text, Files
	Slash  Deed = "slash"  // Text, with the slash; Fields fill in the form it opens and send it
	Press  Deed = "press"  // Button, on Message; Fields fill in the form it opens and send it
	Pick   Deed = "pick"   // Form, asked for on Message; Fields fill it in, where it is not already, and send it
	Home   Deed = "home"   // their own page is opened
	Edit   Deed = "edit"   // Message becomes Text
	Delete Deed = "delete" // Message
	Remove Deed = "remove" // Message, of the desk
)

// An Act is one deed of one person.
type Act struct {
	Deed    Deed
	Who     string
	Channel string
	Root    string // id of the message that heads the thread; "" outside a thread
	Text    string
	Files   []string
	Message string
	Button  string
	Form    string
	Fields  map[string]string // nil: the form is opened and left
}

// A Kind is a sort of event.
type Kind string

// The kinds of events.
const (
	Posted  Kind = "posted"  // the desk said something
	Changed Kind = "changed" // the desk changed what it had said: the event is what it is now
	Formed  Kind = "form"    // a form was opened for Only, or sent back to them
	Pinned  Kind = "pinned"  // the desk pinned Message
	Did     Kind = "did"     // the desk did something in a room, as Lines say
	Noticed Kind = "notice"  // the platform's own words to Only
)

// An Event is something that people saw.
type Event struct {
	At      time.Time
	Kind    Kind
	Channel string
	Message string   // id
	Root    string   // id of the message that heads its thread; "" at the top
	Only    string   // the one person who sees it; "" for all
	Lines   []string // what it says, head first; instants as the page tells the time
	Buttons []string
	Form    *Form // for Formed
}

// FieldOf is a field as a form of an event lists it.
func FieldOf(name string, must bool, value string) string {
	if must {
		name += "*"
	}
	if value != "" {
		name += fmt.Sprintf(" %q", value)
	}
	return name
}

// A Form is a form as somebody sees it.
type Form struct {
	Title    string
	Fields   []string          // by name, in order; "*" behind those that must be filled in, then what stands in them
	Problems map[string]string // by field; "" is of the whole
}
