package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/storage"
)

var together = []promise{
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
