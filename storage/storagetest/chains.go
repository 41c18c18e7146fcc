package storagetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// seal compares how many things a seal takes in.
func (b *bench) seal(now time.Time, want int) {
	b.Helper()
	b.must(func(tx storage.Tx) error {
		n, err := tx.Seal(now)
		if n != want {
			b.Errorf("Seal at %s: %d, not %d", now.Format("15:04:05"), n, want)
		}
		return err
	})
}

// noted makes a word and a box that names it.
func noted(id, text string) (domain.Command, domain.Word) {
	w := domain.Stamp{Seed: [16]byte{1}}.Word(text)
	return change(id, BoxMoved{Owner: "ana", Note: w.ID}, func(c *domain.Change) { c.Words = append(c.Words, w) }), w
}

var chained = []promise{
	{"words are kept apart and read back", func(b *bench) {
		c, w := noted("1", "Payments are down 😀")
		b.do(change("1", BoxMade{}), c)
		look := func(tx storage.Tx) error {
			got, err := tx.Word(w.ID)
			if got != w.Text {
				b.Errorf("the word is %q", got)
			}
			if got, err := tx.Word(""); got != "" || err != nil {
				b.Errorf("no word: %q %v", got, err)
			}
			if _, err := tx.Word("00"); !errors.Is(err, domain.ErrNotFound) {
				b.Errorf("a word never recorded: %v", err)
			}
			return err
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"a forgotten word stays forgotten, and chains and replay stand", func(b *bench) {
		c, w := noted("1", "my name is Ana")
		b.do(change("1", BoxMade{}), c)
		b.seal(noon, 1)
		before := b.history("1")
		b.must(func(tx storage.Tx) error {
			if err := tx.Forget(w.ID); err != nil {
				return err
			}
			got, err := tx.Word(w.ID)
			if got != "" {
				b.Errorf("in its unit the word is still %q", got)
			}
			return err
		})
		again, _ := noted("1", "my name is Ana")
		b.do(again) // the same word, recorded once more
		b.again()
		b.both(func(tx storage.Tx) error {
			got, err := tx.Word(w.ID)
			if got != "" {
				b.Errorf("the word is %q", got)
			}
			return err
		})
		b.same("the history before", b.history("1")[:2], before)
		b.sound()
		b.mustNot(func(tx storage.Tx) error { return tx.Forget("00") })
	}},
	{"a seal takes in what changed since the last, at most once a minute", func(b *bench) {
		b.seal(noon, 0) // nothing is no seal
		b.do(change("1", BoxMade{}), change("2", BoxMade{}), change("1", BoxMoved{}))
		b.seal(noon, 2)
		b.do(change("2", BoxMoved{}))
		b.seal(at(1).Add(-time.Millisecond), 0)
		b.again()
		b.seal(at(1).Add(-time.Millisecond), 0)
		b.seal(at(1), 1)
		b.seal(at(9), 0)
		b.do(change("3", BoxMade{}))
		b.seal(at(9), 1)
		b.sound()
	}},
	{"many things have chains of their own", func(b *bench) {
		for i := range 30 {
			b.do(change(fmt.Sprint(i%7), BoxMoved{Owner: fmt.Sprint(i), When: at(i)}))
			if i%10 == 9 {
				b.seal(at(i), 7)
			}
		}
		b.sound()
		b.again()
		b.sound()
	}},
}

func (b *bench) history(id string) (list []domain.Recorded) {
	b.Helper()
	b.see(func(tx storage.Tx) (err error) { list, err = tx.History(box(id), 0, 0); return err })
	return list
}
