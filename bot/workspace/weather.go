package workspace

import (
	"errors"
	"slices"
	"time"
)

// SetDown takes the platform down, or up again: while it is down every
// socket is gone and none is taken, and every call is answered with 503.
func (w *Workspace) SetDown(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isDown = down
	if down {
		w.dropAll()
	}
}

func (w *Workspace) down() bool { return w.isDown }

// DropSockets breaks every socket without a word, as a network does.
func (w *Workspace) DropSockets() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dropAll()
}

func (w *Workspace) dropAll() {
	for _, a := range w.apps {
		for _, s := range slices.Clone(a.sockets) {
			w.forget(s)
			s.end()
		}
	}
}

// MuteSockets leaves every open socket half-open: nothing is written to it,
// nothing read from it, and it is not closed. Envelopes are still sent on it,
// and so lost, until the client gives it up.
func (w *Workspace) MuteSockets() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.apps {
		for _, s := range a.sockets {
			w.mute(s)
		}
	}
}

// noticeSilence is how long the platform itself takes to see that nobody
// answers on a socket.
const noticeSilence = 30 * time.Second

func (w *Workspace) mute(s *socket) {
	s.setMute()
	s.timers = append(s.timers, w.after(noticeSilence, func() { w.forget(s); s.end() }))
}

// Refresh asks every client for a new socket, as Slack does every few hours:
// a warning, and the end of the old socket ten seconds later.
func (w *Workspace) Refresh() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.apps {
		for _, s := range a.sockets {
			w.refresh(s)
		}
	}
}

// Revoke makes every call of an app fail with a code ("token_revoked",
// "account_inactive", "invalid_auth") and disconnects it. An empty code makes
// the tokens good again.
func (w *Workspace) Revoke(appName, code string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.appNamed(appName)
	if err != nil {
		return err
	}
	w.revoke(a, code)
	return nil
}

func (w *Workspace) revoke(a *app, code string) {
	a.revoked = code
	if code == "" {
		return
	}
	for _, s := range slices.Clone(a.sockets) {
		w.forget(s)
		s.bye("link_disabled")
		s.close()
	}
}

// weather is what the page's buttons make.
func (w *Workspace) weather(name string) error {
	switch name {
	case "clear":
		w.ClearFaults()
	case "drop":
		w.DropSockets()
	case "mute":
		w.MuteSockets()
	case "refresh":
		w.Refresh()
	case "down":
		w.SetDown(true)
	case "up":
		w.SetDown(false)
	default:
		return errors.New("no such weather: " + name)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(Inspection{Kind: "fault", Name: name, Text: "by hand"})
	return nil
}

// Sockets is how many sockets an app has open; an empty name means the only
// app.
func (w *Workspace) Sockets(appName string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.appNamed(appName)
	if err != nil {
		return 0
	}
	return len(a.sockets)
}

// forget takes a socket out of the choice; what is under way on it will not
// be acknowledged.
func (w *Workspace) forget(s *socket) {
	s.app.sockets = slices.DeleteFunc(s.app.sockets, func(o *socket) bool { return o == s })
}
