package workspace_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestCallFaults strikes chat.postMessage in every way and asks what slack-go
// sees and whether the message is there.
func TestCallFaults(t *testing.T) {
	ctx := context.Background()
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	for _, tt := range []struct {
		kind   workspace.Fault
		wait   time.Duration
		took   bool
		reason func(error) bool
	}{
		{workspace.RateLimited, 7 * time.Second, false, func(err error) bool { return errors.As(err, &limited) && limited.RetryAfter == 7*time.Second }},
		{workspace.RateLimitedBare, 0, false, func(err error) bool { return errors.As(err, &status) && status.Code == 429 }},
		{workspace.RateLimitedOK, 0, false, func(err error) bool { return code(err) == "ratelimited" }},
		{workspace.Unavailable, 0, false, func(err error) bool { return errors.As(err, &status) && status.Code == 503 }},
		{workspace.UnavailAfter, 0, true, func(err error) bool { return errors.As(err, &status) && status.Code == 503 }},
		{workspace.Internal, 0, false, func(err error) bool { return code(err) == "internal_error" }},
		{workspace.InternalAfter, 0, true, func(err error) bool { return code(err) == "internal_error" }},
		{workspace.Reset, 0, false, func(err error) bool { return err != nil && strings.Contains(err.Error(), "EOF") }},
		{workspace.ResetAfter, 0, true, func(err error) bool { return err != nil && strings.Contains(err.Error(), "EOF") }},
		{workspace.Slow, time.Minute, true, func(err error) bool { return err == nil }},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			bubble(t, workspace.Options{}, func(r *rig) {
				api := r.client()
				r.w.Fault(workspace.Rule{Method: "chat.postMessage", Channel: r.internal.ID, Skip: 1, Times: 1, Kind: tt.kind, Wait: tt.wait})
				_, _, err := api.PostMessageContext(ctx, r.internal.ID, words("let pass"))
				r.ok(err)
				_, err = api.AuthTestContext(ctx) // another method
				r.ok(err)
				start := time.Now()
				_, _, err = api.PostMessageContext(ctx, r.internal.ID, words("struck"))
				if !tt.reason(err) {
					t.Errorf("slack-go saw %v", err)
				}
				if tt.kind == workspace.Slow && time.Since(start) != tt.wait {
					t.Errorf("answered after %v", time.Since(start))
				}
				want := []string{"let pass", "struck", "spent"}
				if !tt.took {
					want = []string{"let pass", "spent"}
				}
				_, _, err = api.PostMessageContext(ctx, r.internal.ID, words("spent"))
				r.ok(err)
				r.sees("noah", "#queue", want...)
				if len(r.w.Faults()) != 0 || r.noted("fault") != 1 {
					t.Errorf("left over: %+v", r.w.Faults())
				}
			})
		})
	}
	t.Run("lag", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			api := r.client()
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Kind: workspace.Lag, Wait: 10 * time.Second})
			_, _, err := api.PostMessageContext(ctx, r.internal.ID, words("late"))
			r.ok(err)
			count := func() int {
				h, err := api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID})
				r.ok(err)
				return len(h.Messages)
			}
			if n := count(); n != 0 {
				t.Errorf("history shows %d at once", n)
			}
			time.Sleep(10 * time.Second)
			if n := count(); n != 1 {
				t.Errorf("history shows %d later", n)
			}
			r.sees("noah", "#queue", "late")
		})
	})
	t.Run("a response URL", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			_, err := r.w.Slash("noah", "#queue", "/case", "list")
			r.ok(err)
			url := l.answer(nil)["response_url"].(string)
			remove := r.w.Fault(workspace.Rule{Method: "response_url", Kind: workspace.Unavailable})
			if status, _ := r.post(url, map[string]any{"text": "x"}); status != http.StatusServiceUnavailable {
				t.Error(status)
			}
			remove()
			if status, _ := r.post(url, map[string]any{"text": "y"}); status != http.StatusOK {
				t.Error(status)
			}
			r.sees("noah", "#queue", "y")
		})
	})
	t.Run("down", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			r.w.SetDown(true)
			if _, ok := l.read(); ok {
				t.Error("the socket lives")
			}
			if _, err := r.client().AuthTestContext(ctx); !errors.As(err, &status) {
				t.Errorf("a call: %v", err)
			}
			if _, _, err := r.client().StartSocketModeContext(ctx); err == nil {
				t.Error("a socket was offered")
			}
			r.w.SetDown(false)
			r.dial().hello()
		})
	})
}

