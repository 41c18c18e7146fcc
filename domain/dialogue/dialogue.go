package dialogue

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// How long nobody may answer before a dialogue ends by itself, in desk time; the second where a
// case of the gravest severity waits for its first words.
const (
	Patience      = 30 * time.Minute
	GravePatience = 3 * time.Minute
)

// A Dialogue is a form that is asked in words.
type Dialogue struct {
	domain.Head
	Begun
	By      domain.Actor `json:"by"`
	Answers []Answered   `json:"answers,omitempty"`
	Field   string       `json:"field,omitempty"` // what is asked now; "" at the summary
	Turn    int          `json:"turn"`            // how often something was asked: older buttons are stale
	Made    domain.Ref   `json:"made,omitzero"`   // what the first words made
	Touched time.Time    `json:"touched"`
	Over    Ending       `json:"over,omitempty"`
}

// An Ending says how a dialogue ended.
type Ending string

// The endings.
const (
	Sent      Ending = "sent"
	Cancelled Ending = "cancelled"
	Expired   Ending = "expired"
	Replaced  Ending = "replaced" // the same person began another in the same place
)

// Begun says that a form is asked in words, and where.
type Begun struct {
	Form    string        `json:"form"`          // the row's path
	Title   string        `json:"title"`         // "Restore CASE-12"
	Run     domain.WordID `json:"run,omitempty"` // the line it was begun with
	At      domain.Place  `json:"at"`
	Account string        `json:"account,omitempty"` // whose channel it is
	Outside bool          `json:"outside,omitempty"` // the person is of another workspace
	Grave   bool          `json:"grave,omitempty"`   // a case of the gravest severity is being opened
}

// Asked says which field is asked; none for the summary.
type Asked struct {
	Field string `json:"field,omitempty"`
}

// Answered is one answer.
type Answered struct {
	Field   string        `json:"field"`
	Label   string        `json:"label"`
	Words   domain.WordID `json:"words,omitempty"`
	Skipped bool          `json:"skipped,omitempty"`
	Given   bool          `json:"given,omitempty"`   // by the line it was begun with
	Message string        `json:"message,omitempty"` // the message that said it
	Grave   bool          `json:"grave,omitempty"`   // with it, as Begun.Grave
}

// TakenBack says that the last answer no longer stands.
type TakenBack struct{}

// Made says what the first words made.
type Made struct {
	Thing domain.Ref `json:"thing"`
}

// Ended ends a dialogue.
type Ended struct {
	How Ending `json:"how"`
}

// The kinds of these events are for ever.
func (Begun) EventKind() string     { return "dialogue.begun/1" }
func (Asked) EventKind() string     { return "dialogue.asked/1" }
func (Answered) EventKind() string  { return "dialogue.answered/1" }
func (TakenBack) EventKind() string { return "dialogue.taken_back/1" }
func (Made) EventKind() string      { return "dialogue.made/1" }
func (Ended) EventKind() string     { return "dialogue.ended/1" }

// Ref implements domain.Thing.
func (d *Dialogue) Ref() domain.Ref { return domain.Ref{Kind: Kind, ID: d.ID} }

// Apply implements domain.Thing.
func (d *Dialogue) Apply(r domain.Recorded) {
	d.Advance(r)
	d.Touched = r.Now
	switch e := r.Event.(type) {
	case Begun:
		d.Begun, d.By = e, r.Actor
	case Asked:
		d.Field = e.Field
		d.Turn++
	case Answered:
		d.Answers = append(d.Answers, e)
		d.Grave = d.Grave || e.Grave
	case TakenBack:
		if i := d.last(); i >= 0 {
			d.Grave = d.Grave && !d.Answers[i].Grave
			d.Answers = slices.Delete(d.Answers, i, i+1)
		}
	case Made:
		d.Made = e.Thing
	case Ended:
		d.Over = e.How
	}
}

// last is the answer that Back takes away; -1 where there is none.
func (d *Dialogue) last() int {
	if n := len(d.Answers); n > 0 && !d.Answers[n-1].Given {
		return n - 1
	}
	return -1
}

// Last is the field that was answered last, and not by the line the dialogue began with.
func (d *Dialogue) Last() (field string, ok bool) {
	i := d.last()
	if i < 0 {
		return "", false
	}
	return d.Answers[i].Field, true
}

// Keys implements domain.Thing.
func (d *Dialogue) Keys() []domain.Key {
	if d.Over != "" {
		return nil
	}
	return []domain.Key{{Index: ByPlace, Value: Key(d.By.Handle, d.At)}}
}

// Key names a person in a place: their own conversation with the desk, or a thread.
func Key(who domain.Handle, at domain.Place) string {
	if at.Kind != domain.ReplyPlace {
		return who.String() + "@"
	}
	return who.String() + "@" + at.Spot.Channel + "/" + at.Spot.Thread
}

// NextDue implements domain.Thing.
func (d *Dialogue) NextDue(any) time.Time {
	switch {
	case d.Over != "":
		return time.Time{}
	case d.waitsGravely():
		return d.Touched.Add(GravePatience)
	}
	return d.Touched.Add(Patience)
}

// waitsGravely reports whether a case of the gravest severity is held up.
func (d *Dialogue) waitsGravely() bool { return d.Grave && d.Made.IsZero() }

// OnDue implements domain.Thing.
func (d *Dialogue) OnDue() domain.Command { return Expire{ID: d.ID} }

// Still implements domain.Still: a question is worth asking while it is the one that is asked.
func (d *Dialogue) Still(_ any, token string, _ time.Time) bool {
	return d.Over == "" && token == d.token()
}

func (d *Dialogue) token() string { return "ask/" + strconv.Itoa(d.Turn) }

// With answers which dialogue stands with a person in a place; nil where none does.
func With(r domain.Reader, who domain.Handle, at domain.Place) (*Dialogue, error) {
	refs, err := r.Find(domain.Key{Index: ByPlace, Value: Key(who, at)}, 1)
	if err != nil || len(refs) == 0 {
		return nil, err
	}
	return load(r, refs[0].ID)
}

// Of answers a dialogue of somebody by its id. One of anybody else, one that is over, or none is
// a refusal, and so is the button of an earlier question.
func Of(r domain.Reader, who domain.Handle, id string, turn int) (*Dialogue, error) {
	d, err := load(r, id)
	switch {
	case errors.Is(err, domain.ErrNotFound), err == nil && (d.Over != "" || d.By.Handle != who):
		return nil, domain.Refuse("dialogue.unknown")
	case err != nil:
		return nil, err
	case turn > 0 && turn != d.Turn:
		return nil, domain.Refuse("dialogue.moved")
	}
	return d, nil
}

func load(r domain.Reader, id string) (*Dialogue, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: id})
	if err != nil {
		return nil, err
	}
	return t.(*Dialogue), nil
}
