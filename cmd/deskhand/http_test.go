package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

// A street is a local workspace in HTTP mode, a reverse proxy that keeps what Slack posts, and a
// desk behind it, served by the real command.
type street struct {
	t      *testing.T
	dir    string
	space  *workspace.Workspace
	app    workspace.App
	api    string
	behind string // where the desk listens
	health string // … and says how it is
	front  string // the proxy's address

	mu    sync.Mutex
	taken []posted

	stop  context.CancelFunc
	ended chan int
	said  *output
}

// A posted is one request of Slack's as it came, and the status it was answered with.
type posted struct {
	header http.Header
	body   []byte
	status int
}

func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{t: t, dir: t.TempDir(), behind: free(t), health: free(t)}
	target := &url.URL{Scheme: "http", Host: s.behind}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	}
	s.front = s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		p := posted{header: r.Header.Clone(), body: body}
		seen := &statusWriter{ResponseWriter: w}
		proxy.ServeHTTP(seen, r)
		p.status = seen.status
		s.mu.Lock()
		defer s.mu.Unlock()
		s.taken = append(s.taken, p)
	}))
	files, err := readFolder(shippedDir)
	s.ok(err)
	desk, faults := offering.Parse(files, time.LoadLocation)
	if desk == nil {
		t.Fatal(faults)
	}
	cast, err := readCast("cast.yaml", deploy.Cast, desk)
	s.ok(err)
	s.space = workspace.New(workspace.Options{Team: home(cast, desk), Seed: 1, Rates: workspace.Rates{Off: true}})
	s.app, err = settle(s.space, cast, desk, func(a *workspace.App) { a.RequestURL = "http://" + s.front + slackPath })
	s.ok(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.ok(err)
	s.api = "http://" + l.Addr().String() + "/api/"
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.space.Serve(ctx, l) }()
	t.Cleanup(func() { stop(); <-served })
	for name, text := range map[string]string{"bot": s.app.BotToken, "secret": s.app.Signing, "cast.yaml": string(deploy.Cast)} {
		s.ok(os.WriteFile(filepath.Join(s.dir, name), []byte(text+"\n"), 0o600))
	}
	return s
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (s *street) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *street) serve(h http.Handler) (address string) {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.ok(err)
	srv := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	s.t.Cleanup(func() { srv.Close(); <-done })
	return l.Addr().String()
}

// free is an address at which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start serves the desk until close.
func (s *street) start() {
	s.t.Helper()
	s.launch()
	s.until("the desk answers Slack's challenge", func() bool { return s.space.Verify(s.t.Context(), localApp) == nil && s.opened() })
}

// launch starts to serve and waits for nothing.
func (s *street) launch() {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.ended, s.said = stop, make(chan int, 1), &output{}
	for _, name := range []string{"DESKHAND_SLACK_BOT_TOKEN", "DESKHAND_SLACK_APP_TOKEN", "DESKHAND_SLACK_SIGNING_SECRET"} {
		s.t.Setenv(name, "")
	}
	ended, said := s.ended, s.said
	go func() {
		ended <- run(ctx, []string{"serve", "../../deploy/desk", "--store", filepath.Join(s.dir, "desk.db"), "--listen", s.health, "--slack-api", s.api,
			"--slack-bot-token-file", filepath.Join(s.dir, "bot"), "--slack-signing-secret-file", filepath.Join(s.dir, "secret"), "--slack-listen", s.behind}, strings.NewReader(""), said, said)
	}()
}

// opened reports whether the desk takes things in.
func (s *street) opened() bool {
	at := time.Now()
	body := `{"type":"event_callback","event":{"type":"nothing"}}`
	p := posted{header: workspace.Sign(s.app.Signing, at, []byte(body)), body: []byte(body)}
	p.header.Set("Content-Type", "application/json")
	return s.post(p) == http.StatusOK
}

func (s *street) close() {
	s.t.Helper()
	s.stop()
	if code := <-s.ended; code != 0 {
		s.t.Errorf("serve ended with %d:\n%s", code, s.said)
	}
	for _, secret := range []string{s.app.BotToken, s.app.Signing} {
		if strings.Contains(s.said.String(), secret) {
			s.t.Error("a secret was told")
		}
	}
}

// post sends a request to the proxy as it stands.
func (s *street) post(p posted) int {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+s.front+slackPath, bytes.NewReader(p.body))
	s.ok(err)
	req.Header = p.header.Clone()
	resp, err := http.DefaultClient.Do(req)
	s.ok(err)
	defer resp.Body.Close()
	return resp.StatusCode
}

