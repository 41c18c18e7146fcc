package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

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
	{"people go before what comes due by itself", func(b *bench) {
		hold := b.hold()
		var mu sync.Mutex
		var order []string
		var done sync.WaitGroup
		for i, prio := range []storage.Priority{1, 1, 1, 0, 1, 0, 0} {
			name := fmt.Sprintf("%s%d", [...]string{"person", "clock"}[prio], i)
			ctx := b.queued(context.Background())
			done.Go(func() {
				err := b.s.Update(ctx, prio, func(tx storage.Tx) error {
					mu.Lock()
					defer mu.Unlock()
					if !slices.Contains(order, name) {
						order = append(order, name)
					}
					return tx.PutBlob(name, []byte("x"))
				})
				if err != nil {
					b.Error(err)
				}
			})
			ctx.wait(b)
		}
		hold.end(b)
		done.Wait()
		b.same("the order", order, raw("[person3 person5 person6 clock0 clock1 clock2 clock4]"))
	}},
	{"units that fail harm none of those that share their flush", func(b *bench) {
		hold := b.hold()
		var done sync.WaitGroup
		for i := range 20 {
			ctx := b.queued(context.Background())
			done.Go(func() {
				err := b.s.Update(ctx, storage.People, func(tx storage.Tx) error {
					if _, err := step(tx, noon, change(fmt.Sprintf("%02d", i), BoxMade{Owner: "ana", When: at(i)})); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return errTest
					case 2:
						panic("ouch")
					}
					return nil
				})
				if (err != nil) != (i%4 == 1 || i%4 == 2) {
					b.Errorf("unit %d: %v", i, err)
				}
			})
			ctx.wait(b)
		}
		hold.end(b)
		done.Wait()
		look := func(tx storage.Tx) error {
			return b.finds(tx, owner("ana"), 0, "[box/00 box/03 box/04 box/07 box/08 box/11 box/12 box/15 box/16 box/19]")
		}
		b.both(look)
		b.again()
		b.both(look)
		b.both(func(tx storage.Tx) error {
			return b.dues(tx, at(99), 0, "[box/00 box/03 box/04 box/07 box/08 box/11 box/12 box/15 box/16 box/19]", at(0))
		})
	}},
	{"many writers and readers at once: every answered unit counts once, and views never see half of one", func(b *bench) {
		const writers, each = 16, 16
		b.do(change("a", BoxMade{}), change("b", BoxMade{}))
		var done sync.WaitGroup
		stop := make(chan struct{})
		for range 4 {
			done.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(time.Millisecond):
					}
					err := b.s.View(context.Background(), func(tx storage.Tx) error {
						x, err1 := load(tx, "a")
						y, err2 := load(tx, "b")
						if err := errors.Join(err1, err2); err != nil {
							return err
						}
						next, err := tx.NextDue()
						if err != nil {
							return err
						}
						if x.Version() != y.Version() || !next.Equal(x.When) {
							return fmt.Errorf("a view of two moments: a %d, b %d, due %s and %s", x.Version(), y.Version(), x.When, next)
						}
						return nil
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range each {
					err := b.s.Update(context.Background(), storage.Priority(i%2), func(tx storage.Tx) error {
						x, err := load(tx, "a")
						if err != nil {
							return err
						}
						when := at(int(x.Version()))
						if _, err := step(tx, noon, change("a", BoxMoved{Owner: fmt.Sprint(w), When: when})); err != nil {
							return err
						}
						_, err = step(tx, noon, change("b", BoxMoved{Owner: fmt.Sprint(w)}))
						return err
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		}
		writing.Wait()
		close(stop)
		done.Wait()
		last := fmt.Sprint("v", writers*each+1)
		b.see(func(tx storage.Tx) error {
			x, err := load(tx, "a")
			if err == nil && fmt.Sprint("v", x.Version()) != last {
				err = fmt.Errorf("a stands at %d, not %s", x.Version(), last)
			}
			return err
		})
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

// A holding keeps the store busy with one unit until it is ended.
type holding struct {
	release chan struct{}
	answer  chan error
}

func (b *bench) hold() holding {
	h := holding{make(chan struct{}), make(chan error, 1)}
	begun := make(chan struct{}, 2)
	go func() {
		h.answer <- b.s.Update(context.Background(), storage.People, func(storage.Tx) error {
			begun <- struct{}{}
			<-h.release
			return nil
		})
	}()
	<-begun
	return h
}

func (h holding) end(t testing.TB) {
	t.Helper()
	close(h.release)
	if err := <-h.answer; err != nil {
		t.Error(err)
	}
}

// A queuedContext notices when its unit has begun to wait: a store asks for Done only then.
type queuedContext struct {
	context.Context
	once sync.Once
	asks chan struct{}
}

func (b *bench) queued(ctx context.Context) *queuedContext {
	return &queuedContext{Context: ctx, asks: make(chan struct{})}
}

// Done implements context.Context.
func (c *queuedContext) Done() <-chan struct{} {
	c.once.Do(func() { close(c.asks) })
	return c.Context.Done()
}

func (c *queuedContext) wait(t testing.TB) {
	t.Helper()
	select {
	case <-c.asks:
	case <-time.After(10 * time.Second):
		t.Fatal("the unit does not wait with its context")
	}
}
