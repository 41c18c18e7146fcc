package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
)

type workspaceCmd struct {
	Dir    string `arg:"" help:"The desk folder that serve will be given." type:"existingdir"`
	People string `help:"An import file: who and which channels are there; DIR/people.yaml.example if not given." type:"existingfile" placeholder:"FILE"`
	Listen string `help:"Where the page is served: an address of this machine." default:"127.0.0.1:8080" env:"DESKHAND_WORKSPACE_LISTEN"`
	API    string `help:"Where the Web API and Socket Mode are served: an address of this machine." default:"127.0.0.1:8090" env:"DESKHAND_WORKSPACE_API"`
	Tokens string `help:"The folder into which bot.token and app.token are written." default:"." type:"existingdir" placeholder:"DIR"`
}

// Run runs a local workspace alone, for a desk that is served beside it as it would be beside
// Slack: with tokens in files, over the network, on the real clock. It keeps nothing: what was
// said is gone when it ends.
func (c workspaceCmd) Run(s *session) error {
	files, err := readFolder(c.Dir)
	if err != nil {
		return err
	}
	desk, err := parseDesk(files)
	if err != nil {
		return err
	}
	if c.People == "" {
		c.People = filepath.Join(c.Dir, "people.yaml.example")
	}
	src, err := os.ReadFile(c.People)
	if err != nil {
		return err
	}
	cast, err := readCast(c.People, src, desk.Numbered(1))
	if err != nil {
		return err
	}
	space := workspace.New(workspace.Options{Team: home(cast, desk), Seed: 1})
	app, err := settle(space, cast, desk)
	if err != nil {
		return err
	}
	bot, err := c.keep("bot.token", app.BotToken)
	if err != nil {
		return err
	}
	socket, err := c.keep("app.token", app.AppToken)
	if err != nil {
		return err
	}
	api, err := net.Listen("tcp", c.API)
	if err != nil {
		return fmt.Errorf("%w\nGive --api another address, and serve the same", err)
	}
	page, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("%w\nGive --listen another address", err), api.Close())
	}
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	ended := make(chan error, 2)
	go func() { ended <- space.Serve(ctx, api) }()
	srv := &http.Server{Handler: space.Page(workspace.PageOptions{Title: desk.Settings.Name}), ReadHeaderTimeout: 10 * time.Second}
	go func() { ended <- srv.Serve(page) }()
	s.printf("A workspace of its own on this machine, not Slack: http://%s/\nBeside it:\n", page.Addr())
	s.printf("    deskhand serve %s --slack-api http://%s/api/ --slack-bot-token-file %s --slack-app-token-file %s\n", c.Dir, api.Addr(), bot, socket)
	s.printf("    deskhand import %s\n", c.People)
	first := <-ended
	stop()
	srv.Close()
	second := <-ended
	for _, err := range []error{first, second} {
		if err != nil && !errors.Is(err, http.ErrServerClosed) && s.ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// keep writes a token into its file, and leaves another one that is there alone.
func (c workspaceCmd) keep(name, token string) (string, error) {
	name = filepath.Join(c.Tokens, name)
	was, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, os.WriteFile(name, []byte(token+"\n"), 0o600)
	case err != nil:
		return "", err
	case strings.TrimSpace(string(was)) != token:
		return "", fmt.Errorf("%s holds another token: give --tokens another folder", name)
	}
	return name, nil
}
