package bot

import (
	"context"
	"errors"
	"time"

	"github.com/deskhand/deskhand/storage"
)

// An Intake is what adapters call with what came in.
type Intake interface {
	// Receive keeps the envelope and returns when it is durable: only then may the platform
	// be told "got it". An envelope whose key was seen before is not kept again. A commit that
	// is still open after NotYetAfter returns *NotYetStored, and goes on.
	Receive(ctx context.Context, e storage.Envelope) (Taken, error)
	// Submit decides a form before its platform is answered. The key is spent by an accepted
	// submission only, so that a person corrects a form and submits the same one again.
	Submit(ctx context.Context, e storage.Envelope) (Submitted, error)
	// Ask answers what rides on the platform's own acknowledgement: a form to open, options.
	Ask(ctx context.Context, q Question) (Answer, error)
	// Missed answers what is to be read again, on a connection after none.
	Missed(ctx context.Context, platform string) (Missed, error)
	// Heard keeps that all that was said up to an instant has been received; zero is now.
	Heard(ctx context.Context, platform string, until time.Time) error
}

// Taken is the result of Receive.
type Taken struct {
	Fresh bool // false: the key was seen before, and nothing more happens
}

// Submitted is the result of Submit. Without problems the submission was accepted, now or, where
// Fresh is false, when the same submission came in before.
type Submitted struct {
	Problems Problems
	Fresh    bool
}

// Times of the intake, in real time.
const (
	// NotYetAfter is how long an adapter waits for a commit: platforms give three seconds.
	NotYetAfter = 1500 * time.Millisecond
	// KeepKeys is how long a request key is remembered: longer than Slack's hourly
	// redelivery of events, which goes on for 24 hours.
	KeepKeys = 26 * time.Hour
)

// NotYetStored is the error of Receive and Submit while the commit is still open. A person who
// waits is told "not yet stored: a number follows here" (message inbox.not_yet); an event stays
// unacknowledged. The commit goes on, and End yields its result once: nil, and the answer
// follows by itself; or an error, and the person must be told to repeat (inbox.not_stored).
type NotYetStored struct {
	End <-chan error
}

// Error implements error.
func (*NotYetStored) Error() string { return "not yet stored" }

// AsNotYet finds a *NotYetStored in an error.
func AsNotYet(err error) (*NotYetStored, bool) { return errors.AsType[*NotYetStored](err) }
