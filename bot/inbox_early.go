package bot

import (
	"errors"
	"maps"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// errNotYet leaves an envelope where it is until more is known.
var errNotYet = errors.New("it is not known yet where this was said")

// early reports whether something was said in a thread of which it may be known soon that it is a
// case's: the message that would head it is under way, or was when the process died, and people
// may see it already and write under it. Their words wait until that message was settled; taken
// for words in a thread of no interest they would be lost, and with them a first response.
func (d *Desk) early(tx storage.Tx, in Incoming, heads func() []string) (bool, error) {
	sc, ok := sceneOf(in)
	if !ok || sc.Spot.Thread == "" || !d.queue.making() {
		return false, nil
	}
	if _, known, err := place.InThread(tx, sc.Spot); err != nil || known {
		return false, err
	}
	for _, key := range heads() {
		r, err := tx.Row(key)
		if errors.Is(err, domain.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		begun := r.State == storage.Sending || r.State == storage.Waiting && r.Doubt
		if !begun || r.Effect.Binds.Kind != domain.CaseThread {
			continue
		}
		// A channel that is lost by now may hold it all the same.
		b, _, err := place.Where(tx, r.Effect.Place)
		if err != nil {
			return false, err
		}
		if b == nil && sc.Direct { // it may stand in their own conversation with the desk
			rt, err := d.route(tx, r.Effect)
			if err != nil || rt.direct == sc.Who && !sc.Who.IsZero() {
				return err == nil, err
			}
			continue
		}
		if b != nil && b.Spot.Platform == sc.Spot.Platform && b.Spot.Channel == sc.Spot.Channel {
			return true, nil
		}
	}
	return false, nil
}

// heads lists the rows that make a place and are not settled.
func (q *queue) heads() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Collect(maps.Keys(q.makers))
}

// making reports whether there is one.
func (q *queue) making() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.makers) > 0
}
