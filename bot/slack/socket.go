package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Times of a connection, in real time.
const (
	// silence is how long a connection may say nothing, not even the pings that Slack sends
	// every few seconds, before it counts as dead: half-open connections give no error.
	silence = 30 * time.Second
	// openWithin bounds opening a connection: asking for an address, dialling, the greeting.
	openWithin = 20 * time.Second
	// drain is how long a connection that was told to end still reads and acknowledges while
	// its successor is there already. Slack closes ten seconds after its warning.
	drain = 12 * time.Second
)

// maxFrame bounds what one frame may hold.
const maxFrame = 8 << 20

// A frame is what Slack sends over a socket.
type frame struct {
	Type     string          `json:"type"`
	Reason   string          `json:"reason"`
	Envelope string          `json:"envelope_id"`
	Payload  json.RawMessage `json:"payload"`
	Attempt  int             `json:"retry_attempt"`
}

// A socket is one connection of Socket Mode. It is read by one goroutine and written to by any.
type socket struct {
	conn *websocket.Conn

	write sync.Mutex

	once  sync.Once
	leave chan struct{} // closed when a successor is needed
	why   string        // … and why; written before it is closed
}

// open asks for an address, connects and waits to be greeted.
func (s *Slack) open(ctx context.Context) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	address, err := s.client.socketURL(ctx)
	if err != nil {
		return nil, err
	}
	conn, resp, err := s.opt.socketDialer().DialContext(ctx, address, nil)
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // it would name the address
		}
		return nil, fmt.Errorf("connect: %w", err)
	}
	k := &socket{conn: conn, leave: make(chan struct{})}
	conn.SetReadLimit(maxFrame)
	ping := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		k.alive()
		return ping(data)
	})
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	k.alive()
	f, err := k.read()
	switch {
	case err != nil:
		conn.Close()
		return nil, fmt.Errorf("await the greeting: %w", err)
	case f.Type == "disconnect":
		conn.Close()
		return nil, &partingError{f.Reason}
	case f.Type != "hello":
		conn.Close()
		return nil, fmt.Errorf("greeted with %q", f.Type)
	}
	return k, nil
}

// A partingError is a connection that Slack ended with a reason.
type partingError struct{ reason string }

func (e *partingError) Error() string { return "slack ended the connection: " + e.reason }

// alive moves the end of patience on. What the bot itself sends shows nothing.
func (k *socket) alive() { _ = k.conn.SetReadDeadline(time.Now().Add(silence)) }

// read waits for the next frame. A frame that is no JSON is passed over.
func (k *socket) read() (frame, error) {
	for {
		kind, b, err := k.conn.ReadMessage()
		if err != nil {
			return frame{}, err
		}
		k.alive()
		var f frame
		if kind == websocket.TextMessage && json.Unmarshal(b, &f) == nil {
			return f, nil
		}
	}
}

// ack acknowledges an envelope on the connection it came on: on another one Slack need not
// take it.
func (k *socket) ack(envelope string, payload any) error {
	b, err := json.Marshal(struct {
		Envelope string `json:"envelope_id"`
		Payload  any    `json:"payload,omitempty"`
	}{envelope, payload})
	if err != nil {
		return fmt.Errorf("encode an acknowledgement: %w", err)
	}
	if len(b) > maxAckBytes {
		return fmt.Errorf("an acknowledgement of %d bytes, which Slack would drop", len(b))
	}
	k.write.Lock()
	defer k.write.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return k.conn.WriteMessage(websocket.TextMessage, b)
}

// part asks for a successor; the first reason counts.
func (k *socket) part(why string) {
	k.once.Do(func() {
		k.why = why
		close(k.leave)
	})
}
