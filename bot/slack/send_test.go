package slack

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

func delivery(channel, thread, head string) bot.Delivery {
	return bot.Delivery{Key: "row-" + head, Attempt: 1, Began: time.Now(), Kind: domain.Post, Audience: domain.Customers,
		To: domain.Spot{Platform: Platform, Channel: channel, Thread: thread}, Card: card.Drawn{Head: words(head)}, Edition: "e1"}
}

// said are the desk's messages in a channel, as a person of it reads them.
func (r *rig) said(user, channel string) (out []string) {
	r.t.Helper()
	list, err := r.w.Messages(user, channel)
	r.ok(err)
	for _, m := range list {
		if m.App == r.app.ID {
			out = append(out, r.read(user, m))
		}
	}
	return out
}

func TestPostThreadEditPin(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		head, err := r.s.Send(ctx, delivery(r.shared.ID, "", "CASE-1"))
		r.ok(err)
		if head.Spot.Team == "" || head.Spot.Channel != r.shared.ID || head.Spot.Message == "" || head.Spot.Thread != "" {
			t.Errorf("receipt %+v", head)
		}
		reply, err := r.s.Send(ctx, delivery(r.shared.ID, head.Spot.Message, "in the thread"))
		r.ok(err)
		if reply.Spot.Thread != head.Spot.Message {
			t.Errorf("receipt %+v", reply)
		}
		edit := delivery(r.shared.ID, head.Spot.Message, "CASE-1 taken")
		edit.Kind, edit.To.Message = domain.Edit, head.Spot.Message
		rc, err := r.s.Send(ctx, edit)
		r.ok(err)
		if rc.Spot.Message != head.Spot.Message {
			t.Errorf("receipt %+v", rc)
		}
		pin := edit
		pin.Kind = domain.Pin
		for range 2 {
			_, err = r.s.Send(ctx, pin)
			r.ok(err)
		}
		if p := r.w.Pins(r.shared.ID); len(p) != 1 || p[0] != head.Spot.Message {
			t.Errorf("pinned %v", p)
		}
		if got := r.said("ana", "#northwind"); strings.Join(got, "|") != "CASE-1 taken" {
			t.Errorf("the channel reads %q", got)
		}
		thread, err := r.w.Thread("ana", "#northwind", head.Spot.Message)
		r.ok(err)
		if len(thread) != 2 || r.read("ana", thread[1]) != "in the thread" {
			t.Errorf("the thread reads %+v", thread)
		}
	})
}

func TestDirectAndEphemeral(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		ana, _ := r.w.User("ana")
		d := delivery("", "", "hello ana")
		d.Direct = domain.Handle{Platform: Platform, Team: ana.Team, User: ana.ID}
		for range 2 {
			rc, err := r.s.Send(ctx, d)
			r.ok(err)
			if !isDirect(rc.Spot.Channel) || rc.Spot.Message == "" {
				t.Errorf("receipt %+v", rc)
			}
		}
		if n := r.calls("conversations.open"); n != 1 {
			t.Errorf("asked for the conversation %d times", n)
		}
		e := delivery(r.shared.ID, "", "for your eyes")
		e.Kind, e.Only = domain.Ephemeral, d.Direct
		_, err := r.s.Send(ctx, e)
		r.ok(err)
		if w := r.whispers("ana"); len(w) != 1 || w[0] != "for your eyes" {
			t.Errorf("whispered %q", w)
		}
		// In a direct conversation it is an ordinary post.
		rc, err := r.s.Send(ctx, d)
		r.ok(err)
		e.To.Channel = rc.Spot.Channel
		rc, err = r.s.Send(ctx, e)
		r.ok(err)
		if rc.Spot.Message == "" || len(r.whispers("ana")) != 1 {
			t.Errorf("receipt %+v", rc)
		}
	})
}

