package bot

import (
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// furnish is what a delivery holds besides words: a file's text, a room's name, the users of those
// who are asked in, and where something kept at hand leads.
func (d *Desk) furnish(tx storage.Tx, row storage.Row, rt route, now time.Time) (more Delivery, err error) {
	e := row.Effect
	more.Name = e.Name
	if e.Sheet != nil {
		more.Sheet, err = d.sheet(tx, row, now)
	}
	if e.Kind == domain.Bookmark && err == nil {
		more.Toward, err = toward(tx, e.Toward)
	}
	if e.Kind != domain.Invite || err != nil {
		return more, err
	}
	more.Guests = map[string]domain.Handle{}
	for _, id := range e.Guests {
		handles, err := d.rooms.Handles(tx, id)
		if err != nil {
			return more, fmt.Errorf("handles of person %s: %w", id, err)
		}
		// Whoever has none on the platform is missed when the rest was asked in.
		if i := slices.IndexFunc(handles, func(h domain.Handle) bool { return h.Platform == rt.platform }); i >= 0 {
			more.Guests[id] = handles[i]
		}
	}
	return more, nil
}

// toward is the message that heads a place.
func toward(r domain.Reader, p domain.Place) (domain.Spot, error) {
	b, ok, err := place.Where(r, p)
	if err != nil || !ok {
		return domain.Spot{}, err
	}
	at, err := place.Last(r, b.Spot)
	if at.Message == "" {
		at.Message, at.Thread = at.Thread, ""
	}
	return at, err
}

// missing tells the thing for which people were asked in, who of them could not be.
func (d *Desk) missing(tx storage.Tx, was storage.Row, res result, s domain.Stamp) (decided, error) {
	who := slices.Clone(res.receipt.Missing)
	for _, id := range was.Effect.Guests {
		if _, known := res.guests[id]; !known {
			who = append(who, domain.Missing{Person: id, Why: domain.NoHandle})
		}
	}
	if len(who) == 0 || was.Effect.Report.IsZero() {
		return decided{}, nil
	}
	t, err := tx.Load(was.Effect.Report)
	if err != nil {
		return decided{}, fmt.Errorf("load %s: %w", was.Effect.Report, err)
	}
	host, ok := t.(domain.Host)
	if !ok {
		return decided{}, nil
	}
	slices.SortFunc(who, func(a, b domain.Missing) int {
		return slices.Index(was.Effect.Guests, a.Person) - slices.Index(was.Effect.Guests, b.Person)
	})
	o, _, err := d.decide(tx, host.OnMissing(was.Effect.Deed, who), s)
	return o, err
}
