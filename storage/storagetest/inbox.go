package storagetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// receive keeps an envelope and compares the answer.
func (b *bench) receive(key string, seq uint64, fresh bool) {
	b.Helper()
	b.must(func(tx storage.Tx) error {
		e := storage.Envelope{Key: key, Platform: "slack", Kind: "message", Raw: []byte(key), Received: noon}
		s, f, err := tx.Receive(e, at(60))
		if s != seq || f != fresh {
			b.Errorf("Receive %s: %d %v, not %d %v", key, s, f, seq, fresh)
		}
		return err
	})
}

func (b *bench) waiting(tx storage.Tx, after uint64, n int, want string) error {
	list, err := tx.Inbox(after, n)
	got := []string{}
	for _, e := range list {
		got = append(got, fmt.Sprint(e.Seq, e.Key))
		if string(e.Raw) != e.Key || e.Platform != "slack" || e.Kind != "message" || e.Received != noon {
			b.Errorf("envelope %+v", e)
		}
	}
	b.same(fmt.Sprintf("Inbox after %d, %d", after, n), got, raw(want))
	return err
}

var coming = []promise{
	{"a request key is new once, also across processes", func(b *bench) {
		once := func(key string, want bool) {
			b.Helper()
			b.must(func(tx storage.Tx) error {
				fresh, err := tx.Once(key, at(60))
				if fresh != want {
					b.Errorf("Once %s: %v", key, fresh)
				}
				return err
			})
		}
		once("k", true)
		once("k", false)
		once("k2", true)
		b.again()
		once("k", false)
		b.must(func(tx storage.Tx) error { // twice in one unit
			a, err := tx.Once("k3", at(60))
			c, err2 := tx.Once("k3", at(60))
			if !a || c {
				b.Errorf("in one unit: %v, then %v", a, c)
			}
			return errors.Join(err, err2)
		})
	}},
	{"request keys are forgotten after their time, earliest first, and not before", func(b *bench) {
		b.must(func(tx storage.Tx) error {
			for i := range 5 {
				if _, err := tx.Once(fmt.Sprint("k", i), at(10-i)); err != nil {
					return err
				}
			}
			return nil
		})
		expire := func(now time.Time, n, want int) {
			b.Helper()
			b.must(func(tx storage.Tx) error {
				got, err := tx.Expire(now, n)
				if got != want {
					b.Errorf("Expire at %s, %d: %d, not %d", now, n, got, want)
				}
				return err
			})
		}
		fresh := func(key string, want bool) {
			b.Helper()
			b.mustNot(func(tx storage.Tx) error {
				got, err := tx.Once(key, at(99))
				if err == nil && got != want {
					b.Errorf("%s is new: %v", key, got)
				}
				return errTest
			})
		}
		expire(at(6), 0, 0)
		expire(at(6).Add(time.Millisecond), 0, 1)
		fresh("k4", true)
		fresh("k3", false)
		expire(at(20), 2, 2)
		fresh("k2", true)
		fresh("k1", false)
		b.again()
		expire(at(20), 0, 2)
		expire(at(20), 0, 0)
		fresh("k0", true)
	}},
	{"envelopes are kept in the order they came, until they are worked off", func(b *bench) {
		b.receive("a", 1, true)
		b.receive("b", 2, true)
		b.receive("c", 3, true)
		b.both(func(tx storage.Tx) error {
			return errors.Join(b.waiting(tx, 0, 0, "[1a 2b 3c]"), b.waiting(tx, 1, 1, "[2b]"), b.waiting(tx, 3, 0, "[]"))
		})
		b.must(func(tx storage.Tx) error {
			if err := tx.Done(2); err != nil {
				return err
			}
			return b.waiting(tx, 0, 0, "[1a 3c]")
		})
		b.again()
		b.both(func(tx storage.Tx) error { return b.waiting(tx, 0, 0, "[1a 3c]") })
		b.receive("d", 4, true)
	}},
	{"an envelope that comes again is not kept again, waiting or worked off", func(b *bench) {
		b.receive("a", 1, true)
		b.receive("a", 1, false)
		b.again()
		b.receive("a", 1, false)
		b.must(func(tx storage.Tx) error { return errors.Join(tx.Done(1), tx.Done(1)) })
		b.receive("a", 0, false)
		b.again()
		b.receive("a", 0, false)
		b.receive("b", 2, true)
		b.must(func(tx storage.Tx) error {
			n, err := tx.Expire(at(61), 0)
			if n != 2 {
				b.Errorf("%d keys expired", n)
			}
			return err
		})
		b.both(func(tx storage.Tx) error { return b.waiting(tx, 0, 0, "[2b]") }) // what waits outlives its key
		b.receive("a", 3, true)
	}},
	{"request keys and keys of envelopes are apart", func(b *bench) {
		b.receive("a", 1, true)
		b.must(func(tx storage.Tx) error {
			fresh, err := tx.Once("a", at(60))
			if !fresh {
				b.Error("what was received counts as decided")
			}
			return err
		})
	}},
	{"a command is written down, kept and read back; one nobody knows is refused by name", func(b *bench) {
		later, err := b.reg.EncodeCommand(Open{ID: "7", When: at(3)})
		if err != nil {
			b.Fatal(err)
		}
		b.must(func(tx storage.Tx) error {
			_, _, err := tx.Receive(storage.Envelope{Key: "later", Platform: storage.Desk, Kind: Open{}.CommandKind(), Raw: later}, at(60))
			return err
		})
		b.again()
		b.must(func(tx storage.Tx) error {
			list, err := tx.Inbox(0, 0)
			if err != nil || len(list) != 1 {
				return fmt.Errorf("inbox: %v %v", list, err)
			}
			c, err := b.reg.DecodeCommand(list[0].Kind, list[0].Raw)
			if err != nil {
				return err
			}
			if c != (Open{ID: "7", When: at(3)}) {
				return fmt.Errorf("read back %+v", c)
			}
			_, err = step(tx, noon, c)
			return err
		})
		err = b.mustNot(func(tx storage.Tx) error {
			_, _, err := tx.Receive(storage.Envelope{Key: "x", Platform: storage.Desk, Kind: "box.burn"}, at(60))
			return err
		})
		if !errors.Is(err, storage.ErrUnknownKind) || !contains(err, "box.burn") {
			b.Errorf("the error is %v", err)
		}
	}},
	{"blobs are kept by name and replaced whole", func(b *bench) {
		b.must(func(tx storage.Tx) error {
			return errors.Join(tx.PutBlob("desk/1", []byte("one")), tx.PutBlob("desk/2", []byte{}), tx.PutBlob("desk/3", nil), tx.PutBlob("desk/1", []byte("uno")))
		})
		look := func(tx storage.Tx) error {
			for name, want := range map[string]string{"desk/1": "uno", "desk/2": "", "desk/3": ""} {
				got, err := tx.Blob(name)
				if err != nil || string(got) != want {
					b.Errorf("Blob %s: %q %v", name, got, err)
				}
			}
			if _, err := tx.Blob("desk/4"); !errors.Is(err, domain.ErrNotFound) {
				b.Errorf("Blob of none: %v", err)
			}
			return nil
		}
		b.both(look)
		b.again()
		b.both(look)
		b.must(func(tx storage.Tx) error { // what goes in and comes out is the caller's own
			data := []byte("uno")
			if err := tx.PutBlob("desk/1", data); err != nil {
				return err
			}
			data[0] = 'X'
			got, err := tx.Blob("desk/1")
			if err == nil {
				got[0] = 'X'
			}
			return errors.Join(err, look(tx))
		})
		b.both(look)
	}},
}
