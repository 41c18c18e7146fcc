package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
)

// Slack sends an event again for some minutes and then no more: what was said while nobody
// listened for longer stands in the histories alone. After a time without any connection they
// are read from where listening ended, and what is found goes the way of every message, under
// the same key: what was received after all is known. Commands and buttons need no such care:
// Slack tells people at once that those failed.

const (
	// heardEvery is how often it is kept that somebody listens, in real time.
	heardEvery = 5 * time.Minute
	// againSlack is how much before the end of listening reading begins.
	againSlack = 10 * time.Minute
	// againAfter is how long no connection may stand before the histories are read: shorter
	// than Slack's own redelivery, longer than changing connections takes.
	againAfter = 20 * time.Second
	// againTries is how often in a row a conversation may fail before it is left for the next
	// time.
	againTries = 5
)

// presence is how many connections stand, and what is to be done after none did.
type presence struct {
	mu      sync.Mutex
	seated  int
	away    time.Time // when the last one ended
	reading bool      // the histories are being read
	missed  bool      // they are to be read, or to be read once more
}

// seated notes that a connection stands, or no longer does.
func (r *reception) seated(ctx context.Context, by int) {
	p := &r.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.seated
	p.seated += by
	r.link.opened(by)
	switch {
	case p.seated == 0:
		p.away = time.Now()
	case was == 0 && (p.away.IsZero() || time.Since(p.away) >= againAfter):
		p.missed = true
		if !p.reading {
			p.reading = true
			r.work.Go(func() { r.readAgain(ctx) })
		}
	}
}

// miss asks for the histories to be read before long.
func (p *presence) miss() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.missed = true
}

// listening keeps, from time to time, that somebody listens.
func (r *reception) listening(ctx context.Context) {
	for wait(ctx, heardEvery); ctx.Err() == nil; wait(ctx, heardEvery) {
		p := &r.presence
		p.mu.Lock()
		all := p.seated > 0 && !p.reading && !p.missed
		again := p.seated > 0 && !p.reading && p.missed
		p.reading = p.reading || again
		p.mu.Unlock()
		if again { // some conversation could not be read
			r.readAgain(ctx)
		}
		if all {
			r.heard(ctx, time.Time{})
		}
	}
}

func (r *reception) heard(ctx context.Context, until time.Time) {
	if err := r.in.Heard(ctx, Platform, until); err != nil && ctx.Err() == nil {
		r.log.Warn().Err(err).Msg("slack: it could not be kept until when everything was received")
	}
}

