package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// ReopenCase says that it was not over. Restore and resolve go on where they stood, the time
// between being a pause; responses start a new cycle (K21). After the tier's window it is a new
// case; until then a closing is taken back like a solution, whoever it was.
type ReopenCase struct{ Case, Why string }

// Decide implements domain.Command.
func (cmd ReopenCase) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	switch until, ok := c.wayBack(b.lib); {
	case c.State == IsMerged || c.State == IsRefused:
		return nil, c.over()
	case (c.State == IsClosed || c.State == IsResolved) && (!ok || !until.IsZero() && s.Now.After(until)):
		return nil, domain.Refuse("reopen.late", domain.Named(c.Number()))
	case c.State != IsClosed && c.Resolved.IsZero() && c.Restored.IsZero():
		return nil, domain.Refuse("reopen.open", domain.Named(c.Number()))
	}
	b.add(Reopened{Why: b.word(cmd.Why)})
	for _, k := range []sla.Kind{sla.Restore, sla.Resolve} {
		i, ok := c.clock(k)
		_, promised := target(c.tier(b.lib), c.ask(), k)
		if !ok || !b.state(c.Clocks[i]).Phase.Over() || !promised && b.state(c.Clocks[i]).Phase == sla.Cancelled {
			continue
		}
		b.mark(k, sla.Mark{Do: sla.Reopen})
	}
	t, pin := c.tierNow(b.lib, s.At)
	switch {
	case b.live(sla.FirstResponse) || b.live(sla.NextResponse):
	case !b.answered(): // closed before anybody had answered
		b.begin(sla.FirstResponse, t, pin, sla.Mark{At: b.s.At})
	case !who.staff() || c.LastHeard.After(c.LastSaid):
		b.begin(sla.NextResponse, t, pin, sla.Mark{At: b.s.At})
	}
	if b.answered() && !b.live(sla.FirstResponse) && !b.live(sla.NextUpdate) {
		b.begin(sla.NextUpdate, t, pin, sla.Mark{At: b.s.At})
	}
	b.watchTeam()
	b.toCustomer("reopened", domain.Plain, domain.Say("reopen.told", b.actorName(), domain.Named(c.Number())), b.responseLine())
	b.follow("reopened", domain.Say("reopen.told", b.actorName(), domain.Named(c.Number())))
	e := card.TeamChannel(c.Team).PostTo(b.deed("reopened_team"), domain.LanePost,
		card.ForStaff(domain.Alert, domain.Say("reopen.staff", domain.Named(c.Number()), b.actorName(), c.inBrief()), b.clockLines(true)...).With(b.staffButtons()...))
	e.Instead = card.Operator().Address()
	if e.Alone = gravest(c.Severity); e.Alone {
		if e.Mention, err = b.teamHandles(c.Team); err != nil {
			return nil, err
		}
	} else {
		e.Mention = b.called()
	}
	b.say(e)
	return b.done(), nil
}

// wayBack is until when a case that is over can be taken up again, zero for ever; ok is false
// where it cannot.
func (c *Case) wayBack(lib *offering.Library) (until time.Time, ok bool) {
	switch {
	case c.Final:
		return until, false
	case c.State == IsClosed:
		return c.Back, !c.Back.IsZero()
	case c.State != IsResolved:
		return until, false
	}
	if t := c.tier(lib); t != nil && t.Reopen > 0 {
		until = c.Resolved.Add(t.Reopen)
	}
	return until, true
}

// back reports whether the way back is still open.
func (b *book) back() bool {
	_, ok := b.c.wayBack(b.lib)
	return ok
}

func (b *book) backButton() domain.Button {
	return card.Do("button.reopen", "case reopen "+b.c.Number())
}

// endBack ends the way back when its time has come, so that no card offers it any longer.
func (b *book) endBack() {
	if until, ok := b.c.wayBack(b.lib); ok && !until.IsZero() && !b.s.Now.Before(until) {
		b.add(Final{})
	}
}

// CloseCase ends a case.
type CloseCase struct{ Case, Why string }

// Decide implements domain.Command. Staff close what is resolved, or anything with a reason; of the
// customer's people whoever opened it, and those who may open.
func (cmd CloseCase) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if c.State.Over() {
		return nil, c.over()
	}
	if who.staff() && c.State != IsResolved && cmd.Why == "" {
		return nil, domain.Refuse("close.why", domain.Named(c.Number()))
	}
	b := open(r, s, c)
	if failed, err := unauthorised(r, c.tier(b.lib), who, c.Account); err != nil {
		return nil, err
	} else if len(failed) > 0 && !who.opened(c) {
		return nil, mayNot(domain.Say("close.may_not"), failed)
	}
	why := b.word(cmd.Why)
	doc := card.ForCustomer(domain.Plain, domain.Say("close.told", b.actorName(), domain.Named(c.Number())), b.howLine(why))
	if b.close(why) {
		doc = doc.With(b.backButton())
	}
	b.say(card.CaseThread(c.ID).PostTo(b.deed("closed"), domain.LanePost, doc))
	if !who.staff() { // whoever works on it must not go on unknowing
		b.toStaff("closed_staff", domain.Alert, domain.Say("close.told", b.actorName(), domain.Named(c.Number())), b.howLine(why))
	}
	b.follow("closed", domain.Say("close.told", b.actorName(), domain.Named(c.Number())))
	return b.done(), nil
}

// close ends the case, and reports whether it can be taken up again: so long as the tier's window
// runs, which began when the case was resolved, or else begins now.
func (b *book) close(why domain.WordID) (back bool) {
	e := Closed{Why: why}
	from := b.c.Resolved
	if from.IsZero() {
		from = b.s.Now
	}
	if t := b.c.tier(b.lib); t != nil && t.Reopen > 0 && from.Add(t.Reopen).After(b.s.Now) && !b.c.Final {
		e.Until = domain.Instant(from.Add(t.Reopen))
	}
	b.unhold()
	b.cancelAll()
	b.add(e)
	return !e.Until.IsZero()
}

// unhold lets nothing hold a clock that is about to stop and may be reopened.
func (b *book) unhold() {
	if w := b.c.Wait; w != nil {
		b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Resume, Reason: w.For, At: later(b.s.At, b.c.WaitFrom)}) })
	}
}

// cancelAll ends every clock that runs: what it broke stays broken.
func (b *book) cancelAll() {
	b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Cancel}) })
}
