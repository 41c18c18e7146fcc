package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// headed deals with a row whose place has lost the message that heads it, as where somebody
// deleted a case's card: it is put up anew, and what was to be said waits for it. Where that
// cannot be done, the ending stays what it was.
func (d *Desk) headed(tx storage.Tx, was storage.Row, e ending, res result, s domain.Stamp) (ending, decided, error) {
	p := was.Effect.Place
	if !e.bare || d.rooms.Head == nil || d.queue.makes(p) && !e.lose {
		return e, decided{}, nil
	}
	c := d.rooms.Head(tx, p)
	if c == nil {
		return e, decided{}, nil
	}
	o, changes, err := d.decide(tx, c, s)
	if err != nil || len(changes) == 0 {
		return e, o, err
	}
	o.anew = append(o.anew, p)
	if !e.lose {
		return e, o, nil
	}
	// Nothing can be said in the thread that was; the operator need not know.
	lost, _, err := d.decide(tx, place.Lose{Place: p}, s)
	o.add(lost)
	e.lose = false
	if was.Effect.Kind == domain.Post {
		e.died, e.row = false, was
		e.again = res.real.Add(time.Second)
		e.row.State, e.row.NotBefore, e.row.Again = storage.Waiting, e.again, false
	}
	return e, o, err
}
