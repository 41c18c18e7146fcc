package main

import (
	"cmp"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
)

// An illness is one thing that is wrong with an installation, and the line that says so.
type illness struct {
	name  string
	make  func(t *testing.T, p *patient)
	check string // of the finding
	state string
	says  string
	fix   string
}

// A patient is an installation in full health until a test changes it.
type patient struct {
	dir, store, bot, app, api string
	hook, signs               string // files of the webhook's address and secret
	taken                     *taker
	beat                      string // file of the heartbeat's address
	dead                      int    // what its service answers; 0 is 200

	space   *workspace.Workspace
	channel workspace.Channel
	scopes  []string
	date    func() string // Slack's clock; nil is the right one
}

func (p *patient) token(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
}

// healthy makes an installation in a local workspace. With a proxy in between, Slack's clock may
// be another one.
// peopleInHealth imports a channel for every team and for the operator, and a duty manager.
func peopleInHealth(channel string) string {
	said := "staff:\n  - {id: dana, name: Dana Reyes, zone: Europe/Dublin, roles: [engineer, duty-manager]}\nchannels:\n  - {team: priority, platform: slack, channel: " + channel + "}\n"
	for _, team := range []string{"css-support", "premier", "standard"} {
		said += "  - {team: " + team + ", platform: slack, channel: " + channel + "}\n"
	}
	return said + "  - {operator: true, platform: slack, channel: " + channel + "}\n"
}

