package workspace

import (
	"bytes"
	"embed"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Clock is a clock that can be sped up and set ahead, for the page to show
// and to work.
type Clock interface {
	Now() time.Time
	Speed() float64
	SetSpeed(float64)
	Jump(time.Duration)
}

// PageOptions are the choices of the page.
type PageOptions struct {
	// Title stands at the head of the page; empty is the team's name.
	Title string
	// Clock shows and works a clock. Nil shows the workspace's own time and
	// no controls.
	Clock Clock
	// Speeds are the speeds offered; nil is 1, 10, 60 and 600.
	Speeds []float64
	// Tour answers the steps of a tour, as they stand now; nil is no tour. It may call the
	// workspace.
	Tour func() []Step
	// Hosts are host names the page answers to besides the loopback ones.
	Hosts []string
}

// A Step of a tour takes the reader to a place as a person, with words ready to send. The
// first one that is not done is the one to do next.
type Step struct {
	Title   string
	How     string // who to be, where, and what to do
	As      string // handle or id; empty for nobody in particular
	Channel string // "#name"
	Thread  string // timestamp of a thread's head
	Text    string
	Done    bool
	// Run, where it is set, is what the step's own button does; Button says so, and what it
	// answers is shown to the reader.
	Button string
	Run    func() (string, error)
}

//go:embed page
var pageFiles embed.FS

var pageTemplate = template.Must(template.New("").Funcs(template.FuncMap{
	"join":    strings.Join,
	"pair":    func(m messageView, d *pageData) messageIn { return messageIn{m, d, ""} },
	"below":   func(m messageView, d *pageData) messageIn { return messageIn{m, d, "t-"} },
	"compose": composeIn,
}).ParseFS(pageFiles, "page/*.html"))

// A messageIn is a message with the page it stands on; Where tells its copy
// in a thread from the one in the channel.
type messageIn struct {
	M     messageView
	D     *pageData
	Where string
}

// A composeView is a field to write in.
type composeView struct {
	Thread, Room, Off string
	Commands          []commandView
}

func composeIn(d *pageData, thread string) composeView {
	return composeView{Thread: thread, Room: d.Room.Title, Off: d.SlashOff, Commands: d.Commands}
}

type page struct {
	w *Workspace
	o PageOptions
}

// Page is the face for people: a page to read and type in as anybody, with
// the clock and an inspector. It has no sign-in and lets its reader be
// anyone, so it is for one's own machine only: serve it on a loopback
// listener. It answers to loopback host names alone and to no other site's
// requests.
func (w *Workspace) Page(o PageOptions) http.Handler {
	if o.Speeds == nil {
		o.Speeds = []float64{1, 10, 60, 600}
	}
	p := &page{w: w, o: o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveWhole)
	mux.HandleFunc("GET /part", p.servePart)
	mux.HandleFunc("GET /feed", p.serveFeed)
	mux.HandleFunc("POST /do/{deed}", p.serveDeed)
	mux.HandleFunc("GET /file/{id}", w.serveFile)
	for _, name := range []string{"page.css", "page.js", "icon.svg"} {
		mux.HandleFunc("GET /page/"+name, func(rw http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(rw, r, pageFiles, "page/"+name)
		})
	}
	return p.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard keeps other hosts' names out (a page elsewhere could point its own
// name at this machine) and sets what a browser may load: ours only.
func (p *page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = strings.Trim(host, "[]")
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !slices.Contains(p.o.Hosts, host) {
			http.Error(rw, "this page answers on this machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

func (p *page) serveWhole(rw http.ResponseWriter, r *http.Request) { p.draw(rw, r, "page.html") }
func (p *page) servePart(rw http.ResponseWriter, r *http.Request)  { p.draw(rw, r, "parts") }

func (p *page) draw(rw http.ResponseWriter, r *http.Request, name string) {
	d, err := p.look(r.URL.Query())
	if err != nil {
		http.Error(rw, err.Error(), http.StatusNotFound)
		return
	}
	var b bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&b, name, d); err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(rw)
}
