package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/bot/metrics"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

type serveCmd struct {
	Dir string `arg:"" help:"The desk folder." type:"path"`
	serveFlags
}

// serveFlags are what the configuration file can hold.
type serveFlags struct {
	Store  string     `help:"The store's file; it is made where there is none." default:"deskhand.db" type:"path" env:"DESKHAND_STORE"`
	Listen string     `help:"Where /healthz, /readyz and /metrics answer; empty for nowhere." default:"127.0.0.1:8480" env:"DESKHAND_LISTEN"`
	Slack  slackFlags `embed:"" prefix:"slack-"`
	outsideFlags
}

// Run serves until it is told to stop, and then ends what is under way.
func (c serveCmd) Run(s *session) error {
	files, err := readFolder(c.Dir)
	if err != nil {
		return err
	}
	desk, _ := tellFaults(s, c.Dir, files)
	if desk == nil {
		return errors.New("the desk folder has faults; deskhand check tells them all")
	}
	adapter, err := c.Slack.adapter(s, desk)
	if err != nil {
		return err
	}
	platforms, err := c.platforms(adapter)
	if err != nil {
		return err
	}
	beat, err := c.pulse(s.log)
	if err != nil {
		return err
	}
	doors, err := c.Slack.doors(adapter)
	if err != nil {
		return err
	}
	for _, door := range doors {
		defer door.listener.Close()
	}
	h, err := openHouse(s.ctx, c.Store)
	if err != nil {
		return err
	}
	defer h.close()
	fresh, same, err := h.apply(s.ctx, files, "serve")
	if err != nil {
		return err
	}
	switch {
	case fresh:
		s.printf("applied the desk folder %s\n", c.Dir)
	case !same:
		s.printf("note: %s differs from the folder that was applied; the applied one stays in force. What applying it would change: deskhand apply %s\n", c.Dir, c.Dir)
	}
	d, err := bot.New(s.ctx, bot.Options{Store: h.store, Rooms: h.rooms, Platforms: platforms, Log: s.log})
	if err != nil {
		return err
	}
	defer d.Close()
	if fresh {
		if _, err := d.Operate(s.ctx, "serve/applied", migration.Apply{Folder: 1, By: osUser(), Digest: folder.Digest(files)}); err != nil {
			return err
		}
	}
	if err := firstAdministrator(s, h, d); err != nil {
		return err
	}
	s.log.Info().Str("version", versionText()).Bool("applied", fresh).Bool("webhook", len(platforms) > 1).Bool("heartbeat", beat != nil).Msg("started")
	h.metrics = metrics.Handler(d, metrics.Options{Version: versionText(), Room: roomOf(c.Store)})
	if beat != nil {
		h.beside = append(h.beside, func(ctx context.Context) { beat.Run(ctx, d) })
	}
	return h.run(s, d, c.Listen, socketOf(c.Store), doors...)
}

// A door is where something is listened to besides health.
type door struct {
	name, path string
	listener   net.Listener
	handler    http.Handler
}

// readWithin bounds reading one request at a door, headers and body.
const readWithin = 10 * time.Second

// ServeHTTP hands over what comes to the door's path.
func (d door) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path != d.path {
		http.NotFound(w, req)
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readWithin))
	d.handler.ServeHTTP(w, req)
}

// phone is the number that people are told while the desk cannot store what they ask: that of
// the team which owns what nobody else does.
func phone(desk *offering.Desk) func() string {
	return func() string {
		t, _ := desk.Team(desk.Settings.Team)
		return t.Phone(desk.Settings.Region)
	}
}

// firstAdministrator prints the code by which the first administrator links, as long as there
// is none.
func firstAdministrator(s *session, h *house, d *bot.Desk) error {
	const id = "administrator"
	known := false
	err := h.store.View(s.ctx, func(tx storage.Tx) error {
		people, err := account.WithRole(tx, account.Admin)
		for _, p := range people {
			known = known || len(p.Handles) > 0
		}
		return err
	})
	if err != nil || known {
		return err
	}
	if _, err := d.Operate(s.ctx, "bootstrap/person", account.PutPerson{ID: id, Name: "Administrator", Given: "Administrator", Roles: []account.Role{account.Admin}}); err != nil {
		return err
	}
	cmd := account.IssueCode{Person: id}
	stamp, err := d.Operate(s.ctx, "bootstrap/code", cmd)
	if err != nil {
		return err
	}
	s.printf("No administrator is linked yet. Within a day, send this to the bot in a direct message:\n    desk link %s\n", account.CodeFor(stamp, id))
	return nil
}

// pages are what the desk answers about itself.
func (h *house) pages(d *bot.Desk) http.Handler {
	if h.metrics == nil {
		return d.Health()
	}
	mux := http.NewServeMux()
	mux.Handle("/", d.Health())
	mux.Handle("GET /metrics", h.metrics)
	return mux
}

// roomOf is how large the store is, and how much is free beside it.
func roomOf(store string) func() (size, free uint64, ok bool) {
	return func() (size, free uint64, ok bool) {
		info, err := os.Stat(store)
		if err != nil {
			return 0, 0, false
		}
		free, ok = freeSpace(filepath.Dir(store))
		return uint64(info.Size()), free, ok
	}
}

// run runs the desk and what answers for it until the session ends.
func (h *house) run(s *session, d *bot.Desk, listen, socket string, doors ...door) error {
	ctx, stop := context.WithCancelCause(s.ctx)
	defer stop(nil)
	var tasks sync.WaitGroup
	serve := func(l net.Listener, handler http.Handler) {
		srv := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
		tasks.Go(func() {
			if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				stop(err)
			}
		})
		tasks.Go(func() {
			<-ctx.Done()
			end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_ = srv.Shutdown(end)
		})
	}
	if listen != "" {
		l, err := net.Listen("tcp", listen)
		if err != nil {
			return fmt.Errorf("%w\nGive --listen another address, or an empty one", err)
		}
		s.printf("health: http://%s/healthz\n", l.Addr())
		serve(l, h.pages(d))
	}
	for _, door := range doors {
		s.printf("%s: http://%s%s\n", door.name, door.listener.Addr(), door.path)
		serve(door.listener, door)
	}
	if socket == "" {
		// the demo imports nothing while it runs
	} else if l, err := listenUnix(socket); err != nil {
		s.log.Warn().Err(err).Msg("no socket for imports while serving")
	} else {
		serve(l, h.importHandler(d))
	}
	for _, f := range h.beside {
		tasks.Go(func() { f(ctx) })
	}
	tasks.Go(func() {
		if err := d.Run(ctx); err != nil {
			stop(err)
		} else {
			stop(nil)
		}
	})
	<-ctx.Done()
	tasks.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// listenUnix listens on a socket that only this user can open. A socket that a crash left behind
// is taken away: the store's own lock says that nobody uses it.
func listenUnix(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}
