package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// ReadBack is how far back, at most, an adapter reads again what was said while it was away:
// what lies further back than request keys are kept could be taken for new.
const ReadBack = KeepKeys - 2*time.Hour

// Missed is what an adapter reads again after it was away.
type Missed struct {
	// Since is the instant before which nothing is missing; zero where the platform was never
	// listened to, and nothing said before is the desk's business.
	Since time.Time
	// Until is the desk's now.
	Until time.Time
	// Threads are those of open things, in which people may have gone on talking though their
	// heads are older than Since.
	Threads []domain.Spot
}

func heardBlob(platform string) string { return "heard/" + platform }

// Missed implements Intake. Where the time away was longer than ReadBack, the operator is told
// what nobody will read.
func (d *Desk) Missed(ctx context.Context, platform string) (m Missed, err error) {
	now := d.Now()
	d.log.Info().Str("platform", platform).Msg("connected")
	d.troubles.clear(refusedBy(platform)) // it takes the desk: who is refused does not get here
	var heard time.Time
	err = d.store.View(ctx, func(tx storage.Tx) error {
		m = Missed{Until: now}
		b, err := tx.Blob(heardBlob(platform))
		if errors.Is(err, domain.ErrNotFound) {
			return nil
		}
		if err == nil {
			heard, err = time.Parse(time.RFC3339, string(b))
		}
		if err != nil {
			return err
		}
		m.Since = heard
		m.Threads, err = d.threads(tx, platform)
		return err
	})
	if err != nil {
		return Missed{}, fmt.Errorf("what was missed on %s: %w", platform, err)
	}
	if from := now.Add(-ReadBack); !m.Since.IsZero() && m.Since.Before(from) {
		m.Since = from
		err = d.tellUnread(ctx, platform, heard, from, now)
	}
	return m, err
}

func (d *Desk) tellUnread(ctx context.Context, platform string, from, to, now time.Time) error {
	var last decided
	err := d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		cause := "heard/" + platform + "/" + from.Format(time.RFC3339)
		rows, err := d.append(tx, cause, now, domain.Only(card.Operator().PostTo(cause, domain.LanePost,
			card.ForStaff(domain.Alert, domain.Say("inbox.unread", domain.Named(platform), domain.AtTime(from), domain.AtTime(to))))))
		last = decided{rows: rows}
		return err
	})
	if err != nil {
		return fmt.Errorf("tell what was not read on %s: %w", platform, err)
	}
	d.tell(last)
	return nil
}

// threads are the threads of what is open.
func (d *Desk) threads(tx storage.Tx, platform string) (list []domain.Spot, err error) {
	talked := d.rooms.Talked
	if talked == nil {
		talked = d.rooms.Open
	}
	if talked == nil || d.rooms.Thread == nil {
		return nil, nil
	}
	refs, err := talked(tx)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		for _, a := range []domain.Audience{domain.Customers, domain.Internal} {
			b, ok, err := d.rooms.Thread(tx, ref, a)
			if err != nil {
				return nil, err
			}
			if ok && b.Platform == platform && b.Thread != "" {
				list = append(list, b)
			}
		}
	}
	return list, nil
}

// Heard implements Intake.
func (d *Desk) Heard(ctx context.Context, platform string, until time.Time) error {
	if until.IsZero() {
		until = d.Now()
	}
	return d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		return tx.PutBlob(heardBlob(platform), []byte(until.UTC().Format(time.RFC3339)))
	})
}