// Where the desk is not in the channel that a slash command was typed in, its answer takes the
// address that came with the command.
func TestAnswerWhereTheDeskIsNot(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.channel(workspace.Channel{Name: "lobby", Kind: workspace.Private, Members: []string{"noah", "mira"}})
		_, err := r.w.Slash("noah", "#lobby", "/case", "list")
		r.ok(err)
		r.settle()
		l := only[bot.Line](r)
		d := delivery("", "", "nothing is open")
		d.Kind, d.To, d.Only = domain.Ephemeral, l.Spot, l.Who
		_, err = r.s.Send(context.Background(), d)
		r.ok(err)
		if w := r.whispers("noah"); len(w) != 1 || w[0] != "nothing is open" {
			t.Errorf("whispered %q", w)
		}
		for i := range 5 { // it can be used five times
			_, err = r.s.Send(context.Background(), d)
			if f := bot.AsFailure(err); i < 4 && err != nil || i == 4 && (err == nil || f.Reason != bot.PlaceGone || f.Scope == bot.WholePlatform) {
				t.Errorf("use %d: %v", i+2, err)
			}
		}
		d.To.URL = ""
		_, err = r.s.Send(context.Background(), d)
		if f := bot.AsFailure(err); f.Reason != bot.PlaceGone {
			t.Errorf("without the address: %v", err)
		}
	})
}

// TestWhatIsForStaffStaysThere: the adapter asks Slack itself before it says what is internal.
func TestWhatIsForStaffStaysThere(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		d := delivery(r.shared.ID, "", "internal")
		d.Audience = domain.Internal
		_, err := r.s.Send(ctx, d)
		if f := bot.AsFailure(err); f.Reason != bot.PlaceShared {
			t.Errorf("into the customer's channel: %v", err)
		}
		ana, _ := r.w.User("ana")
		d.To, d.Direct = domain.Spot{}, domain.Handle{Platform: Platform, Team: ana.Team, User: ana.ID}
		_, err = r.s.Send(ctx, d)
		if f := bot.AsFailure(err); f.Reason != bot.PlaceShared {
			t.Errorf("to a customer: %v", err)
		}
		d.Direct, d.To = domain.Handle{}, domain.Spot{Platform: Platform, Channel: r.queue.ID}
		_, err = r.s.Send(ctx, d)
		r.ok(err)
		_, err = r.w.Share("#queue", r.customer.ID)
		r.ok(err)
		r.settle()
		_, err = r.s.Send(ctx, d)
		if f := bot.AsFailure(err); f.Reason != bot.PlaceShared {
			t.Errorf("after the channel became shared: %v", err)
		}
		if s := only[bot.Shared](r); !s.Shared || s.Spot.Channel != r.queue.ID {
			t.Errorf("told %+v", s)
		}
	})
}

// TestFailures: what each bad day means for a message, and whether Look finds it.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		kind  workspace.Fault
		wait  time.Duration
		class bot.Class
		after time.Duration
		there bool
	}{
		{workspace.RateLimited, 7 * time.Second, bot.NotSent, 7 * time.Second, false},
		{workspace.RateLimitedBare, 0, bot.NotSent, limitPause, false},
		{workspace.RateLimitedOK, 0, bot.NotSent, limitPause, false},
		{workspace.Unavailable, 0, bot.Ambiguous, 0, false},
		{workspace.UnavailAfter, 0, bot.Ambiguous, 0, true},
		{workspace.Internal, 0, bot.Ambiguous, 0, false},
		{workspace.InternalAfter, 0, bot.Ambiguous, 0, true},
		{workspace.Reset, 0, bot.Ambiguous, 0, false},
		{workspace.ResetAfter, 0, bot.Ambiguous, 0, true},
		{workspace.Slow, time.Minute, bot.Ambiguous, 0, true},
	} {
		for _, where := range []string{"channel", "thread", "direct"} {
			t.Run(string(tt.kind)+" in a "+where, func(t *testing.T) {
				inBubble(t, rigOptions{}, func(r *rig) {
					d := delivery(r.shared.ID, "", "CASE-1")
					switch where {
					case "thread":
						head, err := r.w.Say("ana", "#northwind", "", "head")
						r.ok(err)
						d.To.Thread = head
					case "direct":
						ana, _ := r.w.User("ana")
						d.To, d.Direct = domain.Spot{}, domain.Handle{Platform: Platform, Team: ana.Team, User: ana.ID}
					}
					r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: tt.kind, Wait: tt.wait})
					ctx, cancel := context.WithTimeout(context.Background(), bot.SendWithin)
					defer cancel()
					_, err := r.s.Send(ctx, d)
					f := bot.AsFailure(err)
					if err == nil || f.Class != tt.class || f.After != tt.after || f.Scope != bot.ThisChannel {
						t.Fatalf("failure %+v", f)
					}
					r.pass(2 * time.Second)
					rc, found, err := r.s.Look(context.Background(), d)
					r.ok(err)
					if found != tt.there || found && rc.Spot.Message == "" {
						t.Errorf("found %v %+v", found, rc)
					}
					other := d
					other.Key = "another row"
					if _, found, _ := r.s.Look(context.Background(), other); found {
						t.Error("another row's message was taken for this one")
					}
				})
			})
		}
	}
}

