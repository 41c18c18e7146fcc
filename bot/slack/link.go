package slack

import (
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
)

// A link is how the adapter is connected, for who watches it.
type link struct {
	mu sync.Mutex
	is bot.Link
}

// Link implements bot.Linked.
func (s *Slack) Link() bot.Link {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	return s.link.is
}

// opened notes that a connection stands, or no longer does; zero, that one is tried.
func (l *link) opened(by int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.is.Open += by
	switch {
	case l.is.Open > 0:
		l.is.Away = time.Time{}
	case l.is.Away.IsZero():
		l.is.Away = time.Now()
	}
}

// shut notes that a Run has ended, and its connections with it.
func (l *link) shut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.is.Open = 0
	if l.is.Away.IsZero() {
		l.is.Away = time.Now()
	}
}

// spoke notes that Slack sent something.
func (l *link) spoke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.is.Heard = time.Now()
}
