package offering

import (
	"maps"
	"slices"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// References between files, each held to what there is. A reference that was not given, or
// could not be read, is no fault here: it already was one, or may be left out.

// unknown tells of a reference to nothing, and the nearest of what there is.
func (b *builder) unknown(n strict.Name, kind string, known []string) {
	f := ruleUnknown.At(n.Pos(), kind, n.V).Meaning(n.V, known)
	if f.Mean == "" {
		f.Rule.Help = "there is none yet"
		if len(known) > 0 {
			f.Rule.Help = "known: " + some(known)
		}
	}
	b.fault(f)
}

// twice notes an id and tells of one that was given before.
func (b *builder) twice(seen map[string]strict.Pos, kind string, n strict.Name) bool {
	if first, ok := seen[n.V]; ok {
		b.fault(ruleTwice.At(n.Pos(), kind, n.V, first))
		return true
	}
	seen[n.V] = n.Pos()
	return false
}

func (b *builder) region(n strict.Name) {
	if !n.Given() {
		return
	}
	ids := make([]string, len(b.desk.regions))
	for i, r := range b.desk.regions {
		ids[i] = r.ID
	}
	if len(ids) > 0 && !slices.Contains(ids, n.V) { // without any, desk.yaml is at fault
		b.unknown(n, "region", ids)
	}
}

func (b *builder) team(n strict.Name) {
	if _, ok := b.teamAt[n.V]; n.Given() && !ok && len(b.teamAt) > 0 { // without any, teams.yaml is at fault
		b.unknown(n, "team", keys(b.teamAt))
	}
}

// calendarNamed holds a name to the folder's calendars, the faulty ones among them: what is
// wrong with those is said where they stand.
func (b *builder) calendarNamed(n strict.Name) {
	if _, ok := b.calendarAt[n.V]; n.Given() && !ok {
		b.unknown(n, "calendar", keys(b.calendarAt))
	}
}

// calendarHere holds a name to the offering's calendars by region and the folder's.
func (b *builder) calendarHere(o *Offering, n strict.Name) {
	if _, ok := o.regional[n.V]; ok || !n.Given() {
		return
	}
	if _, ok := b.calendarAt[n.V]; !ok {
		b.unknown(n, "calendar", append(keys(o.regional), keys(b.calendarAt)...))
	}
}

// cases takes what a line is for, each word held to what there is.
func (b *builder) cases(o *Offering, w *when) cases {
	c := cases{platform: w.Platform.V, product: texts(w.Product), environment: texts(w.Environment), region: texts(w.Region)}
	for _, s := range w.Severity {
		b.severity(o, s)
		c.severity = append(c.severity, s.V)
	}
	for _, r := range w.Region {
		b.region(r)
	}
	known := make([]string, len(o.Products))
	for i, p := range o.Products {
		known[i] = p.ID
	}
	for _, p := range w.Product {
		if !slices.Contains(known, p.V) {
			b.unknown(p, "product", known)
		}
	}
	envs := make([]string, len(o.Environments))
	for i, e := range o.Environments {
		envs[i] = e.ID
	}
	for _, e := range w.Environment {
		if !slices.Contains(envs, e.V) {
			b.unknown(e, "environment", envs)
		}
	}
	return c
}

func (b *builder) listNames() []string { return keys(b.listAt) }

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// some lists at most a dozen names.
func some(names []string) string {
	out := ""
	for i, n := range names {
		switch {
		case i == 12:
			return out + ", ..."
		case i > 0:
			out += ", "
		}
		out += n
	}
	return out
}

func texts(names []strict.Name) []string {
	var out []string
	for _, n := range names {
		out = append(out, n.V)
	}
	return out
}

func prose(lines []strict.Text) []string {
	var out []string
	for _, n := range lines {
		out = append(out, n.V)
	}
	return out
}
