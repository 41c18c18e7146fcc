package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/pulse"
	"github.com/deskhand/deskhand/bot/webhook"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// outsideFlags say who is told, outside of chat, how the desk is. An address is a secret too: who
// knows it may say that all is well.
type outsideFlags struct {
	Webhook       string        `name:"webhook-url-file" help:"A file with the address that gets a signed event of whatever the operator is told; or set DESKHAND_WEBHOOK_URL." env:"DESKHAND_WEBHOOK_URL_FILE" placeholder:"FILE"`
	WebhookSecret string        `name:"webhook-secret-file" help:"A file with the secret that the events are signed with, whsec_…, and while it is changed the old one on a second line; or set DESKHAND_WEBHOOK_SECRET." env:"DESKHAND_WEBHOOK_SECRET_FILE" placeholder:"FILE"`
	Heartbeat     string        `name:"heartbeat-url-file" help:"A file with the address that is called as long as the desk is well, as dead-man services give one; or set DESKHAND_HEARTBEAT_URL." env:"DESKHAND_HEARTBEAT_URL_FILE" placeholder:"FILE"`
	Every         time.Duration `name:"heartbeat-every" help:"How often it is called." default:"1m" env:"DESKHAND_HEARTBEAT_EVERY"`
	Post          bool          `name:"heartbeat-post" help:"Call it by POST instead of GET." env:"DESKHAND_HEARTBEAT_POST"`
	Loopback      bool          `name:"allow-loopback" help:"Let the webhook and the heartbeat be programs on this machine, over plain http." env:"DESKHAND_ALLOW_LOOPBACK"`
}

// hook is the address outside of chat; nil where none was given.
func (c outsideFlags) hook() (*webhook.Webhook, error) {
	at, err := secret(c.Webhook, "DESKHAND_WEBHOOK_URL")
	if err != nil {
		return nil, err
	}
	signs, err := secret(c.WebhookSecret, "DESKHAND_WEBHOOK_SECRET")
	switch {
	case err != nil:
		return nil, err
	case at == "" && signs == "":
		return nil, nil
	case at == "":
		return nil, errors.New("a webhook's secret was given and no address: give --webhook-url-file too")
	case signs == "":
		return nil, errors.New("a webhook's address was given and no secret: give --webhook-secret-file too")
	}
	return webhook.New(webhook.Options{URL: at, Secrets: strings.Fields(signs), Loopback: c.Loopback})
}

// platforms are the chat and, where there is one, the address outside of it.
func (c outsideFlags) platforms(chat bot.Platform) ([]bot.Platform, error) {
	hook, err := c.hook()
	if err != nil || hook == nil {
		return []bot.Platform{chat}, err
	}
	return []bot.Platform{chat, hook}, nil
}

// pulse is the address that is called while the desk is well; nil where none was given.
func (c outsideFlags) pulse(log zerolog.Logger) (*pulse.Pulse, error) {
	at, err := secret(c.Heartbeat, "DESKHAND_HEARTBEAT_URL")
	if err != nil || at == "" {
		return nil, err
	}
	return pulse.New(pulse.Options{URL: at, Every: c.Every, Post: c.Post, Loopback: c.Loopback, Log: log})
}

// testEvent hands the address an event that says that nothing is wrong.
func testEvent(ctx context.Context, hook *webhook.Webhook) error {
	now := domain.Instant(time.Now())
	e := card.OperatorHook().Event("test/"+now.Format(time.RFC3339Nano), domain.LanePost, card.ForStaff(domain.Plain, domain.Say("trouble.test", domain.AtTime(now))))
	drawn, err := card.Draw(*e.Doc, e.Audience, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bot.SendWithin)
	defer cancel()
	_, err = hook.Send(ctx, bot.Delivery{
		Key: storage.EffectKey(e), Attempt: 1, Kind: e.Kind, To: domain.Spot{Platform: bot.Outside, Channel: e.Place.ID}, Audience: e.Audience,
		Card: drawn, About: e.Doc.Head.ID, Recorded: now,
	})
	if f, ok := errors.AsType[*bot.Failure](err); ok {
		return f.Err // when it would be tried again is of no interest here
	}
	return err
}

// outside looks at who is told outside of chat how the desk is.
func (d *doctor) outside() {
	hook, err := d.hook()
	switch {
	case err != nil:
		d.found("webhook", fault, "correct what it names", "%v", err)
	case hook == nil:
		d.found("webhook", warning, "give --webhook-url-file and --webhook-secret-file: chat may be what is out of order", "none: the operator is told in chat alone")
	case !d.SendTest:
		d.found("webhook", fine, "", "an address, and what to sign with; --send-test tries them")
	default:
		if err := testEvent(d.ctx, hook); err != nil {
			d.found("webhook", fault, "see that the receiver runs, knows the secret, and that this machine may reach it", "a test event was not taken: %v", strings.TrimPrefix(fmt.Sprint(err), "webhook: "))
		} else {
			d.found("webhook", fine, "", "a test event was taken")
		}
	}
}

// heartbeat looks at who would notice that the desk is gone.
func (d *doctor) heartbeat() {
	p, err := d.pulse(d.log)
	switch {
	case err != nil:
		d.found("heartbeat", fault, "correct what it names", "%v", err)
	case p == nil:
		d.found("heartbeat", warning, "give --heartbeat-url-file the address of a dead-man service: a desk that is gone tells nobody", "none: nobody would notice that the desk is gone")
	case !d.SendTest:
		d.found("heartbeat", fine, "", "an address, every %s; --send-test tries it", d.Every)
	default:
		if err := p.Beat(d.ctx); err != nil {
			d.found("heartbeat", fault, "see that the address is the one of the service, and that this machine may reach it", "it was not heard: %v", err)
		} else {
			d.found("heartbeat", fine, "", "it was heard; every %s while the desk is well", d.Every)
		}
	}
}
