package workspace_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestPeopleFaults: what people do at the wrong moment, by rule.
func TestPeopleFaults(t *testing.T) {
	t.Run("a message is deleted", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			heard := r.dial().hello().heard()
			api := r.client()
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.Removed, Wait: 5 * time.Second})
			_, ts, err := api.PostMessageContext(r.t.Context(), r.internal.ID, words("a"))
			r.ok(err)
			r.sees("noah", "#queue", "a")
			time.Sleep(5 * time.Second)
			r.sees("noah", "#queue")
			if _, _, _, err := api.UpdateMessageContext(r.t.Context(), r.internal.ID, ts, words("b")); code(err) != "message_not_found" {
				t.Error(err)
			}
			synctest.Wait()
			told := 0
			for _, p := range heard() {
				if ev := p["event"].(map[string]any); ev["subtype"] == "message_deleted" && ev["deleted_ts"] == ts {
					told++
				}
			}
			if told != 1 {
				t.Errorf("told of it %d times", told)
			}
		})
	})
	t.Run("a channel is archived", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			api := r.client()
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.Shut})
			person, err := r.w.User("noah")
			r.ok(err)
			if _, _, err := api.PostMessageContext(r.t.Context(), person.ID, words("there is nothing to archive")); err != nil {
				t.Error(err)
			}
			for range 2 {
				if _, _, err := api.PostMessageContext(r.t.Context(), r.internal.ID, words("a")); code(err) != "is_archived" {
					t.Error(err)
				}
			}
			_, _, err = api.PostMessageContext(r.t.Context(), r.shared.ID, words("b"))
			r.ok(err)
		})
	})
	t.Run("tokens are revoked, and given anew", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			api := r.client()
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.Disowned, Wait: time.Minute})
			_, err := api.AuthTestContext(r.t.Context())
			r.ok(err)
			if _, _, err := api.PostMessageContext(r.t.Context(), r.internal.ID, words("a")); code(err) != "token_revoked" {
				t.Error(err)
			}
			if f, ok := l.read(); !ok || f.Reason != "link_disabled" {
				t.Errorf("the socket hears %+v", f)
			}
			time.Sleep(59 * time.Second)
			if _, err := api.AuthTestContext(r.t.Context()); code(err) != "token_revoked" {
				t.Error(err)
			}
			time.Sleep(time.Second)
			synctest.Wait()
			_, _, err = api.PostMessageContext(r.t.Context(), r.internal.ID, words("b"))
			r.ok(err)
			r.sees("noah", "#queue", "b")
		})
	})
}

// TestFaultsTogether: a history that lags strikes beside what else strikes a call, and a second
// copy of an envelope may come late.
func TestFaultsTogether(t *testing.T) {
	t.Run("an answer is lost and the history lags", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			api := r.client()
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.ResetAfter})
			r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.Lag, Wait: 3 * time.Second})
			if _, _, err := api.PostMessageContext(r.t.Context(), r.internal.ID, words("a")); err == nil {
				t.Error("the answer came")
			}
			for _, want := range []int{0, 1} {
				h, err := api.GetConversationHistoryContext(r.t.Context(), &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID})
				r.ok(err)
				if len(h.Messages) != want {
					t.Errorf("history shows %d, want %d", len(h.Messages), want)
				}
				time.Sleep(3 * time.Second)
			}
		})
	})
	t.Run("the second copy comes a minute later", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			heard := r.dial().hello().heard()
			r.w.Fault(workspace.Rule{Method: "message", Times: 1, Kind: workspace.Twice, Wait: time.Minute})
			_, err := r.w.Say("noah", "#queue", "", "a")
			r.ok(err)
			if got := heard(); len(got) != 1 {
				t.Fatalf("at once: %v", got)
			}
			time.Sleep(59 * time.Second)
			if got := heard(); len(got) != 0 {
				t.Errorf("sooner: %v", got)
			}
			time.Sleep(time.Second)
			if got := heard(); len(got) != 1 {
				t.Errorf("later: %v", got)
			}
		})
	})
}
