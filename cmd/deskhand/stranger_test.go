package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStranger walks a stranger's path: a fresh clone, a home of nothing, Go and nothing else,
// and what the README says to type, typed line by line. The demo is reached and a Sev 1 is
// opened over its page; then init, check, workspace, serve, import and doctor, and a Sev 1 in
// that workspace. It builds the program twice and so waits to be asked for.
func TestStranger(t *testing.T) {
	if os.Getenv("DESKHAND_STRANGER") == "" {
		t.Skip("DESKHAND_STRANGER is not set")
	}
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("the README's lines are for a Unix shell")
	}
	s := newStranger(t)
	readme, err := os.ReadFile(filepath.Join(s.dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	typed := 0
	for _, line := range shellLines(string(readme), "Two commands", "A desk of your own") {
		typed++
		began := time.Now()
		switch {
		case strings.HasPrefix(line, "go test"):
			t.Logf("not typed: %s (whoever runs this runs that)", line)
		case strings.Contains(line, " demo"):
			s.types("go run ./cmd/deskhand version") // the build alone; the go tool keeps it
			built := time.Since(began)
			began = time.Now()
			page, stop := s.starts(line)
			number := s.opens(page, "ana", "C0NORTHWIND", "@deskhand open 1 product:cvad Payments are down")
			t.Logf("the build took %s; after it %s on screen in %s", built.Round(time.Millisecond), number, time.Since(began).Round(time.Millisecond))
			stop()
		case strings.Contains(line, "deskhand workspace "):
			page, stop := s.starts(line)
			defer stop()
			s.page = page
		case strings.Contains(line, "deskhand serve "):
			_, stop := s.starts(line)
			defer stop()
		default:
			s.types(line)
		}
	}
	if typed < 8 || s.page == "" {
		t.Fatalf("the README gave %d lines to type, and a workspace at %q", typed, s.page)
	}
	if got := s.opens(s.page, "ana", "C0NORTHWIND", "@deskhand open 1 Payments are down"); got != "CASE-1" {
		t.Errorf("the desk of one's own opened %q", got)
	}
}

// shellLines are the lines of the sh blocks under headings that begin so, without comments.
func shellLines(text string, headings ...string) []string {
	var out []string
	in, shell := false, false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			in = false
			for _, h := range headings {
				in = in || strings.HasPrefix(line[3:], h)
			}
		case strings.HasPrefix(line, "```"):
			shell = in && line == "```sh"
		case shell:
			line, _, _ = strings.Cut(line, "  #")
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// A stranger has a fresh clone and a shell that knows Go.
type stranger struct {
	t    *testing.T
	dir  string
	env  []string
	api  string // the workspace's, in place of the port that the README names
	page string
}

func newStranger(t *testing.T) *stranger {
	t.Helper()
	root := t.TempDir()
	s := &stranger{t: t, dir: filepath.Join(root, "deskhand"), api: freeAddress(t)}
	if out, err := exec.Command("git", "clone", "-q", "../..", s.dir).CombinedOutput(); err != nil {
		t.Fatalf("clone: %v: %s", err, out)
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(root, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	s.env = []string{"HOME=" + home, "PATH=" + filepath.Dir(goTool) + ":/usr/bin:/bin", "CGO_ENABLED=0", "TMPDIR=" + root,
		"DESKHAND_DEMO_LISTEN=127.0.0.1:0", "DESKHAND_WORKSPACE_LISTEN=127.0.0.1:0", "DESKHAND_LISTEN=127.0.0.1:0", "DESKHAND_WORKSPACE_API=" + s.api}
	// What was downloaded and compiled before is used again, unless a wholly cold start is asked for.
	for _, name := range []string{"GOMODCACHE", "GOCACHE", "GOPROXY", "GOFLAGS", "GOSUMDB", "GOTOOLCHAIN"} {
		if name == "GOCACHE" && os.Getenv("DESKHAND_STRANGER") == "cold" {
			continue
		}
		if v, err := exec.Command(goTool, "env", name).Output(); err == nil {
			s.env = append(s.env, name+"="+strings.TrimSpace(string(v)))
		}
	}
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *stranger) shell(ctx context.Context, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "/bin/sh", "-c", strings.ReplaceAll(line, "127.0.0.1:8090", s.api))
	c.Dir, c.Env = s.dir, s.env
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
	c.WaitDelay = 20 * time.Second
	return c
}

// types types a line that ends by itself, Enter at every question.
func (s *stranger) types(line string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	out, err := s.shell(ctx, line).CombinedOutput()
	s.t.Logf("$ %s\n%s", line, out)
	if err != nil {
		s.t.Fatalf("%s: %v", line, err)
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// starts types a line that stays, and waits for the address it prints.
func (s *stranger) starts(line string) (page string, stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var out output
	c := s.shell(ctx, line)
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	stop = func() { cancel(); <-ended }
	for range 6000 {
		if page = address.FindString(out.String()); page != "" {
			s.t.Logf("$ %s\n%s", line, out.String())
			return page, stop
		}
		select {
		case err := <-ended:
			s.t.Fatalf("%s: %v: %s", line, err, out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	stop()
	s.t.Fatalf("%s printed no address: %s", line, out.String())
	return "", nil
}

// opens says something on the page as a person, and waits for the card of a Sev 1.
func (s *stranger) opens(page, as, channel, words string) string {
	s.t.Helper()
	answer, err := http.PostForm(page+"/do/say", url.Values{"as": {as}, "c": {channel}, "text": {words}})
	if err != nil {
		s.t.Fatal(err)
	}
	answer.Body.Close()
	var last string
	card, tags := regexp.MustCompile(`(CASE-\d+) · [^·]* · Payments are down`), regexp.MustCompile(`<[^>]*>`)
	for range 600 {
		answer, err := http.Get(page + "/part?as=" + as + "&c=" + channel)
		if err != nil {
			s.t.Fatal(err)
		}
		b, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if m := card.FindStringSubmatch(tags.ReplaceAllString(string(b), "")); m != nil {
			return m[1]
		}
		last = string(b)
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("no card appeared on the page:\n%.3000s", last)
	return ""
}
