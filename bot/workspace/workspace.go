// Package workspace is a Slack-compatible workspace on one's own machine. It
// speaks Slack's own protocol — Web API, Socket Mode, response URLs, Block
// Kit — to any client library that believes it talks to Slack, and offers a
// user side (what people do and see) to tests, to a transcript player and to
// a page in the browser. It is strict: what Slack refuses, it refuses with
// Slack's error codes.
//
// It keeps everything in memory, has no sign-in, no search, no calls, no
// canvases, no workflow steps, no Enterprise Grid and no OAuth; what exactly
// is modelled stands in README.md, each line with its test. It shares no code
// with the adapter it tests and knows nothing of the desk.
//
// Two clocks run here. What people see (message timestamps, event times) is
// read from Options.Now and may be a sped-up desk clock. What the platform
// enforces (three seconds to acknowledge, the life of a trigger, Retry-After)
// runs on the real clock through package time, so that a synctest bubble
// governs both.
package workspace

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are the choices of a workspace. The zero value is a strict
// workspace of the team "Vendor" on the real clock.
type Options struct {
	// Now gives the instant people see: message timestamps, event times,
	// pins. Nil is time.Now. It may stand still; timestamps still ascend.
	Now func() time.Time
	// Team is the installing team. A zero Team is named "Vendor".
	Team Team
	// Seed makes every generated id and choice repeatable. Zero draws one.
	Seed uint64
	// Loose lets pass, and only notes for Inspect, what is wrong with
	// blocks, views and lengths. The default is to refuse as Slack does.
	Loose bool
	// PingEvery is the pause between a socket's pings; zero is 10 s.
	PingEvery time.Duration
	// SocketLife is how long a socket lives before the workspace asks for a
	// refresh, with a warning 10 s before; zero is five hours, as Slack's
	// hello says (approximate_connection_time).
	SocketLife time.Duration
	// Redelivery are the pauses before an unacknowledged event is sent again;
	// nil is Slack's: at once, after a minute, after five.
	Redelivery []time.Duration
	// Client posts to apps that take requests over HTTP; nil is one of its
	// own. Redirects are never followed, as Slack follows none for signed
	// requests here.
	Client *http.Client
	// NoExternalForms refuses views opened with the trigger of an external
	// person. Slack does not document whether it does; tests run both ways.
	NoExternalForms bool
	// Rates limits an app's calls; the zero value is as Slack documents.
	Rates Rates
}

// A Workspace is the installing team, the teams it shares channels with, its
// people, channels and apps. All methods may be called from any goroutine.
type Workspace struct {
	opt  Options
	home string // id of the installing team
	wg   sync.WaitGroup

	mu        sync.Mutex
	rng       *rand.Rand
	count     int
	base      string // http://host of the listener, no trailing slash
	closed    bool
	teams     map[string]*Team
	users     map[string]*User
	userOrder []string
	channels  map[string]*channel
	chanOrder []string
	groups    map[string]*UserGroup
	apps      map[string]*app
	appOrder  []string
	views     map[string]*view
	stacks    map[string][]string // user -> modal views, topmost last
	homes     map[string]*view    // app + user -> home view
	triggers  map[string]*trigger
	hooks     map[string]*hook // response URLs
	tickets   map[string]*ticket
	inflight  map[string]*Delivery
	spent     map[string]bool // envelopes acknowledged or given up
	timers    map[*time.Timer]struct{}
	uploads   map[string]*upload
	bookmarks map[string][]Bookmark
	lastOffer []option // what the last search in an external select gave
	rules     []*Rule
	isDown    bool
	buckets   map[string]*bucket
	zones     map[string]*time.Location
	seen      feed[Happening]
	log       feed[Inspection]
}

// New returns an empty workspace with its installing team.
func New(o Options) *Workspace {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Seed == 0 {
		o.Seed = rand.Uint64() | 1
	}
	if o.PingEvery == 0 {
		o.PingEvery = 10 * time.Second
	}
	if o.SocketLife == 0 {
		o.SocketLife = 18060 * time.Second
	}
	if o.Redelivery == nil {
		o.Redelivery = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if o.Team.Name == "" {
		o.Team.Name = "Vendor"
	}
	w := &Workspace{
		opt:      o,
		rng:      rand.New(rand.NewPCG(o.Seed, 0x776f726b)),
		base:     "http://workspace.invalid",
		teams:    map[string]*Team{},
		users:    map[string]*User{},
		channels: map[string]*channel{},
		groups:   map[string]*UserGroup{},
		apps:     map[string]*app{},
		views:    map[string]*view{},
		stacks:   map[string][]string{},
		homes:    map[string]*view{},
		triggers: map[string]*trigger{},
		hooks:    map[string]*hook{},
		tickets:  map[string]*ticket{},
		inflight: map[string]*Delivery{},
		spent:    map[string]bool{},
		timers:   map[*time.Timer]struct{}{},
		uploads:  map[string]*upload{},

		bookmarks: map[string][]Bookmark{},
		buckets:   map[string]*bucket{},
		zones:     map[string]*time.Location{},
	}
	w.seen.init()
	w.log.init()
	w.home = w.AddTeam(o.Team).ID
	return w
}

// Handler is the protocol face: /api/, /link/ (Socket Mode), /response/ and
// /upload/. Most callers use Serve.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.serveSocket)
	mux.HandleFunc("POST /response/{id}", w.serveHook)
	mux.HandleFunc("POST /upload/{id}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}", w.serveFile)
	return mux
}

// URL is the address of the workspace without a trailing slash; the base for
// client libraries is URL() + "/api/". It is known once Serve was called.
func (w *Workspace) URL() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.base
}

// ids

const idAlphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// stableID derives an id from a name, so that a workspace that is set up
// again gives the same people and channels the same ids.
func (w *Workspace) stableID(prefix, name string, taken func(string) bool) string {
	h := uint64(14695981039346656037)
	for _, c := range []byte(prefix + "\x00" + name) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	for {
		var b strings.Builder
		b.WriteString(prefix)
		v := h
		for range 9 {
			b.WriteByte(idAlphabet[v%uint64(len(idAlphabet))])
			v /= uint64(len(idAlphabet))
		}
		if id := b.String(); !taken(id) {
			return id
		}
		h++
	}
}

// newID draws a fresh id; two workspaces with different seeds never share
// one, so that a restarted workspace is not mistaken for a redelivery.
func (w *Workspace) newID(prefix string) string {
	w.count++
	var b strings.Builder
	b.WriteString(prefix)
	for range 10 {
		b.WriteByte(idAlphabet[w.rng.IntN(len(idAlphabet))])
	}
	return b.String()
}

func (w *Workspace) newUUID() string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for i := range 36 {
		switch i {
		case 8, 13, 18, 23:
			b.WriteByte('-')
		case 14:
			b.WriteByte('4')
		default:
			b.WriteByte(hex[w.rng.IntN(16)])
		}
	}
	return b.String()
}
