package workspace_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// A line is a bare Socket Mode connection, for what a library hides.
type line struct {
	*websocket.Conn
	r *rig
}

// An envelope is what comes on a line.
type envelope struct {
	ID      string `json:"envelope_id"`
	Type    string
	Reason  string
	Attempt int    `json:"retry_attempt"`
	Why     string `json:"retry_reason"`
	Accepts bool   `json:"accepts_response_payload"`
	Count   int    `json:"num_connections"`
	Payload json.RawMessage
	at      time.Time
}

func (r *rig) dial() *line {
	r.t.Helper()
	_, url, err := r.client().StartSocketModeContext(context.Background())
	r.ok(err)
	d := websocket.Dialer{}
	if r.pipe != nil {
		d.NetDialContext = r.pipe.DialContext
	}
	c, _, err := d.Dial(url, nil)
	r.ok(err)
	r.t.Cleanup(func() { c.Close() })
	return &line{c, r}
}

// read waits for the next envelope; ok is false when the line ended.
func (l *line) read() (e envelope, ok bool) {
	if err := l.ReadJSON(&e); err != nil {
		l.r.t.Log("line ended: ", err)
		return e, false
	}
	e.at = time.Now()
	return e, true
}

func (l *line) hello() *line {
	l.r.t.Helper()
	if e, ok := l.read(); !ok || e.Type != "hello" {
		l.r.t.Fatalf("no hello, but %+v", e)
	}
	return l
}

func (l *line) ack(e envelope, payload any) {
	l.r.ok(l.WriteJSON(map[string]any{"envelope_id": e.ID, "payload": payload}))
}

// failures are the errors people saw.
func (r *rig) failures() []string {
	var out []string
	for _, h := range r.w.Happened(0) {
		if h.Kind == workspace.Failed {
			out = append(out, h.Text)
		}
	}
	return out
}

// noted counts the inspections of a kind.
func (r *rig) noted(kind string) int {
	n := 0
	for _, i := range r.w.Inspected(0) {
		if i.Kind == kind {
			n++
		}
	}
	return n
}

func TestRedelivery(t *testing.T) {
	bubble(t, workspace.Options{}, func(r *rig) {
		l := r.dial().hello()
		start := time.Now()
		_, err := r.w.Say("noah", "#queue", "", "hello")
		r.ok(err)
		var ids []string
		for i, want := range []time.Duration{0, 3 * time.Second, 66 * time.Second, 369 * time.Second} {
			e, ok := l.read()
			if !ok || e.Attempt != i || e.at.Sub(start) != want || (e.Why == "timeout") != (i > 0) {
				t.Fatalf("attempt %d: %+v after %v, want %v", i, e, e.at.Sub(start), want)
			}
			var p struct {
				EventID string `json:"event_id"`
			}
			r.ok(json.Unmarshal(e.Payload, &p))
			ids = append(ids, p.EventID)
		}
		if len(slices.Compact(ids)) != 1 {
			t.Errorf("an event changed its id: %v", ids)
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if r.noted("lost") != 1 {
			t.Error("the fourth silence did not lose the event")
		}
	})
}

func TestDelayedEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := people(t, workspace.Options{})
		r.w.Install(workspace.App{Name: "patient", Scopes: workspace.AllScopes(), Events: []string{"message.channels"}, DelayedEvents: true})
		r.ok(r.w.Invite("noah", "#queue", "patient"))
		_, err := r.w.Say("noah", "#queue", "", "hello")
		r.ok(err)
		time.Sleep(26 * time.Hour)
		n := 0
		for _, i := range r.w.Inspected(0) {
			if i.Error == "no_socket" && i.Name == "events_api message" && i.App != r.app.ID {
				n++
			}
		}
		if n != 1+3+24 {
			t.Errorf("tried %d times in a day", n)
		}
	})
}

func TestAck(t *testing.T) {
	ctx := context.Background()
	slash := func(r *rig) *workspace.Delivery {
		d, err := r.w.Slash("noah", "#queue", "/case", "list")
		r.ok(err)
		return d
	}
	t.Run("a slash command unanswered for three seconds fails and is not sent again", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			start := time.Now()
			_, err := slash(r).Wait(ctx)
			if err != workspace.ErrTimeout || time.Since(start) != 3*time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			if f := r.failures(); !slices.Equal(f, []string{"operation_timeout"}) {
				t.Errorf("noah saw %v", f)
			}
			e, _ := l.read()
			l.ack(e, map[string]string{"text": "too late"})
			r.ok(l.SetReadDeadline(time.Now().Add(time.Hour)))
			if e, ok := l.read(); ok {
				t.Errorf("sent again: %+v", e)
			}
			if ms, _ := r.w.Messages("noah", "#queue"); len(ms) != 0 || r.noted("late ack") != 1 {
				t.Errorf("a late answer counted: %+v", ms)
			}
		})
	})
	t.Run("nobody connected", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			if _, err := slash(r).Wait(ctx); err != workspace.ErrDispatch {
				t.Error(err)
			}
			if f := r.failures(); !slices.Equal(f, []string{"dispatch_failed"}) {
				t.Errorf("noah saw %v", f)
			}
		})
	})
	t.Run("the answer riding on it is shown", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			d := slash(r)
			e, _ := l.read()
			if !e.Accepts {
				t.Error("a slash command takes an answer")
			}
			l.ack(e, map[string]any{"response_type": "in_channel", "text": "one case"})
			_, err := d.Wait(ctx)
			r.ok(err)
			if ms, _ := r.w.Messages("mira", "#queue"); len(ms) != 1 || ms[0].Text != "one case" {
				t.Errorf("mira sees %+v", ms)
			}
		})
	})
	t.Run("of 20 kB is dropped without a word", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			l := r.dial().hello()
			d := slash(r)
			e, _ := l.read()
			l.ack(e, map[string]string{"text": strings.Repeat("a", 20_000)})
			if _, err := d.Wait(ctx); err != workspace.ErrTimeout {
				t.Error(err)
			}
		})
	})
	t.Run("on another socket does not count", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			a, b := r.dial().hello(), r.dial().hello()
			d := slash(r)
			got := make(chan *line, 2)
			var e envelope
			for _, pair := range [][2]*line{{a, b}, {b, a}} {
				go func() {
					if env, ok := pair[0].read(); ok {
						e = env
						got <- pair[1]
					}
				}()
			}
			(<-got).ack(e, nil)
			if _, err := d.Wait(ctx); err != workspace.ErrTimeout {
				t.Error(err)
			}
		})
	})
}

