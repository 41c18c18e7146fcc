package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// A claim is a lead after the transaction that begins it.
type claim struct {
	lead     lead
	do       doing
	row      storage.Row // as that transaction left it
	gone     []string    // rows that need not be tried any more: merged, or cancelled with their digest
	platform Speaker
	delivery Delivery
	again    time.Time // where it waits
}

// loadOutbox reads the open rows of the store into the queue. Those that an earlier process
// had begun come along as what they are: begun, with nobody at them.
func (d *Desk) loadOutbox(ctx context.Context) error {
	var rows []storage.Row
	err := d.store.View(ctx, func(tx storage.Tx) (err error) {
		rows, err = tx.OpenRows(0, 0)
		return err
	})
	if err == nil {
		d.queue.add(rows, d.real())
	}
	return err
}

// seek finds out where the heads of lines go of which that is not known.
func (d *Desk) seek(ctx context.Context) error {
	list, turn := d.queue.strangers()
	if len(list) == 0 {
		return nil
	}
	routes := make([]route, len(list))
	err := d.store.View(ctx, func(tx storage.Tx) error {
		for i, s := range list {
			e := domain.Effect{Kind: s.effect.kind, Place: s.effect.place, Audience: s.effect.audience}
			r, err := d.route(tx, e)
			if err != nil {
				return err
			}
			routes[i] = r
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.queue.routed(list, routes, turn)
	return nil
}

// claim begins the leads, all in one transaction: whether each still holds is asked there, it
// is drawn there, and it stands as begun when the transaction has committed.
func (d *Desk) claim(ctx context.Context, leads []lead, now time.Time) ([]claim, decided, error) {
	luck, err := d.chances()
	if err != nil {
		return nil, decided{}, err
	}
	prio := storage.Background
	for _, l := range leads {
		if l.lane <= domain.LaneAnswer {
			prio = storage.People
		}
	}
	var claims []claim
	var done decided
	err = d.store.Update(ctx, prio, func(tx storage.Tx) error {
		var cs []claim
		var all decided
		for _, l := range leads {
			c, o, err := d.claimOne(tx, l, now, luck)
			if err != nil {
				return fmt.Errorf("begin row %s: %w", l.key, err)
			}
			cs = append(cs, c)
			all.add(o)
		}
		claims, done = cs, all
		return nil
	})
	return claims, done, err
}

func (d *Desk) claimOne(tx storage.Tx, l lead, now time.Time, luck chance) (claim, decided, error) {
	if len(l.members) > digestStep && l.platform != "" {
		return claim{lead: l, do: doGather, row: storage.Row{Key: l.key}, platform: d.platforms[l.platform]}, decided{}, nil
	}
	if len(l.members) > 0 {
		c, made, err := d.claimDigest(tx, l, now)
		if err != nil || made {
			return c, decided{}, err
		}
		gone := c.gone
		c, o, err := d.claimRow(tx, l, now, luck)
		c.gone = gone
		return c, o, err
	}
	return d.claimRow(tx, l, now, luck)
}

// claimRow begins one row, or settles it where there is nothing to begin.
func (d *Desk) claimRow(tx storage.Tx, l lead, now time.Time, luck chance) (claim, decided, error) {
	row, err := tx.Row(l.key)
	if err != nil {
		return claim{}, decided{}, err
	}
	c := claim{lead: l, row: row, do: doDrop}
	if !row.State.Open() {
		return c, decided{}, nil
	}
	rt, err := d.route(tx, row.Effect)
	if err != nil {
		return c, decided{}, err
	}
	still, err := holds(tx, row.Effect, now)
	if err != nil {
		return c, decided{}, err
	}
	v := judge(situation{row: row, now: now, route: rt.state, holds: still})
	c.do = v.do
	if v.do == doSend || v.do == doLook {
		if rt.channel != l.channel {
			// It moved since it was planned: another channel's turn is needed.
			c.do = doWait
			return c, decided{}, nil
		}
		drawn, readers, edition, err := d.drawFor(tx, row, now)
		more := Delivery{}
		if err == nil {
			more, err = d.furnish(tx, row, rt, now)
		}
		switch {
		case err != nil && v.do == doSend:
			d.log.Error().Err(err).Str("row", row.Key).Msg("a message could not be drawn")
			v = verdict{doDie, whyContent}
		case unchanged(row, edition):
			c.do = doDrop
			c.row = closed(row, storage.Sent, "", now)
			return c, decided{}, tx.PutRow(c.row)
		default:
			if v.do == doSend {
				row = begin(row, tx.Epoch(), now)
				if row.Effect.Kind != domain.Edit && row.Effect.Kind != domain.Home {
					// What is found later shows this, whatever is true by then.
					row.Shown = edition
				}
			}
			c.row, c.platform = row, d.platforms[rt.platform]
			c.delivery = deliver(row, rt, drawn, edition, now)
			if row.Effect.Kind == domain.Home {
				c.delivery.Audience = readers
			}
			c.delivery.Sheet, c.delivery.Name, c.delivery.Guests, c.delivery.Toward = more.Sheet, more.Name, more.Guests, more.Toward
			if v.do == doLook {
				return c, decided{}, nil
			}
			return c, decided{}, tx.PutRow(row)
		}
	}
	var o decided
	c.do = v.do
	switch v.do {
	case doCancel:
		c.row = closed(row, storage.Cancelled, v.why, now)
	case doMove:
		c.row = moved(row)
		c.row.Doubt = row.Doubt || row.State == storage.Sending
		if o.rows, err = d.outside(tx, row.Cause, now, c.row.Effect); err != nil {
			return c, o, err
		}
	case doDie:
		c.row = closed(row, storage.Dead, v.why, now)
		s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByDesk}, Cause: "row/" + row.Key, Seed: luck.seed(row.Key)}
		if o, err = d.mourn(tx, c.row, s); err != nil {
			return c, o, err
		}
	default:
		return c, o, nil
	}
	return c, o, tx.PutRow(c.row)
}

// deliver is what the platform is told of a row.
func deliver(r storage.Row, rt route, drawn card.Drawn, edition string, now time.Time) Delivery {
	return Delivery{
		Key: r.Key, Attempt: r.Attempt, Began: r.Began, Kind: r.Effect.Kind, To: rt.to, Direct: rt.direct, Only: rt.only,
		Audience: r.Effect.Audience, Card: drawn, Mention: r.Effect.Mention, Edition: edition, Drawn: now,
		About: about(r.Effect), Recorded: r.Recorded,
	}
}

// about is the message that heads what a row says; empty where it is drawn from something live.
func about(e domain.Effect) domain.MsgID {
	if e.Doc == nil {
		return ""
	}
	return e.Doc.Head.ID
}

// begin is the row as it stands while an attempt is under way.
func begin(r storage.Row, epoch uint64, now time.Time) storage.Row {
	if r.State == storage.Sending {
		switch r.Effect.Kind {
		case domain.Post, domain.File, domain.Room, domain.Ephemeral:
			r.Doubt = true
		case domain.Edit, domain.Home:
			r.Shown = "" // perhaps the one before arrived: what is shown, nobody knows
		}
	}
	r.State, r.Attempt, r.Epoch, r.Began, r.Again = storage.Sending, r.Attempt+1, epoch, now, false
	return r
}

// mourn tells the operator of a row that died, and the thing that it was said for. One for the
// operator's own eyes is only logged.
func (d *Desk) mourn(tx storage.Tx, r storage.Row, s domain.Stamp) (decided, error) {
	var all decided
	if r.Effect.Place.Kind == domain.OperatorPlace {
		return all, nil
	}
	if ref := r.Effect.Report; !ref.IsZero() {
		t, err := tx.Load(ref)
		if err != nil {
			return all, fmt.Errorf("load %s: %w", ref, err)
		}
		if u, ok := t.(domain.Unheard); ok {
			if all, _, err = d.decide(tx, u.OnUnheard(r.Effect.Deed), s); err != nil {
				return all, err
			}
		}
	}
	if sorry := r.Effect.Sorry; sorry != nil {
		rows, err := tx.Append(r.Cause, s.Now, domain.Only(*sorry))
		if all.rows = append(all.rows, rows...); err != nil {
			return all, err
		}
	}
	head := domain.Say("outbox.dead", domain.Named(string(r.Effect.Kind)), domain.Named(r.Effect.Place.String()))
	if r.Why == whyShared {
		head = domain.Say("outbox.shared", domain.Named(r.Effect.Place.String()))
	}
	note := card.Operator().PostTo("dead/"+r.Key, domain.LanePost, card.ForStaff(domain.Alert, head))
	note.Merge = "undelivered"
	rows, err := d.append(tx, r.Cause, s.Now, domain.Only(note))
	all.rows = append(all.rows, rows...)
	return all, err
}

// unchanged reports whether a row has nothing new to show: an edit, or a page that nobody asked for.
func unchanged(r storage.Row, edition string) bool {
	e := r.Effect
	return (e.Kind == domain.Edit || e.Kind == domain.Home && !e.Anew) && edition == r.Shown && r.State == storage.Waiting
}

// draw is drawFor for whoever does not need to know the audience.
func (d *Desk) draw(tx storage.Tx, r storage.Row, now time.Time) (card.Drawn, string, error) {
	drawn, _, edition, err := d.drawFor(tx, r, now)
	return drawn, edition, err
}

// drawFor puts a row into the words of its readers, from what is true now where it is live. The
// edition is a hash of what will be seen. The readers are the row's, save for somebody's own page:
// who they are is asked now.
func (d *Desk) drawFor(tx storage.Tx, r storage.Row, now time.Time) (card.Drawn, domain.Audience, string, error) {
	e := r.Effect
	at := e.Place
	var doc domain.Doc
	var err error
	switch {
	case e.Kind == domain.Home:
		doc, e.Audience, err = d.rooms.Home(tx, domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByDesk}}, at.To)
		at = domain.Place{Kind: domain.HandleDirect, ID: at.ID, Audience: e.Audience, To: at.To}
	case e.Live.Kind == digestKind:
		doc, err = digestOf(tx, r, now)
	case !e.Live.IsZero():
		doc, err = d.rooms.Live(tx, domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByDesk}}, e.Live, e.Audience)
	case e.Doc != nil:
		doc = *e.Doc
	case e.Kind == domain.Pin || works(e.Kind):
		return card.Drawn{}, e.Audience, "", nil // it shows nothing of its own
	default:
		err = fmt.Errorf("the %s says nothing", e.Kind)
	}
	if e.Doc != nil && !e.Live.IsZero() && errors.Is(err, domain.ErrNotFound) {
		doc, err = *e.Doc, nil
	}
	if err != nil {
		return card.Drawn{}, "", "", err
	}
	if since := dueOf(r); e.Late && now.Sub(since) >= LateAfter {
		doc.Lines = append(doc.Lines[:len(doc.Lines):len(doc.Lines)], domain.Say("desk.late", domain.ForSpan(now.Sub(since))))
	}
	drawn, err := card.Draw(doc, e.Audience, d.rooms.Names(tx, at))
	if err != nil {
		return card.Drawn{}, "", "", err
	}
	text, err := json.Marshal(drawn)
	if err != nil {
		return card.Drawn{}, "", "", err
	}
	sum := sha256.Sum256(text)
	return drawn, e.Audience, hex.EncodeToString(sum[:6]), nil
}

// drawable reports, as an error, that an effect about to be written could never be drawn.
func (d *Desk) drawable(tx storage.Tx, e domain.Effect) error {
	_, _, err := d.draw(tx, storage.Row{Effect: e}, time.Time{})
	return err
}

// dueOf is the instant from which a row's lateness counts.
func dueOf(r storage.Row) time.Time {
	if !r.Effect.NotOlder.IsZero() {
		return r.Effect.NotOlder
	}
	return r.Recorded
}
