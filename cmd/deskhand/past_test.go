package main

import (
	"context"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

// aPast plays the demo's past as it is told at an instant, and answers what happened.
func aPast(t *testing.T, now time.Time) []workspace.Happening {
	t.Helper()
	files, err := readFolder("")
	if err != nil {
		t.Fatal(err)
	}
	desk, _ := offering.Parse(files, time.LoadLocation)
	cast, err := readCast("cast.yaml", deploy.Cast, desk)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	d := &demo{desk: desk, clock: newDeskClock(now), log: zerolog.Nop(), files: files}
	d.space = workspace.New(workspace.Options{Team: home(cast, desk), Now: d.clock.Now, Seed: 1})
	if d.app, err = settle(d.space, cast, desk); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.api = "http://" + l.Addr().String() + "/api/"
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- d.space.Serve(ctx, l) }()
	t.Cleanup(func() { stop(); <-served })
	if err := d.begin(t.Context(), t.TempDir()+"/desk.db", files, "cast.yaml", deploy.Cast, now, false); err != nil {
		t.Fatal(err)
	}
	t.Logf("the past was played in %s", time.Since(began).Round(time.Millisecond))
	return d.space.Happened(0)
}

// TestPast: the demo's past goes back twelve weeks, both customers are in it, promises are kept
// and broken, waited for, warned of and reopened, and nobody is refused anything.
func TestPast(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	all := aPast(t, now)
	var text strings.Builder
	for _, h := range all {
		if h.Kind == workspace.Whispered || h.Kind == workspace.Failed {
			t.Errorf("%s at %s to %s: %s %s", h.Kind, h.At.Format(time.RFC3339), h.To, h.Message.Text, h.Text)
		}
		text.WriteString(h.Message.Text + "\n")
	}
	if first := all[0].At; now.Sub(first) < 84*24*time.Hour {
		t.Errorf("it begins at %s", first)
	}
	for _, want := range []string{
		`CASE-2\d · `, `Northwind Bank · Priority`, `Southland Rail · Premier`, `first response met at`, `first response missed at`,
		`restore met at`, `, late: it was due`, `left for (first response|restore)`, `waiting for the customer`, `is resolved since`, `closed since`,
		`received \(1\)`, `the clock stands`, `is with this team from now on`,
	} {
		if !regexp.MustCompile(want).MatchString(text.String()) {
			t.Errorf("nothing says %s", want)
		}
	}
}

// TestPastIsTheSame: the past is told alike each time.
func TestPastIsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays the past twice")
	}
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	told := func() []string {
		var out []string
		for _, h := range aPast(t, now) {
			out = append(out, h.At.Format(time.RFC3339)+" "+h.Channel+" "+string(h.Kind)+" "+h.Message.Text+h.Text)
		}
		slices.Sort(out) // what is said at one instant in two channels has no order
		return out
	}
	a, b := told(), told()
	if !slices.Equal(a, b) {
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("%d and %d happenings; the first that differ:\n%s\n%s", len(a), len(b), a[i], b[i])
			}
		}
		t.Fatalf("%d and %d happenings", len(a), len(b))
	}
}
