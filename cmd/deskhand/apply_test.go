package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
)

const (
	harbour  = "../../bot/testdata/desks/harbour"
	harbour2 = "../../bot/testdata/desks/harbour-2"
)

// A served is a store with a desk over it, served or not.
type served struct {
	t     *testing.T
	store string
	h     *house
	d     *bot.Desk
	end   func()
}

// newServed makes a store with the harbour's folder and a number of open cases.
func newServed(t *testing.T, cases int) *served {
	t.Helper()
	s := &served{t: t, store: filepath.Join(t.TempDir(), "desk.db")}
	files, err := readFolder(harbour)
	if err != nil {
		t.Fatal(err)
	}
	s.open()
	if _, _, err := s.h.apply(t.Context(), files, "test"); err != nil {
		t.Fatal(err)
	}
	s.operate("account", account.PutAccount{ID: "fjord", Name: "Fjord", Region: "EMEA", Contracts: []account.Contract{{ID: "f", Offering: "watch", Tier: "full"}}})
	for i := range cases {
		s.operate(fmt.Sprintf("case/%d", i), casework.OpenCase{Account: "fjord", Severity: 2, Title: "It is slow", Different: true})
	}
	return s
}

func (s *served) operate(cause string, c domain.Command) {
	s.t.Helper()
	if _, err := s.d.Operate(s.t.Context(), cause, c); err != nil {
		s.t.Fatal(err)
	}
}

func (s *served) open() {
	s.t.Helper()
	var err error
	if s.h, err = openHouse(s.t.Context(), s.store); err != nil {
		s.t.Fatal(err)
	}
	if s.d, err = bot.New(s.t.Context(), bot.Options{Store: s.h.store, Rooms: s.h.rooms, Log: zerolog.Nop()}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *served) close() {
	s.t.Helper()
	s.d.Close()
	if err := s.h.close(); err != nil {
		s.t.Fatal(err)
	}
}

// serve serves until the test ends, or end is called.
func (s *served) serve() {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	var out output
	ended := make(chan error, 1)
	go func() {
		ended <- s.h.run(&session{ctx: ctx, in: strings.NewReader(""), out: &out, err: &out, log: zerolog.Nop()}, s.d, "", socketOf(s.store))
	}()
	s.end = func() {
		stop()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
		s.close()
	}
	for range 200 {
		if _, err := os.Stat(socketOf(s.store)); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("nobody listens")
}

func holds(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("not said: %q\n%s", w, said)
		}
	}
}

// The same commands do the same beside a desk that serves and over a store that nobody has open.
func TestApplyCommand(t *testing.T) {
	for _, mode := range []string{"offline", "served"} {
		t.Run(mode, func(t *testing.T) {
			s := newServed(t, 3)
			if mode == "served" {
				s.serve()
			} else {
				s.close()
			}
			apply := func(want int, args ...string) string {
				t.Helper()
				code, said := cli(t, append([]string{"apply", "--store", s.store}, args...)...)
				if code != want {
					t.Fatalf("%v ended with %d, not %d:\n%s", args, code, want, said)
				}
				return said
			}
			holds(t, apply(0, harbour), "it is the folder that was applied last: there is nothing to do")
			shown := apply(0, harbour2, "--by", "lena")
			holds(t, shown, "folder 2, after folder 1", "applied by lena",
				"watch full, severity 2, next response: within 30m on always, was within 1h on always (target; version 2 of folder 2, was 1 of 1): 3 cases",
				"of 6 running clocks: 3 dues earlier", "watch full, severity 2, first response: within 1h30m on always, was within 2h on always", "CASE-1", "CASE-2", "CASE-3", "nothing was changed; --yes does it")
			holds(t, apply(0, "--status"), "folder 1  in force")
			if said := apply(0, "--status"); strings.Contains(said, "folder 2") {
				t.Errorf("a look applied it:\n%s", said)
			}
			holds(t, apply(1, harbour2, "--from", "2026-01-01"), "is over")
			holds(t, apply(1, harbour2, "--from", "soon"), "2026-12-25")
			holds(t, apply(1, harbour2, "--and-overdue"), "--migrate")
			holds(t, apply(1), "deskhand apply DIR")
			holds(t, apply(0, harbour2, "--by", "lena", "--yes"), "applied as folder 2")
			holds(t, apply(0, "--status"), "folder 2  in force  from", "by lena, digest", "folder 1  before")
			var r applyReport
			_, report, _ := strings.Cut(apply(0, harbour2, "--migrate", "--by", "mia", "--json", "--yes"), "\n{") // behind the warnings
			if err := json.Unmarshal([]byte("{"+report), &r); err != nil {
				t.Fatal(err)
			}
			if !r.Same || !r.Applied || r.Folder != 2 || r.Preview.Earlier != 3 || len(r.Preview.Dues) == 0 || len(r.Preview.Cycles) != 0 {
				t.Errorf("the report is %+v", r)
			}
			if mode == "offline" { // the job waits for whoever serves
				holds(t, apply(0, "--status"), "migration 1 to folder 2, asked for by mia  running  0 open cases looked at")
				s.open()
				s.serve()
			}
			var st applyStatus
			for range 300 {
				if err := json.Unmarshal([]byte(apply(0, "--status", "--json")), &st); err != nil {
					t.Fatal(err)
				}
				if st.Jobs[0].State == "done" {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
			if j := st.Jobs[0]; j.State != "done" || j.Cases != 3 || j.Earlier != 3 {
				t.Errorf("the job is %+v", j)
			}
			holds(t, apply(0, harbour2, "--migrate"), "0 dues earlier")
			s.end()
		})
	}
}

// A folder with faults tells them all, and is not applied; a store that is not there is not made to
// look at it; a folder of later is kept for then.
func TestApplyRefuses(t *testing.T) {
	s := newServed(t, 0)
	s.close()
	bad := t.TempDir()
	if err := os.CopyFS(bad, os.DirFS(harbour2)); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(bad, "offerings/watch.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("severity: 2, within: 90m", "severity: 2, withn: 90m", "every: 1h", "every: an hour").Replace(string(src))
	if err := os.WriteFile(filepath.Join(bad, "offerings/watch.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said := cli(t, "apply", bad, "--store", s.store, "--yes")
	if holds(t, said, "withn", "an hour", "nothing was applied"); code != 1 {
		t.Errorf("ended with %d", code)
	}
	none := filepath.Join(t.TempDir(), "none.db")
	if code, said = cli(t, "apply", harbour2, "--store", none); code != 1 {
		t.Errorf("a store that is not there: %d\n%s", code, said)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a look made a store")
	}
	if code, said = cli(t, "apply", harbour2, "--store", s.store, "--from", "2099-01-01 08:00", "--yes"); code != 0 {
		t.Fatalf("%d\n%s", code, said)
	}
	_, said = cli(t, "apply", "--store", s.store, "--status")
	holds(t, said, "folder 2  coming  from 2099-01-01", "folder 1  in force")
}

func TestConfirmed(t *testing.T) {
	for typed, want := range map[string]bool{"y\n": true, " YES\n": true, "\n": false, "": false, "n\n": false, "yesterday\n": false} {
		var out output
		if got := confirmed(strings.NewReader(typed), &out); got != want {
			t.Errorf("%q is taken for %t", typed, got)
		}
	}
}
