package sim

import (
	"maps"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
)

// acknowledged: what somebody was told was taken has had its effect, once; what was never
// taken has had none.
func (w *world) acknowledged(p *past) error {
	for _, e := range w.ledger.order {
		events := p.causes[e.key]
		w.once(e, events)
		if e.kind == "lost" || e.kind == "shared" || e.verb == "chatter" {
			continue
		}
		_, answered := p.row("answer/" + e.key)
		switch {
		case e.verb == "bot":
			if len(events) > 0 {
				w.fail(w.at, "%s (%s) had an effect: %s", e.key, e.what, events[0].Event.EventKind())
			}
		case len(events) > 0 && !e.acked && !e.unsure:
			w.fail(w.at, "%s (%s) had an effect and was never taken", e.key, e.what)
		case !e.acked || len(events) > 0 || answered:
		case w.expected(p, e):
			w.fail(w.at, "%s (%s) was acknowledged and had no effect", e.key, e.what)
		}
		if len(events) > 0 && e.kind == "message" && e.verb == "say" {
			w.heard(e, events)
		}
	}
	for _, cause := range slices.Sorted(maps.Keys(p.causes)) {
		events := p.causes[cause]
		if a := events[0].Actor; (a.Kind == domain.ByPerson || a.Kind == domain.ByStranger) && w.ledger.entries[cause] == nil {
			w.fail(w.at, "%s of %s has a cause that nobody ever sent: %s", events[0].Event.EventKind(), events[0].ref, cause)
		}
	}
	return nil
}

// expected reports whether an acknowledged envelope must have left a trace: whatever was said to
// the desk is answered, and words in a case's thread are kept.
func (w *world) expected(p *past, e *entry) bool {
	if e.kind == "line" || e.kind == "pressed" || e.kind == "filled" {
		return true
	}
	head := w.platform.byID[e.root]
	if head == nil || head.heads.IsZero() {
		return false
	}
	b, lost := p.bound(head.heads)
	return b != nil && !lost && b.Spot.Thread == head.id
}

// twice are the events that one command may cause several times on one thing.
var twice = map[string]bool{
	"clock.started/1": true, "clock.marked/1": true, "clock.breached/1": true, "due.moved/1": true, "clock.warned/1": true,
	"case.requested/1": true, "case.watched/1": true, "case.file_seen/1": true, "person.unlinked/1": true, "clock.looked/1": true,
	"dialogue.answered/1": true,
}

// once: of one request there is one effect, however often it was handed over.
func (w *world) once(e *entry, events []caused) {
	type one struct {
		ref  domain.Ref
		kind string
	}
	seen := map[one]int{}
	for _, c := range events {
		kind := c.Event.EventKind()
		if kind == (account.Linked{}).EventKind() {
			w.counts.Linked++
		}
		if !c.Now.Equal(events[0].Now) {
			w.fail(w.at, "%s (%s) was decided at %s and again at %s", e.key, e.what, events[0].Now, c.Now)
			return
		}
		if seen[one{c.ref, kind}]++; seen[one{c.ref, kind}] > 1 && !twice[kind] {
			w.fail(w.at, "%s (%s) caused %s of %s twice", e.key, e.what, kind, c.ref)
		}
	}
	opened := 0
	for k, n := range seen {
		if k.kind == (casework.Opened{}).EventKind() {
			opened += n
		}
	}
	if opened > 1 {
		w.fail(w.at, "%s (%s) opened %d cases", e.key, e.what, opened)
	}
}

// heard: plain words are kept once, as what they are for whoever wrote them.
func (w *world) heard(e *entry, events []caused) {
	n := 0
	for _, c := range events {
		var message string
		switch x := c.Event.(type) {
		case dialogue.Answered, dialogue.Ended:
			return // they were asked something there, and this answers it
		case casework.Replied:
			message = x.Message
		case casework.Heard:
			message = x.Message
		case casework.Beside: // of whoever is of neither side
			if message = x.Message; x.From.IsZero() || x.From != e.who.handle {
				w.fail(w.at, "%s (%s) is nobody's words", e.key, e.what)
			}
		case casework.Noted:
			message = x.Message
		default:
			continue
		}
		if n++; message != e.message {
			w.fail(w.at, "%s (%s) is kept as message %q", e.key, e.what, message)
		}
	}
	if n != 1 {
		w.fail(w.at, "%s (%s) is kept %d times", e.key, e.what, n)
	}
}
