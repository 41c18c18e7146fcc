package paper

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// A notebook is an intake that writes down what it is handed.
type notebook struct {
	p        *Platform
	heard    []string
	form     *bot.Form
	refuse   error
	problems bot.Problems
}

func (n *notebook) note(e storage.Envelope) {
	in, err := n.p.Decode(e)
	n.heard = append(n.heard, strings.TrimSpace(fmt.Sprintf("%s %T %v", e.Key, in, err)))
}

func (n *notebook) Receive(_ context.Context, e storage.Envelope) (bot.Taken, error) {
	n.note(e)
	return bot.Taken{Fresh: true}, nil
}

func (n *notebook) Submit(_ context.Context, e storage.Envelope) (bot.Submitted, error) {
	n.note(e)
	return bot.Submitted{Fresh: true, Problems: n.problems}, nil
}

func (n *notebook) Missed(context.Context, string) (bot.Missed, error) { return bot.Missed{}, nil }

func (n *notebook) Heard(context.Context, string, time.Time) error { return nil }

func (n *notebook) Ask(context.Context, bot.Question) (bot.Answer, error) {
	return bot.Answer{Form: n.form}, n.refuse
}

func paper(t *testing.T) (*Platform, *notebook) {
	t.Helper()
	p := New(Options{Home: "T", Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }})
	p.Person("noah", domain.Handle{Platform: "paper", Team: "T", User: "noah"})
	p.Person("ana", domain.Handle{Platform: "paper", Team: "T-n", User: "ana"})
	p.Channel("north")
	n := &notebook{p: p}
	if err := p.Connect(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return p, n
}

