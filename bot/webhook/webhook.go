// Package webhook hands events to a program of the operator's at an address on the web, signed
// after Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature v1). It is a platform
// to the process around the core like any other, so an event is written down before it leaves and
// its row is the evidence that it was taken; only nothing ever comes in.
//
// An event is handed over at least once: where an answer was lost it is sent again, with the same
// webhook-id, by which the receiver knows it. What people wrote is left out of it: who listens
// there is nobody the customer spoke to.
//
// What it leaves out: who is told what (package bot), and how an address is called safely
// (bot/outward).
package webhook

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/outward"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// Bounds of retrying, in real time.
const (
	firstPause = 2 * time.Second
	lastPause  = time.Minute
	mostPause  = 15 * time.Minute // the longest that a receiver may ask for
)

// Options are an address and the secrets that it is signed with, each whsec_ and 24 to 64 bytes in
// base64. With two, as while a secret is changed, the receiver may know either.
type Options struct {
	URL      string
	Secrets  []string
	Loopback bool // the address may be of this machine
	// Now is real time, which is signed; nil is time.Now.
	Now func() time.Time
}

// A Webhook is one address.
type Webhook struct {
	url    *url.URL
	signs  []*standard.Webhook
	client *outward.Client
	now    func() time.Time
}

var _ bot.Platform = (*Webhook)(nil)

// ErrSecret is a secret of the wrong form. It does not tell it.
var ErrSecret = errors.New("a webhook secret is whsec_ followed by 24 to 64 bytes in base64: echo whsec_$(head -c 32 /dev/urandom | base64)")

// New makes a webhook. An error tells neither the address nor a secret.
func New(o Options) (*Webhook, error) {
	u, err := outward.Address(o.URL, o.Loopback)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	w := &Webhook{url: u, client: outward.New(o.Loopback), now: o.Now}
	if w.now == nil {
		w.now = time.Now
	}
	for _, s := range o.Secrets {
		text, ok := strings.CutPrefix(s, "whsec_")
		key, err := base64.StdEncoding.DecodeString(text)
		if !ok || err != nil || len(key) < 24 || len(key) > 64 {
			return nil, ErrSecret
		}
		sign, err := standard.NewWebhookRaw(key)
		if err != nil {
			return nil, ErrSecret
		}
		w.signs = append(w.signs, sign)
	}
	if len(w.signs) == 0 || len(w.signs) > 2 {
		return nil, fmt.Errorf("%w; give one, or two while you change it", ErrSecret)
	}
	return w, nil
}

// Name implements bot.Platform.
func (*Webhook) Name() string { return bot.Outside }

// Run implements bot.Platform: nothing comes in.
func (w *Webhook) Run(ctx context.Context, _ bot.Intake) error {
	defer w.client.Close()
	<-ctx.Done()
	return nil
}

// Decode implements bot.Platform.
func (*Webhook) Decode(storage.Envelope) (bot.Incoming, error) { return bot.Unheard{}, nil }

// Limits implements bot.Limited: a receiver of the operator's own is called one call at a time.
func (*Webhook) Limits() bot.Limits { return bot.Limits{InFlight: 1} }

// Look implements bot.Speaker: an event is repeated and never looked for.
func (*Webhook) Look(context.Context, bot.Delivery) (bot.Receipt, bool, error) {
	return bot.Receipt{}, false, bot.ErrNoLook
}

// An Event is the body of a call.
type Event struct {
	Type string    `json:"type"`      // "deskhand." and the message it is about: deskhand.audit.late
	At   time.Time `json:"timestamp"` // when it was decided, desk time
	Data Data      `json:"data"`
}

// Data is what an event says.
type Data struct {
	ID    string   `json:"id"` // as webhook-id
	Tone  string   `json:"tone"`
	Text  string   `json:"text"` // its first line
	Lines []string `json:"lines,omitempty"`
}

// left is what stands where somebody's own words were.
const left = "(…)"

// EventOf is the event that says a delivery. Instants in it are UTC.
func EventOf(d bot.Delivery) Event {
	flat := d.Card.Flat()
	e := Event{Type: "deskhand." + string(d.About), At: d.Recorded.UTC(), Data: Data{ID: d.Key, Tone: string(flat.Tone), Text: words(flat.Head)}}
	if flat.Tone == domain.Plain {
		e.Data.Tone = "plain"
	}
	for _, l := range flat.Lines {
		e.Data.Lines = append(e.Data.Lines, words(l))
	}
	return e
}

func words(t card.Text) string {
	var b strings.Builder
	for _, r := range t {
		switch {
		case !r.At.IsZero():
			b.WriteString(r.At.UTC().Format("2006-01-02 15:04 MST"))
		case r.Quoted:
			b.WriteString(left)
		default:
			b.WriteString(r.S)
		}
	}
	return b.String()
}

// Send implements bot.Speaker. Nothing is permanent: what a receiver refuses now it may take when
// somebody has looked after it, and until the event is too old that is hoped for.
func (w *Webhook) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	body, err := json.Marshal(EventOf(d))
	if err != nil {
		return bot.Receipt{}, bot.Never(bot.BadContent, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url.String(), bytes.NewReader(body))
	if err != nil {
		return bot.Receipt{}, bot.Never(bot.BadContent, errors.New("the address cannot be called"))
	}
	at := w.now()
	var signatures []string
	for _, s := range w.signs {
		signature, err := s.Sign(d.Key, at, body)
		if err != nil {
			return bot.Receipt{}, bot.Never(bot.BadContent, err)
		}
		signatures = append(signatures, signature)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(standard.HeaderWebhookID, d.Key)
	req.Header.Set(standard.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	req.Header.Set(standard.HeaderWebhookSignature, strings.Join(signatures, " "))
	a, err := w.client.Do(ctx, req)
	if err != nil {
		return bot.Receipt{}, again(d, 0, fmt.Errorf("webhook: %w", err))
	}
	if a.Status < 200 || a.Status > 299 {
		return bot.Receipt{}, again(d, asked(a, at), fmt.Errorf("webhook: answered %d %s", a.Status, http.StatusText(a.Status)))
	}
	return bot.Receipt{Spot: domain.Spot{Platform: bot.Outside, Channel: d.To.Channel, Message: d.Key}}, nil
}

// again puts an event off. Whether it arrived makes no difference: the receiver knows it by its id.
func again(d bot.Delivery, after time.Duration, err error) error {
	pause := lastPause
	if n := max(1, d.Attempt); n < 6 {
		pause = firstPause << (n - 1)
	}
	return bot.Refused(max(pause, after), bot.ThisChannel, err)
}

// asked is how long the receiver asks to wait; zero where it does not.
func asked(a outward.Answer, now time.Time) time.Duration {
	if n, err := strconv.Atoi(a.After); err == nil {
		return min(max(0, time.Duration(n)*time.Second), mostPause)
	}
	if t, err := http.ParseTime(a.After); err == nil {
		return min(max(0, t.Sub(now)), mostPause)
	}
	return 0
}
