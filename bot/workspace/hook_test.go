package workspace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// post sends JSON to a response URL and returns the status and error code.
func (r *rig) post(url string, body any) (int, string) {
	r.t.Helper()
	b, _ := json.Marshal(body)
	resp, err := r.http().Post(url, "application/json", bytes.NewReader(b))
	r.ok(err)
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	var out struct{ Error string }
	_ = json.Unmarshal(raw, &out)
	return resp.StatusCode, out.Error
}

// seen are the words a person sees in a channel, top level.
func (r *rig) seen(user, channel string) []string {
	r.t.Helper()
	ms, err := r.w.Messages(user, channel)
	r.ok(err)
	var out []string
	for _, m := range ms {
		out = append(out, strings.Join(r.w.Read(user, m).Lines, " / "))
	}
	return out
}

func (r *rig) sees(user, channel string, want ...string) {
	r.t.Helper()
	synctest.Wait()
	if got := r.seen(user, channel); strings.Join(got, "\n") != strings.Join(want, "\n") {
		r.t.Errorf("%s sees\n\t%s\nwant\n\t%s", user, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestResponseURL(t *testing.T) {
	slash := func(r *rig) string {
		l := r.dial().hello()
		_, err := r.w.Slash("noah", "#queue", "/case", "list")
		r.ok(err)
		return l.answer(nil)["response_url"].(string)
	}
	t.Run("five times", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			url := slash(r)
			for range 5 {
				if status, code := r.post(url, map[string]any{"text": "again", "metadata": map[string]any{"event_type": "", "event_payload": nil}, "blocks": nil}); status != http.StatusOK {
					t.Errorf("%d %s", status, code)
				}
			}
			if status, code := r.post(url, map[string]any{"text": "sixth"}); status != http.StatusNotFound || code != "used_url" {
				t.Errorf("%d %s", status, code)
			}
			r.sees("noah", "#queue", "again", "again", "again", "again", "again")
			r.sees("mira", "#queue")
		})
	})
	t.Run("half an hour", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			url := slash(r)
			time.Sleep(30*time.Minute - time.Second)
			if status, code := r.post(url, map[string]any{"text": "in time", "response_type": "in_channel"}); status != http.StatusOK {
				t.Errorf("%d %s", status, code)
			}
			time.Sleep(time.Second)
			if _, code := r.post(url, map[string]any{"text": "late"}); code != "expired_url" {
				t.Error(code)
			}
			r.sees("mira", "#queue", "in time")
		})
	})
	t.Run("replaces and deletes what was pressed", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			ctx, api, l := context.Background(), r.client(), r.dial().hello()
			noah, _ := r.w.User("noah")
			_, err := api.PostEphemeralContext(ctx, r.internal.ID, noah.ID, buttons("sure?", "Yes"))
			r.ok(err)
			ms, _ := r.w.Messages("noah", "#queue")
			_, err = r.w.Press("noah", ms[0].At(), "Yes")
			r.ok(err)
			p := l.answer(nil)
			if p["container"].(map[string]any)["is_ephemeral"] != true || p["message"] != nil {
				t.Errorf("pressed %v", p)
			}
			url := p["response_url"].(string)
			r.post(url, map[string]any{"text": "done", "replace_original": true})
			r.sees("noah", "#queue", "done")
			r.post(url, map[string]any{"delete_original": true})
			r.sees("noah", "#queue")
			if _, code := r.post(url, map[string]any{"delete_original": true}); code != "message_not_found" {
				t.Error(code)
			}
		})
	})
	t.Run("refuses bad blocks and is not held to the total", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			url := slash(r)
			if _, code := r.post(url, map[string]any{"blocks": []any{map[string]any{"type": "nope"}}}); code != "invalid_blocks" {
				t.Error(code)
			}
			section := map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": strings.Repeat("a", 2900)}}
			if _, code := r.post(url, map[string]any{"blocks": []any{section, section, section, section, section}}); code != "" {
				t.Error(code)
			}
		})
	})
	t.Run("slack-go's own way", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			url := slash(r)
			_, _, err := r.client().PostMessageContext(context.Background(), r.internal.ID, slack.MsgOptionResponseURL(url, slack.ResponseTypeInChannel), words("hi"))
			r.ok(err)
			r.sees("mira", "#queue", "hi")
		})
	})
}
