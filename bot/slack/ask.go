package slack

import (
	"context"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Bounds of what rides on an acknowledgement, in real time. Slack gives three seconds for all
// of it; storing the request in words, should its form not open, may take half of them.
const (
	askWithin  = 400 * time.Millisecond
	showWithin = 900 * time.Millisecond
)

// opened opens a form in front of whoever asked. It is no effect: it is tried once, and where it
// fails — an outsider's trigger, a spent one, a person who may not — the desk asks for the same in words, or says why not.
func (r *reception) opened(ctx context.Context, trigger string, q bot.Question) bool {
	if trigger == "" {
		return false
	}
	a, err := r.ask(ctx, q)
	if err != nil || a.Form == nil {
		if _, refused := domain.AsRefusal(err); err != nil && !refused {
			r.log.Warn().Err(err).Str("form", q.Form).Msg("slack: a form could not be made")
		}
		return false
	}
	b := begun{Form: a.Form.Name, Run: a.Form.Run, Channel: q.Spot.Channel, Thread: q.Spot.Thread, Message: q.Spot.Message, URL: q.Spot.URL}
	if q.About != nil {
		b.About, b.Author, b.AuthorTeam = true, q.About.By.User, q.About.By.Team
	}
	private, ok := b.String()
	if !ok {
		return false
	}
	if !r.once(ctx, trigger) {
		return true // it was opened before, in front of whoever asked
	}
	call, cancel := context.WithTimeout(ctx, showWithin)
	defer cancel()
	if err := r.client.openView(call, trigger, formView(*a.Form, private)); err != nil {
		r.log.Info().Str("form", q.Form).Str("error", reason(err)).Msg("slack: a form did not open; asked in words")
		return false
	}
	return true
}

// ask asks the desk, and waits no longer than there is time, whatever the desk waits for.
func (r *reception) ask(ctx context.Context, q bot.Question) (bot.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	type outcome struct {
		a   bot.Answer
		err error
	}
	done := make(chan outcome, 1)
	r.work.Go(func() {
		r.safely("a question", func() {
			a, err := r.in.Ask(ctx, q)
			done <- outcome{a, err}
		})
	})
	select {
	case o := <-done:
		return o.a, o.err
	case <-ctx.Done():
		return bot.Answer{}, ctx.Err()
	}
}

// suggest answers a field that asks for options for what was typed so far.
func (r *reception) suggest(ctx context.Context, k kept, a action) any {
	b, ok := parseBegun(a.View.Private)
	var list []bot.Option
	if ok {
		answer, err := r.ask(ctx, bot.Question{Scene: k.inForm(a, b), Form: b.Form, Run: b.Run, Field: a.BlockID, Typed: a.Value, Values: k.values(a.View)})
		if err != nil {
			r.log.Warn().Err(err).Str("form", b.Form).Str("field", a.BlockID).Msg("slack: options could not be found")
		}
		list = answer.Options
	}
	return optionsAnswer(list)
}
