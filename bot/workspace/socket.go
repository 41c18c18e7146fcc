package workspace

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxSockets is how many Socket Mode connections an app may hold at once.
const maxSockets = 10

// A ticket is a Socket Mode URL that was handed out; it works once.
type ticket struct {
	app   *app
	until time.Time
	short bool // debug_reconnects: the socket lives six minutes
}

// A socket is one Socket Mode connection.
type socket struct {
	w      *Workspace
	app    *app
	number int
	conn   *websocket.Conn
	timers []*time.Timer

	leaving bool

	mu    sync.Mutex
	queue []outgoing
	wake  chan struct{}
	gone  chan struct{} // closed when the socket ends
	once  sync.Once
	mute  bool // half-open: nothing is written or read any more
}

// An outgoing frame; with the trip that it begins, where it delivers something. Without a body
// it is the end.
type outgoing struct {
	body []byte
	trip *trip
}

// write queues one frame; it never blocks.
func (s *socket) write(b []byte) { s.deliver(b, nil) }

// deliver queues the frame of a delivery; it never blocks.
func (s *socket) deliver(b []byte, t *trip) {
	s.mu.Lock()
	s.queue = append(s.queue, outgoing{b, t})
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *socket) take() ([]outgoing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue
	s.queue = nil
	return q, s.mute
}

func (s *socket) setMute() {
	s.mu.Lock()
	s.mute = true
	s.mu.Unlock()
}

// end closes the connection without ceremony.
func (s *socket) end() {
	s.once.Do(func() {
		close(s.gone)
		s.conn.Close()
	})
}

// pick chooses any of an app's sockets, as Slack does.
func (w *Workspace) pick(a *app) *socket {
	if len(a.sockets) == 0 {
		return nil
	}
	return a.sockets[w.rng.IntN(len(a.sockets))]
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	key := r.URL.Query().Get("ticket")
	t := w.tickets[key]
	delete(w.tickets, key)
	down := w.down() || w.closed
	w.mu.Unlock()
	switch {
	case down:
		http.Error(rw, "service unavailable", http.StatusServiceUnavailable)
		return
	case t == nil || time.Now().After(t.until):
		http.Error(rw, "not authorized", http.StatusUnauthorized)
		return
	}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := &socket{w: w, app: t.app, conn: conn, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	life := w.opt.SocketLife
	if t.short || r.URL.Query().Get("debug_reconnects") == "true" {
		life = 6 * time.Minute
	}
	if !w.welcome(s, life) {
		return
	}
	w.wg.Go(s.writing)
	s.reading()
	w.mu.Lock()
	w.forget(s)
	for _, tm := range s.timers {
		w.stop(tm)
	}
	w.note(Inspection{App: t.app.ID, Kind: "socket", Name: "closed", Text: "socket " + itoa(s.number)})
	w.mu.Unlock()
	s.end()
}

// welcome counts the socket in, greets it and plans its end.
func (w *Workspace) welcome(s *socket, life time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		s.end()
		return false
	}
	if len(s.app.sockets) >= maxSockets {
		_ = s.conn.WriteJSON(obj{"type": "disconnect", "reason": "too_many_websockets", "debug_info": s.debug()})
		s.end()
		return false
	}
	s.app.opened++
	s.number = s.app.opened
	s.app.sockets = append(s.app.sockets, s)
	s.write(mustJSON(obj{"type": "hello", "num_connections": len(s.app.sockets),
		"debug_info":      obj{"host": "local-workspace", "started": time.Now().UTC().Format(time.RFC3339), "build_number": 1, "approximate_connection_time": int(life / time.Second)},
		"connection_info": obj{"app_id": s.app.ID}}))
	s.timers = append(s.timers, w.after(max(0, life-goodbye), func() { w.refresh(s) }))
	w.note(Inspection{App: s.app.ID, Kind: "socket", Name: "open", Text: "socket " + itoa(s.number)})
	return true
}

// goodbye is how long a socket lives on after its warning.
const goodbye = 10 * time.Second

// refresh warns a socket's client and ends the socket a little later.
func (w *Workspace) refresh(s *socket) {
	if s.leaving {
		return
	}
	s.leaving = true
	s.bye("warning")
	s.timers = append(s.timers, w.after(goodbye, func() { s.bye("refresh_requested"); s.close() }))
}

func (s *socket) debug() obj { return obj{"host": "local-workspace"} }

// bye asks the client to open another socket; the reason says how soon this
// one closes.
func (s *socket) bye(reason string) {
	s.write(mustJSON(obj{"type": "disconnect", "reason": reason, "debug_info": s.debug()}))
	s.w.note(Inspection{App: s.app.ID, Kind: "socket", Name: "disconnect " + reason, Text: "socket " + itoa(s.number)})
}

// close ends the socket after what is queued was written.
func (s *socket) close() { s.write(nil) }

func (s *socket) writing() {
	defer s.end()
	ping := time.NewTicker(s.w.opt.PingEvery)
	defer ping.Stop()
	n := 0
	for {
		select {
		case <-s.gone:
			return
		case <-ping.C:
			if _, mute := s.take0(); mute {
				continue
			}
			n++
			_ = s.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if s.conn.WriteMessage(websocket.PingMessage, []byte("Ping from local-workspace "+strconv.Itoa(n))) != nil {
				return
			}
		case <-s.wake:
			q, mute := s.take()
			if mute {
				continue
			}
			for _, o := range q {
				if o.body == nil {
					_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
					return
				}
				_ = s.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
				if o.trip != nil {
					o.trip.leaves()
				}
				if s.conn.WriteMessage(websocket.TextMessage, o.body) != nil {
					return
				}
			}
		}
	}
}

// take0 tells whether the socket is mute without taking anything.
func (s *socket) take0() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue), s.mute
}

func (s *socket) reading() {
	for {
		_, b, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		at := time.Now()
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(b, &ack) != nil || ack.EnvelopeID == "" {
			continue
		}
		if _, mute := s.take0(); mute {
			<-s.gone
			return
		}
		s.w.mu.Lock()
		s.w.acked(s, ack.EnvelopeID, ack.Payload, at)
		s.w.mu.Unlock()
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
