package slackworld

import (
	"context"
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A line is the platform the desk knows: the adapter of the process that runs now, with the
// weather between the two.
type line struct {
	world *World

	mu      sync.Mutex
	adapter *slack.Slack
	lose    int           // answers of the next sends that are lost
	wait    time.Duration // what the next send is told to wait
	blind   bool
	dies    dying

	problems bot.Problems // of the last form that was sent
}

// dying is when the process is to die in a call.
type dying int

const (
	lives dying = iota
	diesBefore
	diesAfter
)

// death is what a call panics with where the process is to die in it.
type death struct{}

func (l *line) plug(s *slack.Slack) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.adapter = s
}

func (l *line) slack() *slack.Slack {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.adapter
}

// Name implements bot.Platform.
func (l *line) Name() string { return slack.Platform }

// Run implements bot.Platform; the world itself runs the adapter.
func (l *line) Run(ctx context.Context, _ bot.Intake) error { <-ctx.Done(); return nil }

// Decode implements bot.Platform.
func (l *line) Decode(e storage.Envelope) (bot.Incoming, error) { return l.slack().Decode(e) }

// Look implements bot.Speaker.
func (l *line) Look(ctx context.Context, d bot.Delivery) (bot.Receipt, bool, error) {
	l.mu.Lock()
	blind := l.blind
	l.mu.Unlock()
	if blind {
		return bot.Receipt{}, false, bot.ErrNoLook
	}
	return l.slack().Look(ctx, d)
}

// Send implements bot.Speaker. Bad weather is made by the workspace, on the wire.
func (l *line) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	l.mu.Lock()
	lose, wait, dies := l.lose > 0, l.wait, l.dies
	if lose {
		l.lose--
	}
	l.wait = 0
	if dies == diesBefore {
		l.dies = lives
	}
	l.mu.Unlock()
	if dies == diesBefore {
		panic(death{})
	}
	rule := workspace.Rule{Method: methodOf(d), Times: 1}
	switch {
	case wait > 0:
		rule.Kind, rule.Wait = workspace.RateLimited, wait
		l.world.w.Fault(rule)
	case lose:
		rule.Kind = workspace.ResetAfter
		l.world.w.Fault(rule)
	}
	r, err := l.slack().Send(ctx, d)
	if dies == diesAfter && err == nil {
		l.mu.Lock()
		l.dies = lives
		l.mu.Unlock()
		panic(death{})
	}
	return r, err
}

// methodOf is the call by which a delivery is made.
func methodOf(d bot.Delivery) string {
	switch d.Kind {
	case domain.Edit:
		return "chat.update"
	case domain.Home:
		return "views.publish"
	case domain.Pin:
		return "pins.add"
	case domain.Room:
		return "conversations.create"
	case domain.Invite:
		return "conversations.invite"
	case domain.Topic:
		return "conversations.setTopic"
	case domain.Bookmark:
		return "bookmarks.add"
	case domain.Shut:
		return "conversations.archive"
	case domain.File:
		return "files.completeUploadExternal"
	case domain.Ephemeral:
		if d.To.Channel == "" || d.To.Channel[0] != 'D' {
			return "chat.postEphemeral"
		}
	}
	return "chat.postMessage"
}

// An intake is the desk, with a note of what it found wrong with a form: a modal shows what
// concerns the whole of it at its first field, and a page tells the two apart.
type intake struct {
	bot.Intake
	world *World
}

// Submit implements bot.Intake.
func (i *intake) Submit(ctx context.Context, e storage.Envelope) (bot.Submitted, error) {
	s, err := i.Intake.Submit(ctx, e)
	i.world.line.mu.Lock()
	i.world.line.problems = s.Problems
	i.world.line.mu.Unlock()
	return s, err
}
