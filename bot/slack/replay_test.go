package slack

import (
	"context"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain/card"
)

// TestReplay: who got hold of a signed body and sends it again, to the same process or to the
// next one, does nothing with it.
func TestReplay(t *testing.T) {
	begin := func(r *rig) (at workspace.Ref) {
		r.desk.set(func(n *notebook) { n.form = &aForm })
		return r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"}, card.DrawnButton{Label: "Take it", Run: "case take CASE-12"})
	}
	for _, tt := range []struct {
		name string
		do   func(r *rig)
		want int // the answer in the same process
		next int // … and in the next one
	}{
		{"an event", func(r *rig) {
			_, err := r.w.Say("ana", "#northwind", "", "hello")
			r.ok(err)
			r.settle()
		}, 200, 200},
		{"a command", func(r *rig) { r.acked(r.w.Slash("noah", "#queue", "/case", "take CASE-1")) }, 409, 200},
		{"a command that opened a form", func(r *rig) {
			begin(r)
			r.acked(r.w.Slash("noah", "#queue", "/case", "open"))
		}, 409, 200},
		{"a button", func(r *rig) { r.acked(r.w.Press("ana", begin(r), "Take it")) }, 409, 200},
		{"a button that opened a form", func(r *rig) { r.acked(r.w.Press("ana", begin(r), "Restored")) }, 409, 200},
		{"a form that was accepted", func(r *rig) {
			r.acked(r.w.Press("ana", begin(r), "Restored"))
			r.acked(r.w.Submit("ana", "", workspace.Values{"How": {"so"}, "Kind": {"Fix"}}))
		}, 409, 200},
		{"a form that was refused", func(r *rig) {
			r.acked(r.w.Press("ana", begin(r), "Restored"))
			r.desk.set(func(n *notebook) { n.problems = bot.Problems{"how": "say how"} })
			r.acked(r.w.Submit("ana", "", workspace.Values{"How": {"so"}, "Kind": {"Fix"}}))
		}, 409, 200},
		{"an action on a message", func(r *rig) {
			ts, err := r.w.Say("noah", "#queue", "", "Payments are down")
			r.ok(err)
			r.settle()
			begin(r)
			r.acked(r.w.Shortcut("noah", workspace.Ref{Channel: r.queue.ID, TS: ts}, "Open case from message"))
		}, 409, 200},
		{"a look at Home", func(r *rig) {
			r.ok(r.w.OpenHome("noah", "deskhand"))
			r.settle()
		}, 200, 200},
		{"a search", func(r *rig) {
			r.acked(r.w.Press("ana", begin(r), "Restored"))
			v, _ := r.w.Front("ana")
			d, err := r.w.Suggest("ana", workspace.Ref{View: v.ID}, "Product", "cv")
			r.ok(err)
			_, err = d.Wait(context.Background())
			r.ok(err)
		}, 409, 409},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := withShortcut
			o.http = true
			inBubble(t, o, func(r *rig) {
				tt.do(r)
				l := r.last()
				if l.status != 200 {
					t.Fatalf("answered %d at first", l.status)
				}
				before := r.state()
				r.desk.set(func(n *notebook) { n.problems = nil }) // what was refused would be taken now
				try := func(when string, want int) {
					t.Helper()
					rec := r.send(l)
					r.settle()
					if rec.Code != want || rec.Body.Len() > 0 {
						t.Errorf("%s: answered %d %s", when, rec.Code, rec.Body)
					}
					if now := r.state(); !maps.Equal(now, before) {
						t.Errorf("%s: %v, was %v", when, now, before)
					}
				}
				r.pass(4 * time.Second)
				try("at once", tt.want)
				r.pass(2 * time.Minute)
				try("minutes later", tt.want)
				r.restart()
				try("after a restart", tt.next)
				try("after a restart, again", tt.want) // of this one too it is known now
				r.pass(3 * time.Minute)
				try("when it is stale", 401)
			})
		})
	}
}

// state is what a replay may not change.
func (r *rig) state() map[string]int {
	r.desk.mu.Lock()
	defer r.desk.mu.Unlock()
	n := 0
	for _, e := range r.desk.taken {
		if e.Kind != kindOnce {
			n++
		}
	}
	return map[string]int{"stored": n, "forms opened": r.opened(), "answers": len(r.whispers("noah")) + len(r.whispers("ana"))}
}

// opened counts the forms that opened before somebody's eyes.
func (r *rig) opened() int {
	n := 0
	for _, h := range r.w.Happened(0) {
		if h.Kind == workspace.Opened {
			n++
		}
	}
	return n
}

// restart ends the adapter and starts another one over the same store.
func (r *rig) restart() {
	r.t.Helper()
	r.ok(r.stop())
	r.s = New(r.s.opt)
	r.desk.set(func(n *notebook) { n.s = r.s })
	r.post.deliver(r.s)
	r.run()
}

// TestOldSharingComesAgain: that a channel was no longer shared may be old news, played again
// within minutes; what is for staff does not rest on it.
func TestOldSharingComesAgain(t *testing.T) {
	inBubble(t, overHTTP, func(r *rig) {
		r.ok(r.w.Unshare("#northwind", r.customer.ID))
		r.settle()
		var old letter
		for _, l := range r.post.all() {
			if strings.Contains(string(l.body), `"channel_unshared"`) {
				old = l
			}
		}
		if old.body == nil {
			t.Fatal("no event")
		}
		_, err := r.w.Share("#northwind", r.customer.ID)
		r.ok(err)
		r.settle()
		if rec := r.send(old); rec.Code != 200 {
			t.Fatalf("answered %d", rec.Code)
		}
		d := delivery(r.shared.ID, "", "for staff")
		d.Audience = "internal"
		if _, err := r.s.Send(context.Background(), d); bot.AsFailure(err).Reason != bot.PlaceShared {
			t.Errorf("sent: %v", err)
		}
	})
}

// TestNothingIsClaimedOverSockets: what cannot be played again costs no commit more.
func TestNothingIsClaimedOverSockets(t *testing.T) {
	for name, o := range map[string]rigOptions{"sockets": {}, "HTTP": overHTTP} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, o)
			r.run()
			r.desk.set(func(n *notebook) { n.form = &aForm })
			r.acked(r.w.Slash("noah", "#queue", "/case", "open"))
			want := 0
			if o.http {
				want = 1
			}
			if n := len(r.desk.taken); n != want || r.opened() != 1 {
				t.Errorf("%s: %d stored, %d forms", name, n, r.opened())
			}
		})
	}
}
