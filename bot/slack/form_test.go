package slack

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/bot/workspace/spec"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

var aForm = bot.Form{Name: "case restore", Title: "Restore CASE-12", Submit: "Send", Run: "case restore CASE-12", Intro: "Say how & when.",
	Fields: []bot.Field{
		{Name: "at", Label: "At", Kind: bot.FieldLine, Help: "when it was", Optional: true},
		{Name: "how", Label: "How", Kind: bot.FieldText},
		{Name: "kind", Label: "Kind", Kind: bot.FieldChoice, Options: []bot.Option{{Value: "fix", Label: "Fix"}, {Value: "workaround", Label: "Workaround"}}},
		{Name: "who", Label: "Who", Kind: bot.FieldPerson, Optional: true},
		{Name: "product", Label: "Product", Kind: bot.FieldSearch, Optional: true},
	}}

// posted posts a card with buttons into the shared channel and answers its place.
func (r *rig) posted(buttons ...card.DrawnButton) workspace.Ref {
	r.t.Helper()
	rc, err := r.s.Send(context.Background(), bot.Delivery{Key: "k1", Kind: domain.Post, To: domain.Spot{Platform: "slack", Channel: r.shared.ID},
		Audience: domain.Customers, Card: card.Drawn{Head: words("CASE-12"), Buttons: buttons}, Edition: "e1"})
	r.ok(err)
	r.settle()
	return workspace.Ref{Channel: rc.Spot.Channel, TS: rc.Spot.Message}
}

func TestButton(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		at := r.posted(card.DrawnButton{Label: "Take it", Run: "case take CASE-12"})
		for range 2 { // an impatient finger: the same card, the same request
			d, err := r.w.Press("ana", at, "Take it")
			r.ok(err)
			_, err = d.Wait(context.Background())
			r.ok(err)
		}
		p := only[bot.Pressed](r)
		ana, _ := r.w.User("ana")
		if p.Run != "case take CASE-12" || p.Form != "" || p.Who.User != ana.ID || p.Who.Team != r.customer.ID || !p.Outside ||
			p.Spot.Message != at.TS || p.Spot.Channel != r.shared.ID || p.Spot.Thread != "" || p.Spot.URL == "" || p.At.IsZero() {
			t.Errorf("pressed %+v", p)
		}
		d, err := r.w.Press("noah", at, "Take it")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if n := len(r.desk.all()); n != 2 {
			t.Errorf("two people, %d requests", n)
		}
	})
}

func TestFormIsOpenedFilledAndCorrected(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) {
			n.form, n.problems = &aForm, bot.Problems{"how": "say how", "": "and why"}
			n.options = []bot.Option{{Value: "cvad", Label: "CVAD"}}
		})
		at := r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"})
		d, err := r.w.Press("ana", at, "Restored")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		v, open := r.w.Front("ana")
		if !open || v.Title != "Restore CASE-12" {
			t.Fatalf("in front of ana: %+v", v)
		}
		if q := r.desk.asked[0]; q.Form != "case restore" || q.Run != "case restore CASE-12" || q.Spot.Message != at.TS {
			t.Errorf("asked %+v", q)
		}
		if len(r.desk.all()) != 0 {
			t.Errorf("opening a form was stored: %+v", r.desk.all())
		}
		hints, err := r.w.Suggest("ana", workspace.Ref{View: v.ID}, "Product", "cv")
		r.ok(err)
		_, err = hints.Wait(context.Background())
		r.ok(err)
		offered := hints.Options
		if len(offered) != 1 || offered[0].Value != "cvad" {
			t.Errorf("offered %+v", offered)
		}
		if q := r.desk.asked[1]; q.Field != "product" || q.Typed != "cv" {
			t.Errorf("asked %+v", q)
		}
		fill := workspace.Values{"At": {"04:10"}, "How": {"rebooted\nit"}, "Kind": {"Fix"}, "Who": {"noah"}, "Product": {"cvad"}}
		d, err = r.w.Submit("ana", v.ID, fill)
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		v, open = r.w.Front("ana")
		if !open || v.Errors["how"] != "say how" || v.Errors["at"] != "and why" {
			t.Fatalf("after a faulty submission: open %v, errors %v", open, v.Errors)
		}
		r.desk.set(func(n *notebook) { n.problems, n.got = nil, nil })
		d, err = r.w.Submit("ana", v.ID, fill)
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if _, open = r.w.Front("ana"); open {
			t.Error("an accepted form stays open")
		}
		f := only[bot.Filled](r)
		noah, _ := r.w.User("noah")
		if f.Form != "case restore" || f.Run != "case restore CASE-12" || f.Spot.Channel != r.shared.ID || f.Spot.Message != at.TS || f.Who.Team != r.customer.ID {
			t.Errorf("filled %+v", f)
		}
		for name, want := range map[string]string{"at": "04:10", "how": "rebooted\nit", "kind": "fix", "product": "cvad",
			"who": "slack/" + noah.Team + "/" + noah.ID} {
			if f.Values[name] != want {
				t.Errorf("%s is %q, want %q", name, f.Values[name], want)
			}
		}
	})
}

