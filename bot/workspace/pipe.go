package workspace

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// A Pipe is a network in memory: a listener, and a dialer for the clients
// that are to reach it. It works inside a synctest bubble, where real
// sockets do not. As on a real network, writes are buffered: a peer that
// stops reading is noticed only when the buffer is full.
type Pipe struct {
	host string
	wait chan net.Conn
	shut chan struct{}
	once sync.Once
}

// NewPipe returns a network on which one listener has the given host name.
func NewPipe(host string) *Pipe {
	return &Pipe{host: host, wait: make(chan net.Conn), shut: make(chan struct{})}
}

// Accept waits for the next client.
func (p *Pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.wait:
		return c, nil
	case <-p.shut:
		return nil, net.ErrClosed
	}
}

// Close ends listening; open connections stay.
func (p *Pipe) Close() error {
	p.once.Do(func() { close(p.shut) })
	return nil
}

// Addr is the listener's host name with port 80.
func (p *Pipe) Addr() net.Addr { return pipeAddr(p.host) }

// DialContext connects a client; it fits http.Transport and
// websocket.Dialer. Every address leads to the one listener.
func (p *Pipe) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := newPipeConn(p.host)
	select {
	case p.wait <- there:
		return here, nil
	case <-p.shut:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeAddr string

func (a pipeAddr) Network() string { return "pipe" }
func (a pipeAddr) String() string  { return string(a) }

// pipeBuffer is how much one side may write unread.
const pipeBuffer = 64 << 10

// half is one direction of a connection.
type half struct {
	mu      sync.Mutex
	cond    *sync.Cond
	buf     []byte
	ended   bool // the writer closed: the reader sees the end after what is buffered
	ignored bool // the reader closed: what is written goes nowhere
	reset   bool // and the writer has learned it, as by a TCP reset
}

func newHalf() *half {
	h := &half{}
	h.cond = sync.NewCond(&h.mu)
	return h
}

type pipeConn struct {
	host     string
	in, out  *half
	mu       sync.Mutex
	deadline [2]time.Time // read, write
	timer    [2]*time.Timer
}

func newPipeConn(host string) (a, b *pipeConn) {
	x, y := newHalf(), newHalf()
	return &pipeConn{host: host, in: x, out: y}, &pipeConn{host: host, in: y, out: x}
}

func (c *pipeConn) late(i int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.deadline[i].IsZero() && !time.Now().Before(c.deadline[i])
}

func (c *pipeConn) Read(b []byte) (int, error) {
	h := c.in
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.ignored:
			return 0, net.ErrClosed
		case len(h.buf) > 0:
			n := copy(b, h.buf)
			h.buf = h.buf[n:]
			h.cond.Broadcast()
			return n, nil
		case h.ended:
			return 0, io.EOF
		case c.late(0):
			return 0, os.ErrDeadlineExceeded
		}
		h.cond.Wait()
	}
}

// Write returns an error only for the second write after the peer has gone:
// as over TCP, the first one is what brings the news back.
func (c *pipeConn) Write(b []byte) (int, error) {
	h := c.out
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for len(b) > 0 {
		switch room := pipeBuffer - len(h.buf); {
		case h.ended:
			return n, net.ErrClosed
		case h.reset:
			return n, io.ErrClosedPipe
		case h.ignored:
			h.reset = true
			return n + len(b), nil
		case c.late(1):
			return n, os.ErrDeadlineExceeded
		case room <= 0:
			h.cond.Wait()
		default:
			k := min(room, len(b))
			h.buf = append(h.buf, b[:k]...)
			b, n = b[k:], n+k
			h.cond.Broadcast()
		}
	}
	return n, nil
}

func (c *pipeConn) Close() error {
	c.in.mu.Lock()
	c.in.ignored, c.in.buf = true, nil
	c.in.cond.Broadcast()
	c.in.mu.Unlock()
	c.out.mu.Lock()
	c.out.ended = true
	c.out.cond.Broadcast()
	c.out.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.timer {
		if t != nil {
			t.Stop()
		}
	}
	return nil
}

func (c *pipeConn) LocalAddr() net.Addr  { return pipeAddr(c.host) }
func (c *pipeConn) RemoteAddr() net.Addr { return pipeAddr("client") }

func (c *pipeConn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}
func (c *pipeConn) SetReadDeadline(t time.Time) error  { return c.set(0, c.in, t) }
func (c *pipeConn) SetWriteDeadline(t time.Time) error { return c.set(1, c.out, t) }

func (c *pipeConn) set(i int, h *half, t time.Time) error {
	c.mu.Lock()
	c.deadline[i] = t
	if c.timer[i] != nil {
		c.timer[i].Stop()
		c.timer[i] = nil
	}
	wake := func() {
		h.mu.Lock()
		h.cond.Broadcast()
		h.mu.Unlock()
	}
	d := time.Until(t)
	if !t.IsZero() && d > 0 {
		c.timer[i] = time.AfterFunc(d, wake)
	}
	c.mu.Unlock()
	if !t.IsZero() && d <= 0 {
		wake()
	}
	return nil
}
