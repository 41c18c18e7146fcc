package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// Restore says that the service works again, by a workaround or a fix (C3); it is not yet
// solved. At may name an earlier moment, with the reason; both instants are kept.
type Restore struct {
	Case, Text string
	At         time.Time // zero: now
}

// Decide implements domain.Command.
func (cmd Restore) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if !c.Restored.IsZero() || !c.Resolved.IsZero() {
		return nil, domain.Refuse("restore.already", domain.Named(c.Number()))
	}
	b := open(r, s, c)
	at, err := b.moment(cmd.At, cmd.Text, sla.Restore)
	if err != nil {
		return nil, err
	}
	if b.turns(sla.Restore, at) {
		return b.claim(sla.Restore, at, cmd.Text, "restore"), nil
	}
	b.restore(at, b.word(cmd.Text), Worded(cmd.Text))
	return b.done(), nil
}

func (b *book) restore(at time.Time, how domain.WordID, worded bool) {
	deed := b.deed("restored")
	if worded {
		b.reply(how, "", deed) // their own words, posted where the customer reads them
	}
	b.add(Restored{At: at, How: how})
	if b.live(sla.Restore) {
		b.mark(sla.Restore, sla.Mark{Do: sla.Satisfy, At: at})
		b.tellMet(sla.Restore)
	}
	b.post(deed, card.ForCustomer(domain.Good, domain.Say("restore.told", b.actorName(), domain.Named(b.c.Number()), domain.AtTime(at)), b.howLine(how)))
	b.follow("restored", domain.Say("restore.told", b.actorName(), domain.Named(b.c.Number()), domain.AtTime(at)))
}

// follow tells the watchers; a watcher who cannot be read is passed over, never the change.
func (b *book) follow(what string, head domain.Line) {
	if err := b.tellWatchers(what, head); err != nil {
		b.toStaff(what+"/unwatched", domain.Plain, domain.Say("watch.failed"))
	}
}

func (b *book) howLine(how domain.WordID) domain.Line {
	if how == "" {
		return domain.Line{}
	}
	return domain.Say("plain", domain.InWords(how))
}

// Resolve says that a case is solved. It needs a first response: a case is not solved behind
// the customer's back.
type Resolve struct {
	Case, Text string
	At         time.Time
}

// Decide implements domain.Command.
func (cmd Resolve) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if !c.Resolved.IsZero() {
		return nil, domain.Refuse("resolve.already", domain.Named(c.Number()))
	}
	if !Worded(cmd.Text) {
		return nil, domain.RefuseOf("text", "resolve.how")
	}
	b := open(r, s, c)
	at, err := b.moment(cmd.At, cmd.Text, sla.Restore, sla.Resolve)
	if err != nil {
		return nil, err
	}
	if b.turns(sla.Resolve, at) || b.turns(sla.Restore, at) {
		return b.claim(sla.Resolve, at, cmd.Text, "resolve"), nil
	}
	b.resolve(at, b.word(cmd.Text))
	return b.done(), nil
}

func (b *book) resolve(at time.Time, how domain.WordID) {
	// The words of the solution are a person's own, posted where the customer reads them.
	deed := b.deed("resolved")
	b.reply(how, "", deed)
	b.unhold()
	b.add(Resolved{At: at, How: how})
	for _, k := range []sla.Kind{sla.Restore, sla.Resolve} {
		if b.live(k) {
			b.mark(k, sla.Mark{Do: sla.Satisfy, At: at})
			b.tellMet(k)
		}
	}
	for _, k := range []sla.Kind{sla.NextUpdate, sla.NextResponse} {
		if b.live(k) {
			b.mark(k, sla.Mark{Do: sla.Cancel})
		}
	}
	doc := card.ForCustomer(domain.Good, domain.Say("resolve.told", b.actorName(), domain.Named(b.c.Number()), domain.AtTime(at)), b.howLine(how)).
		With(b.backButton())
	b.post(deed, doc)
	b.follow("resolved", domain.Say("resolve.told", b.actorName(), domain.Named(b.c.Number()), domain.AtTime(at)))
}

// moment is when it was so: now, or the earlier moment that was named, with a reason.
func (b *book) moment(at time.Time, why string, kinds ...sla.Kind) (time.Time, error) {
	switch {
	case at.IsZero():
		return b.s.At, nil
	case at.After(b.s.Now):
		return at, domain.RefuseOf("at", "moment.ahead", domain.AtTime(at))
	case at.Before(b.c.OpenedAt):
		return at, domain.RefuseOf("at", "moment.before", domain.AtTime(at), domain.AtTime(b.c.OpenedAt))
	case at.Before(b.c.ReopenedAt):
		return at, domain.RefuseOf("at", "moment.before_again", domain.AtTime(at), domain.AtTime(b.c.ReopenedAt))
	case why == "":
		return at, domain.RefuseOf("text", "reason.needed")
	}
	for _, k := range kinds {
		if since, early := b.early(k, at); early {
			return at, domain.RefuseOf("at", "moment.before_again", domain.AtTime(at), domain.AtTime(since))
		}
	}
	return at, nil
}

// early reports whether a moment lies before a promise that runs had begun, or begun anew: it cannot
// have been kept then. Since is the earliest moment at which it can.
func (b *book) early(k sla.Kind, at time.Time) (since time.Time, early bool) {
	if !b.live(k) {
		return since, false
	}
	i, _ := b.c.clock(k)
	if b.state(b.c.Clocks[i].With(sla.Mark{Do: sla.Satisfy, At: at, Recorded: b.s.Now})).Phase.Over() {
		return since, false
	}
	for _, m := range b.c.Clocks[i].Marks {
		if m.Do == sla.Start || m.Do == sla.Reopen {
			since = later(since, m.At)
		}
	}
	return since, at.Before(since)
}

// turns reports whether saying that a clock was satisfied at an earlier moment changes how it
// is judged: a breach that was seen would be none.
func (b *book) turns(k sla.Kind, at time.Time) bool {
	i, ok := b.c.clock(k)
	if !ok || !at.Before(b.s.At) {
		return false
	}
	was := b.state(b.c.Clocks[i])
	if was.Phase.Over() {
		return false
	}
	now := b.state(b.c.Clocks[i].With(sla.Mark{Do: sla.Satisfy, At: at, Recorded: b.s.Now}))
	return was.Breached() && !now.Breached()
}

// claim keeps a moment that would turn a breach until a second person agrees.
func (b *book) claim(k sla.Kind, at time.Time, why, does string) []domain.Change {
	i, _ := b.c.clock(k)
	var cycle uint32
	if i < len(b.c.Clocks) {
		cycle = b.c.Clocks[i].Cycle
	}
	w := b.word(why)
	b.add(Claimed{Clock: k, Cycle: cycle, At: at, Why: w, Does: does})
	doc := card.ForStaff(domain.Alert, domain.Say("claim.asked", b.actorName(), domain.Named(b.c.Number()), domain.Term(kindTerm(k)), domain.AtTime(at), domain.InWords(w)),
		domain.Say("claim.second")).With(
		card.Main("button.agree", "case agree "+b.c.Number()), card.Do("button.reject", "case disagree "+b.c.Number()))
	b.say(card.StaffThread(b.c.ID).PostTo(b.deed("claim"), domain.LaneAnswer, doc))
	return b.done()
}
