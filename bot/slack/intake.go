package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/storage"
)

// take takes a request off its connection and never waits: the reader goes on. Events of one
// channel are stored one after the other; a person who waits for an answer waits for nobody.
func (r *reception) take(ctx context.Context, q request) {
	r.link.spoke()
	lane, ts := "", ""
	if q.kind == kindEvent {
		// It lies in the lane of the channel it speaks of, in the order in which it happened.
		var p eventPayload
		if lenient(q.payload, &p) == nil {
			q.event, lane, ts = &p, string(p.Event.Channel), p.Event.EventTS
		}
	}
	r.lanes.do(&r.work, lane, ts, func() {
		if !r.safely(q.kind, func() { r.receive(ctx, q) }) {
			q.dropped()
		}
	})
}

// receive stores a request, then acknowledges it. What rides on the acknowledgement itself is
// done before.
func (r *reception) receive(ctx context.Context, q request) {
	me, err := r.identity(ctx)
	if err != nil {
		q.dropped()
		return // Run asked before it connected: this cannot be
	}
	k := kept{Home: me.team, Self: me.user, Payload: q.payload}
	var in bot.Incoming
	var key string
	if q.event != nil {
		in, key = k.event(*q.event)
	} else {
		in, key, err = r.read(q.kind, k)
	}
	if err != nil {
		r.log.Error().Err(err).Str("kind", q.kind).Int("bytes", len(q.payload)).Msg("slack: an envelope could not be read")
		r.ack(q, nil)
		return
	}
	switch in := in.(type) {
	case bot.Unheard:
		r.unheard(ctx, q, k)
	case bot.Message:
		k.Files, k.Names = r.files(ctx, in.Files), r.namesIn(ctx, k.Self, in.Text)
		r.event(ctx, q, k, key)
	case bot.Edited:
		k.Names = r.namesIn(ctx, k.Self, in.Text)
		r.event(ctx, q, k, key)
	case bot.Line:
		k.Files, k.Names = r.files(ctx, in.Files), r.namesIn(ctx, k.Self, in.Text)
		k.Zone = r.person(ctx, in.Who.User).zone
		in.Zone = k.Zone
		r.line(ctx, q, k, key, in)
	case bot.Pressed:
		r.pressed(ctx, q, k, key, in)
	case bot.Picked:
		call, cancel := context.WithTimeout(ctx, askWithin)
		k.Names = r.namesIn(call, k.Self, in.About.Text)
		cancel()
		r.picked(ctx, q, k, key)
	case bot.Filled:
		k.Zone = r.person(ctx, in.Who.User).zone
		r.filled(ctx, q, k, key)
	case bot.Copy:
		if r.echoes.hear(in.Row, in.Spot) {
			r.event(ctx, q, k, key)
			return
		}
		r.ack(q, nil)
	case bot.Shared:
		r.heardSharing(in.Spot.Channel, in.Shared)
		r.event(ctx, q, k, key)
	default:
		r.event(ctx, q, k, key)
	}
}

// filesWithin bounds finding out what the files of a message are called. What is not known by
// then is stored without it: nothing waits for a name.
const filesWithin = 800 * time.Millisecond

// files asks what files are called where a message told only their ids.
func (r *reception) files(ctx context.Context, list []bot.File) (out []file) {
	call, cancel := context.WithTimeout(ctx, filesWithin)
	defer cancel()
	for _, f := range list {
		if f.Name != "" {
			continue
		}
		named, err := r.client.file(call, f.ID)
		if err != nil {
			r.log.Info().Str("error", reason(err)).Msg("slack: a file is noted without its name")
			continue
		}
		out = append(out, named)
	}
	return out
}

// unheard answers what is no request: a field that asks for options, and all that the desk does
// not listen to.
func (r *reception) unheard(ctx context.Context, q request, k kept) {
	var a action
	if q.kind == kindAction && lenient(q.payload, &a) == nil && a.Type == "block_suggestion" {
		r.ack(q, r.suggest(ctx, k, a))
		return
	}
	r.ack(q, nil)
}

// ack acknowledges. A failed one costs nothing: Slack sends the request again, and its key is
// known.
func (r *reception) ack(q request, payload any) {
	if err := q.ack(payload); err != nil {
		r.log.Info().Str("kind", q.kind).Str("error", reason(err)).Msg("slack: an acknowledgement was lost")
	}
}

// keep stores a request under its key.
func (r *reception) keep(ctx context.Context, q request, k kept, key string) error {
	e, err := k.envelope(q.kind, key)
	if err != nil {
		return err
	}
	taken, err := r.in.Receive(ctx, e)
	if err == nil && !taken.Fresh && q.kind != kindEvent { // events come twice all the time
		r.log.Info().Str("key", key).Msg("slack: asked before; nothing is done twice")
	}
	return err
}

