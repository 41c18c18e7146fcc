package offering

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain/sla"
)

func (l length) length() Length { return Length{Within: l.Within, Days: l.Days} }

// target takes one line of targets, with what the offering says of its kind.
func (b *builder) target(o *Offering, f *offeringFile, t *Tier, w *targetFile) {
	if !w.Kind.Given() {
		return
	}
	r := targetRule{cases: b.cases(o, &w.When), kind: w.Kind.V, none: w.None.V, at: w.Pos()}
	if !b.promise(w) {
		return
	}
	b.calendarHere(o, w.Calendar)
	r.target = sla.Target{
		Kind: w.Kind.V, Under: w.Under.Given(), Every: w.Every.Within, CutOff: w.CutOff.V, Zone: w.Zone.V,
		Within: w.Under.Within + w.Within.Within, Days: w.Under.Days + w.Within.Days,
		Calendar: w.Calendar.V, Again: w.CallAgain.V, Raise: w.OnRaise.V, Lower: w.OnLower.V,
	}
	warn, pause := w.Warn, w.PauseFor
	for _, c := range f.Clocks {
		if c.Kind.V != w.Kind.V {
			continue
		}
		if len(warn) == 0 {
			warn = c.Warn
		}
		if len(pause) == 0 {
			pause = c.PauseFor
		}
		r.target.Again = cmp.Or(r.target.Again, c.CallAgain.V)
		r.target.Raise = cmp.Or(r.target.Raise, c.OnRaise.V)
		r.target.Lower = cmp.Or(r.target.Lower, c.OnLower.V)
	}
	for _, p := range pause {
		if slices.Contains(r.target.PauseFor, p.V) {
			b.fault(ruleSameTwice.At(p.Pos(), p.V))
			continue
		}
		r.target.PauseFor = append(r.target.PauseFor, p.V)
	}
	if !r.none {
		b.warn(&r.target, warn)
	}
	t.targets = append(t.targets, r)
}

// promise checks that a line says one thing.
func (b *builder) promise(w *targetFile) bool {
	type said struct {
		key   string
		given bool
	}
	all := []said{{"under", w.Under.Written()}, {"within", w.Within.Written()}, {"every", w.Every.Written()}, {"none", w.None.V}}
	all = slices.DeleteFunc(all, func(s said) bool { return !s.given })
	recurs := w.Kind.V == sla.NextUpdate
	first := func(key string) bool { return key == "under" || key == "within" }
	ok := true
	refuse := func(f Fault) { b.fault(f); ok = false }
	switch {
	case len(all) == 0:
		refuse(ruleTargetNone.At(w.Pos()))
	case len(all) > 2 || len(all) == 2 && !(first(all[0].key) && all[1].key == "every"): // a first length and then another is one promise
		refuse(ruleTargetMany.At(w.Pos(), all[0].key, all[1].key))
	case w.Every.Written() && !recurs:
		refuse(ruleTargetEvery.At(w.Every.Pos(), w.Kind.V))
	case recurs && first(all[0].key) && len(all) == 1:
		refuse(ruleTargetRecur.At(w.Pos()))
	}
	if w.Every.Days > 0 {
		refuse(ruleTargetEveryDays.At(w.Every.Pos()))
	}
	days := w.Under.Days+w.Within.Days > 0
	switch {
	case w.CutOff.Given() && !days:
		refuse(ruleTargetCutOff.At(w.CutOff.Pos()))
	case w.CutOff.Given() && w.CutOff.V == 0:
		refuse(ruleTargetCutNone.At(w.CutOff.Pos()))
	case w.Zone.Given() && !w.CutOff.Given():
		refuse(ruleTargetCutOff.At(w.Zone.Pos()))
	}
	b.checkZone(w.Zone)
	unread := func(l length) bool { return l.Written() && !l.Given() }
	return ok && !unread(w.Under) && !unread(w.Within) && !unread(w.Every)
}

// warn puts the warnings into the order in which they come (K24), and tells those that never
// would.
func (b *builder) warn(t *sla.Target, points []point) {
	whole := cmp.Or(t.Within, t.Every)
	if t.Every > 0 && t.Within > 0 {
		whole = min(t.Within, t.Every)
	}
	at := func(p point) time.Duration {
		if p.Percent > 0 {
			return whole * time.Duration(p.Percent) / 100
		}
		return whole - p.Left
	}
	var kept []point
	for _, p := range points {
		switch {
		case t.Days > 0 && p.Percent == 0:
			b.fault(ruleWarnDays.At(p.Pos(), p.text()))
			continue
		case t.Days == 0 && p.Left >= whole:
			b.fault(ruleWarnBeyond.At(p.Pos(), p.text()))
			continue
		}
		same := slices.IndexFunc(kept, func(k point) bool {
			return k.Percent == p.Percent && k.Left == p.Left || t.Days == 0 && at(k) == at(p)
		})
		if same >= 0 {
			b.fault(ruleWarnTwice.At(p.Pos(), p.text(), kept[same].text()))
			continue
		}
		kept = append(kept, p)
	}
	slices.SortStableFunc(kept, func(x, y point) int {
		if t.Days > 0 {
			return cmp.Compare(x.Percent, y.Percent)
		}
		return cmp.Compare(at(x), at(y))
	})
	for _, p := range kept {
		t.Warn = append(t.Warn, sla.Point{Percent: p.Percent, Left: p.Left})
	}
}

// haveHours tells of promises without a calendar to keep them on (C6).
func (b *builder) haveHours(o *Offering, t *Tier) {
	for i := range t.targets {
		r := &t.targets[i]
		if r.none || r.target.Calendar != "" {
			continue
		}
		for _, s := range o.Severities {
			if fits(r.severity, s.Number) && !b.hoursEverywhere(t, r, s.Number) {
				b.fault(ruleTargetHours.At(r.at, t.ID, r.kind, s.Number))
			}
		}
	}
}

// hoursEverywhere tries every case that a line is for.
func (b *builder) hoursEverywhere(t *Tier, r *targetRule, severity int) bool {
	for _, product := range orAny(r.product) {
		for _, region := range orAny(r.region) {
			for _, env := range orAny(r.environment) {
				for _, platform := range []Platform{Cloud, OnPremises} {
					a := Ask{Severity: severity, Product: product, Region: region, Environment: env, Platform: platform}
					if !r.fits(&a) {
						continue
					}
					if !slices.ContainsFunc(t.hours, func(h hoursRule) bool { return fits(h.kinds, r.kind) && h.fits(&a) }) {
						return false
					}
				}
			}
		}
	}
	return true
}

func orAny(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}
