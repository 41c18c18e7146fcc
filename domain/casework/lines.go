package casework

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

func kindTerm(k sla.Kind) domain.MsgID     { return domain.MsgID("clock." + string(k)) }
func stateTerm(s State) domain.MsgID       { return domain.MsgID("state." + string(s)) }
func reasonTerm(r sla.Reason) domain.MsgID { return domain.MsgID("reason." + string(r)) }

// clockLines says how each clock stands: the newest cycle of each kind that matters now.
func (b *book) clockLines(staff bool) []domain.Line {
	var out []domain.Line
	for _, k := range sla.Kinds {
		i, ok := b.c.clock(k)
		if !ok {
			continue
		}
		cl := b.c.Clocks[i]
		st := b.state(cl)
		if st.Phase.Over() && k != sla.FirstResponse && k != sla.Restore {
			continue
		}
		out = append(out, clockLine(k, st, staff))
	}
	return out
}

// clockLine is one clock in words that both sides may read. Staff read "before" where words at
// the due itself would be late (K17).
func clockLine(k sla.Kind, st sla.State, staff bool) domain.Line {
	kind := domain.Term(kindTerm(k))
	switch {
	case st.Phase == sla.Cancelled:
		return domain.Say("clock.cancelled", kind)
	case st.Phase == sla.Met && st.Breached():
		return domain.Say("clock.was_late", kind, domain.AtTime(st.StoppedAt), domain.AtTime(st.Due))
	case st.Phase == sla.Met:
		return domain.Say("clock.was_met", kind, domain.AtTime(st.StoppedAt))
	case st.Phase == sla.Paused:
		return domain.Say("clock.paused", kind, domain.Term(reasonTerm(heldFor(st))), domain.ForSpan(st.Remaining))
	case st.Breached():
		return domain.Say("clock.missed", kind, domain.AtTime(st.Due))
	case st.Due.IsZero():
		return domain.Say("clock.not_begun", kind)
	case staff && st.Target.Under:
		return domain.Say("clock.before", kind, domain.AtTime(st.Due))
	}
	return domain.Say("clock.by", kind, domain.AtTime(st.Due))
}

func heldFor(st sla.State) sla.Reason {
	if len(st.Held) == 0 {
		return sla.Scheduled
	}
	return st.Held[0].Reason
}

func underTerm(under bool) domain.MsgID {
	if under {
		return "clock.under"
	}
	return "clock.within"
}

// owedLine reminds whoever takes a case that a claim answers nothing.
func (b *book) owedLine() domain.Line {
	if i, ok := b.c.clock(sla.FirstResponse); ok {
		if st := b.state(b.c.Clocks[i]); !st.Phase.Over() && !st.Due.IsZero() {
			return domain.Say("take.owed", domain.AtTime(st.Due))
		}
	}
	return domain.Line{}
}

// whoLine says who has the case.
func (b *book) whoLine() domain.Line {
	if b.c.Owner == "" {
		return domain.Say("who.nobody", domain.OfTeam(b.c.Team))
	}
	return domain.Say("who.owner", domain.ByName(b.c.Owner))
}

// openingLines are what whoever opened a case needs to know: it is received, who is told, by
// when they hear from us in their own time, whom to call, and what happens if nobody answers.
func (b *book) openingLines() []domain.Line {
	c := b.c
	lines := []domain.Line{}
	promised := false
	if i, ok := c.clock(sla.FirstResponse); ok {
		if st := b.state(c.Clocks[i]); !st.Phase.Over() {
			promised = true
			lines = append(lines, clockLine(sla.FirstResponse, st, false))
		}
	}
	if c.LastSaid.IsZero() {
		lines = append(lines, b.toldLines(promised)...)
	}
	if t := c.tier(b.lib); t != nil {
		lines = append(lines, b.hoursLine(t))
		if t.Phone != nil && t.Phone.Text != "" {
			lines = append(lines, domain.Say("plain", domain.Named(t.Phone.Text))) // T14
		}
	}
	return append(lines, b.notes()...)
}

// notes say when the clocks start that did not run at the opening, as grave as the case is now: at
// the opening, because a card is not redrawn when an hour comes.
func (b *book) notes() []domain.Line {
	t := b.c.tier(b.lib)
	if t == nil {
		return nil
	}
	return coverage(b.lib, t, b.c.ask(), b.c.OpenedAt)
}

