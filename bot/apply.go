package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

// An Application is a desk folder that is to be applied.
type Application struct {
	Files   map[string][]byte
	From    time.Time // in force from then on; zero: now
	By      string    // who applies it
	Migrate bool      // bring open cases to it
	Overdue bool      // … also clocks that are overdue under it: they are due at once
	// Seen is the folder that was the last one when whoever applies saw what it would do.
	Seen uint32
}

// ErrOtherFolder is another folder that was applied since somebody saw what theirs would do.
var ErrOtherFolder = errors.New("another desk folder was applied meanwhile")

// Apply keeps a desk folder as the next one, records who applied it, begins the job that brings open
// cases to it where that is asked for, all in one unit, and lets the process decide by it from then
// on. What is the same as the last one is not kept again. The files were checked before.
func (d *Desk) Apply(ctx context.Context, shelf *folder.Shelf, a Application) (number uint32, err error) {
	now := d.Now()
	from := domain.Instant(a.From)
	if from.Before(now) {
		from = now
	}
	digest := folder.Digest(a.Files)
	_, err = d.OperateWith(ctx, "apply/"+digest[:16]+"/"+now.Format(time.RFC3339Nano), func(tx storage.Tx) (domain.Command, error) {
		last, _, err := folder.Last(tx)
		if err != nil {
			return nil, err
		}
		if last != a.Seen {
			return nil, fmt.Errorf("%w: it is folder %d", ErrOtherFolder, last)
		}
		if number, err = folder.Put(tx, a.Files, from, now); err != nil {
			return nil, err
		}
		return migration.Apply{Folder: number, From: from, By: a.By, Digest: digest, Migrate: a.Migrate, Overdue: a.Overdue}, nil
	})
	if err != nil {
		return 0, fmt.Errorf("apply a desk folder: %w", err)
	}
	// From here on it is applied: a process that dies now reads it when it starts.
	if err := shelf.Read(ctx, d.store); err != nil {
		return number, fmt.Errorf("read the applied folder: %w", err)
	}
	if _, err := d.Reface(ctx); err != nil {
		return number, err
	}
	return number, nil
}

// previewed is how many cases one view of the store looks at.
const previewed = 500

// Preview looks at every open case, without keeping the store to itself: what the last folder of
// after would mean for it, in the place of before, at an instant.
func Preview(ctx context.Context, store storage.Store, before, after *offering.Library, at time.Time, overdue bool) (migration.Preview, error) {
	v := migration.NewPreviewer(before, after, at, overdue)
	for last, more := "", true; more; {
		err := store.View(ctx, func(tx storage.Tx) error {
			refs, err := tx.Refs(casework.Kind, last, previewed)
			more = len(refs) == previewed
			for _, ref := range refs {
				c, err := casework.Load(tx, ref.ID)
				if err != nil {
					return fmt.Errorf("load %s: %w", ref, err)
				}
				v.Look(c)
				last = ref.ID
			}
			return err
		})
		if err != nil {
			return migration.Preview{}, fmt.Errorf("preview a desk folder: %w", err)
		}
	}
	return v.Done(), nil
}
