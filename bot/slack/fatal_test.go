package slack

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
)

// TestEveryRemedy: each code after which trying again is of no use ends the run, at its start and
// in its middle, in both modes; the error says what to do, and the log does not say it as well:
// whoever ran it does.
func TestEveryRemedy(t *testing.T) {
	for mode, o := range map[string]rigOptions{"sockets": {}, "HTTP": overHTTP} {
		for _, code := range slices.Sorted(maps.Keys(remedies)) {
			if code == "link_disabled" {
				continue // no call ends so; TestSocketModeSwitchedOff
			}
			t.Run(mode+"/"+code, func(t *testing.T) {
				t.Run("at the start", func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						r := newRig(t, o)
						r.ok(r.w.Revoke(r.app.ID, code))
						r.fails(r.s.Run(t.Context(), r.desk), code)
					})
				})
				t.Run("in the middle", func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						r := newRig(t, o)
						ended := make(chan error, 1)
						go func() { ended <- r.s.Run(t.Context(), r.desk) }()
						synctest.Wait()
						began := time.Now()
						r.ok(r.w.Revoke(r.app.ID, code))
						r.fails(<-ended, code)
						if took := time.Since(began); took > watchEvery+watchAgain {
							t.Errorf("it took %s to be noticed", took)
						}
					})
				})
				t.Run("a send", func(t *testing.T) {
					f := bot.AsFailure(failure(slack.SlackErrorResponse{Err: code}, false))
					if f.Class != bot.NotSent || f.Scope != bot.WholePlatform || f.After != keyPause {
						t.Errorf("%v: nothing that is to be said may be lost for it", f)
					}
				})
			})
		}
	}
}

func (r *rig) fails(err error, code string) {
	r.t.Helper()
	f, ok := errors.AsType[*FatalError](err)
	if !ok || f.Code != code || !strings.Contains(err.Error(), remedies[code]) {
		r.t.Errorf("ended with %v", err)
	}
	if strings.Contains(r.log.String(), remedies[code]) {
		r.t.Errorf("the log says it too:\n%s", r.log)
	}
}

// TestSendFindsOut: a send that is refused for the token ends the run at once, not when it is
// asked next.
func TestSendFindsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, overHTTP)
		ended := make(chan error, 1)
		go func() { ended <- r.s.Run(t.Context(), r.desk) }()
		synctest.Wait()
		r.ok(r.w.Revoke(r.app.ID, "account_inactive"))
		began := time.Now()
		if _, err := r.s.Send(t.Context(), delivery(r.queue.ID, "", "hello")); err == nil {
			t.Error("sent")
		}
		r.fails(<-ended, "account_inactive")
		if took := time.Since(began); took > 2*watchAgain {
			t.Errorf("it took %s", took)
		}
	})
}

// TestBadMoment: a platform that refuses a good token for a moment ends nothing.
func TestBadMoment(t *testing.T) {
	inBubble(t, overHTTP, func(r *rig) {
		r.ok(r.w.Revoke(r.app.ID, "invalid_auth"))
		_, err := r.s.Send(context.Background(), delivery(r.queue.ID, "", "hello"))
		if f := bot.AsFailure(err); f.Scope != bot.WholePlatform {
			t.Errorf("sent: %v", err)
		}
		r.pass(watchAgain / 2)
		r.ok(r.w.Revoke(r.app.ID, ""))
		r.pass(time.Hour)
		if _, err := r.s.Send(context.Background(), delivery(r.queue.ID, "", "hello")); err != nil {
			t.Error(err)
		}
		r.acked(r.w.Slash("noah", "#queue", "/case", "list"))
	})
}

