package slack

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/storage"
)

// A rig is a vendor's workspace with one customer in a shared channel, the adapter connected to
// it over a network in memory, and a desk that only notes what it is given.
type rig struct {
	t    *testing.T
	w    *workspace.Workspace
	app  workspace.App
	pipe *workspace.Pipe
	s    *Slack
	desk *notebook
	log  *syncBuffer
	stop func() error // ends the adapter's Run and answers its error

	fatal bool // Run is expected to end with an error

	shared, queue workspace.Channel
	customer      workspace.Team

	post *mailbox // HTTP mode; nil over sockets
}

// rigOptions are what a test may change before anything runs.
type rigOptions struct {
	workspace workspace.Options
	app       func(*workspace.App)
	slack     func(*Options)
	http      bool // HTTP mode
}

// inBubble runs a test with a connected rig inside a synctest bubble.
func inBubble(t *testing.T, o rigOptions, f func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, o)
		r.run()
		f(r)
	})
}

func newRig(t *testing.T, o rigOptions) *rig {
	t.Helper()
	if o.workspace.Seed == 0 {
		o.workspace.Seed = 1
	}
	post := o.overHTTP()
	w := workspace.New(o.workspace)
	r := &rig{t: t, w: w, log: &syncBuffer{}, post: post}
	r.customer = w.AddTeam(workspace.Team{Name: "Northwind"})
	w.AddUser(workspace.User{Name: "noah", RealName: "Noah Berg", TZ: "Europe/Oslo"})
	w.AddUser(workspace.User{Name: "mira", RealName: "Mira Chandra", TZ: "Asia/Singapore"})
	w.AddUser(workspace.User{Name: "ana", RealName: "Ana Lima", Team: r.customer.ID, TZ: "America/Sao_Paulo"})
	app := workspace.App{Name: "deskhand", Scopes: workspace.AllScopes(), Events: workspace.AllEvents(),
		Commands: []workspace.Command{{Name: "/desk", Escape: true}, {Name: "/case", Escape: true}}}
	if post != nil {
		app.RequestURL = "http://desk.test/slack"
	}
	if o.app != nil {
		o.app(&app)
	}
	r.app = w.Install(app)
	r.shared = r.channel(workspace.Channel{Name: "northwind", Connected: []string{r.customer.ID}, Members: []string{"noah", "ana", "deskhand"}})
	r.queue = r.channel(workspace.Channel{Name: "queue", Members: []string{"noah", "mira", "deskhand"}})
	r.pipe = workspace.NewPipe("workspace.test")
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.Serve(ctx, r.pipe) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	opt := Options{BotToken: r.app.BotToken, AppToken: r.app.AppToken, API: "http://workspace.test/api/", Prefix: "desk",
		Phone: func() string { return "+47 1" }, Dial: r.pipe.DialContext, Log: zerolog.New(r.log).Level(zerolog.DebugLevel)}
	if post != nil {
		opt.AppToken, opt.SigningSecret = "", r.app.Signing
	}
	if o.slack != nil {
		o.slack(&opt)
	}
	r.s = New(opt)
	post.serve(t, r.s)
	r.desk = &notebook{s: r.s, keys: map[string]bool{}, more: make(chan struct{}, 1000)}
	return r
}

// run starts the adapter and waits until it is connected twice.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.s.Run(ctx, r.desk) }()
	var once sync.Once
	var err error
	r.stop = func() error {
		once.Do(func() {
			cancel()
			err = <-done
		})
		return err
	}
	r.t.Cleanup(func() {
		if err := r.stop(); (err != nil) != r.fatal {
			r.t.Errorf("run ended with %v", err)
		}
		for _, secret := range []string{r.app.BotToken, r.app.AppToken, r.app.Signing, "ticket=", "/response/", "xoxb-", "xapp-"} {
			if strings.Contains(r.log.String(), secret) {
				r.t.Errorf("the log holds %q:\n%s", secret, r.log.String())
			}
		}
	})
	synctest.Wait()
}

