package domain

import (
	"encoding/json"
	"time"
)

// A MsgID names a message of the catalogue: "case.opened.head".
type MsgID string

// ArgKind says how an argument is drawn for its reader.
type ArgKind string

// The kinds of arguments. An instant is drawn in the reader's own zone, a person by the name
// this reader may know, a word only where its record still stands.
const (
	ArgWord    ArgKind = "word"    // S: WordID; N: as many characters at the most, on one line; 0: all of it
	ArgName    ArgKind = "name"    // S: a name out of files or of the desk itself: CASE-1, cvad, Priority
	ArgTime    ArgKind = "time"    // N: Unix milliseconds
	ArgDate    ArgKind = "date"    // S: 2026-12-25, a civil date
	ArgSpan    ArgKind = "span"    // N: milliseconds of duration
	ArgPerson  ArgKind = "person"  // S: person id
	ArgHandle  ArgKind = "handle"  // S: handle, for somebody the desk has no person for
	ArgAccount ArgKind = "account" // S: account id
	ArgTeam    ArgKind = "team"    // S: team id
	ArgNum     ArgKind = "num"     // N
	ArgMsg     ArgKind = "msg"     // S: a MsgID without arguments: an enumerated word such as a state
	ArgLines   ArgKind = "lines"   // L: lines drawn and joined by ", "
	ArgLink    ArgKind = "link"    // S: a Spot with a message, as JSON; L: the words that lead to it
)

// An Arg is one typed argument of a message.
type Arg struct {
	K ArgKind `json:"k"`
	S string  `json:"s,omitempty"`
	N int64   `json:"n,omitempty"`
	L []Line  `json:"l,omitempty"`
}

// A Line is one message: an id of the catalogue and its arguments in order.
type Line struct {
	ID   MsgID `json:"id"`
	Args []Arg `json:"args,omitempty"`
}

// Say makes a line.
func Say(id MsgID, args ...Arg) Line { return Line{ID: id, Args: args} }

// IsZero reports whether the line says nothing.
func (l Line) IsZero() bool { return l.ID == "" }

// InWords is a free text by its record.
func InWords(id WordID) Arg { return Arg{K: ArgWord, S: string(id)} }

// InBrief is a free text by its record, on one line, and of so many characters at the most: what stands
// in a row among others. It is shown in full elsewhere.
func InBrief(id WordID, most int) Arg { return Arg{K: ArgWord, S: string(id), N: int64(most)} }

// Named is a name that files or the desk gave: a case number, a product, a tier.
func Named(s string) Arg { return Arg{K: ArgName, S: s} }

// AtTime is an instant.
func AtTime(t time.Time) Arg { return Arg{K: ArgTime, N: t.UnixMilli()} }

// OnDate is a civil date written 2026-12-25.
func OnDate(s string) Arg { return Arg{K: ArgDate, S: s} }

// ForSpan is a duration, drawn to the minute when it is a minute or more.
func ForSpan(d time.Duration) Arg { return Arg{K: ArgSpan, N: d.Milliseconds()} }

// ByName is a person the desk knows.
func ByName(person string) Arg { return Arg{K: ArgPerson, S: person} }

// ByHandle is somebody the desk knows only as the platform does.
func ByHandle(h Handle) Arg { return Arg{K: ArgHandle, S: h.String()} }

// OfAccount is a customer's account.
func OfAccount(id string) Arg { return Arg{K: ArgAccount, S: id} }

// OfTeam is a team of the desk folder.
func OfTeam(id string) Arg { return Arg{K: ArgTeam, S: id} }

// Count is a whole number.
func Count(n int) Arg { return Arg{K: ArgNum, N: int64(n)} }

// Term is an enumerated word that the catalogue translates: a state, a role, a kind of clock.
func Term(id MsgID) Arg { return Arg{K: ArgMsg, S: string(id)} }

// Listed is several lines in a row.
func Listed(lines ...Line) Arg { return Arg{K: ArgLines, L: lines} }

// LinkTo is words that lead to a message, where the platform can lead there.
func LinkTo(s Spot, words Line) Arg {
	raw, _ := json.Marshal(s) // a struct of strings always can be
	return Arg{K: ArgLink, S: string(raw), L: []Line{words}}
}

// A Tone says how a card looks before it is read.
type Tone string

// The tones.
const (
	Plain  Tone = ""
	Good   Tone = "good"
	Alert  Tone = "alert"  // something needs a person soon
	Urgent Tone = "urgent" // something needs a person now
)

// A Button asks for something by being pressed. Run is the full command line it stands for;
// Form, if set, names the form that opens instead, with Run as its beginning. Who may press is
// decided when it is pressed, never by hiding it.
type Button struct {
	Label Line   `json:"label"`
	Run   string `json:"run"`
	Form  string `json:"form,omitempty"`
	Main  bool   `json:"main,omitempty"`
}

// A Doc is a message as rows of the outbox keep it. Rooms build it through package card, whose
// types keep what customers may read apart from what they may not.
type Doc struct {
	Tone    Tone     `json:"tone,omitempty"`
	Head    Line     `json:"head"`
	Lines   []Line   `json:"lines,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	// Parts are what a page holds besides; a message has none.
	Parts []Part `json:"parts,omitempty"`
}

// A Part is a part of a page under a heading of its own.
type Part struct {
	Head    Line     `json:"head,omitzero"` // zero: it has none
	Lines   []Line   `json:"lines,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
}
