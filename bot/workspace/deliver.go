package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"time"
)

// ackWithin is how long an app has to acknowledge an envelope.
const ackWithin = 3 * time.Second

// Errors a Delivery ends with; their texts are what Slack shows the person.
var (
	ErrTimeout  = errors.New("operation_timeout") // nobody acknowledged within three seconds
	ErrDispatch = errors.New("dispatch_failed")   // nobody was connected
	ErrLost     = errors.New("event lost")        // an event was never acknowledged
	ErrClosed   = errors.New("workspace closed")
)

// A Delivery is an envelope on its way to an app. The user side returns one
// for slash commands, presses and forms.
type Delivery struct {
	w       *Workspace
	app     *app
	kind    string // "events_api", "slash_commands", "interactive"
	name    string // event type, command, interaction type
	id      string // event id, or the envelope's own
	channel string
	payload json.RawMessage
	accepts bool
	onAck   func(payload json.RawMessage) // runs with the lock held
	onFail  func(error)                   // likewise

	envelope string
	attempt  int
	reason   string // why it is sent again
	trip     *trip  // of the latest attempt
	socket   *socket
	timer    *time.Timer
	struck   bool // a fault has struck it already

	done   chan struct{}
	ended  bool
	answer json.RawMessage
	err    error
}

// Wait waits until the app has acknowledged and returns the payload of its
// acknowledgement, which may be empty; or ErrTimeout or ErrDispatch.
func (d *Delivery) Wait(ctx context.Context) (json.RawMessage, error) {
	select {
	case <-d.done:
		return d.answer, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Done is closed when the delivery ended either way.
func (d *Delivery) Done() <-chan struct{} { return d.done }

// send sends a delivery on any of the app's sockets.
func (w *Workspace) send(d *Delivery) {
	if w.closed {
		w.fail(d, ErrClosed)
		return
	}
	if w.eventFault(d) {
		return
	}
	d.envelope = w.newUUID()
	if d.id == "" {
		d.id = d.envelope
	}
	d.trip = &trip{}
	if d.app.RequestURL != "" {
		w.post(d)
		return
	}
	d.socket = w.pick(d.app)
	if d.socket == nil {
		w.note(Inspection{App: d.app.ID, Kind: "envelope", Name: d.kind + " " + d.name, ID: d.id, Error: "no_socket", In: d.payload})
		w.missed(d, ErrDispatch)
		return
	}
	env := obj{"envelope_id": d.envelope, "type": d.kind, "accepts_response_payload": d.accepts, "payload": d.payload}
	if d.kind == "events_api" {
		env["retry_attempt"], env["retry_reason"] = d.attempt, d.reason
	}
	w.inflight[d.envelope] = d
	d.socket.deliver(mustJSON(env), d.trip)
	w.note(Inspection{App: d.app.ID, Kind: "envelope", Name: d.kind + " " + d.name, ID: d.id, In: d.payload,
		Text: "attempt " + itoa(d.attempt) + " on socket " + itoa(d.socket.number)})
	d.timer = w.after(ackWithin, func() {
		if w.inflight[d.envelope] == d {
			w.missed(d, ErrTimeout)
		}
	})
}

// missed handles an envelope nobody acknowledged in time: an event is sent
// again later; a slash command or an interaction never is, it fails in front
// of the person.
func (w *Workspace) missed(d *Delivery, err error) {
	if d.envelope != "" {
		delete(w.inflight, d.envelope)
		w.over(d.envelope)
	}
	if d.kind != "events_api" {
		w.fail(d, err)
		return
	}
	pause, again := d.nextPause()
	if !again {
		w.note(Inspection{App: d.app.ID, Kind: "lost", Name: d.name, ID: d.id, Error: err.Error()})
		w.fail(d, ErrLost)
		return
	}
	d.attempt++
	if d.reason == "" {
		d.reason = "timeout"
	}
	w.after(pause, func() { w.send(d) })
}

// over remembers an envelope that ended, to tell a late acknowledgement
// from a made-up one; only the inspector asks, so forgetting is harmless.
func (w *Workspace) over(envelope string) {
	if len(w.spent) > 100_000 {
		clear(w.spent)
	}
	w.spent[envelope] = true
}

func (d *Delivery) nextPause() (time.Duration, bool) {
	again := d.w.opt.Redelivery
	switch {
	case d.attempt < len(again):
		return again[d.attempt], true
	case d.app.DelayedEvents && d.attempt < len(again)+24:
		return time.Hour, true
	}
	return 0, false
}

// acked handles an acknowledgement. One that comes late, twice or on another
// socket than its envelope's is noted and changes nothing.
func (w *Workspace) acked(s *socket, envelope string, payload json.RawMessage, at time.Time) {
	d := w.inflight[envelope]
	if d == nil || d.socket != s {
		why := "unknown envelope"
		if w.spent[envelope] {
			why = "too late or twice"
		} else if d != nil {
			why = "on another socket than the envelope came on"
		}
		w.note(Inspection{App: s.app.ID, Kind: "late ack", ID: envelope, Text: why, Out: payload})
		return
	}
	if len(payload) >= 20_000 {
		// Slack drops such an answer without a word; the envelope times out.
		w.note(Inspection{App: s.app.ID, Kind: "late ack", ID: d.id, Text: "payload of 20 kB or more: ignored"})
		return
	}
	delete(w.inflight, envelope)
	w.over(envelope)
	w.stop(d.timer)
	d.trip.back.Store(&at)
	w.took(d, payload)
}

// A trip is the way of one attempt: it begins as its first byte is handed to the network, and
// ends as its acknowledgement is read off it. What this workspace does before and after, and who
// waits for its lock meanwhile, is no part of it.
type trip struct{ left, back atomic.Pointer[time.Time] }

func (t *trip) leaves() {
	now := time.Now()
	t.left.Store(&now)
}

func (t *trip) comes() {
	now := time.Now()
	t.back.Store(&now)
}

// took is how long it was; 0 where the network did not say.
func (t *trip) took() time.Duration {
	left, back := t.left.Load(), t.back.Load()
	if left == nil || back == nil {
		return 0
	}
	return back.Sub(*left)
}

// took ends a delivery that was acknowledged.
func (w *Workspace) took(d *Delivery, payload json.RawMessage) {
	w.note(Inspection{App: d.app.ID, Kind: "ack", Name: d.kind + " " + d.name, ID: d.id, Took: d.trip.took(), Out: payload})
	if d.ended {
		return // an earlier copy of the same event was acknowledged
	}
	if !d.accepts {
		payload = nil
	}
	d.answer = payload
	if d.onAck != nil {
		d.onAck(payload)
	}
	w.end(d)
}

func (w *Workspace) fail(d *Delivery, err error) {
	if d.ended {
		return
	}
	d.err = err
	if d.onFail != nil {
		d.onFail(err)
	}
	w.end(d)
}

func (w *Workspace) end(d *Delivery) {
	d.ended = true
	close(d.done)
}

// after runs f with the lock held once d has passed, unless the workspace
// closes first.
func (w *Workspace) after(d time.Duration, f func()) *time.Timer {
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ok := w.timers[t]; !ok || w.closed {
			return
		}
		delete(w.timers, t)
		f()
	})
	w.timers[t] = struct{}{}
	return t
}

func (w *Workspace) stop(t *time.Timer) {
	if t != nil {
		t.Stop()
		delete(w.timers, t)
	}
}
