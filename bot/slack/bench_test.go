package slack_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/crowd"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
)

// BenchmarkAcknowledged: from an envelope's leaving Slack to its acknowledgement's being there,
// stored in between, while people do 50 things a second, the desk decides them and answers;
// against one bare bolt commit of the same bytes, each in the middle between two envelopes.
// Everything is real but Slack: sockets and HTTP on this machine, rooms, file. An envelope leaves
// as it is handed to the connection, and its acknowledgement is there as it is read off it: what
// Slack does before and after, here in the same process, is none of the desk's. Goal: p99 at most
// 2.5 times. A thousand turns tell something: -benchtime 1000x.
func BenchmarkAcknowledged(b *testing.B) {
	for _, over := range []string{"sockets", "HTTP"} {
		b.Run(over, func(b *testing.B) {
			s := newScene(b, over == "HTTP")
			defer s.run(b)()
			s.open(b)
			const rate = 50
			tick := time.NewTicker(time.Second / rate)
			defer tick.Stop()
			for n := range 4 * rate { // warm: who everybody is, is known
				s.usual(b, n)
				<-tick.C
			}
			time.Sleep(time.Second)
			from := s.last()
			s.kept.record(true)
			var bare []time.Duration
			half := time.NewTimer(0)
			n := 0
			for b.Loop() {
				<-tick.C
				half.Reset(time.Second / rate / 2)
				s.usual(b, n)
				<-half.C
				if puts := s.kept.latest(); puts != nil {
					began := time.Now()
					if err := s.twin.Update(func(tx *bbolt.Tx) error { return same(tx, puts) }); err != nil {
						b.Fatal(err)
					}
					bare = append(bare, time.Since(began))
				}
				n++
			}
			s.kept.record(false)
			time.Sleep(time.Second) // what it has to say goes on for minutes, a message a second a channel
			ours := s.acknowledged(b, from, n)
			b.ReportMetric(quantile(ours, 0.5)/1e3, "µs-p50")
			b.ReportMetric(quantile(ours, 0.99)/1e3, "µs-p99")
			b.ReportMetric(quantile(ours, 0.5)/quantile(bare, 0.5), "x-bare-p50")
			b.ReportMetric(quantile(ours, 0.99)/quantile(bare, 0.99), "x-bare-p99")
			b.ReportMetric(quantile(bare, 0.99)/1e3, "µs-bare-p99")
		})
	}
}

func quantile(ds []time.Duration, q float64) float64 {
	ds = slices.Sorted(slices.Values(ds))
	return float64(ds[min(len(ds)-1, int(q*float64(len(ds))))])
}

const (
	theirWords     = "It happens again, on both floors this time"
	ourWords       = "Looking now, please keep one failing session open"
	sceneEngineers = 8
	sceneAccounts  = 40
)

// A scene is a running desk in a local workspace, with an open case of each account.
type scene struct {
	space   *workspace.Workspace
	app     workspace.App
	ground  *crowd.Ground
	kept    *keeper
	twin    *bbolt.DB
	adapter *slack.Slack
	heads   []workspace.Ref // of the cases, one an account
}

