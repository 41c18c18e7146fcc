package offering

import (
	"cmp"
	"slices"

	"github.com/deskhand/deskhand/domain/offering/strict"
	"github.com/deskhand/deskhand/domain/sla"
)

// What a file may say and probably does not mean.

// hidden tells of lines that can never hold, since one before them in the same list and file
// fits whenever they do. Lines of a tier below are meant to be hidden.
func (b *builder) hidden(t *tierFile) {
	hidden := func(hides bool, first, later strict.Pos) bool {
		if hides {
			b.fault(ruleTargetHidden.At(later, first.Line))
		}
		return hides
	}
	pairs(t.Targets, func(x, y *targetFile) bool {
		return hidden(x.Kind.V == y.Kind.V && wider(&x.When, &y.When), x.Pos(), y.Pos())
	})
	pairs(t.Hours, func(x, y *hoursFile) bool {
		return hidden(wider(&x.When, &y.When) && holdsAll(values(x.Kind, kindOf), values(y.Kind, kindOf)), x.Pos(), y.Pos())
	})
	pairs(t.Coverage, func(x, y *coverageFile) bool {
		return hidden(wider(&x.When, &y.When), x.Pos(), y.Pos())
	})
	pairs(t.Routing, func(x, y *routeFile) bool {
		late := wider(&x.When, &y.When) && b.alwaysOpen(x)
		if late {
			b.fault(ruleRouteLate.At(y.Pos(), y.Team.V, x.Pos().Line))
		}
		return late
	})
}

func (b *builder) alwaysOpen(r *routeFile) bool {
	team, _ := b.desk.Team(r.Team.V)
	c := b.desk.Calendar(cmp.Or(r.Calendar.V, team.Calendar))
	return c != nil && c.Always()
}

// pairs asks of each line and each one before it in the same file, until one of those is said to
// hide it.
func pairs[T interface{ Pos() strict.Pos }](list []T, hides func(first, later *T) bool) {
	for j := range list {
		for i := range j {
			if list[i].Pos().File == list[j].Pos().File && hides(&list[i], &list[j]) {
				break
			}
		}
	}
}

// wider reports whether a fits whenever b does.
func wider(a, b *when) bool {
	return holdsAll(values(a.Severity, numberOf), values(b.Severity, numberOf)) &&
		holdsAll(texts(a.Product), texts(b.Product)) &&
		holdsAll(texts(a.Environment), texts(b.Environment)) &&
		holdsAll(texts(a.Region), texts(b.Region)) &&
		(!a.Platform.Given() || a.Platform.V == b.Platform.V)
}

// holdsAll reports whether the list a, where empty is everything, holds all of b.
func holdsAll[T comparable](a, b []T) bool {
	if len(a) == 0 {
		return true
	}
	return len(b) > 0 && !slices.ContainsFunc(b, func(v T) bool { return !slices.Contains(a, v) })
}

func values[T, V any](list []T, of func(T) V) []V {
	out := make([]V, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

func numberOf(n strict.Number) int { return n.V }
func kindOf(k kindWord) sla.Kind   { return k.V }

// worse tells of a tier that promises less than the one it extends (C1).
func (b *builder) worse(o *Offering, t *Tier, files []tierFile) {
	below := o.Tier(t.Extends)
	if below == nil {
		return
	}
	at := files[slices.IndexFunc(files, func(f tierFile) bool { return f.Tier.V == t.ID })].Tier.Pos()
	for _, s := range o.Severities {
		said := map[sla.Kind]bool{}
		for _, p := range []Platform{Cloud, OnPremises} {
			a := Ask{Severity: s.Number, Platform: p}
			own, _ := t.TargetsFor(a)
			theirs, _ := below.TargetsFor(a)
			for _, x := range theirs {
				i := slices.IndexFunc(own, func(y sla.Target) bool { return y.Kind == x.Kind })
				if !said[x.Kind] && (i < 0 || later(own[i], x)) {
					said[x.Kind] = true
					b.fault(ruleTargetWorse.At(at, t.ID, x.Kind, s.Number, below.ID))
				}
			}
		}
	}
}

// later reports whether a promises less than b, where the two can be compared.
func later(a, b sla.Target) bool {
	switch {
	case a.Days > 0 || b.Days > 0:
		return a.Days > b.Days && b.Days > 0
	case a.Every > 0 || b.Every > 0:
		return a.Every > b.Every
	}
	return a.Within > b.Within
}
