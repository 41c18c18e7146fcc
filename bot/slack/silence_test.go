package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/deskhand/deskhand/bot/workspace"
)

// TestSilence: a connection that says nothing at all, and never ends, is given up. The local
// workspace notices such a one itself; this server never does.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe := workspace.NewPipe("mute.test")
		var opened atomic.Int32
		var up websocket.Upgrader
		mux := http.NewServeMux()
		answer := func(w http.ResponseWriter, v any) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(v)
		}
		mux.HandleFunc("/api/auth.test", func(w http.ResponseWriter, _ *http.Request) {
			answer(w, map[string]any{"ok": true, "team_id": "T1", "user_id": "U0"})
		})
		mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
			answer(w, map[string]any{"ok": true, "url": "ws://mute.test/link"})
		})
		mux.HandleFunc("/link", func(w http.ResponseWriter, r *http.Request) {
			conn, err := up.Upgrade(w, r, nil)
			if err != nil {
				return
			}
			defer conn.Close()
			opened.Add(1)
			_ = conn.WriteJSON(map[string]any{"type": "hello"})
			_, _, _ = conn.ReadMessage()
		})
		server := &http.Server{Handler: mux}
		go func() { _ = server.Serve(pipe) }()
		defer server.Close()
		ctx, cancel := context.WithCancel(context.Background())
		s := New(Options{BotToken: "xoxb-1", AppToken: "xapp-1", API: "http://mute.test/api/", Dial: pipe.DialContext})
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx, &notebook{}) }()
		synctest.Wait()
		time.Sleep(29 * time.Second) // a number, not the constant: it is a promise
		if n := opened.Load(); n != seats {
			t.Errorf("%d connections while they may still be alive", n)
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if n := opened.Load(); n != 2*seats {
			t.Errorf("%d connections after the silence", n)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
