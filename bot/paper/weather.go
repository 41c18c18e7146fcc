package paper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot"
)

// weather is what goes wrong with sends.
type weather struct {
	down  bool
	lose  int // answers of the next sends that are lost
	blind bool
	wait  time.Duration // what the next send is told to wait
	until map[string]time.Time
	dies  dying
}

// dying is when the process is to die in a call.
type dying int

const (
	lives dying = iota
	diesBefore
	diesAfter
)

// Died is what a send panics with where the process is to die in it.
type Died struct{}

var errDown = errors.New("connection refused")

// before is what a send meets before it reaches the platform.
func (w *weather) before(now time.Time, d bot.Delivery) error {
	if w.dies == diesBefore {
		w.dies = lives
		panic(Died{})
	}
	if w.down {
		return bot.Refused(0, bot.ThisChannel, errDown)
	}
	if w.wait > 0 {
		wait := w.wait
		w.wait = 0
		if w.until == nil {
			w.until = map[string]time.Time{}
		}
		w.until[d.To.Channel] = now.Add(wait)
		return bot.Refused(wait, bot.ThisChannel, errors.New("too many requests"))
	}
	if until := w.until[d.To.Channel]; now.Before(until) {
		return fmt.Errorf("a call before its Retry-After: %s at %s, not before %s", d.To.Channel, now, until)
	}
	return nil
}

// after is what a send meets on its way back.
func (w *weather) after(bot.Delivery) error {
	if w.dies == diesAfter {
		w.dies = lives
		panic(Died{})
	}
	if w.lose > 0 {
		w.lose--
		return bot.InDoubt(errors.New("connection reset"))
	}
	return nil
}

func (w *weather) looking() error {
	switch {
	case w.down:
		return errDown
	case w.blind:
		return bot.ErrNoLook
	}
	return nil
}

// Down takes the platform down, or up again.
func (p *Platform) Down(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.weather.down = down
}

// LoseAnswer lets the next send arrive and loses its answer.
func (p *Platform) LoseAnswer() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.weather.lose++
}

// Blind makes the platform unable to tell whether a message arrived, or able again.
func (p *Platform) Blind(blind bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.weather.blind = blind
}

// RefuseForms lets no form open any more for people from outside, or lets them open again.
func (p *Platform) RefuseForms(refuse bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noForms = refuse
}

// AskToWait answers the next send with "not before".
func (p *Platform) AskToWait(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.weather.wait = d
}

// DieInSend lets the process die in its next send, before the platform has it or after.
func (p *Platform) DieInSend(arrived bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.weather.dies = diesBefore
	if arrived {
		p.weather.dies = diesAfter
	}
}

// Lose removes a channel, Share lets people of another company into it or out of it. The desk
// is told either.
func (p *Platform) Lose(ctx context.Context, name string) error {
	return p.around(ctx, name, func(c *channel) { c.gone = true }, kindLost, bot.Lost{Spot: p.spot(name, "", "")})
}

// Share is described at Lose.
func (p *Platform) Share(ctx context.Context, name string, shared bool) error {
	return p.around(ctx, name, func(c *channel) { c.shared = shared }, kindShared, bot.Shared{Spot: p.spot(name, "", ""), Shared: shared})
}

// Cut puts people from outside out of a channel of theirs, or lets them into it again.
func (p *Platform) Cut(ctx context.Context, name string, cut bool) error {
	return p.around(ctx, name, func(c *channel) { c.cut = cut }, kindShared, bot.Shared{Spot: p.spot(name, "", ""), Shared: !cut, Left: cut})
}

// Quietly does the same without telling the desk, which finds out by itself.
func (p *Platform) Quietly(name string, gone, shared bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.channels[name]; c != nil {
		c.gone, c.shared = gone, shared
	}
}

func (p *Platform) around(ctx context.Context, name string, change func(*channel), kind string, in bot.Incoming) error {
	p.mu.Lock()
	c := p.channels[name]
	if c == nil {
		p.mu.Unlock()
		return fmt.Errorf("there is no channel #%s", name)
	}
	change(c)
	id, _ := p.tick()
	p.mu.Unlock()
	return p.hand(ctx, name+"/event/"+id, kind, in)
}
