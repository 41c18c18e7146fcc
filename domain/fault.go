package domain

import "strconv"

// FaultKind is the kind of a FaultLog.
const FaultKind Kind = "fault"

// FaultNoted records a follow-up that was refused while its cause stands.
type FaultNoted struct {
	Command string `json:"command"`
	Refusal MsgID  `json:"refusal"`
}

// EventKind implements Event.
func (FaultNoted) EventKind() string { return "fault.noted/1" }

// A FaultLog is the record of one such fault.
type FaultLog struct {
	Head
	Never
	Command string `json:"command"`
	Cause   string `json:"cause"`
	Refusal MsgID  `json:"refusal"`
}

// Ref implements Thing.
func (f *FaultLog) Ref() Ref { return Ref{FaultKind, f.ID} }

// Apply implements Thing.
func (f *FaultLog) Apply(r Recorded) {
	f.Advance(r)
	if e, ok := r.Event.(FaultNoted); ok {
		f.Command, f.Refusal, f.Cause = e.Command, e.Refusal, r.Cause
	}
}

// Keys implements Thing.
func (f *FaultLog) Keys() []Key { return nil }

// FaultKinds is what this package itself puts on disk.
func FaultKinds() Kinds {
	return Kinds{
		Things:   map[Kind]func(string) Thing{FaultKind: func(id string) Thing { return &FaultLog{Head: Head{ID: id}} }},
		Events:   []Event{FaultNoted{}},
		Commands: []Recordable{NoteFault{}},
	}
}

// NoteFault records a fault and tells the operator. Step does so itself where there is room.
type NoteFault struct {
	Command string `json:"command"`
	Refusal Line   `json:"refusal"`
	N       int    `json:"n,omitempty"` // which of its step's faults
}

// CommandKind is for ever.
func (NoteFault) CommandKind() string { return "fault.note/1" }

// Decide implements Command.
func (f NoteFault) Decide(_ Reader, s Stamp) ([]Change, error) { return []Change{f.change(s)}, nil }

func (f NoteFault) change(s Stamp) Change {
	id := s.Token("fault/"+strconv.Itoa(f.N), 16)
	c := Create(&FaultLog{Head: Head{ID: id}}, FaultNoted{Command: f.Command, Refusal: f.Refusal.ID})
	c.Effects = []Effect{{
		Kind: Post, Deed: "fault/" + id, Place: Place{Kind: OperatorPlace, Audience: Internal}, Audience: Internal,
		Lane: LanePost, Doc: &Doc{Tone: Alert, Head: Say("fault.noted", Named(f.Command)), Lines: []Line{f.Refusal}},
	}}
	return c
}
