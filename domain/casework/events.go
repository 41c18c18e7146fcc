package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/sla"
)

// Opened says that a case was opened, and freezes under which papers.
type Opened struct {
	Account     string        `json:"account"`
	Contract    string        `json:"contract,omitempty"`
	Pin         sla.Pin       `json:"pin,omitzero"`
	Tier        string        `json:"tier,omitempty"`
	Region      string        `json:"region,omitempty"`
	Calendar    string        `json:"calendar,omitempty"` // the account's own, where it overrides (P1)
	Severity    int           `json:"severity"`
	Title       domain.WordID `json:"title,omitempty"`
	Details     domain.WordID `json:"details,omitempty"` // what is known beyond the title
	From        Source        `json:"from,omitzero"`     // the message it was opened from
	Product     string        `json:"product,omitempty"`
	Environment string        `json:"environment,omitempty"`
	Private     bool          `json:"private,omitempty"` // between its opener and staff
	Opener      string        `json:"opener,omitempty"`
	Stranger    domain.Handle `json:"stranger,omitzero"`
	Team        string        `json:"team,omitempty"`
	TeamUntil   time.Time     `json:"team_until,omitzero"`
	Failed      []domain.Line `json:"failed,omitempty"` // entitlement lines that did not pass: provisional
	Notes       []domain.Line `json:"notes,omitempty"`  // what the asker must know, such as when a clock starts (T12)
	Asked       time.Time     `json:"asked,omitzero"`   // when it was first asked for, where the desk had a question first
}

// Admitted says that a duty manager let a provisional case stand; Refused, that it does not.
type Admitted struct {
	Why domain.WordID `json:"why,omitempty"`
}

// Refused ends a provisional case.
type Refused struct {
	Why domain.WordID `json:"why,omitempty"`
}

// Taken says that somebody made the case theirs; Assigned, that somebody was given it.
type Taken struct {
	Owner string `json:"owner"`
}

// Assigned gives the case to a person.
type Assigned struct {
	Owner string `json:"owner"`
}

// TeamChanged says that the calendar moved the case to another team (T1, T2).
type TeamChanged struct {
	Team  string    `json:"team"`
	Until time.Time `json:"until,omitzero"`
}

// Replied is a vendor person's own words to the customer; Heard is words of the customer's
// side; Noted is words among staff.
type Replied struct {
	Words   domain.WordID `json:"words,omitempty"`
	Message string        `json:"message,omitempty"`
	By      string        `json:"by,omitempty"`   // whose words they are, where somebody else let them pass
	Deed    string        `json:"deed,omitempty"` // by which the desk posts them, where nobody wrote them there
}

// Unsaid says that words which the desk was to post, by the deed, never reached the customer.
type Unsaid struct {
	Deed string `json:"deed"`
}

// Heard is the customer's words.
type Heard struct {
	Words   domain.WordID `json:"words,omitempty"`
	Message string        `json:"message,omitempty"`
	By      string        `json:"by,omitempty"` // whose words they are, where the desk handed them on
}

// Noted is words among staff.
type Noted struct {
	Words   domain.WordID `json:"words,omitempty"`
	Message string        `json:"message,omitempty"`
}

// MessageEdited and MessageDeleted note what became of a message. Neither moves a clock.
type MessageEdited struct {
	Message string        `json:"message"`
	Words   domain.WordID `json:"words,omitempty"`
	Staff   bool          `json:"staff,omitempty"` // it stood in the staff's thread
}

// MessageDeleted notes that a message is gone.
type MessageDeleted struct {
	Message string `json:"message"`
	Staff   bool   `json:"staff,omitempty"` // it stood in the staff's thread
}

// FileSeen notes a file that came with a message.
type FileSeen struct {
	Message string        `json:"message,omitempty"`
	Name    domain.WordID `json:"name,omitempty"`
	Staff   bool          `json:"staff,omitempty"` // it came in the staff's thread
}

// Waiting says that the case waits, for whom, and for what; Resumed, that it no longer does.
type Waiting struct {
	For   sla.Reason    `json:"for"`
	Words domain.WordID `json:"words,omitempty"`
	Until time.Time     `json:"until,omitzero"`
}

// Resumed ends a wait.
type Resumed struct {
	Words domain.WordID `json:"words,omitempty"`
}

// Requested adds something the customer is asked to hand over (T22); Received ticks it.
type Requested struct {
	N    int           `json:"n"`
	What domain.WordID `json:"what"`
}

// Received ticks a request.
type Received struct {
	N int `json:"n"`
}

// SeveritySet says that the severity is another from here on, with the reason.
type SeveritySet struct {
	From int           `json:"from"`
	To   int           `json:"to"`
	Why  domain.WordID `json:"why,omitempty"`
}

// Restored says that the service works again; Resolved, that the case is solved. At may lie
// before the record: the two instants of the event tell both.
type Restored struct {
	At  time.Time     `json:"at"`
	How domain.WordID `json:"how,omitempty"`
}

// Resolved says that the case is solved.
type Resolved struct {
	At  time.Time     `json:"at"`
	How domain.WordID `json:"how,omitempty"`
}

