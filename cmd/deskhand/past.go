package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
)

// pastWeeks is how far the demo's past goes back.
const pastWeeks = 12

// A past is what happened before somebody looked: people who say and press things in the local
// workspace, and the real desk that hears them through the real adapter, on a clock that is
// moved from one deed to the next. Nothing is written into the store but by the desk.
type past struct {
	space *workspace.Workspace
	app   workspace.App
	clock *deskClock
	desk  *bot.Desk
	seen  int // of what happened in the workspace
}

// A deed is something that a person did.
type deed struct {
	at time.Time
	do func(context.Context, *past) error
}

// play lets the deeds happen in their order, and time pass until the end.
func (p *past) play(ctx context.Context, adapter *slack.Slack, deeds []deed, end time.Time) error {
	ctx, stop := context.WithCancel(ctx)
	ran := make(chan error, 1)
	go func() { ran <- adapter.Run(ctx, p.desk) }()
	err := p.connected(ctx, ran)
	if err == nil {
		err = p.through(ctx, deeds, end)
	}
	stop()
	if e := <-ran; err == nil && e != nil && !errors.Is(e, context.Canceled) {
		err = e
	}
	return err
}

func (p *past) through(ctx context.Context, deeds []deed, end time.Time) error {
	slices.SortStableFunc(deeds, func(a, b deed) int { return a.at.Compare(b.at) })
	for _, d := range deeds {
		if !d.at.Before(end) {
			continue
		}
		if err := p.pass(ctx, d.at); err != nil {
			return err
		}
		if err := d.do(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", d.at.Format(time.RFC3339), err)
		}
	}
	if err := p.pass(ctx, end); err != nil {
		return err
	}
	return p.desk.Heard(ctx, slack.Platform, time.Time{}) // the adapter itself keeps this on real time
}

// connected waits until the adapter listens.
func (p *past) connected(ctx context.Context, ran chan error) error {
	for range 5000 {
		if p.space.Sockets(p.app.Name) > 0 {
			return nil
		}
		select {
		case err := <-ran:
			ran <- err
			return cmp.Or(err, errors.New("the adapter ended before it was connected"))
		case <-time.After(time.Millisecond):
		}
	}
	return errors.New("the adapter does not connect")
}

// pass lets time pass, and everything that comes due on the way happen at its own instant.
func (p *past) pass(ctx context.Context, to time.Time) error {
	for {
		next, err := p.turn(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			break
		}
		p.clock.stand(next)
	}
	p.clock.stand(to)
	_, err := p.turn(ctx)
	return err
}

// turn does all that can be done at this instant, and answers when there is more to do.
func (p *past) turn(ctx context.Context) (time.Time, error) {
	for {
		if err := p.quiet(ctx); err != nil {
			return time.Time{}, err
		}
		if err := p.desk.Turn(ctx); err != nil {
			return time.Time{}, err
		}
		if p.space.Outstanding() > 0 {
			continue
		}
		w, err := p.desk.Next(ctx)
		if err != nil {
			return time.Time{}, err
		}
		if next := w.First(); next.IsZero() || next.After(p.clock.Now()) {
			return next, nil
		}
	}
}

// quiet waits until the desk has taken in what the workspace told it.
func (p *past) quiet(ctx context.Context) error {
	for p.space.Outstanding() > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		time.Sleep(50 * time.Microsecond)
	}
	return nil
}

var caseNumber = regexp.MustCompile(`CASE-\d+`)

// opened finds the card that a case got in a channel since it was looked for last.
func (p *past) opened(channel string) (number, thread string) {
	for _, h := range p.space.Happened(p.seen) {
		p.seen = h.Seq
		if h.Kind != workspace.Posted || h.Message.App == "" || h.Channel != channel || h.Message.ThreadTS != "" {
			continue
		}
		if n := caseNumber.FindString(h.Message.Text); n != "" && thread == "" {
			number, thread = n, h.Message.TS
		}
	}
	return number, thread
}
