package casework

import (
	"errors"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/sla"
)

// A State is where a case stands.
type State string

// The states.
const (
	Open       State = "open"
	Waits      State = "waiting"
	IsRestored State = "restored"
	IsResolved State = "resolved"
	IsClosed   State = "closed"
	IsMerged   State = "merged"
	IsRefused  State = "refused"
)

// Over reports whether nothing more happens to a case in this state by itself.
func (s State) Over() bool { return s == IsClosed || s == IsMerged || s == IsRefused }

// A Case is a customer's trouble and what was promised about it.
type Case struct {
	domain.Head
	Opened                     // as it was opened; severity and team as they are now
	OpenedAt   time.Time       `json:"opened_at"`
	State      State           `json:"state"`
	Owner      string          `json:"owner,omitempty"`
	Clocks     []sla.Clock     `json:"clocks,omitempty"`
	Warned     []sla.Warning   `json:"warned,omitempty"`
	Broken     []Breached      `json:"broken,omitempty"` // breaches told
	Dues       []Announced     `json:"dues,omitempty"`
	Told       []Told          `json:"told,omitempty"` // when each clock was last looked at
	Wait       *Waiting        `json:"wait,omitempty"`
	WaitFrom   time.Time       `json:"wait_from,omitzero"`
	Reminded   int             `json:"reminded,omitempty"`   // how often, during this wait
	RemindedAt time.Time       `json:"reminded_at,omitzero"` // or handed something over
	Requests   []Request       `json:"requests,omitempty"`
	Related    []string        `json:"related,omitempty"`
	Room       string          `json:"room,omitempty"` // the last one that was asked for
	Into       string          `json:"into,omitempty"`
	Watchers   []string        `json:"watchers,omitempty"`
	Claim      *Claimed        `json:"claim,omitempty"`
	ClaimBy    string          `json:"claim_by,omitempty"`
	Standing   bool            `json:"standing,omitempty"` // provisional, and a duty manager let it stand
	Doubt      *Doubted        `json:"doubt,omitempty"`    // raised by somebody who may not, and nobody has decided on it
	Restored   time.Time       `json:"restored,omitzero"`
	Resolved   time.Time       `json:"resolved,omitzero"`
	Ended      time.Time       `json:"ended,omitzero"`
	Back       time.Time       `json:"back,omitzero"`        // closed: until when it can be taken up again; zero: never
	Final      bool            `json:"final,omitempty"`      // it cannot be taken up again any more
	LastHeard  time.Time       `json:"last_heard,omitzero"`  // the customer's
	LastSaid   time.Time       `json:"last_said,omitzero"`   // the vendor's last words to the customer
	ReopenedAt time.Time       `json:"reopened_at,omitzero"` // the last time
	Calls      int             `json:"calls,omitempty"`      // how often people were reminded of it, where no clock is
	Outside    []domain.Handle `json:"outside,omitempty"`    // of neither side, who were told so
	Changed    []Changed       `json:"changed,omitempty"`    // the latest messages that their authors changed
	Said       []Said          `json:"said,omitempty"`       // the latest of them, from the first on that the desk was to post
}

// Announced is the due of a clock as people were last told it.
type Announced struct {
	Clock sla.Kind  `json:"clock"`
	Cycle uint32    `json:"cycle"`
	Due   time.Time `json:"due"`
}

// Told is when people last knew how a clock stands: its last warning, or a look in vain.
type Told struct {
	Clock sla.Kind  `json:"clock"`
	Cycle uint32    `json:"cycle"`
	At    time.Time `json:"at"`
}

// A Request is something the customer was asked to hand over (T22).
type Request struct {
	N    int           `json:"n"`
	What domain.WordID `json:"what"`
	Got  time.Time     `json:"got,omitzero"`
}

// Ref implements domain.Thing.
func (c *Case) Ref() domain.Ref { return domain.Ref{Kind: Kind, ID: c.ID} }

// Number is how people name the case.
func (c *Case) Number() string { return "CASE-" + c.ID }

// longestRow is how much of a title stands in a row among others, in characters.
const longestRow = 60

// inBrief is the title in a row among others, or in a line that says more than it.
func (c *Case) inBrief() domain.Arg { return domain.InBrief(c.Title, longestRow) }

// Provisional reports whether an entitlement line failed and somebody is still to decide on it.
func (c *Case) Provisional() bool { return len(c.doubts()) > 0 && !c.State.Over() }

// Active reports whether somebody is still to do something about the case.
func (c *Case) Active() bool { return !c.State.Over() && c.State != IsResolved }

// over refuses what needs a case that is not over, and names the way on: a merged case goes on as
// another, a resolved one can be reopened, anything else needs a new case.
func (c *Case) over() error {
	switch c.State {
	case IsMerged:
		return domain.Refuse("over.merged", domain.Named(c.Number()), domain.Named("CASE-"+c.Into))
	case IsResolved:
		return domain.Refuse("over.resolved", domain.Named(c.Number()))
	case IsClosed:
		if !c.Back.IsZero() && !c.Final {
			return domain.Refuse("over.closed_back", domain.Named(c.Number()))
		}
	}
	return domain.Refuse("over.ended", domain.Named(c.Number()), domain.Term(stateTerm(c.State)))
}

// Keys implements domain.Thing.
func (c *Case) Keys() []domain.Key {
	var keys []domain.Key
	if !c.Stranger.IsZero() {
		keys = append(keys, domain.Key{Index: OpenedBy, Value: c.Stranger.String()})
	}
	if c.State == IsClosed && !c.Back.IsZero() && !c.Final {
		keys = append(keys, domain.Key{Index: MayComeBack})
	}
	if c.State.Over() {
		return keys
	}
	keys = append(keys, domain.Key{Index: OpenAll}, domain.Key{Index: OpenOfAccount, Value: c.Account}, domain.Key{Index: OpenOfTeam, Value: c.Team})
	if c.Owner != "" {
		keys = append(keys, domain.Key{Index: OpenOfOwner, Value: c.Owner})
	}
	return keys
}

// clock finds the newest cycle of a kind.
func (c *Case) clock(k sla.Kind) (int, bool) {
	for i, cl := range slices.Backward(c.Clocks) {
		if cl.Kind == k {
			return i, true
		}
	}
	return 0, false
}

// Load answers a case by id; domain.ErrNotFound where there is none.
func Load(r domain.Reader, id string) (*Case, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: id})
	if err != nil {
		return nil, err
	}
	return t.(*Case), nil
}

// load answers a case that the asker may know of. To anybody else it is as unknown as a number
// that was never given.
func load(r domain.Reader, s domain.Stamp, id string) (*Case, party, error) {
	who, err := asker(r, s)
	if err != nil {
		return nil, who, err
	}
	c, err := Load(r, id)
	if errors.Is(err, domain.ErrNotFound) || err == nil && !who.knows(c) {
		return nil, who, who.unknown(c, id)
	}
	return c, who, err
}
