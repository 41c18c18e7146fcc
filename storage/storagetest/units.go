package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// everything writes one of each sort of write.
func everything(tx storage.Tx) error {
	_, err := step(tx, noon, change("1", BoxMade{Owner: "ana", When: at(1)}, saying(post("a")), func(c *domain.Change) {
		c.Words = append(c.Words, domain.Stamp{}.Word("hello"))
	}))
	if err != nil {
		return err
	}
	if _, err := tx.Once("k", at(100)); err != nil {
		return err
	}
	if _, _, err := tx.Receive(storage.Envelope{Key: "e", Platform: "slack", Raw: []byte("{}")}, at(100)); err != nil {
		return err
	}
	if err := tx.PutBlob("b", []byte("x")); err != nil {
		return err
	}
	_, err = tx.Seal(noon)
	return err
}

// empty is a look at a store in which nothing of everything is to be seen.
func (b *bench) empty(tx storage.Tx) error {
	if _, err := tx.Load(box("1")); !errors.Is(err, domain.ErrNotFound) {
		b.Errorf("Load: %v", err)
	}
	if _, err := tx.Word(domain.Stamp{}.Word("hello").ID); !errors.Is(err, domain.ErrNotFound) {
		b.Errorf("Word: %v", err)
	}
	if _, err := tx.Row(storage.RowKey("a")); !errors.Is(err, domain.ErrNotFound) {
		b.Errorf("Row: %v", err)
	}
	if _, err := tx.Blob("b"); !errors.Is(err, domain.ErrNotFound) {
		b.Errorf("Blob: %v", err)
	}
	refs, err1 := tx.Refs(BoxKind, "", 0)
	found, err2 := tx.Find(owner("ana"), 0)
	history, err3 := tx.History(box("1"), 0, 0)
	due, err4 := tx.Due(at(9), 0)
	rows, err5 := tx.OpenRows(0, 0)
	inbox, err6 := tx.Inbox(0, 0)
	if n := len(refs) + len(found) + len(history) + len(due) + len(rows) + len(inbox); n > 0 {
		b.Errorf("something was kept: %v %v %v %v %v %v", refs, found, history, due, rows, inbox)
	}
	return errors.Join(err1, err2, err3, err4, err5, err6)
}

