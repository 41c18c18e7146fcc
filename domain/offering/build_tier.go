package offering

import (
	"slices"
	"strings"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// tiers takes the tiers of a whole file: first what each extends, then each whole.
func (b *builder) tiers(o *Offering, f *offeringFile) {
	seen := map[string]strict.Pos{}
	files := slices.DeleteFunc(slices.Clone(f.Tiers), func(t tierFile) bool {
		return !t.Tier.Given() || b.twice(seen, "tier", t.Tier)
	})
	if len(f.Tiers) == 0 {
		b.fault(ruleNoTiers.At(f.Offering.Pos(), o.ID))
	}
	for i := range files {
		b.hidden(&files[i])
		if whole, ok := b.wholeTier(files, i, nil); ok {
			b.tier(o, f, &whole, &files[i])
		}
	}
	for _, t := range o.Tiers {
		b.since(o, t, files)
		b.worse(o, t, files)
	}
}

// wholeTier is a tier over all that it extends; trail is the way to it, by index.
func (b *builder) wholeTier(files []tierFile, i int, trail []int) (tierFile, bool) {
	t := files[i]
	if !t.Extends.Given() {
		return t, true
	}
	if slices.Contains(trail, i) {
		if i == trail[0] && slices.Max(trail) == i { // told once, at the last tier of the circle
			var names []string
			for _, j := range append(trail, i) {
				names = append(names, files[j].Tier.V)
			}
			b.fault(ruleCycle.At(t.Extends.Pos(), "tier "+t.Tier.V, strings.Join(names, " extends ")))
		}
		return t, false
	}
	below := slices.IndexFunc(files, func(o tierFile) bool { return o.Tier.V == t.Extends.V })
	if below < 0 {
		var names []string
		for j := range files {
			if j != i {
				names = append(names, files[j].Tier.V)
			}
		}
		b.unknown(t.Extends, "tier", names)
		return t, false
	}
	other, ok := b.wholeTier(files, below, append(trail, i))
	if !ok {
		return t, false
	}
	out := under(t, other)
	out.Name, out.Extends = t.Name, t.Extends
	return out, true
}

// tier takes one whole tier; own is what the file itself says of it.
func (b *builder) tier(o *Offering, f *offeringFile, w, own *tierFile) {
	at := own.Tier.Pos()
	t := &Tier{ID: w.Tier.V, Name: w.Name.V, Extends: w.Extends.V, offering: o}
	if !w.Name.Written() {
		b.fault(ruleTierName.At(at, t.ID))
	}
	if w.Queue == nil {
		b.fault(ruleTierQueue.At(at, t.ID))
	} else {
		t.Queue = Queue{Rank: w.Queue.Rank.V, Name: w.Queue.Name.V}
	}
	b.holds(o, t, w)
	for i := range w.Targets {
		b.target(o, f, t, &w.Targets[i])
	}
	for i := range w.Hours {
		h := &w.Hours[i]
		r := hoursRule{cases: b.cases(o, &h.When), calendar: h.Calendar.V}
		for _, k := range h.Kind {
			r.kinds = append(r.kinds, k.V)
		}
		b.calendarHere(o, h.Calendar)
		t.hours = append(t.hours, r)
	}
	for i := range w.Coverage {
		c := &w.Coverage[i]
		b.calendarHere(o, c.Calendar)
		t.coverage = append(t.coverage, coverageRule{cases: b.cases(o, &c.When), calendar: c.Calendar.V, because: c.Because.V})
	}
	b.routing(o, t, w)
	b.mayOpen(t, w, own)
	b.rest(o, t, w)
	if len(w.Targets) == 0 && len(w.Features) == 0 {
		b.fault(ruleTierEmpty.At(at, t.ID))
	}
	b.haveHours(o, t)
	o.Tiers = append(o.Tiers, t)
}

// holds takes the features, in the order of the offering's.
func (b *builder) holds(o *Offering, t *Tier, w *tierFile) {
	known := make([]string, len(o.Features))
	for i, f := range o.Features {
		known[i] = f.ID
	}
	seen := map[string]bool{}
	for _, e := range w.Features {
		f, ok := o.Feature(e.Feature.V)
		switch {
		case !e.Feature.Given():
		case !ok:
			b.unknown(e.Feature, "feature", known)
		case seen[f.ID]:
			b.fault(ruleSameTwice.At(e.Feature.Pos(), f.ID))
		default:
			seen[f.ID] = true
			t.holds = append(t.holds, Entitlement{Feature: f, Quantity: e.Quantity.V, Unit: e.Unit.V, Per: e.Per.V, Condition: e.Condition.V})
		}
	}
	slices.SortStableFunc(t.holds, func(x, y Entitlement) int {
		return slices.Index(known, x.Feature.ID) - slices.Index(known, y.Feature.ID)
	})
}

// since notes which tier brought each feature, or more of it.
func (b *builder) since(o *Offering, t *Tier, files []tierFile) {
	for i := range t.holds {
		e := &t.holds[i]
		for from := t; from != nil; from = o.Tier(from.Extends) {
			e.Since = from.ID
			own := files[slices.IndexFunc(files, func(f tierFile) bool { return f.Tier.V == from.ID })]
			if slices.ContainsFunc(own.Features, func(f entitlementFile) bool { return f.Feature.V == e.Feature.ID }) {
				break
			}
		}
	}
}

func (b *builder) routing(o *Offering, t *Tier, w *tierFile) {
	for i := range w.Routing {
		r := &w.Routing[i]
		b.team(r.Team)
		b.calendarHere(o, r.Calendar)
		line := routeRule{cases: b.cases(o, &r.When), team: r.Team.V, calendar: r.Calendar.V}
		if team, ok := b.desk.Team(r.Team.V); ok && line.calendar == "" {
			line.calendar = team.Calendar
		}
		t.routing = append(t.routing, line)
	}
}

func (b *builder) mayOpen(t *Tier, w, own *tierFile) {
	m := w.MayOpen
	if m == nil {
		b.fault(ruleTierOpen.At(own.Tier.Pos(), t.ID))
		return
	}
	t.MayOpen = MayOpen{Named: m.Named.V, Seats: m.Seats.V, OwnDomain: m.OwnDomain.V, Instead: m.Instead.V}
	for _, r := range m.Roles {
		t.MayOpen.Roles = append(t.MayOpen.Roles, r.V)
	}
	for _, g := range m.NoGroups {
		t.MayOpen.NoGroups = append(t.MayOpen.NoGroups, strings.ToLower(g.V))
	}
	if m.Named.V && m.Seats.Given() && m.Seats.V == 0 && own.MayOpen != nil { // said once, not for every tier above
		b.fault(ruleTierNoOne.At(m.Seats.Pos(), t.ID))
	}
	p := m.Partners
	if p == nil {
		return
	}
	t.MayOpen.Partners = &Partners{Give: p.Give.V, Get: p.Get.V, Address: p.Address.V}
	if p.Give.V > m.Seats.V {
		b.fault(rulePartnerSeats.At(p.Give.Pos(), m.Seats.V, p.Give.V))
	}
	if p.Address.Given() && !partnerForm(p.Address.V) {
		b.fault(rulePartnerForm.At(p.Address.Pos(), strict.Quote(p.Address.V)))
	}
}

// partnerForm reports whether a form of address names its three parts in order, apart.
func partnerForm(s string) bool {
	for _, part := range []string{"{person}", "{partner}", "{domain}"} {
		before, after, ok := strings.Cut(s, part)
		if !ok || strings.ContainsAny(before, "{}") || part != "{person}" && before == "" {
			return false
		}
		s = after
	}
	return s == ""
}

func (b *builder) rest(o *Offering, t *Tier, w *tierFile) {
	if x := w.Waiting; x != nil {
		b.calendarHere(o, x.Calendar)
		t.Waiting = &Waiting{Remind: x.Remind.length(), Close: x.Close.length(), Reminders: x.Reminders.V, calendar: x.Calendar.V}
	}
	if w.Reopen != nil {
		t.Reopen = w.Reopen.Within.V
	}
	if x := w.Phone; x != nil {
		b.calendarNamed(x.Calendar)
		t.Phone = &Phone{Calendar: x.Calendar.V, Text: x.Text.V}
	}
}

// defaultTier holds the desk's defaults to what there is.
func (b *builder) defaultTier(f *deskFile) {
	if f == nil {
		return
	}
	for _, o := range b.desk.offerings {
		if _, ok := o.Severity(f.Defaults.Severity.V); f.Defaults.Severity.Given() && !ok {
			b.fault(ruleDefaultSeverity.At(f.Defaults.Severity.Pos(), o.ID, f.Defaults.Severity.V))
		}
		env := f.Defaults.Environment
		known := slices.ContainsFunc(o.Environments, func(e Environment) bool { return e.ID == env.V })
		if env.Given() && len(o.Environments) > 0 && !known {
			b.fault(ruleDefaultEnvironment.At(env.Pos(), o.ID, env.V))
		}
	}
	if !f.Defaults.Offering.Given() {
		return
	}
	var ids []string
	for _, o := range b.desk.offerings {
		ids = append(ids, o.ID)
	}
	o := b.desk.Offering(f.Defaults.Offering.V, "")
	if o == nil {
		if !b.nameless {
			b.unknown(f.Defaults.Offering, "offering", ids)
		}
		return
	}
	b.desk.Settings.Offering, b.desk.Settings.Tier = o.ID, f.Defaults.Tier.V
	if o.Tier(f.Defaults.Tier.V) != nil {
		return
	}
	ids = nil
	for _, t := range o.Tiers {
		ids = append(ids, t.ID)
	}
	if !f.Defaults.Tier.Given() {
		b.fault(ruleDefaultTier.At(f.Defaults.Offering.Pos(), o.ID))
		return
	}
	b.unknown(f.Defaults.Tier, "tier", ids)
}
