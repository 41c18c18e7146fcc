package domain

import "errors"

// A Refusal is for the asker: it names the rule and the next step, as a message of the
// catalogue. Any other error is a fault of the desk and is never shown.
type Refusal struct {
	Line
	Hint Line   // the way out, where one line does not hold both
	More []Line // what there is to choose from, where that needs lines of its own
	// Field is the argument that it concerns, where it is about one: a form says it there.
	Field string
}

// Refuse makes a refusal.
func Refuse(id MsgID, args ...Arg) error { return &Refusal{Line: Say(id, args...)} }

// RefuseOf makes a refusal that concerns one argument of what was asked.
func RefuseOf(field string, id MsgID, args ...Arg) error {
	return &Refusal{Line: Say(id, args...), Field: field}
}

// Error is for logs and tests; people are shown the drawn message.
func (r *Refusal) Error() string { return "refused: " + string(r.ID) }

// AsRefusal finds the refusal in an error.
func AsRefusal(err error) (*Refusal, bool) {
	return errors.AsType[*Refusal](err)
}

// ErrNotFound is what a Reader answers for a thing that was never made.
var ErrNotFound = errors.New("not found")

// ErrConflict is a change decided on a version that is no longer the last. It is retried.
var ErrConflict = errors.New("changed meanwhile")
