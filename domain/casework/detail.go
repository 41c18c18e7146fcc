package casework

import (
	"github.com/deskhand/deskhand/domain"
)

// Detail adds to a case what was not known when it was opened: its product, its environment. What
// stands is not overwritten by nothing, and no clock moves: a promise is what it was when it was
// made.
type Detail struct{ Case, Product, Environment string }

// Detailed says what was found out.
type Detailed struct {
	Product     string `json:"product,omitempty"`
	Environment string `json:"environment,omitempty"`
}

// EventKind implements domain.Event.
func (Detailed) EventKind() string { return "case.detailed/1" }

// Decide implements domain.Command.
func (cmd Detail) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if c.State.Over() {
		return nil, c.over()
	}
	b := open(r, s, c)
	e := Detailed{Product: cmd.Product, Environment: cmd.Environment}
	if o := b.lib.Pinned(c.Pin); o != nil {
		if p, ok := o.Product(cmd.Product); ok {
			e.Product = p.ID
		}
	}
	if (e.Product == "" || e.Product == c.Product) && (e.Environment == "" || e.Environment == c.Environment) {
		return nil, nil
	}
	b.add(e)
	b.watchTeam() // another team may be the one that knows the product
	return b.done(), nil
}

// Gravest reports whether a severity is the worst there is.
func Gravest(severity int) bool { return gravest(severity) }
