package storagetest

import (
	"errors"
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

func owner(v string) domain.Key  { return domain.Key{Index: "boxes of owner", Value: v} }
func tagged(v string) domain.Key { return domain.Key{Index: "boxes tagged", Value: v} }

// finds compares what stands under a key.
func (b *bench) finds(tx storage.Tx, k domain.Key, limit int, want string) error {
	refs, err := tx.Find(k, limit)
	b.same(fmt.Sprintf("Find %v limit %d", k, limit), refs, raw(want))
	return err
}

var finding = []promise{
	{"a thing is found under the keys it has now, and under no other", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana", Tags: []string{"x", "y"}}), change("2", BoxMade{Owner: "ana", Tags: []string{"y"}}))
		b.both(func(tx storage.Tx) error {
			return errors.Join(b.finds(tx, owner("ana"), 0, "[box/1 box/2]"), b.finds(tx, tagged("x"), 0, "[box/1]"),
				b.finds(tx, tagged("y"), 0, "[box/1 box/2]"))
		})
		b.do(change("1", BoxMoved{Owner: "ben", Tags: []string{"y", "z"}}))
		look := func(tx storage.Tx) error {
			return errors.Join(b.finds(tx, owner("ana"), 0, "[box/2]"), b.finds(tx, owner("ben"), 0, "[box/1]"),
				b.finds(tx, tagged("x"), 0, "[]"), b.finds(tx, tagged("y"), 0, "[box/1 box/2]"), b.finds(tx, tagged("z"), 0, "[box/1]"))
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"inside a unit keys are seen to change both ways", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana"}), change("3", BoxMade{Owner: "ana"}))
		b.must(func(tx storage.Tx) error {
			if _, err := step(tx, noon, change("1", BoxMoved{Owner: "ben"})); err != nil {
				return err
			}
			if _, err := step(tx, noon, change("2", BoxMade{Owner: "ana"})); err != nil {
				return err
			}
			if err := b.finds(tx, owner("ana"), 0, "[box/2 box/3]"); err != nil {
				return err
			}
			if _, err := step(tx, noon, change("1", BoxMoved{Owner: "ana"})); err != nil {
				return err
			}
			return errors.Join(b.finds(tx, owner("ana"), 0, "[box/1 box/2 box/3]"), b.finds(tx, owner("ben"), 0, "[]"))
		})
	}},
	{"a limit cuts a list after its order, and 0 means all", func(b *bench) {
		for _, id := range []string{"3", "1", "2"} {
			b.do(change(id, BoxMade{Owner: "ana"}))
		}
		b.both(func(tx storage.Tx) error {
			return errors.Join(b.finds(tx, owner("ana"), 1, "[box/1]"), b.finds(tx, owner("ana"), 2, "[box/1 box/2]"),
				b.finds(tx, owner("ana"), 9, "[box/1 box/2 box/3]"))
		})
	}},
	{"keys that begin alike are apart, and one key may hold two kinds", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana"}), change("2", BoxMade{Owner: "anastasia"}), change("3", BoxMade{Owner: ""}),
			decide(func(domain.Reader, domain.Stamp) ([]domain.Change, error) {
				return []domain.Change{domain.Create(&boxer{Head: domain.Head{ID: "0"}}, BoxMade{})}, nil
			}))
		b.both(func(tx storage.Tx) error {
			return errors.Join(b.finds(tx, owner("ana"), 0, "[box/1 boxer/0]"), b.finds(tx, owner("anastasia"), 0, "[box/2]"),
				b.finds(tx, owner("an"), 0, "[]"), b.finds(tx, owner(""), 0, "[box/3]"))
		})
	}},
	{"a key that no thing can have is an error to ask for", func(b *bench) {
		b.both(func(tx storage.Tx) error {
			for _, k := range []domain.Key{{}, {Index: "", Value: "x"}, {Index: "x", Value: "a\x00b"}} {
				if _, err := tx.Find(k, 0); err == nil {
					return fmt.Errorf("Find(%q) answers", k)
				}
			}
			return nil
		})
	}},
}
