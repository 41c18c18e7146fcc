package account

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
)

// A Contract is what an account bought: a tier of an offering, for products, from a day to a
// day (civil dates in the desk's zone, both included; "" for open).
type Contract struct {
	ID       string   `json:"id"`
	Offering string   `json:"offering"`
	Tier     string   `json:"tier"`
	From     string   `json:"from,omitempty"`
	To       string   `json:"to,omitempty"`
	Products []string `json:"products,omitempty"` // empty: all that the offering covers
}

// On reports whether the contract holds on the civil date (2026-12-25).
func (c Contract) On(date string) bool {
	return (c.From == "" || c.From <= date) && (c.To == "" || date <= c.To)
}

// Covers reports whether the contract names the product, or names none.
func (c Contract) Covers(product string) bool {
	return len(c.Products) == 0 || slices.Contains(c.Products, product)
}

// An Account is a customer.
type Account struct {
	domain.Head
	domain.Never
	Name       domain.WordID `json:"name,omitempty"`
	Region     string        `json:"region,omitempty"`   // a region of the offerings: which local hours apply (C6)
	Zone       string        `json:"zone,omitempty"`     // IANA; what "your time" means to its people by default
	Calendar   string        `json:"calendar,omitempty"` // overrides the region's (P1)
	Contracts  []Contract    `json:"contracts,omitempty"`
	Workspaces []Workspace   `json:"workspaces,omitempty"`
	Phone      string        `json:"phone,omitempty"`   // region of the number to call; "" as Region
	Domains    []string      `json:"domains,omitempty"` // of its people's addresses (T20)
}

// A Workspace is a team of a platform that belongs to the account.
type Workspace struct {
	Platform string `json:"platform"`
	Team     string `json:"team"`
}

// AccountPut says what an account is.
type AccountPut struct {
	Name       domain.WordID `json:"name,omitempty"`
	Region     string        `json:"region,omitempty"`
	Zone       string        `json:"zone,omitempty"`
	Calendar   string        `json:"calendar,omitempty"`
	Contracts  []Contract    `json:"contracts,omitempty"`
	Workspaces []Workspace   `json:"workspaces,omitempty"`
	Phone      string        `json:"phone,omitempty"`
	Domains    []string      `json:"domains,omitempty"`
}

// EventKind implements domain.Event.
func (AccountPut) EventKind() string { return "account.put/1" }

// Ref implements domain.Thing.
func (a *Account) Ref() domain.Ref { return domain.Ref{Kind: KindAccount, ID: a.ID} }

// Apply implements domain.Thing.
func (a *Account) Apply(r domain.Recorded) {
	a.Advance(r)
	if e, ok := r.Event.(AccountPut); ok {
		a.Name, a.Region, a.Zone, a.Calendar = e.Name, e.Region, e.Zone, e.Calendar
		a.Contracts, a.Workspaces, a.Phone, a.Domains = e.Contracts, e.Workspaces, e.Phone, e.Domains
	}
}

// Keys implements domain.Thing.
func (a *Account) Keys() []domain.Key {
	var keys []domain.Key
	for _, w := range a.Workspaces {
		keys = append(keys, domain.Key{Index: AccountWorkspace, Value: w.Platform + "/" + w.Team})
	}
	return keys
}

// Load answers an account by id; domain.ErrNotFound where there is none.
func Load(r domain.Reader, id string) (*Account, error) {
	t, err := r.Load(domain.Ref{Kind: KindAccount, ID: id})
	if err != nil {
		return nil, err
	}
	return t.(*Account), nil
}

// OwnWorkspace reports whether a handle speaks from a workspace that belongs to the account.
func (a *Account) OwnWorkspace(h domain.Handle) bool {
	return slices.Contains(a.Workspaces, Workspace{Platform: h.Platform, Team: h.Team})
}
