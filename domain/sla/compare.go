package sla

import "time"

// A Comparison answers "why not 15:00?": what speaks between a candidate and the due.
type Comparison struct {
	Candidate time.Time
	Due       time.Time // the due, or what WouldBeDue; zero if the clock has none

	// Left is the working time still left at the candidate: by so much the target would have to be
	// shorter, or so much of Between would have to count, for the candidate to be the due. Negative:
	// the due comes so much working time earlier.
	Left time.Duration

	// Between are the parts that make the difference. Of a candidate before the due: those from
	// the start to the candidate which did not count. Of a later one: all from the due to the
	// candidate, as far as the account goes.
	Between []Part
	Shut    time.Duration // how much of Between the calendar was shut
	Stood   time.Duration // how much of it something held the clock, or it was stopped
}

// Compare holds a candidate against a clock's due, as of now. Where the candidate lies after all
// that is recorded, nothing more is taken to be marked.
func Compare(c Clock, candidate, now time.Time, cals Calendars) Comparison {
	a := Explain(c, now, cals)
	at := nano(candidate)
	r := Comparison{Candidate: instant(at), Due: a.State.Due, Left: a.State.Remaining}
	if r.Due.IsZero() {
		r.Due = a.State.WouldBeDue
	}
	if len(a.Parts) == 0 {
		return r
	}
	first, last := &a.Parts[0], &a.Parts[len(a.Parts)-1]
	r.Left = first.Left + first.Counted // before the start all is left
	early := r.Due.IsZero() || r.Candidate.Before(r.Due)
	for _, p := range a.Parts {
		if p.From.Before(r.Candidate) {
			r.Left = p.leftAt(r.Candidate)
		}
		if early && p.What == Counting {
			continue
		}
		if !early && p.From.Before(r.Due) {
			p = p.cut(r.Due, p.To)
		}
		if p = p.cut(p.From, r.Candidate); p.From.Before(p.To) {
			r.Between = append(r.Between, p)
		}
	}
	if runs := !r.Due.IsZero() && !a.State.Phase.Over(); runs && last.To.Before(r.Candidate) {
		r.Left -= last.work.between(nano(last.To), at)
	}
	for _, p := range r.Between {
		switch p.What {
		case Shut:
			r.Shut += p.To.Sub(p.From)
		case Standing, Stopped:
			r.Stood += p.To.Sub(p.From)
		}
	}
	return r
}

// leftAt is what is left at an instant within the part or after it.
func (p *Part) leftAt(t time.Time) time.Duration {
	if p.What == Counting && t.Before(p.To) {
		return p.Left + p.To.Sub(t)
	}
	return p.Left
}

// cut is the part between two instants; empty if it does not reach them.
func (p Part) cut(from, to time.Time) Part {
	if p.From.Before(from) {
		p.From = from
	}
	if p.To.After(to) {
		p.Left, p.To = p.leftAt(to), to
	}
	if p.What == Counting {
		p.Counted = max(p.To.Sub(p.From), 0)
	}
	return p
}