func speak(t *testing.T, p *Platform, d bot.Delivery) bot.Receipt {
	t.Helper()
	r, err := p.Send(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func words(s string, buttons ...card.DrawnButton) card.Drawn {
	return card.Drawn{Head: card.Text{{S: s}}, Buttons: buttons}
}

func TestWhatIsHandedOver(t *testing.T) {
	p, n := paper(t)
	ctx := t.Context()
	id, err := p.Say(ctx, "ana", "north", "", "good morning", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		func() error { _, err := p.Say(ctx, "ana", "north", "", "@deskhand list", nil); return err }(),
		func() error { _, err := p.Say(ctx, "ana", "@ana", "", "list", nil); return err }(),
		p.Edit(ctx, "ana", id, "good evening"), p.Delete(ctx, "ana", id),
		p.Lose(ctx, "north"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	var kinds []string
	for _, h := range n.heard {
		f := strings.Fields(h)
		kinds = append(kinds, strings.TrimPrefix(f[1], "bot."))
		if f[2] != "<nil>" {
			t.Errorf("%s cannot be read", h)
		}
	}
	if got := strings.Join(kinds, " "); got != "Message Line Line Edited Deleted Lost" {
		t.Errorf("handed over %s", got)
	}
	if _, err := p.Say(ctx, "ana", "north", "", "hello?", nil); err == nil {
		t.Error("somebody spoke in a channel that is gone")
	}
	if _, err := p.Say(ctx, "eve", "north", "", "hello", nil); !errors.Is(err, ErrNobody) {
		t.Errorf("nobody spoke: %v", err)
	}
	if _, err := p.Say(ctx, "noah", "@ana", "", "hello", nil); err == nil {
		t.Error("somebody spoke in another's conversation")
	}
}

func TestWhileNobodyListens(t *testing.T) {
	p, _ := paper(t)
	p.Disconnect()
	if _, err := p.Say(t.Context(), "ana", "north", "", "hello", nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Slash(t.Context(), "noah", "north", "", "/desk list", nil); err != nil {
		t.Fatal(err)
	}
	next := &notebook{p: p}
	if err := p.Connect(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if len(next.heard) != 1 || !strings.Contains(next.heard[0], "bot.Message") {
		t.Errorf("the next process hears %v", next.heard)
	}
	s := p.Sightings()
	if len(s) != 1 || s[0].Kind != Notice || s[0].Message.Only != "noah" {
		t.Errorf("people see %+v", s)
	}
}

func TestOutsidersHaveNoSlash(t *testing.T) {
	p, n := paper(t)
	if err := p.Slash(t.Context(), "ana", "north", "", "/desk list", nil); err != nil {
		t.Fatal(err)
	}
	if s := p.Sightings(); len(n.heard) != 0 || len(s) != 1 || s[0].Kind != Notice {
		t.Errorf("handed over %v, seen %+v", n.heard, s)
	}
}

func TestSend(t *testing.T) {
	p, _ := paper(t)
	at := domain.Spot{Platform: "paper", Channel: "north"}
	post := bot.Delivery{Key: "k", Kind: domain.Post, To: at, Audience: domain.Internal, Card: words("one")}
	r := speak(t, p, post)
	edit := bot.Delivery{Key: "e", Kind: domain.Edit, To: r.Spot, Card: words("two")}
	if got := speak(t, p, edit); got.Spot.Message != r.Spot.Message {
		t.Errorf("the edit is of %+v", got)
	}
	speak(t, p, bot.Delivery{Key: "o", Kind: domain.Ephemeral, To: at, Only: domain.Handle{Platform: "paper", Team: "T-n", User: "ana"}, Card: words("for you")})
	speak(t, p, bot.Delivery{Key: "d", Kind: domain.Post, Direct: domain.Handle{Platform: "paper", Team: "T", User: "noah"}, Card: words("hi")})
	var seen []string
	for _, s := range p.Sightings() {
		seen = append(seen, fmt.Sprintf("%s %s %s %s", s.Kind, s.Message.Channel, s.Message.Only, s.Message.Card.Head))
	}
	if got := strings.Join(seen, "|"); got != "posted north  one|changed north  two|posted north ana for you|posted @noah  hi" {
		t.Errorf("seen %s", got)
	}
	if found, ok, err := p.Look(t.Context(), post); err != nil || !ok || found.Spot != r.Spot {
		t.Errorf("looked for it: %+v %v %v", found, ok, err)
	}
	if _, ok, _ := p.Look(t.Context(), bot.Delivery{Key: "never"}); ok {
		t.Error("found what was never said")
	}
}

func TestWeather(t *testing.T) {
	at := domain.Spot{Platform: "paper", Channel: "north"}
	d := bot.Delivery{Key: "k", Kind: domain.Post, To: at, Audience: domain.Internal, Card: words("one")}
	for _, c := range []struct {
		name    string
		make    func(*Platform)
		class   bot.Class
		reason  bot.Reason
		arrived bool
	}{
		{"down", func(p *Platform) { p.Down(true) }, bot.NotSent, "", false},
		{"an answer is lost", (*Platform).LoseAnswer, bot.Ambiguous, "", true},
		{"asked to wait", func(p *Platform) { p.AskToWait(time.Minute) }, bot.NotSent, "", false},
		{"gone", func(p *Platform) { p.Quietly("north", true, false) }, bot.Permanent, bot.PlaceGone, false},
		{"shared", func(p *Platform) { p.Quietly("north", false, true) }, bot.Permanent, bot.PlaceShared, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := paper(t)
			c.make(p)
			_, err := p.Send(t.Context(), d)
			if f := bot.AsFailure(err); err == nil || f.Class != c.class || f.Reason != c.reason || (len(p.Sightings()) == 1) != c.arrived {
				t.Errorf("it answers %v", err)
			}
		})
	}
	t.Run("a call before its Retry-After is a fault of the desk", func(t *testing.T) {
		p, _ := paper(t)
		p.AskToWait(time.Minute)
		_, first := p.Send(t.Context(), d)
		_, second := p.Send(t.Context(), d)
		var f *bot.Failure
		if first == nil || second == nil || errors.As(second, &f) {
			t.Errorf("%v, then %v", first, second)
		}
	})
}

func TestAFormIsFilledIn(t *testing.T) {
	p, n := paper(t)
	n.form = &bot.Form{Name: "case resolve", Title: "Resolve", Run: "case resolve CASE-1", Fields: []bot.Field{{Name: "text"}}}
	r := speak(t, p, bot.Delivery{Kind: domain.Post, To: domain.Spot{Channel: "north"}, Card: words("x", card.DrawnButton{Label: "Resolved", Run: "case resolve CASE-1", Form: "case resolve"})})
	p.Sightings()
	n.problems = bot.Problems{"text": "missing"}
	if err := p.Press(t.Context(), "noah", r.Spot.Message, "Resolved", map[string]string{"text": "done"}); err != nil {
		t.Fatal(err)
	}
	s := p.Sightings()
	if len(s) != 2 || s[1].Form.Problems["text"] != "missing" || !strings.Contains(n.heard[0], "bot.Filled") {
		t.Errorf("handed over %v, seen %+v", n.heard, s)
	}
	if err := p.Press(t.Context(), "noah", r.Spot.Message, "Resolved", map[string]string{"colour": "red"}); err == nil {
		t.Error("a field was filled in that is not there")
	}
	n.refuse = domain.Refuse("no")
	n.heard = nil
	if err := p.Press(t.Context(), "noah", r.Spot.Message, "Resolved", nil); err != nil || len(n.heard) != 1 || !strings.Contains(n.heard[0], "bot.Pressed") {
		t.Errorf("who may not open the form: %v %v", n.heard, err)
	}
}
