package workspace_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
)

// without skips a test that needs a tool which is missing; where
// DESKHAND_REQUIRE names the tool it fails.
func without(t *testing.T, tool, why string) {
	t.Helper()
	if strings.Contains(os.Getenv("DESKHAND_REQUIRE"), tool) {
		t.Fatalf("DESKHAND_REQUIRE asks for %s: %s", tool, why)
	}
	t.Skip(why)
}

// boltApp installs the pinned library once for each lock file and returns
// the folder the app can run in.
func boltApp(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("installs a library")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			without(t, "node", "no "+tool+" on this machine")
		}
	}
	lock, err := os.ReadFile("testdata/bolt/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	home := filepath.Join(os.TempDir(), "deskhand-bolt-"+hex.EncodeToString(sum[:6]))
	if _, err := os.Stat(filepath.Join(home, "installed")); err != nil {
		fresh := t.TempDir()
		for _, name := range []string{"package.json", "package-lock.json"} {
			b, err := os.ReadFile(filepath.Join("testdata/bolt", name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(fresh, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
		cmd.Dir = fresh
		if out, err := cmd.CombinedOutput(); err != nil {
			without(t, "node", "npm ci failed, perhaps for want of a network: "+err.Error()+"\n"+string(out))
		}
		if err := os.WriteFile(filepath.Join(fresh, "installed"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		// Another run may have been quicker; then its folder is as good.
		if err := os.Rename(fresh, home); err != nil {
			if _, err := os.Stat(filepath.Join(home, "installed")); err != nil {
				t.Fatal(err)
			}
		}
	}
	app, err := os.ReadFile("testdata/bolt/app.js")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "app.js"), app, 0o644); err != nil {
		t.Fatal(err)
	}
	return home
}

// A child is the app as a process of its own.
type child struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.String()
}

// runBolt starts the app and waits until it is connected; with a port it hears over HTTP there.
func (r *rig) runBolt(home, port string) *child {
	t := r.t
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "app.js")
	cmd.Dir = home
	cmd.Env = append(os.Environ(), "BOT_TOKEN="+r.app.BotToken, "APP_TOKEN="+r.app.AppToken, "SECRET="+r.app.Signing, "PORT="+port, "WORKSPACE="+r.url, "CHANNEL="+r.internal.ID)
	stdin, err := cmd.StdinPipe()
	r.ok(err)
	stdout, err := cmd.StdoutPipe()
	r.ok(err)
	cmd.Stderr = cmd.Stdout
	r.ok(cmd.Start())
	c := &child{}
	ready := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		var once sync.Once
		for s := bufio.NewScanner(stdout); s.Scan(); {
			c.mu.Lock()
			c.out.WriteString(s.Text() + "\n")
			c.mu.Unlock()
			if s.Text() == "ready" {
				once.Do(func() { close(ready) })
			}
		}
	})
	t.Cleanup(func() {
		stdin.Close()
		wg.Wait()
		_ = cmd.Wait()
	})
	select {
	case <-ready:
	case <-time.After(30 * time.Second):
		t.Fatalf("the app never came up:\n%s", c.said())
	}
	return c
}

// A boltFront is the address at which Slack posts to the app in HTTP mode: it passes on what
// comes, except for what it is told to turn away once.
type boltFront struct {
	behind *url.URL
	proxy  *httputil.ReverseProxy
	mu     sync.Mutex
	refuse string // a word of the next body that is answered with an error, and not passed on
}

func newBoltFront(t *testing.T) *boltFront {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := &boltFront{behind: &url.URL{Scheme: "http", Host: l.Addr().String()}}
	f.proxy = &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(f.behind) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	return f
}

func (f *boltFront) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	refused := f.refuse != "" && bytes.Contains(body, []byte(f.refuse))
	if refused {
		f.refuse = ""
	}
	f.mu.Unlock()
	if refused {
		http.Error(w, "not now", http.StatusBadGateway)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.proxy.ServeHTTP(w, r)
}

// TestBolt runs a small app on Slack's own library against the workspace, over sockets and over
// HTTP.
func TestBolt(t *testing.T) {
	home := boltApp(t)
	t.Run("sockets", func(t *testing.T) { testBolt(t, home, nil) })
	t.Run("HTTP", func(t *testing.T) { testBolt(t, home, newBoltFront(t)) })
}

