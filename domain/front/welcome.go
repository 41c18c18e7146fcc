package front

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
)

// A Welcome is the card that an account's channel holds pinned: which one it is, and when what it
// says changes by itself.
type Welcome struct {
	domain.Head
	N       int       `json:"n"`       // how many were put up so far: the last one stands
	Channel string    `json:"channel"` // where the last one was put up
	Look    time.Time `json:"look,omitzero"`
}

// WelcomePosted says that a card was put up; WelcomeSeen, that it was looked at, and when next.
type WelcomePosted struct {
	N       int       `json:"n"`
	Channel string    `json:"channel"`
	Look    time.Time `json:"look,omitzero"`
}

// WelcomeSeen is described at WelcomePosted.
type WelcomeSeen struct {
	Look time.Time `json:"look,omitzero"`
}

// The kinds of these events are for ever.
func (WelcomePosted) EventKind() string { return "welcome.posted/1" }
func (WelcomeSeen) EventKind() string   { return "welcome.seen/1" }

// Ref implements domain.Thing.
func (w *Welcome) Ref() domain.Ref { return domain.Ref{Kind: KindWelcome, ID: w.ID} }

// Keys implements domain.Thing.
func (w *Welcome) Keys() []domain.Key { return []domain.Key{{Index: Welcomes}} }

// NextDue implements domain.Thing.
func (w *Welcome) NextDue(any) time.Time { return w.Look }

// OnDue implements domain.Thing.
func (w *Welcome) OnDue() domain.Command { return Greet{Account: w.ID} }

// Apply implements domain.Thing.
func (w *Welcome) Apply(r domain.Recorded) {
	w.Advance(r)
	switch e := r.Event.(type) {
	case WelcomePosted:
		w.N, w.Channel, w.Look = e.N, e.Channel, e.Look
	case WelcomeSeen:
		w.Look = e.Look
	}
}

func welcomeOf(r domain.Reader, id string) (*Welcome, error) {
	t, err := r.Load(domain.Ref{Kind: KindWelcome, ID: id})
	if errors.Is(err, domain.ErrNotFound) {
		return &Welcome{Head: domain.Head{ID: id}}, nil
	}
	if err != nil {
		return nil, err
	}
	return t.(*Welcome), nil
}

// Greet sees to it that an account's channel has its card, and that the card says what is so. Told
// the same twice it records nothing.
type Greet struct{ Account string }

// Decide implements domain.Command. An account without a channel has no card.
func (c Greet) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	a, err := account.Load(r, c.Account)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w, err := welcomeOf(r, c.Account)
	if err != nil {
		return nil, err
	}
	look := changes(r, a, s.Now)
	at, ok, err := place.Where(r, card.AccountChannel(a.ID).Address())
	if err != nil || !ok { // it is put up when there is a channel
		return w.seen(time.Time{}, err)
	}
	stands, err := w.stands(r, at.Spot)
	if err != nil {
		return nil, err
	}
	if !stands {
		return w.post(at.Spot, look), nil
	}
	redraw := card.WelcomeCard(a.ID, w.N).Redraw(w.Ref(), w.Version())
	redraw.Deed = "welcome/" + a.ID + "/seen/" + s.Cause
	out, err := w.seen(look, nil)
	if len(out) == 0 {
		out = domain.Only()
	}
	out[0].Effects = append(out[0].Effects, redraw)
	return out, err
}

// seen records when the card is to be looked at next, where that is another moment than before.
func (w *Welcome) seen(look time.Time, err error) ([]domain.Change, error) {
	if err != nil || w.Version() == 0 || w.Look.Equal(look) {
		return nil, err
	}
	return []domain.Change{domain.Alter(w, WelcomeSeen{Look: look})}, nil
}

// stands reports whether the card was put up, or is being put up, in the channel.
func (w *Welcome) stands(r domain.Reader, channel domain.Spot) (bool, error) {
	if w.N == 0 {
		return false, nil
	}
	b, ok, err := place.Where(r, card.WelcomeCard(w.ID, w.N).Address())
	if err != nil {
		return false, err
	}
	posted := domain.Spot{Platform: channel.Platform, Channel: w.Channel}
	if b != nil {
		if posted = b.Spot; !ok {
			return false, nil
		}
	}
	posted, err = place.Last(r, posted) // a channel may go by another id meanwhile
	if err != nil {
		return false, err
	}
	here, err := place.Last(r, channel)
	return posted.Channel == here.Channel, err
}

