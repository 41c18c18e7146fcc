package slack

import (
	"context"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
)

var withShortcut = rigOptions{app: func(a *workspace.App) {
	a.Shortcuts = []workspace.Shortcut{{Name: "Open case from message", Callback: "case open"}}
}}

var openForm = bot.Form{Name: "case open", Title: "Open", Submit: "Send", Fields: []bot.Field{
	{Name: "title", Label: "Title", Kind: bot.FieldLine, Value: "Payments are down"},
	{Name: "description", Label: "Description", Kind: bot.FieldText, Optional: true, Value: "Payments are down\n@noah knows"}}}

// pick uses the shortcut on a message and waits until it was acknowledged.
func (r *rig) pick(who, channel, ts string) error {
	r.t.Helper()
	d, err := r.w.Shortcut(who, workspace.Ref{Channel: channel, TS: ts}, "Open case from message")
	r.ok(err)
	_, err = d.Wait(context.Background())
	r.settle()
	return err
}

// A shortcut on a message asks for the form with the message as people read it, and what the form
// is about comes back with it.
func TestShortcutOnAMessage(t *testing.T) {
	inBubble(t, withShortcut, func(r *rig) {
		r.desk.set(func(n *notebook) { n.form = &openForm })
		head, err := r.w.Say("ana", "#northwind", "", "morning")
		r.ok(err)
		ts, err := r.w.Say("ana", "#northwind", head, "Payments are down & <gone>\n@noah knows")
		r.ok(err)
		r.settle()
		r.desk.set(func(n *notebook) { n.got = nil })
		r.ok(r.pick("noah", "#northwind", ts))
		ana, _ := r.w.User("ana")
		noah, _ := r.w.User("noah")
		if len(r.desk.asked) != 1 {
			t.Fatalf("asked %+v", r.desk.asked)
		}
		q := r.desk.asked[0]
		spot := domain.Spot{Platform: Platform, Team: r.w.Team().ID, Channel: r.shared.ID, Thread: head, Message: ts}
		if q.Form != "case open" || q.About == nil || q.Who.User != noah.ID || q.Outside || q.About.Spot != spot || q.About.Own || !q.About.At.Equal(instant(ts)) ||
			q.About.By != (domain.Handle{Platform: Platform, Team: r.customer.ID, User: ana.ID}) || q.About.Text != "Payments are down & <gone>\n@noah knows" {
			t.Errorf("asked %+v about %+v", q, q.About)
		}
		v, open := r.w.Front("noah")
		if !open || !strings.Contains(string(v.Blocks), `"initial_value":"Payments are down"`) {
			t.Fatalf("in front of noah: %+v", v)
		}
		d, err := r.w.Submit("noah", v.ID, nil)
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		f := only[bot.Filled](r)
		if f.About == nil || f.About.Spot != spot || f.About.By.User != ana.ID || f.About.By.Team != r.customer.ID || !f.About.At.Equal(instant(ts)) ||
			f.Spot.Message != ts || f.Spot.Thread != head || f.Values["description"] != "Payments are down\n@noah knows" {
			t.Errorf("filled in %+v about %+v", f, f.About)
		}
	})
}

// A form that does not open (nobody may have it, or it comes too late) is no silence: the request
// is stored, once, so that the desk answers it.
func TestShortcutWithoutAForm(t *testing.T) {
	for name, prepare := range map[string]func(r *rig){
		"refused":     func(r *rig) { r.desk.set(func(n *notebook) { n.noForm = domain.Refuse("need.linked") }) },
		"a spent one": func(r *rig) { r.w.Fault(workspace.Rule{Method: "views.open", Kind: workspace.Unavailable}) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, withShortcut, func(r *rig) {
				r.desk.set(func(n *notebook) { n.form = &openForm })
				ts, err := r.w.Say("ana", "#northwind", "", "Payments are down")
				r.ok(err)
				r.settle()
				r.desk.set(func(n *notebook) { n.got = nil })
				prepare(r)
				r.ok(r.pick("noah", "#northwind", ts))
				p := only[bot.Picked](r)
				if p.Form != "case open" || p.About.Spot.Message != ts || p.About.Text != "Payments are down" || p.Spot.URL == "" {
					t.Errorf("picked %+v", p)
				}
				if f := r.failures(); len(f) > 0 {
					t.Errorf("noah saw %v", f)
				}
			})
		})
	}
}

// What stands in a message of the desk itself, or of an app, is said to be so.
func TestShortcutOnWhoseMessage(t *testing.T) {
	inBubble(t, withShortcut, func(r *rig) {
		at := r.posted()
		r.ok(r.pick("noah", at.Channel, at.TS))
		if q := r.desk.asked[0]; !q.About.Own || !q.About.By.IsZero() {
			t.Errorf("asked about %+v", q.About)
		}
	})
}
