package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// facesBlob keeps which state the standing cards were last brought up to date with.
const facesBlob = "faces/state"

// Reface brings the cards that stand for long up to date where another desk folder was applied since
// the process last ran. A card that shows the same costs no call. It begins again from the start if
// it did not come to its end, and answers how many cards it was.
func (d *Desk) Reface(ctx context.Context) (int, error) {
	if d.rooms.Faces == nil {
		return 0, nil
	}
	var state string
	var all []domain.Command
	err := d.store.View(ctx, func(tx storage.Tx) error {
		was, err := tx.Blob(facesBlob)
		if err != nil && !errors.Is(err, domain.ErrNotFound) {
			return err
		}
		if state, all, err = d.rooms.Faces(tx); state == string(was) {
			state, all = "", nil
		}
		return err
	})
	if err != nil || state == "" {
		return 0, err
	}
	for n := 0; n < len(all); n += dueWhileWaiting {
		if err := d.reface(ctx, state, all[n:min(n+dueWhileWaiting, len(all))], n); err != nil {
			return n, fmt.Errorf("bring standing cards up to date: %w", err)
		}
	}
	return len(all), d.store.Update(ctx, storage.Background, func(tx storage.Tx) error { return tx.PutBlob(facesBlob, []byte(state)) })
}

func (d *Desk) reface(ctx context.Context, state string, some []domain.Command, from int) error {
	luck, err := d.chances()
	if err != nil {
		return err
	}
	now := d.Now()
	var done decided
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		var all decided
		for i, c := range some {
			cause := "faces/" + state + "/" + strconv.Itoa(from+i)
			o, _, err := d.decide(tx, c, domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByClock}, Cause: cause, Seed: luck.seed(cause)})
			if _, refused := domain.AsRefusal(err); err != nil && !refused {
				return err
			}
			all.add(o)
		}
		done = all
		return nil
	})
	if err == nil {
		d.tell(done)
	}
	return err
}
