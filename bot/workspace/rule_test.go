package workspace_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
)

func TestParseRule(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want workspace.Rule
	}{
		{"429", workspace.Rule{Kind: workspace.RateLimited}},
		{"429 bare of chat.update", workspace.Rule{Kind: workspace.RateLimitedBare, Method: "chat.update"}},
		{"429 of chat.postMessage in #queue once for 30s", workspace.Rule{Kind: workspace.RateLimited, Method: "chat.postMessage", Channel: "#queue", Times: 1, Wait: 30 * time.Second}},
		{"503 after of chat.postMessage skip 2 3 times", workspace.Rule{Kind: workspace.UnavailAfter, Method: "chat.postMessage", Skip: 2, Times: 3}},
		{"  twice   of message ", workspace.Rule{Kind: workspace.Twice, Method: "message"}},
		{"twice of message once for 5m0s", workspace.Rule{Kind: workspace.Twice, Method: "message", Times: 1, Wait: 5 * time.Minute}},
		{"revoked of chat.update for 1m", workspace.Rule{Kind: workspace.Disowned, Method: "chat.update", Wait: time.Minute}},
		{"internal_error after once", workspace.Rule{Kind: workspace.InternalAfter, Times: 1}},
	} {
		got, err := workspace.ParseRule(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%q reads as %+v, %v", tt.in, got, err)
		}
	}
	for _, in := range []string{"", "sunshine", "4290", "429 of", "429 twice", "429 0 times", "429 for ever", "429 for -1s", "429 skip x"} {
		if got, err := workspace.ParseRule(in); err == nil {
			t.Errorf("%q reads as %+v", in, got)
		}
	}
}

// FuzzRule: what is printed reads as what was printed.
func FuzzRule(f *testing.F) {
	f.Add("429 of chat.postMessage in #queue once for 30s")
	f.Add("503 after skip 2 3 times")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := workspace.ParseRule(s)
		if err != nil {
			return
		}
		if again, err := workspace.ParseRule(r.String()); err != nil || again != r {
			t.Errorf("%q printed as %q reads as %+v, %v", s, r, again, err)
		}
	})
}

// TestFaultByName: a script names channels as people do.
func TestFaultByName(t *testing.T) {
	r := people(t, workspace.Options{}).overTCP()
	rule, err := workspace.ParseRule("internal_error of chat.postMessage in #queue once")
	r.ok(err)
	r.w.Fault(rule)
	api := r.client()
	if _, _, err := api.PostMessageContext(t.Context(), r.shared.ID, words("a")); err != nil {
		t.Error(err)
	}
	if _, _, err := api.PostMessageContext(t.Context(), r.internal.ID, words("a")); code(err) != "internal_error" {
		t.Error(err)
	}
}
