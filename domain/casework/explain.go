package casework

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/sla"
)

// ShowClock explains a due: span by span, and, where an instant is named, why it is not that
// one. Without a kind it explains every clock that is not over, or else the first.
type ShowClock struct {
	Case  string
	Clock sla.Kind
	Why   time.Time
	Zone  *time.Location // where of Why only the time of day was said: whose; nil where the day was said, too
}

// most is how many spans an explanation shows; what lies between is summed up.
const most = 12

// Decide implements domain.Command. Customers read the account that is theirs to read.
func (cmd ShowClock) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	if len(c.Clocks) == 0 {
		return nil, domain.Refuse("clock.none", domain.Named(c.Number()))
	}
	var lines []domain.Line
	for _, k := range sla.Kinds {
		i, ok := c.clock(k)
		if !ok || cmd.Clock != "" && cmd.Clock != k || cmd.Clock == "" && cmd.Why.IsZero() && !b.live(k) && k != sla.FirstResponse {
			continue
		}
		if cmd.Clock == "" && !cmd.Why.IsZero() && !b.live(k) {
			continue
		}
		lines = append(lines, b.explain(c.Clocks[i], who.staff(), cmd.Why, cmd.Zone)...)
	}
	if len(lines) == 0 && cmd.Clock == "" {
		return nil, domain.Refuse("clock.none", domain.Named(c.Number()))
	}
	if len(lines) == 0 {
		return nil, domain.Refuse("correct.no_clock", domain.Named(c.Number()), domain.Term(kindTerm(cmd.Clock)))
	}
	return domain.Only(who.answer(s, domain.Plain, b.headLine(), lines...)...), nil
}

// explain is the account of one clock in lines.
func (b *book) explain(cl sla.Clock, staff bool, why time.Time, zone *time.Location) []domain.Line {
	full := sla.Explain(cl, b.s.Now, b.lib.Calendar)
	a := full.ForCustomer()
	out := []domain.Line{clockLine(cl.Kind, full.State, staff)}
	for i, g := range a.Given {
		id := domain.MsgID("why.promised")
		if i > 0 {
			id = "why.changed"
		}
		length := domain.ForSpan(g.Within)
		if g.Days > 0 {
			length = domain.Listed(domain.Say("why.days", domain.Count(g.Days)))
		}
		out = append(out, domain.Say(id, domain.Term(underTerm(g.Under)), length, domain.AtTime(g.At)))
		if staff && i < len(full.Given) && full.Given[i].Target.Calendar != "" {
			pin := full.Given[i].Pin
			out = append(out, domain.Say("why.papers", domain.Named(full.Given[i].Target.Calendar), domain.Named(pin.Offering), domain.Named(pin.Version), domain.Count(int(pin.Desk))))
		}
	}
	if full.State.Phase.Over() { // what would have come is of no interest any more
		a.Parts = slices.DeleteFunc(a.Parts, func(p sla.CustomerPart) bool { return p.Ahead })
	}
	out = append(out, spans(a.Parts)...)
	for _, h := range a.Expected {
		out = append(out, domain.Say("why.expected", domain.OnDate(h.Date.String()), domain.Named(h.Name)))
	}
	for _, d := range a.Ends {
		out = append(out, domain.Say("why.list_ends", domain.OnDate(d.String())))
	}
	switch {
	case why.IsZero():
	case full.State.Phase.Over():
		out = append(out, domain.Say("why.over", domain.AtTime(why)))
	default:
		if zone != nil {
			why = beside(full.State, why, zone)
			out = append(out, domain.Say("why.read_as", domain.AtTime(why), domain.OnDate(why.In(zone).Format(time.DateOnly))))
		}
		out = append(out, compare(sla.Compare(cl, why, b.s.Now, b.lib.Calendar))...)
	}
	return out
}

