package storagetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

var things = []promise{
	{"a thing that was never made is not found", func(b *bench) {
		b.both(func(tx storage.Tx) error {
			if _, err := tx.Load(box("1")); !errors.Is(err, domain.ErrNotFound) {
				return fmt.Errorf("load: %v", err)
			}
			return nil
		})
	}},
	{"a name without kind or id, or with a zero byte, names nothing", func(b *bench) {
		for _, ref := range []domain.Ref{{}, {Kind: BoxKind}, {ID: "1"}, {Kind: BoxKind, ID: "1\x002"}} {
			b.both(func(tx storage.Tx) error {
				if _, err := tx.Load(ref); err == nil || errors.Is(err, domain.ErrNotFound) {
					return fmt.Errorf("Load(%q): %v", ref.String(), err)
				}
				return nil
			})
		}
	}},
	{"what was appended is loaded, at once and by the next process", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana", Tags: []string{"x"}, When: at(5)}), change("1", BoxMoved{Owner: "ben", When: at(7)}))
		look := func(tx storage.Tx) error {
			got, err := load(tx, "1")
			if err != nil {
				return err
			}
			if got.Version() != 2 || got.Owner != "ben" || len(got.Tags) != 0 || !got.When.Equal(at(7)) || got.Marks[0].At != noon || got.Marks[1].By.Person != "ana" {
				return fmt.Errorf("loaded %+v", got)
			}
			return nil
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"what Load answers is the caller's own", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana", Tags: []string{"x"}}))
		b.both(func(tx storage.Tx) error {
			got, err := load(tx, "1")
			if err != nil {
				return err
			}
			got.Tags[0], got.Owner, got.Counts["box.made/1"] = "y", "eve", 7
			if got, err = load(tx, "1"); err != nil || got.Tags[0] != "x" || got.Owner != "ana" || got.Counts["box.made/1"] != 1 {
				return fmt.Errorf("loaded %+v, %v", got, err)
			}
			return nil
		})
	}},
	{"what was appended is not shared with its maker", func(b *bench) {
		tags := []string{"x"}
		b.must(func(tx storage.Tx) error {
			if _, err := step(tx, noon, change("1", BoxMade{Owner: "ana", Tags: tags})); err != nil {
				return err
			}
			was := tags[0]
			tags[0] = "y"
			got, err := load(tx, "1")
			tags[0] = was
			if err != nil || got.Tags[0] != "x" {
				return fmt.Errorf("loaded %+v, %v", got, err)
			}
			return nil
		})
	}},
	{"a unit reads its own writes", func(b *bench) {
		b.must(func(tx storage.Tx) error {
			rows, err := step(tx, noon, change("1", BoxMade{Owner: "ana", When: at(1)}, saying(post("a"))))
			if err != nil {
				return err
			}
			if _, err := load(tx, "1"); err != nil {
				return err
			}
			if h, err := tx.History(box("1"), 0, 0); err != nil || len(h) != 1 {
				return fmt.Errorf("history: %v %v", h, err)
			}
			if refs, err := tx.Refs(BoxKind, "", 0); err != nil || len(refs) != 1 {
				return fmt.Errorf("refs: %v %v", refs, err)
			}
			if refs, err := tx.Find(domain.Key{Index: "boxes of owner", Value: "ana"}, 0); err != nil || len(refs) != 1 {
				return fmt.Errorf("find: %v %v", refs, err)
			}
			if refs, err := tx.Due(at(1), 0); err != nil || len(refs) != 1 {
				return fmt.Errorf("due: %v %v", refs, err)
			}
			if open, err := tx.OpenRows(0, 0); err != nil || len(open) != 1 || open[0].Key != rows[0].Key {
				return fmt.Errorf("OpenRows: %v %v", open, err)
			}
			if _, err := tx.Row(rows[0].Key); err != nil {
				return err
			}
			return nil
		})
	}},
	{"a change decided on another version is a conflict, and nothing of its unit is kept", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana"}))
		var late domain.Outcome
		b.see(func(tx storage.Tx) (err error) {
			late, err = domain.Step(tx, change("1", BoxMoved{Owner: "ben"}), domain.Stamp{Now: noon})
			return err
		})
		b.do(change("1", BoxMoved{Owner: "cleo"}))
		err := b.mustNot(func(tx storage.Tx) error {
			if _, err := step(tx, noon, change("2", BoxMade{})); err != nil {
				return err
			}
			_, err := tx.Append("late", noon, late.Changes)
			return err
		})
		if !errors.Is(err, domain.ErrConflict) {
			b.Errorf("the error is %v", err)
		}
		b.holds("1 cleo open v2")
	}},
	{"a thing is made once", func(b *bench) {
		var second domain.Outcome
		b.see(func(tx storage.Tx) (err error) {
			second, err = domain.Step(tx, change("1", BoxMade{Owner: "ben"}), domain.Stamp{Now: noon})
			return err
		})
		b.do(change("1", BoxMade{Owner: "ana"}))
		err := b.mustNot(func(tx storage.Tx) error {
			_, err := tx.Append("second", noon, second.Changes)
			return err
		})
		if !errors.Is(err, domain.ErrConflict) {
			b.Errorf("the error is %v", err)
		}
	}},
	{"a change that only speaks is held to the version it read too", func(b *bench) {
		b.do(change("1", BoxMade{}), change("1", BoxMoved{}))
		for version, conflict := range map[uint64]bool{0: false, 1: true, 2: false} {
			err := b.s.Update(b.Context(), storage.People, func(tx storage.Tx) error {
				_, err := tx.Append("x", noon, []domain.Change{{Ref: box("1"), Version: version, Effects: []domain.Effect{post(fmt.Sprint("say", version))}}})
				return err
			})
			if errors.Is(err, domain.ErrConflict) != conflict {
				b.Errorf("at version %d: %v", version, err)
			}
		}
	}},
	{"more writes than a command may make are refused", func(b *bench) {
		for n, refused := range map[int]bool{domain.MaxWrites: false, domain.MaxWrites + 1: true} {
			var c domain.Change
			for i := range n {
				switch i % 3 {
				case 0:
					c.Effects = append(c.Effects, post(fmt.Sprint(n, "/", i)))
				case 1:
					c.Void = append(c.Void, fmt.Sprint("void ", n, "/", i))
				case 2:
					c.Words = append(c.Words, domain.Stamp{Seed: [16]byte{byte(n)}}.Word(fmt.Sprint(n, i)))
				}
			}
			err := b.s.Update(b.Context(), storage.People, func(tx storage.Tx) error {
				_, err := tx.Append("many", noon, []domain.Change{c})
				return err
			})
			if (err != nil) != refused {
				b.Errorf("%d writes: %v", n, err)
			}
		}
	}},
	{"a change that Step has not filled in is refused", func(b *bench) {
		made := BoxMade{Owner: "ana"}
		rec := domain.Recorded{Seq: 1, At: noon, Now: noon, Event: made}
		after := NewBox("1")
		after.Apply(rec)
		for name, c := range map[string]domain.Change{
			"events that were not recorded": {Ref: box("1"), Events: []domain.Event{made}},
			"no thing":                      {Ref: box("1"), Events: []domain.Event{made}, Recorded: []domain.Recorded{rec}},
			"another thing":                 {Ref: box("2"), Events: []domain.Event{made}, Recorded: []domain.Recorded{rec}, After: after},
			"a gap":                         {Ref: box("1"), Events: []domain.Event{made}, Recorded: []domain.Recorded{{Seq: 2, Event: made}}, After: after},
			"another version":               {Ref: box("1"), Events: []domain.Event{made, made}, Recorded: []domain.Recorded{rec, {Seq: 2, Event: made}}, After: after},
			"no event":                      {Ref: box("1"), Events: []domain.Event{nil}, Recorded: []domain.Recorded{{Seq: 1}}, After: after},
		} {
			err := b.s.Update(b.Context(), storage.People, func(tx storage.Tx) error {
				_, err := tx.Append("x", noon, []domain.Change{c})
				return err
			})
			if err == nil {
				b.Errorf("%s: taken", name)
			}
		}
	}},
	{"an event or thing of a kind that is not registered is refused by name", func(b *bench) {
		err := b.mustNot(func(tx storage.Tx) error {
			_, err := step(tx, noon, change("1", strange{}))
			return err
		})
		if !errors.Is(err, storage.ErrUnknownKind) || !contains(err, "box.strange/1") {
			b.Errorf("an event: %v", err)
		}
		b.both(func(tx storage.Tx) error {
			refs, err := tx.Refs("crate", "", 0)
			if err != nil || len(refs) != 0 {
				return fmt.Errorf("refs: %v %v", refs, err)
			}
			return nil
		})
	}},
	{"history is listed oldest first, from any point, and is the same for the next process", func(b *bench) {
		b.do(change("1", BoxMade{Owner: "ana"}), change("10", BoxMade{Owner: "ben"}), change("1", BoxMoved{Owner: "cleo", When: at(3)}), change("1", &BoxShut{}))
		look := func(tx storage.Tx) error {
			for _, c := range []struct {
				after uint64
				limit int
				want  string
			}{
				{0, 0, "[1 box.made/1 2 box.moved/1 3 box.shut/1]"}, {1, 0, "[2 box.moved/1 3 box.shut/1]"},
				{0, 2, "[1 box.made/1 2 box.moved/1]"}, {1, 1, "[2 box.moved/1]"}, {3, 0, "[]"}, {99, 1, "[]"},
			} {
				list, err := tx.History(box("1"), c.after, c.limit)
				if err != nil {
					return err
				}
				got := []any{}
				for _, r := range list {
					got = append(got, r.Seq, r.Event.EventKind())
					if r.At != noon || r.Now != noon || r.Cause != "test" || r.Actor.Person != "ana" {
						return fmt.Errorf("event %+v", r)
					}
				}
				b.same(fmt.Sprintf("History after %d limit %d", c.after, c.limit), fmt.Sprint(got), c.want)
			}
			list, err := tx.History(box("3"), 0, 0)
			if err != nil || len(list) != 0 {
				return fmt.Errorf("of a thing that was never made: %v %v", list, err)
			}
			return nil
		}
		b.both(look)
		b.again()
		b.both(look)
	}},
	{"things of a kind are listed by id, whatever they wait for", func(b *bench) {
		for i, id := range []string{"10", "9", "1", "a/b", "a", "1b"} {
			m := BoxMade{}
			if i%2 == 0 {
				m.When = at(i)
			}
			b.do(change(id, m))
		}
		b.do(decide(func(domain.Reader, domain.Stamp) ([]domain.Change, error) {
			return []domain.Change{domain.Create(&boxer{Head: domain.Head{ID: "0"}}, BoxMade{})}, nil
		}))
		b.both(func(tx storage.Tx) error {
			for _, c := range []struct {
				after string
				limit int
				want  string
			}{
				{"", 0, "[box/1 box/10 box/1b box/9 box/a box/a/b]"}, {"", 2, "[box/1 box/10]"},
				{"1", 2, "[box/10 box/1b]"}, {"9", 0, "[box/a box/a/b]"}, {"5", 1, "[box/9]"}, {"a/b", 0, "[]"},
			} {
				refs, err := tx.Refs(BoxKind, c.after, c.limit)
				if err != nil {
					return err
				}
				b.same(fmt.Sprintf("Refs after %q limit %d", c.after, c.limit), refs, raw(c.want))
			}
			return nil
		})
	}},
}

// strange is an event that nobody registered.
type strange struct{}

func (strange) EventKind() string { return "box.strange/1" }

// namesDiffer guards the suite itself: go test -run finds a promise by its name.
func namesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range promises {
		if seen[p.name] {
			t.Errorf("two promises are named %q", p.name)
		}
		seen[p.name] = true
	}
}
