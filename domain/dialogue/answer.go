package dialogue

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/place"
)

// Begin asks a form in words. It takes the place of an earlier dialogue there.
type Begin struct {
	Form, Title, Run string
	At               domain.Place // the person's own conversation, or a ReplyPlace with a thread
	Elsewhere        bool         // they asked in another place, and are told there where this goes on
	Account          string
	Outside          bool
	Given            []Given // what the line said already
	Grave            bool
	First            *Question // nil: nothing is left to be asked
}

// Given is an answer that the line gave.
type Given struct{ Field, Label, Text string }

// Decide implements domain.Command.
func (cmd Begin) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	var changes []domain.Change
	old, err := With(r, s.Actor.Handle, cmd.At)
	if err != nil {
		return nil, err
	}
	if old != nil {
		changes = append(changes, domain.Alter(old, Ended{How: Replaced}))
	}
	t := &talk{Dialogue: &Dialogue{Head: domain.Head{ID: s.Token("dialogue", 12)}}, s: s}
	t.add(Begun{Form: cmd.Form, Title: cmd.Title, Run: t.word(cmd.Run), At: cmd.At, Account: cmd.Account, Outside: cmd.Outside, Grave: cmd.Grave})
	for _, g := range cmd.Given {
		t.add(Answered{Field: g.Field, Label: g.Label, Words: t.word(g.Text), Given: true})
	}
	t.ask(cmd.First)
	c := t.change()
	if cmd.Elsewhere && !s.Reply.IsZero() {
		head := domain.Say("dialogue.elsewhere")
		if cmd.At.Audience == domain.Internal {
			c.Effects = append(c.Effects, card.AnswerStaff(s, card.ForStaff(domain.Plain, head)))
		} else {
			c.Effects = append(c.Effects, card.AnswerCustomer(s, card.ForCustomer(domain.Plain, head)))
		}
	}
	return append(changes, c), nil
}

// A Deed is what an answer amounts to.
type Deed string

// The deeds.
const (
	Say    Deed = "say"
	Skip   Deed = "skip"
	Back   Deed = "back"
	Cancel Deed = "cancel"
	Send   Deed = "send"
)

// Answer is words, or a button, that answer what a dialogue asks.
type Answer struct {
	ID      string
	Turn    int // of the button; 0 for words
	Text    string
	Message string // the message that says it, where one does
	Plan    *Plan  // what it means: without one nothing is decided
}

// A Plan is what an answer means, found out by whoever knows the form.
type Plan struct {
	Do    Deed
	Label string
	Next  *Question // asked next; nil: the summary, or after Then the end
	Then  domain.Command
	Grave bool // with it a case of the gravest severity is being opened
}

// Decide implements domain.Command. Then is decided with it: what it refuses is refused, and the
// dialogue stands where it stood.
func (cmd Answer) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	d, err := Of(r, s.Actor.Handle, cmd.ID, cmd.Turn)
	if err != nil {
		return nil, err
	}
	p := cmd.Plan
	if p == nil {
		return nil, domain.Refuse("dialogue.unknown")
	}
	t := &talk{Dialogue: d, s: s, read: d.Version()}
	var also []domain.Change
	if c, ok := p.Then.(casework.OpenCase); ok && d.waitsGravely() {
		p.Then = c.Since(d.Touched) // when it was said that it is grave: the question was the desk's
	}
	if p.Then != nil {
		if also, err = p.Then.Decide(r, s); err != nil {
			return nil, err
		}
	}
	switch p.Do {
	case Cancel:
		kept, err := t.keep(r, s)
		if err != nil {
			return nil, err
		}
		t.end(Cancelled)
		return append([]domain.Change{t.change()}, kept...), nil
	case Back:
		t.add(TakenBack{})
		t.ask(p.Next)
		return []domain.Change{t.change()}, nil
	case Send:
		t.end(Sent)
		return append(also, t.change()), nil
	case Skip:
		t.add(Answered{Field: d.Field, Label: p.Label, Skipped: true})
	default:
		t.add(Answered{Field: d.Field, Label: p.Label, Words: t.word(cmd.Text), Message: cmd.Message, Grave: p.Grave})
	}
	if p.Then != nil && t.Made.IsZero() {
		if ref, ok := opened(also); ok {
			t.add(Made{Thing: ref})
		} else {
			p.Next = nil // it was sent, and opened nothing that could be added to
		}
	}
	if p.Next != nil || p.Then == nil && t.Made.IsZero() {
		t.ask(p.Next)
	} else {
		t.end(Sent)
	}
	return append(also, t.change()), nil
}

// opened finds the case that changes make.
func opened(changes []domain.Change) (domain.Ref, bool) {
	i := slices.IndexFunc(changes, func(c domain.Change) bool { return c.Ref.Kind == casework.Kind && c.Version == 0 })
	if i < 0 {
		return domain.Ref{}, false
	}
	return changes[i].Ref, true
}

// end ends the dialogue, and says so.
func (t *talk) end(how Ending) {
	made := !t.Made.IsZero()
	t.add(Ended{How: how})
	title := domain.Named(t.Title)
	switch {
	case how == Sent && made:
		t.say("end", nil, domain.Say("dialogue.enough", domain.Named(number(t.Made))))
	case how == Sent:
		t.say("end", nil, domain.Say("dialogue.sent", title))
	case made:
		t.say("end", nil, domain.Say("dialogue.stands", domain.Named(number(t.Made))))
	case how == Cancelled:
		t.say("end", nil, domain.Say("dialogue.cancelled", title))
	}
}

// keep hands what somebody wrote in a case's thread to the case as what it would have been
// without the dialogue: their words. Nothing is lost by walking away.
func (t *talk) keep(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if t.At.Kind != domain.ReplyPlace || !t.Made.IsZero() {
		return nil, nil
	}
	at, ok, err := place.InThread(r, t.At.Spot)
	if err != nil || !ok || at.Kind != domain.CaseThread {
		return nil, err
	}
	c := casework.Say{Case: at.ID, Audience: at.Audience, By: t.By.Person}
	for _, a := range t.Answers {
		text, err := r.Word(a.Words)
		if err != nil {
			return nil, err
		}
		if a.Message == "" || text == "" {
			continue
		}
		if c.Text != "" {
			c.Text += "\n"
		}
		c.Text, c.Message = c.Text+text, a.Message
	}
	if c.Text == "" {
		return nil, nil
	}
	s.Actor = t.By
	changes, err := c.Decide(r, s)
	if _, refused := domain.AsRefusal(err); refused {
		return nil, nil
	}
	return changes, err
}
