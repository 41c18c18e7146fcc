package storagetest

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage/record"
)

// BoxKind is the kind of a Box.
const BoxKind domain.Kind = "box"

// A Box is a thing with everything that a store has to keep: it stands under keys that change,
// comes due, names words, and counts.
type Box struct {
	domain.Head
	Owner  string            `json:"owner"`
	State  string            `json:"state"`
	Tags   []string          `json:"tags,omitempty"`
	When   time.Time         `json:"when,omitzero"`
	Note   domain.WordID     `json:"note,omitempty"`
	Marks  []Mark            `json:"marks,omitempty"`
	Counts map[string]uint64 `json:"counts,omitempty"`
}

// A Mark is one thing that happened to a box.
type Mark struct {
	At  time.Time    `json:"at"`
	By  domain.Actor `json:"by"`
	How string       `json:"how"`
}

// The events of a box.
type (
	// BoxMade makes one.
	BoxMade struct {
		Owner string    `json:"owner"`
		Tags  []string  `json:"tags,omitempty"`
		When  time.Time `json:"when,omitzero"`
	}
	// BoxMoved changes what it is found under and when it is due.
	BoxMoved struct {
		Owner string        `json:"owner,omitempty"`
		Tags  []string      `json:"tags,omitempty"`
		When  time.Time     `json:"when,omitzero"`
		Note  domain.WordID `json:"note,omitempty"`
	}
	// BoxShut ends it: it is never due again.
	BoxShut struct{}
)

// EventKind implements domain.Event.
func (BoxMade) EventKind() string { return "box.made/1" }

// EventKind implements domain.Event.
func (BoxMoved) EventKind() string { return "box.moved/1" }

// EventKind implements domain.Event. This one is recorded by pointer.
func (*BoxShut) EventKind() string { return "box.shut/1" }

// Ref implements domain.Thing.
func (b *Box) Ref() domain.Ref { return domain.Ref{Kind: BoxKind, ID: b.ID} }

// Apply implements domain.Thing.
func (b *Box) Apply(r domain.Recorded) {
	b.Advance(r)
	how := r.Event.EventKind()
	switch e := r.Event.(type) {
	case BoxMade:
		b.Owner, b.Tags, b.When, b.State = e.Owner, e.Tags, e.When, "open"
	case BoxMoved:
		if e.Owner != "" {
			b.Owner = e.Owner
		}
		b.Tags, b.When = e.Tags, e.When
		if e.Note != "" {
			b.Note = e.Note
		}
	case *BoxShut:
		b.State, b.When = "shut", time.Time{}
	}
	if len(b.Marks) < 8 {
		b.Marks = append(b.Marks, Mark{At: r.At, By: r.Actor, How: how})
	}
	if b.Counts == nil {
		b.Counts = map[string]uint64{}
	}
	b.Counts[how]++
}

// Keys implements domain.Thing.
func (b *Box) Keys() []domain.Key {
	keys := []domain.Key{{Index: "boxes of owner", Value: b.Owner}, {Index: "boxes in state", Value: b.State}}
	for _, tag := range b.Tags {
		keys = append(keys, domain.Key{Index: "boxes tagged", Value: tag})
	}
	return keys
}

// NextDue implements domain.Thing.
func (b *Box) NextDue(any) time.Time { return b.When }

// OnDue implements domain.Thing.
func (b *Box) OnDue() domain.Command { return Open{ID: b.ID} }

// Open is a command that can be written down.
type Open struct {
	ID   string    `json:"id"`
	When time.Time `json:"when,omitzero"`
}

// CommandKind implements domain.Recordable.
func (Open) CommandKind() string { return "box.open" }

// Decide implements domain.Command.
func (o Open) Decide(domain.Reader, domain.Stamp) ([]domain.Change, error) {
	return []domain.Change{domain.Create(NewBox(o.ID), BoxMade{When: o.When})}, nil
}

// NewBox is the empty box of an id.
func NewBox(id string) *Box { return &Box{Head: domain.Head{ID: id}} }

// Kinds is what the tests put on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{
			BoxKind: func(id string) domain.Thing { return NewBox(id) },
			"boxer": func(id string) domain.Thing { return &boxer{Head: domain.Head{ID: id}} },
		},
		Events:   []domain.Event{BoxMade{}, BoxMoved{}, &BoxShut{}},
		Commands: []domain.Recordable{Open{}},
	}
}

// A boxer is a second kind, whose name begins with the first one's: lists must keep them apart.
type boxer struct {
	domain.Head
	When time.Time `json:"when,omitzero"`
}

func (b *boxer) Ref() domain.Ref { return domain.Ref{Kind: "boxer", ID: b.ID} }
func (b *boxer) Apply(r domain.Recorded) {
	b.Advance(r)
	if e, ok := r.Event.(BoxMade); ok {
		b.When = e.When
	}
}
func (b *boxer) Keys() []domain.Key {
	return []domain.Key{{Index: "boxes of owner", Value: "ana"}}
}
func (b *boxer) NextDue(any) time.Time { return b.When }
func (b *boxer) OnDue() domain.Command { return nil }

// Registry knows the kinds of the tests.
func Registry(t testing.TB) *record.Registry {
	t.Helper()
	reg, err := record.New(domain.FaultKinds(), Kinds())
	if err != nil {
		t.Fatal(err)
	}
	return reg
}
