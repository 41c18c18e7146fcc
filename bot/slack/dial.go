package slack

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// A dialError is a connection that did not come about: what was to be sent over it surely was
// not.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }

func (e *dialError) Unwrap() error { return e.err }

// dial opens connections of both sorts, for calls and for sockets.
func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	open := o.Dial
	if open == nil {
		open = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext
	}
	c, err := open(ctx, network, address)
	if err != nil {
		return nil, &dialError{err}
	}
	return c, nil
}

func (o Options) transport() *http.Transport {
	return &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: o.dial, ForceAttemptHTTP2: true,
		MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second}
}

func (o Options) socketDialer() *websocket.Dialer {
	return &websocket.Dialer{Proxy: http.ProxyFromEnvironment, NetDialContext: o.dial, HandshakeTimeout: 15 * time.Second}
}
