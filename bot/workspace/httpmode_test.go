package workspace_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// A desk is an app in HTTP mode, built on slack-go's own readers.
type httpDesk struct {
	r     *rig
	mu    sync.Mutex
	got   []string
	reply func(http.ResponseWriter, *http.Request, []byte)
}

func (d *httpDesk) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	d.r.ok(err)
	v, err := slack.NewSecretsVerifier(req.Header, d.r.app.Signing)
	if err == nil {
		_, _ = v.Write(body)
		err = v.Ensure()
	}
	if err != nil {
		d.r.t.Errorf("slack-go refuses the signature: %v", err)
	}
	req.Body = io.NopCloser(strings.NewReader(string(body)))
	d.mu.Lock()
	line := req.Header.Get("Content-Type")
	if n := req.Header.Get("X-Slack-Retry-Num"); n != "" {
		line += " again " + n + " " + req.Header.Get("X-Slack-Retry-Reason")
	}
	d.got = append(d.got, line)
	d.mu.Unlock()
	d.reply(rw, req, body)
}

func (d *httpDesk) heard() []string {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.got)
}

// overHTTP sets up an app that is spoken to over HTTP.
func overHTTP(t *testing.T, f func(r *rig, d *httpDesk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		there := workspace.NewPipe("desk.test")
		tr := &http.Transport{DialContext: there.DialContext}
		r := people(t, workspace.Options{Client: &http.Client{Transport: tr}}).overPipe()
		d := &httpDesk{r: r, reply: func(http.ResponseWriter, *http.Request, []byte) {}}
		srv := &http.Server{Handler: d}
		done := make(chan struct{})
		go func() { defer close(done); _ = srv.Serve(there) }()
		t.Cleanup(func() { tr.CloseIdleConnections(); srv.Close(); <-done })
		r.app = r.w.Install(workspace.App{Name: "httpdesk", Scopes: workspace.AllScopes(), Events: workspace.AllEvents(),
			Commands: []workspace.Command{{Name: "/http"}}, RequestURL: "http://desk.test/slack"})
		r.ok(r.w.Invite("noah", "#queue", "httpdesk"))
		synctest.Wait()
		d.mu.Lock()
		d.got = nil
		d.mu.Unlock()
		f(r, d)
	})
}

func TestHTTPMode(t *testing.T) {
	t.Run("verification", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(rw http.ResponseWriter, _ *http.Request, body []byte) {
				var p struct{ Type, Challenge string }
				_ = json.Unmarshal(body, &p)
				_, _ = io.WriteString(rw, p.Challenge)
			}
			r.ok(r.w.Verify(context.Background(), "httpdesk"))
			d.reply = func(rw http.ResponseWriter, _ *http.Request, body []byte) { _, _ = io.WriteString(rw, "what?") }
			if r.w.Verify(context.Background(), "httpdesk") == nil {
				t.Error("a wrong answer passed")
			}
		})
	})
	t.Run("a command with words for an answer", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(rw http.ResponseWriter, req *http.Request, _ []byte) {
				cmd, err := slack.SlashCommandParse(req)
				r.ok(err)
				_, _ = io.WriteString(rw, "you said "+cmd.Text)
			}
			del, err := r.w.Slash("noah", "#queue", "/http", "hello")
			r.ok(err)
			_, err = del.Wait(context.Background())
			r.ok(err)
			if got := r.seen("noah", "#queue"); got[len(got)-1] != "you said hello" {
				t.Errorf("noah sees %q", got)
			}
		})
	})
	t.Run("a form with field errors", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(rw http.ResponseWriter, req *http.Request, body []byte) {
				if cmd, err := slack.SlashCommandParse(req); err == nil && cmd.Command != "" {
					_, err := r.client().OpenViewContext(context.Background(), cmd.TriggerID, modal("Open", field("what", "What")))
					r.ok(err)
					return
				}
				req.Body = io.NopCloser(strings.NewReader(string(body)))
				req.Form = nil
				cb, err := slack.InteractionCallbackParse(req)
				r.ok(err)
				rw.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(rw).Encode(map[string]any{"response_action": "errors", "errors": map[string]string{"what": "not " + cb.View.State.Values["what"]["what_words"].Value}})
			}
			del, err := r.w.Slash("noah", "#queue", "/http", "form")
			r.ok(err)
			_, err = del.Wait(context.Background())
			r.ok(err)
			del, err = r.w.Submit("noah", "", workspace.Values{"what": {"this"}})
			r.ok(err)
			_, err = del.Wait(context.Background())
			r.ok(err)
			if v, _ := r.w.Front("noah"); v.Errors["what"] != "not this" {
				t.Errorf("form is %+v", v)
			}
		})
	})
	t.Run("events are sent again, with the reason", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(rw http.ResponseWriter, req *http.Request, _ []byte) {
				switch req.Header.Get("X-Slack-Retry-Num") {
				case "":
					rw.WriteHeader(http.StatusInternalServerError)
				case "1":
					<-req.Context().Done() // answers never
				}
			}
			_, err := r.w.Say("noah", "#queue", "", "hello")
			r.ok(err)
			time.Sleep(10 * time.Minute)
			want := []string{"application/json", "application/json again 1 http_error", "application/json again 2 http_timeout"}
			if got := d.heard(); !slices.Equal(got, want) {
				t.Errorf("heard %q", got)
			}
		})
	})
	t.Run("unless the app says no", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(rw http.ResponseWriter, req *http.Request, _ []byte) {
				rw.Header().Set("X-Slack-No-Retry", "1")
				rw.WriteHeader(http.StatusInternalServerError)
			}
			_, err := r.w.Say("noah", "#queue", "", "hello")
			r.ok(err)
			time.Sleep(10 * time.Minute)
			if got := d.heard(); len(got) != 1 || r.noted("lost") == 0 {
				t.Errorf("heard %q", got)
			}
		})
	})
	t.Run("a command unanswered fails and is not sent again", func(t *testing.T) {
		overHTTP(t, func(r *rig, d *httpDesk) {
			d.reply = func(_ http.ResponseWriter, req *http.Request, _ []byte) { <-req.Context().Done() }
			del, err := r.w.Slash("noah", "#queue", "/http", "hello")
			r.ok(err)
			if _, err := del.Wait(context.Background()); err != workspace.ErrTimeout {
				t.Error(err)
			}
			time.Sleep(time.Minute)
			if got := d.heard(); len(got) != 1 {
				t.Errorf("heard %q", got)
			}
		})
	})
}
