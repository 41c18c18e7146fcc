package slackworld

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/place"
)

// Options are what a world needs beside its page.
type Options struct {
	Open  chat.Opener
	Zones bot.Zones
	Log   zerolog.Logger
	// Quiet waits until nothing is under way: synctest.Wait.
	Quiet func()
	// Bad is a bad day; nil is a good one.
	Bad *BadDay
	// NoForms: no form opens for people of another company.
	NoForms bool
	// HTTP is HTTP mode: Slack posts to the desk, and no socket is opened.
	HTTP bool
}

// A World is a page's world in Slack.
type World struct {
	*chat.Process
	opt  Options
	cast *chat.Cast
	zone *time.Location

	w      *workspace.Workspace
	app    workspace.App
	net    *network
	front  *front // nil over sockets
	line   *line
	end    context.CancelFunc // of the workspace
	served chan error
	unplug func() // ends the adapter; nil while none runs

	was   time.Time // the page's clock when time was last let pass
	seen  int       // of what happened in the workspace
	own   []chat.Event
	names map[string]string // what channels are called, by id
	rooms map[string]string // whole names of the desk's own rooms, by what the page calls them

	homes    map[string]string   // ids of Home tabs, by whose they are
	notified map[string][]string // whom a message notified, by its id
}

// prefix is the slash command of every page.
const prefix = "desk"

// most is how far platform time moves along with the page's clock in one step.
const most = 90 * time.Second

// New makes a page's world and starts it a minute before the page's first line.
func New(ctx context.Context, p *chat.Page, c *chat.Cast, o Options) (*World, error) {
	clock := chat.NewClock(p.Begin())
	w := &World{opt: o, cast: c, zone: p.Zone, was: clock.Now(), names: map[string]string{}, rooms: map[string]string{}, homes: map[string]string{}, notified: map[string][]string{}}
	w.net = newNetwork("workspace.test")
	if o.HTTP {
		w.front = newFront(w.net)
	}
	w.w = workspace.New(workspace.Options{Now: clock.Now, Team: workspace.Team{ID: c.Home, Name: "Vendor"}, Seed: 1, NoExternalForms: o.NoForms, Client: w.front.client()})
	w.line = &line{world: w}
	if err := w.furnish(); err != nil {
		return nil, err
	}
	serve, end := context.WithCancel(context.WithoutCancel(ctx))
	w.end, w.served = end, make(chan error, 1)
	go func() { w.served <- w.w.Serve(serve, w.net.pipe) }()
	if o.Bad != nil {
		for _, r := range o.Bad.Rules {
			w.w.Fault(r)
		}
	}
	w.Process = chat.NewProcess(clock, c, o.Open, o.Zones, o.Log, w.line)
	w.Process.Quiet = w.quiet
	return w, w.start(ctx)
}

// furnish fills the workspace with the cast: a customer's channel is shared with every other
// company of the page, a team's is the vendor's own.
func (w *World) furnish() error {
	m, err := manifest.Read(deploy.SlackManifest)
	if err != nil {
		return err
	}
	// With nothing but what the shipped app asks for: a page that needs more fails.
	app := workspace.App{Name: "deskhand", Scopes: m.OAuth.Scopes.Bot, Events: m.Settings.Events.Bot}
	for _, c := range m.Features.Commands {
		app.Commands = append(app.Commands, workspace.Command{Name: c.Command, Escape: c.Escape})
	}
	for _, c := range m.Features.Shortcuts {
		app.Shortcuts = append(app.Shortcuts, workspace.Shortcut{Name: c.Name, Callback: c.Callback})
	}
	if w.opt.HTTP {
		app.RequestURL = "http://desk.test/slack"
	}
	w.app = w.w.Install(app)
	var companies, vendors, everybody []string
	for _, p := range w.cast.People {
		if team := p.Handle.Team; team != w.cast.Home && !contains(companies, team) {
			companies = append(companies, w.w.AddTeam(workspace.Team{ID: team, Name: team}).ID)
		}
		w.w.AddUser(workspace.User{ID: p.Handle.User, Team: p.Handle.Team, Name: p.Name})
		everybody = append(everybody, p.Handle.User)
		if p.Handle.Team == w.cast.Home {
			vendors = append(vendors, p.Handle.User)
		}
	}
	customers := map[string]bool{}
	for _, s := range w.cast.Steps {
		switch c := s.Command.(type) {
		case place.Bind:
			customers[c.Spot.Channel] = c.Place.Kind == domain.AccountChannel
		case account.PutAccount:
			// On paper nobody's clock is known; the desk takes their company's. Here everybody's
			// own clock shows just that.
			for _, of := range c.Workspaces {
				w.setClocks(of.Team, c.Zone)
			}
		}
	}
	for _, name := range w.cast.Channels {
		c := workspace.Channel{ID: name, Name: name, Members: append([]string{"deskhand"}, vendors...)}
		if customers[name] {
			c.Members, c.Connected = append(c.Members, everybody...), companies
		}
		if _, err := w.w.AddChannel(c); err != nil {
			return err
		}
		w.names[name] = name
	}
	return nil
}

