package record

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/deskhand/deskhand/domain"
)

// Verify holds a thing's record to the records of all its events, oldest first: each event
// stands behind the one before it, and the thing is their fold, byte for byte, under the keys
// and with the chain that its record says.
func (r *Registry) Verify(ref domain.Ref, state []byte, events [][]byte) error {
	chain := Genesis(ref)
	list := make([]domain.Recorded, 0, len(events))
	for i, b := range events {
		prev, e, err := r.DecodeEvent(b)
		switch {
		case err != nil:
			return fmt.Errorf("%s event %d: %w", ref, i+1, err)
		case prev != chain:
			return fmt.Errorf("%s event %d: its chain is broken", ref, i+1)
		case e.Seq != uint64(i)+1:
			return fmt.Errorf("%s event %d: it says it is event %d", ref, i+1, e.Seq)
		}
		chain = HashOf(b)
		list = append(list, e)
	}
	head, err := ReadHead(state)
	if err != nil {
		return fmt.Errorf("%s: %w", ref, err)
	}
	if head.Seq != uint64(len(events)) || head.Chain != chain {
		return fmt.Errorf("%s: its record stands at %d, its %d events lead elsewhere", ref, head.Seq, len(events))
	}
	folded, err := Replay(r, ref.Kind, ref.ID, list)
	if err != nil {
		return err
	}
	want, err := r.EncodeState(folded)
	if err != nil {
		return fmt.Errorf("%s: %w", ref, err)
	}
	keys, got, err := cutKeys(state)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", ref, err)
	case !bytes.Equal(got, want):
		return fmt.Errorf("%s: its record is not the fold of its %d events", ref, len(events))
	case !slices.Equal(keys, folded.Keys()):
		return fmt.Errorf("%s: it stands under the keys %v, not %v", ref, keys, folded.Keys())
	}
	return nil
}

// VerifySeals holds the records of all seals, oldest first, to each other and to the chains of
// the things in them; link answers the hash of a thing's event.
func (r *Registry) VerifySeals(seals [][]byte, link func(ref domain.Ref, seq uint64) (Hash, bool)) error {
	var last Hash
	for i, b := range seals {
		s, err := r.DecodeSeal(b)
		if err != nil {
			return fmt.Errorf("seal %d: %w", i+1, err)
		}
		if s.Prev != last {
			return fmt.Errorf("seal %d: its chain is broken", i+1)
		}
		last = HashOf(b)
		for _, h := range s.Heads {
			if got, ok := link(h.Ref, h.Seq); !ok || got != h.Chain {
				return fmt.Errorf("seal %d: %s event %d is not the one that was sealed", i+1, h.Ref, h.Seq)
			}
		}
	}
	return nil
}