func (s *street) until(what string, so func() bool) {
	s.t.Helper()
	for range 400 {
		if so() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatalf("not within ten seconds: %s\n%s", what, s.said)
}

// reads is what a person reads in a channel, message by message.
func (s *street) reads(who, channel string) (out []string) {
	list, err := s.space.Messages(who, channel)
	s.ok(err)
	for _, m := range list {
		if m.App == s.app.ID {
			out = append(out, strings.Join(s.space.Read(who, m).Lines, "\n"))
		}
	}
	return out
}

func (s *street) sees(who, channel, words string) workspace.Ref {
	s.t.Helper()
	var at workspace.Ref
	s.until(who+" reads "+words, func() bool {
		list, err := s.space.Messages(who, channel)
		s.ok(err)
		for _, m := range list {
			if m.App == s.app.ID && strings.Contains(strings.Join(s.space.Read(who, m).Lines, "\n"), words) {
				at = workspace.Ref{Channel: m.Channel, TS: m.TS}
				return true
			}
		}
		return false
	})
	return at
}

func (s *street) acked(d *workspace.Delivery, err error) {
	s.t.Helper()
	s.ok(err)
	ctx, stop := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer stop()
	_, err = d.Wait(ctx)
	s.ok(err)
}

func (s *street) mail() []posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// world is what nothing that is played again may change.
func (s *street) world() map[string]int {
	out := map[string]int{}
	for _, h := range s.space.Happened(0) {
		out[string(h.Kind)]++
	}
	return out
}

// TestServeOverHTTP: the real command in HTTP mode behind a proxy. A Sev 1 is opened and taken, a
// form is refused at its field and corrected, events come twice, forgeries and what is played
// again do nothing, also in the next process.
func TestServeOverHTTP(t *testing.T) {
	s := newStreet(t)
	s.start()
	if code, out := cli(t, "import", filepath.Join(s.dir, "cast.yaml"), "--store", filepath.Join(s.dir, "desk.db")); code != 0 {
		t.Fatalf("import: %d\n%s", code, out)
	}
	s.space.Fault(workspace.Rule{Method: "events_api", Kind: workspace.Twice})
	_, err := s.space.Say("ana", "#northwind", "", "@deskhand open 1 product:cvad Payments are down")
	s.ok(err)
	s.sees("ana", "#northwind", "CASE-1 · Sev 1 · Payments are down")
	card := s.sees("noah", "#priority-queue", "CASE-1 · Sev 1 · Payments are down")
	s.acked(s.space.Press("noah", card, "Take it"))
	s.sees("noah", "#priority-queue", "with Noah")

	s.acked(s.space.Slash("noah", "#priority-queue", "/case", "open"))
	v, open := s.space.Front("noah")
	if !open {
		t.Fatal("no form opened")
	}
	values := workspace.Values{"severity": {"high"}, "account": {"southland"}, "title": {"Logins are slow"}}
	s.acked(s.space.Submit("noah", v.ID, values))
	if v, open = s.space.Front("noah"); !open || v.Errors["severity"] == "" {
		t.Fatalf("open %v, errors %v", open, v.Errors)
	}
	values["severity"] = []string{"2"}
	s.acked(s.space.Submit("noah", v.ID, values))
	if _, open = s.space.Front("noah"); open {
		t.Error("an accepted form stays open")
	}
	s.sees("ken", "#southland", "· Logins are slow")
	s.quiet()
	for who, channel := range map[string]string{"ana": "#northwind", "ken": "#southland"} {
		n := 0
		for _, words := range s.reads(who, channel) {
			n += strings.Count(words, "CASE-")
		}
		if n != 1 {
			t.Errorf("%s: %d cards", channel, n)
		}
	}

	forged := s.mail()[0]
	forged.header = forged.header.Clone()
	forged.header.Set("X-Slack-Signature", "v0="+strings.Repeat("ab", 32))
	stale := posted{header: workspace.Sign(s.app.Signing, time.Now().Add(-6*time.Minute), forged.body), body: forged.body}
	stale.header.Set("Content-Type", forged.header.Get("Content-Type"))
	for range 20 {
		if a, b := s.post(forged), s.post(stale); a != http.StatusUnauthorized || b != http.StatusUnauthorized {
			t.Fatalf("forged: %d, stale: %d", a, b)
		}
	}
	if n := strings.Count(s.said.String(), "turned away"); n != 2 {
		t.Errorf("%d lines of log:\n%s", n, s.said)
	}
	mail := s.mail()
	s.again(mail)
	s.close()
	s.start()
	s.again(mail)
	s.close()
}

// again plays everything that Slack ever posted a second time, and looks that nothing happens.
func (s *street) again(mail []posted) {
	s.t.Helper()
	before := s.world()
	for _, p := range mail {
		if p.status == http.StatusOK {
			if code := s.post(p); code != http.StatusOK && code != http.StatusConflict {
				s.t.Errorf("answered %d", code)
			}
		}
	}
	s.quiet()
	if now := s.world(); !maps.Equal(now, before) {
		s.t.Errorf("it did something: %v, was %v", now, before)
	}
}

// quiet waits until nothing has happened for a while.
func (s *street) quiet() {
	s.t.Helper()
	last, same := -1, 0
	s.until("nothing happens any more", func() bool {
		if n := len(s.space.Happened(0)); n != last {
			last, same = n, 0
		}
		same++
		return same > 60
	})
}

// TestManifestOverHTTP: the manifest holds its own HTTP variant, which asks for the same.
func TestManifestOverHTTP(t *testing.T) {
	type urls struct {
		Features struct {
			Commands []struct {
				URL string `yaml:"url"`
			} `yaml:"slash_commands"`
		} `yaml:"features"`
		Settings struct {
			Sockets bool `yaml:"socket_mode_enabled"`
			Events  struct {
				URL string `yaml:"request_url"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				URL     string `yaml:"request_url"`
				Options string `yaml:"message_menu_options_url"`
			} `yaml:"interactivity"`
		} `yaml:"settings"`
	}
	read := func(src string) (m manifest.Manifest, u urls) {
		m, err := manifest.Read([]byte(src))
		if err == nil {
			err = yaml.Unmarshal([]byte(src), &u)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m, u
	}
	src := string(deploy.SlackManifest)
	const to = "https://desk.example.com" + slackPath
	plain, none := read(src)
	if !none.Settings.Sockets || none.Settings.Events.URL+none.Settings.Interactivity.URL+none.Features.Commands[0].URL != "" {
		t.Errorf("as it stands: %+v", none)
	}
	over, all := read(strings.ReplaceAll(strings.ReplaceAll(src, "#http ", ""), "socket_mode_enabled: true", "socket_mode_enabled: false"))
	if all.Settings.Sockets || all.Settings.Events.URL != to || all.Settings.Interactivity.URL != to || all.Settings.Interactivity.Options != to {
		t.Errorf("over HTTP: %+v", all)
	}
	for i, c := range all.Features.Commands {
		if c.URL != to {
			t.Errorf("command %s: %q", over.Features.Commands[i].Command, c.URL)
		}
	}
	over.Settings.Socket = plain.Settings.Socket
	if !reflect.DeepEqual(plain, over) {
		t.Error("the variant asks for something else")
	}
}

// TestDoctorOverHTTP: in HTTP mode the doctor asks for the signing secret and for no socket.
func TestDoctorOverHTTP(t *testing.T) {
	p := healthy(t, nil)
	file := filepath.Join(t.TempDir(), "secret")
	for _, tt := range []struct {
		name, held string
		more       []string
		code       int
		says       string
	}{
		{"in full health", "0123456789abcdef0123456789abcdef", nil, 0, "HTTP mode"},
		{"a token for a secret", "xapp-1-x", nil, 1, "another kind"},
		{"both", "0123456789abcdef0123456789abcdef", []string{"--slack-app-token-file", p.app}, 1, "an app token was given too"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.token(t, file, tt.held, 0o600)
			args := []string{"doctor", p.dir, "--store", p.store, "--slack-api", p.api, "--slack-bot-token-file", p.bot, "--slack-signing-secret-file", file}
			code, said := cli(t, append(args, tt.more...)...)
			if code != tt.code || !strings.Contains(said, tt.says) || strings.Contains(said, tt.held) || strings.Contains(said, "over Socket Mode") {
				t.Errorf("exit %d:\n%s", code, said)
			}
		})
	}
}

// TestServeTellsOnce: a token that no longer works is told in one line that says what to do. A desk
// that is being set up ends with it; one that served goes on, is not ready, and says why.
func TestServeTellsOnce(t *testing.T) {
	const remedy = "install the app again and take its new token"
	t.Run("when it starts", func(t *testing.T) {
		s := newStreet(t)
		s.ok(s.space.Revoke(localApp, "token_revoked"))
		s.launch()
		select {
		case code := <-s.ended:
			if n := strings.Count(s.said.String(), remedy); code != 1 || n != 1 {
				t.Errorf("exit %d, told %d times:\n%s", code, n, s.said)
			}
		case <-time.After(30 * time.Second):
			t.Errorf("it goes on:\n%s", s.said)
			s.stop()
			<-s.ended
		}
	})
	t.Run("while it serves", func(t *testing.T) {
		s := newStreet(t)
		s.start()
		s.until("the desk is ready", func() bool { code, _ := cli(t, "healthcheck", "--ready", "--listen", s.health); return code == 0 })
		s.ok(s.space.Revoke(localApp, "token_revoked"))
		// It is to be answered, and the answer finds out.
		body := url.Values{"command": {"/case"}, "text": {"list"}, "team_id": {"T0HARBOUR"}, "user_id": {"U0NOAH"}, "channel_id": {"C0PRIORITY"}, "trigger_id": {"1.2.3"}}.Encode()
		p := posted{header: workspace.Sign(s.app.Signing, time.Now(), []byte(body)), body: []byte(body)}
		p.header.Set("Content-Type", "application/x-www-form-urlencoded")
		if code := s.post(p); code != http.StatusOK {
			t.Errorf("answered %d", code)
		}
		for _, args := range [][]string{{"healthcheck", "--ready"}, {"healthcheck"}} {
			s.until("the desk says why it is not ready", func() bool {
				code, said := cli(t, append(args, "--listen", s.health)...)
				return code == 1 && strings.Contains(said, remedy)
			})
		}
		if n := strings.Count(s.said.String(), remedy); n != 1 {
			t.Errorf("told %d times:\n%s", n, s.said)
		}
		s.close()
	})
}
