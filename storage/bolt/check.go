package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// maxFaults bounds what one Check reports.
const maxFaults = 50

// Check looks the whole store through: bolt's own pages, for which commits wait; then, while
// the store stays in use, every thing against its events, keys and due; rows, request keys and
// counters against each other; the seals. Its error joins what it found. It reads everything
// and takes its time.
func (s *Store) Check(ctx context.Context) error {
	pages := s.checkPages()
	return s.View(ctx, func(stx storage.Tx) error {
		c := &check{tx: stx.(*tx), ctx: ctx, faults: pages}
		for _, look := range []func() error{c.things, c.orphans, c.index, c.rows, c.keys, c.counters, c.heap, c.seals} {
			if err := look(); err != nil {
				c.found(err)
			}
		}
		return errors.Join(c.faults...)
	})
}

// checkPages has the store to itself: bolt's list of free pages belongs to its one writer.
func (s *Store) checkPages() (faults []error) {
	btx, err := s.db.Begin(true)
	if err != nil {
		return []error{err}
	}
	defer btx.Rollback()
	for err := range btx.Check() {
		faults = append(faults, err)
	}
	return faults
}

type check struct {
	*tx
	ctx     context.Context
	faults  []error
	indexed int
}

// found notes a fault, and reports that enough were found.
func (c *check) found(err error) bool {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, err)
	}
	return len(c.faults) >= maxFaults
}

// each goes through a space and notes what fails.
func (c *check) each(s space, look func(k, v []byte) error) error {
	return c.walk(s, nil, nil, func(k, v []byte) (bool, error) {
		if err := c.ctx.Err(); err != nil {
			return false, err
		}
		if err := look(k, v); err != nil {
			return !c.found(err), nil
		}
		return true, nil
	})
}

