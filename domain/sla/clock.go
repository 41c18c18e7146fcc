package sla

import (
	"slices"
	"time"
)

// A Kind says which promise a clock measures.
type Kind string

// The five promises (C2, C3, K21, K22).
const (
	FirstResponse Kind = "first_response" // once, from the opening to a human's first own words
	NextResponse  Kind = "next_response"  // a cycle per unanswered customer message, from the oldest one (K22)
	NextUpdate    Kind = "next_update"    // recurring; off until the first response is met (K22)
	Restore       Kind = "restore"        // until the service works again, by a workaround or a fix
	Resolve       Kind = "resolve"        // until the case is solved
)

// Kinds are all kinds, in the order in which a case shows them.
var Kinds = []Kind{FirstResponse, NextResponse, NextUpdate, Restore, Resolve}

// Resumes reports whether reopening a case resumes this kind's clock, its closed time counting
// as a pause; the other kinds begin a new cycle instead (K21).
func (k Kind) Resumes() bool { return k == Restore || k == Resolve }

// A Pin names the papers a clock runs under: the applied desk folder, and the offering and its
// version in it. A running clock keeps its pin; a later cycle takes the one then in force, and
// only a migration gives an open clock another (K20, R12).
type Pin struct {
	Desk     uint32 `json:"desk,omitempty"`
	Offering string `json:"offering,omitempty"`
	Version  string `json:"version,omitempty"`
}

// A Clock is its own compact record, and there is no other: what it promised when it started,
// under which papers, and what has happened to it since. All else is derived by Evaluate.
//
// Marks stand in the order in which they were recorded and are only ever appended to: a mark's
// place is its name (Mark.Of). With does that without touching the original.
type Clock struct {
	Kind   Kind   `json:"kind"`
	Cycle  uint32 `json:"cycle"` // from 1
	Pin    Pin    `json:"pin,omitzero"`
	Target Target `json:"target"`
	Marks  []Mark `json:"marks,omitempty"`
}

// A Deed is what a mark does to its clock.
type Deed string

// The deeds. Deeds of one instant are taken in the order stop (satisfy, cancel), pause, resume,
// start (and reopen), retarget, and only then by their place in the record (K16).
const (
	Start    Deed = "start"    // the promise begins; of several the earliest counts (K22)
	Pause    Deed = "pause"    // Reason holds the clock, if its target pauses for that reason
	Resume   Deed = "resume"   // Reason no longer holds it; no Reason: nothing does
	Satisfy  Deed = "satisfy"  // the promise was kept, by Message or By; of several the earliest counts
	Cancel   Deed = "cancel"   // the promise no longer matters; a breach before stays one
	Retarget Deed = "retarget" // To is promised from here on, joined to the past as Change says (K18, K19)
	Reopen   Deed = "reopen"   // a stop no longer holds; only for kinds that resume (K21)
	Correct  Deed = "correct"  // the mark Of was so at At instead, or, with Void, never was (K29)
)

// A Reason is why a clock is held.
type Reason string

// The reasons the desk knows by name; an offering may name others.
const (
	Customer   Reason = "customer"    // we wait for the customer (R8)
	ThirdParty Reason = "third_party" // we wait for somebody else's vendor
	Scheduled  Reason = "scheduled"   // an agreed date lies ahead
)

// A Mark is one thing that happened to a clock. At is when it was so, Recorded when it was
// written down; they differ for late news and corrections, and a zero Recorded stands for At.
// Both are UTC in whole milliseconds. A mark whose At lies ahead takes effect when it comes.
type Mark struct {
	Do       Deed      `json:"do"`
	At       time.Time `json:"at"`
	Recorded time.Time `json:"recorded,omitzero"`
	Reason   Reason    `json:"reason,omitempty"`  // pause, resume
	By       string    `json:"by,omitempty"`      // the person who did it; internal
	Message  string    `json:"message,omitempty"` // the message that did it
	Note     string    `json:"note,omitempty"`    // record of the words said about it; internal
	To       *Target   `json:"to,omitempty"`      // retarget
	Pin      *Pin      `json:"pin,omitempty"`     // retarget by migration: the papers from here on (K20)
	Change   Change    `json:"change,omitempty"`  // retarget; empty is KeepEarlier, and Rebase where only the Pin is new
	Of       int       `json:"of,omitempty"`      // correct: the place of the mark it is about
	Void     bool      `json:"void,omitempty"`    // correct: it never was
}

// known is when the mark entered the record.
func (m *Mark) known() time.Time {
	if m.Recorded.IsZero() {
		return m.At
	}
	return m.Recorded
}

// rank is K16's order among marks of one instant.
func (m *Mark) rank() int {
	switch m.Do {
	case Satisfy, Cancel:
		return 0
	case Pause:
		return 1
	case Resume:
		return 2
	case Start, Reopen:
		return 3
	default:
		return 4
	}
}

// Begin is a fresh clock with its start recorded. Do is set by Begin; start needs At, and
// usually Recorded and Message.
func Begin(kind Kind, cycle uint32, pin Pin, target Target, start Mark) Clock {
	start.Do = Start
	return Clock{Kind: kind, Cycle: cycle, Pin: pin, Target: target, Marks: []Mark{start}}
}

// Next is the following cycle of this clock, under the papers then in force: for a response
// after a reopening or a new unanswered message (K21, K22), for an update after the last one.
func (c Clock) Next(pin Pin, target Target, start Mark) Clock {
	return Begin(c.Kind, c.Cycle+1, pin, target, start)
}

// With is the clock with these marks recorded after its own. The original keeps its marks.
func (c Clock) With(marks ...Mark) Clock {
	c.Marks = slices.Concat(c.Marks, marks)
	return c
}
