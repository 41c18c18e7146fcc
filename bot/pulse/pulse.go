// Package pulse tells a dead-man service that the desk is well, as long as it is: a call to an
// address of the operator's own, every so often. That the calls stop is the alarm. It needs
// nobody to be alive here, neither process nor machine nor network.
//
// What well means is asked of the desk each time (its auditor, its store, its platforms); a desk
// that is not well is silent. What it leaves out: what the service does about silence.
package pulse

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/outward"
)

// Bounds of the interval, in real time. Least is what a service should bear; Most leaves room for
// somebody to be told within the hour.
const (
	Least = 10 * time.Second
	Most  = 30 * time.Minute
)

// Options are where, how often and how.
type Options struct {
	URL      string
	Every    time.Duration
	Post     bool // POST with an empty body; else GET
	Loopback bool // the address may be of this machine
	Log      zerolog.Logger
}

// A Pulse is one address.
type Pulse struct {
	o      Options
	url    *url.URL
	client *outward.Client
	silent string // why the last call was not made, or not taken; "" where all was well
}

// New makes a pulse. Its error does not tell the address.
func New(o Options) (*Pulse, error) {
	u, err := outward.Address(o.URL, o.Loopback)
	if err != nil {
		return nil, fmt.Errorf("heartbeat: %w", err)
	}
	if o.Every < Least || o.Every > Most {
		return nil, fmt.Errorf("heartbeat: an interval is from %s to %s", Least, Most)
	}
	return &Pulse{o: o, url: u, client: outward.New(o.Loopback)}, nil
}

// A Patient is whoever is to be well.
type Patient interface {
	Condition(ctx context.Context) (bot.Condition, error)
}

// Run calls until ctx ends, the first time after one interval: a desk that falls over as soon as
// it starts is never heard.
func (p *Pulse) Run(ctx context.Context, of Patient) {
	defer p.client.Close()
	t := time.NewTicker(p.o.Every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		why := "the desk is not well"
		if c, err := of.Condition(ctx); err != nil {
			why = "the store cannot be read"
		} else if c.Well() {
			why = ""
			if err := p.Beat(ctx); err != nil {
				why = err.Error()
			}
		}
		if ctx.Err() == nil {
			p.note(why)
		}
	}
}

// note logs what changed, once.
func (p *Pulse) note(why string) {
	switch {
	case why == p.silent:
	case why == "":
		p.o.Log.Info().Msg("heartbeat: heard again")
	default:
		p.o.Log.Warn().Str("error", why).Msg("heartbeat: not heard")
	}
	p.silent = why
}

// Beat makes one call. Its error does not tell the address.
func (p *Pulse) Beat(ctx context.Context) error {
	method := http.MethodGet
	if p.o.Post {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, p.url.String(), nil)
	if err != nil {
		return errors.New("the address cannot be called")
	}
	a, err := p.client.Do(ctx, req)
	if err == nil && (a.Status < 200 || a.Status > 299) {
		err = fmt.Errorf("answered %d %s", a.Status, http.StatusText(a.Status))
	}
	return err
}