func newScene(b *testing.B, overHTTP bool) *scene {
	b.Helper()
	before := debug.SetGCPercent(200) // as in the process
	b.Cleanup(func() { debug.SetGCPercent(before) })
	s := &scene{kept: &keeper{}}
	ok := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	var err error
	s.ground, err = crowd.Open(b.Context(), filepath.Join(b.TempDir(), "desk.db"), bolt.Options{Wrote: s.kept.wrote})
	ok(err)
	b.Cleanup(func() { s.ground.Store.Close() })
	s.kept.Store = s.ground.Store
	ok(s.ground.People(b.Context(), sceneEngineers, sceneAccounts))
	s.twin = twinOf(b, s.ground.Store)

	s.space = workspace.New(workspace.Options{Seed: 1, Team: workspace.Team{ID: crowd.Home, Name: "Harbour"}, Rates: workspace.Rates{Off: true}})
	app := workspace.App{Name: "deskhand", Scopes: workspace.AllScopes(), Events: workspace.AllEvents(), Commands: []workspace.Command{{Name: "/case", Escape: true}}}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	ok(err)
	if overHTTP {
		app.RequestURL = "http://" + door.Addr().String() + "/slack"
	}
	s.app = s.space.Install(app)
	staff := []string{s.app.BotUser}
	for n := range sceneEngineers {
		u := crowd.HandleOf(crowd.Engineer(n))
		s.space.AddUser(workspace.User{ID: u.User, Name: crowd.Engineer(n)})
		staff = append(staff, u.User)
	}
	for _, team := range []string{crowd.Team, "operator", "standard"} {
		_, err := s.space.AddChannel(workspace.Channel{ID: crowd.ChannelOf(team), Name: team, Members: staff})
		ok(err)
	}
	for n := range sceneAccounts {
		u := crowd.HandleOf(crowd.Contact(n))
		s.space.AddTeam(workspace.Team{ID: u.Team, Name: crowd.Account(n)})
		s.space.AddUser(workspace.User{ID: u.User, Team: u.Team, Name: crowd.Contact(n)})
		_, err := s.space.AddChannel(workspace.Channel{ID: crowd.ChannelOf(crowd.Account(n)), Name: crowd.Account(n), Connected: []string{u.Team}, Members: append(slices.Clone(staff), u.User)})
		ok(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ok(err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.space.Serve(ctx, l) }()
	b.Cleanup(func() { stop(); <-served })
	o := slack.Options{BotToken: s.app.BotToken, API: "http://" + l.Addr().String() + "/api/", Prefix: "desk",
		Log: zerolog.New(zerolog.NewTestWriter(b)).Level(zerolog.ErrorLevel)}
	if overHTTP {
		o.SigningSecret = s.app.Signing
	} else {
		o.AppToken = s.app.AppToken
	}
	s.adapter = slack.New(o)
	srv := &http.Server{Handler: s.adapter.Handler()}
	go func() { _ = srv.Serve(door) }()
	b.Cleanup(func() { srv.Close() })
	return s
}

// twinOf is a bare bolt file with the content of a store.
func twinOf(b *testing.B, store *bolt.Store) *bbolt.DB {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bare.db")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := store.WriteTo(f); err != nil {
		b.Fatal(err)
	}
	f.Close()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoFreelistSync: true, NoStatistics: true, InitialMmapSize: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// run lets the desk run until the returned function is called.
func (s *scene) run(b *testing.B) (stop func()) {
	b.Helper()
	d, err := bot.New(b.Context(), bot.Options{Store: s.kept, Rooms: s.ground.Rooms, Platforms: []bot.Platform{s.adapter},
		Log: zerolog.New(zerolog.NewTestWriter(b)).Level(zerolog.ErrorLevel)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		d.Close()
	}
}

// open has every contact open a case, and waits until all of them are there.
func (s *scene) open(b *testing.B) {
	b.Helper()
	for range 100 {
		if s.reached() {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for n := range sceneAccounts {
		if _, err := s.space.Say(crowd.Contact(n), "#"+crowd.Account(n), "", "@deskhand case open 3 product:jira-software The new release does not install"); err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	for len(s.heads) < sceneAccounts {
		if time.Since(began) > time.Minute {
			b.Fatalf("%d cases after a minute", len(s.heads))
		}
		time.Sleep(50 * time.Millisecond)
		s.heads = nil
		for n := range sceneAccounts {
			list, err := s.space.Messages(crowd.Contact(n), "#"+crowd.Account(n))
			if err != nil {
				b.Fatal(err)
			}
			for _, m := range list {
				if m.App == s.app.ID && strings.Contains(strings.Join(s.space.Read(crowd.Contact(n), m).Lines, " "), "CASE-") {
					s.heads = append(s.heads, workspace.Ref{Channel: m.Channel, TS: m.TS})
					break
				}
			}
		}
	}
}

// reached reports whether the desk takes things in.
func (s *scene) reached() bool {
	d, err := s.space.Slash(crowd.Engineer(0), "#"+crowd.Team, "/case", "list")
	if err == nil {
		_, err = d.Wait(context.Background())
	}
	return err == nil
}

// usual is the n-th of the things that people do: they talk in a case's thread, and note things.
func (s *scene) usual(b *testing.B, n int) {
	a := n % sceneAccounts
	var err error
	switch n % 5 {
	case 0, 1:
		_, err = s.space.Say(crowd.Contact(a), s.heads[a].Channel, s.heads[a].TS, theirWords)
	case 2:
		_, err = s.space.Say(crowd.Engineer(n%sceneEngineers), s.heads[a].Channel, s.heads[a].TS, ourWords)
	default:
		_, err = s.space.Slash(crowd.Engineer(n%sceneEngineers), "#"+crowd.Team, "/case", fmt.Sprintf("note CASE-%d The licence server answers, the broker does not", a+1))
	}
	if err != nil {
		b.Error(err)
	}
}

func (s *scene) last() int {
	all := s.space.Inspected(0)
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].Seq
}

// acknowledged are the times to the acknowledgements of what people did since; what Slack tells
// the desk of its own messages is not stored, and does not count.
func (s *scene) acknowledged(b *testing.B, from, n int) (took []time.Duration) {
	b.Helper()
	people := map[string]bool{}
	for _, i := range s.space.Inspected(from) {
		switch i.Kind {
		case "envelope":
			in := string(i.In)
			people[i.ID] = strings.HasPrefix(i.Name, "slash_commands") || strings.Contains(in, `"text":"`+theirWords) || strings.Contains(in, `"text":"`+ourWords)
		case "ack":
			if people[i.ID] {
				took = append(took, i.Took)
			}
		case "late ack", "lost":
			b.Errorf("%s %s: %s", i.Kind, i.Name, i.Error)
		}
	}
	if len(took) < n {
		b.Errorf("%d things done, %d acknowledged", n, len(took))
	}
	return took
}

// A put is a key that was written, or removed where there is no value.
type put struct {
	bucket     string
	key, value []byte
}

// same does in a bolt transaction what a unit did.
func same(tx *bbolt.Tx, puts []put) error {
	for _, p := range puts {
		bucket := tx.Bucket([]byte(p.bucket))
		var err error
		if p.value != nil {
			err = bucket.Put(p.key, p.value)
		} else {
			err = bucket.Delete(p.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// A keeper is a store that keeps what the unit of each new envelope wrote.
type keeper struct {
	storage.Store
	unit *written // the one that is being run; of the committer's goroutine

	mu   sync.Mutex
	on   bool
	puts []put
}

type written struct {
	received bool
	puts     []put
}

func (k *keeper) record(on bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.on = on
}

// latest is what the last envelope wrote, once.
func (k *keeper) latest() []put {
	k.mu.Lock()
	defer k.mu.Unlock()
	puts := k.puts
	k.puts = nil
	return puts
}

func (k *keeper) wrote(bucket string, key, value []byte) {
	if k.unit != nil && k.unit.received {
		k.unit.puts = append(k.unit.puts, put{bucket, key, value})
	}
}

func (k *keeper) Update(ctx context.Context, p storage.Priority, fn func(storage.Tx) error) error {
	u := &written{}
	err := k.Store.Update(ctx, p, func(tx storage.Tx) error {
		*u = written{}
		k.unit = u
		return fn(keptTx{tx, u})
	})
	if err == nil && u.received {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.on {
			k.puts = u.puts
		}
	}
	return err
}

type keptTx struct {
	storage.Tx
	u *written
}

func (t keptTx) Receive(e storage.Envelope, until time.Time) (uint64, bool, error) {
	seq, fresh, err := t.Tx.Receive(e, until)
	t.u.received = fresh
	return seq, fresh, err
}
