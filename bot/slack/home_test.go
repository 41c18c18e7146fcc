package slack

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/bot/workspace/spec"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// soundTab holds a Home tab to Slack's schema and limits.
func soundTab(t *testing.T, c card.Drawn) []byte {
	t.Helper()
	v := homeView(c, "e1", "https://vendor.slack.com/")
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range spec.View(raw, "/view") {
		t.Error(p)
	}
	if n := len(v.Blocks.BlockSet); n > maxHomeBlocks {
		t.Errorf("%d blocks", n)
	}
	if n := units(string(raw)); n > 100_000 {
		t.Errorf("%d characters", n)
	}
	return raw
}

var aPage = card.Drawn{Head: words("Your desk, Noah"), Buttons: []card.DrawnButton{{Label: "Open a case", Run: "case open", Form: "case open", Main: true}, {Label: "Refresh", Run: "desk home"}},
	Parts: []card.DrawnPart{
		{Head: words("What you owe, next due first"), Lines: []card.Text{{{S: "restore before "}, {At: noon}, {S: " · "},
			{S: "CASE-3", To: domain.Spot{Platform: "slack", Channel: "C1", Message: "1772452800.000100"}}, {S: " · __init__ & <!here>", Quoted: true}}}},
		{Head: words("The queue: 2 open cases"), Lines: []card.Text{words("CASE-3"), words("CASE-1")}},
		{Lines: []card.Text{{{S: "Kept up to date until "}, {At: noon}, {S: " & no longer"}}}},
	}}

func TestHomeView(t *testing.T) {
	raw := soundTab(t, aPage)
	var v struct{ Blocks json.RawMessage }
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	doc := workspace.Plain(v.Blocks, "", workspace.Reader{})
	want := []string{"Your desk, Noah", "What you owe, next due first", "• restore before 12:00 Mar 2, 2026 · CASE-3 · __init__ & <!here>",
		"The queue: 2 open cases", "• CASE-3", "• CASE-1", "Kept up to date until 12:00 Mar 2, 2026 & no longer"}
	if got := strings.Join(doc.Lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("read as\n%s", got)
	}
	if len(doc.Controls) != 2 || doc.Controls[0].Label != "Open a case" || doc.Controls[0].Style != "primary" {
		t.Errorf("controls %+v", doc.Controls)
	}
	if !strings.Contains(string(raw), "https://vendor.slack.com/archives/C1/p1772452800000100") {
		t.Errorf("leads nowhere: %s", raw)
	}
}

func TestHomeKeepsWithinLimits(t *testing.T) {
	long := strings.Repeat("Störung 日本語 \"quoted\" <b> ", 3000)
	many := make([]card.Text, 4000)
	for i := range many {
		many[i] = card.Text{{S: "CASE-1", To: domain.Spot{Platform: "slack", Channel: "C1", Message: "1.2"}}, {S: " · first response by "}, {At: noon}, {S: long[:400], Quoted: true}}
	}
	var parts []card.DrawnPart
	for range 200 {
		parts = append(parts, card.DrawnPart{Head: words("A part"), Lines: many[:3], Buttons: aPage.Buttons})
	}
	buttons := make([]card.DrawnButton, 500)
	for i := range buttons {
		buttons[i] = card.DrawnButton{Label: "press", Run: strings.Repeat("r", 1500)}
	}
	for name, c := range map[string]card.Drawn{
		"nothing":         {},
		"blank":           {Head: words(" \n"), Parts: []card.DrawnPart{{Head: words(""), Lines: []card.Text{words(""), {}}}}},
		"a long head":     {Head: quotedWords(long), Lines: []card.Text{quotedWords(long)}},
		"a head at noon":  {Head: card.Text{{S: long}, {At: noon}}},
		"a long queue":    {Head: words("x"), Parts: []card.DrawnPart{{Head: words("q"), Lines: many}}},
		"long lines":      {Head: words("x"), Parts: []card.DrawnPart{{Head: words("q"), Lines: []card.Text{quotedWords(long), quotedWords(long)}}, {Lines: []card.Text{quotedWords(long)}}}},
		"many parts":      {Head: words("x"), Parts: parts},
		"many buttons":    {Head: words("x"), Buttons: buttons, Parts: []card.DrawnPart{{Buttons: buttons}}},
		"small and blank": {Head: words("x"), Parts: []card.DrawnPart{{Lines: []card.Text{words(" ")}}}},
	} {
		t.Run(name, func(t *testing.T) { soundTab(t, c) })
	}
}

