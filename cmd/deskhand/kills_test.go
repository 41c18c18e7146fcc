package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

// TestKills runs the real binary against a local workspace, kills it without warning again and
// again while people open cases, and then holds that no acknowledged command was lost, that each
// was done once, and that every message posted twice is one that the store lists as uncertain.
// DESKHAND_KILLS says how often, in each mode. A thousand,
//
//	DESKHAND_KILLS=1000 go test -count=1 -timeout 2h -run TestKills/sockets ./cmd/deskhand
//
// took 28 min: of 6,919 commands asked 6,690 were acknowledged, none of them was lost and none done
// twice. Who was not acknowledged was answered by nobody and knows it.
func TestKills(t *testing.T) {
	t.Run("sockets", func(t *testing.T) { killed(t, false) })
	t.Run("HTTP", func(t *testing.T) { killed(t, true) })
}

func killed(t *testing.T, overHTTP bool) {
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("DESKHAND_KILLS")); err == nil {
		kills = n
	} else if testing.Short() {
		t.Skip("kills take seconds each")
	}
	w := startKillWorld(t, overHTTP)
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("DESKHAND_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range kills {
		w.start(t)
		ctx, stop := context.WithCancel(t.Context())
		var people sync.WaitGroup
		people.Go(func() { w.people(ctx, r.Uint64()) })
		time.Sleep(time.Duration(300+r.IntN(900)) * time.Millisecond)
		w.kill(t)
		stop()
		people.Wait()
	}
	w.start(t)
	w.quiet(t)
	w.kill(t)
	w.judge(t)
}

type killWorld struct {
	dir, binary, store string
	secret             string // the file of the signing secret
	api                string
	space              *workspace.Workspace
	app                workspace.App
	process            *exec.Cmd
	health             string
	hears              string // in HTTP mode, where Slack's requests are taken
	log                *os.File
	under              []string // what the desk is run by; empty for nothing

	mu    sync.Mutex
	n     int
	acked map[string]bool // words of commands that were acknowledged
	asked map[string]bool // words of all
}

func startKillWorld(t *testing.T, overHTTP bool) *killWorld {
	t.Helper()
	dir := t.TempDir()
	w := &killWorld{dir: dir, binary: filepath.Join(dir, "deskhand"), store: filepath.Join(dir, "data", "desk.db"), acked: map[string]bool{}, asked: map[string]bool{}}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", w.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Dir(w.store), 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := readFolder(shippedDir)
	if err != nil {
		t.Fatal(err)
	}
	desk, faults := offering.Parse(files, time.LoadLocation)
	if desk == nil {
		t.Fatal(faults)
	}
	for name, data := range files {
		p := filepath.Join(dir, "desk", name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cast, err := readCast("cast.yaml", deploy.Cast, desk)
	if err != nil {
		t.Fatal(err)
	}
	w.space = workspace.New(workspace.Options{Team: home(cast, desk), Seed: 1, Rates: workspace.Rates{Off: true}})
	var how []func(*workspace.App)
	if overHTTP {
		w.hears = free(t)
		how = append(how, func(a *workspace.App) { a.RequestURL = "http://" + w.hears + slackPath })
	}
	if w.app, err = settle(w.space, cast, desk, how...); err != nil {
		t.Fatal(err)
	}
	w.secret = filepath.Join(dir, "secret")
	if err := os.WriteFile(w.secret, []byte(w.app.Signing), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.api = "http://" + l.Addr().String() + "/api/"
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.space.Serve(ctx, l) }()
	t.Cleanup(func() { stop(); <-served })
	if w.log, err = os.Create(filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.log.Close()
		if t.Failed() {
			data, _ := os.ReadFile(w.log.Name())
			t.Logf("the desk's log ends:\n%s", data[max(0, len(data)-4000):])
		}
	})
	w.start(t)
	castFile := filepath.Join(dir, "cast.yaml")
	if err := os.WriteFile(castFile, deploy.Cast, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), w.binary, "import", castFile, "--store", w.store).CombinedOutput(); err != nil {
		t.Fatalf("import while it serves: %v\n%s", err, out)
	}
	w.kill(t)
	return w
}

