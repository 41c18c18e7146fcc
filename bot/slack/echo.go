package slack

import (
	"strings"
	"sync"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Slack tells the desk of its own messages, too, and sooner than its histories do. Their first
// block is named for the row that they say, so that an answer that was lost need seldom be looked
// for, and a row that was said twice is known for it: what people write under either copy is
// heard.

const (
	// rowBlock stands before a row's key in the name of a message's first block.
	rowBlock = "row:"
	// echoesKept is how many rows are remembered. A row is looked for within seconds.
	echoesKept = 4000
)

// rowOf is the key of the row that a message says, if it says so.
func (ev event) rowOf() string {
	if len(ev.Blocks) == 0 {
		return ""
	}
	key, _ := strings.CutPrefix(ev.Blocks[0].ID, rowBlock)
	if key == ev.Blocks[0].ID {
		return ""
	}
	return key
}

// echoes remembers the desk's own messages for a while: those that were heard, and which of them
// the desk takes for the row's.
type echoes struct {
	mu    sync.Mutex
	rows  map[string]*echo
	order []string // oldest first
}

type echo struct {
	heard []domain.Spot
	taken domain.Spot // zero while it is not known
}

func (e *echoes) row(key string) *echo {
	if e.rows == nil {
		e.rows = map[string]*echo{}
	}
	r := e.rows[key]
	if r == nil {
		r = &echo{}
		e.rows[key] = r
		if e.order = append(e.order, key); len(e.order) > echoesKept {
			delete(e.rows, e.order[0])
			e.order = e.order[1:]
		}
	}
	return r
}

// hear notes a message of a row; it answers whether the desk takes another one for the row's.
func (e *echoes) hear(key string, at domain.Spot) (copied bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.row(key)
	if !r.taken.IsZero() {
		return r.taken.Channel != at.Channel || r.taken.Message != at.Message
	}
	r.heard = append(r.heard, at)
	return false
}

// find is the first message of a row that was heard.
func (e *echoes) find(key string) (domain.Spot, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r := e.rows[key]; r != nil && len(r.heard) > 0 {
		return r.heard[0], true
	}
	return domain.Spot{}, false
}

// take notes which message the desk takes for a row's, and answers what else was heard of it.
func (e *echoes) take(key string, at domain.Spot) (copies []domain.Spot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.row(key)
	for _, h := range r.heard {
		if h.Channel != at.Channel || h.Message != at.Message {
			copies = append(copies, h)
		}
	}
	r.taken, r.heard = at, nil
	return copies
}

// receipt is what becomes of a row whose message is known.
func (s *Slack) receipt(key string, at domain.Spot) bot.Receipt {
	return bot.Receipt{Spot: at, Copies: s.echoes.take(key, at)}
}
