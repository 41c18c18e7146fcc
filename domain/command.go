package domain

import "time"

// A Command is something a person, the clock, or the desk itself asks. Decide changes nothing:
// it answers with changes, or with a *Refusal for the asker, or with a fault.
type Command interface {
	Decide(Reader, Stamp) ([]Change, error)
}

// A Recordable command can be written down and decided later, under its kind.
type Recordable interface {
	Command
	CommandKind() string
}

// Reader is what a decision may look at. Things it answers are the caller's own copies.
type Reader interface {
	// Load answers ErrNotFound for a thing that was never made.
	Load(Ref) (Thing, error)
	// Find lists the things that carry the key, by id in order, at most limit (0: all).
	Find(k Key, limit int) ([]Ref, error)
	// Word answers "" for a text that was forgotten.
	Word(WordID) (string, error)
	// Policy is every applied desk folder; package offering knows its type.
	Policy() any
}

// A Change is what a decision does to one thing, all of it or none of it. The zero Ref is for
// effects that touch nothing, such as the answer to a question.
type Change struct {
	Ref     Ref
	Version uint64 // the version it read; 0 makes the thing
	Fresh   Thing  // the empty thing, where Version is 0
	Events  []Event
	Words   []Word
	Effects []Effect
	Void    []string // deeds that are no longer to be done: rows not yet begun are cancelled
	Follow  []Follow

	// Filled in by Step.
	Recorded []Recorded
	After    Thing
	Due      time.Time
}

// Writes is how much of a command's room (MaxWrites) the change takes: its events and the thing
// they are kept in, its words, its rows and those it cancels.
func (c Change) Writes() int {
	n := len(c.Events) + len(c.Effects) + len(c.Words) + len(c.Void)
	if len(c.Events) > 0 {
		n++
	}
	return n
}

// A Follow is a command that a decision asks for on its own. A Must refuses the whole with
// itself; otherwise its refusal becomes a recorded fault and the rest stands.
type Follow struct {
	Must    bool
	Command Command
}

// Create begins a change that makes a thing.
func Create(fresh Thing, events ...Event) Change {
	return Change{Ref: fresh.Ref(), Fresh: fresh, Events: events}
}

// Alter begins a change of a thing that was read.
func Alter(t Thing, events ...Event) Change {
	return Change{Ref: t.Ref(), Version: t.Version(), Events: events}
}

// Only makes a change that touches nothing and only speaks.
func Only(effects ...Effect) []Change { return []Change{{Effects: effects}} }
