package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// Rooms is what the desk's rooms mean to the process around them: how a thing that came in
// becomes a command, how a live card is drawn, what people are called. House() is the real
// one; a test of the machinery brings a room of its own. All functions only read.
type Rooms struct {
	// Kinds is every room's share of what stands on disk.
	Kinds []domain.Kinds
	// Read turns what came in into what is asked. Its Asked says whose answer goes where even
	// when it also returns an error: *Problem for what is wrong with the words, a
	// *domain.Refusal for what may not be asked. Any other error is a fault of the desk.
	Read func(r domain.Reader, s domain.Stamp, in Incoming) (Asked, error)
	// Form answers a question that rides on a platform's acknowledgement.
	Form func(r domain.Reader, s domain.Stamp, q Question) (Answer, error)
	// Live is what the live card of a thing shows now, to an audience.
	Live func(r domain.Reader, s domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error)
	// Sheet is what a file shows that is drawn from a thing, to an audience, and Clock the zone in which
	// the readers of a place have their instants written. Nil where no files are sent.
	Sheet func(r domain.Reader, s domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error)
	Clock func(r domain.Reader, at domain.Place) (*time.Location, error)
	// Home is what somebody's own page shows now, and for whom it may be drawn. Pages lists all
	// that were ever shown, and which of them are to be drawn by themselves at now. Nil where there
	// are no pages.
	Home  func(r domain.Reader, s domain.Stamp, h domain.Handle) (domain.Doc, domain.Audience, error)
	Pages func(r domain.Reader, now time.Time) ([]Page, error)
	// Faces tells one state of what standing cards are drawn from (the applied desk folder) from
	// another, and what brings them all up to date. Nil where there are none.
	Faces func(r domain.Reader) (state string, refresh []domain.Command, err error)
	// Names answers what the readers of a place may know by name.
	Names func(r domain.Reader, at domain.Place) card.Names
	// Handles are the handles of a person, the best one to write to first.
	Handles func(r domain.Reader, person string) ([]domain.Handle, error)
	// Rules tells one state of the zones' rules from another, in words with spaces between, of which
	// none goes or changes while the rules are the same; Open lists what is open:
	// where the rules changed while the process was down, all of it is looked at again (K28).
	// Nil where nothing hangs on zones.
	Rules func(r domain.Reader) string
	Open  func(r domain.Reader) ([]domain.Ref, error)
	// Sharing is what is to be decided, besides noting it, when people of another company came to
	// read an address, or left; nil where nothing is.
	Sharing func(r domain.Reader, p domain.Place, in Shared) (domain.Command, error)
	// Head is what puts the message that heads an address up anew, where somebody took it away;
	// nil where that is not done. It decides nothing where it cannot be done.
	Head func(r domain.Reader, p domain.Place) domain.Command
	// Talked lists what people may still talk about; nil: what is open.
	Talked func(r domain.Reader) ([]domain.Ref, error)
	// Thread is where a thing is talked about before an audience; ok is false where nowhere.
	Thread func(r domain.Reader, ref domain.Ref, a domain.Audience) (at domain.Spot, ok bool, err error)
	// Judged is which promises these changes judge, and Tally how everything open stands; both are
	// for who watches the desk. Nil where nothing is promised.
	Judged func(r domain.Reader, changes []domain.Change, now time.Time) []Judgement
	Tally  func(r domain.Reader, now time.Time) (Tally, error)
	// Command reads a command that was written down; nil where there are none.
	Command func(kind string, raw []byte) (domain.Recordable, error)
	// Record writes a command down.
	Record func(domain.Recordable) ([]byte, error)
}

// A Page is somebody's own page, with the command that brings it up to date; Due where that is to
// be done without being asked.
type Page struct {
	Command domain.Command
	Due     bool
}

// Asked is a thing that came in, understood.
type Asked struct {
	Command  domain.Command // nil: nothing is asked
	Actor    domain.Actor
	Audience domain.Audience // of the asker: how answers to them are drawn
	Reply    domain.Place    // where the asker reads answers; zero: nowhere
	Zone     *time.Location  // the asker's, for what is shown as plain text; nil is UTC
	// ByMessage: the asker's own message says it, so that it was so when the platform says
	// that the message was written.
	ByMessage bool
}

// A Problem is what is wrong with the words of a request: for a line one answer, for a form
// one line a field, that of the whole under "".
type Problem struct {
	Answer domain.Doc
	Fields map[string]domain.Line
}

// Error is for logs and tests; people are shown the drawn answer.
func (p *Problem) Error() string { return "problem: " + string(p.Answer.Head.ID) }
