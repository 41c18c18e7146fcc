package slackworld

import (
	"net/http"
	"sync"

	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
)

// A front is where the workspace posts to in HTTP mode: the door of the process that runs now.
// While none runs, or the network is cut, connections break.
type front struct {
	net    *network
	pipe   *workspace.Pipe
	trip   *http.Transport
	server *http.Server
	served chan error

	mu sync.Mutex
	to http.Handler
}

func newFront(n *network) *front {
	f := &front{net: n, pipe: workspace.NewPipe("desk.test"), served: make(chan error, 1)}
	// A connection for each request: what breaks, breaks alone.
	f.trip = &http.Transport{DialContext: f.pipe.DialContext, DisableKeepAlives: true}
	f.server = &http.Server{Handler: f}
	go func() { f.served <- f.server.Serve(f.pipe) }()
	return f
}

// client is what the workspace posts with; nil over sockets.
func (f *front) client() *http.Client {
	if f == nil {
		return nil
	}
	return &http.Client{Transport: f.trip}
}

// plug leads to another adapter from now on, or to none.
func (f *front) plug(s *slack.Slack) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.to = nil
	if s != nil {
		f.to = s.Handler()
	}
}

func (f *front) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	f.mu.Lock()
	to := f.to
	f.mu.Unlock()
	if to == nil || f.net.isDown() {
		panic(http.ErrAbortHandler)
	}
	to.ServeHTTP(w, req)
}

func (f *front) close() {
	if f == nil {
		return
	}
	f.server.Close()
	<-f.served
	f.trip.CloseIdleConnections()
}
