package domain

import (
	"errors"
	"fmt"
)

// Bounds of one command and everything it asks for in turn.
const (
	MaxDepth  = 4   // how deep follow-ups go
	MaxWrites = 100 // things, events, words, rows and cancelled rows together
)

// An Outcome is what a step decided: the folded changes, one for each thing, in the order in
// which things were first touched; the follow-ups, and the notes of faults, that did not fit, to
// be recorded as commands of their own; and the faults of follow-ups that were refused.
type Outcome struct {
	Changes  []Change
	Deferred []Recordable
	Faults   []Fault
}

// A Fault is a follow-up that was refused without undoing its cause.
type Fault struct {
	Command string // the kind of the command, where it has one
	Cause   string
	Refusal *Refusal
}

// Step decides a command and all that it asks for, on a view that shows the changes made so
// far. It is the only way in which anything is ever decided, and is called in one place.
func Step(r Reader, c Command, s Stamp) (Outcome, error) {
	st := &step{view: &overlay{Reader: r, things: map[Ref]Thing{}, at: map[Ref]int{}}, stamp: s}
	if err := st.run(c, s, 0); err != nil {
		return Outcome{}, err
	}
	v := st.view
	if err := st.noteFaults(s); err != nil {
		return Outcome{}, err
	}
	for i := range v.changes {
		if t := v.things[v.changes[i].Ref]; t != nil {
			v.changes[i].After = t
			v.changes[i].Due = Instant(t.NextDue(r.Policy()))
		}
	}
	return Outcome{Changes: v.changes, Deferred: st.deferred, Faults: st.faults}, nil
}

type step struct {
	view     *overlay
	stamp    Stamp
	deferred []Recordable
	faults   []Fault
}

func (st *step) run(c Command, s Stamp, depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("decide %T: follow-ups go deeper than %d", c, MaxDepth)
	}
	changes, err := c.Decide(st.view, s)
	if err != nil {
		return err
	}
	for i := range changes {
		if err := st.view.take(changes[i], s); err != nil {
			return err
		}
	}
	if n := st.view.writes; n > MaxWrites {
		return &tooManyError{n}
	}
	for _, ch := range changes {
		for _, f := range ch.Follow {
			if err := st.follow(f, s, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow runs one follow-up. A refused "may" drops its own subtree only, so what it did so far
// is undone; one that does not fit is put off as a command of its own.
func (st *step) follow(f Follow, s Stamp, depth int) error {
	s.Actor = Actor{Kind: ByDesk, Person: s.Actor.Person, Handle: s.Actor.Handle}
	before := st.view.save()
	faults, deferred := len(st.faults), len(st.deferred)
	err := st.run(f.Command, s, depth)
	if err == nil || f.Must {
		return err
	}
	refusal, refused := AsRefusal(err)
	var full *tooManyError
	rec, recordable := f.Command.(Recordable)
	switch {
	case refused:
	case errors.As(err, &full) && recordable:
	default:
		return err
	}
	st.view.restore(before)
	st.faults, st.deferred = st.faults[:faults], st.deferred[:deferred]
	if !refused {
		st.deferred = append(st.deferred, rec)
		return nil
	}
	kind := fmt.Sprintf("%T", f.Command)
	if recordable {
		kind = rec.CommandKind()
	}
	st.faults = append(st.faults, Fault{Command: kind, Cause: s.Cause, Refusal: refusal})
	return nil
}

// noteFaults records what was refused. A fault undoes nothing, so a note that finds no room any
// more is put off as a command of its own.
func (st *step) noteFaults(s Stamp) error {
	for i, f := range st.faults {
		note := NoteFault{Command: f.Command, Refusal: f.Refusal.Line, N: i}
		ch := note.change(s)
		if st.view.writes+st.view.room(ch) > MaxWrites {
			st.deferred = append(st.deferred, note)
		} else if err := st.view.take(ch, s); err != nil {
			return err
		}
	}
	return nil
}

type tooManyError struct{ n int }

func (e *tooManyError) Error() string {
	return fmt.Sprintf("a command makes %d writes, more than %d", e.n, MaxWrites)
}
