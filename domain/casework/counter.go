package casework

import (
	"errors"
	"strconv"

	"github.com/deskhand/deskhand/domain"
)

// A Counter gives numbers without holes: a refused opening takes none.
type Counter struct {
	domain.Head
	domain.Never
	Last int `json:"last"`
}

// Counted takes the next number.
type Counted struct {
	N int `json:"n"`
}

// EventKind implements domain.Event.
func (Counted) EventKind() string { return "counter.counted/1" }

// Ref implements domain.Thing.
func (c *Counter) Ref() domain.Ref { return domain.Ref{Kind: KindCounter, ID: c.ID} }

// Keys implements domain.Thing.
func (c *Counter) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (c *Counter) Apply(r domain.Recorded) {
	c.Advance(r)
	if e, ok := r.Event.(Counted); ok {
		c.Last = e.N
	}
}

// next takes a number of the named counter.
func next(r domain.Reader, name string) (id string, ch domain.Change, err error) {
	c := &Counter{Head: domain.Head{ID: name}}
	t, err := r.Load(c.Ref())
	switch {
	case err == nil:
		c = t.(*Counter)
	case !errors.Is(err, domain.ErrNotFound):
		return "", ch, err
	}
	n := c.Last + 1
	ch = domain.Create(c, Counted{N: n})
	ch.Version = c.Version()
	return strconv.Itoa(n), ch, nil
}