// FuzzHome: any drawn page is within limits and valid.
func FuzzHome(f *testing.F) {
	f.Add("Your desk", "CASE-1 <!here>", "Take it", uint64(1))
	f.Add("\u202e\x00", "", "", uint64(7))
	f.Fuzz(func(t *testing.T, head, line, label string, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		text := func(s string) (out card.Text) {
			for range rng.IntN(4) {
				r := card.Run{S: strings.Repeat(s, 1<<rng.IntN(6)), Quoted: rng.IntN(2) == 0}
				if rng.IntN(3) == 0 {
					r.To = domain.Spot{Platform: "slack", Channel: strings.ToValidUTF8(head, "?"), Message: "1772452800.000100"}
				}
				if out = append(out, r); rng.IntN(3) == 0 {
					out = append(out, card.Run{At: noon.Add(time.Duration(rng.Int64N(1 << 60)))})
				}
			}
			return out
		}
		c := card.Drawn{Head: text(head)}
		for range rng.IntN(40) {
			p := card.DrawnPart{Head: text(head)}
			for range rng.IntN(60) {
				p.Lines = append(p.Lines, text(line))
			}
			for range rng.IntN(30) {
				p.Buttons = append(p.Buttons, card.DrawnButton{Label: label, Run: strings.ToValidUTF8(line, "?")})
			}
			c.Parts = append(c.Parts, p)
		}
		soundTab(t, c)
	})
}

// A Home tab that is opened is told to the desk, and no other tab; what is pressed there is as
// direct as a conversation, and pressed again it is asked again.
func TestHomeTab(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.ok(r.w.OpenHome("noah", ""))
		r.ok(r.w.OpenMessages("noah", ""))
		r.settle()
		noah, _ := r.w.User("noah")
		if h := only[bot.AtHome](r); h.Who != (domain.Handle{Platform: Platform, Team: r.w.Team().ID, User: noah.ID}) || h.Spot.Channel != "" || !h.Direct || h.Outside {
			t.Errorf("at home %+v", h)
		}
		home := bot.Delivery{Key: "k1", Kind: domain.Home, Direct: domain.Handle{Platform: Platform, Team: r.w.Team().ID, User: noah.ID}, Audience: domain.Internal, Card: aPage, Edition: "e1"}
		_, err := r.s.Send(context.Background(), home)
		r.ok(err)
		v, ok := r.w.HomeTab("noah", "")
		if !ok || r.calls("conversations.open") != 0 {
			t.Fatalf("drawn %v, %d conversations begun", ok, r.calls("conversations.open"))
		}
		r.desk.set(func(n *notebook) { n.got = nil })
		for range 2 {
			d, err := r.w.Press("noah", workspace.Ref{View: v.ID}, "Refresh")
			r.ok(err)
			_, err = d.Wait(context.Background())
			r.ok(err)
			r.pass(time.Second)
		}
		if got := r.desk.all(); len(got) != 2 {
			t.Fatalf("pressed twice: %+v", got)
		}
		if p := r.desk.all()[0].(bot.Pressed); p.Run != "desk home" || !p.Direct || p.Spot.Channel != "" || p.Spot.Message != "" {
			t.Errorf("pressed %+v", p)
		}
		r.desk.set(func(n *notebook) { n.form, n.got = &openForm, nil })
		d, err := r.w.Press("noah", workspace.Ref{View: v.ID}, "Open a case")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		f, open := r.w.Front("noah")
		if !open {
			t.Fatal("no form")
		}
		d, err = r.w.Submit("noah", f.ID, nil)
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if f := only[bot.Filled](r); !f.Direct || f.Spot.Channel != "" || f.About != nil {
			t.Errorf("filled in %+v", f)
		}
	})
}

// Whoever is of another company has no Home tab, and a limit on them delays no message.
func TestHomeTabThatCannotBeDrawn(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ana, _ := r.w.User("ana")
		noah, _ := r.w.User("noah")
		home := bot.Delivery{Key: "k1", Kind: domain.Home, Audience: domain.Customers, Card: aPage, Edition: "e1"}
		home.Direct = domain.Handle{Platform: Platform, Team: r.customer.ID, User: ana.ID}
		_, err := r.s.Send(context.Background(), home)
		if f := bot.AsFailure(err); f.Class != bot.Permanent || f.Reason != bot.PlaceGone || r.calls("views.publish") != 0 {
			t.Errorf("to ana: %v", err)
		}
		home.Direct = domain.Handle{Platform: Platform, Team: r.w.Team().ID, User: noah.ID}
		for _, c := range []struct {
			rule workspace.Rule
			want bot.Failure
		}{
			{workspace.Rule{Method: "views.publish", Times: 1, Kind: workspace.RateLimited, Wait: 7 * time.Second}, bot.Failure{Class: bot.NotSent, Scope: bot.AllHomes, After: 7 * time.Second}},
			{workspace.Rule{Method: "views.publish", Times: 1, Kind: workspace.ResetAfter}, bot.Failure{Class: bot.Ambiguous}},
			{workspace.Rule{Method: "views.publish", Times: 1, Kind: workspace.InternalAfter}, bot.Failure{Class: bot.Ambiguous}},
		} {
			r.w.Fault(c.rule)
			_, err := r.s.Send(context.Background(), home)
			if f := bot.AsFailure(err); f.Class != c.want.Class || f.Scope != c.want.Scope || f.After != c.want.After {
				t.Errorf("%s: %v", c.rule.Kind, err)
			}
		}
		_, err = r.s.Send(context.Background(), home)
		r.ok(err)
	})
}
