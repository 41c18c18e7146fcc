package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// WatchEvery is how often, in real time, it is looked whether anything keeps the desk from its work.
const WatchEvery = 10 * time.Second

// A watch is what was told of the troubles that there are.
type watch struct {
	told  map[string]Trouble // by name and beginning
	cried map[string]bool    // … past the store
}

func (d *Desk) watchLoop(ctx context.Context) error {
	for await(ctx, nil, WatchEvery) {
		d.WorkWatch(ctx)
	}
	return nil
}

// WorkWatch tells outside of chat what keeps the desk from its work, when it begins and when it is
// over; where a platform was concerned, its end is told in chat as well. What cannot be written
// down, because the store takes nothing, is said at once and nothing is kept of it: the one thing
// that leaves past the outbox. It is repeated under the same key until the address has taken it.
func (d *Desk) WorkWatch(ctx context.Context) {
	if d.platforms[Outside] == nil {
		return
	}
	if d.watch.told == nil {
		d.watch.told, d.watch.cried = map[string]Trouble{}, map[string]bool{}
	}
	there := map[string]bool{}
	for _, t := range d.Troubles(ctx) {
		key := t.What + "/" + strconv.FormatInt(t.Since.UnixMilli(), 10)
		there[key] = true
		switch {
		case t.What == storeTrouble && !d.watch.cried[key]:
			d.watch.cried[key] = d.cry(ctx, "trouble/"+key, began(t))
		case t.What != storeTrouble && d.watch.told[key].Says != t.Says:
			d.say(ctx, "trouble/"+key+"/"+t.Says, func(tx storage.Tx, deed string, now time.Time) ([]storage.Row, error) {
				return d.event(tx, deed, now, deed, began(t))
			})
		}
		d.watch.told[key] = t
	}
	for key, t := range d.watch.told {
		if there[key] {
			continue
		}
		if !d.say(ctx, "trouble/"+key+"/over", func(tx storage.Tx, deed string, now time.Time) ([]storage.Row, error) {
			over := card.ForStaff(domain.Good, domain.Say("trouble.over", domain.Named(t.What), domain.Named(t.Says), domain.AtTime(t.Since), domain.AtTime(now)))
			return d.append(tx, deed, now, domain.Only(card.Operator().PostTo(deed, domain.LanePost, over)))
		}) {
			continue // once more next time
		}
		delete(d.watch.told, key)
		delete(d.watch.cried, key)
	}
}

func began(t Trouble) card.Internal {
	return card.ForStaff(domain.Urgent, domain.Say("trouble.began", domain.Named(t.What), domain.Named(t.Says), domain.AtTime(t.Since)))
}

// say writes down what is told of a trouble, and reports whether that was kept.
func (d *Desk) say(ctx context.Context, deed string, write func(tx storage.Tx, deed string, now time.Time) ([]storage.Row, error)) bool {
	now := d.Now()
	var last decided
	err := d.store.Update(ctx, storage.People, func(tx storage.Tx) error {
		rows, err := write(tx, deed, now)
		last = decided{rows: rows}
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error().Err(err).Msg("a trouble could not be told")
		}
		return false
	}
	d.tell(last)
	return true
}

// cry hands an event over past the store, and reports whether it was taken.
func (d *Desk) cry(ctx context.Context, deed string, says card.Internal) bool {
	now := d.Now()
	e := card.OperatorHook().Event(outsideDeed(deed), domain.LaneUrgent, says)
	drawn, err := card.Draw(*e.Doc, e.Audience, nobody{})
	if err == nil {
		call, cancel := context.WithTimeout(ctx, SendWithin)
		defer cancel()
		_, err = d.platforms[Outside].Send(call, Delivery{
			Key: storage.EffectKey(e), Attempt: 1, Began: now, Kind: e.Kind, To: domain.Spot{Platform: Outside, Channel: e.Place.ID},
			Audience: e.Audience, Card: drawn, Drawn: now, About: e.Doc.Head.ID, Recorded: now,
		})
	}
	if err != nil && ctx.Err() == nil {
		d.log.Error().Err(fmt.Errorf("past the store: %w", err)).Msg("a trouble could not be told")
	}
	return err == nil
}

// nobody knows no names: a trouble names none.
type nobody struct{}

func (nobody) Word(domain.WordID) string { return "" }
func (nobody) Person(string) string      { return "somebody" }
func (nobody) Handle(string) string      { return "somebody" }
func (nobody) Account(string) string     { return "a customer" }
func (nobody) Team(string) string        { return "a team" }
