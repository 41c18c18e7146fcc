package storagetest

import (
	"errors"
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

var things = []promise{
	{"a thing that was never made is not found", func(b *bench) {
		b.both(func(tx storage.Tx) error {
			if _, err := tx.Load(box("1")); !errors.Is(err, domain.ErrNotFound) {
				return fmt.Errorf("Load: %v", err)
			}
			return nil
		})
	}},
	{"what was appended is loaded, now and after a reopen", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana", Tags: []string{"x"}, When: at(5)}), change("1", BoxMoved{Owner: "ben", When: at(7)}))
		look := func(tx storage.Tx) error {
			t, err := tx.Load(box("1"))
			if err != nil {
				return err
			}
			got := t.(*Box)
			if got.Version() != 2 || got.Owner != "ben" || len(got.Tags) != 0 || !got.When.Equal(at(7)) || got.Marks[0].At != noon {
				return fmt.Errorf("loaded %+v", got)
			}
			return nil
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"a unit reads its own writes, and nobody else does before the commit", func(b *bench) {
		b.must(func(tx storage.Tx) error {
			if _, err := step(tx, noon, change("1", BoxMade{Owner: "ana", When: at(1)})); err != nil {
				return err
			}
			if _, err := tx.Load(box("1")); err != nil {
				return err
			}
			refs, err := tx.Find(domain.Key{Index: "boxes of owner", Value: "ana"}, 0)
			if err != nil || len(refs) != 1 {
				return fmt.Errorf("Find: %v %v", refs, err)
			}
			refs, err = tx.Due(at(1), 0)
			if err != nil || len(refs) != 1 {
				return fmt.Errorf("Due: %v %v", refs, err)
			}
			return nil
		})
	}},
}
