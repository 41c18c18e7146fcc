package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/storage"
)

// digestStep is how many rows one unit merges. A digest of more is made in several, so that
// nobody waits for all of them; those begin nothing, and the last one begins the digest. It is
// also how many of its members a digest looks at: those in front, which are the nearest.
const digestStep = 64

// claimDigest makes one digest of the members that wait, in the transaction that begins to say
// it: their row is begun, they are merged. Nothing is made where so few of them still hold that
// they are said one by one; those that do not hold are cancelled either way.
func (d *Desk) claimDigest(tx storage.Tx, l lead, now time.Time) (c claim, made bool, err error) {
	c = claim{lead: l, do: doDrop}
	var rt route
	var members []storage.Row
	if c.row, members, c.gone, rt, err = d.merge(tx, l, l.members, now); err != nil || c.row.Key == "" {
		return c, false, err
	}
	if rt.state != here || rt.channel != l.channel {
		c.do = doWait // what was merged before is said where it goes now
		return c, true, nil
	}
	if err := mergeInto(tx, &c.row, members); err != nil {
		return c, false, err
	}
	if t, err := tallyOf(tx, c.row, now); err != nil {
		return c, false, err
	} else if len(t.standing) == 0 { // they were taken back while the rest was merged
		c.do, c.row = doCancel, closed(c.row, storage.Cancelled, whyHolds, now)
		return c, true, tx.PutRow(c.row)
	}
	drawn, edition, err := d.draw(tx, c.row, now)
	if err != nil {
		return c, false, err
	}
	c.row = begin(c.row, tx.Epoch(), now)
	c.row.Shown = edition
	if c.row, err = put(tx, c.row); err != nil {
		return c, false, err
	}
	c.do, c.platform = doSend, d.platforms[rt.platform]
	c.delivery = deliver(c.row, rt, drawn, edition, now)
	return c, true, nil
}

// gather merges the members of a digest that is too large for one unit, step by step, and then
// begins it as any other.
func (d *Desk) gather(ctx context.Context, l lead) (claim, error) {
	for len(l.members) > digestStep {
		if err := d.mergeSome(ctx, &l); err != nil {
			return claim{}, d.dropLead(l, fmt.Errorf("merge rows into %s: %w", l.digest, err))
		}
	}
	claims, done, err := d.claim(ctx, []lead{l}, d.Now())
	if err != nil {
		return claim{}, d.dropLead(l, fmt.Errorf("begin row %s: %w", l.digest, err))
	}
	d.started(claims, d.real())
	d.tell(done)
	return claims[0], nil
}

// mergeSome is one step of gather.
func (d *Desk) mergeSome(ctx context.Context, l *lead) error {
	var row storage.Row
	var gone []string
	err := d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		r, members, g, rt, err := d.merge(tx, *l, l.members[:digestStep], d.Now())
		if err == nil && r.Key != "" && rt.state == here {
			if err = mergeInto(tx, &r, members); err == nil {
				r, err = put(tx, r)
			}
		}
		row, gone = r, g
		return err
	})
	if err != nil {
		return err
	}
	d.queue.forget(gone)
	l.digest, l.members = row.Key, l.members[digestStep:]
	return nil
}

// dropLead gives a lead back of which a part may be merged already.
func (d *Desk) dropLead(l lead, why error) error {
	real := d.real()
	d.queue.failed([]lead{l}, real.Add(ChannelPause), real)
	if l.digest == "" {
		return why
	}
	err := d.store.View(d.life, func(tx storage.Tx) error {
		row, err := tx.Row(l.digest)
		if err == nil {
			d.queue.add([]storage.Row{row}, real)
		}
		return err
	})
	return errors.Join(why, err)
}

// merge looks at rows that wait to become one digest: those that still hold become its members
// and are closed, those that do not are cancelled. The digest's row is the lead's, or a new one
// of its members; without a key where they are too few for one.
func (d *Desk) merge(tx storage.Tx, l lead, keys []string, now time.Time) (row storage.Row, members []storage.Row, gone []string, rt route, err error) {
	for _, key := range keys {
		r, err := tx.Row(key)
		if err != nil {
			return row, nil, nil, rt, err
		}
		if rt.state == "" {
			if rt, err = d.route(tx, r.Effect); err != nil {
				return row, nil, nil, rt, err
			}
			if rt.state != here || rt.channel != l.channel {
				break // the single row's own case
			}
		}
		if r.State != storage.Waiting {
			if !r.State.Open() {
				gone = append(gone, key)
			}
			continue
		}
		still, err := holds(tx, r.Effect, now)
		if err != nil {
			return row, nil, nil, rt, err
		}
		switch v := judge(situation{row: r, now: now, route: rt.state, holds: still}); {
		case v.do == doSend:
			members = append(members, r)
		case v.do == doCancel:
			if err := tx.PutRow(closed(r, storage.Cancelled, v.why, now)); err != nil {
				return row, nil, nil, rt, err
			}
			gone = append(gone, key)
		}
	}
	switch {
	case l.digest != "":
		row, err = tx.Row(l.digest)
	case rt.state == here && rt.channel == l.channel && len(members) > DigestOver:
		row = digestRow(members)
	default:
		return row, nil, gone, rt, nil
	}
	for i := range members {
		members[i].Into = row.Key
		if err := tx.PutRow(closed(members[i], storage.Merged, "", now)); err != nil {
			return row, nil, nil, rt, err
		}
		gone = append(gone, members[i].Key)
	}
	return row, members, gone, rt, err
}

// mergeInto writes members into a digest's row, the nearest of all in front.
func mergeInto(tx storage.Tx, row *storage.Row, members []storage.Row) error {
	front := min(len(row.Members), digestStep)
	near := slices.Clone(members)
	for _, key := range row.Members[:front] {
		r, err := tx.Row(key)
		if err != nil {
			return err
		}
		near = append(near, r)
	}
	slices.SortStableFunc(near, nearer)
	keys := make([]string, 0, len(row.Members)+len(members))
	for _, r := range near[:min(len(near), digestStep)] {
		keys = append(keys, r.Key)
	}
	keys = append(keys, row.Members[front:]...)
	for _, r := range near[len(keys)-len(row.Members)+front:] {
		keys = append(keys, r.Key)
	}
	row.Members = keys
	for _, m := range members {
		row.Effect.NotOlder = earliest(row.Effect.NotOlder, dueOf(m))
		for _, who := range m.Effect.Mention {
			if !slices.Contains(row.Effect.Mention, who) && len(row.Effect.Mention) < 20 {
				row.Effect.Mention = append(row.Effect.Mention, who)
			}
		}
	}
	return nil
}

// put writes a row and answers it with its place in the order.
func put(tx storage.Tx, r storage.Row) (storage.Row, error) {
	err := tx.PutRow(r)
	if err == nil && r.Seq == 0 {
		return tx.Row(r.Key)
	}
	return r, err
}
