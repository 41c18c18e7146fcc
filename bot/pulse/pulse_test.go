package pulse

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
)

// A patient is as well as a test says.
type patient struct {
	mu sync.Mutex
	is bot.Condition
	no error
}

func (p *patient) Condition(context.Context) (bot.Condition, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.is, p.no
}

func (p *patient) set(c bot.Condition, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.is, p.no = c, err
}

// A service hears calls.
type service struct {
	*httptest.Server
	mu      sync.Mutex
	methods []string
	status  int
}

func newService(t *testing.T) *service {
	s := &service{status: 200}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.methods = append(s.methods, r.Method)
		w.WriteHeader(s.status)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) heard() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.methods)
}

func (s *service) answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// TestSilence: it is heard while the desk is well, and whatever is wrong makes it silent; each
// change is logged once, without the address.
func TestSilence(t *testing.T) {
	s := newService(t)
	var log bytes.Buffer
	p, err := New(Options{URL: s.URL + "/hidden-id", Every: Least, Loopback: true, Log: zerolog.New(&log)})
	if err != nil {
		t.Fatal(err)
	}
	p.o.Every = 5 * time.Millisecond
	of := &patient{}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); p.Run(ctx, of) }()
	until := func(what string, so func() bool) {
		t.Helper()
		for range 2000 {
			if so() {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("never: %s", what)
	}
	heard := func() { t.Helper(); n := s.heard(); until("it is heard", func() bool { return s.heard() > n+2 }) }
	silent := func() {
		t.Helper()
		time.Sleep(30 * time.Millisecond) // one may be under way
		n := s.heard()
		time.Sleep(60 * time.Millisecond)
		if got := s.heard(); got != n {
			t.Errorf("heard %d times", got-n)
		}
	}
	heard()
	for _, c := range []bot.Condition{
		{Report: bot.Report{Count: 1}}, {Report: bot.Report{Stuck: 1}}, {Troubles: []bot.Trouble{{What: "store"}}},
	} {
		of.set(c, nil)
		silent()
		of.set(bot.Condition{}, nil)
		heard()
	}
	of.set(bot.Condition{}, errors.New("closed"))
	silent()
	of.set(bot.Condition{}, nil)
	heard()
	s.answer(500)
	heard() // it is asked for all the same
	s.answer(200)
	heard()
	stop()
	<-done
	if n := strings.Count(log.String(), "not heard"); n != 5 || strings.Count(log.String(), "heard again") != 5 || !strings.Contains(log.String(), "answered 500") {
		t.Errorf("%d lines:\n%s", n, &log)
	}
	if strings.Contains(log.String(), "hidden-id") {
		t.Errorf("the address was logged:\n%s", &log)
	}
	if s.methods[0] != http.MethodGet {
		t.Errorf("%s", s.methods[0])
	}
}

func TestBeat(t *testing.T) {
	s := newService(t)
	p, err := New(Options{URL: s.URL, Every: time.Minute, Post: true, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Beat(t.Context()); err != nil || s.methods[0] != http.MethodPost {
		t.Errorf("%v %v", err, s.methods)
	}
	s.Close()
	if err := p.Beat(t.Context()); err == nil {
		t.Error("nobody heard it, and that is no error")
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    Options
		says string
	}{
		{"plain http", Options{URL: "http://beat.example/hidden", Every: time.Minute}, "https"},
		{"this machine", Options{URL: "https://localhost/hidden", Every: time.Minute}, "allowed apart"},
		{"too often", Options{URL: "https://beat.example/hidden", Every: time.Second}, "interval"},
		{"too seldom", Options{URL: "https://beat.example/hidden", Every: time.Hour}, "interval"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%v", err)
			}
		})
	}
}
