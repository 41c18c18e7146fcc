package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// Take asks to own a case. It answers no clock: a claim is not an answer, words are (C2).
type Take struct{ Case string }

// Decide implements domain.Command.
func (cmd Take) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if who.person == nil {
		return nil, domain.Refuse("case.staff_only")
	}
	if c.Owner == who.person.ID {
		return nil, domain.Refuse("take.yours", domain.Named(c.Number()))
	}
	b := open(r, s, c)
	b.add(Taken{Owner: who.person.ID})
	b.toStaff("taken", domain.Plain, domain.Say("take.told", domain.ByName(who.person.ID)), b.owedLine())
	return b.done(), nil
}

// Assign gives a case to one of the staff.
type Assign struct {
	Case string
	To   account.Who
}

// Decide implements domain.Command.
func (cmd Assign) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	p, err := account.Find(r, cmd.To, "")
	if err != nil {
		return nil, err
	}
	if c.Owner == p.ID {
		return nil, domain.Refuse("assign.already", domain.Named(c.Number()), domain.ByName(p.ID))
	}
	b := open(r, s, c)
	b.add(Assigned{Owner: p.ID})
	if p.ID != who.id() {
		doc := card.ForStaff(domain.Alert, domain.Say("assign.you", b.actorName(), domain.Named(c.Number()), c.inBrief()), b.clockLines(true)...).With(b.staffButtons()...)
		e := card.StaffDirect(p.ID).PostTo(b.deed("assigned"), domain.LaneAnswer, doc)
		e.Instead = card.StaffThread(c.ID).Address()
		b.say(e)
	}
	b.toStaff("assigned_told", domain.Plain, domain.Say("assign.told", b.actorName(), domain.ByName(p.ID)), b.owedLine())
	return b.done(), nil
}

// loadStaff loads a case for what only staff may do.
func loadStaff(r domain.Reader, s domain.Stamp, id string) (*Case, party, error) {
	c, who, err := load(r, s, id)
	if err != nil {
		return nil, who, err
	}
	if err := who.needStaff(); err != nil {
		return nil, who, err
	}
	if c.State.Over() {
		return nil, who, c.over()
	}
	return c, who, nil
}

// Admit lets a provisional case stand; Refuse ends it. Both are a duty manager's.
type Admit struct{ Case, Why string }

// Decide implements domain.Command.
func (cmd Admit) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if !c.Provisional() {
		return nil, domain.Refuse("provisional.not", domain.Named(c.Number()))
	}
	b := open(r, s, c)
	b.add(Admitted{Why: b.word(cmd.Why)})
	b.toCustomer("accepted", domain.Good, domain.Say("provisional.accepted", domain.Named(c.Number())))
	b.toStaff("admitted", domain.Good, domain.Say("provisional.admitted", b.actorName()))
	return b.done(), nil
}

// RefuseCase ends a provisional case, or only a provisional raise, with a reason the customer is told.
type RefuseCase struct{ Case, Why string }

// Decide implements domain.Command.
func (cmd RefuseCase) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if !c.Provisional() {
		return nil, domain.Refuse("provisional.not", domain.Named(c.Number()))
	}
	if cmd.Why == "" {
		return nil, domain.RefuseOf("reason", "reason.needed")
	}
	b := open(r, s, c)
	if c.Doubt != nil && (c.Standing || len(c.Failed) == 0) { // the case stands, only its severity does not
		b.refuseRaise(cmd.Why)
		return b.done(), nil
	}
	b.cancelAll()
	why := b.word(cmd.Why)
	b.add(Refused{Why: why})
	b.toCustomer("refused", domain.Plain, domain.Say("provisional.refused", domain.Named(c.Number()), domain.InWords(why)), c.Failed...)
	b.toStaff("refused_told", domain.Plain, domain.Say("provisional.refused_by", b.actorName(), domain.InWords(why)))
	return b.done(), nil
}
