package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// WorkOutbox says what can be said now, one thing after the other, until nothing more can leave
// at this moment, and reports how many calls it took. Now is desk time.
func (d *Desk) WorkOutbox(ctx context.Context, now time.Time) (int, error) {
	calls := 0
	for {
		claims, err := d.begin(ctx, latest(now, d.Now())) // calls take time
		if err != nil {
			return calls, err
		}
		if claims == nil {
			return calls, nil
		}
		var failed error
		for _, c := range claims {
			switch {
			case c.platform == nil:
			case failed != nil:
				// Begun, and not called: it is looked for like any other of which that is all
				// that is known.
				d.queue.freed(c.lead, c.row, ending{again: d.real().Add(LookAfter)}, d.real())
			default:
				calls++
				failed = d.perform(ctx, c)
			}
		}
		if failed != nil {
			return calls, failed
		}
	}
}

// begin begins what can leave now. Claims without a platform are settled already; nil means
// that nothing could be begun.
func (d *Desk) begin(ctx context.Context, now time.Time) ([]claim, error) {
	now = domain.Instant(now)
	if err := d.seek(ctx); err != nil {
		return nil, fmt.Errorf("find where rows go: %w", err)
	}
	real := d.real()
	leads := d.queue.take(real)
	if len(leads) == 0 {
		return nil, nil
	}
	claims, done, err := d.claim(ctx, leads, now)
	if err != nil {
		d.queue.failed(leads, real.Add(ChannelPause), real)
		return nil, fmt.Errorf("begin %d rows: %w", len(leads), err)
	}
	d.started(claims, real)
	d.tell(done)
	return claims, nil
}

// started tells the queue what a unit began, and what it settled.
func (d *Desk) started(claims []claim, real time.Time) {
	for _, c := range claims {
		d.queue.began(c.lead, c, real)
		if c.platform == nil {
			d.count(c.row)
			d.queue.freed(c.lead, c.row, ending{again: c.again}, real)
		}
	}
}

// perform makes the one call of a claim and settles its row.
func (d *Desk) perform(ctx context.Context, c claim) error {
	if c.do == doGather {
		var err error
		if c, err = d.gather(ctx, c.lead); err != nil || c.platform == nil {
			wake(d.outboxReady)
			return err
		}
	}
	call, cancel := context.WithTimeout(ctx, SendWithin)
	defer cancel()
	var res result
	var there bool
	var err error
	if c.do == doLook {
		d.counts.looks.Add(1)
		res.receipt, there, err = c.platform.Look(call, c.delivery)
	} else {
		d.counts.sends.Add(1)
		res.receipt, err = c.platform.Send(call, c.delivery)
		d.measure.send(c.delivery.Kind, err)
		if err != nil {
			res.failure = AsFailure(err)
			d.measure.wait(c.delivery.Kind, res.failure)
			d.log.Warn().Err(err).Str("row", c.row.Key).Int("attempt", c.row.Attempt).Msg("a send failed")
		}
	}
	res.shown, res.guests, res.now, res.real = c.delivery.Edition, c.delivery.Guests, d.Now(), d.real()
	if c.do == doLook {
		res.shown = c.row.Shown
	}
	luck, luckErr := d.chances()
	if luckErr != nil {
		return luckErr
	}
	prio := storage.Background
	if c.lead.lane <= domain.LaneAnswer {
		prio = storage.People
	}
	var end ending
	var done decided
	// What the platform did, it has done: this is stored even while the process is asked to end.
	uerr := d.store.Update(context.WithoutCancel(ctx), prio, func(tx storage.Tx) error {
		row, err2 := tx.Row(c.row.Key)
		if err2 != nil {
			return err2
		}
		var e ending
		if c.do == doLook {
			res := res
			if row.Epoch != tx.Epoch() {
				res.ended = endedBy(row.Began, d.born)
			}
			e = found(row, there, err, res)
		} else {
			e = settle(row, res)
		}
		s := domain.Stamp{Now: res.now, At: res.now, Actor: domain.Actor{Kind: domain.ByDesk}, Cause: "row/" + row.Key, Seed: luck.seed(row.Key)}
		e, o, err2 := d.headed(tx, row, e, res, s)
		if err2 == nil {
			var more decided
			more, err2 = d.settleIn(tx, row, e, res, s)
			o.add(more)
		}
		end, done = e, o
		return err2
	})
	if uerr != nil {
		// It stands as begun with nobody at it, and is dealt with as that; what the platform
		// asked for holds all the same.
		d.log.Error().Err(uerr).Str("row", c.row.Key).Msg("the end of a send could not be stored")
		e := settle(c.row, res)
		d.queue.freed(c.lead, c.row, ending{again: res.real.Add(ChannelPause), pause: e.pause, scope: e.scope}, res.real)
		if errors.Is(uerr, storage.ErrFull) {
			return nil
		}
		return fmt.Errorf("settle row %s: %w", c.row.Key, uerr)
	}
	d.count(end.row)
	d.queue.freed(c.lead, end.row, end, res.real)
	d.tell(done)
	wake(d.outboxReady)
	return nil
}

