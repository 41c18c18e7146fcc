package casework

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/sla"
)

// Merge says that two cases are one trouble: From goes on as Into. Both must be one account's.
type Merge struct{ From, Into string }

// Decide implements domain.Command.
func (cmd Merge) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	from, _, err := loadStaff(r, s, cmd.From)
	if err != nil {
		return nil, err
	}
	into, _, err := loadStaff(r, s, cmd.Into)
	if err != nil {
		return nil, err
	}
	if from.ID == into.ID {
		return nil, domain.Refuse("merge.same", domain.Named(from.Number()))
	}
	if from.Account != into.Account {
		return nil, domain.Refuse("merge.accounts", domain.Named(from.Number()), domain.Named(into.Number()))
	}
	if from.Private != into.Private { // the words of one would stand among the readers of the other
		return nil, domain.Refuse("merge.private", domain.Named(from.Number()), domain.Named(into.Number()))
	}
	// No promise is lost by a merge: not a graver one, and not that somebody works on it.
	if from.Severity < into.Severity && from.Active() {
		return nil, domain.Refuse("merge.graver", domain.Named(from.Number()), domain.Named(into.Number()))
	}
	if from.Active() && !into.Active() {
		return nil, domain.Refuse("merge.resolved", domain.Named(into.Number()), domain.Named(from.Number()))
	}
	a, b := open(r, s, from), open(r, s, into)
	if k, due, sooner := a.sooner(b); sooner {
		return nil, domain.Refuse("merge.sooner", domain.Named(from.Number()), domain.Named(into.Number()), domain.Term(kindTerm(k)), domain.AtTime(due))
	}
	a.cancelAll()
	a.add(Merged{Into: into.ID})
	a.toCustomer("merged", domain.Plain, domain.Say("merge.told", domain.Named(from.Number()), domain.Named(into.Number())))
	a.toStaff("merged_staff", domain.Plain, domain.Say("merge.told", domain.Named(from.Number()), domain.Named(into.Number())))
	b.add(TookIn{Case: from.ID})
	for _, p := range slices.Concat([]string{from.Opener}, from.Watchers) {
		if p != "" && p != into.Opener && !into.Private && !slices.Contains(into.Watchers, p) && len(into.Watchers) < mostWatchers {
			b.add(Watched{Person: p})
		}
	}
	b.toStaff("took_in", domain.Plain, domain.Say("merge.took", domain.Named(from.Number()), from.inBrief()))
	return append(a.done(), b.done()...), nil
}

// sooner finds what is promised of a case sooner than of another that would take it in: the
// merge would put the promise off. What the other has kept already is kept for both.
func (b *book) sooner(into *book) (k sla.Kind, due time.Time, sooner bool) {
	for _, k := range []sla.Kind{sla.FirstResponse, sla.Restore, sla.Resolve} {
		i, ok := b.c.clock(k)
		if !ok {
			continue
		}
		st := b.state(b.c.Clocks[i])
		if st.Phase.Over() || st.Due.IsZero() {
			continue
		}
		j, has := into.c.clock(k)
		if !has {
			return k, st.Due, true
		}
		if other := into.state(into.c.Clocks[j]); !other.Phase.Over() && (other.Due.IsZero() || other.Due.After(st.Due)) {
			return k, st.Due, true
		}
	}
	return "", time.Time{}, false
}

// Link says that two cases belong together. Across accounts the customers are told nothing.
type Link struct{ A, B string }

// Decide implements domain.Command.
func (cmd Link) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	x, who, err := load(r, s, cmd.A)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	y, _, err := load(r, s, cmd.B)
	if err != nil {
		return nil, err
	}
	if x.ID == y.ID {
		return nil, domain.Refuse("merge.same", domain.Named(x.Number()))
	}
	if slices.Contains(x.Related, y.ID) {
		return nil, domain.Refuse("link.already_linked", domain.Named(x.Number()), domain.Named(y.Number()))
	}
	a, b := open(r, s, x), open(r, s, y)
	a.add(Linked{Case: y.ID})
	b.add(Linked{Case: x.ID})
	a.toStaff("linked", domain.Plain, domain.Say("linked.told", b.actorName(), domain.Named(y.Number()), y.inBrief()))
	b.toStaff("linked", domain.Plain, domain.Say("linked.told", b.actorName(), domain.Named(x.Number()), x.inBrief()))
	return append(a.done(), b.done()...), nil
}

// mostWatchers is how many people can follow a case: each is told in the command that tells of
// the case, and a command has room for so many.
const mostWatchers = 40

// Watch lets somebody be told of a case: the asker, or a colleague. Watching needs no seat and
// no role (T20); only people of the account, and staff, can.
type Watch struct {
	Case string
	Who  account.Who // zero: the asker
	Off  bool
}

// Decide implements domain.Command.
func (cmd Watch) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	p := who.person
	if !cmd.Who.IsZero() {
		if p, err = account.Find(r, cmd.Who, c.Account); err != nil {
			return nil, err
		}
	}
	switch {
	case p == nil:
		return nil, domain.Refuse("need.linked")
	case p.Account == "" && !who.staff():
		return nil, domain.Refuse("watch.who")
	}
	id := p.ID
	b := open(r, s, c)
	on := slices.Contains(c.Watchers, id)
	switch {
	case cmd.Off && !on:
		return nil, domain.Refuse("watch.not", domain.ByName(id), domain.Named(c.Number()))
	case cmd.Off:
		b.add(Unwatched{Person: id})
		b.say(who.answer(s, domain.Plain, domain.Say("watch.off", domain.ByName(id), domain.Named(c.Number())))...)
	case on:
		return nil, domain.Refuse("watch.already", domain.ByName(id), domain.Named(c.Number()))
	case len(c.Watchers) >= mostWatchers:
		return nil, domain.Refuse("watch.full", domain.Named(c.Number()), domain.Count(mostWatchers))
	default:
		b.add(Watched{Person: id})
		b.say(who.answer(s, domain.Good, domain.Say("watch.on", domain.ByName(id), domain.Named(c.Number())), b.clockLines(who.staff())...)...)
	}
	return b.done(), nil
}
