// Package outward calls addresses that the operator configured: a webhook, a heartbeat. Such an
// address is not to be trusted to stay what it was: it is called over https alone, no redirect is
// followed, a name that resolves to this machine, its network's own housekeeping or a cloud's
// metadata service is not connected to, an answer is read up to a bound, and no error tells the
// address, which is as good as a password.
//
// What it leaves out: what is said there and what an answer means. Private networks are allowed:
// an operator's own receiver often stands in one.
package outward

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// Bounds of a call.
const (
	// Within bounds one call, answer and all.
	Within = 10 * time.Second
	// MostAnswer is how many bytes of an answer are read.
	MostAnswer = 4 << 10
)

// Errors of an address, in words that do not tell it.
var (
	ErrScheme   = errors.New("the address must begin with https://")
	ErrLoopback = errors.New("the address is of this machine, which must be allowed apart")
	ErrUserinfo = errors.New("the address holds a user name or a password before its host: leave it out")
	ErrAddress  = errors.New("this is no address of the web: it looks like https://host/path")
	ErrInside   = errors.New("the name leads to this machine, to its own network's housekeeping, or to a cloud's metadata: it is not called")
)

// Address reads an address. With loopback, one of this machine may be http as well.
func Address(text string, loopback bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, ErrAddress // the parser's own error quotes it
	}
	local := u.Hostname() == "localhost"
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		local = ip.Unmap().IsLoopback()
	}
	switch {
	case u.User != nil:
		return nil, ErrUserinfo
	case u.Scheme == "http" && local && loopback, u.Scheme == "https" && (!local || loopback):
		return u, nil
	case local && (u.Scheme == "http" || u.Scheme == "https"):
		return nil, ErrLoopback
	}
	return nil, ErrScheme
}

// A Client calls addresses that Address has read.
type Client struct{ http *http.Client }

// New makes a client; with loopback it may call this machine.
func New(loopback bool) *Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return ErrInside
		}
		if inside(at.Addr().Unmap(), loopback) {
			return ErrInside
		}
		return nil
	}}
	return &Client{&http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 5 * time.Second,
			ResponseHeaderTimeout: Within, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// metadata are services of clouds that hand out credentials to whoever asks from inside and that
// lie in no range of their own.
var metadata = []netip.Addr{netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16")}

func inside(ip netip.Addr, loopback bool) bool {
	switch {
	case ip.IsLoopback():
		return !loopback
	case ip.IsUnspecified(), ip.IsLinkLocalUnicast(), ip.IsLinkLocalMulticast(), ip.IsMulticast(), ip.IsInterfaceLocalMulticast():
		return true
	}
	for _, m := range metadata {
		if ip == m {
			return true
		}
	}
	return false
}

// An Answer is what is looked at of an answer.
type Answer struct {
	Status int
	After  string // its Retry-After
}

// Do makes one call. Its error tells no address.
func (c *Client) Do(ctx context.Context, req *http.Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Within)
	defer cancel()
	req.Header.Set("User-Agent", "deskhand")
	resp, err := c.http.Do(req.WithContext(ctx))
	if err != nil {
		return Answer{}, plain(err)
	}
	defer resp.Body.Close()
	// What is left of the answer would have to be read for the connection to be used again.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, MostAnswer))
	return Answer{Status: resp.StatusCode, After: resp.Header.Get("Retry-After")}, nil
}

// Close lets go of connections that nothing uses.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// plain is an error of a call without the address that it was made to.
func plain(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	switch {
	case errors.Is(err, ErrInside):
		return ErrInside
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %s", Within)
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		if d.IsNotFound {
			return errors.New("the host's name is not known")
		}
		return errors.New("the host's name could not be looked up")
	}
	return err
}
