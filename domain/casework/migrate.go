package casework

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// Migrate brings an open case to the papers of an applied desk folder: its running clocks are counted
// anew under them (K20), and what begins later under this case's papers begins under these. Doing it
// twice does nothing. Warnings given stay given: what was said of a point is not said again because
// the due moved, only what is reached later is.
type Migrate struct {
	Case    string
	Folder  uint32
	By      domain.WordID // who applied it
	Overdue bool          // see NewRebaser
}

// Decide implements domain.Command.
func (cmd Migrate) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, err := Load(r, cmd.Case)
	if err != nil {
		return nil, err
	}
	lib := offering.Of(r)
	pin, all := NewRebaser(lib, cmd.Folder, s.Now, cmd.Overdue).Of(c)
	if pin == (sla.Pin{}) || pin == c.Pin && !slices.ContainsFunc(all, func(x Rebasing) bool { return x.Kept == "" }) {
		return nil, nil
	}
	b := open(r, s, c)
	if pin != c.Pin {
		b.add(Migrated{From: c.Pin, To: pin, By: cmd.By})
	}
	var lines []domain.Line
	visible := false
	for _, x := range all {
		if x.Kept == "" {
			b.rebase(x, pin, cmd.By)
			visible = visible || x.Moves() || x.Was.Under != x.Is.Under
		}
		lines = append(lines, x.lines()...)
	}
	if len(lines) > 0 {
		head := domain.Say("migrate.told", domain.Named(c.Number()), domain.Count(int(cmd.Folder)), Applier(cmd.By))
		b.say(card.StaffThread(c.ID).PostTo(b.deed("migrated"), domain.LaneDigest, card.ForStaff(domain.Alert, head, lines...)))
	}
	ch := domain.Change{Ref: c.Ref(), Version: b.read, Events: b.events, Effects: b.effects}
	if visible {
		ch.Effects = append(ch.Effects, card.CaseThread(c.ID).Redraw(c.Ref(), c.Seq), card.StaffThread(c.ID).Redraw(c.Ref(), c.Seq))
	}
	return []domain.Change{ch}, nil
}

// Applier is who applied a desk folder, in a message.
func Applier(by domain.WordID) domain.Arg {
	if by == "" {
		return domain.Term("desk.itself")
	}
	return domain.InWords(by)
}

// lines tell staff what became of a clock, where it is worth a word.
func (x Rebasing) lines() []domain.Line {
	kind := domain.Term(kindTerm(x.Clock))
	switch {
	case x.Kept == KeptOverdue:
		return []domain.Line{domain.Say("migrate.overdue", kind, domain.AtTime(x.Due))}
	case !x.Moves():
		return nil
	case x.Then.Before(x.Due):
		return []domain.Line{domain.Say("migrate.earlier", kind, domain.AtTime(x.Then), domain.AtTime(x.Due), domain.Term(x.Why))}
	}
	return []domain.Line{domain.Say("migrate.later", kind, domain.AtTime(x.Then), domain.AtTime(x.Due), domain.Term(x.Why))}
}

// rebase puts one clock under the new papers.
func (b *book) rebase(x Rebasing, pin sla.Pin, by domain.WordID) {
	i := slices.IndexFunc(b.c.Clocks, func(cl sla.Clock) bool { return cl.Kind == x.Clock && cl.Cycle == x.Cycle })
	m := rebase(x.Is, pin, b.s.Now)
	st := b.state(b.c.Clocks[i].With(m))
	b.add(ClockMarked{Clock: x.Clock, Cycle: x.Cycle, Marks: []sla.Mark{m}, Due: st.Due})
	if x.Moves() && !st.Due.IsZero() { // one that stands has no due (K15)
		b.add(DueMoved{Clock: x.Clock, Cycle: x.Cycle, From: x.Due, To: st.Due, Why: x.Why, By: by})
	}
	if owed, ok := st.Owed(); ok && !b.c.said(owed.Warning) && b.c.toldOf(owed.Warning, x.Is) {
		b.add(Carried{Warning: owed.Warning})
	}
}

// toldOf reports whether people were warned of this point of the clock's present cycle, or of a later
// one, while it was due at another time.
func (c *Case) toldOf(w sla.Warning, t sla.Target) bool {
	place := func(p sla.Point) int { return slices.Index(t.Warn, p) }
	for _, x := range c.Warned {
		if x.Kind != w.Kind || x.Cycle != w.Cycle {
			continue
		}
		if i := place(x.Point); i >= 0 && !w.Breach() {
			return i >= place(w.Point)
		}
		return !w.Breach() && x.Left <= w.Left
	}
	return false
}

// Migrated says that an open case was brought to other papers.
type Migrated struct {
	From sla.Pin       `json:"from,omitzero"`
	To   sla.Pin       `json:"to"`
	By   domain.WordID `json:"by,omitempty"` // who applied them
}

// EventKind implements domain.Event.
func (Migrated) EventKind() string { return "case.migrated/1" }

// Carried says that what people were told of a clock holds for its due as it is now: the warning is
// not given.
type Carried struct {
	Warning sla.Warning `json:"warning"`
}

// EventKind implements domain.Event.
func (Carried) EventKind() string { return "clock.carried/1" }