// TestEnvelopeFaults strikes events on their way.
func TestEnvelopeFaults(t *testing.T) {
	say := func(r *rig, words ...string) {
		for _, s := range words {
			_, err := r.w.Say("noah", "#queue", "", s)
			r.ok(err)
		}
	}
	texts := func(events []map[string]any) (out string) {
		for _, p := range events {
			out += p["event"].(map[string]any)["text"].(string)
		}
		return out
	}
	for _, tt := range []struct {
		kind         workspace.Fault
		wait         time.Duration
		atOnce, soon string // what is heard at once, and within a minute after
	}{
		{workspace.Twice, 0, "aabc", ""},
		{workspace.Lost, 0, "bc", ""},
		{workspace.Late, 10 * time.Second, "bc", "a"},
		{workspace.HalfOpen, 0, "", ""},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			bubble(t, workspace.Options{}, func(r *rig) {
				heard := r.dial().hello().heard()
				r.w.Fault(workspace.Rule{Method: "message", Channel: r.internal.ID, Times: 1, Kind: tt.kind, Wait: tt.wait})
				say(r, "a", "b", "c")
				if got := texts(heard()); got != tt.atOnce {
					t.Errorf("at once %q, want %q", got, tt.atOnce)
				}
				time.Sleep(59 * time.Second)
				if got := texts(heard()); got != tt.soon {
					t.Errorf("soon %q, want %q", got, tt.soon)
				}
			})
		})
	}
	t.Run("an event sent twice keeps its id", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			heard := r.dial().hello().heard()
			r.w.Fault(workspace.Rule{Method: "events_api", Times: 1, Kind: workspace.Twice})
			say(r, "a")
			if got := heard(); len(got) != 2 || got[0]["event_id"] != got[1]["event_id"] {
				t.Errorf("heard %v", got)
			}
		})
	})
	t.Run("dropped with its socket, and sent again on the next", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			r.w.Fault(workspace.Rule{Method: "message", Times: 1, Kind: workspace.Drop})
			say(r, "a")
			if _, ok := l.read(); ok {
				t.Error("the socket lives")
			}
			heard := r.dial().hello().heard()
			time.Sleep(4 * time.Second)
			got := heard()
			if texts(got) != "a" {
				t.Errorf("heard %v", got)
			}
		})
	})
	t.Run("a slash command that is lost times out", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			heard := r.dial().hello().heard()
			r.w.Fault(workspace.Rule{Method: "slash_commands", Times: 1, Kind: workspace.Lost})
			start := time.Now()
			d, err := r.w.Slash("noah", "#queue", "/case", "x")
			r.ok(err)
			if _, err := d.Wait(context.Background()); err != workspace.ErrTimeout || time.Since(start) != 3*time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			if got := heard(); len(got) != 0 {
				t.Errorf("heard %v", got)
			}
		})
	})
}

// TestRates posts as fast as it is let and measures the pace.
func TestRates(t *testing.T) {
	ctx := context.Background()
	post := func(r *rig, api *slack.Client, ch string) time.Duration {
		_, _, err := api.PostMessageContext(ctx, ch, words("x"))
		var limited *slack.RateLimitedError
		if errors.As(err, &limited) {
			return limited.RetryAfter
		}
		r.ok(err)
		return 0
	}
	t.Run("one a second in a channel, after a burst", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			api, start := r.client(), time.Now()
			for n := 0; n < 65; {
				if wait := post(r, api, r.internal.ID); wait > 0 {
					time.Sleep(wait)
					continue
				}
				n++
			}
			if took := time.Since(start); took != 60*time.Second {
				t.Errorf("65 messages took %v", took)
			}
			if post(r, api, r.shared.ID) != 0 {
				t.Error("another channel waits too")
			}
		})
	})
	t.Run("three hundred a minute in all", func(t *testing.T) {
		bubble(t, workspace.Options{Rates: workspace.Rates{Burst: 1000}}, func(r *rig) {
			api, start := r.client(), time.Now()
			for n := 0; n < 600; {
				ch := r.internal.ID
				if n%2 == 0 {
					ch = r.shared.ID
				}
				if wait := post(r, api, ch); wait > 0 {
					time.Sleep(wait)
					continue
				}
				n++
			}
			if took := time.Since(start); took < 59*time.Second || took > 61*time.Second {
				t.Errorf("600 messages took %v", took)
			}
		})
	})
	t.Run("coming back early is noted", func(t *testing.T) {
		bubble(t, workspace.Options{Rates: workspace.Rates{Burst: 1}}, func(r *rig) {
			api := r.client()
			for range 3 {
				post(r, api, r.internal.ID)
			}
			if r.noted("note") != 1 {
				t.Errorf("%d notes", r.noted("note"))
			}
		})
	})
	t.Run("tiers", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			api := r.client()
			_, ts, err := api.PostMessageContext(ctx, r.internal.ID, words("x"))
			r.ok(err)
			n := 0
			for ; ; n++ {
				if _, _, _, err := api.UpdateMessageContext(ctx, r.internal.ID, ts, words("y")); err != nil {
					break
				}
			}
			if n != 50 {
				t.Errorf("%d edits in a moment", n)
			}
		})
	})
	t.Run("off", func(t *testing.T) {
		bubble(t, workspace.Options{Rates: workspace.Rates{Off: true}}, func(r *rig) {
			api := r.client()
			for range 1000 {
				if post(r, api, r.internal.ID) != 0 {
					t.Fatal("limited")
				}
			}
			synctest.Wait()
		})
	})
}
