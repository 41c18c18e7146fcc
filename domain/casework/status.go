package casework

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// Status answers how the desk stands: what is open, what is broken, what is nearest, and under
// which papers new promises are made. It is for staff.
type Status struct{}

// Decide implements domain.Command.
func (cmd Status) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	who, err := asker(r, s)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	all, err := find(r, domain.Key{Index: OpenAll})
	if err != nil {
		return nil, err
	}
	lib := offering.Of(r)
	var unanswered, broken, waiting, provisional int
	var nearest *Case
	var due time.Time
	for _, c := range all {
		if c.Provisional() {
			provisional++
		}
		if c.Wait != nil {
			waiting++
		}
		missed := false
		for _, cl := range c.Clocks {
			st := sla.Evaluate(cl, s.Now, lib.Calendar)
			if st.Phase.Over() {
				continue
			}
			missed = missed || st.Breached()
			if cl.Kind == sla.FirstResponse {
				unanswered++
			}
			if !st.Breached() && !st.Due.IsZero() && (nearest == nil || st.Due.Before(due)) {
				nearest, due = c, st.Due
			}
		}
		if missed {
			broken++
		}
	}
	lines := []domain.Line{
		domain.Say("status.open", domain.Count(len(all)), domain.Count(unanswered), domain.Count(waiting), domain.Count(provisional)),
		domain.Say("status.broken", domain.Count(broken)),
	}
	if nearest != nil {
		lines = append(lines, domain.Say("status.nearest", domain.Named(nearest.Number()), domain.AtTime(due)))
	}
	more, err := papers(r, lib, s.Now)
	if err != nil {
		return nil, err
	}
	return domain.Only(who.answer(s, domain.Plain, domain.Say("status.head", domain.AtTime(s.Now)), append(lines, more...)...)...), nil
}

// papers lists the offerings that new promises are made under, since when, and who applied them.
func papers(r domain.Reader, lib *offering.Library, now time.Time) ([]domain.Line, error) {
	d := lib.Latest()
	if d == nil {
		return []domain.Line{domain.Say("desk.no_folder")}, nil
	}
	out := []domain.Line{domain.Say("status.folder", domain.Count(int(d.Number)), domain.Named(d.Settings.Name))}
	a, err := offering.AppliedAs(r, d.Number)
	if err != nil {
		return nil, err
	}
	if a != nil {
		out = append(out, domain.Say("status.since", domain.AtTime(a.From), Applier(a.By)))
	}
	var seen []string
	for _, o := range d.Offerings() {
		if slices.Contains(seen, o.ID) {
			continue
		}
		seen = append(seen, o.ID)
		if in := lib.InForce(o.ID, now); in != nil {
			out = append(out, domain.Say("status.offering", domain.Named(in.Name), domain.Named(in.Version)))
		}
	}
	return out, nil
}
