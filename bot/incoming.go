package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
)

// Incoming is one thing that came in, as its platform's adapter reads it: one of Line, Message,
// Edited, Deleted, Pressed, Filled, Shared, Renamed, Lost, Copy, Unheard.
type Incoming interface{ incoming() }

// A Scene is who did something, where and when.
type Scene struct {
	Who  domain.Handle
	Spot domain.Spot // channel; thread where it was in one; message where it was one; URL where one was given
	At   time.Time   // the platform's own instant; zero where it gives none
	// Direct: the spot is the person's own conversation with the desk.
	Direct bool
	// Outside: the platform says that the person is not of the workspace the desk is at home in.
	Outside bool
	// Hidden: nobody but the person sees the message that the spot names.
	Hidden bool
	// Zone is the IANA name of the person's time zone where the platform tells it.
	Zone string
}

// A Line is words for the desk itself: typed after the slash command, with a mention, or in a
// direct conversation.
type Line struct {
	Scene
	Text  string
	Files []File
	// Slash: the person used the command prefix, so that Text is surely a command.
	Slash bool
	// Escaped: Text is in wire form, & < > as entities and addresses marked as links.
	Escaped bool
	// Self is how the desk is mentioned in Text, <@U0> or @deskhand: dropped where it opens
	// the line.
	Self string
}

// A Message is plain words in a channel or thread that the desk reads.
type Message struct {
	Scene
	Text  string
	Files []File
	// Named is Text with the people it mentions as tokens, <@U1|ben>, that tell who is meant; ""
	// where it is Text itself.
	Named string
	// Bot: an app or a webhook wrote it, not a person.
	Bot bool
}

// A File is a file of a message. The desk keeps what it is called, not what is in it.
type File struct {
	ID   string
	Name string
	Size int64
}

// Edited is a message whose author changed it; Spot.Message names it, At is the edit's instant.
type Edited struct {
	Scene
	Text string
}

// Deleted is a message that was taken away; Spot.Message names it.
type Deleted struct {
	Scene
	Own bool // the desk itself wrote it: nobody took back their own words
}

// Pressed is a button of a message: Spot.Message names the message. Form is set only where the
// button's form could not be opened for this person, who is then asked for the same in words.
type Pressed struct {
	Scene
	Run  string // the button's command line
	Form string
}

// An About is a message of which somebody asks something: of another's words, in most cases.
type About struct {
	Spot domain.Spot   // with Message
	By   domain.Handle // who wrote it; zero for an app
	Own  bool          // the desk itself wrote it
	At   time.Time     // the platform's instant of it
	Text string        // what it says; only where a form is to be begun with it
}

// Picked is a form that was asked for on a message, and could not be opened for this person, who
// then needs the reason or the way in words. The scene's spot is the message's.
type Picked struct {
	Scene
	Form  string
	About About
}

// AtHome is somebody opening their own page. Its spot names no channel, and neither does that of
// what is pressed or filled in there: it is as direct as a conversation.
type AtHome struct{ Scene }

// Filled is a form that was submitted.
type Filled struct {
	Scene
	Form   string
	Run    string            // the command line the form was opened with
	Values map[string]string // by field name, as typed
	About  *About            // the message it was begun on, without its text; nil where on none
}

// Shared is a channel that people of another company came to read, or left.
type Shared struct {
	Spot   domain.Spot
	Shared bool   // with anybody
	Team   string // who came, or left; "" where the platform does not say
	Left   bool   // they left
}

// Renamed is a channel to which its platform gave another id.
type Renamed struct {
	Spot domain.Spot // as it was
	To   string      // its channel's id now
}

// Lost is a channel that is no more, or that the desk was put out of.
type Lost struct{ Spot domain.Spot }

// Copy is a message of the desk's own that says a row once more, although another one is taken for
// that row's: an earlier attempt arrived although it was not found.
type Copy struct {
	Row  string
	Spot domain.Spot
}

// Unheard is an envelope of no interest.
type Unheard struct{}

func (Line) incoming()    {}
func (Message) incoming() {}
func (Edited) incoming()  {}
func (Deleted) incoming() {}
func (Pressed) incoming() {}
func (Picked) incoming()  {}
func (AtHome) incoming()  {}
func (Filled) incoming()  {}
func (Shared) incoming()  {}
func (Renamed) incoming() {}
func (Lost) incoming()    {}
func (Copy) incoming()    {}
func (Unheard) incoming() {}

// sceneOf is who did it, where that is somebody.
func sceneOf(in Incoming) (Scene, bool) {
	switch in := in.(type) {
	case Line:
		return in.Scene, true
	case Message:
		return in.Scene, true
	case Edited:
		return in.Scene, true
	case Deleted:
		return in.Scene, true
	case Pressed:
		return in.Scene, true
	case Picked:
		return in.Scene, true
	case AtHome:
		return in.Scene, true
	case Filled:
		return in.Scene, true
	}
	return Scene{}, false
}
