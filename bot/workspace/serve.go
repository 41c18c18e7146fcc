package workspace

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Serve answers on l until ctx ends, then closes every connection and waits
// for them. It returns nil after an orderly end. The listener may be of any
// kind: TCP, or Pipe's for a synctest bubble.
func (w *Workspace) Serve(ctx context.Context, l net.Listener) error {
	w.mu.Lock()
	w.base = "http://" + l.Addr().String()
	w.closed = false
	w.mu.Unlock()
	srv := &http.Server{Handler: w.Handler(), ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		w.shut()
		srv.Close()
	}()
	err := srv.Serve(l)
	if ctx.Err() == nil {
		return err
	}
	<-stopped
	w.wg.Wait()
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// shut ends every socket, timer and delivery.
func (w *Workspace) shut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for t := range w.timers {
		t.Stop()
	}
	clear(w.timers)
	for _, d := range w.inflight {
		w.fail(d, ErrClosed)
	}
	clear(w.inflight)
	for _, a := range w.apps {
		for _, s := range a.sockets {
			s.end()
		}
	}
}