// An outsider's form may be refused: then the desk says in words what to type, every time.
func TestFormThatCannotOpen(t *testing.T) {
	inBubble(t, rigOptions{workspace: workspace.Options{NoExternalForms: true}}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.form = &aForm })
		at := r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"})
		for range 2 {
			d, err := r.w.Press("ana", at, "Restored")
			r.ok(err)
			_, err = d.Wait(context.Background())
			r.ok(err)
			r.pass(time.Second)
		}
		if n := len(r.desk.all()); n != 2 {
			t.Fatalf("two presses, %d hints", n)
		}
		if p := r.desk.all()[0].(bot.Pressed); p.Form != "case restore" || p.Run != "case restore CASE-12" {
			t.Errorf("pressed %+v", p)
		}
	})
	t.Run("a person who may not", func(t *testing.T) {
		inBubble(t, rigOptions{}, func(r *rig) {
			r.desk.set(func(n *notebook) { n.noForm = domain.Refuse("need.engineer") })
			at := r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"})
			d, err := r.w.Press("ana", at, "Restored")
			r.ok(err)
			_, err = d.Wait(context.Background())
			r.ok(err)
			if p := only[bot.Pressed](r); p.Form != "case restore" {
				t.Errorf("pressed %+v", p)
			}
		})
	})
}

func TestSlashThatLacksSomethingOpensItsForm(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.form = &aForm })
		d, err := r.w.Slash("noah", "#queue", "/case", "open")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if _, open := r.w.Front("noah"); !open {
			t.Fatal("no form in front of noah")
		}
		if q := r.desk.asked[0]; q.Form != "" || q.Run != "case open" {
			t.Errorf("asked %+v", q)
		}
		r.desk.set(func(n *notebook) { n.noForm = domain.Refuse("need.engineer") })
		d, err = r.w.Slash("noah", "#queue", "/case", "open 1")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if l := only[bot.Line](r); l.Text != "case open 1" {
			t.Errorf("line %+v", l)
		}
	})
}

func TestFormWhileTheStoreIsSlow(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.form, n.slow = &aForm, 5*time.Second })
		at := r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"})
		d, err := r.w.Press("noah", at, "Restored")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		v, _ := r.w.Front("noah")
		d, err = r.w.Submit("noah", v.ID, workspace.Values{"How": {"x"}, "Kind": {"Fix"}})
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		v, open := r.w.Front("noah")
		if words := strings.Join(r.w.ReadView("noah", v).Lines, "\n"); !open || !strings.Contains(words, "Not yet stored") {
			t.Errorf("in front of noah: %q", words)
		}
		r.pass(10 * time.Second)
		only[bot.Filled](r)
		if f := r.failures(); f != nil {
			t.Errorf("saw fail: %q", f)
		}
	})
}

// TestViewsAreSound: any form is within limits and valid.
func TestViewsAreSound(t *testing.T) {
	long := strings.Repeat("Ünïcode ", 2000)
	many := bot.Form{Name: "x", Title: long, Submit: long, Intro: long}
	var opts []bot.Option
	for range 300 {
		opts = append(opts, bot.Option{Value: long[:200], Label: long}, bot.Option{Value: "v" + string(rune('a'+len(opts)%26)), Help: long})
	}
	for i, kind := range []bot.FieldKind{bot.FieldLine, bot.FieldText, bot.FieldChoice, bot.FieldSearch, bot.FieldPerson} {
		many.Fields = append(many.Fields,
			bot.Field{Name: "f" + string(rune('a'+i)), Kind: kind, Label: long, Help: long, Options: opts[:min(len(opts), 40*i)], Value: long, Max: 5000 * i},
			bot.Field{Name: "g" + string(rune('a'+i)), Kind: kind, Value: "slack/T/U1"})
	}
	for name, f := range map[string]bot.Form{"plain": aForm, "empty": {}, "long": many} {
		t.Run(name, func(t *testing.T) {
			private, _ := begun{Form: f.Name, Run: long[:1000], URL: strings.Repeat("u", 2900)}.String()
			raw, err := json.Marshal(formView(f, private))
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range spec.View(raw, "/view") {
				t.Error(fault)
			}
		})
	}
	if _, ok := (begun{Form: "x", Run: strings.Repeat("r", 4000)}).String(); ok {
		t.Error("a form carries more than it can")
	}
	for _, f := range spec.View(wire(t, noteView(long, long)), "/view") {
		t.Error(f)
	}
}
