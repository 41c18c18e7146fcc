package casework

import "github.com/deskhand/deskhand/domain"

// A Draft is an opening that waits for a word of its asker: is it the same trouble as the case
// that was just opened, or another?
type Draft struct {
	domain.Head
	domain.Never
	By          domain.Actor  `json:"by"`
	Account     string        `json:"account"`
	Severity    int           `json:"severity"`
	Title       domain.WordID `json:"title"`
	Product     string        `json:"product,omitempty"`
	Environment string        `json:"environment,omitempty"`
	Used        bool          `json:"used,omitempty"`
}

// Drafted keeps an opening; DraftUsed spends it.
type Drafted struct {
	Account     string        `json:"account"`
	Severity    int           `json:"severity"`
	Title       domain.WordID `json:"title"`
	Product     string        `json:"product,omitempty"`
	Environment string        `json:"environment,omitempty"`
}

// DraftUsed spends a draft.
type DraftUsed struct{}

// The kinds of these events are for ever.
func (Drafted) EventKind() string   { return "draft.drafted/1" }
func (DraftUsed) EventKind() string { return "draft.used/1" }

// Ref implements domain.Thing.
func (d *Draft) Ref() domain.Ref { return domain.Ref{Kind: KindDraft, ID: d.ID} }

// Keys implements domain.Thing.
func (d *Draft) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (d *Draft) Apply(r domain.Recorded) {
	d.Advance(r)
	switch e := r.Event.(type) {
	case Drafted:
		d.By, d.Account, d.Severity, d.Title = r.Actor, e.Account, e.Severity, e.Title
		d.Product, d.Environment = e.Product, e.Environment
	case DraftUsed:
		d.Used = true
	}
}
