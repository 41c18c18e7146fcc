package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// dues compares what is due and what comes next.
func (b *bench) dues(tx storage.Tx, now time.Time, n int, want string, next time.Time) error {
	refs, err := tx.Due(now, n)
	if err != nil {
		return err
	}
	b.same(fmt.Sprintf("Due at %s, %d", now.Format("15:04:05.000"), n), refs, raw(want))
	got, err := tx.NextDue()
	if !got.Equal(next) {
		b.Errorf("NextDue is %s, not %s", got, next)
	}
	return err
}

var due = []promise{
	{"nothing is due in an empty store", func(b *bench) {
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(1e6), 0, "[]", time.Time{}) })
	}},
	{"what is due comes earliest first, ties by name, also for the next process", func(b *bench) {
		b.do(change("c", BoxMade{When: at(2)}), change("b", BoxMade{When: at(1)}), change("a", BoxMade{When: at(2)}),
			change("d", BoxMade{When: at(3)}), change("e", BoxMade{}),
			decide(func(domain.Reader, domain.Stamp) ([]domain.Change, error) {
				return []domain.Change{domain.Create(&boxer{Head: domain.Head{ID: "0"}}, BoxMade{When: at(2)})}, nil
			}))
		look := func(tx storage.Tx) error {
			return errors.Join(
				b.dues(tx, at(0), 0, "[]", at(1)),
				b.dues(tx, at(1).Add(-time.Millisecond), 0, "[]", at(1)),
				b.dues(tx, at(1), 0, "[box/b]", at(1)),
				b.dues(tx, at(2), 0, "[box/b box/a box/c boxer/0]", at(1)),
				b.dues(tx, at(9), 3, "[box/b box/a box/c]", at(1)),
				b.dues(tx, at(9), 0, "[box/b box/a box/c boxer/0 box/d]", at(1)))
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"a due moves, ends and begins with its thing", func(b *bench) {
		b.do(change("a", BoxMade{When: at(1)}), change("b", BoxMade{When: at(2)}), change("c", BoxMade{}))
		b.do(change("a", BoxMoved{When: at(5)}))
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(9), 0, "[box/b box/a]", at(2)) })
		b.do(change("b", &BoxShut{}))
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(9), 0, "[box/a]", at(5)) })
		b.do(change("c", BoxMoved{When: at(4)}))
		look := func(tx storage.Tx) error { return b.dues(tx, at(9), 0, "[box/c box/a]", at(4)) }
		b.both(look)
		b.again()
		b.both(look)
		b.do(change("a", &BoxShut{}), change("c", &BoxShut{}))
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(9), 0, "[]", time.Time{}) })
	}},
	{"a unit sees its own dues over those of the store, and a failed one moves none", func(b *bench) {
		b.do(change("a", BoxMade{When: at(1)}), change("b", BoxMade{When: at(2)}))
		b.mustNot(func(tx storage.Tx) error {
			for _, c := range []domain.Command{change("a", BoxMoved{When: at(3)}), change("b", &BoxShut{}), change("c", BoxMade{When: at(0)})} {
				if _, err := step(tx, noon, c); err != nil {
					return err
				}
			}
			if err := b.dues(tx, at(9), 0, "[box/c box/a]", at(0)); err != nil {
				return err
			}
			if err := b.dues(tx, at(9), 1, "[box/c]", at(0)); err != nil {
				return err
			}
			return errTest
		})
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(9), 0, "[box/a box/b]", at(1)) })
	}},
	{"units that share a flush see each other's dues", func(b *bench) {
		b.do(change("a", BoxMade{When: at(1)}), change("z", BoxMade{When: at(8)}))
		hold := b.hold()
		var done sync.WaitGroup
		for i, c := range []struct {
			e    domain.Event
			want string
			next time.Time
		}{
			{BoxMoved{When: at(5)}, "[box/a box/z]", at(5)}, {BoxMoved{When: at(3)}, "[box/a box/z]", at(3)},
			{&BoxShut{}, "[box/z]", at(8)}, {BoxMoved{When: at(9)}, "[box/z box/a]", at(8)},
		} {
			ctx := b.queued(context.Background())
			done.Go(func() {
				err := b.s.Update(ctx, storage.People, func(tx storage.Tx) error {
					if _, err := step(tx, noon, change("a", c.e)); err != nil {
						return err
					}
					return b.dues(tx, at(99), 0, c.want, c.next)
				})
				if err != nil {
					b.Errorf("unit %d: %v", i, err)
				}
			})
			ctx.wait(b)
		}
		hold.end(b)
		done.Wait()
		b.both(func(tx storage.Tx) error { return b.dues(tx, at(99), 0, "[box/z box/a]", at(8)) })
	}},
	{"dues are kept to the millisecond", func(b *bench) {
		b.do(change("a", BoxMade{When: at(1).Add(1999 * time.Microsecond)}))
		b.both(func(tx storage.Tx) error {
			ms := at(1).Add(time.Millisecond)
			return errors.Join(b.dues(tx, at(1), 0, "[]", ms), b.dues(tx, ms, 0, "[box/a]", ms))
		})
	}},
	{"many dues come in order, however they were moved", func(b *bench) {
		const n = 200
		when := func(i int) time.Time { return at(i * 7919 % 211) }
		for i := 0; i < n; i += 20 {
			b.must(func(tx storage.Tx) error {
				for j := range 20 {
					if _, err := step(tx, noon, change(fmt.Sprintf("%03d", i+j), BoxMade{When: at(i + j)})); err != nil {
						return err
					}
				}
				return nil
			})
		}
		for i := 0; i < n; i += 20 {
			b.must(func(tx storage.Tx) error {
				for j := range 20 {
					if _, err := step(tx, noon, change(fmt.Sprintf("%03d", i+j), BoxMoved{When: when(i + j)})); err != nil {
						return err
					}
				}
				return nil
			})
		}
		b.both(func(tx storage.Tx) error {
			refs, err := tx.Due(at(1e6), 0)
			if err != nil || len(refs) != n {
				return fmt.Errorf("%d due, %v", len(refs), err)
			}
			last := time.Time{}
			for _, r := range refs {
				got, err := load(tx, r.ID)
				if err != nil {
					return err
				}
				if got.When.Before(last) {
					return fmt.Errorf("%s at %s comes after %s", r, got.When, last)
				}
				last = got.When
			}
			few, err := tx.Due(at(1e6), 17)
			b.same("the first 17", few, refs[:17])
			return err
		})
	}},
}
