package offering

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/sla"
)

// An Offering is one version of what is sold: tiers and all they share. It never changes.
type Offering struct {
	ID        string
	Name      string
	Version   string
	Effective calendar.Date // in force from this date's midnight in the desk's zone (R12)
	From      time.Time     // that instant, UTC

	Sources       []Source
	Disagreements []Disagreement
	Severities    []Severity    // gravest first
	Environments  []Environment // as the file lists them
	Products      []Product     // those known by name
	CoversAll     bool          // products not known here are covered too, save the excepted (T10)
	Except        []Except
	Features      []Feature
	Requests      []string     // what is asked of a customer as a rule (T22)
	OutOfScope    []OutOfScope // T23
	Tiers         []*Tier      // as the file lists them

	desk      *Desk
	regional  map[string]regional
	checklist []string
}

// A Source is a document the promise was read in (P9).
type Source struct {
	ID, Title, Language string
	Read                calendar.Date
	Note                string
}

// A Disagreement is a point on which sources contradict each other, and what was chosen.
type Disagreement struct {
	About  string
	Says   []Saying
	Chosen string
	Rows   []string // the requirements it touches
}

// A Saying is what one source says.
type Saying struct{ Source, What string }

// A Severity is one of the offering's own grades (T15, T30). Number 1 is the gravest.
type Severity struct {
	Number     int
	Name       string // Sev 1, L1
	Definition string
}

// An Environment says what a case's environment does to the promise (T16).
type Environment struct {
	ID     string
	As     string // promised what this one is; empty: itself
	AtMost int    // a graver severity is promised no more than this one; 0: no bound
}

// A Platform is where a product runs (C3).
type Platform string

// The platforms. A product that names none runs on the customer's premises.
const (
	Cloud      Platform = "cloud"
	OnPremises Platform = "on_premises"
)

// A Product is one that the offering knows by name.
type Product struct {
	ID       string
	Name     string
	Aliases  []string
	Line     string // its product line (C7)
	Platform Platform

	checklist []string
}

// Except is a product that is not covered, and where to go instead (T10).
type Except struct{ Product, Instead string }

// A Feature is something a tier can hold (C14).
type Feature struct{ ID, Name, About string }

// OutOfScope is a reason to refuse or close a case, and where to go instead (T23).
type OutOfScope struct{ Reason, Name, Instead string }

// Tier is the tier of that id, or nil. Tier names belong to their offering (C1).
func (o *Offering) Tier(id string) *Tier {
	for _, t := range o.Tiers {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Severity is the severity of that number.
func (o *Offering) Severity(number int) (Severity, bool) {
	for _, s := range o.Severities {
		if s.Number == number {
			return s, true
		}
	}
	return Severity{}, false
}

// Product finds a product by id, name or alias, case aside.
func (o *Offering) Product(word string) (Product, bool) {
	word = strings.TrimSpace(word)
	for _, p := range o.Products {
		if strings.EqualFold(p.ID, word) || strings.EqualFold(p.Name, word) ||
			slices.ContainsFunc(p.Aliases, func(a string) bool { return strings.EqualFold(a, word) }) {
			return p, true
		}
	}
	return Product{}, false
}

// productID is the id of a known product, and the word itself, in small letters, of any other.
func (o *Offering) productID(word string) string {
	if p, ok := o.Product(word); ok {
		return p.ID
	}
	return strings.ToLower(strings.TrimSpace(word))
}

// Covers reports whether cases on this product are covered (T10); if not, the exception that
// says so, whose Instead may be empty. No product named at all is covered.
func (o *Offering) Covers(product string) (Except, bool) {
	id := o.productID(product)
	if id == "" {
		return Except{}, true
	}
	for _, e := range o.Except {
		if strings.EqualFold(e.Product, id) {
			return e, false
		}
	}
	if _, known := o.Product(product); !known && !o.CoversAll {
		return Except{Product: id}, false
	}
	return Except{}, true
}

// Feature is the feature of that id.
func (o *Offering) Feature(id string) (Feature, bool) {
	for _, f := range o.Features {
		if f.ID == id {
			return f, true
		}
	}
	return Feature{}, false
}

// With lists the tiers that hold a feature, as the file lists them (C14: a refusal names them).
func (o *Offering) With(feature string) []*Tier {
	var out []*Tier
	for _, t := range o.Tiers {
		if _, ok := t.Has(feature); ok {
			out = append(out, t)
		}
	}
	return out
}

// Checklist is what to have tried before opening a case on this product (R7); the offering's
// own list for a product with none. Whom it must not hold back is for the opening to know.
func (o *Offering) Checklist(product string) []string {
	if p, ok := o.Product(product); ok && len(p.checklist) > 0 {
		return slices.Clone(p.checklist)
	}
	return slices.Clone(o.checklist)
}

// Pin names this version as the papers a clock runs under.
func (o *Offering) Pin() sla.Pin {
	return sla.Pin{Desk: o.desk.Number, Offering: o.ID, Version: o.Version}
}

// regional is a name for calendars by region (C6, P1).
type regional struct {
	every string
	by    map[string]string
}
