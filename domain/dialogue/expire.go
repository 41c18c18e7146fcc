package dialogue

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
)

// Expire ends a dialogue that nobody has answered for long.
type Expire struct{ ID string }

// Decide implements domain.Command.
func (cmd Expire) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	d, err := load(r, cmd.ID)
	if err != nil || d.Over != "" || s.Now.Before(d.NextDue(nil)) {
		return nil, err
	}
	t := &talk{Dialogue: d, s: s, read: d.Version()}
	run, err := r.Word(d.Run)
	if err != nil {
		return nil, err
	}
	if d.waitsGravely() {
		changes, err := t.openAnyway(r, s, run)
		if _, refused := domain.AsRefusal(err); !refused {
			return changes, err
		}
	}
	kept, err := t.keep(r, s)
	if err != nil {
		return nil, err
	}
	lines := d.answered()
	if t.end(Expired); t.Made.IsZero() {
		again := domain.Button{Label: domain.Say("button.again"), Form: d.Form, Run: run}
		t.say("end", []domain.Button{again}, domain.Say("dialogue.expired", domain.Named(d.Title), domain.ForSpan(Patience)), lines...)
	}
	return append([]domain.Change{t.change()}, kept...), nil
}

// openAnyway opens a case of the gravest severity of which no words came, by what was said when
// the dialogue began: somebody is told of it who can ask.
func (t *talk) openAnyway(r domain.Reader, s domain.Stamp, run string) ([]domain.Change, error) {
	c := casework.OpenCase{Account: t.Account, Severity: 1, Title: run}
	for _, a := range t.Answers {
		text, err := r.Word(a.Words)
		if err != nil {
			return nil, err
		}
		switch a.Field {
		case "account":
			c.Account = text
		case "product":
			c.Product = text
		case "environment":
			c.Environment = text
		case "private":
			c.Private = text == "yes"
		}
	}
	s.Actor, s.Reply = t.By, domain.Place{}
	changes, err := c.Since(t.Touched).Decide(r, s)
	if err != nil {
		return nil, err
	}
	ref, ok := opened(changes)
	if !ok { // perhaps it is the same trouble as another: that question stands, and staff were told
		t.add(Ended{How: Expired})
		return append(changes, t.change()), nil
	}
	t.add(Made{Thing: ref})
	t.add(Ended{How: Expired})
	t.say("end", nil, domain.Say("dialogue.anyway", domain.Named(number(ref))))
	return append(changes, t.change()), nil
}