// post puts the next card up, and pins it.
func (w *Welcome) post(channel domain.Spot, look time.Time) []domain.Change {
	n := w.N + 1
	e := WelcomePosted{N: n, Channel: channel.Channel, Look: look}
	ch := domain.Change{Ref: w.Ref(), Version: w.Version(), Events: []domain.Event{e}}
	if w.Version() == 0 {
		ch.Fresh = w
	}
	deed := "welcome/" + w.ID + "/" + strconv.Itoa(n)
	at := card.WelcomeCard(w.ID, n)
	ch.Effects = []domain.Effect{card.AccountChannel(w.ID).LiveCard(deed, domain.LanePost, w.Ref(), at), at.Pin(deed + "/pin")}
	return []domain.Change{ch}
}

// AccountOf is whose card it is, and which of them.
func AccountOf(card domain.Place) (account string, n int) {
	i := strings.LastIndexByte(card.ID, '/')
	if card.Kind != domain.WelcomeCard || i < 0 {
		return "", 0
	}
	n, _ = strconv.Atoi(card.ID[i+1:])
	return card.ID[:i], n
}

// GreetAgain puts a card up anew that somebody took away. That it is the one that stands is asked:
// whoever hears of it twice puts up one.
type GreetAgain struct{ Card domain.Place }

// Decide implements domain.Command.
func (c GreetAgain) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	id, n := AccountOf(c.Card)
	if n == 0 {
		return nil, nil
	}
	w, err := welcomeOf(r, id)
	if err != nil || w.N != n {
		return nil, err
	}
	at, ok, err := place.Where(r, card.AccountChannel(w.ID).Address())
	if err != nil || !ok {
		return nil, err
	}
	return w.post(at.Spot, w.Look), nil
}

// BindChannel makes a channel an account's own, and greets those who read it.
type BindChannel struct {
	Account string
	Spot    domain.Spot
	Direct  bool // it is somebody's own conversation with the desk
}

// Decide implements domain.Command. A channel is of one account, or of one team; what is one's
// already is greeted once more and nothing else.
func (c BindChannel) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if c.Direct || c.Spot.Channel == "" {
		return nil, domain.Refuse("channel.direct")
	}
	a, err := account.Load(r, c.Account)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, domain.Refuse("account.unknown", domain.Named(c.Account))
	}
	if err != nil {
		return nil, err
	}
	to := card.AccountChannel(a.ID).Address()
	at, taken, err := place.InChannel(r, c.Spot)
	switch {
	case err != nil:
		return nil, err
	case taken && at.Kind == domain.AccountChannel && at.ID != a.ID:
		return nil, domain.Refuse("channel.other_account", domain.OfAccount(at.ID))
	case taken && at.Kind != domain.AccountChannel:
		return nil, domain.Refuse("channel.other")
	}
	spot := c.Spot
	spot.Thread, spot.Message, spot.URL = "", "", ""
	var out []domain.Change
	if !taken {
		if out, err = (place.Bind{Place: to, Spot: spot}).Decide(r, s); err != nil {
			return nil, err
		}
	}
	answer := domain.Only()
	if !s.Reply.IsZero() {
		answer = domain.Only(card.AnswerStaff(s, card.ForStaff(domain.Good, domain.Say("channel.bound", domain.OfAccount(a.ID)))))
	}
	answer[0].Follow = []domain.Follow{{Must: true, Command: Greet{Account: a.ID}}}
	return append(out, answer...), nil
}

// changes is when what an account's card says changes by itself next: where a contract begins or
// ends, or another version of what it bought takes effect; zero for never.
func changes(r domain.Reader, a *account.Account, now time.Time) (at time.Time) {
	d := offering.Of(r).Latest()
	if d == nil {
		return time.Time{}
	}
	zone := d.Settings.Zone
	if zone == nil {
		zone = time.UTC
	}
	soonest := func(t time.Time) {
		if t.After(now) && (at.IsZero() || t.Before(at)) {
			at = domain.Instant(t)
		}
	}
	day := func(date string, after int) {
		if t, err := time.ParseInLocation(time.DateOnly, date, zone); err == nil {
			soonest(t.AddDate(0, 0, after))
		}
	}
	for _, c := range a.Contracts {
		day(c.From, 0)
		day(c.To, 1)
		for _, o := range d.Offerings() {
			if o.ID == c.Offering {
				soonest(o.From)
			}
		}
	}
	return at
}