func (w *World) setClocks(team, zone string) {
	for _, p := range w.cast.People {
		if p.Handle.Team == team && zone != "" {
			_ = w.w.ChangeUser(p.Handle.User, func(u *workspace.User) { u.TZ = zone })
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// start starts a process and connects it.
func (w *World) start(ctx context.Context) error {
	if err := w.Start(ctx); err != nil {
		return err
	}
	o := slack.Options{BotToken: w.app.BotToken, API: "http://workspace.test/api/", Prefix: prefix, Dial: w.net.DialContext, Log: w.opt.Log}
	if w.opt.HTTP {
		o.SigningSecret = w.app.Signing
	} else {
		o.AppToken = w.app.AppToken
	}
	adapter := slack.New(o)
	w.line.plug(adapter)
	w.front.plug(adapter)
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	in := &intake{Intake: w.Desk(), world: w}
	go func() { done <- adapter.Run(run, in) }()
	w.unplug = func() {
		w.front.plug(nil)
		cancel()
		<-done
		w.unplug = nil
	}
	w.opt.Quiet()
	if n := w.w.Sockets(w.app.ID); (n == 0) != w.opt.HTTP {
		select {
		case err := <-done:
			done <- err
			return fmt.Errorf("slackworld: the adapter ended: %w", err)
		default:
			return errors.New("slackworld: the adapter does not connect")
		}
	}
	return nil
}

// caughtUp is longer than Slack waits before it sends an event again.
const caughtUp = 61 * time.Minute

// catchUp lets Slack send again what nobody took. The page's clock stands meanwhile: on paper
// it is handed over at once.
func (w *World) catchUp() {
	time.Sleep(caughtUp)
	w.opt.Quiet()
}

// quiet lets platform time follow the page's clock, and what is under way end.
func (w *World) quiet(context.Context) error {
	if now := w.Clock.Now(); now.After(w.was) {
		d := now.Sub(w.was)
		if w.unplug != nil {
			d = min(d, most)
		} // else Slack gives up: what was said while nobody ran stands in the histories alone
		w.was = now
		time.Sleep(d)
	}
	w.opt.Quiet()
	return nil
}

// Now implements chat.World.
func (w *World) Now() time.Time { return w.Clock.Now() }

// Settle implements chat.World.
func (w *World) Settle(ctx context.Context, until time.Time) (err error) {
	defer w.died(&err)
	return w.Process.Settle(ctx, until)
}

// Pass implements chat.World.
func (w *World) Pass(ctx context.Context, to time.Time) error {
	if err := w.pass(ctx, to); err != nil {
		return err
	}
	w.Clock.Set(to) // also where the process died on the way
	return nil
}

func (w *World) pass(ctx context.Context, to time.Time) (err error) {
	defer w.died(&err)
	return w.Process.Pass(ctx, to)
}

// died takes the process's death in the middle of a call for what it is.
func (w *World) died(err *error) {
	p := recover()
	if p == nil {
		return
	}
	if _, ok := p.(death); !ok {
		panic(p)
	}
	*err = w.die()
}

// die ends the process, and its connections with it.
func (w *World) die() error {
	if w.unplug != nil {
		w.unplug()
	}
	w.opt.Quiet()
	return w.Die()
}

// Close implements chat.World.
func (w *World) Close() error {
	if w.unplug != nil {
		w.unplug()
	}
	err := w.Process.Close()
	w.end()
	err = errors.Join(err, <-w.served)
	w.front.close()
	return err
}

// channel is what the workspace calls a channel of the page, for somebody.
func (w *World) channel(name string) string {
	if strings.HasPrefix(name, "@") {
		return "@deskhand"
	}
	if room, ok := w.rooms[name]; ok {
		name = room
	}
	return "#" + name
}

var _ chat.World = (*World)(nil)