func testBolt(t *testing.T, home string, front *boltFront) {
	// The library waits five seconds before it connects anew; the second
	// redelivery must not wait a minute for it here.
	r := people(t, workspace.Options{Redelivery: []time.Duration{0, 4 * time.Second, 4 * time.Second}}).overTCP()
	app := workspace.App{Name: "bolty", Scopes: workspace.AllScopes(), Events: workspace.AllEvents(),
		Commands: []workspace.Command{{Name: "/bolt"}}, Shortcuts: []workspace.Shortcut{{Name: "From this", Callback: "from_message"}}}
	port := ""
	if front != nil {
		at := httptest.NewServer(front)
		t.Cleanup(at.Close)
		app.RequestURL, port = at.URL+"/slack/events", front.behind.Port()
	}
	r.app = r.w.Install(app)
	r.ok(r.w.Invite("noah", "#queue", "bolty"))
	r.ok(r.w.Invite("noah", "#northwind", "bolty"))
	node := r.runBolt(home, port)
	if front != nil {
		r.ok(r.w.Verify(t.Context(), "bolty"))
	}
	until := func(t *testing.T, what string, f func() bool) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("never: %s\nthe app said:\n%s\npeople see %q", what, node.said(), r.seen("noah", "#queue"))
			}
		}
	}
	sees := func(t *testing.T, user, channel, words string) {
		t.Helper()
		until(t, user+" sees "+words, func() bool { return slices.Contains(r.seen(user, channel), words) })
	}
	slash := func(t *testing.T, text string) {
		t.Helper()
		d, err := r.w.Slash("noah", "#queue", "/bolt", text)
		r.ok(err)
		if _, err := d.Wait(t.Context()); err != nil {
			t.Fatalf("/bolt %s: %v\n%s", text, err, node.said())
		}
	}
	t.Run("a command answered on its acknowledgement", func(t *testing.T) {
		slash(t, "a < b")
		sees(t, "noah", "#queue", "you said a < b")
		if slices.Contains(r.seen("mira", "#queue"), "you said a < b") {
			t.Error("everybody sees it")
		}
	})
	t.Run("a form with search and field errors", func(t *testing.T) {
		slash(t, "form")
		var v workspace.View
		until(t, "the form", func() (open bool) { v, open = r.w.Front("noah"); return open })
		s, err := r.w.Suggest("noah", workspace.Ref{View: v.ID}, "find", "pay")
		r.ok(err)
		_, err = s.Wait(t.Context())
		r.ok(err)
		if len(s.Options) != 1 || s.Options[0].Label != "Case about pay" {
			t.Errorf("offered %+v", s.Options)
		}
		d, err := r.w.Submit("noah", "", workspace.Values{"what": {"abc"}, "like": {"Case about pay"}})
		r.ok(err)
		_, err = d.Wait(t.Context())
		r.ok(err)
		if v, _ := r.w.Front("noah"); v.Errors["what"] != "say more" {
			t.Errorf("form is %+v", v)
		}
		_, err = r.w.Submit("noah", "", workspace.Values{"what": {"payments"}})
		r.ok(err)
		sees(t, "noah", "#queue", "form: payments like CASE-7")
		until(t, "the form closes", func() bool { _, open := r.w.Front("noah"); return !open })
	})
	t.Run("a button, an update, a response URL", func(t *testing.T) {
		slash(t, "card")
		sees(t, "noah", "#queue", "a card")
		ms, err := r.w.Messages("noah", "#queue")
		r.ok(err)
		_, err = r.w.Press("mira", ms[len(ms)-1].At(), "Take it")
		r.ok(err)
		sees(t, "noah", "#queue", "taken CASE-1/1 by @mira")
		sees(t, "mira", "#queue", "yours")
	})
	t.Run("a mention from another company", func(t *testing.T) {
		_, err := r.w.Say("ana", "#northwind", "", "@bolty help")
		r.ok(err)
		sees(t, "ana", "#northwind", "heard: @bolty help from "+r.customer.ID)
	})
	t.Run("a message shortcut", func(t *testing.T) {
		ts, err := r.w.Say("noah", "#queue", "", "it broke")
		r.ok(err)
		_, err = r.w.Shortcut("noah", workspace.Ref{Channel: "#queue", TS: ts}, "From this")
		r.ok(err)
		until(t, "a reply", func() bool {
			th, err := r.w.Thread("noah", "#queue", ts)
			return err == nil && len(th) == 2 && th[1].Text == "case from: it broke"
		})
	})
	t.Run("Home, and a button on it", func(t *testing.T) {
		r.ok(r.w.OpenHome("noah", "bolty"))
		until(t, "Home", func() bool { _, ok := r.w.HomeTab("noah", "bolty"); return ok })
	})
	t.Run("a file", func(t *testing.T) {
		_, err := r.w.Say("noah", "#queue", "", "file please")
		r.ok(err)
		sees(t, "noah", "#queue", "here it is")
		ms, _ := r.w.Messages("noah", "#queue")
		f := ms[len(ms)-1].Files
		if len(f) != 1 || string(f[0].Data) != "one\ntwo\n" || f[0].Title != "Report" {
			t.Errorf("files %+v", f)
		}
	})
	t.Run("redelivery of what was not acknowledged", func(t *testing.T) {
		why := "timeout"
		if front == nil { // the socket is lost with the event on it
			r.w.Fault(workspace.Rule{Method: "app_mention", Times: 1, Kind: workspace.Drop})
		} else {
			why = "http_error"
			front.mu.Lock()
			front.refuse = `"app_mention"`
			front.mu.Unlock()
		}
		_, err := r.w.Say("noah", "#queue", "", "@bolty again")
		r.ok(err)
		until(t, "it is heard again", func() bool {
			return slices.ContainsFunc(r.seen("noah", "#queue"), func(s string) bool {
				return strings.HasPrefix(s, "heard (again, ") && strings.HasSuffix(s, ", "+why+"): @bolty again from home")
			})
		})
	})
	if front == nil { // over HTTP there are no connections to refresh
		t.Run("a refresh loses nothing", func(t *testing.T) {
			r.w.Refresh()
			_, err := r.w.Say("noah", "#queue", "", "@bolty refreshed")
			r.ok(err)
			until(t, "it is heard", func() bool {
				return slices.ContainsFunc(r.seen("noah", "#queue"), func(s string) bool {
					return strings.HasPrefix(s, "heard") && strings.HasSuffix(s, ": @bolty refreshed from home")
				})
			})
		})
	}
	if s := node.said(); strings.Contains(s, "app error") {
		t.Errorf("the app complained:\n%s", s)
	}
}
