package main

import (
	"context"
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
)

// The demo's clock runs up to 600 times as fast as a real one, on which the pace of messages runs:
// one a second in a channel would be one in ten minutes, and the desk would rightly call itself
// late. So the demo's workspace bears more, and its desk asks for more.
var hurry = workspace.Rates{Scale: 20}

type hurried struct{ *slack.Slack }

func (hurried) Limits() bot.Limits {
	return bot.Limits{Post: 50 * time.Millisecond, Posts: 5000, Edits: 900, Homes: 1200}
}

// ahead is a clock that is set ahead from due to due, so that each thing is said at its instant
// and not all at once at the last.
type ahead struct {
	*deskClock
	ctx  context.Context
	desk *bot.Desk

	mu     sync.Mutex
	target time.Time
	going  bool
}

// A jump waits for what comes due on its way, but only so long, in real time.
const (
	stopFor = 1500 * time.Millisecond
	jumpFor = 8 * time.Second
)

// Jump begins to set the clock ahead. A second jump adds to one under way.
func (a *ahead) Jump(by time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	from := a.Now()
	if a.going {
		a.target = a.target.Add(by)
		return
	}
	a.target, a.going = from.Add(by), true
	go a.travel(time.Now().Add(jumpFor))
}

func (a *ahead) travel(until time.Time) {
	for a.ctx.Err() == nil {
		a.mu.Lock()
		left := a.target.Sub(a.Now())
		if left <= 0 {
			a.going = false
			a.mu.Unlock()
			return
		}
		a.mu.Unlock()
		if w, err := a.desk.Next(a.ctx); err == nil && !w.Due.IsZero() && time.Now().Before(until) {
			left = min(left, max(w.Due.Sub(a.Now()), time.Second))
		}
		a.deskClock.Jump(left)
		a.desk.Rouse()
		a.settle()
	}
}

// settle waits until what has come due was decided and said.
func (a *ahead) settle() {
	end := time.Now().Add(stopFor)
	sent, since := a.desk.Metrics().Sends, time.Now()
	for time.Now().Before(end) && a.ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
		if n := a.desk.Metrics().Sends; n != sent {
			sent, since = n, time.Now()
		}
		w, err := a.desk.Next(a.ctx)
		if err == nil && (w.Due.IsZero() || w.Due.After(a.Now())) && time.Since(since) > 60*time.Millisecond {
			return
		}
	}
}
