package domain

import "time"

// An Event is something that has happened to one thing. Its kind, such as "case.opened/1", is
// for ever: fields are only added, zero meaning "as before"; a changed meaning is a new kind.
// Events hold ids, instants, numbers and enumerations, never free text (see Word).
type Event interface {
	EventKind() string
}

// A Recorded event is an event with where and when it stands in its thing's history.
type Recorded struct {
	Seq   uint64    `json:"seq"` // 1 for a thing's first event; equals the version it leads to
	At    time.Time `json:"at"`  // when it was so
	Now   time.Time `json:"now"` // when it was recorded
	Actor Actor     `json:"actor"`
	Cause string    `json:"cause,omitempty"`
	Event Event     `json:"-"`
}

// A Key is a value under which things can be found: Index names the question in the desk's
// words ("cases open of account"), Value the answer's key.
type Key struct {
	Index string
	Value string
}

// A Thing is what the store keeps one record of: its state is the fold of its events and
// nothing else, so that replay equals the record.
type Thing interface {
	Ref() Ref
	Version() uint64
	// Apply folds one event in. It never refuses: what was recorded has happened.
	Apply(Recorded)
	// Keys lists the values under which the thing can be found as it is now.
	Keys() []Key
	// NextDue is when somebody must look at it again by itself; zero for never. Policy is the
	// Reader's: the applied desk folders in all their versions.
	NextDue(policy any) time.Time
	// OnDue is the command that looks.
	OnDue() Command
}

// Still is a thing that can say whether a promise to speak, named by its token, still holds.
// It is asked again in the transaction that begins a send: an answer wins over every send not
// yet begun.
type Still interface {
	Still(policy any, token string, now time.Time) bool
}

// Unheard is a thing that must know that something it had said for it, by its deed, will never
// be read by anybody. OnUnheard is the command that deals with it.
type Unheard interface {
	OnUnheard(deed string) Command
}

// Head is embedded in every thing: its name and version.
type Head struct {
	ID  string `json:"id"`
	Seq uint64 `json:"seq"`
}

// Version is the number of events folded in so far.
func (h *Head) Version() uint64 { return h.Seq }

// Advance notes that the event was folded in.
func (h *Head) Advance(r Recorded) { h.Seq = r.Seq }

// Never is embedded by things that nothing makes due.
type Never struct{}

// NextDue answers never.
func (Never) NextDue(any) time.Time { return time.Time{} }

// OnDue has nothing to look at.
func (Never) OnDue() Command { return nil }