var units = []promise{
	{"a unit that fails leaves nothing, and its error comes back as it is", func(b *bench) {
		err := b.mustNot(func(tx storage.Tx) error {
			if err := everything(tx); err != nil {
				return err
			}
			return errTest
		})
		if !errors.Is(err, errTest) {
			b.Errorf("the error is %v", err)
		}
		b.both(b.empty)
		b.must(func(tx storage.Tx) error { // what was noted in it is new again
			fresh, err := tx.Once("k", at(100))
			seq, received, err2 := tx.Receive(storage.Envelope{Key: "e"}, at(100))
			if !fresh || !received || seq != 1 {
				b.Errorf("Once %v, Receive %d %v", fresh, seq, received)
			}
			return errors.Join(err, err2)
		})
		b.again()
		b.see(func(tx storage.Tx) error { _, err := tx.Inbox(0, 0); return err })
	}},
	{"a panic of a unit is its error, and the store goes on", func(b *bench) {
		err := b.mustNot(func(tx storage.Tx) error {
			if err := everything(tx); err != nil {
				return err
			}
			panic("ouch")
		})
		if !contains(err, "ouch") {
			b.Errorf("the error is %v", err)
		}
		b.both(b.empty)
	}},
	{"a unit that ends its goroutine harms nobody", func(b *bench) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.s.Update(context.Background(), storage.People, func(tx storage.Tx) error {
				if err := everything(tx); err != nil {
					return err
				}
				runtime.Goexit()
				return nil
			})
		}()
		<-done
		b.both(b.empty)
	}},
	{"a view writes nothing, and says so", func(b *bench) {
		err := b.s.View(context.Background(), everything)
		if err == nil {
			b.Error("a view took writes")
		}
		for name, fn := range map[string]func(tx storage.Tx) error{
			"Once":    func(tx storage.Tx) error { _, err := tx.Once("k", at(1)); return err },
			"Receive": func(tx storage.Tx) error { _, _, err := tx.Receive(storage.Envelope{Key: "e"}, at(1)); return err },
			"PutBlob": func(tx storage.Tx) error { return tx.PutBlob("b", nil) },
			"Done":    func(tx storage.Tx) error { return tx.Done(1) },
			"PutRow":  func(tx storage.Tx) error { return tx.PutRow(storage.Row{Key: storage.RowKey("x")}) },
			"Append": func(tx storage.Tx) error {
				_, err := tx.Append("x", noon, domain.Only(post("a")))
				return err
			},
		} {
			if err := b.s.View(context.Background(), fn); err == nil {
				b.Errorf("%s in a view: no error", name)
			}
		}
		b.both(b.empty)
	}},
	{"a Tx is of no use after its unit", func(b *bench) {
		var kept []storage.Tx
		b.must(func(tx storage.Tx) error { kept = append(kept, tx); return nil })
		b.see(func(tx storage.Tx) error { kept = append(kept, tx); return nil })
		for _, tx := range kept {
			if _, err := tx.Load(box("1")); err == nil || errors.Is(err, domain.ErrNotFound) {
				b.Errorf("Load: %v", err)
			}
			if err := tx.PutBlob("b", []byte("x")); err == nil {
				b.Error("PutBlob was taken")
			}
			if _, err := tx.Due(at(1), 0); err == nil {
				b.Error("Due answers")
			}
		}
	}},
	{"a unit whose context has ended is not begun; one that was begun is finished", func(b *bench) {
		ctx, end := context.WithCancel(context.Background())
		err := b.s.Update(ctx, storage.People, func(tx storage.Tx) error {
			end()
			return tx.PutBlob("begun", []byte("x"))
		})
		if err != nil {
			b.Errorf("the unit that was begun: %v", err)
		}
		ran := false
		err = b.s.Update(ctx, storage.People, func(storage.Tx) error { ran = true; return nil })
		if !errors.Is(err, context.Canceled) || ran {
			b.Errorf("the unit that was not: %v, ran %v", err, ran)
		}
		if err := b.s.View(ctx, func(storage.Tx) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
			b.Errorf("a view: %v, ran %v", err, ran)
		}
		b.see(func(tx storage.Tx) error { _, err := tx.Blob("begun"); return err })
	}},
	{"a unit that waits is taken back by its context", func(b *bench) {
		hold := b.hold()
		ctx, end := context.WithCancel(context.Background())
		ran, answer := false, make(chan error)
		queued := b.queued(ctx)
		go func() {
			answer <- b.s.Update(queued, storage.People, func(storage.Tx) error { ran = true; return nil })
		}()
		queued.wait(b)
		end()
		if err := <-answer; !errors.Is(err, context.Canceled) {
			b.Errorf("the error is %v", err)
		}
		hold.end(b)
		b.must(func(storage.Tx) error { return nil })
		if ran {
			b.Error("it ran all the same")
		}
	}},
	{"a closed store takes no more", func(b *bench) {
		b.do(change("1", BoxMade{}))
		s := b.s
		b.again()
		if err := s.Update(context.Background(), storage.People, func(storage.Tx) error { return nil }); err == nil {
			b.Error("Update was taken")
		}
		if err := s.View(context.Background(), func(storage.Tx) error { return nil }); err == nil {
			b.Error("View was taken")
		}
	}},
	{"every process has a higher epoch", func(b *bench) {
		var last uint64
		for range 3 {
			b.both(func(tx storage.Tx) error {
				if tx.Epoch() < last {
					return fmt.Errorf("epoch %d after %d", tx.Epoch(), last)
				}
				return nil
			})
			var now uint64
			b.see(func(tx storage.Tx) error { now = tx.Epoch(); return nil })
			if now <= last {
				b.Errorf("epoch %d after %d", now, last)
			}
			last = now
			b.again()
		}
	}},
}
