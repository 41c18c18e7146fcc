package slack

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
)

// words are the texts of all that the desk was given, in the order in which it was.
func (r *rig) words() (out []string) {
	for _, in := range r.desk.all() {
		switch in := in.(type) {
		case bot.Message:
			out = append(out, in.Text)
		case bot.Line:
			out = append(out, in.Text)
		}
	}
	return out
}

// TestReadAgain: what was said while the process was down for longer than Slack redelivers is
// read from the histories: once, by whom it was, where it was.
func TestReadAgain(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		say := func(who, where, thread, text string) string {
			ts, err := r.w.Say(who, where, thread, text)
			r.ok(err)
			r.settle()
			return ts
		}
		old := say("noah", "#northwind", "", "an old case")
		quiet := say("noah", "#northwind", "", "a thread nobody cares for")
		r.pass(2 * time.Hour)
		fresh := say("noah", "#queue", "", "heard")
		say("mira", "#queue", fresh, "heard too")
		down := time.Now()
		r.ok(r.stop())
		say("mira", "#queue", fresh, "under what was heard")
		say("ana", "#northwind", "", "@deskhand case open 1 it burns")
		say("ana", "#northwind", old, "and the old one too")
		say("ana", "#northwind", quiet, "unheard")
		say("ana", "@deskhand", "", "case list")
		r.pass(time.Hour)
		if got := r.words(); len(got) != 4 {
			t.Fatalf("while it was down it heard %q", got)
		}
		r.desk.set(func(n *notebook) {
			n.missed = bot.Missed{Since: down, Until: down.Add(time.Hour), Threads: []domain.Spot{{Platform: Platform, Channel: r.shared.ID, Thread: old}}}
		})
		r.run()
		r.pass(time.Minute)
		got := r.words()[4:]
		slices.Sort(got)
		if want := []string{"and the old one too", "case list", "case open 1 it burns", "under what was heard"}; !slices.Equal(got, want) {
			t.Errorf("read again %q\n%s", got, r.log)
		}
		for _, in := range r.desk.all() {
			if l, ok := in.(bot.Line); ok && (l.Who.Team != r.customer.ID || !l.Outside || l.Direct != (l.Text == "case list") || l.At.Sub(down) > time.Minute) {
				t.Errorf("%q came as %+v", l.Text, l.Scene)
			}
		}
		r.desk.set(func(n *notebook) {
			if len(n.heard) == 0 || !n.heard[len(n.heard)-1].Equal(n.missed.Until) {
				t.Errorf("heard until %v", n.heard)
			}
			n.heard = nil
		})
		r.pass(11 * time.Minute)
		r.desk.set(func(n *notebook) {
			if len(n.heard) != 2 || !n.heard[0].IsZero() {
				t.Errorf("it is kept that somebody listens: %v", n.heard)
			}
		})
		if n := len(r.words()); n != 8 {
			t.Errorf("%d things heard in all", n)
		}
	})
}

// TestReadAgainInBadWeather: a history that cannot be read is read later, and until then nobody
// says that everything was heard.
func TestReadAgainInBadWeather(t *testing.T) {
	for _, c := range []struct {
		name string
		rule workspace.Rule
	}{
		{"must wait", workspace.Rule{Method: "conversations.history", Kind: workspace.RateLimited, Wait: 30 * time.Second, Times: 3}},
		{"broken", workspace.Rule{Method: "conversations.history", Kind: workspace.ResetAfter, Times: 20}},
		{"no list", workspace.Rule{Method: "users.conversations", Kind: workspace.ResetAfter, Times: 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, rigOptions{}, func(r *rig) {
				down := time.Now()
				r.ok(r.stop())
				_, err := r.w.Say("ana", "#northwind", "", "it burns")
				r.ok(err)
				r.pass(time.Hour)
				r.desk.set(func(n *notebook) { n.missed, n.heard = bot.Missed{Since: down, Until: down.Add(time.Hour)}, nil })
				r.w.Fault(c.rule)
				r.run()
				for range 30 {
					r.pass(time.Minute)
					r.desk.set(func(n *notebook) {
						if len(n.heard) > 0 && len(n.got) == 0 {
							t.Fatal("all was heard, it says, and it was not")
						}
					})
				}
				if got := r.words(); !slices.Equal(got, []string{"it burns"}) {
					t.Errorf("heard %q\n%s", got, r.log)
				}
			})
		})
	}
}

// TestReadAgainAfterAFullDisk: what could not be stored while Slack redelivered it is read from
// the history.
func TestReadAgainAfterAFullDisk(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) {
			n.broken = errors.New("disk full")
			n.missed = bot.Missed{Since: time.Now(), Until: time.Now()}
		})
		_, err := r.w.Say("noah", "#queue", "", "hello")
		r.ok(err)
		r.pass(30 * time.Minute)
		r.desk.set(func(n *notebook) { n.broken = nil })
		r.pass(10 * time.Minute)
		if got := r.words(); !slices.Equal(got, []string{"hello"}) {
			t.Errorf("heard %q\n%s", got, r.log)
		}
	})
}