func TestPermanentFailures(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		gone := r.channel(workspace.Channel{Name: "gone", Members: []string{"noah", "deskhand"}})
		head, err := r.s.Send(ctx, delivery(gone.ID, "", "card"))
		r.ok(err)
		r.ok(r.w.Delete("noah", "#gone", head.Spot.Message))
		edit := delivery(gone.ID, "", "card, again")
		edit.Kind, edit.To.Message = domain.Edit, head.Spot.Message
		far := delivery(gone.ID, "1.000001", "to no thread")
		r.ok(r.w.Archive("noah", "#gone"))
		r.settle()
		for name, tt := range map[string]struct {
			d    bot.Delivery
			want bot.Reason
		}{
			"no such channel":    {delivery("C0", "", "x"), bot.PlaceGone},
			"an archived one":    {delivery(gone.ID, "", "x"), bot.PlaceGone},
			"no such thread":     {far, bot.PlaceGone},
			"a deleted message":  {edit, bot.MessageGone},
			"a person long gone": {bot.Delivery{Key: "k", Kind: domain.Post, Audience: domain.Customers, Direct: domain.Handle{Platform: Platform, User: "U0"}}, bot.PlaceGone},
		} {
			_, err := r.s.Send(ctx, tt.d)
			if f := bot.AsFailure(err); f.Class != bot.Permanent || f.Reason != tt.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if l := only[bot.Lost](r); l.Spot.Channel != gone.ID {
			t.Errorf("told %+v", l)
		}
	})
}

func TestSlackItselfIsNotThere(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		far := New(Options{BotToken: "xoxb-x", API: "http://workspace.test/api/", Dial: nobody})
		_, err := far.Send(context.Background(), delivery(r.queue.ID, "", "x"))
		if f := bot.AsFailure(err); f.Class != bot.NotSent || f.Scope != bot.WholePlatform {
			t.Errorf("nobody answers: %+v", f)
		}
		r.fatal = true
		r.ok(r.w.Revoke(r.app.ID, "token_revoked"))
		r.settle()
		_, err = r.s.Send(context.Background(), delivery(r.queue.ID, "", "x"))
		if f := bot.AsFailure(err); f.Class != bot.NotSent || f.Scope != bot.WholePlatform || f.After == 0 {
			t.Errorf("a revoked token: %+v", f)
		}
	})
}

func TestWhatSlackRefusesIsLoggedWithItsPlace(t *testing.T) {
	err := failure(refusedBlocks(), false)
	f := bot.AsFailure(err)
	if f.Class != bot.Permanent || f.Reason != bot.BadContent || !strings.Contains(f.Err.Error(), "/blocks/0/text") {
		t.Errorf("failure %+v", f)
	}
	if f := bot.AsFailure(failure(errors.New("half an answer"), true)); f.Class != bot.Ambiguous {
		t.Errorf("failure %+v", f)
	}
}

// An answer in a direct conversation is a post that can be looked for, and is not said twice.
func TestAnswerIsNotSaidTwice(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ana, _ := r.w.User("ana")
		who := domain.Handle{Platform: Platform, Team: ana.Team, User: ana.ID}
		d := delivery("", "", "hello")
		d.Direct = who
		rc, err := r.s.Send(context.Background(), d)
		r.ok(err)
		e := delivery(rc.Spot.Channel, "", "your answer")
		e.Kind, e.Only = domain.Ephemeral, who
		r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.ResetAfter})
		if _, err = r.s.Send(context.Background(), e); bot.AsFailure(err).Class != bot.Ambiguous {
			t.Fatal(err)
		}
		e.Attempt = 2
		_, err = r.s.Send(context.Background(), e)
		r.ok(err)
		if got := r.said("ana", "@deskhand"); len(got) != 2 {
			t.Errorf("said %q", got)
		}
	})
}