func TestSockets(t *testing.T) {
	t.Run("envelopes go to any of ten, the eleventh is refused", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			counts := make([]int, 10)
			for i := range 10 {
				l := r.dial()
				if e, _ := l.read(); e.Count != i+1 {
					t.Errorf("socket %d is told there are %d", i+1, e.Count)
				}
				go func() {
					for {
						e, ok := l.read()
						if !ok {
							return
						}
						counts[i]++
						l.ack(e, nil)
					}
				}()
			}
			if e, _ := r.dial().read(); e.Type != "disconnect" || e.Reason != "too_many_websockets" {
				t.Errorf("the eleventh got %+v", e)
			}
			for range 200 {
				_, err := r.w.Say("noah", "#queue", "", "hello")
				r.ok(err)
			}
			synctest.Wait()
			if slices.Min(counts) == 0 {
				t.Errorf("some socket got nothing: %v", counts)
			}
		})
	})
	t.Run("are warned ten seconds before they end", func(t *testing.T) {
		bubble(t, workspace.Options{SocketLife: time.Hour}, func(r *rig) {
			l := r.dial().hello()
			start := time.Now()
			e, _ := l.read()
			if e.Reason != "warning" || e.at.Sub(start) != time.Hour-10*time.Second {
				t.Errorf("%+v after %v", e, e.at.Sub(start))
			}
			e, _ = l.read()
			if e.Reason != "refresh_requested" || e.at.Sub(start) != time.Hour {
				t.Errorf("%+v after %v", e, e.at.Sub(start))
			}
			if e, ok := l.read(); ok {
				t.Errorf("still open: %+v", e)
			}
		})
	})
	t.Run("ping", func(t *testing.T) {
		bubble(t, workspace.Options{PingEvery: 7 * time.Second}, func(r *rig) {
			l := r.dial().hello()
			n := 0
			l.SetPingHandler(func(string) error { n++; return nil })
			r.ok(l.SetReadDeadline(time.Now().Add(time.Minute)))
			l.read()
			if n != 8 {
				t.Errorf("%d pings a minute", n)
			}
		})
	})
	t.Run("a ticket is good once and for thirty seconds", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			d := websocket.Dialer{NetDialContext: r.pipe.DialContext}
			_, url, err := r.client().StartSocketModeContext(context.Background())
			r.ok(err)
			c, _, err := d.Dial(url, nil)
			r.ok(err)
			defer c.Close()
			if _, resp, _ := d.Dial(url, nil); resp == nil || resp.StatusCode != http.StatusUnauthorized {
				t.Error("it opened two sockets")
			}
			_, url, err = r.client().StartSocketModeContext(context.Background())
			r.ok(err)
			time.Sleep(31 * time.Second)
			if _, _, err = d.Dial(url, nil); err == nil {
				t.Error("it was good for ever")
			}
		})
	})
}

// TestForeignReconnect lets slack-go live through every kind of bad day of a
// socket and asks that what a person says afterwards still arrives.
func TestForeignReconnect(t *testing.T) {
	for name, weather := range map[string]func(*rig){
		"dropped":   func(r *rig) { r.w.DropSockets() },
		"refreshed": func(r *rig) { r.w.Refresh() },
		"half-open": func(r *rig) { r.w.MuteSockets() },
		"down for a while": func(r *rig) {
			r.w.SetDown(true)
			time.Sleep(30 * time.Second)
			r.w.SetDown(false)
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, workspace.Options{}, func(r *rig) {
				b := r.connect(nil)
				weather(r)
				time.Sleep(5 * time.Minute)
				ts, err := r.w.Say("noah", "#queue", "", "still there?")
				r.ok(err)
				for {
					e := b.next(socketmode.EventTypeEventsAPI).Data.(slackevents.EventsAPIEvent)
					if m, ok := e.InnerEvent.Data.(*slackevents.MessageEvent); ok && m.TimeStamp == ts {
						return
					}
				}
			})
		})
	}
	t.Run("revoked", func(t *testing.T) {
		bubble(t, workspace.Options{}, func(r *rig) {
			r.connect(nil)
			r.ok(r.w.Revoke("", "token_revoked"))
			synctest.Wait()
			if _, err := r.client().AuthTestContext(context.Background()); code(err) != "token_revoked" || r.w.Sockets("") != 0 {
				t.Errorf("%v with %d sockets", err, r.w.Sockets(""))
			}
			before := r.noted("envelope")
			_, err := r.w.Say("noah", "#queue", "", "anybody?")
			r.ok(err)
			if r.noted("envelope") != before {
				t.Error("an app without tokens is still told")
			}
		})
	})
}
