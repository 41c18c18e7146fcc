package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/sla"
)

// CorrectClock says that a clock was satisfied at another moment than recorded, with the
// reason. A new verdict stands beside the old one, never over it; one that turns a breach needs
// a second person.
type CorrectClock struct {
	Case  string
	Clock sla.Kind
	At    time.Time
	Why   string
}

// Decide implements domain.Command.
func (cmd CorrectClock) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	b := open(r, s, c)
	if cmd.Why == "" {
		return nil, domain.RefuseOf("reason", "reason.needed")
	}
	i, ok := c.clock(cmd.Clock)
	if !ok {
		return nil, domain.Refuse("correct.no_clock", domain.Named(c.Number()), domain.Term(kindTerm(cmd.Clock)))
	}
	if _, err := b.moment(cmd.At, cmd.Why); err != nil {
		return nil, err
	}
	was := b.state(c.Clocks[i])
	now := b.state(c.Clocks[i].With(b.correction(c.Clocks[i], cmd.At)))
	if was.Breached() != now.Breached() {
		return b.claim(cmd.Clock, cmd.At, cmd.Why, ""), nil
	}
	b.correct(cmd.Clock, cmd.At, b.word(cmd.Why))
	return b.done(), nil
}

// correction is the mark that moves a clock's satisfaction; a clock that was not satisfied is
// satisfied by it.
func (b *book) correction(c sla.Clock, at time.Time) sla.Mark {
	for i := len(c.Marks) - 1; i >= 0; i-- {
		if c.Marks[i].Do == sla.Satisfy {
			return sla.Mark{Do: sla.Correct, Of: i, At: at, Recorded: b.s.Now, By: b.s.Actor.Person}
		}
	}
	return sla.Mark{Do: sla.Satisfy, At: at, Recorded: b.s.Now, By: b.s.Actor.Person}
}

func (b *book) correct(k sla.Kind, at time.Time, why domain.WordID) {
	i, ok := b.c.clock(k)
	if !ok {
		return
	}
	m := b.correction(b.c.Clocks[i], at)
	m.Note = string(why)
	b.mark(k, m)
	st := b.state(b.c.Clocks[i])
	id := domain.MsgID("correct.told")
	if st.Breached() {
		id = "correct.told_late"
	}
	b.toStaff("corrected/"+string(k), domain.Plain, domain.Say(id, b.actorName(), domain.Term(kindTerm(k)), domain.AtTime(at), domain.InWords(why)))
}

// Agree decides on a claim of another person.
type Agree struct {
	Case string
	Yes  bool
}

// Decide implements domain.Command. Nobody agrees to their own claim.
func (cmd Agree) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	if c.Claim == nil {
		return nil, domain.Refuse("claim.none", domain.Named(c.Number()))
	}
	if cmd.Yes && (c.ClaimBy == "" || c.ClaimBy == who.id()) {
		return nil, domain.Refuse("claim.own", domain.ByName(c.ClaimBy))
	}
	b := open(r, s, c)
	claim, claimer := *c.Claim, c.ClaimBy
	b.add(ClaimDropped{Agreed: cmd.Yes})
	if !cmd.Yes {
		b.toStaff("claim_rejected", domain.Plain, domain.Say("claim.rejected", b.actorName()))
		return b.done(), nil
	}
	b.toStaff("claim_agreed", domain.Plain, domain.Say("claim.agreed", b.actorName(), domain.Term(kindTerm(claim.Clock)), domain.AtTime(claim.At)))
	b.speaker = claimer // from here on the desk does what that person had asked for
	switch claim.Does {
	case "restore":
		b.restore(claim.At, claim.Why, b.worded(claim.Why))
	case "resolve":
		b.resolve(claim.At, claim.Why)
	default:
		b.correct(claim.Clock, claim.At, claim.Why)
	}
	return b.done(), nil
}
