package storagetest

import (
	"bytes"
	"context"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// Replayed compares every thing of a store with the replay of its events, byte for byte.
func Replayed(t testing.TB, s storage.Store, reg *record.Registry) {
	t.Helper()
	err := s.View(context.Background(), func(tx storage.Tx) error {
		for _, kind := range reg.ThingKinds() {
			refs, err := tx.Refs(kind, "", 0)
			if err != nil {
				return err
			}
			for _, ref := range refs {
				if err := replayed(t, tx, reg, ref); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func replayed(t testing.TB, tx storage.Tx, reg *record.Registry, ref domain.Ref) error {
	t.Helper()
	held, err := tx.Load(ref)
	if err != nil {
		return err
	}
	events, err := tx.History(ref, 0, 0)
	if err != nil {
		return err
	}
	folded, err := record.Replay(reg, ref.Kind, ref.ID, events)
	if err != nil {
		return err
	}
	a, err := reg.EncodeState(held)
	if err != nil {
		return err
	}
	b, err := reg.EncodeState(folded)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		t.Errorf("%s is not the fold of its %d events:\n held   %+v\n folded %+v", ref, len(events), held, folded)
	}
	return nil
}