// settleIn writes an ending down, with what it means for places.
func (d *Desk) settleIn(tx storage.Tx, was storage.Row, e ending, res result, s domain.Stamp) (decided, error) {
	var all decided
	step := func(c domain.Command) error {
		o, _, err := d.decide(tx, c, s)
		all.add(o)
		return err
	}
	if e.binds && !res.receipt.Spot.IsZero() {
		at := headOf(res.receipt.Spot)
		rt, err := d.route(tx, was.Effect)
		if err != nil {
			return all, err
		}
		if err := step(place.Bind{Place: was.Effect.Binds, Spot: at, Who: rt.direct}); err != nil {
			return all, err
		}
		if err := noteShown(tx, was, at, res); err != nil {
			return all, err
		}
	}
	switch {
	case e.row.State != storage.Sent:
	case was.Effect.Kind == domain.Invite:
		o, err := d.missing(tx, was, res, s)
		all.add(o)
		if err != nil {
			return all, err
		}
	case was.Effect.Kind == domain.Shut: // the desk itself put it away: nobody need be told
		if err := step(place.Lose{Place: was.Effect.Place}); err != nil {
			return all, err
		}
	}
	for _, at := range res.receipt.Copies {
		if err := step(place.Also{Place: was.Effect.Binds, Spot: headOf(at)}); err != nil {
			return all, err
		}
	}
	if e.lose {
		o, err := d.lose(tx, was.Effect.Place, s)
		all.add(o)
		if err != nil {
			return all, err
		}
	}
	if e.share {
		if err := step(place.Share{Place: was.Effect.Place, Shared: true}); err != nil {
			return all, err
		}
	}
	if e.died {
		o, err := d.mourn(tx, e.row, s)
		all.add(o)
		if err != nil {
			return all, err
		}
	}
	if e.row.Effect.Place != was.Effect.Place { // it goes elsewhere
		rows, err := d.outside(tx, was.Cause, s.Now, e.row.Effect)
		all.rows = append(all.rows, rows...)
		if err != nil {
			return all, err
		}
	}
	return all, tx.PutRow(e.row)
}

// headOf is the thread that a message heads, or is in.
func headOf(at domain.Spot) domain.Spot {
	if at.Thread == "" {
		at.Thread = at.Message
	}
	return at
}

// copied hears of a message that says a row once more: what is said under it is said there, too.
func (d *Desk) copied(tx storage.Tx, c Copy, s domain.Stamp) (decided, error) {
	row, err := tx.Row(c.Row)
	if errors.Is(err, domain.ErrNotFound) {
		return decided{}, nil
	}
	if err != nil || row.Spot.Message == c.Spot.Message {
		return decided{}, err
	}
	d.log.Warn().Str("row", c.Row).Msg("a message was said twice")
	s.Actor = domain.Actor{Kind: domain.ByDesk}
	o, _, err := d.decide(tx, place.Also{Place: row.Effect.Binds, Spot: headOf(c.Spot)}, s)
	return o, err
}

// lose records that a place is no more, and tells the operator, once for each time it is lost: not of
// a room that was made for one matter, which people may put away when they like.
func (d *Desk) lose(tx storage.Tx, p domain.Place, s domain.Stamp) (decided, error) {
	o, changes, err := d.decide(tx, place.Lose{Place: p}, s)
	if err != nil || len(changes) == 0 || p.Kind == domain.WorkRoom {
		return o, err
	}
	deed := fmt.Sprintf("gone/%s/%d", p, changes[0].After.Version())
	if p.Kind == domain.OperatorPlace {
		rows, err := d.event(tx, s.Cause, s.Now, deed, card.ForStaff(domain.Alert, domain.Say("place.gone", domain.Named(p.String()))))
		o.rows = append(o.rows, rows...)
		return o, err
	}
	note := card.Operator().PostTo(deed, domain.LanePost, card.ForStaff(domain.Alert, domain.Say("place.gone", domain.Named(p.String()))))
	note.Merge = "undelivered"
	rows, err := d.append(tx, s.Cause, s.Now, domain.Only(note))
	o.rows = append(o.rows, rows...)
	return o, err
}

// noteShown writes what a live card showed first into the row of its edits, so that the first
// edit too is made on a real change only.
func noteShown(tx storage.Tx, was storage.Row, at domain.Spot, res result) error {
	e := was.Effect
	if e.Live.IsZero() {
		return nil
	}
	edit := domain.Effect{Kind: domain.Edit, Place: e.Binds, Audience: e.Audience, Lane: domain.LaneEdit, Live: e.Live}
	r, err := tx.Row(storage.EffectKey(edit))
	switch {
	case errors.Is(err, domain.ErrNotFound):
		r = storage.Row{Key: storage.EffectKey(edit), Effect: edit, Cause: was.Cause, Recorded: res.now, State: storage.Sent, Settled: res.now}
	case err != nil:
		return err
	}
	r.Spot, r.Shown = at, res.shown
	return tx.PutRow(r)
}

// count counts how a row ended.
func (d *Desk) count(r storage.Row) {
	switch r.State {
	case storage.Sent:
		d.counts.sent.Add(1)
		if r.Doubt {
			d.counts.doubted.Add(1)
		}
		d.counts.lateness(d.now().Sub(dueOf(r)))
	case storage.Cancelled:
		d.counts.cancelled.Add(1)
		if r.Effect.Kind == domain.Webhook && r.Why == whyOld {
			d.log.Error().Str("row", r.Key).Msg("an event never reached the webhook, and is too old by now")
		}
	case storage.Waiting:
		d.counts.retries.Add(1)
	case storage.Dead:
		d.counts.dead.Add(1)
		d.log.Error().Str("row", r.Key).Str("kind", string(r.Effect.Kind)).Str("place", r.Effect.Place.String()).Str("why", r.Why).Msg("a message died")
	}
}
