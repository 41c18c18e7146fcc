package slackworld

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/deskhand/deskhand/bot/workspace"
)

// A network is a network in memory that can be cut.
type network struct {
	pipe *workspace.Pipe

	mu    sync.Mutex
	down  bool
	conns map[net.Conn]bool
}

func newNetwork(host string) *network {
	return &network{pipe: workspace.NewPipe(host), conns: map[net.Conn]bool{}}
}

// DialContext connects to the one listener, unless the network is cut.
func (n *network) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	down := n.down
	n.mu.Unlock()
	if down {
		return nil, errors.New("connection refused")
	}
	c, err := n.pipe.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[c] = true
	return &tracked{c, n}, nil
}

func (n *network) isDown() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.down
}

// cut breaks every connection and lets none come about until it is mended.
func (n *network) cut(down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = down
	if down {
		for c := range n.conns {
			c.Close()
		}
		clear(n.conns)
	}
}

type tracked struct {
	net.Conn
	n *network
}

func (t *tracked) Close() error {
	t.n.mu.Lock()
	delete(t.n.conns, t.Conn)
	t.n.mu.Unlock()
	return t.Conn.Close()
}
