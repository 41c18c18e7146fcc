package mem

import (
	"context"
	"errors"
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// Check holds every thing to its events and the seals to the chains.
func (s *Store) Check(ctx context.Context) error {
	return s.View(ctx, func(storage.Tx) error {
		var faults []error
		d := s.data
		for ref, state := range d.things {
			var events [][]byte
			for seq := uint64(1); d.events[ref][seq] != nil; seq++ {
				events = append(events, d.events[ref][seq])
			}
			if len(events) != len(d.events[ref]) {
				faults = append(faults, fmt.Errorf("%s: a gap in its events", ref))
			}
			faults = append(faults, s.reg.Verify(ref, state, events))
		}
		var seals [][]byte
		for seq := uint64(1); d.seals[seq] != nil; seq++ {
			seals = append(seals, d.seals[seq])
		}
		faults = append(faults, s.reg.VerifySeals(seals, func(ref domain.Ref, seq uint64) (record.Hash, bool) {
			b := d.events[ref][seq]
			return record.HashOf(b), b != nil
		}))
		return errors.Join(faults...)
	})
}
