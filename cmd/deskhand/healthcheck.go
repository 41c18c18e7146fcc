package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// A healthcheckCmd is for supervisors that know exit codes only, such as a container's.
type healthcheckCmd struct {
	Listen string `help:"Where serve answers: the same as its --listen." default:"127.0.0.1:8480" env:"DESKHAND_LISTEN"`
	Ready  bool   `help:"Ask only whether the store takes what comes and the platforms take the desk, not whether everything due was sent."`
}

// Run asks the desk that runs on this machine how it is, prints its answer, and fails where it
// is not well or does not answer within five seconds.
func (c healthcheckCmd) Run(s *session) error {
	if c.Listen == "" {
		return errors.New("serve answers nowhere: give it and this command the same --listen")
	}
	ctx, cancel := context.WithTimeout(s.ctx, 5*time.Second)
	defer cancel()
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Listen+path, nil)
	if err != nil {
		return fmt.Errorf("--listen %q: %w", c.Listen, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no desk answers at %s: %w", c.Listen, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", c.Listen, err)
	}
	s.printf("%s\n", strings.TrimSpace(string(body)))
	if resp.StatusCode != http.StatusOK {
		return exitError(1)
	}
	return nil
}
