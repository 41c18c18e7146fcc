package workspace_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// A rig is a small vendor with one customer, an app called deskhand, and a
// foreign client library connected to it.
type rig struct {
	t    testing.TB
	w    *workspace.Workspace
	app  workspace.App
	pipe *workspace.Pipe // nil over TCP
	url  string

	shared, internal, private workspace.Channel
	customer                  workspace.Team
}

// begin is the instant rigs outside bubbles start at.
var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func people(t testing.TB, o workspace.Options, scopes ...string) *rig {
	t.Helper()
	if o.Seed == 0 {
		o.Seed = 1
	}
	w := workspace.New(o)
	r := &rig{t: t, w: w}
	r.customer = w.AddTeam(workspace.Team{Name: "Northwind"})
	w.AddUser(workspace.User{Name: "noah", RealName: "Noah Berg", TZ: "Europe/Oslo", Email: "noah@vendor.example"})
	w.AddUser(workspace.User{Name: "mira", RealName: "Mira Chandra", TZ: "Asia/Singapore"})
	w.AddUser(workspace.User{Name: "gone", Inactive: true})
	w.AddUser(workspace.User{Name: "ana", RealName: "Ana Lima", Team: r.customer.ID, TZ: "America/Sao_Paulo"})
	w.AddUser(workspace.User{Name: "strange", Team: r.customer.ID, Stranger: true})
	if scopes == nil {
		scopes = workspace.AllScopes()
	}
	r.app = w.Install(workspace.App{Name: "deskhand", Scopes: scopes, Events: workspace.AllEvents(),
		Commands:  []workspace.Command{{Name: "/case", Usage: "open 1 …"}, {Name: "/escaped", Escape: true}},
		Shortcuts: []workspace.Shortcut{{Name: "Open a case", Callback: "open_from_message"}}})
	r.shared = r.channel(workspace.Channel{Name: "northwind", Connected: []string{r.customer.ID}, Members: []string{"noah", "ana", "deskhand"}})
	r.internal = r.channel(workspace.Channel{Name: "queue", Members: []string{"noah", "mira", "deskhand"}})
	r.private = r.channel(workspace.Channel{Name: "sealed", Kind: workspace.Private, Members: []string{"noah"}})
	r.channel(workspace.Channel{Name: "lobby", Members: []string{"noah", "mira"}})
	return r
}

func (r *rig) channel(c workspace.Channel) workspace.Channel {
	r.t.Helper()
	c, err := r.w.AddChannel(c)
	r.ok(err)
	return c
}

// overTCP serves the workspace on a real socket.
func (r *rig) overTCP() *rig {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	r.ok(err)
	r.serve(l)
	return r
}

// overPipe serves the workspace in memory, for bubbles.
func (r *rig) overPipe() *rig {
	r.pipe = workspace.NewPipe("workspace.test")
	r.serve(r.pipe)
	return r
}

func (r *rig) serve(l net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.w.Serve(ctx, l) }()
	r.url = "http://" + l.Addr().String()
	r.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			r.t.Errorf("serve: %v", err)
		}
	})
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// bubble runs f with a rig inside a synctest bubble.
func bubble(t *testing.T, o workspace.Options, f func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(people(t, o).overPipe()) })
}

func (r *rig) transport() *http.Transport {
	tr := &http.Transport{}
	if r.pipe != nil {
		tr.DialContext = r.pipe.DialContext
	}
	return tr
}

func (r *rig) http() *http.Client {
	tr := r.transport()
	r.t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

// client is slack-go pointed at the workspace.
func (r *rig) client(opts ...slack.Option) *slack.Client {
	return slack.New(r.app.BotToken, append([]slack.Option{slack.OptionAPIURL(r.url + "/api/"),
		slack.OptionAppLevelToken(r.app.AppToken), slack.OptionHTTPClient(r.http())}, opts...)...)
}

// A bot is slack-go's Socket Mode client with a list of what came.
type bot struct {
	*socketmode.Client
	r    *rig
	mu   sync.Mutex
	got  []socketmode.Event
	more chan struct{}
}

// connect starts a Socket Mode client; handle answers each event and may be
// nil, which acknowledges everything with an empty answer.
func (r *rig) connect(handle func(b *bot, e socketmode.Event)) *bot {
	r.t.Helper()
	dialer := *websocket.DefaultDialer
	if r.pipe != nil {
		dialer.NetDialContext = r.pipe.DialContext
	}
	b := &bot{r: r, more: make(chan struct{}, 1000)}
	b.Client = socketmode.New(r.client(), socketmode.OptionDialer(&dialer),
		socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.RunContext(ctx) })
	up := make(chan struct{})
	wg.Go(func() {
		var once sync.Once
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-b.Events:
				if e.Type == socketmode.EventTypeHello {
					once.Do(func() { close(up) })
				}
				if e.Request == nil || e.Type == socketmode.EventTypeHello {
					continue
				}
				b.mu.Lock()
				b.got = append(b.got, e)
				b.mu.Unlock()
				if handle != nil {
					handle(b, e)
				} else {
					_ = b.Ack(*e.Request)
				}
				b.more <- struct{}{}
			}
		}
	})
	r.t.Cleanup(func() { cancel(); wg.Wait() })
	<-up
	return b
}

// next waits for the next event of a type.
func (b *bot) next(kind socketmode.EventType) socketmode.Event {
	b.r.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		b.mu.Lock()
		for i, e := range b.got {
			if e.Type == kind {
				b.got = append(b.got[:i:i], b.got[i+1:]...)
				b.mu.Unlock()
				return e
			}
		}
		b.mu.Unlock()
		select {
		case <-b.more:
		case <-deadline:
			b.r.t.Fatalf("no %s came", kind)
		}
	}
}

// clockAt is a clock that stands still.
func clockAt(t time.Time) func() time.Time { return func() time.Time { return t } }