func (c *check) things() error {
	for _, s := range []space{hot, cold} {
		err := c.each(s, func(k, v []byte) error {
			ref := toRef(k)
			if _, ok := record.DueMilli(v); ok != (s == hot) {
				return fmt.Errorf("%s: it lies in %s", ref, spaceName[s])
			}
			if s == cold && c.f.bucket(hot).Get(k) != nil {
				return fmt.Errorf("%s: it lies in both spaces", ref)
			}
			if c.f.bucket(kinds).Get([]byte(record.ThingName(ref.Kind))) == nil {
				return fmt.Errorf("%s: its kind is not noted", ref)
			}
			var list [][]byte
			prefix := append(bytes.Clone(k), 0)
			err := c.walk(events, prefix, nil, func(k, v []byte) (bool, error) {
				if got := toNumber(k[len(prefix):]); got != uint64(len(list))+1 {
					return false, fmt.Errorf("%s: event %d stands at %d", ref, len(list)+1, got)
				}
				list = append(list, v)
				return true, nil
			})
			if err != nil {
				return err
			}
			keys, err := record.Keys(v)
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			for _, key := range keys {
				at, err := indexPrefix(key)
				if err != nil {
					return fmt.Errorf("%s: %w", ref, err)
				}
				if c.f.bucket(index).Get(append(at, k...)) == nil {
					return fmt.Errorf("%s: it is not found under %v", ref, key)
				}
			}
			c.indexed += len(keys)
			if err := c.s.reg.Verify(ref, v, list); err != nil {
				return err
			}
			return c.onTime(ref, v)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// onTime says whether a thing will be looked at when it should be, as far as the policy of
// today is known. To be looked at too early is no fault.
func (c *check) onTime(ref domain.Ref, state []byte) error {
	if c.s.o.Policy == nil {
		return nil
	}
	thing, err := c.s.reg.DecodeThing(ref, state)
	if err != nil {
		return err
	}
	head, err := record.ReadHead(state)
	if err != nil {
		return err
	}
	want := domain.Instant(thing.NextDue(c.Policy()))
	if want.IsZero() || !head.Due.IsZero() && !head.Due.After(want) {
		return nil
	}
	return fmt.Errorf("%s: it is due at %s, its record says %s", ref, want, head.Due)
}

// orphans are events of no thing or of a kind that was not noted, and words that cannot be
// read.
func (c *check) orphans() error {
	err := c.each(events, func(k, v []byte) error {
		if len(k) < 9 {
			return fmt.Errorf("an event at %q", k)
		}
		if b, _, err := c.state(k[:len(k)-9]); b == nil || err != nil {
			return fmt.Errorf("an event of %s, which is not there", toRef(k[:len(k)-9]))
		}
		_, e, err := c.s.reg.DecodeEvent(v)
		if err == nil && c.f.bucket(kinds).Get([]byte(record.EventName(e.Event.EventKind()))) == nil {
			return fmt.Errorf("%s: the kind of event %d is not noted", toRef(k[:len(k)-9]), e.Seq)
		}
		return nil // what cannot be read was told with its thing
	})
	return errors.Join(err, c.each(words, func(k, v []byte) error {
		if _, err := c.s.reg.DecodeWord(v); err != nil {
			return fmt.Errorf("word %s: %w", k, err)
		}
		return nil
	}))
}

func (c *check) index() error {
	n := 0
	err := c.each(index, func(_, _ []byte) error { n++; return nil })
	if n != c.indexed {
		c.found(fmt.Errorf("%d keys lead to things, which stand under %d", n, c.indexed))
	}
	return err
}

func (c *check) rows() error {
	var counts [2]int
	for i, s := range []space{open, settled} {
		err := c.each(s, func(k, v []byte) error {
			counts[i]++
			r, err := c.s.reg.DecodeRow(v)
			switch {
			case err != nil:
				return fmt.Errorf("row at %d: %w", toNumber(k), err)
			case r.Seq != toNumber(k) || r.State.Open() != (s == open):
				return fmt.Errorf("row %s: %s at %d, it lies in %s at %d", r.Key, r.State, r.Seq, spaceName[s], toNumber(k))
			}
			key, err := rowKey(r.Key)
			if err != nil {
				return err
			}
			if !bytes.Equal(c.f.bucket(rowKeys).Get(key), k) {
				return fmt.Errorf("row %s at %d: its key leads elsewhere", r.Key, r.Seq)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	n := 0
	err := c.each(rowKeys, func(_, _ []byte) error { n++; return nil })
	if n != counts[0]+counts[1] {
		c.found(fmt.Errorf("%d row keys for %d open and %d settled rows", n, counts[0], counts[1]))
	}
	return err
}

// keys are those of requests.
func (c *check) keys() error {
	n := 0
	err := c.each(once, func(k, v []byte) error {
		n++
		if len(v) < 8 || c.f.bucket(expiry).Get(append(bytes.Clone(v[:8]), k...)) == nil {
			return fmt.Errorf("request key %q: it would never expire", k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = c.each(expiry, func(_, _ []byte) error { n--; return nil })
	if n != 0 {
		c.found(fmt.Errorf("%d more request keys than times at which they expire", n))
	}
	return err
}

func (c *check) counters() error {
	for key, lists := range map[string][]space{metaInboxSeq: {inbox}, metaRowSeq: {open, settled}, metaSealSeq: {seals}} {
		for _, s := range lists {
			last, _ := c.f.bucket(s).Cursor().Last()
			if held := toNumber(c.f.bucket(meta).Get([]byte(key))); toNumber(last) > held {
				c.found(fmt.Errorf("%s is %d, %s goes on to %d", key, held, spaceName[s], toNumber(last)))
			}
		}
	}
	return nil
}

// heap compares the heap with the records, where no commit came between.
func (c *check) heap() error {
	scanned, err := c.scanDue(math.MaxInt64, 0)
	if err != nil {
		return err
	}
	h := c.s.due
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.id != c.f.btx.ID() {
		return nil
	}
	held := h.first(math.MaxInt64, 0, func(domain.Ref) bool { return false })
	if !slices.Equal(held, scanned) || len(h.spots) != len(held) {
		c.found(fmt.Errorf("the heap holds %d dues, the records %d, or they differ", len(held), len(scanned)))
	}
	return nil
}

func (c *check) seals() error {
	var list [][]byte
	err := c.each(seals, func(k, v []byte) error {
		list = append(list, v)
		return nil
	})
	if err != nil {
		return err
	}
	return c.s.reg.VerifySeals(list, func(ref domain.Ref, seq uint64) (record.Hash, bool) {
		key, err := name(ref)
		if err != nil {
			return record.Hash{}, false
		}
		b := c.f.bucket(events).Get(append(append(key, 0), number(seq)...))
		return record.HashOf(b), b != nil
	})
}