// checklist asks, in the thread of a new case, what helps to begin at once: what the offering has
// people look at for the product (R7), and what it asks for as a rule (R8, T22). Nothing waits for
// an answer, and where it burns nobody is asked.
func (b *book) checklist(t *offering.Tier) {
	if t == nil || gravest(b.c.Severity) {
		return
	}
	var lines []domain.Line
	for _, q := range t.Offering().Checklist(b.c.Product) {
		lines = append(lines, domain.Say("open.check", domain.Named(q)))
	}
	if all := t.Offering().Requests; len(all) > 0 {
		lines = append(lines, domain.Say("open.requests", domain.Named(strings.Join(all, "; "))))
	}
	if len(lines) > 0 {
		b.toCustomer("checklist", domain.Plain, domain.Say("open.checklist"), lines...)
	}
}

// hoursLine says from when a case is worked that was opened outside its hours, also where no
// clock says so (C6, P1). It looks at the opening, not at now: the card that says it is redrawn
// when the case changes, and not because an hour has come.
func (b *book) hoursLine(t *offering.Tier) domain.Line {
	name, _ := t.HoursFor(sla.FirstResponse, b.c.ask())
	cal := b.lib.Calendar(b.c.Pin, name)
	if cal == nil || cal.Open(b.c.OpenedAt) || len(b.notes()) > 0 {
		return domain.Line{}
	}
	from, ok := cal.NextOpen(b.c.OpenedAt)
	if !ok {
		return domain.Line{}
	}
	return domain.Say("open.hours", domain.AtTime(from))
}

// nobodyAnswers says what happens if nobody does: without a promise no clock runs, and nothing
// is paged by it (C2).
func nobodyAnswers(promised bool, phone string) domain.Line {
	switch {
	case promised && phone != "":
		return domain.Say("open.nobody_answers", domain.Named(phone))
	case promised:
		return domain.Say("open.nobody_answers_duty")
	case phone != "":
		return domain.Say("open.no_clock", domain.Named(phone))
	}
	return domain.Say("open.no_clock_phone")
}

// staffButtons are what an engineer does next.
func (b *book) staffButtons() []domain.Button {
	c := b.c
	n := c.Number()
	switch {
	case b.back() && c.State == IsResolved:
		return []domain.Button{card.Do("button.close", "case close "+n), b.backButton()}
	case b.back():
		return []domain.Button{b.backButton()}
	case c.State == IsResolved:
		return []domain.Button{card.Do("button.close", "case close "+n)}
	case c.State.Over():
		return nil
	}
	var out []domain.Button
	if c.Owner == "" {
		out = append(out, card.Main("button.take", "case take "+n))
	}
	out = append(out, card.Open("button.reply", "case reply", "case reply "+n))
	if c.Wait != nil {
		out = append(out, card.Do("button.resume", "case resume "+n))
	} else {
		out = append(out, card.Open("button.wait", "case wait", "case wait "+n))
	}
	if c.Restored.IsZero() {
		out = append(out, card.Open("button.restore", "case restore", "case restore "+n))
	}
	out = append(out, card.Open("button.resolve", "case resolve", "case resolve "+n))
	return out
}

// warnButtons are what whoever is warned does at once.
func (b *book) warnButtons() []domain.Button {
	var out []domain.Button
	for _, x := range b.staffButtons() {
		if x.Label.ID == "button.take" || x.Label.ID == "button.reply" {
			out = append(out, x)
		}
	}
	return out
}

// customerButtons are what a contact does next: every action of theirs is a button too.
func (b *book) customerButtons() []domain.Button {
	c := b.c
	n := c.Number()
	switch {
	case b.back():
		return []domain.Button{b.backButton()}
	case c.State.Over() || c.State == IsResolved:
		return nil
	}
	var out []domain.Button
	if !gravest(c.Severity) {
		out = append(out, card.Open("button.worse", "case worse", "case worse "+n))
	}
	return append(out, card.Do("button.update", "case nudge "+n), card.Open("button.colleague", "case watch", "case watch "+n))
}
