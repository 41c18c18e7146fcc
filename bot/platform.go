package bot

import (
	"context"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// A Platform is where people talk. Its adapter decides nothing: it hands over what came in as
// it came in, and says what it is given.
type Platform interface {
	// Name is the platform's name in handles, spots and envelopes: "slack".
	Name() string
	// Run keeps the platform's connections until ctx ends and hands what comes in to the
	// intake. It acknowledges nothing that Receive has not answered.
	Run(ctx context.Context, in Intake) error
	// Decode reads an envelope that Run handed over, perhaps in an earlier process and a
	// release ago. Unheard{} is for what is of no interest; an error is logged and the
	// envelope is taken off, since it would never become readable.
	Decode(e storage.Envelope) (Incoming, error)
	Speaker
}

// A Speaker says things. Both methods may be called from several goroutines, but never twice
// at once for one channel.
type Speaker interface {
	// Send does one attempt and never repeats it by itself. A nil error means that the
	// platform has it; any other result is a *Failure, and an error of another type counts as
	// Ambiguous.
	Send(ctx context.Context, d Delivery) (Receipt, error)
	// Look asks whether an earlier attempt at the delivery arrived. It is asked for posts,
	// files and rooms, and only after an Ambiguous attempt. ErrNoLook means that it can never be told.
	Look(ctx context.Context, d Delivery) (r Receipt, found bool, err error)
}

// A Delivery is one thing to say, resolved and drawn.
type Delivery struct {
	Key     string            // the row's key; to be kept with the message, where Look finds it
	Attempt int               // 1 for the first
	Began   time.Time         // desk time at which the last attempt began; Look reads from a little before it
	Kind    domain.EffectKind // any of them
	// To is the channel and, where there is one, the thread; for an Edit or a Pin also the
	// message. It has no channel where Direct is set.
	To domain.Spot
	// Direct is whose direct conversation with the desk is meant; for a Home, whose page.
	Direct domain.Handle
	// Only is who alone may see an Ephemeral. In a direct conversation it is an ordinary post.
	// To.URL, where set, is the one-time address for answers that came with the request.
	Only     domain.Handle
	Audience domain.Audience
	Card     card.Drawn
	Mention  []domain.Handle // to be notified, and nobody else
	Sheet    *Sheet          // of a File: what it holds
	// Name is what a Room is called. A suffix follows that nobody can guess and that is drawn from the
	// key, so that Look can find the room by its name; Receipt's spot is the channel.
	Name string
	// Guests are asked in by an Invite, by their ids.
	Guests map[string]domain.Handle
	// Toward is the message that a Bookmark leads to; the card's head is what it is called, as it is
	// what a Topic says.
	Toward domain.Spot
	// Edition is a short hash of what the card shows. It goes into the request key of its
	// buttons: the same button of another edition is another request.
	Edition string
	// Drawn is the desk's instant at which it was drawn, for words such as "today".
	Drawn time.Time
	// About is the message that heads the card, by its id: what a Webhook is about, for programs.
	About domain.MsgID
	// Recorded is the desk's instant at which it was decided that it be said.
	Recorded time.Time
}

// A Sheet is a text that goes along with a message. Name is of this delivery alone, so that Look can
// find it by its name; Title is what people see.
type Sheet struct{ Name, Title, Text string }

// A Receipt is where a delivery went.
type Receipt struct {
	Spot domain.Spot // with Message, except for what leaves no message that could be named
	// Copies are where else the same delivery is known to have gone: an earlier attempt arrived
	// though it was not found when it was looked for.
	Copies []domain.Spot
	// Missing are those of an Invite who could not be asked in.
	Missing []domain.Missing
}

// Limits are what a platform bears. The zero value takes the desk's defaults.
type Limits struct {
	// Post is the least time between two new messages in one channel; zero is one second,
	// what Slack allows for long.
	Post time.Duration
	// Posts is how many new messages a minute the whole workspace bears, whatever their channels;
	// zero is any number.
	Posts int
	// Edits is how many edits a minute the whole workspace bears; zero is 40, which leaves
	// room under Slack's tier 3.
	Edits int
	// Homes is how many pages a minute may be drawn; zero is 60.
	Homes int
	// Works is how many calls a minute may make or furnish rooms; zero is 20, the least that Slack
	// bears of any of them.
	Works int
	// InFlight is how many calls may be under way at once; zero is 16.
	InFlight int
}

// Limited is a platform that knows its own limits.
type Limited interface {
	Limits() Limits
}

func limitsOf(p Speaker) Limits {
	var l Limits
	if own, ok := p.(Limited); ok {
		l = own.Limits()
	}
	if l.Post == 0 {
		l.Post = time.Second
	}
	if l.Edits == 0 {
		l.Edits = 40
	}
	if l.Homes == 0 {
		l.Homes = 60
	}
	if l.Works == 0 {
		l.Works = 20
	}
	if l.InFlight == 0 {
		l.InFlight = 16
	}
	return l
}
