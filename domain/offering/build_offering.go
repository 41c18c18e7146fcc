package offering

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// offerings takes every version of every offering: first what each extends, then each whole.
func (b *builder) offerings(files []offeringFile) {
	seen := map[string]strict.Pos{}
	for _, f := range files {
		if !f.Version.Given() {
			continue
		}
		b.twice(seen, "version", strict.Name{At: f.Version.At, V: f.Offering.V + "@" + f.Version.V})
		for _, g := range files {
			if g.Offering.V == f.Offering.V && g.Version.V != f.Version.V && g.Effective.Given() && g.Effective.V == f.Effective.V &&
				g.Effective.Pos().Compare(f.Effective.Pos()) < 0 {
				b.fault(ruleVersionDate.At(f.Effective.Pos(), f.Version.V, g.Version.V))
			}
		}
	}
	for i := range files {
		whole, ok := b.whole(files, i, nil)
		if !ok {
			continue
		}
		b.offering(&whole)
	}
	slices.SortStableFunc(b.desk.offerings, func(x, y *Offering) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), x.Effective.Compare(y.Effective), cmp.Compare(x.Version, y.Version))
	})
}

// whole is a file over all that it extends; trail is the way to it, by index.
func (b *builder) whole(files []offeringFile, i int, trail []int) (offeringFile, bool) {
	f := files[i]
	if !f.Extends.Given() {
		return f, true
	}
	if slices.Contains(trail, i) {
		if i == trail[0] && slices.Max(trail) == i { // told once, for the last file of the circle
			b.fault(ruleCycle.At(f.Extends.Pos(), "offering "+f.Offering.V, circle(files, append(trail, i))))
		}
		return f, false
	}
	j := b.extended(files, i)
	if j < 0 {
		return f, false
	}
	other, ok := b.whole(files, j, append(trail, i))
	if !ok {
		return f, false
	}
	return under(f, other), true
}

func circle(files []offeringFile, trail []int) string {
	var names []string
	for _, i := range trail {
		names = append(names, files[i].Offering.V+"@"+files[i].Version.V)
	}
	return strings.Join(names, " extends ")
}

// extended finds what a file extends: the version named, or else, of the other offering, the
// last one in effect when this one takes effect.
func (b *builder) extended(files []offeringFile, i int) int {
	f := files[i]
	id, version, _ := strings.Cut(f.Extends.V, "@")
	best, soonest := -1, -1
	var names []string
	for j, g := range files {
		if j != i {
			names = append(names, g.Offering.V, g.Offering.V+"@"+g.Version.V)
		}
		if g.Offering.V != id || version != "" && g.Version.V != version || version == "" && j == i {
			continue
		}
		if version == "" && g.Effective.V.Compare(f.Effective.V) > 0 {
			if soonest < 0 || g.Effective.V.Compare(files[soonest].Effective.V) < 0 {
				soonest = j
			}
			continue
		}
		if best < 0 || g.Effective.V.Compare(files[best].Effective.V) > 0 {
			best = j
		}
	}
	switch {
	case best >= 0 || b.nameless:
	case soonest >= 0:
		v := ruleNotYet.At(f.Extends.Pos(), id, f.Effective.V)
		v.Mean = id + "@" + files[soonest].Version.V
		b.fault(v)
	default:
		b.unknown(strict.Name{At: f.Extends.At, V: f.Extends.V}, "offering", names)
	}
	return best
}

// offering takes one whole file.
func (b *builder) offering(f *offeringFile) {
	d := b.desk
	o := &Offering{ID: f.Offering.V, Name: f.Name.V, Version: f.Version.V, Effective: f.Effective.V, desk: d,
		regional: map[string]regional{}, checklist: prose(f.Checklist), Requests: prose(f.Requests)}
	zone := d.Settings.Zone
	if zone == nil {
		zone = time.UTC
	}
	o.From = midnight(f.Effective.V, zone)
	at := f.Offering.Pos()
	if !f.Name.Written() {
		b.fault(ruleNoName.At(at, o.ID))
	}
	b.sources(o, f)
	b.severities(o, f)
	b.environments(o, f)
	b.products(o, f)
	for _, c := range f.Calendars {
		o.regional[c.Key.V] = b.byRegion(&c)
	}
	seen := map[string]strict.Pos{}
	for _, x := range f.Features {
		if x.Feature.Given() && !b.twice(seen, "feature", x.Feature) {
			o.Features = append(o.Features, Feature{ID: x.Feature.V, Name: x.Name.V, About: x.About.V})
		}
	}
	seen = map[string]strict.Pos{}
	for _, x := range f.OutOfScope {
		if x.Reason.Given() && !b.twice(seen, "reason", x.Reason) {
			o.OutOfScope = append(o.OutOfScope, OutOfScope{Reason: x.Reason.V, Name: x.Name.V, Instead: x.Instead.V})
		}
	}
	b.tiers(o, f)
	d.offerings = append(d.offerings, o)
}

// midnight is the first instant of a date in a zone. Where the clocks skip midnight the date
// begins when they land (K8).
func midnight(d calendar.Date, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	for calendar.DateOf(t).Compare(d) < 0 { // time.Date may answer the reading before the gap
		t = t.Add(time.Minute)
	}
	return t.UTC()
}

func (b *builder) sources(o *Offering, f *offeringFile) {
	seen := map[string]strict.Pos{}
	for _, s := range f.Sources {
		if s.Source.Given() && !b.twice(seen, "source", s.Source) {
			o.Sources = append(o.Sources, Source{ID: s.Source.V, Title: s.Title.V, Language: s.Language.V, Read: s.Read.V, Note: s.Note.V})
		}
	}
	for _, d := range f.Disagreements {
		x := Disagreement{About: d.About.V, Chosen: d.Chosen.V, Rows: texts(d.Rows)}
		for _, s := range d.Says {
			if _, ok := seen[s.Source.V]; s.Source.Given() && !ok {
				b.unknown(s.Source, "source", keys(seen))
			}
			x.Says = append(x.Says, Saying{Source: s.Source.V, What: s.What.V})
		}
		o.Disagreements = append(o.Disagreements, x)
	}
}

// byRegion takes a name for calendars by region; every region of the desk must have one.
func (b *builder) byRegion(e *strict.Entry[strict.Name, byRegion]) regional {
	r := regional{every: e.Value.Every.V, by: map[string]string{}}
	b.calendarNamed(e.Value.Every)
	for _, x := range e.Value.Regions {
		b.region(x.Key)
		b.calendarNamed(x.Value)
		r.by[x.Key.V] = x.Value.V
	}
	for _, have := range b.desk.regions {
		if r.every == "" && r.by[have.ID] == "" {
			b.fault(ruleNoRegion.At(e.Key.Pos(), e.Key.V, have.ID))
		}
	}
	return r
}

func (b *builder) severity(o *Offering, n strict.Number) {
	if _, ok := o.Severity(n.V); n.Given() && !ok && len(o.Severities) > 0 {
		b.fault(ruleUnknownSeverity.At(n.Pos(), n.V, len(o.Severities)))
	}
}
