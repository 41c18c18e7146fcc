package casework

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/sla"
)

// Show answers with a case's card.
type Show struct{ Case string }

// Decide implements domain.Command.
func (cmd Show) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	if who.staff() {
		return domain.Only(card.AnswerStaff(s, b.staffCard())), nil
	}
	return domain.Only(card.AnswerCustomer(s, b.customerCard())), nil
}

// List answers with the cases that are not over, in the order of the queue (C5): for staff
// everybody's, their own, or one team's; for a contact those of their company.
type List struct {
	Mine bool
	Team string
}

// listed is how many cases one answer shows.
const listed = 15

// Decide implements domain.Command.
func (cmd List) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	who, err := asker(r, s)
	if err != nil {
		return nil, err
	}
	all, err := who.queue(r, s, cmd)
	if err != nil {
		return nil, err
	}
	lines, err := who.listLines(r, s, all, listed)
	if err != nil {
		return nil, err
	}
	if n := len(all) - listed; n > 0 {
		lines = append(lines, domain.Say("list.more", domain.Count(n)))
	}
	head := domain.Say("list.head", domain.Count(len(all)))
	if who.person == nil && !who.staff() { // perhaps one of the staff, who sees everything once linked
		head, lines = domain.Say("list.stranger"), append([]domain.Line{domain.Say("list.own", domain.Count(len(all)))}, lines...)
	}
	return domain.Only(who.answer(s, domain.Plain, head, lines...)...), nil
}

// knownTeam refuses a team that the desk folder does not have, and names those that it has.
func knownTeam(r domain.Reader, id string) error {
	d := offering.Of(r).Latest()
	if d == nil {
		return nil
	}
	if _, ok := d.Team(id); ok {
		return nil
	}
	var names []domain.Line
	for _, t := range d.Teams() {
		names = append(names, domain.Say("plain", domain.Named(t.ID)))
	}
	return domain.Refuse("list.team", domain.Named(id), domain.Listed(names...))
}

// queue is what is open and the asker may know of, in the order in which it is worked.
func (p party) queue(r domain.Reader, s domain.Stamp, cmd List) ([]*Case, error) {
	key := domain.Key{Index: OpenAll}
	switch {
	case !p.staff() && p.person == nil:
		key = domain.Key{Index: OpenedBy, Value: p.Handle.String()}
	case !p.staff():
		key = domain.Key{Index: OpenOfAccount, Value: p.person.Account}
	case cmd.Mine:
		key = domain.Key{Index: OpenOfOwner, Value: p.id()}
	case cmd.Team != "":
		if err := knownTeam(r, cmd.Team); err != nil {
			return nil, err
		}
		key = domain.Key{Index: OpenOfTeam, Value: cmd.Team}
	}
	all, err := find(r, key)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c *Case) bool { return c.State.Over() || !p.knows(c) && !p.counts(c) })
	Queue(offering.Of(r), all, s.Now)
	return all, nil
}

// listLines are the first cases of a list, a line each.
func (p party) listLines(r domain.Reader, s domain.Stamp, all []*Case, most int) ([]domain.Line, error) {
	var lines []domain.Line
	for _, c := range all[:min(most, len(all))] {
		if !p.knows(c) {
			lines = append(lines, domain.Say("list.private", domain.Named(c.Number())))
			continue
		}
		b := open(r, s, c)
		name, err := b.linked(p)
		if err != nil {
			return nil, err
		}
		lines = append(lines, b.listLine(name, p.staff()))
	}
	return lines, nil
}

// linked is the case's number, which leads to where the reader talks about it.
func (b *book) linked(to party) (domain.Arg, error) {
	name := domain.Named(b.c.Number())
	at := card.StaffThread(b.c.ID).Address()
	if !to.staff() {
		at = card.CaseThread(b.c.ID).Address()
	}
	thread, ok, err := place.Where(b.r, at)
	if err != nil || !ok || thread.Spot.Thread == "" {
		return name, err
	}
	spot := thread.Spot
	spot.Message, spot.Thread, spot.URL = spot.Thread, "", ""
	return domain.LinkTo(spot, domain.Say("plain", name)), nil
}

// listLine is one case in a list.
func (b *book) listLine(name domain.Arg, staff bool) domain.Line {
	c := b.c
	var due []domain.Line
	if k, st, ok := c.nearest(b.lib, b.s.Now); ok {
		due = append(due, clockLine(k, st, false))
	} else {
		due = append(due, domain.Say("plain", domain.Term(stateTerm(c.State))))
	}
	sev := domain.Named(c.severityName(b.lib))
	if !staff {
		return domain.Say("list.line", name, sev, c.inBrief(), domain.Listed(due...))
	}
	return domain.Say("list.line_staff", name, sev, c.inBrief(), domain.OfAccount(c.Account), domain.Listed(due...), domain.Listed(b.whoLine()))
}

// nearest is the clock with the least time left, of those that run.
func (c *Case) nearest(lib *offering.Library, now time.Time) (k sla.Kind, st sla.State, ok bool) {
	for _, cl := range c.Clocks {
		x := sla.Evaluate(cl, now, lib.Calendar)
		if x.Phase.Over() || x.Due.IsZero() {
			continue
		}
		if !ok || x.Due.Before(st.Due) {
			k, st, ok = cl.Kind, x, true
		}
	}
	return k, st, ok
}

// Queue puts cases into the order in which they are worked: by the tier's place, then severity,
// then the time left on the nearest clock; those without a clock come last, by number (C5).
func Queue(lib *offering.Library, cases []*Case, now time.Time) {
	due := map[string]time.Time{}
	for _, c := range cases {
		if _, st, ok := c.nearest(lib, now); ok {
			due[c.ID] = st.Due
		}
	}
	slices.SortStableFunc(cases, func(a, b *Case) int {
		x, y := due[a.ID], due[b.ID]
		return cmp.Or(
			cmp.Compare(a.rank(lib), b.rank(lib)),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(boolInt(x.IsZero()), boolInt(y.IsZero())),
			x.Compare(y),
			cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID),
		)
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