func (r *rig) channel(c workspace.Channel) workspace.Channel {
	r.t.Helper()
	c, err := r.w.AddChannel(c)
	r.ok(err)
	return c
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// settle lets everything that is under way end.
func (r *rig) settle() { synctest.Wait() }

// pass lets time pass.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// calls counts the calls of a method of the Web API.
func (r *rig) calls(method string) int {
	n := 0
	for _, i := range r.w.Inspected(0) {
		if i.Kind == "call" && i.Name == method {
			n++
		}
	}
	return n
}

// failures are what people saw go wrong.
func (r *rig) failures() (out []string) {
	for _, h := range r.w.Happened(0) {
		if h.Kind == workspace.Failed {
			out = append(out, h.Name+": "+h.Text)
		}
	}
	return out
}

// read is what a person reads of a message, line by line.
func (r *rig) read(user string, m workspace.Message) string {
	return strings.Join(r.w.Read(user, m).Lines, "\n")
}

// A notebook is a desk that keeps what it is given and answers as it is told.
type notebook struct {
	s *Slack

	mu       sync.Mutex
	keys     map[string]bool
	got      []bot.Incoming
	taken    []storage.Envelope
	asked    []bot.Question
	slow     time.Duration // how long storing takes
	broken   error         // what storing ends with
	form     *bot.Form
	options  []bot.Option
	noForm   error
	problems bot.Problems
	panics   bool
	missed   bot.Missed // what is to be read again
	heard    []time.Time
	more     chan struct{}
}

func (n *notebook) commit(e storage.Envelope, spend bool) (bool, error) {
	n.mu.Lock()
	slow, broken, panics := n.slow, n.broken, n.panics
	n.mu.Unlock()
	if panics {
		panic("the desk panics")
	}
	done := make(chan error, 1)
	fresh := new(bool)
	go func() {
		time.Sleep(slow)
		if broken != nil {
			done <- broken
			return
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		*fresh = !n.keys[e.Key]
		if *fresh {
			in, err := n.s.Decode(e)
			if err != nil {
				done <- err
				return
			}
			n.got, n.taken = append(n.got, in), append(n.taken, e)
		}
		if spend {
			n.keys[e.Key] = true
		}
		done <- nil
	}()
	t := time.NewTimer(bot.NotYetAfter)
	defer t.Stop()
	select {
	case err := <-done:
		return *fresh, err
	case <-t.C:
		return false, &bot.NotYetStored{End: done}
	}
}

func (n *notebook) Receive(_ context.Context, e storage.Envelope) (bot.Taken, error) {
	fresh, err := n.commit(e, true)
	return bot.Taken{Fresh: fresh}, err
}

func (n *notebook) Submit(_ context.Context, e storage.Envelope) (bot.Submitted, error) {
	n.mu.Lock()
	problems := n.problems
	n.mu.Unlock()
	fresh, err := n.commit(e, problems == nil)
	return bot.Submitted{Fresh: fresh, Problems: problems}, err
}

func (n *notebook) Missed(context.Context, string) (bot.Missed, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.missed, nil
}

func (n *notebook) Heard(_ context.Context, _ string, until time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.heard = append(n.heard, until)
	return nil
}

func (n *notebook) Ask(_ context.Context, q bot.Question) (bot.Answer, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, q)
	if n.noForm != nil {
		return bot.Answer{}, n.noForm
	}
	if q.Form == "" && !strings.HasPrefix(q.Run, "case open") {
		return bot.Answer{}, nil // a line that lacks nothing
	}
	return bot.Answer{Form: n.form, Options: n.options}, nil
}

// set changes how the desk answers.
func (n *notebook) set(f func(*notebook)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n)
}

// all is everything that was stored, once.
func (n *notebook) all() []bot.Incoming {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]bot.Incoming(nil), n.got...)
}

// only is the one thing of a type that was stored.
func only[T bot.Incoming](r *rig) T {
	r.t.Helper()
	var found []T
	for _, in := range r.desk.all() {
		if x, ok := in.(T); ok {
			found = append(found, x)
		}
	}
	if len(found) != 1 {
		var none T
		r.t.Fatalf("%d of %T among %+v", len(found), none, r.desk.all())
	}
	return found[0]
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

var _ net.Listener = (*workspace.Pipe)(nil)
