package bot

import (
	"errors"
	"fmt"
	"time"
)

// A Class says what is known after a send that did not succeed.
type Class string

// The classes of failure.
const (
	// NotSent: the platform surely did nothing (refused connection, a 429, a definite
	// refusal that will pass). It is tried again.
	NotSent Class = "not sent"
	// Ambiguous: perhaps it arrived (a time-out or a reset after the request left, a 5xx,
	// Slack's internal_error). It is looked for before it is said again.
	Ambiguous Class = "ambiguous"
	// Permanent: it surely did nothing and never will.
	Permanent Class = "permanent"
)

// A Reason says why a failure is permanent.
type Reason string

// The reasons.
const (
	PlaceGone   Reason = "place gone"   // channel or thread deleted, archived, or the desk was put out of it
	PlaceShared Reason = "place shared" // people of another company read it; nothing internal was said
	MessageGone Reason = "message gone" // the message to edit or pin was deleted; the place stands
	BadContent  Reason = "bad content"  // the platform refuses what is to be said
)

// A Scope says whom a delay concerns.
type Scope string

// The scopes. A 429 delays its own channel and nothing else unless the adapter knows better.
const (
	ThisChannel   Scope = ""
	AllEdits      Scope = "edits"    // the workspace's budget of edits
	AllHomes      Scope = "homes"    // … of people's own pages
	AllWorks      Scope = "works"    // … of work on rooms
	WholePlatform Scope = "platform" // nothing can be sent: no connection, revoked credentials
)

// A Failure is the error of a send.
type Failure struct {
	Class  Class
	Reason Reason        // for Permanent
	After  time.Duration // for NotSent: not before this, counted from now; zero: the desk's own back-off
	Scope  Scope         // for NotSent: whom the delay concerns
	Err    error
}

// Error implements error. It is for logs, never for people.
func (f *Failure) Error() string {
	s := string(f.Class)
	if f.Reason != "" {
		s += " (" + string(f.Reason) + ")"
	}
	if f.After > 0 {
		s += fmt.Sprintf(", again in %s", f.After)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap implements the errors convention.
func (f *Failure) Unwrap() error { return f.Err }

// Refused makes the failure of a send that surely did nothing and is worth another try, not
// sooner than after the given time (zero: by the desk's own back-off).
func Refused(after time.Duration, s Scope, err error) error {
	return &Failure{Class: NotSent, After: after, Scope: s, Err: err}
}

// InDoubt makes the failure of a send that may have arrived.
func InDoubt(err error) error { return &Failure{Class: Ambiguous, Err: err} }

// Never makes the failure of a send that never can succeed.
func Never(r Reason, err error) error { return &Failure{Class: Permanent, Reason: r, Err: err} }

// AsFailure reads the error of a send. An error that is no *Failure says nothing about what
// the platform did, so it is Ambiguous.
func AsFailure(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Class: Ambiguous, Err: err}
}

// ErrNoLook is what Look answers where it never can be told whether a message arrived.
var ErrNoLook = errors.New("this platform cannot be asked whether a message arrived")
