package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

type demoCmd struct {
	Listen  string `help:"Where the page is served: an address of this machine." default:"127.0.0.1:8080"`
	Desk    string `help:"A desk folder to try; the shipped one if not given." type:"existingdir" placeholder:"DIR"`
	Cast    string `help:"An import file of people to try it with; the shipped one if not given." type:"existingfile" placeholder:"FILE"`
	Keep    string `help:"Keep the store in this file, and go on from it next time." type:"path" placeholder:"FILE"`
	Verbose bool   `short:"v" help:"Print the desk's log."`
}

// Run runs a whole desk on this machine: the real Slack adapter against a local workspace, which
// also serves a page to read and type in. Nothing leaves the machine.
func (c demoCmd) Run(s *session) error {
	files, err := readFolder(c.Desk)
	if err != nil {
		return err
	}
	desk, faults := offering.Parse(files, time.LoadLocation)
	if desk == nil {
		return fmt.Errorf("the desk folder has faults: %w", faults.Err())
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
	clock := newDeskClock(time.Now())
	space := workspace.New(workspace.Options{Team: home(cast, desk), Now: clock.Now})
	app, err := settle(space, cast, desk)
	if err != nil {
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
	h, err := openHouse(s.ctx, store)
	if err != nil {
		return err
	}
	defer h.close()
	if _, _, err := h.apply(s.ctx, files, "demo"); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	protocol, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- space.Serve(ctx, protocol) }()
	defer func() { stop(); <-served }()
	adapter := slack.New(slack.Options{BotToken: app.BotToken, AppToken: app.AppToken, API: "http://" + protocol.Addr().String() + "/api/", Prefix: desk.Settings.Prefix, Phone: phone(desk), Log: log})
	d, err := bot.New(ctx, bot.Options{Store: h.store, Rooms: h.rooms, Platforms: []bot.Platform{adapter}, Now: clock.Now, Until: clock.until, Log: log})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := h.bring(ctx, d, io.Discard, name, src); err != nil {
		return err
	}
	return c.show(s, h, d, space, clock, desk)
}

// show serves the page beside the running desk.
func (c demoCmd) show(s *session, h *house, d *bot.Desk, space *workspace.Workspace, clock *deskClock, desk *offering.Desk) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w\nGive --listen another address, such as 127.0.0.1:0", err)
	}
	page := space.Page(workspace.PageOptions{Title: desk.Settings.Name, Clock: clock, Tips: tips})
	srv := &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	defer func() { srv.Close(); <-ended }()
	s.printf("The demo is at http://%s/ (a workspace of its own on this machine, not Slack).\n", l.Addr())
	s.printf("Be Ana and open a Sev 1; speed the clock up and watch it warn; be Noah and answer it. Ctrl-C ends it.\n")
	return h.run(s, d, "", "")
}

// tips take a newcomer through the first minutes.
var tips = []workspace.Tip{
	{Label: "As Ana, a customer: open a Sev 1", As: "ana", Channel: "#northwind", Text: "@deskhand open 1 product:cvad Payments are down"},
	{Label: "As Noah, an engineer: watch it warn (speed the clock up) and take it", As: "noah", Channel: "#priority-queue", Text: "/case list"},
	{Label: "As Noah: answer in the thread of CASE-1, and see the clock stop", As: "noah", Channel: "#northwind", Text: ""},
	{Label: "As Ana: ask why it is due when it is", As: "ana", Channel: "#northwind", Text: "@deskhand why CASE-1"},
	{Label: "As Dora, the duty manager: what is open?", As: "dora", Channel: "#priority-queue", Text: "/case list"},
}
