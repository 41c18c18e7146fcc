package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// An Opener makes an empty store for one test, and a function that closes it and opens what it
// kept, as the next process would. The store is closed when the test ends.
type Opener func(t testing.TB, reg *record.Registry) (s storage.Store, reopen func() storage.Store)

// A Checker is a store that can look itself through.
type Checker interface {
	Check(context.Context) error
}

// Run holds a store to its promises.
func Run(t *testing.T, open Opener) {
	namesDiffer(t)
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) {
			reg := Registry(t)
			s, reopen := open(t, reg)
			b := &bench{TB: t, reg: reg, s: s, reopen: reopen}
			p.test(b)
			b.sound()
		})
	}
}

type promise struct {
	name string
	test func(*bench)
}

var promises []promise = concat(
	things, finding, due, units, together, coming, outgoing, chained,
)

func concat(lists ...[]promise) []promise {
	var all []promise
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// A bench is one test's store with short words for what tests do.
type bench struct {
	testing.TB
	reg    *record.Registry
	s      storage.Store
	reopen func() storage.Store
}

// noon is when tests happen.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func box(id string) domain.Ref { return domain.Ref{Kind: BoxKind, ID: id} }

var errTest = errors.New("the unit fails")

// a decide is a command written where it is used.
type decide func(domain.Reader, domain.Stamp) ([]domain.Change, error)

func (d decide) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) { return d(r, s) }

// step decides and appends inside a unit.
func step(tx storage.Tx, now time.Time, c domain.Command) ([]storage.Row, error) {
	s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByPerson, Person: "ana"}, Cause: "test"}
	out, err := domain.Step(tx, c, s)
	if err != nil {
		return nil, err
	}
	return tx.Append(s.Cause, s.Now, out.Changes)
}

// change is a command that makes or alters one box and may say something.
func change(id string, e domain.Event, more ...func(*domain.Change)) domain.Command {
	return decide(func(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
		var c domain.Change
		switch b, err := r.Load(box(id)); {
		case errors.Is(err, domain.ErrNotFound):
			c = domain.Create(NewBox(id), e)
		case err != nil:
			return nil, err
		default:
			c = domain.Alter(b, e)
		}
		for _, m := range more {
			m(&c)
		}
		return []domain.Change{c}, nil
	})
}

func saying(effects ...domain.Effect) func(*domain.Change) {
	return func(c *domain.Change) { c.Effects = append(c.Effects, effects...) }
}

func voiding(deeds ...string) func(*domain.Change) {
	return func(c *domain.Change) { c.Void = append(c.Void, deeds...) }
}

func post(deed string) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: domain.Place{Kind: domain.OperatorPlace}, Audience: domain.Internal}
}

func edit(deed, id string, version uint64) domain.Effect {
	return domain.Effect{
		Kind: domain.Edit, Deed: deed, Place: domain.Place{Kind: domain.CaseThread, ID: id},
		Audience: domain.Internal, Live: box(id), Version: version,
	}
}

// must runs a unit that has to succeed.
func (b *bench) must(fn func(storage.Tx) error) {
	b.Helper()
	if err := b.s.Update(context.Background(), storage.People, fn); err != nil {
		b.Fatal(err)
	}
}

// mustNot runs a unit that has to fail, and answers its error.
func (b *bench) mustNot(fn func(storage.Tx) error) error {
	b.Helper()
	err := b.s.Update(context.Background(), storage.People, fn)
	if err == nil {
		b.Fatal("the unit succeeded")
	}
	return err
}

// see looks.
func (b *bench) see(fn func(storage.Tx) error) {
	b.Helper()
	if err := b.s.View(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

// do decides commands one by one, each in a unit of its own.
func (b *bench) do(cs ...domain.Command) (rows []storage.Row) {
	b.Helper()
	for _, c := range cs {
		b.must(func(tx storage.Tx) (err error) {
			rows, err = step(tx, noon, c)
			return err
		})
	}
	return rows
}

// both runs a look inside a unit and inside a view: the two must show the same.
func (b *bench) both(fn func(storage.Tx) error) {
	b.Helper()
	b.must(fn)
	b.see(fn)
}

// again opens what the store kept.
func (b *bench) again() {
	b.Helper()
	b.s = b.reopen()
}

// same compares two values as they print.
func (b *bench) same(what string, got, want any) {
	b.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		b.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

// sound is what holds for every store at any time: it finds itself in order, and every thing
// equals the replay of its events.
func (b *bench) sound() {
	b.Helper()
	if c, ok := b.s.(Checker); ok {
		if err := c.Check(context.Background()); err != nil {
			b.Errorf("check: %v", err)
		}
	}
	Replayed(b, b.s, b.reg)
}

// raw prints as it stands.
type raw string

func load(tx storage.Tx, id string) (*Box, error) {
	t, err := tx.Load(box(id))
	if err != nil {
		return nil, err
	}
	return t.(*Box), nil
}

func contains(err error, part string) bool { return err != nil && strings.Contains(err.Error(), part) }

// holds compares all boxes, each as "id owner state version".
func (b *bench) holds(want ...string) {
	b.Helper()
	got := []string{}
	b.see(func(tx storage.Tx) error {
		refs, err := tx.Refs(BoxKind, "", 0)
		if err != nil {
			return err
		}
		for _, r := range refs {
			x, err := load(tx, r.ID)
			if err != nil {
				return err
			}
			got = append(got, fmt.Sprintf("%s %s %s v%d", x.ID, x.Owner, x.State, x.Version()))
		}
		return nil
	})
	b.same("the boxes", got, want)
}
