package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// SetSeverity changes how grave a case is, with the reason. What it does to running clocks is
// the offering's word (K18 a raise, K19 a lowering); clocks that the new severity promises and
// the old did not begin now, those it no longer promises end.
type SetSeverity struct {
	Case string
	To   int
	Why  string
}

// Decide implements domain.Command. Either side may raise, of the customer's those who may open;
// only staff lower, so that a promise is not lost by a slip.
func (cmd SetSeverity) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := loadToRaise(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	o := b.lib.Pinned(c.Pin)
	switch {
	case !c.Active():
		return nil, c.over()
	case cmd.To == c.Severity:
		return nil, domain.Refuse("severity.same", domain.Named(c.Number()), domain.Named(c.severityName(b.lib)))
	case cmd.To > c.Severity && !who.staff():
		return nil, domain.Refuse("severity.lower")
	case cmd.Why == "":
		return nil, domain.RefuseOf("reason", "reason.needed")
	}
	if o != nil {
		if _, ok := o.Severity(cmd.To); !ok {
			return nil, noSeverity(o, cmd.To)
		}
	}
	raised, from := cmd.To < c.Severity, c.Severity
	failed, err := unauthorised(r, c.tier(b.lib), who, c.Account)
	if err != nil {
		return nil, err
	}
	if len(failed) > 0 && !gravest(cmd.To) {
		if who.person == nil {
			return nil, domain.Refuse("need.linked")
		}
		return nil, mayNot(domain.Say("severity.may_not", domain.Named(c.Number())), failed)
	}
	if !who.staff() && c.Wait != nil && c.Wait.For == sla.Customer { // they have said something
		b.resume("")
	}
	why := b.word(cmd.Why)
	b.add(SeveritySet{From: c.Severity, To: cmd.To, Why: why})
	b.retarget(raised)
	name := domain.Named(c.severityName(b.lib))
	b.toCustomer("severity", domain.Plain, domain.Say("severity.told", b.actorName(), name, domain.InWords(why)), b.clockLines(false)...)
	b.toStaff("severity_staff", domain.Plain, domain.Say("severity.told", b.actorName(), name, domain.InWords(why)), b.clockLines(true)...)
	if raised {
		e := card.TeamChannel(c.Team).PostTo(b.deed("raised"), domain.LaneUrgent,
			card.ForStaff(domain.Urgent, domain.Say("severity.raised", domain.Named(c.Number()), name, c.inBrief()), b.clockLines(true)...).With(b.staffButtons()...))
		e.Instead = card.Operator().Address()
		if e.Alone = gravest(c.Severity); e.Alone {
			if e.Mention, err = b.teamHandles(c.Team); err != nil {
				return nil, err
			}
		} else if c.Owner != "" {
			e.Mention = b.called()
		}
		b.say(e)
	}
	if len(failed) > 0 {
		if err := b.doubt(from, failed); err != nil {
			return nil, err
		}
	}
	b.watchTeam()
	b.follow("severity", domain.Say("severity.told", b.actorName(), name, domain.InWords(why)))
	return b.done(), nil
}

// retarget brings the clocks to what the new severity promises, under the papers each runs
// under already. A promise that is new with it begins now; one that an earlier change had ended
// goes on where it stood, or for an answer begins anew.
func (b *book) retarget(raised bool) {
	t := b.c.tier(b.lib)
	for _, k := range sla.Kinds {
		i, had := b.c.clock(k)
		switch {
		case had && b.live(k):
			b.retargetOne(k, i, raised)
		case had && b.state(b.c.Clocks[i]).Phase != sla.Cancelled:
		case k == sla.NextResponse: // words begin it
		case k == sla.FirstResponse && b.answered(): // before anybody promised to
		case k == sla.Restore && !b.c.Restored.IsZero(): // likewise; what is down again is reopened
		case k == sla.NextUpdate && (!b.answered() || b.live(sla.FirstResponse)):
		case had && k.Resumes():
			if _, ok := target(t, b.c.ask(), k); ok {
				b.mark(k, sla.Mark{Do: sla.Reopen})
				b.retargetOne(k, i, raised)
			}
		default:
			b.begin(k, t, b.c.Pin, sla.Mark{At: b.s.At})
		}
	}
}

func (b *book) retargetOne(k sla.Kind, i int, raised bool) {
	was := b.state(b.c.Clocks[i])
	t := b.c.tier(b.lib)
	if o := b.lib.Pinned(was.Pin); o != nil {
		t = o.Tier(b.c.Tier)
	}
	to, ok := target(t, b.c.ask(), k)
	if !ok {
		b.mark(k, sla.Mark{Do: sla.Cancel})
		return
	}
	b.mark(k, sla.Mark{Do: sla.Retarget, To: &to, Change: to.Moving(raised)})
	b.drop(k, b.c.Clocks[i].Cycle)
	if now := b.state(b.c.Clocks[i]); !now.Due.Equal(was.Due) {
		b.add(DueMoved{Clock: k, Cycle: b.c.Clocks[i].Cycle, From: was.Due, To: now.Due, Why: "moved.severity"})
	}
}

// Worse raises the severity by one step: the customer's button.
type Worse struct{ Case, Why string }

// Decide implements domain.Command.
func (cmd Worse) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadToRaise(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if gravest(c.Severity) {
		b := open(r, s, c)
		return nil, domain.Refuse("severity.gravest", domain.Named(c.Number()), domain.Named(c.phone(b.lib)))
	}
	return SetSeverity{Case: cmd.Case, To: c.Severity - 1, Why: cmd.Why}.Decide(r, s)
}
