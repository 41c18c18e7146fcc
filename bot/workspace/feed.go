package workspace

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Deed says what happened in a Happening.
type Deed string

// The deeds of the feed.
const (
	Posted    Deed = "posted"
	Edited    Deed = "edited"
	Deleted   Deed = "deleted"
	Whispered Deed = "ephemeral"    // shown to To only
	Opened    Deed = "view opened"  // a form, shown to To only
	Updated   Deed = "view updated" // or the form beneath one that closed
	Closed    Deed = "view closed"
	Refused   Deed = "view refused" // a form came back with field errors
	Home      Deed = "home"         // To's Home tab was drawn
	Pinned    Deed = "pinned"
	Unpinned  Deed = "unpinned"
	Topic     Deed = "topic"
	Reacted   Deed = "reacted"
	Joined    Deed = "joined"
	Left      Deed = "left"
	Created   Deed = "created" // a channel
	Archived  Deed = "archived"
	Shared    Deed = "shared"   // a channel became shared with Text, a team id
	Unshared  Deed = "unshared" // and no longer
	Bookmarks Deed = "bookmark"
	Failed    Deed = "failed" // To saw an error: Text is Slack's code, Name the command or button
	Asked     Deed = "slash"  // By typed a slash command, Name and Text (nobody else sees it)
	Pressed   Deed = "pressed"
)

// A Happening is something a person could see, with the instant it showed.
type Happening struct {
	Seq     int // 1, 2, 3 …
	At      time.Time
	Kind    Deed
	By      string // user id; empty for the workspace itself
	To      string // the only person who sees it, where that is so
	Channel string
	Message Message // for deeds on messages: as it is after the deed
	View    View
	Name    string
	Text    string
}

// An Inspection is one line of what went over the wire.
type Inspection struct {
	Seq   int
	At    time.Time
	App   string // app id, where known
	Kind  string // "call", "envelope", "ack", "late ack", "socket", "lost", "hook", "fault", "note"
	Name  string // method, envelope type, event type
	ID    string // envelope, event or response URL id
	Error string // Slack's error code, if refused
	Took  time.Duration
	In    json.RawMessage // what came, tokens left out
	Out   json.RawMessage // what was answered
	Text  string
}

// A feed is an ordered list that can be read from anywhere and waited on.
type feed[T any] struct {
	items []T
	gone  int // how many of the oldest were dropped
	more  chan struct{}
}

// feedKeeps bounds a feed: the oldest half is dropped beyond it.
const feedKeeps = 200_000

func (f *feed[T]) init() { f.more = make(chan struct{}) }

func (f *feed[T]) add(make_ func(seq int) T) {
	if len(f.items) >= feedKeeps {
		n := feedKeeps / 2
		f.items = append([]T(nil), f.items[n:]...)
		f.gone += n
	}
	f.items = append(f.items, make_(f.gone+len(f.items)+1))
	close(f.more)
	f.more = make(chan struct{})
}

// after returns what came after seq, and a channel closed at the next.
func (f *feed[T]) after(seq int) ([]T, <-chan struct{}) {
	from := max(0, min(seq-f.gone, len(f.items)))
	return f.items[from:len(f.items):len(f.items)], f.more
}

func (w *Workspace) happen(h Happening) {
	h.At = w.opt.Now()
	if h.Channel == "" {
		h.Channel = h.Message.Channel
	}
	w.seen.add(func(seq int) Happening { h.Seq = seq; return h })
}

func (w *Workspace) note(i Inspection) {
	i.At = w.opt.Now()
	w.log.add(func(seq int) Inspection { i.Seq = seq; return i })
}

// Happened returns everything visible that happened after the given Seq.
func (w *Workspace) Happened(after int) []Happening {
	w.mu.Lock()
	defer w.mu.Unlock()
	items, _ := w.seen.after(after)
	return append([]Happening(nil), items...)
}

// Watch yields everything visible that happens after the given Seq, in
// order, until ctx ends.
func (w *Workspace) Watch(ctx context.Context, after int) iter.Seq[Happening] {
	return watch(ctx, w, &w.seen, after)
}

// Inspected returns what went over the wire after the given Seq.
func (w *Workspace) Inspected(after int) []Inspection {
	w.mu.Lock()
	defer w.mu.Unlock()
	items, _ := w.log.after(after)
	return append([]Inspection(nil), items...)
}

// Inspect yields what goes over the wire after the given Seq until ctx ends.
func (w *Workspace) Inspect(ctx context.Context, after int) iter.Seq[Inspection] {
	return watch(ctx, w, &w.log, after)
}

func watch[T any](ctx context.Context, w *Workspace, f *feed[T], after int) iter.Seq[T] {
	return func(yield func(T) bool) {
		for ctx.Err() == nil {
			w.mu.Lock()
			items, more := f.after(after)
			if end := f.gone + len(f.items); end > after {
				after = end
			}
			w.mu.Unlock()
			for _, it := range items {
				if !yield(it) {
					return
				}
			}
			select {
			case <-more:
			case <-ctx.Done():
			}
		}
	}
}