// readAgain reads the histories until nothing is missed.
func (r *reception) readAgain(ctx context.Context) {
	p := &r.presence
	for {
		p.mu.Lock()
		p.missed = false
		p.mu.Unlock()
		err := r.readMissed(ctx)
		p.mu.Lock()
		if err != nil && ctx.Err() == nil {
			r.log.Warn().Str("error", reason(err)).Msg("slack: not all that was said while nobody listened could be read; trying again later")
			p.missed, p.reading = true, false
		}
		if err != nil || !p.missed {
			p.reading = false
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
}

// readMissed reads every conversation of the desk, and every thread it cares for, since
// listening ended.
func (r *reception) readMissed(ctx context.Context) error {
	m, err := r.in.Missed(ctx, Platform)
	if err != nil {
		return err
	}
	if m.Since.IsZero() {
		r.heard(ctx, m.Until)
		return nil
	}
	since := m.Since.Add(-againSlack)
	rooms, err := again(ctx, func() ([]room, error) { return r.client.rooms(ctx) })
	if err != nil {
		return err
	}
	a := &rereading{reception: r, since: since}
	for _, room := range rooms {
		a.room(ctx, room)
	}
	for _, t := range m.Threads {
		i := slices.IndexFunc(rooms, func(room room) bool { return room.ID == t.Channel })
		if i >= 0 {
			a.thread(ctx, rooms[i], t.Thread)
		}
	}
	a.takeAll(ctx)
	if a.found > 0 || a.err != nil {
		r.log.Info().Int("messages", a.found).Time("since", since).Msg("slack: read what was said while nobody listened")
	}
	if a.err == nil && ctx.Err() == nil {
		r.heard(ctx, m.Until)
	}
	return errors.Join(a.err, ctx.Err())
}

// A rereading is one pass over the histories.
type rereading struct {
	*reception
	since time.Time
	seen  []string // threads that were read: channel/head
	read  []reread
	found int   // messages that had not been received
	err   error // of the last conversation that could not be read
}

// A reread message waits until all conversations were read: what was said first is taken first,
// wherever it was said.
type reread struct {
	room room
	event
}

// room reads a conversation, and those of its threads that its page shows to have gone on.
func (a *rereading) room(ctx context.Context, room room) {
	for _, m := range a.pages(ctx, "conversations.history", room, "") {
		a.read = append(a.read, reread{room, m.event})
		if m.Replies > 0 && !instant(m.Latest).Before(a.since) {
			a.thread(ctx, room, m.TS)
		}
	}
}

func (a *rereading) thread(ctx context.Context, room room, head string) {
	if id := room.ID + "/" + head; !slices.Contains(a.seen, id) {
		a.seen = append(a.seen, id)
		for _, m := range a.pages(ctx, "conversations.replies", room, head) {
			if !instant(m.TS).Before(a.since) {
				a.read = append(a.read, reread{room, m.event})
			}
		}
	}
}

// pages reads all pages of a history, oldest first. One that is there no more is none.
func (a *rereading) pages(ctx context.Context, method string, room room, head string) (all []utterance) {
	cursor := ""
	for {
		page, err := again(ctx, func() (history, error) {
			v := url.Values{"channel": {room.ID}, "oldest": {timestamp(a.since)}, "inclusive": {"true"}, "limit": {"200"}}
			if head != "" {
				v.Set("ts", head)
			}
			if cursor != "" {
				v.Set("cursor", cursor)
			}
			var h history
			err := a.client.raw(ctx, method, v, &h)
			return h, err
		})
		switch {
		case slices.Contains(placeless, code(err)):
			return nil
		case err != nil:
			a.err = fmt.Errorf("%s of %s: %w", method, room.ID, err)
			return nil
		}
		all = append(all, page.Messages...)
		if cursor = page.Meta.Cursor; cursor == "" {
			slices.SortFunc(all, func(a, b utterance) int { return strings.Compare(a.TS, b.TS) })
			return all
		}
	}
}

// takeAll hands over what was read, oldest first.
func (a *rereading) takeAll(ctx context.Context) {
	slices.SortStableFunc(a.read, func(x, y reread) int { return strings.Compare(x.TS, y.TS) })
	for _, m := range a.read {
		a.take(ctx, m.room, m.event)
	}
}

// take hands a message over as if it came as an event.
func (a *rereading) take(ctx context.Context, room room, ev event) {
	ev.Type, ev.Channel, ev.EventTS = "message", name(room.ID), ev.TS
	if room.Direct {
		ev.ChannelType = "im"
	}
	me, err := a.identity(ctx)
	if err == nil {
		var payload []byte
		if payload, err = json.Marshal(eventPayload{Shared: room.Shared, Event: ev}); err == nil {
			err = a.store(ctx, kept{Home: me.team, Self: me.user, Payload: payload})
		}
	}
	if err != nil {
		a.err = fmt.Errorf("store a message of %s: %w", room.ID, err)
	}
}

func (a *rereading) store(ctx context.Context, k kept) error {
	in, key, err := a.reception.read(kindEvent, k)
	if err != nil {
		return err
	}
	switch in := in.(type) {
	case bot.Message:
		k.Files, k.Names = a.files(ctx, in.Files), a.namesIn(ctx, k.Self, in.Text)
	case bot.Line:
		k.Files, k.Names = a.files(ctx, in.Files), a.namesIn(ctx, k.Self, in.Text)
		k.Zone = a.person(ctx, in.Who.User).zone
	default:
		return nil
	}
	e, err := k.envelope(kindEvent, key)
	if err != nil {
		return err
	}
	taken, err := a.in.Receive(ctx, e)
	if late, ok := bot.AsNotYet(err); ok {
		err, _ = endOf(ctx, late)
	}
	if err == nil && taken.Fresh {
		a.found++
	}
	return err
}

// again repeats a reading call for as long as there is hope.
func again[T any](ctx context.Context, call func() (T, error)) (out T, err error) {
	for failures := 1; ; failures++ {
		out, err = call()
		_, hopeless := fatal("read", err)
		if err == nil || ctx.Err() != nil || hopeless || failures >= againTries || code(err) != "" && !slices.Contains(append(limited, doubted...), code(err)) {
			return out, err
		}
		if retryAfter(err) > 0 {
			failures-- // to be told when to come back is no failure
		}
		wait(ctx, pause(max(failures, 1), err))
	}
}
