package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/crowd"
	"github.com/deskhand/deskhand/storage/bolt"
)

// These measure the real binary. They say what they found and hold nothing against it: figures
// hang on the machine. DESKHAND_SPEED asks for them.
func needSpeed(t *testing.T) {
	t.Helper()
	if os.Getenv("DESKHAND_SPEED") == "" {
		t.Skip("DESKHAND_SPEED is not set")
	}
}

// TestStartOfMany: from exec to /readyz with 100,000 open cases, warm. Goal: at most 2 s.
func TestStartOfMany(t *testing.T) {
	needSpeed(t)
	for _, cases := range []int{0, 100_000} {
		t.Run(strconv.Itoa(cases), func(t *testing.T) {
			w := startKillWorld(t, false)
			if cases > 0 {
				fill(t, w.store, cases)
			}
			var took []time.Duration
			for range 7 {
				began := time.Now()
				w.launch(t)
				w.ready(t)
				took = append(took, time.Since(began))
				if len(took) == 1 {
					p := w.usage(t)
					t.Logf("first start: %s, then %d MiB resident", took[0].Round(time.Millisecond), p.resident>>20)
				}
				w.kill(t)
			}
			slices.Sort(took)
			t.Logf("exec to ready with %d open cases: %s at best, %s in the middle, %s at worst", cases, took[0].Round(time.Millisecond),
				took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
		})
	}
}

// fill makes open cases that are not due today.
func fill(t *testing.T, store string, cases int) {
	t.Helper()
	g, err := crowd.Open(t.Context(), store, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const accounts = 500
	if err := g.People(t.Context(), 64, accounts); err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	if err := g.Cases(t.Context(), cases, func(i int) crowd.Case {
		return crowd.Case{Account: i % accounts, Severity: 4, Opened: now.Add(-time.Duration(i%3600) * time.Second)}
	}); err != nil {
		t.Fatal(err)
	}
	if err := g.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(store); err == nil {
		t.Logf("a store of %d MB", fi.Size()/1e6)
	}
}

// TestIdle: what the process holds and does while nobody says anything. Goals: after 30 s at
// most 40 MiB resident with an empty store, at most 2 ms of CPU a second.
func TestIdle(t *testing.T) {
	needSpeed(t)
	for _, cases := range []int{0, 100_000} {
		t.Run(strconv.Itoa(cases), func(t *testing.T) {
			w := startKillWorld(t, false)
			if cases > 0 {
				fill(t, w.store, cases)
			}
			w.start(t)
			defer w.kill(t)
			time.Sleep(30 * time.Second)
			first := w.usage(t)
			const span = 30 * time.Second
			time.Sleep(span)
			then := w.usage(t)
			t.Logf("%d open cases: %.1f MiB resident (%.1f of it the process's own) after 30 s, %.1f after a minute; %.2f ms of CPU a second", cases,
				mib(first.resident), mib(first.own), mib(then.resident), (then.cpu-first.cpu).Seconds()*1e3/span.Seconds())
		})
	}
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

// ready waits until /readyz says so.
func (w *killWorld) ready(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.health+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("the desk was not ready within a minute")
}

// A usage is what a process holds and has used.
type usage struct {
	resident, own int64 // bytes; own is what no file stands behind
	cpu           time.Duration
}

// usage reads /proc.
func (w *killWorld) usage(t *testing.T) (u usage) {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/", w.process.Process.Pid)
	status, err := os.ReadFile(dir + "status")
	if err != nil {
		t.Skipf("no /proc here: %v", err)
	}
	for line := range bytes.Lines(status) {
		for name, into := range map[string]*int64{"VmRSS:": &u.resident, "RssAnon:": &u.own} {
			if rest, ok := bytes.CutPrefix(line, []byte(name)); ok {
				var kb int64
				fmt.Sscan(string(rest), &kb)
				*into = kb << 10
			}
		}
	}
	// Nanoseconds on a processor, thread by thread: the sums in stat count ticks of 10 ms.
	threads, err := os.ReadDir(dir + "task")
	if err != nil {
		t.Fatal(err)
	}
	for _, th := range threads {
		data, err := os.ReadFile(dir + "task/" + th.Name() + "/schedstat")
		if err != nil {
			continue // it has just ended
		}
		var ns int64
		fmt.Sscan(string(data), &ns)
		u.cpu += time.Duration(ns)
	}
	return u
}
