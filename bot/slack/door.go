package slack

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// A door is where requests of HTTP mode come in: open while a Run is there to take them.
//
// It also knows what came through it in the last minutes. A signed body is as good for five
// minutes to whoever got hold of it. Events are sent again by Slack itself, perhaps signed in the
// same second, and their keys keep them from counting twice; anything else Slack sends once, so
// that what comes again is somebody else's. What an earlier process took in, the door does not
// know: there the store does, see once.go. To ask for options changes nothing and is not stored;
// what was signed before this door was opened is therefore not answered.
type door struct {
	mu     sync.Mutex
	in     *reception
	ctx    context.Context // of the Run
	opened time.Time
	seen   map[[sha256.Size]byte]passage
	swept  time.Time
}

// A passage is a signed body that came in.
type passage struct{ first, until time.Time }

// open lets requests in.
func (d *door) open(ctx context.Context, r *reception, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in, d.ctx, d.opened = r, ctx, now
	if d.seen == nil {
		d.seen = map[[sha256.Size]byte]passage{}
	}
}

// shut lets nobody in any more. Who is in already is waited for by Run.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in, d.ctx = nil, nil
}

// enter counts one more request as work of the Run; nil where there is none. Who entered calls
// work.Done.
func (d *door) enter() (*reception, context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.in == nil {
		return nil, nil
	}
	d.in.work.Add(1)
	return d.in, d.ctx
}

// searchedFor is how long a search may come again: to type the same twice in one second gives
// the same body, signed the same, and Slack waits no longer for an answer.
const searchedFor = 3 * time.Second

// fresh refuses what came before.
func (d *door) fresh(q request, s signature, now time.Time) error {
	if q.kind == kindEvent {
		return nil
	}
	search := isSearch(q)
	d.mu.Lock()
	defer d.mu.Unlock()
	if search && s.at.Before(d.opened.Truncate(time.Second)) {
		return errAgain
	}
	if now.Sub(d.swept) >= time.Minute {
		d.swept = now
		for sum, p := range d.seen {
			if now.After(p.until) {
				delete(d.seen, sum)
			}
		}
	}
	p, known := d.seen[s.sum]
	if !known {
		d.seen[s.sum] = passage{first: now, until: s.at.Add(signedWithin)}
		return nil
	}
	if search && now.Sub(p.first) <= searchedFor {
		return nil
	}
	return errAgain
}

// isSearch reports whether a request asks for options.
func isSearch(q request) bool {
	var a action
	return q.kind == kindAction && lenient(q.payload, &a) == nil && a.Type == "block_suggestion"
}

// A hush keeps one sort of line from filling the log.
type hush struct {
	mu    sync.Mutex
	sorts map[string]silenced
}

type silenced struct {
	until time.Time
	left  int // how many lines were not written
}

// seldomEvery is how often one sort of line is written at most.
const seldomEvery = time.Minute

// seldom begins a line of the log, at most one of its sort a minute, with how often it would
// have been written since.
func (s *Slack) seldom(now time.Time, sort string) *zerolog.Event {
	s.hush.mu.Lock()
	defer s.hush.mu.Unlock()
	h, known := s.hush.sorts[sort]
	if known && now.Before(h.until) {
		h.left++
		s.hush.sorts[sort] = h
		return nil // zerolog writes nothing
	}
	if s.hush.sorts == nil || len(s.hush.sorts) > 100 { // a reason to retry is Slack's own word
		s.hush.sorts = map[string]silenced{}
	}
	s.hush.sorts[sort] = silenced{until: now.Add(seldomEvery)}
	e := s.log.Warn()
	if h.left > 0 {
		e = e.Int("more", h.left)
	}
	return e
}