// Reopened says that it was not over.
type Reopened struct {
	Why domain.WordID `json:"why,omitempty"`
}

// Closed ends a case. Until then it can be taken up again (K21); zero: never.
type Closed struct {
	Why   domain.WordID `json:"why,omitempty"`
	Until time.Time     `json:"until,omitzero"`
}

// Final says that a case cannot be taken up again from here on: a new one goes on from it.
type Final struct{}

// Merged says that this case went on as another; TookIn, that another went on as this one.
type Merged struct {
	Into string `json:"into"`
}

// TookIn is the other side of Merged.
type TookIn struct {
	Case string `json:"case"`
}

// Linked says that two cases belong together.
type Linked struct {
	Case string `json:"case"`
}

// Watched and Unwatched say who is told of the case besides its owner.
type Watched struct {
	Person string `json:"person"`
}

// Unwatched takes a watcher away.
type Unwatched struct {
	Person string `json:"person"`
}

// Claimed is a moment said later than it was, which would turn a breach: it waits for a second
// person.
type Claimed struct {
	Clock sla.Kind      `json:"clock"`
	Cycle uint32        `json:"cycle"`
	At    time.Time     `json:"at"`
	Why   domain.WordID `json:"why,omitempty"`
	Does  string        `json:"does,omitempty"` // restore, resolve, or "" for a correction
}

// ClaimDropped ends a claim, agreed or not.
type ClaimDropped struct {
	Agreed bool `json:"agreed,omitempty"`
}

// ClockStarted begins a clock; Due is what was announced then.
type ClockStarted struct {
	Clock sla.Clock `json:"clock"`
	Due   time.Time `json:"due,omitzero"`
}

// ClockMarked records marks on a clock; Due is what was announced then, zero while it does not
// run.
type ClockMarked struct {
	Clock sla.Kind   `json:"clock"`
	Cycle uint32     `json:"cycle"`
	Marks []sla.Mark `json:"marks"`
	Due   time.Time  `json:"due,omitzero"`
}

// Warned says that a warning was given, once for its identity.
type Warned struct {
	Warning sla.Warning `json:"warning"`
	Due     time.Time   `json:"due"`
}

// Breached says that a promise was seen to be broken.
type Breached struct {
	Clock sla.Kind  `json:"clock"`
	Cycle uint32    `json:"cycle"`
	Due   time.Time `json:"due"`
}

// DueMoved says why the due in force is not the one that was announced.
type DueMoved struct {
	Clock sla.Kind      `json:"clock"`
	Cycle uint32        `json:"cycle"`
	From  time.Time     `json:"from,omitzero"`
	To    time.Time     `json:"to,omitzero"`
	Why   domain.MsgID  `json:"why"`
	By    domain.WordID `json:"by,omitempty"` // who applied the desk folder that moved it
}

// The kinds of these events are for ever.
func (Opened) EventKind() string         { return "case.opened/1" }
func (Admitted) EventKind() string       { return "case.admitted/1" }
func (Refused) EventKind() string        { return "case.refused/1" }
func (Taken) EventKind() string          { return "case.taken/1" }
func (Assigned) EventKind() string       { return "case.assigned/1" }
func (TeamChanged) EventKind() string    { return "case.team_changed/1" }
func (Replied) EventKind() string        { return "case.replied/1" }
func (Unsaid) EventKind() string         { return "case.unsaid/1" }
func (Heard) EventKind() string          { return "case.heard/1" }
func (Noted) EventKind() string          { return "case.noted/1" }
func (MessageEdited) EventKind() string  { return "case.message_edited/1" }
func (MessageDeleted) EventKind() string { return "case.message_deleted/1" }
func (FileSeen) EventKind() string       { return "case.file_seen/1" }
func (Waiting) EventKind() string        { return "case.waiting/1" }
func (Resumed) EventKind() string        { return "case.resumed/1" }
func (Requested) EventKind() string      { return "case.requested/1" }
func (Received) EventKind() string       { return "case.received/1" }
func (SeveritySet) EventKind() string    { return "case.severity_set/1" }
func (Restored) EventKind() string       { return "case.restored/1" }
func (Resolved) EventKind() string       { return "case.resolved/1" }
func (Reopened) EventKind() string       { return "case.reopened/1" }
func (Closed) EventKind() string         { return "case.closed/1" }
func (Final) EventKind() string          { return "case.final/1" }
func (Merged) EventKind() string         { return "case.merged/1" }
func (TookIn) EventKind() string         { return "case.took_in/1" }
func (Linked) EventKind() string         { return "case.linked/1" }
func (Watched) EventKind() string        { return "case.watched/1" }
func (Unwatched) EventKind() string      { return "case.unwatched/1" }
func (Claimed) EventKind() string        { return "case.claimed/1" }
func (ClaimDropped) EventKind() string   { return "case.claim_dropped/1" }
func (ClockStarted) EventKind() string   { return "clock.started/1" }
func (ClockMarked) EventKind() string    { return "clock.marked/1" }
func (Warned) EventKind() string         { return "clock.warned/1" }
func (Breached) EventKind() string       { return "clock.breached/1" }
func (DueMoved) EventKind() string       { return "due.moved/1" }
