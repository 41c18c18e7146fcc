package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// A case of the gravest severity under no offering at all has no clock that could warn of it. It is not
// forgotten: until somebody has it or has answered, its team and the duty managers are reminded of it.

const (
	remindEvery = 15 * time.Minute
	mostCalls   = 8 // for two hours; then it stands in the queue
)

// Called says that people were reminded of a case that no clock warns of, for the n-th time.
type Called struct {
	N int `json:"n"`
}

// EventKind is for ever.
func (Called) EventKind() string { return "case.called/1" }

// callAt is when people are next reminded of a case that no clock warns of; zero: never.
func (c *Case) callAt() time.Time {
	if c.Tier != "" || len(c.Clocks) > 0 || !gravest(c.Severity) || !c.Active() || c.Owner != "" || !c.LastSaid.IsZero() || c.Wait != nil || c.Calls >= mostCalls {
		return time.Time{}
	}
	return c.OpenedAt.Add(time.Duration(c.Calls+1) * remindEvery)
}

// callDue reminds of the case, once for all that is overdue.
func (b *book) callDue() error {
	at := b.c.callAt()
	if at.IsZero() || b.s.Now.Before(at) {
		return nil
	}
	b.add(Called{N: int(b.s.Now.Sub(b.c.OpenedAt) / remindEvery)})
	head := domain.Say("call.head", domain.Named(b.c.Number()), domain.OfAccount(b.c.Account), b.c.inBrief(), domain.AtTime(b.c.OpenedAt))
	e := card.TeamChannel(b.c.Team).PostTo(b.deed("call/team"), domain.LaneUrgent, card.ForStaff(domain.Urgent, head, b.whoLine()).With(b.warnButtons()...))
	e.Alone, e.Instead = true, card.Operator().Address()
	var err error
	if e.Mention, err = b.teamHandles(b.c.Team); err != nil {
		return err
	}
	b.say(e)
	return b.tellDuty(domain.Urgent, "call", head, b.whoLine())
}
