package bot

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// Outside is the name of the platform that is no chat: it hands events to programs at addresses
// of the operator's own. Where a desk has one, what the operator is told in chat is told there as
// well, since chat may be what is out of order; and that a platform refuses the desk or cannot be
// reached is told there alone.
const Outside = "webhook"

// outsideFor is how long, in desk time, an event is worth handing over.
const outsideFor = 24 * time.Hour

// outsideDeed is the deed of the event that says what a deed says in chat.
func outsideDeed(deed string) string { return "outside/" + deed }

// append writes changes down, and with them the events that tell what the operator is told.
func (d *Desk) append(tx storage.Tx, cause string, now time.Time, changes []domain.Change) ([]storage.Row, error) {
	rows, err := tx.Append(cause, now, changes)
	if err != nil || d.platforms[Outside] == nil {
		return rows, err
	}
	var told []domain.Effect
	for _, c := range changes {
		told = append(told, c.Effects...)
	}
	more, err := d.outside(tx, cause, now, told...)
	return append(rows, more...), err
}

// outside writes down the events that tell what these effects tell the operator.
func (d *Desk) outside(tx storage.Tx, cause string, now time.Time, told ...domain.Effect) ([]storage.Row, error) {
	if d.platforms[Outside] == nil {
		return nil, nil
	}
	var events []domain.Effect
	for _, e := range told {
		if e.Kind != domain.Post || e.Place.Kind != domain.OperatorPlace || e.Doc == nil || e.Audience != domain.Internal {
			continue
		}
		events = append(events, domain.Effect{
			Kind: domain.Webhook, Deed: outsideDeed(e.Deed), Place: card.OperatorHook().Address(), Audience: domain.Internal, Lane: e.Lane,
			Doc: e.Doc, Guard: e.Guard, Token: e.Token, Age: outsideFor, NotOlder: e.NotOlder,
		})
		if e.Age > 0 {
			events[len(events)-1].Age = min(e.Age, outsideFor)
		}
	}
	if len(events) == 0 {
		return nil, nil
	}
	return tx.Append(cause, now, domain.Only(events...))
}

// event writes down what is told outside of chat alone.
func (d *Desk) event(tx storage.Tx, cause string, now time.Time, deed string, says card.Internal) ([]storage.Row, error) {
	if d.platforms[Outside] == nil {
		return nil, nil
	}
	e := card.OperatorHook().Event(outsideDeed(deed), domain.LaneUrgent, says)
	e.Age = outsideFor
	return tx.Append(cause, now, domain.Only(e))
}

// unsayOutside takes back the event of a deed that is taken back.
func (d *Desk) unsayOutside(tx storage.Tx, deed string, now time.Time) error {
	if d.platforms[Outside] == nil {
		return nil
	}
	r, err := tx.Row(storage.RowKey(outsideDeed(deed)))
	if errors.Is(err, domain.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if r.State == storage.Sending {
		r.Why = whyVoid
		return tx.PutRow(r)
	}
	if r, ok := storage.Voided(r, now); ok {
		return tx.PutRow(r)
	}
	return nil
}
