package slack

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
)

// A mailbox is where the workspace posts to in HTTP mode. It keeps what came, letter by letter,
// and how it was answered.
type mailbox struct {
	pipe *workspace.Pipe
	trip *http.Transport

	mu   sync.Mutex
	to   http.Handler
	mail []letter
}

// A letter is one request and its answer.
type letter struct {
	header http.Header
	body   []byte
	status int
	answer []byte
	took   time.Duration
}

// overHTTP prepares the options of a rig for HTTP mode; nil where it is not asked for.
func (o *rigOptions) overHTTP() *mailbox {
	if !o.http {
		return nil
	}
	m := &mailbox{pipe: workspace.NewPipe("desk.test")}
	m.trip = &http.Transport{DialContext: m.pipe.DialContext}
	o.workspace.Client = &http.Client{Transport: m.trip}
	return m
}

func (m *mailbox) serve(t *testing.T, s *Slack) {
	if m == nil {
		return
	}
	m.deliver(s)
	server := &http.Server{Handler: m}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(m.pipe) }()
	t.Cleanup(func() { m.trip.CloseIdleConnections(); server.Close(); <-done })
}

// deliver gives the mail to another adapter from now on, as after a restart.
func (m *mailbox) deliver(s *Slack) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.to = s.Handler()
}

func (m *mailbox) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	m.mu.Lock()
	to := m.to
	m.mu.Unlock()
	body, _ := io.ReadAll(req.Body)
	l := letter{header: req.Header.Clone(), body: body}
	req.Body = io.NopCloser(bytes.NewReader(body))
	rec, began := httptest.NewRecorder(), time.Now()
	to.ServeHTTP(rec, req)
	l.status, l.answer, l.took = rec.Code, rec.Body.Bytes(), time.Since(began)
	m.mu.Lock()
	m.mail = append(m.mail, l)
	m.mu.Unlock()
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(l.status)
	_, _ = w.Write(l.answer)
}

func (m *mailbox) all() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.mail)
}

// last is the last letter that came.
func (r *rig) last() letter {
	r.t.Helper()
	all := r.post.all()
	if len(all) == 0 {
		r.t.Fatal("no mail came")
	}
	return all[len(all)-1]
}

// send posts something to the desk as it stands.
func (r *rig) send(l letter) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, "http://desk.test/slack", bytes.NewReader(l.body))
	req.Header = l.header.Clone()
	rec := httptest.NewRecorder()
	r.s.Handler().ServeHTTP(rec, req)
	return rec
}

// signed is a body as Slack would sign it at an instant.
func (r *rig) signed(at time.Time, kind, body string) letter {
	l := letter{header: workspace.Sign(r.app.Signing, at, []byte(body)), body: []byte(body)}
	l.header.Set("Content-Type", kind)
	return l
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)