func (k kept) envelope(kind, key string) (storage.Envelope, error) {
	raw, err := json.Marshal(k)
	if err != nil {
		return storage.Envelope{}, fmt.Errorf("keep an envelope: %w", err)
	}
	return storage.Envelope{Key: key, Platform: Platform, Kind: kind, Raw: raw}, nil
}

// event stores what nobody waits for. While its commit is open it stays unacknowledged: Slack
// sends it again, and it is known then.
func (r *reception) event(ctx context.Context, q request, k kept, key string) {
	err := r.keep(ctx, q, k, key)
	if late, ok := bot.AsNotYet(err); ok {
		r.work.Go(func() {
			if err, ended := endOf(ctx, late); ended {
				r.taken(q, err)
				return
			}
			q.dropped()
		})
		return
	}
	r.taken(q, err)
}

// taken acknowledges an event that was stored. One that was not may come again, and may not:
// it is read again from the history, too.
func (r *reception) taken(q request, err error) {
	if r.stored(err, q) {
		r.ack(q, nil)
		return
	}
	q.dropped()
	r.presence.miss()
}

// stored logs a failure to store, once.
func (r *reception) stored(err error, q request) bool {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.log.Error().Err(err).Str("kind", q.kind).Int("attempt", q.attempt).Msg("slack: an envelope could not be stored")
	}
	return err == nil
}

// endOf waits for a commit that was still open.
func endOf(ctx context.Context, late *bot.NotYetStored) (err error, ended bool) {
	select {
	case err := <-late.End:
		return err, true
	case <-ctx.Done():
		return ctx.Err(), false
	}
}

// line takes in a command line: one that lacks something opens its form, where it may.
func (r *reception) line(ctx context.Context, q request, k kept, key string, in bot.Line) {
	if !in.Slash {
		r.event(ctx, q, k, key)
		return
	}
	var c slash
	if lenient(q.payload, &c) == nil && r.opened(ctx, c.Trigger, bot.Question{Scene: in.Scene, Run: in.Text}) {
		r.ack(q, nil)
		return
	}
	r.answered(ctx, q, k, key, in.Spot.URL, func(words string) {
		var payload any
		if words != "" {
			payload = map[string]string{"response_type": "ephemeral", "text": escape(words)}
		}
		r.ack(q, payload)
	})
}

// pressed takes in a button: one that has a form opens it; where that cannot be, the desk asks
// for the same in words.
func (r *reception) pressed(ctx context.Context, q request, k kept, key string, in bot.Pressed) {
	if in.Form != "" {
		var a action
		if lenient(q.payload, &a) == nil && r.opened(ctx, a.Trigger, bot.Question{Scene: in.Scene, Form: in.Form, Run: in.Run}) {
			r.ack(q, nil)
			return
		}
		k.InWords = true
		_, key = k.action(a)
	}
	r.answered(ctx, q, k, key, in.Spot.URL, func(words string) {
		r.ack(q, nil) // what would ride on it, nobody would see
		if words != "" {
			r.respond(ctx, in.Spot, words)
		}
	})
}

// picked takes in a shortcut on a message: it opens its form, begun with what the message says;
// where that cannot be, the desk says why, or what to type.
func (r *reception) picked(ctx context.Context, q request, k kept, key string) {
	var a action
	_ = lenient(q.payload, &a)
	sc, about := k.about(a)
	if r.opened(ctx, a.Trigger, bot.Question{Scene: sc, Form: a.Callback, About: &about}) {
		r.ack(q, nil)
		return
	}
	r.answered(ctx, q, k, key, sc.Spot.URL, func(words string) {
		r.ack(q, nil)
		if words != "" {
			r.respond(ctx, sc.Spot, words)
		}
	})
}

// filled takes in a form: it is decided before it is acknowledged, so that what is wrong with it
// is said at its fields and nothing has to be typed twice.
func (r *reception) filled(ctx context.Context, q request, k kept, key string) {
	var a action
	_ = lenient(q.payload, &a)
	if !r.once(ctx, string(q.payload)) {
		r.ack(q, nil)
		return
	}
	e, err := k.envelope(q.kind, key)
	var done bot.Submitted
	if err == nil {
		done, err = r.in.Submit(ctx, e)
	}
	late, open := bot.AsNotYet(err)
	switch {
	case open:
		r.ack(q, viewAnswer(noteView(a.View.Title.Text, r.notYet())))
		r.work.Go(func() {
			if err, ended := endOf(ctx, late); ended && !r.stored(err, q) {
				call, cancel := context.WithTimeout(ctx, respondWithin)
				defer cancel()
				_ = r.client.updateView(call, a.View.ID, noteView(a.View.Title.Text, r.notStored()))
			}
		})
	case !r.stored(err, q):
		r.ack(q, fieldAnswer(bot.Problems{"": r.notStored()}, a.View))
	case len(done.Problems) > 0:
		r.ack(q, fieldAnswer(done.Problems, a.View))
	default:
		if !done.Fresh {
			r.log.Info().Str("key", key).Msg("slack: asked before; nothing is done twice")
		}
		r.ack(q, nil)
	}
}