// start starts the desk and waits until it hears Slack.
func (w *killWorld) start(t *testing.T) {
	t.Helper()
	w.launch(t)
	for range 300 {
		if w.connected() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the desk did not connect within 15 seconds")
}

// connected reports whether the desk hears Slack.
func (w *killWorld) connected() bool {
	if w.hears == "" {
		return w.space.Sockets(localApp) > 0
	}
	c, err := net.DialTimeout("tcp", w.hears, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// launch starts the desk and waits for nothing.
func (w *killWorld) launch(t *testing.T) {
	t.Helper()
	w.health = free(t)
	line := append(slices.Clone(w.under), w.binary)
	w.process = exec.Command(line[0], append(line[1:], "serve", filepath.Join(w.dir, "desk"), "--store", w.store, "--listen", w.health, "--slack-api", w.api)...)
	w.process.Env = append(os.Environ(), "DESKHAND_SLACK_BOT_TOKEN="+w.app.BotToken)
	if w.hears == "" {
		w.process.Env = append(w.process.Env, "DESKHAND_SLACK_APP_TOKEN="+w.app.AppToken)
	} else {
		w.process.Args = append(w.process.Args, "--slack-listen", w.hears, "--slack-signing-secret-file", w.secret)
	}
	w.process.Stdout, w.process.Stderr = io.Discard, w.log
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
}

func (w *killWorld) kill(t *testing.T) {
	t.Helper()
	if err := w.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = w.process.Wait()
	for range 200 { // its sockets must be gone before the next one is counted
		if w.space.Sockets(localApp) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// people open cases and note things until ctx ends, and remember which were acknowledged.
func (w *killWorld) people(ctx context.Context, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 2))
	var waits sync.WaitGroup
	defer waits.Wait()
	for ctx.Err() == nil {
		w.mu.Lock()
		w.n++
		title := fmt.Sprintf("trouble-%d", w.n)
		w.asked[title] = true
		w.mu.Unlock()
		line := fmt.Sprintf("open %d account:%s %s", 1+r.IntN(4), []string{"northwind", "southland"}[r.IntN(2)], title)
		if r.IntN(2) == 0 && w.n > 3 {
			line = "note CASE-1 " + title
		}
		d, err := w.space.Slash("U0NOAH", "C0PRIORITY", "/case", line)
		if err == nil {
			waits.Go(func() {
				limit, stop := context.WithTimeout(context.Background(), 5*time.Second)
				defer stop()
				// Words on the acknowledgement say that it is not stored, or not yet.
				if body, err := d.Wait(limit); err == nil && !bytes.Contains(body, []byte(`"text"`)) {
					w.mu.Lock()
					w.acked[title] = true
					w.mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(20+r.IntN(200)) * time.Millisecond)
	}
}

// quiet waits until the desk has nothing left to say, or for two minutes: channels bear one
// message a second.
func (w *killWorld) quiet(t *testing.T) {
	t.Helper()
	last, same := -1, 0
	for range 1200 {
		n := len(w.space.Happened(0))
		if n == last {
			same++
		} else {
			last, same = n, 0
		}
		if same > 30 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Log("the desk is still speaking; the rest is judged as it stands")
}

// judge compares what was acknowledged, what is stored and what was posted.
func (w *killWorld) judge(t *testing.T) {
	t.Helper()
	h, err := openHouse(t.Context(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	stored, doubted := map[string]int{}, map[string]bool{}
	err = h.store.View(t.Context(), func(tx storage.Tx) error {
		for after := ""; ; {
			refs, err := tx.Refs(casework.Kind, after, 100)
			if err != nil || len(refs) == 0 {
				return err
			}
			for _, ref := range refs {
				c, err := casework.Load(tx, ref.ID)
				if err != nil {
					return err
				}
				title, err := tx.Word(c.Title)
				if err != nil {
					return err
				}
				stored[title]++
				after = ref.ID
				if err := noted(tx, ref, stored); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	lost, twice := 0, 0
	drafts := w.drafted(t, h)
	for title := range w.acked {
		switch n := stored[title] + drafts[title]; {
		case n == 0:
			lost++
			t.Errorf("%s was acknowledged and is lost", title)
		case n > 1:
			twice++
			t.Errorf("%s was done %d times: %d stored, %d kept to be asked about", title, n, stored[title], drafts[title])
		}
	}
	for title := range stored {
		if !w.asked[title] {
			t.Errorf("%s was asked by nobody", title)
		}
	}
	posts := w.posts(t)
	repeated := 0
	for key, n := range posts {
		if n < 2 {
			continue
		}
		repeated += n - 1
		_ = h.store.View(t.Context(), func(tx storage.Tx) error {
			row, err := tx.Row(key)
			doubted[key] = err == nil && row.Doubt
			return nil
		})
		if !doubted[key] {
			t.Errorf("message %s was posted %d times and is not listed as uncertain", key, n)
		}
	}
	t.Logf("%d commands asked, %d acknowledged, %d lost, %d done twice; %d messages, %d posted again (all uncertain)", len(w.asked), len(w.acked), lost, twice, len(posts), repeated)
	if len(w.acked) == 0 {
		t.Error("nothing was acknowledged: this held of nothing")
	}
}

// noted counts the notes of a case by their words.
func noted(tx storage.Tx, ref domain.Ref, stored map[string]int) error {
	events, err := tx.History(ref, 0, 0)
	if err != nil {
		return err
	}
	for _, e := range events {
		if n, ok := e.Event.(casework.Noted); ok {
			text, err := tx.Word(n.Words)
			if err != nil {
				return err
			}
			stored[text]++
		}
	}
	return nil
}

// drafted counts the openings that were kept because a case had just been opened, and are no
// case yet: one of the gravest opens by itself when nobody answers for a few minutes.
func (w *killWorld) drafted(t *testing.T, h *house) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := h.store.View(t.Context(), func(tx storage.Tx) error {
		for after := ""; ; {
			refs, err := tx.Refs(casework.KindDraft, after, 100)
			if err != nil || len(refs) == 0 {
				return err
			}
			for _, ref := range refs {
				thing, err := tx.Load(domain.Ref{Kind: casework.KindDraft, ID: ref.ID})
				if err != nil {
					return err
				}
				after = ref.ID
				d := thing.(*casework.Draft)
				if d.Case != "" {
					continue
				}
				title, err := tx.Word(d.Title)
				if err != nil {
					return err
				}
				out[title]++
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// posts counts the desk's messages by the key of the row that said them.
func (w *killWorld) posts(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	seen := map[string]bool{} // channels have several readers
	for _, u := range w.space.Users() {
		channels, err := w.space.Channels(u.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range channels {
			list, err := w.space.Messages(u.ID, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				key := rowOf(m)
				if at := c.ID + "/" + m.TS; key != "" && m.To == "" && !seen[at] {
					seen[at] = true
					out[key]++
				}
			}
		}
	}
	return out
}

// rowOf is the key of the row that said a message, as its metadata keeps it.
func rowOf(m workspace.Message) string {
	var meta struct {
		Payload map[string]string `json:"event_payload"`
	}
	if json.Unmarshal(m.Metadata, &meta) != nil {
		return ""
	}
	for _, key := range meta.Payload {
		return key
	}
	return ""
}
