package slack

import (
	"context"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// answered stores what a person waits for. Answer acknowledges it, with words where it is not
// stored, or not yet; if it is not stored in the end, the person is told through the address
// that came with the request.
func (r *reception) answered(ctx context.Context, q request, k kept, key, url string, answer func(words string)) {
	err := r.keep(ctx, q, k, key)
	late, open := bot.AsNotYet(err)
	switch {
	case open:
		answer(r.notYet())
		r.work.Go(func() {
			if err, ended := endOf(ctx, late); ended && !r.stored(err, q) {
				r.respond(ctx, domain.Spot{URL: url}, r.notStored())
			}
		})
	case r.stored(err, q):
		answer("")
	default:
		answer(r.notStored())
	}
}

// respondWithin bounds saying something through a one-time address.
const respondWithin = 10 * time.Second

// respond says something to the asker alone, through the address that came with the request.
func (r *reception) respond(ctx context.Context, at domain.Spot, words string) {
	if at.URL == "" {
		return
	}
	call, cancel := context.WithTimeout(ctx, respondWithin)
	defer cancel()
	if err := r.client.respond(call, outgoing{thread: at.Thread, sheet: sheet{text: escape(words)}}, at.URL); err != nil {
		r.log.Warn().Str("error", reason(err)).Msg("slack: a person could not be told that nothing was stored")
	}
}

// notYet and notStored are the two sentences the desk says while it cannot even store: with a
// number to call, where one is known. They name nobody.
func (r *reception) notYet() string {
	return r.words(domain.Say("inbox.not_yet", domain.Named(r.phone())), domain.Say("inbox.not_yet.bare"))
}

func (r *reception) notStored() string {
	return r.words(domain.Say("inbox.not_stored", domain.Named(r.phone())), domain.Say("inbox.not_stored.bare"))
}

func (r *reception) phone() string {
	if r.opt.Phone == nil {
		return ""
	}
	return r.opt.Phone()
}

func (r *reception) words(numbered, bare domain.Line) string {
	line := numbered
	if r.phone() == "" {
		line = bare
	}
	t, err := card.DrawLine(line, domain.Customers, nil)
	if err != nil {
		r.log.Error().Err(err).Msg("slack: a sentence could not be drawn")
		return "…"
	}
	return t.String()
}
