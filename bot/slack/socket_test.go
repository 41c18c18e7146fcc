package slack

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
)

func nobody(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("connection refused")
}

func refusedBlocks() error {
	return slack.SlackErrorResponse{Err: "invalid_blocks", ResponseMetadata: slack.ResponseMetadata{
		Messages: []string{"[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"}}}
}

func (r *rig) sockets() int { return r.w.Sockets(r.app.ID) }

func TestTwoConnections(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		if n := r.sockets(); n != seats {
			t.Errorf("%d connections", n)
		}
		r.ok(r.stop())
		r.settle()
		if n := r.sockets(); n != 0 {
			t.Errorf("%d connections after the end", n)
		}
	})
}

// A refresh loses nothing and is noticed by nobody: the successor is there before the old
// connection goes, and what still comes on that one is acknowledged on it.
func TestRefreshOverlaps(t *testing.T) {
	life := 5 * time.Minute
	inBubble(t, rigOptions{workspace: workspace.Options{SocketLife: life}}, func(r *rig) {
		for i := range 40 {
			d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-"+string(rune('1'+i%9)))
			r.ok(err)
			if _, err := d.Wait(context.Background()); err != nil {
				t.Fatalf("after %s: %v", time.Duration(i)*life/7, err)
			}
			r.pass(life / 7)
		}
		r.pass(time.Minute)
		if n := len(r.desk.all()); n != 40 {
			t.Errorf("%d stored", n)
		}
		for _, i := range r.w.Inspected(0) {
			if i.Kind == "late ack" {
				t.Errorf("%+v", i)
			}
		}
		if n := r.sockets(); n != seats {
			t.Errorf("%d connections", n)
		}
	})
}

// What came just before a refresh is acknowledged on the connection it came on.
func TestRefreshInTheMiddle(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.slow = time.Second })
		d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-1")
		r.ok(err)
		r.pass(500 * time.Millisecond)
		r.w.Refresh()
		if _, err := d.Wait(context.Background()); err != nil {
			t.Error(err)
		}
		r.pass(time.Minute)
		if n := r.sockets(); n != seats {
			t.Errorf("%d connections", n)
		}
	})
}

// A broken connection comes back by itself, and what was lost with it is sent again.
func TestBrokenConnection(t *testing.T) {
	for _, kind := range []workspace.Fault{workspace.Drop, workspace.HalfOpen} {
		t.Run(string(kind), func(t *testing.T) {
			inBubble(t, rigOptions{}, func(r *rig) {
				r.w.Fault(workspace.Rule{Method: "message", Times: 1, Kind: kind})
				_, err := r.w.Say("noah", "#queue", "", "hello")
				r.ok(err)
				r.pass(2 * silence)
				only[bot.Message](r)
				if n := r.sockets(); n != seats {
					t.Errorf("%d connections", n)
				}
			})
		})
	}
}

func TestRedeliveryIsKnown(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.w.Fault(workspace.Rule{Method: "events_api", Kind: workspace.Twice})
		for _, s := range []string{"one", "two", "three"} {
			_, err := r.w.Say("noah", "#queue", "", s)
			r.ok(err)
			r.settle()
		}
		r.pass(time.Minute)
		if n := len(r.desk.all()); n != 3 {
			t.Errorf("%d stored", n)
		}
	})
}

// TestSlackGoesAway: the desk tries again until Slack is back, and says so once.
func TestSlackGoesAway(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.w.SetDown(true)
		r.pass(10 * time.Minute)
		if n := r.sockets(); n != 0 {
			t.Errorf("%d connections", n)
		}
		r.w.SetDown(false)
		r.pass(2 * lastPause)
		if n := r.sockets(); n != seats {
			t.Errorf("%d connections", n)
		}
		if n := strings.Count(r.log.String(), "trying again"); n != seats {
			t.Errorf("%d lines of log in ten minutes:\n%s", n, r.log.String())
		}
	})
}

// TestFatal: what no waiting cures ends the run with what to do.
func TestFatal(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    rigOptions
		code string
	}{
		{"a wrong bot token", rigOptions{slack: func(o *Options) { o.BotToken = "xoxb-wrong" }}, "invalid_auth"},
		{"a wrong app token", rigOptions{slack: func(o *Options) { o.AppToken = "xapp-wrong" }}, "invalid_auth"},
		{"no token", rigOptions{slack: func(o *Options) { o.BotToken = "" }}, "not_authed"},
		{"tokens swapped", rigOptions{slack: func(o *Options) { o.BotToken, o.AppToken = o.AppToken, o.BotToken }}, "not_allowed_token_type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, tt.o)
				err := r.s.Run(context.Background(), r.desk)
				f, ok := errors.AsType[*FatalError](err)
				if !ok || f.Code != tt.code || !strings.Contains(err.Error(), remedies[tt.code]) {
					t.Errorf("ended with %v", err)
				}
				if strings.Contains(err.Error(), "wrong-") || strings.Contains(r.log.String(), "xoxb") {
					t.Error("a token was told")
				}
			})
		})
	}
	t.Run("revoked while it runs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, rigOptions{})
			done := make(chan error, 1)
			go func() { done <- r.s.Run(context.Background(), r.desk) }()
			synctest.Wait()
			r.ok(r.w.Revoke(r.app.ID, "token_revoked"))
			if f, ok := errors.AsType[*FatalError](<-done); !ok || f.Code != "token_revoked" {
				t.Errorf("ended with %v", f)
			}
		})
	})
}

// TestReaderNeverBlocks: with a store that answers nothing at all, what does not need it is
// still acknowledged in time.
func TestReaderNeverBlocks(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.slow = time.Hour })
		for range 30 {
			_, err := r.w.Say("noah", "#queue", "", "hello")
			r.ok(err)
		}
		r.settle()
		d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-1")
		r.ok(err)
		if _, err := d.Wait(context.Background()); err != nil {
			t.Error(err)
		}
		r.desk.set(func(n *notebook) { n.slow = 0 })
		r.pass(2 * time.Hour)
	})
}

// TestLibraryIsNamedInFewPlaces: the library changes with nearly every release.
func TestLibraryIsNamedInFewPlaces(t *testing.T) {
	may := []string{"client.go", "client_read.go", "client_room.go", "failure.go", "fatal.go", "draw.go", "view.go", "home.go"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && strings.Contains(string(src), `"github.com/slack-go/slack`) != slices.Contains(may, name) {
			t.Errorf("%s: it names the library, or no longer does", name)
		}
	}
}
