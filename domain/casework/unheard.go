package casework

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// Said is words of the vendor's to the customer, kept so that those which never arrived can be
// taken out again.
type Said struct {
	Deed   string        `json:"deed,omitempty"` // by which the desk posts them; "": written in the thread
	At     time.Time     `json:"at"`
	Words  domain.WordID `json:"words,omitempty"`
	By     string        `json:"by,omitempty"`
	Before time.Time     `json:"before,omitzero"` // the last words before them
}

// kept is how many of them are kept: what dies, dies soon.
const kept = 4

// say folds words of the vendor's in.
func (c *Case) say(r domain.Recorded, e Replied) {
	if e.Deed != "" || len(c.Said) > 0 {
		by := e.By
		if by == "" {
			by = r.Actor.Person
		}
		c.Said = append(c.Said, Said{Deed: e.Deed, At: r.At, Words: e.Words, By: by, Before: c.LastSaid})
		c.Said = c.Said[max(0, len(c.Said)-kept):]
	}
	c.LastSaid = later(c.LastSaid, r.At)
}

// unsay takes words out that never arrived.
func (c *Case) unsay(deed string) {
	i := c.words(deed)
	if i < 0 {
		return
	}
	x := c.Said[i]
	c.Said = slices.Delete(c.Said, i, i+1)
	last := x.Before
	for j := range c.Said {
		if c.Said[j].Before.Equal(x.At) {
			c.Said[j].Before = x.Before
		}
		last = later(last, c.Said[j].At)
	}
	if c.LastSaid.Equal(x.At) {
		c.LastSaid = last
	}
}

func (c *Case) words(deed string) int {
	return slices.IndexFunc(c.Said, func(x Said) bool { return x.Deed == deed && deed != "" })
}

// answer posts a vendor person's own words where the customer reads them.
func (b *book) answer(text domain.WordID, deed string, doc card.Customer) {
	b.reply(text, "", deed)
	b.post(deed, doc)
}

// post posts what counts as a person's own words; the case is told if it never arrives.
func (b *book) post(deed string, doc card.Customer) {
	e := card.CaseThread(b.c.ID).PostTo(deed, domain.LanePost, doc)
	e.Report = b.c.Ref()
	b.say(e)
}

// OnUnheard implements domain.Unheard.
func (c *Case) OnUnheard(deed string) domain.Command { return Unheard{Case: c.ID, Deed: deed} }

// Unheard says that something the desk was to post in a case's customer thread never got there.
type Unheard struct{ Case, Deed string }

// Decide implements domain.Command. Words that nobody read have answered nothing: what they had
// met is owed again, since the moment it was asked for, unless later words have met it. Who has
// the case, and the duty managers, are told.
func (cmd Unheard) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, err := Load(r, cmd.Case)
	if err != nil {
		return nil, err
	}
	i := c.words(cmd.Deed)
	if i < 0 {
		return nil, nil
	}
	b, lost := open(r, s, c), c.Said[i]
	b.add(Unsaid{Deed: cmd.Deed})
	next := time.Time{} // the first words after them that were not lost
	for _, x := range c.Said {
		if !x.At.Before(lost.At) {
			next = earliest(next, x.At)
		}
	}
	for _, k := range []sla.Kind{sla.FirstResponse, sla.NextResponse} {
		b.unmeet(k, cmd.Deed, next)
	}
	if next.IsZero() {
		b.unmeetUpdate(cmd.Deed)
	}
	if w := c.Wait; w != nil && w.For == sla.Customer && strings.HasSuffix(cmd.Deed, "/asked") && c.WaitFrom.Equal(lost.At) {
		b.neverWaited() // nobody knows what we wait for
	}
	if err := b.tellUnheard(lost); err != nil {
		return nil, err
	}
	return b.done(), nil
}

// met finds the mark by which a message satisfied a clock, where nothing has taken it back.
func met(c sla.Clock, message string) (int, bool) {
	i := slices.IndexFunc(c.Marks, func(m sla.Mark) bool { return m.Do == sla.Satisfy && m.Message == message })
	if i < 0 || slices.ContainsFunc(c.Marks, func(m sla.Mark) bool { return m.Do == sla.Correct && m.Of == i }) {
		return 0, false
	}
	return i, true
}

// unmeet takes back that words have met the newest cycle of a promise; a cycle that another has
// followed stays as it was judged.
func (b *book) unmeet(k sla.Kind, message string, next time.Time) {
	i, ok := b.c.clock(k)
	if !ok {
		return
	}
	if of, ok := met(b.c.Clocks[i], message); ok {
		b.mark(k, sla.Mark{Do: sla.Correct, Of: of, Void: next.IsZero(), At: next})
	}
}

// unmeetUpdate takes back that words were the news that was promised: the next is owed when that
// was. Where they were the first, none is promised until there is an answer (K22).
func (b *book) unmeetUpdate(message string) {
	i, ok := b.c.clock(sla.NextUpdate)
	if !ok || !b.live(sla.NextUpdate) || len(b.c.Clocks[i].Marks) == 0 || b.c.Clocks[i].Marks[0].Message != message {
		return
	}
	b.mark(sla.NextUpdate, sla.Mark{Do: sla.Cancel})
	for _, cl := range b.c.Clocks {
		if _, ok := met(cl, message); ok && cl.Kind == sla.NextUpdate {
			t, pin := b.c.tierNow(b.lib, b.s.At)
			b.begin(sla.NextUpdate, t, pin, sla.Mark{At: b.state(cl).Started})
			return
		}
	}
}

// neverWaited ends a wait as if it had never begun.
func (b *book) neverWaited() {
	reason, from := b.c.Wait.For, b.c.WaitFrom
	b.add(Resumed{})
	b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Resume, Reason: reason, At: from}) })
}

// tellUnheard tells those who must act, that words which were thought to be said were not: whoever
// wrote them, whoever has the case, and the duty managers.
func (b *book) tellUnheard(lost Said) error {
	author := domain.Term("desk.itself")
	if lost.By != "" {
		author = domain.ByName(lost.By)
	}
	doc := card.ForStaff(domain.Urgent, domain.Say("unheard.head", domain.Named(b.c.Number()), author, domain.InWords(lost.Words)), domain.Say("unheard.how")).
		Add(b.clockLines(true)...).With(b.warnButtons()...)
	b.say(card.StaffThread(b.c.ID).PostTo(b.deed("unheard"), domain.LaneUrgent, doc))
	people, err := duty(b.r)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		b.say(card.Operator().PostTo(b.deed("unheard/nobody"), domain.LaneUrgent, doc.Add(b.nobodyLine())))
	}
	to := []string{lost.By, b.c.Owner}
	for _, p := range people {
		to = append(to, p.ID)
	}
	slices.Sort(to)
	for _, id := range slices.Compact(to) {
		if id == "" {
			continue
		}
		e := card.StaffDirect(id).PostTo(b.deed("unheard/"+id), domain.LaneUrgent, doc)
		e.Instead = card.Operator().Address()
		b.say(e)
	}
	return nil
}