// TestMissingScope: what one scope is needed for fails, everything else goes on, and the operator
// is told once which one.
func TestMissingScope(t *testing.T) {
	without := func(scope string) rigOptions {
		return rigOptions{app: func(a *workspace.App) {
			a.Scopes = slices.DeleteFunc(a.Scopes, func(s string) bool { return s == scope })
		}}
	}
	for _, tt := range []struct {
		scope, call string
		do          func(r *rig)
	}{
		{"users:read", "users.info", func(r *rig) {
			for _, who := range []string{"noah", "mira", "noah"} {
				r.acked(r.w.Slash(who, "#queue", "/case", "list"))
			}
		}},
		{"chat:write", "chat.postMessage", func(r *rig) {
			for range 3 {
				_, err := r.s.Send(context.Background(), delivery(r.queue.ID, "", "hello"))
				if f := bot.AsFailure(err); f.Class != bot.NotSent || f.Scope != bot.WholePlatform {
					r.t.Errorf("sent: %v", err)
				}
				r.pass(time.Minute)
			}
		}},
		{"pins:write", "pins.add", func(r *rig) {
			at := r.posted()
			for range 3 {
				pin := delivery(r.shared.ID, "", "pin")
				pin.Kind, pin.To.Message = "pin", at.TS
				_, err := r.s.Send(context.Background(), pin)
				if f := bot.AsFailure(err); f.Class != bot.Permanent {
					r.t.Errorf("pinned: %v", err)
				}
				r.pass(time.Minute)
			}
		}},
		{"files:write", "files.getUploadURLExternal", func(r *rig) {
			for range 3 {
				_, err := r.s.Send(context.Background(), fileTo(r, "all of it"))
				if f := bot.AsFailure(err); f.Class != bot.Permanent || f.Reason != bot.BadContent {
					r.t.Errorf("sent: %v", err)
				}
				r.pass(time.Minute)
			}
		}},
	} {
		t.Run(tt.scope, func(t *testing.T) {
			inBubble(t, without(tt.scope), func(r *rig) {
				tt.do(r)
				r.pass(time.Hour)
				log := r.log.String()
				if n := strings.Count(log, `"code":"missing_scope"`); n != 1 || !strings.Contains(log, `"call":"`+tt.call+`","needs":"`+tt.scope+`"`) ||
					!strings.Contains(log, remedies["missing_scope"]) {
					t.Errorf("told %d times:\n%s", n, log)
				}
				r.acked(r.w.Slash("noah", "#queue", "/case", "take CASE-1"))
			})
		})
	}
}

// A mute Slack answers what it is told to; its sockets say nothing but pings.
type muteSlack struct {
	pipe   *workspace.Pipe
	signIn atomic.Pointer[string] // the error of auth.test
	parts  chan string            // reasons to end a connection for
}

func newMuteSlack(t *testing.T) *muteSlack {
	m := &muteSlack{pipe: workspace.NewPipe("mute.test"), parts: make(chan string)}
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/auth.test", func(w http.ResponseWriter, _ *http.Request) {
		if code := m.signIn.Load(); code != nil {
			answer(w, map[string]any{"ok": false, "error": *code})
			return
		}
		answer(w, map[string]any{"ok": true, "team_id": "T1", "user_id": "U0"})
	})
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"ok": true, "url": "ws://mute.test/link"})
	})
	mux.HandleFunc("/link", func(w http.ResponseWriter, req *http.Request) {
		var up websocket.Upgrader
		conn, err := up.Upgrade(w, req, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			for {
				if _, _, err := conn.ReadMessage(); err != nil {
					return
				}
			}
		}()
		_ = conn.WriteJSON(map[string]any{"type": "hello"})
		for {
			select {
			case <-gone:
				return
			case why := <-m.parts:
				_ = conn.WriteJSON(map[string]any{"type": "disconnect", "reason": why})
			case <-time.After(10 * time.Second):
				_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
			}
		}
	})
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(m.pipe) }()
	t.Cleanup(func() { server.Close() })
	return m
}

func (m *muteSlack) adapter() *Slack {
	return New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", API: "http://mute.test/api/", Dial: m.pipe.DialContext})
}

// TestTokenGoneBehindItsSockets: the app was taken out of the workspace, and its sockets, which
// stand on another token, go on as if nothing had happened.
func TestTokenGoneBehindItsSockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuteSlack(t)
		ended := make(chan error, 1)
		go func() { ended <- m.adapter().Run(t.Context(), &notebook{}) }()
		time.Sleep(time.Minute)
		code := "account_inactive"
		m.signIn.Store(&code)
		time.Sleep(6 * time.Minute) // a number: it is a promise
		select {
		case err := <-ended:
			if f, ok := errors.AsType[*FatalError](err); !ok || f.Code != code {
				t.Errorf("ended with %v", err)
			}
		default:
			t.Error("it was not noticed in six minutes")
		}
	})
}

// TestSocketModeSwitchedOff: Slack ends connections in one word for two reasons, and the error
// names the one that it was.
func TestSocketModeSwitchedOff(t *testing.T) {
	for behind, want := range map[string]string{"": "link_disabled", "account_inactive": "account_inactive"} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMuteSlack(t)
				ended := make(chan error, 1)
				go func() { ended <- m.adapter().Run(t.Context(), &notebook{}) }()
				synctest.Wait()
				if behind != "" {
					m.signIn.Store(&behind)
				}
				m.parts <- "link_disabled"
				if f, ok := errors.AsType[*FatalError](<-ended); !ok || f.Code != want || !strings.Contains(f.Error(), remedies[want]) {
					t.Errorf("ended with %v", f)
				}
			})
		})
	}
}
