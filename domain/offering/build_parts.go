package offering

import (
	"cmp"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

func (b *builder) severities(o *Offering, f *offeringFile) {
	seen := map[int]strict.Pos{}
	for _, s := range f.Severities {
		if !s.Number.Given() {
			continue
		}
		if first, twice := seen[s.Number.V]; twice {
			b.fault(ruleTwice.At(s.Number.Pos(), "severity", s.Number.V, first))
			continue
		}
		seen[s.Number.V] = s.Number.Pos()
		o.Severities = append(o.Severities, Severity{Number: s.Number.V, Name: s.Name.V, Definition: s.Definition.V})
	}
	slices.SortStableFunc(o.Severities, func(x, y Severity) int { return cmp.Compare(x.Number, y.Number) })
	if len(f.Severities) == 0 {
		b.fault(ruleNoSeverity.At(f.Offering.Pos(), o.ID))
	}
	for i, s := range o.Severities {
		if s.Number != i+1 && len(o.Severities) == len(f.Severities) {
			b.fault(ruleSeverityGap.At(seen[s.Number], i+1))
			break
		}
	}
}

func (b *builder) environments(o *Offering, f *offeringFile) {
	seen, as := map[string]strict.Pos{}, map[string]strict.Name{}
	for _, e := range f.Environments {
		if !e.Environment.Given() || b.twice(seen, "environment", e.Environment) {
			continue
		}
		as[e.Environment.V] = e.As
		b.severity(o, e.AtMost)
		o.Environments = append(o.Environments, Environment{ID: e.Environment.V, As: e.As.V, AtMost: e.AtMost.V})
	}
	for _, e := range o.Environments {
		to := as[e.ID]
		if !to.Given() {
			continue
		}
		if _, ok := seen[to.V]; !ok {
			b.unknown(to, "environment", keys(seen))
		} else if as[to.V].Given() {
			b.fault(ruleAsItself.At(to.Pos(), e.ID, to.V))
		}
	}
}

func (b *builder) products(o *Offering, f *offeringFile) {
	o.CoversAll = true
	p := f.Products
	if p == nil {
		return
	}
	o.CoversAll = p.Covered.V != "listed"
	words := map[string]string{}
	seen := map[string]strict.Pos{}
	for _, x := range p.Known {
		if !x.Product.Given() || b.twice(seen, "product", x.Product) {
			continue
		}
		for _, a := range append([]strict.Name{x.Product}, x.Aliases...) {
			if other, taken := words[strings.ToLower(a.V)]; taken && other != x.Product.V {
				b.fault(ruleAlias.At(a.Pos(), a.V, other))
			}
			words[strings.ToLower(a.V)] = x.Product.V
		}
		own := Product{ID: x.Product.V, Name: x.Name.V, Aliases: texts(x.Aliases), Line: x.Line.V, Platform: x.Platform.V,
			checklist: prose(x.Checklist)}
		if own.Platform == "" {
			own.Platform = OnPremises
		}
		o.Products = append(o.Products, own)
	}
	for _, e := range p.Except {
		if !e.Product.Given() {
			continue
		}
		if !o.CoversAll {
			b.fault(ruleExceptListed.At(e.Product.Pos(), e.Product.V))
		}
		o.Except = append(o.Except, Except{Product: e.Product.V, Instead: e.Instead.V})
	}
}
