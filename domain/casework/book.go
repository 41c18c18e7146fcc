package casework

import (
	"fmt"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// A book collects what one decision does to one case: events as they will be recorded, on a
// copy that shows them at once.
type book struct {
	c       *Case
	r       domain.Reader
	s       domain.Stamp
	lib     *offering.Library
	read    uint64
	events  []domain.Event
	words   []domain.Word
	effects []domain.Effect
	void    []string
	first   bool     // what is heard is the first since our last words
	files   []string // names of those that came with what is said
	speaker string   // in whose name the desk speaks, where that is not the asker
}

func open(r domain.Reader, s domain.Stamp, c *Case) *book {
	if s.At.IsZero() {
		s.At = s.Now
	}
	return &book{c: c, r: r, s: s, lib: offering.Of(r), read: c.Version()}
}

// add records an event.
func (b *book) add(e domain.Event) {
	b.events = append(b.events, e)
	b.c.Apply(domain.Recorded{Seq: b.c.Seq + 1, At: domain.Instant(b.s.At), Now: domain.Instant(b.s.Now), Actor: b.s.Actor, Cause: b.s.Cause, Event: e})
}

// word keeps a text apart and answers its name; "" for no text.
func (b *book) word(text string) domain.WordID {
	w := b.s.Word(text)
	if w.ID != "" {
		b.words = append(b.words, w)
	}
	return w.ID
}

// say adds effects.
func (b *book) say(e ...domain.Effect) { b.effects = append(b.effects, e...) }

// deed names something said about the case at its present version: once, for ever.
func (b *book) deed(what string) string { return fmt.Sprintf("case/%s/%d/%s", b.c.ID, b.c.Seq, what) }

// toCustomer says something in the case's thread that the customer reads.
func (b *book) toCustomer(what string, tone domain.Tone, head domain.Line, lines ...domain.Line) {
	b.say(card.CaseThread(b.c.ID).PostTo(b.deed(what), domain.LanePost, card.ForCustomer(tone, head, lines...)))
}

// toStaff says something in the case's thread that staff read. What needs a person calls those whom it
// is for: a thread that nobody looks at notifies nobody.
func (b *book) toStaff(what string, tone domain.Tone, head domain.Line, lines ...domain.Line) {
	e := card.StaffThread(b.c.ID).PostTo(b.deed(what), domain.LanePost, card.ForStaff(tone, head, lines...))
	if tone == domain.Alert || tone == domain.Urgent {
		e.Mention = b.called()
	}
	b.say(e)
}

// done is the change, with both cards brought up to date.
func (b *book) done() []domain.Change {
	if len(b.events) == 0 && len(b.effects) == 0 {
		return nil
	}
	ch := domain.Change{Ref: b.c.Ref(), Version: b.read, Events: b.events, Words: b.words, Effects: b.effects, Void: b.void, Follow: b.roomFollows()}
	if slices.ContainsFunc(b.events, shown) && b.read > 0 {
		ch.Effects = append(ch.Effects,
			card.CaseThread(b.c.ID).Redraw(b.c.Ref(), b.c.Seq),
			card.StaffThread(b.c.ID).Redraw(b.c.Ref(), b.c.Seq))
	}
	return []domain.Change{ch}
}

// shown reports whether an event can change what a card shows. A warning by itself does not: ten
// thousand of them ask for no edit.
func shown(e domain.Event) bool {
	switch e := e.(type) {
	case Warned:
		// A promise that is missed again, after its due had moved on, is recorded as broken once.
		return e.Warning.Breach()
	case Looked, Noted, Roomed, Beside, FileSeen, MessageEdited, MessageDeleted:
		return false
	}
	return true
}

// state is what a clock amounts to now.
func (b *book) state(c sla.Clock) sla.State { return sla.Evaluate(c, b.s.Now, b.lib.Calendar) }

// begin starts a clock, or its next cycle, if the tier promises one.
func (b *book) begin(k sla.Kind, t *offering.Tier, pin sla.Pin, start sla.Mark) {
	target, ok := target(t, b.c.ask(), k)
	if !ok {
		return
	}
	start.Recorded = b.s.Now
	clock := sla.Begin(k, 1, pin, target, start)
	if i, again := b.c.clock(k); again {
		clock = b.c.Clocks[i].Next(pin, target, start)
	}
	if w := b.c.Wait; w != nil { // what begins during a wait stands at once
		clock = clock.With(sla.Mark{Do: sla.Pause, Reason: w.For, At: start.At, Recorded: b.s.Now, By: start.By})
	}
	b.add(ClockStarted{Clock: clock, Due: b.state(clock).Due})
}

// mark records marks on the newest cycle of a kind, if it runs or stands.
func (b *book) mark(k sla.Kind, marks ...sla.Mark) {
	i, ok := b.c.clock(k)
	if !ok {
		return
	}
	for j := range marks {
		marks[j].Recorded = b.s.Now
		if marks[j].At.IsZero() {
			marks[j].At = b.s.At
		}
		if marks[j].By == "" {
			marks[j].By = b.person()
		}
	}
	clock := b.c.Clocks[i].With(marks...)
	st := b.state(clock)
	if n := len(marks); n == 1 && (marks[0].Do == sla.Satisfy || marks[0].Do == sla.Cancel) && !st.Phase.Over() {
		// Said late, of an instant before the clock was begun anew: what stops it stops it now (K29).
		marks[0].At = b.s.Now
		clock = b.c.Clocks[i].With(marks...)
		st = b.state(clock)
	}
	e := ClockMarked{Clock: k, Cycle: clock.Cycle, Marks: marks}
	if !st.Phase.Over() {
		e.Due = st.Due
	}
	b.add(e)
	// A breach that came before the mark, and that nobody had looked at yet, is one all the same.
	if st.Breached() && !b.c.broken(clock) {
		b.add(Breached{Clock: k, Cycle: clock.Cycle, Due: st.Due})
	}
	if st.Phase.Over() || st.Phase == sla.Paused {
		b.drop(k, clock.Cycle)
	}
}

// person is who acts: the asker, or the one in whose name the desk speaks.
func (b *book) person() string {
	if b.speaker != "" {
		return b.speaker
	}
	return b.s.Actor.Person
}

// drop voids the warnings of a clock that are decided but not yet begun to be sent. Whoever came
// to be told since is covered by the question at send time (Case.Still).
func (b *book) drop(k sla.Kind, cycle uint32) {
	for _, w := range b.c.Warned {
		if w.Kind != k || w.Cycle != cycle {
			continue
		}
		b.void = append(b.void, warnDeed(b.c.ID, w, "team"), warnDeed(b.c.ID, w, "owner"), warnDeed(b.c.ID, w, "duty"))
		people, _ := duty(b.r)
		for _, p := range people {
			b.void = append(b.void, warnDeed(b.c.ID, w, "duty/"+p.ID))
		}
	}
}

// tellWatchers tells whoever follows the case, directly.
func (b *book) tellWatchers(what string, head domain.Line) error {
	for _, id := range b.c.Watchers {
		p, err := account.LoadPerson(b.r, id)
		if err != nil {
			return err
		}
		switch {
		case p.Gone || p.ID == b.s.Actor.Person || !p.Staff() && p.Account != b.c.Account:
		case p.Staff():
			b.say(card.StaffDirect(id).PostTo(b.deed(what+"/watcher/"+id), domain.LanePost, card.ForStaff(domain.Plain, head, b.clockLines(true)...)))
		default:
			head, lines := b.whatOf(id, head)
			b.say(card.ContactDirect(id).PostTo(b.deed(what+"/watcher/"+id), domain.LanePost, card.ForCustomer(domain.Plain, head, lines...)))
		}
	}
	return nil
}

// teamHandles are the people of a team, to be notified of what cannot wait.
func (b *book) teamHandles(team string) ([]domain.Handle, error) {
	people, err := account.OfTeam(b.r, team)
	return handlesOf(people), err
}

// handlesOf are the handles by which people are called, of so many as one message may call.
func handlesOf(people []*account.Person) []domain.Handle {
	var out []domain.Handle
	for _, p := range people {
		if len(out) < mentioned {
			out = append(out, p.Handles...)
		}
	}
	return out
}

// mentioned is how many people one message notifies at the most.
const mentioned = 20

// live reports whether the newest cycle of a kind is not over.
func (b *book) live(k sla.Kind) bool {
	i, ok := b.c.clock(k)
	return ok && !b.state(b.c.Clocks[i]).Phase.Over()
}

// each does something for every clock that is not over.
func (b *book) each(do func(sla.Kind)) {
	for _, k := range sla.Kinds {
		if b.live(k) {
			do(k)
		}
	}
}

// watchTeam brings the owning team to what the calendar says (T1, T2).
func (b *book) watchTeam() {
	t := b.c.tier(b.lib)
	if t == nil {
		return
	}
	o := t.Owner(b.s.Now, b.c.ask())
	if o.Team == b.c.Team && o.Until.Equal(b.c.TeamUntil) {
		return
	}
	moved := o.Team != b.c.Team
	b.add(TeamChanged{Team: o.Team, Until: o.Until})
	if moved && b.c.Active() {
		head := domain.Say("team.yours", domain.Named(b.c.Number()), domain.Named(b.c.severityName(b.lib)), b.c.inBrief())
		e := card.TeamChannel(o.Team).PostTo(b.deed("team"), domain.LanePost,
			card.ForStaff(domain.Alert, head, b.untilLine(o)).With(b.staffButtons()...))
		e.Merge, e.Alone, e.Rank = "team", gravest(b.c.Severity), b.c.Severity
		e.Instead = card.Operator().Address()
		b.say(e)
	}
}

func (b *book) untilLine(o offering.Owner) domain.Line {
	if o.Until.IsZero() {
		return domain.Line{}
	}
	return domain.Say("team.until", domain.AtTime(o.Until), domain.OfTeam(o.Next))
}
