package workspace_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/workspace"
)

// TestBodies sends one call in every form Slack takes it: the token in the
// body or the header, the arguments as a form or as JSON, structures as JSON
// or as strings of JSON, truth values as people write them.
func TestBodies(t *testing.T) {
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}}).overTCP()
	const form, js = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	blocks := `[{"type":"divider"}]`
	quoted, _ := json.Marshal(blocks)
	for _, tt := range []struct{ name, kind, body, auth, want string }{
		{"form, token in body", form, "token=" + r.app.BotToken + "&channel=" + r.internal.ID + "&text=a", "", ""},
		{"form, token in header", form, "channel=" + r.internal.ID + "&text=a", r.app.BotToken, ""},
		{"form, blocks", form, "channel=" + r.internal.ID + "&blocks=" + blocks, r.app.BotToken, ""},
		{"json, token in header", js, `{"channel":"` + r.internal.ID + `","text":"a"}`, r.app.BotToken, ""},
		{"json, token in body", js, `{"token":"` + r.app.BotToken + `","channel":"` + r.internal.ID + `","text":"a"}`, "", ""},
		{"json, blocks", js, `{"channel":"` + r.internal.ID + `","blocks":` + blocks + `}`, r.app.BotToken, ""},
		{"json, blocks as string", js, `{"channel":"` + r.internal.ID + `","blocks":` + string(quoted) + `}`, r.app.BotToken, ""},
		{"json, nulls", js, `{"channel":"` + r.internal.ID + `","text":"a","blocks":null,"thread_ts":null}`, r.app.BotToken, ""},
		{"no token", form, "channel=" + r.internal.ID + "&text=a", "", "not_authed"},
		{"wrong token", form, "token=xoxb-1&channel=" + r.internal.ID + "&text=a", "", "invalid_auth"},
		{"app token", form, "token=" + r.app.AppToken + "&channel=" + r.internal.ID + "&text=a", "", "not_allowed_token_type"},
		{"broken json", js, `{"channel":`, r.app.BotToken, "invalid_json"},
		{"blocks that are no JSON", form, "channel=" + r.internal.ID + "&blocks=[", r.app.BotToken, "invalid_blocks_format"},
		{"metadata of another shape", form, "channel=" + r.internal.ID + "&text=a&metadata=[]", r.app.BotToken, "invalid_metadata_format"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req, _ := http.NewRequest("POST", r.url+"/api/chat.postMessage", strings.NewReader(tt.body))
			req.Header.Set("Content-Type", tt.kind)
			if tt.auth != "" {
				req.Header.Set("Authorization", "Bearer "+tt.auth)
			}
			resp, err := r.http().Do(req)
			r.ok(err)
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			var out struct {
				OK    bool
				Error string
			}
			r.ok(json.Unmarshal(b, &out))
			if out.Error != tt.want || out.OK != (tt.want == "") {
				t.Errorf("answered %s", b)
			}
		})
	}
	t.Run("tokens are not noted", func(t *testing.T) {
		for _, i := range r.w.Inspected(0) {
			if strings.Contains(string(i.In)+string(i.Out), "xoxb-") {
				t.Fatalf("%s shows a token: %s %s", i.Name, i.In, i.Out)
			}
		}
	})
	t.Run("unknown method", func(t *testing.T) {
		var out struct{ Error string }
		r.form("chat.whisper", nil, &out)
		if out.Error != "unknown_method" {
			t.Error(out.Error)
		}
	})
}