// beside is the instant that somebody means who asks why a clock is not due at a time of day: the last
// one before its due, or where that lies before it began, the first after it had.
func beside(st sla.State, why time.Time, zone *time.Location) time.Time {
	due := st.Due
	if due.IsZero() {
		due = st.WouldBeDue
	}
	if due.IsZero() {
		return why
	}
	clock, day := why.In(zone), due.In(zone)
	on := func(days int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day()+days, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone)
	}
	for n := range 3 { // the day of the due, or the one before it
		if at := on(-n); !at.After(due) {
			if at.Before(st.Started) {
				at = on(1 - n)
			}
			return domain.Instant(at)
		}
	}
	return why
}

// spans lists the pieces of an account; of a long one the beginning and the end.
func spans(parts []sla.CustomerPart) []domain.Line {
	var out []domain.Line
	if len(parts) > most {
		var counted time.Duration
		skipped := parts[most/2 : len(parts)-most/2]
		for _, p := range skipped {
			counted += p.Counted
		}
		for _, p := range parts[:most/2] {
			out = append(out, span(p))
		}
		out = append(out, domain.Say("why.skipped", domain.Count(len(skipped)), domain.ForSpan(counted)))
		parts = parts[len(parts)-most/2:]
	}
	for _, p := range parts {
		out = append(out, span(p))
	}
	return out
}

func span(p sla.CustomerPart) domain.Line {
	from, to := domain.AtTime(p.From), domain.AtTime(p.To)
	switch p.What {
	case sla.Counting:
		if p.Ahead && len(p.Changes) == 0 {
			return domain.Say("why.will_count", from, to, domain.ForSpan(p.Counted))
		}
		if p.Ahead {
			return domain.Say("why.will_count_change", from, to, domain.ForSpan(p.Counted), domain.Named(p.Changes[0].Zone))
		}
		if len(p.Changes) > 0 {
			return domain.Say("why.counting_change", from, to, domain.ForSpan(p.Counted), domain.Named(p.Changes[0].Zone))
		}
		return domain.Say("why.counting", from, to, domain.ForSpan(p.Counted))
	case sla.Standing:
		reason := sla.Scheduled
		if len(p.Holding) > 0 {
			reason = p.Holding[0]
		}
		return domain.Say("why.standing", from, to, domain.Term(reasonTerm(reason)))
	case sla.Stopped:
		return domain.Say("why.stopped", from, to)
	}
	var why []domain.Line
	for _, w := range p.Shut {
		switch {
		case w.Kind == calendar.KindHoliday:
			why = append(why, domain.Say("why.holiday", domain.Named(w.Holiday.Name), domain.OnDate(w.Holiday.Date.String())))
		default:
			why = append(why, domain.Say("why.outside"))
		}
	}
	if len(why) == 0 {
		why = []domain.Line{domain.Say("why.outside")}
	}
	return domain.Say("why.shut", from, to, domain.Listed(why...))
}

// compare says why the due is not the instant that was asked about.
func compare(c sla.Comparison) []domain.Line {
	at := domain.AtTime(c.Candidate)
	switch {
	case c.Due.IsZero():
		return []domain.Line{domain.Say("why.not_running", at)}
	case c.Left > 0:
		return append([]domain.Line{domain.Say("why.not_left", at, domain.ForSpan(c.Left))}, between(c)...)
	case c.Left < 0:
		return []domain.Line{domain.Say("why.not_over", at, domain.ForSpan(-c.Left))}
	case c.Candidate.Equal(c.Due):
		return []domain.Line{domain.Say("why.is", at)}
	}
	return between(c)
}

// between says what lies between an instant and the due.
func between(c sla.Comparison) []domain.Line {
	var out []domain.Line
	if c.Shut > 0 {
		out = append(out, domain.Say("why.not_shut", domain.ForSpan(c.Shut)))
	}
	if c.Stood > 0 {
		out = append(out, domain.Say("why.not_stood", domain.ForSpan(c.Stood)))
	}
	return out
}
