package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage/bolt"
)

type demoCmd struct {
	Listen  string `help:"Where the page is served: an address of this machine." default:"127.0.0.1:8080" env:"DESKHAND_DEMO_LISTEN"`
	Desk    string `help:"A desk folder to try; the shipped one if not given." type:"existingdir" placeholder:"DIR"`
	Cast    string `help:"An import file of people to try it with; the shipped one if not given." type:"existingfile" placeholder:"FILE"`
	Keep    string `help:"Keep the store in this file, and go on from it next time." type:"path" placeholder:"FILE"`
	Empty   bool   `help:"Begin with a desk to which nothing has happened yet, not with twelve weeks of a past."`
	At      string `help:"Begin at this instant and not now, as 2026-03-02T09:00:00Z." placeholder:"TIME"`
	Verbose bool   `short:"v" help:"Print the desk's log."`
}

// Run runs a whole desk on this machine: the real Slack adapter against a local workspace, which
// also serves a page to read and type in. Nothing leaves the machine.
func (c demoCmd) Run(s *session) error {
	files, err := readFolder(c.Desk)
	if err != nil {
		return err
	}
	desk, err := parseDesk(files)
	if err != nil {
		return err
	}
	name, src := "cast.yaml", deploy.Cast
	if c.Cast != "" {
		name = c.Cast
		if src, err = os.ReadFile(name); err != nil {
			return err
		}
	}
	cast, err := readCast(name, src, desk)
	if err != nil {
		return err
	}
	log := zerolog.Nop()
	if c.Verbose {
		log = s.log
	}
	now := time.Now()
	if c.At != "" {
		if now, err = time.Parse(time.RFC3339, c.At); err != nil {
			return fmt.Errorf("--at: %w", err)
		}
	}
	d := &demo{desk: desk, clock: newDeskClock(now), log: log, files: files, own: c.Cast != "" || c.Desk != ""}
	d.space = workspace.New(workspace.Options{Team: home(cast, desk), Now: d.clock.Now, Seed: 1, Rates: hurry})
	if d.app, err = settle(d.space, cast, desk); err != nil {
		return err
	}
	store := c.Keep
	if store == "" {
		dir, err := os.MkdirTemp("", "deskhand-demo")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		store = filepath.Join(dir, "desk.db")
	}
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	protocol, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	d.api = "http://" + protocol.Addr().String() + "/api/"
	served := make(chan error, 1)
	go func() { served <- d.space.Serve(ctx, protocol) }()
	defer func() { stop(); <-served }()
	if err := d.begin(ctx, store, files, name, src, now, c.Empty || d.own); err != nil {
		return err
	}
	h, err := openHouse(s.ctx, store)
	if err != nil {
		return err
	}
	defer h.close()
	running, err := bot.New(ctx, bot.Options{Store: h.store, Rooms: h.rooms, Platforms: []bot.Platform{hurried{d.adapter()}}, Now: d.clock.Now, Until: d.clock.until, Log: log})
	if err != nil {
		return err
	}
	defer running.Close()
	return c.show(s, h, running, d)
}

// A demo is a desk and a workspace on one machine.
type demo struct {
	desk  *offering.Desk
	space *workspace.Workspace
	app   workspace.App
	clock *deskClock
	api   string
	files map[string][]byte // the desk folder
	own   bool              // the folder or the people are the user's own
	log   zerolog.Logger
}

func (d *demo) adapter() *slack.Slack {
	return slack.New(slack.Options{BotToken: d.app.BotToken, AppToken: d.app.AppToken, API: d.api, Prefix: d.desk.Settings.Prefix, Phone: phone(d.desk), Log: d.log})
}

// begin furnishes a store that is not there yet: the folder, the people, and, unless it is to
// begin empty, the weeks that went before. It is made without waiting for the disk: whoever is
// stopped meanwhile begins again.
func (d *demo) begin(ctx context.Context, store string, files map[string][]byte, name string, src []byte, now time.Time, empty bool) error {
	if _, err := os.Stat(store); err == nil {
		return nil
	}
	h, err := openHouse(ctx, store, func(o *bolt.Options) { o.Unsynced = true })
	if err != nil {
		return err
	}
	if err := d.furnish(ctx, h, files, name, src, now, empty); err != nil {
		return errors.Join(err, h.close(), os.Remove(store))
	}
	return h.close()
}

func (d *demo) furnish(ctx context.Context, h *house, files map[string][]byte, name string, src []byte, now time.Time, empty bool) error {
	if !empty {
		d.clock.stand(now.AddDate(0, 0, -7*pastWeeks-1))
		d.space.SetRates(workspace.Rates{Off: true})
	}
	if _, err := folder.Apply(ctx, h.store, files, "demo", d.clock.Now()); err != nil {
		return err
	}
	if err := h.shelf.Read(ctx, h.store); err != nil {
		return err
	}
	adapter := d.adapter()
	o := bot.Options{Store: h.store, Rooms: h.rooms, Platforms: []bot.Platform{adapter}, Now: d.clock.Now, Log: d.log}
	if !empty {
		o.Real, o.Chance = d.clock.Now, rand.NewChaCha8([32]byte{pastSeed})
	}
	desk, err := bot.New(ctx, o)
	if err != nil {
		return err
	}
	defer desk.Close()
	if err := h.bring(ctx, desk, io.Discard, name, src); err != nil || empty {
		return err
	}
	deeds, err := pastStory(now, pastSeed)
	if err != nil {
		return err
	}
	p := &past{space: d.space, app: d.app, clock: d.clock, desk: desk}
	if err := p.play(ctx, adapter, deeds, now); err != nil {
		return fmt.Errorf("the demo's past: %w", err)
	}
	d.clock.SetSpeed(1)
	d.space.SetRates(hurry)
	d.space.ReadAll()
	return nil
}

// pastSeed tells a story in which promises are kept and broken.
const pastSeed = 12

// show serves the page beside the running desk.
func (c demoCmd) show(s *session, h *house, running *bot.Desk, d *demo) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w\nGive --listen another address, such as 127.0.0.1:0", err)
	}
	page := d.space.Page(workspace.PageOptions{Title: d.desk.Settings.Name, Clock: &ahead{deskClock: d.clock, ctx: s.ctx, desk: running}, Tour: d.tour(s.ctx)})
	srv := &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	defer func() { srv.Close(); <-ended }()
	go func() {
		// Words that are said before anybody listens are heard a minute later, as on Slack.
		for d.space.Sockets(d.app.Name) == 0 {
			if s.ctx.Err() != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		s.printf("The demo is at http://%s/ (a workspace of its own on this machine, not Slack).\n", l.Addr())
		s.printf("Its page holds a tour; Ctrl-C ends it.\n")
	}()
	return h.run(s, running, "", "")
}
