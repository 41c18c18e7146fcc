package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// Reminded says that the customer was reminded of what a case waits for, for the N-th time (R8).
type Reminded struct {
	N int `json:"n"`
}

// EventKind is for ever.
func (Reminded) EventKind() string { return "case.reminded/1" }

// wholeDay is a cut-off that nothing comes after.
const wholeDay = 24 * 60

// reminder is the next thing that a wait for the customer brings by itself: a reminder, or after
// as many as the tier gives, the end of the case (R8). It is counted from the wait's beginning,
// the last reminder, or the last thing handed over. ok is false where the tier says nothing of
// it, and of the end of a Sev 1: no machine closes one.
func (c *Case) reminder(lib *offering.Library) (at time.Time, ends, ok bool) {
	if c.Wait == nil || c.Wait.For != sla.Customer || c.State.Over() {
		return at, false, false
	}
	t := c.tier(lib)
	if t == nil || t.Waiting == nil {
		return at, false, false
	}
	length := t.Waiting.Remind
	if ends = c.Reminded >= t.Waiting.Reminders; ends {
		length = t.Waiting.Close
	}
	cal := lib.Calendar(c.Pin, t.WaitingCalendar(c.ask()))
	if cal == nil || ends && gravest(c.Severity) {
		return at, ends, false
	}
	since := later(c.WaitFrom, c.RemindedAt)
	switch {
	case length.Days > 0:
		at, ok = cal.AddDays(since, length.Days, calendar.Receipt{CutOff: wholeDay})
	case length.Within > 0:
		at, ok = cal.Add(since, length.Within)
	}
	return at, ends, ok
}

// remindDue does what the wait for the customer has come to.
func (b *book) remindDue() {
	at, ends, ok := b.c.reminder(b.lib)
	switch {
	case !ok || b.s.Now.Before(at):
	case ends:
		b.closeUnanswered()
	default:
		b.remind()
	}
}

// remind asks the customer once more. The last time says what comes of silence, and when.
func (b *book) remind() {
	b.add(Reminded{N: b.c.Reminded + 1})
	all := b.c.tier(b.lib).Waiting.Reminders
	lines := b.openRequests()
	staff := domain.Line{}
	if at, ends, ok := b.c.reminder(b.lib); ok && ends {
		lines = append(lines, domain.Say("remind.last", domain.AtTime(at), domain.Named(b.c.Number())))
		staff = domain.Say("remind.closes", domain.AtTime(at))
	}
	b.toCustomer("reminded", domain.Alert, domain.Say("remind.head", domain.Named(b.c.Number())), lines...)
	b.toStaff("reminded_staff", domain.Plain, domain.Say("remind.told", domain.Count(b.c.Reminded), domain.Count(all)), staff)
}

func (b *book) openRequests() []domain.Line {
	var out []domain.Line
	for _, q := range b.c.Requests {
		if q.Got.IsZero() {
			out = append(out, domain.Say("request.line", domain.Count(q.N), domain.InWords(q.What)))
		}
	}
	return out
}

// closeUnanswered ends a case whose customer was reminded in vain, as was announced.
func (b *book) closeUnanswered() {
	n := b.c.Reminded
	back := b.close("")
	head := domain.Say("close.unanswered", domain.Named(b.c.Number()))
	doc := card.ForCustomer(domain.Plain, head, domain.Say("over.new"))
	if back {
		doc = card.ForCustomer(domain.Plain, head, domain.Say("over.back")).With(b.backButton())
	}
	b.say(card.CaseThread(b.c.ID).PostTo(b.deed("closed"), domain.LanePost, doc))
	b.toStaff("closed_staff", domain.Alert, domain.Say("close.unanswered_staff", domain.Named(b.c.Number()), domain.Count(n)))
	b.follow("closed", head)
}