func healthy(t *testing.T, prepare func(*patient)) *patient {
	t.Helper()
	root := t.TempDir()
	p := &patient{dir: "../../deploy/desk", store: filepath.Join(root, "desk.db"), bot: filepath.Join(root, "bot.token"), app: filepath.Join(root, "app.token")}
	m, err := manifest.Read(deploy.SlackManifest)
	if err != nil {
		t.Fatal(err)
	}
	p.scopes = slices.Clone(m.OAuth.Scopes.Bot)
	if prepare != nil {
		prepare(p)
	}
	p.space = workspace.New(workspace.Options{Seed: 1, Team: workspace.Team{Name: "Harbour"}})
	p.space.AddUser(workspace.User{Name: "noah"})
	a := p.space.Install(workspace.App{Name: "deskhand", Scopes: p.scopes, Events: m.Settings.Events.Bot})
	if p.channel, err = p.space.AddChannel(workspace.Channel{Name: "queue", Members: []string{"noah", "deskhand"}}); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- p.space.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		<-served
	})
	p.taken = newTaker(t)
	p.hook, p.signs = filepath.Join(root, "hook.url"), filepath.Join(root, "hook.secret")
	p.token(t, p.hook, p.taken.URL, 0o600)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(cmp.Or(p.dead, 200)) }))
	t.Cleanup(service.Close)
	p.beat = filepath.Join(root, "beat.url")
	p.token(t, p.beat, service.URL+"/ping/hidden-id", 0o600)
	p.token(t, p.signs, hookSecret, 0o600)
	target := &url.URL{Scheme: "http", Host: l.Addr().String()}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			if p.date != nil {
				r.Header.Set("Date", p.date())
			}
			return nil
		},
	}
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: proxy}
	go func() { _ = srv.Serve(front) }()
	t.Cleanup(func() { srv.Close() })
	p.api = "http://" + front.Addr().String() + "/api/"
	p.token(t, p.bot, a.BotToken, 0o600)
	p.token(t, p.app, a.AppToken, 0o600)
	files, err := readFolder(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(ctx, p.store)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.apply(ctx, files, "test"); err != nil {
		t.Fatal(err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	people := filepath.Join(root, "people.yaml")
	p.token(t, people, peopleInHealth(p.channel.ID), 0o600)
	if code, said := cli(t, "import", people, "--store", p.store); code != 0 {
		t.Fatalf("import: exit %d\n%s", code, said)
	}
	return p
}

func (p *patient) examined(t *testing.T) (int, []finding, string) {
	t.Helper()
	args := []string{"doctor", p.dir, "--store", p.store, "--slack-api", p.api, "--slack-bot-token-file", p.bot, "--slack-app-token-file", p.app,
		"--webhook-url-file", p.hook, "--webhook-secret-file", p.signs, "--heartbeat-url-file", p.beat, "--allow-loopback", "--send-test"}
	code, plain := cli(t, args...)
	_, said := cli(t, append(args, "--json")...)
	var list []finding
	if err := json.Unmarshal([]byte(said), &list); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, f := range list {
		if !strings.Contains(plain, f.Says) {
			t.Errorf("only the JSON says %q:\n%s", f.Says, plain)
		}
		if (f.Fix == "") != (f.State == fine) {
			t.Errorf("a finding without the fix, or a fix for nothing: %+v", f)
		}
	}
	return code, list, plain
}

// TestDoctor: in full health every line is green; each thing that may be wrong turns its own
// line, and says what to do. No token is ever printed.
func TestDoctor(t *testing.T) {
	p := healthy(t, nil)
	code, list, said := p.examined(t)
	if code != 0 {
		t.Errorf("in full health: exit %d", code)
	}
	green := map[string]bool{}
	for _, f := range list {
		if green[f.Check] = true; f.State != fine && f.Check != "disk" {
			t.Errorf("in full health: %+v", f)
		}
	}
	for _, check := range []string{"desk folder", "holidays", "zones", "store", "token file", "disk", "bot token", "scopes", "clock", "channel", "socket", "webhook", "heartbeat"} {
		if !green[check] {
			t.Errorf("nothing is said of %s:\n%s", check, said)
		}
	}
	for _, c := range []illness{
		{"no folder", func(_ *testing.T, p *patient) { p.dir = "none" }, "desk folder", fault, "none", "deskhand init"},
		{"a folder with faults", func(t *testing.T, p *patient) {
			p.dir = t.TempDir()
			p.token(t, filepath.Join(p.dir, "desk.yaml"), "nam: x", 0o600)
		}, "desk folder", fault, "faults", "deskhand check"},
		{"old zones", func(t *testing.T, p *patient) {
			dir := t.TempDir()
			p.token(t, filepath.Join(dir, "tzdata.zi"), "# version 2019c", 0o600)
			t.Setenv("ZONEINFO", dir)
		}, "zones", warning, "2019c", "tzdata"},
		{"a store that others read", func(t *testing.T, p *patient) {
			if err := os.Chmod(p.store, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "store", fault, "can be read by others", "chmod 600"},
		{"a token that others read", func(t *testing.T, p *patient) {
			if err := os.Chmod(p.bot, 0o640); err != nil {
				t.Fatal(err)
			}
		}, "token file", warning, "can be read by others", "chmod 600"},
		{"no token file", func(_ *testing.T, p *patient) { p.app = filepath.Join(filepath.Dir(p.app), "none") }, "token file", fault, "none", "write the token"},
		{"a token of another kind", func(t *testing.T, p *patient) { p.token(t, p.bot, "xoxp-1", 0o600) }, "bot token", fault, "does not begin with xoxb-", "OAuth & Permissions"},
		{"an empty token", func(t *testing.T, p *patient) { p.token(t, p.app, "", 0o600) }, "app token", fault, "none was given", "connections:write"},
		{"a revoked token", func(t *testing.T, p *patient) {
			if err := p.space.Revoke("deskhand", "token_revoked"); err != nil {
				t.Fatal(err)
			}
		}, "bot token", fault, "install the app again", "Slack says"},
		{"an app token that opens nothing", func(t *testing.T, p *patient) { p.token(t, p.app, "xapp-1-made-up", 0o600) }, "socket", fault, "the token is wrong", "Socket Mode"},
		{"a clock that is ahead", func(_ *testing.T, p *patient) {
			p.date = func() string { return time.Now().Add(-5 * time.Minute).UTC().Format(http.TimeFormat) }
		}, "clock", fault, "before Slack's", "NTP"},
		{"a clock that is behind", func(_ *testing.T, p *patient) {
			p.date = func() string { return time.Now().Add(5 * time.Minute).UTC().Format(http.TimeFormat) }
		}, "clock", fault, "behind Slack's", "NTP"},
		{"a channel without the bot", func(t *testing.T, p *patient) {
			if err := p.space.Remove("noah", "#queue", "deskhand"); err != nil {
				t.Fatal(err)
			}
		}, "channel", fault, "the bot is not in it", "/invite"},
		{"no webhook", func(_ *testing.T, p *patient) { p.hook, p.signs = "", "" }, "webhook", warning, "in chat alone", "--webhook-url-file"},
		{"a webhook without its secret", func(_ *testing.T, p *patient) { p.signs = "" }, "webhook", fault, "no secret", "correct"},
		{"a webhook over http", func(t *testing.T, p *patient) { p.token(t, p.hook, "http://hooks.example/hidden", 0o600) }, "webhook", fault, "https://", "correct"},
		{"a webhook's secret of another form", func(t *testing.T, p *patient) { p.token(t, p.signs, "hidden-hidden", 0o600) }, "webhook", fault, "whsec_", "correct"},
		{"a receiver that refuses", func(_ *testing.T, p *patient) { p.taken.answer(403) }, "webhook", fault, "answered 403", "knows the secret"},
		{"no heartbeat", func(_ *testing.T, p *patient) { p.beat = "" }, "heartbeat", warning, "nobody would notice", "--heartbeat-url-file"},
		{"a heartbeat over http", func(t *testing.T, p *patient) { p.token(t, p.beat, "http://beat.example/hidden", 0o600) }, "heartbeat", fault, "https://", "correct"},
		{"a heartbeat that is not known", func(_ *testing.T, p *patient) { p.dead = 404 }, "heartbeat", fault, "answered 404", "address"},
		{"no receiver", func(_ *testing.T, p *patient) { p.taken.Close() }, "webhook", fault, "was not taken", "receiver runs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := healthy(t, nil)
			c.make(t, p)
			p.falls(t, c)
		})
	}
	t.Run("a scope too few", func(t *testing.T) {
		p := healthy(t, func(p *patient) {
			p.scopes = slices.DeleteFunc(p.scopes, func(s string) bool { return s == "pins:write" })
		})
		p.falls(t, illness{check: "scopes", state: fault, says: "not granted: pins:write", fix: "install it again"})
	})
	t.Run("a scope too many", func(t *testing.T) {
		p := healthy(t, func(p *patient) { p.scopes = append(p.scopes, "reactions:write") })
		p.falls(t, illness{check: "scopes", state: warning, says: "not needed: reactions:write", fix: "take them away"})
	})
}

func (p *patient) falls(t *testing.T, c illness) {
	t.Helper()
	code, list, said := p.examined(t)
	if (code != 0) != (c.state == fault) {
		t.Errorf("exit %d", code)
	}
	if !slices.ContainsFunc(list, func(f finding) bool {
		return f.Check == c.check && f.State == c.state && strings.Contains(f.Says, c.says) && strings.Contains(f.Fix, c.fix)
	}) {
		t.Errorf("no line about %s says %q and %q:\n%s", c.check, c.says, c.fix, said)
	}
	for _, file := range []string{p.bot, p.app, p.hook, p.signs, p.beat} {
		if secret, err := os.ReadFile(file); err == nil && len(secret) > 10 && strings.Contains(said, strings.TrimSpace(string(secret))) {
			t.Errorf("a token was printed:\n%s", said)
		}
	}
}
