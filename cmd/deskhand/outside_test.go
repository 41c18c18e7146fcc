package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskhand/deskhand/bot/workspace"
)

const hookSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// A taker is the operator's own program: it takes events that are signed rightly.
type taker struct {
	*httptest.Server
	mu     sync.Mutex
	types  []string
	texts  []string
	status int
}

func newTaker(t *testing.T) *taker {
	t.Helper()
	verify, err := standard.NewWebhook(hookSecret)
	if err != nil {
		t.Fatal(err)
	}
	k := &taker{status: http.StatusNoContent}
	k.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = verify.Verify(body, r.Header)
		}
		var e struct {
			Type string `json:"type"`
			Data struct {
				Text string `json:"text"`
			} `json:"data"`
		}
		if err == nil {
			err = json.Unmarshal(body, &e)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if err != nil {
			t.Errorf("an event that no receiver would take: %v\n%s", err, body)
			k.status = http.StatusBadRequest
		}
		if k.status/100 == 2 {
			k.types, k.texts = append(k.types, e.Type), append(k.texts, e.Data.Text)
		}
		w.WriteHeader(k.status)
	}))
	t.Cleanup(k.Close)
	return k
}

func (k *taker) answer(status int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = status
}

func (k *taker) took(kind, says string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.ContainsFunc(k.texts, func(s string) bool { return strings.Contains(s, says) }) && slices.Contains(k.types, kind)
}

// TestToldOutsideWhenChatIsGone: the token is revoked while the desk serves; the operator's own
// program hears of it, in words that say what to do.
func TestToldOutsideWhenChatIsGone(t *testing.T) {
	s := newStreet(t)
	k := newTaker(t)
	s.ok(os.WriteFile(filepath.Join(s.dir, "hook"), []byte(k.URL), 0o600))
	t.Setenv("DESKHAND_WEBHOOK_URL_FILE", filepath.Join(s.dir, "hook"))
	t.Setenv("DESKHAND_WEBHOOK_SECRET", hookSecret)
	t.Setenv("DESKHAND_ALLOW_LOOPBACK", "true")
	s.start()
	s.until("the desk is ready", func() bool { code, _ := cli(t, "healthcheck", "--ready", "--listen", s.health); return code == 0 })
	s.ok(s.space.Revoke(localApp, "token_revoked"))
	body := url.Values{"command": {"/case"}, "text": {"list"}, "team_id": {"T0HARBOUR"}, "user_id": {"U0NOAH"}, "channel_id": {"C0PRIORITY"}, "trigger_id": {"1.2.3"}}.Encode()
	p := posted{header: workspace.Sign(s.app.Signing, time.Now(), []byte(body)), body: []byte(body)}
	p.header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.post(p)
	for range 3 { // it is looked every ten seconds
		if k.took("deskhand.trouble.began", "install the app again and take its new token") {
			break
		}
		time.Sleep(7 * time.Second)
	}
	if !k.took("deskhand.trouble.began", "install the app again and take its new token") {
		t.Errorf("nobody was told: %q\n%s", k.texts, s.said)
	}
	s.close()
	for _, hidden := range []string{k.URL, hookSecret} {
		if strings.Contains(s.said.String(), hidden) {
			t.Errorf("a secret was told:\n%s", s.said)
		}
	}
}

// TestSecretSources: a file that is named, else the environment, else systemd's credential.
func TestSecretSources(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	const env = "DESKHAND_SLACK_BOT_TOKEN"
	t.Setenv(env, "")
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	hold := func(what, file, want string) {
		t.Helper()
		if got, err := secret(file, env); got != want || err != nil {
			t.Errorf("%s: %q %v, want %q", what, got, err, want)
		}
	}
	hold("nothing", "", "")
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	hold("a credential that was not handed over", "", "")
	write("slack-bot-token", "of systemd")
	hold("a credential", "", "of systemd")
	t.Setenv(env, " of the environment\n")
	hold("the environment before it", "", "of the environment")
	hold("a file before both", write("named", "of the file"), "of the file")
	if _, err := secret(filepath.Join(dir, "none"), env); err == nil {
		t.Error("a file that is not there is no fault")
	}
}

// TestHeartbeatWhileServing: it is heard while the desk is well, and stops when its token goes.
func TestHeartbeatWhileServing(t *testing.T) {
	if testing.Short() {
		t.Skip("an interval is ten seconds at least")
	}
	s := newStreet(t)
	var mu sync.Mutex
	beats := 0
	service := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		beats++
	}))
	t.Cleanup(service.Close)
	heard := func() int { mu.Lock(); defer mu.Unlock(); return beats }
	t.Setenv("DESKHAND_HEARTBEAT_URL", service.URL+"/hidden-id")
	t.Setenv("DESKHAND_HEARTBEAT_EVERY", "10s")
	t.Setenv("DESKHAND_ALLOW_LOOPBACK", "true")
	s.start()
	time.Sleep(12 * time.Second)
	if heard() == 0 {
		t.Errorf("not heard:\n%s", s.said)
	}
	s.ok(s.space.Revoke(localApp, "token_revoked"))
	body := url.Values{"command": {"/case"}, "text": {"list"}, "team_id": {"T0HARBOUR"}, "user_id": {"U0NOAH"}, "channel_id": {"C0PRIORITY"}, "trigger_id": {"1.2.3"}}.Encode()
	p := posted{header: workspace.Sign(s.app.Signing, time.Now(), []byte(body)), body: []byte(body)}
	p.header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.post(p)
	s.until("the desk says why it is not well", func() bool { code, _ := cli(t, "healthcheck", "--listen", s.health); return code == 1 })
	was := heard()
	time.Sleep(12 * time.Second)
	if n := heard(); n != was {
		t.Errorf("heard %d times while not well", n-was)
	}
	s.close()
	if strings.Contains(s.said.String(), "hidden-id") {
		t.Errorf("the address was logged:\n%s", s.said)
	}
}
