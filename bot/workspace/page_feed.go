package workspace

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// nudge makes every open page look again.
func (w *Workspace) nudge() { w.seen.wake() }

func (f *feed[T]) wake() {
	close(f.more)
	f.more = make(chan struct{})
}

// feedPause keeps a busy moment from drawing the page more often than this.
const feedPause = 60 * time.Millisecond

// serveFeed tells a page when to look again, and what failed in front of its
// person.
func (p *page) serveFeed(rw http.ResponseWriter, r *http.Request) {
	w, q := p.w, r.URL.Query()
	w.mu.Lock()
	u, err := w.someone(q.Get("as"))
	seq, _ := strconv.Atoi(q.Get("seen"))
	logged := w.log.gone + len(w.log.items)
	w.mu.Unlock()
	flusher, ok := rw.(http.Flusher)
	if err != nil || !ok {
		http.Error(rw, "no feed", http.StatusNotFound)
		return
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.WriteHeader(http.StatusOK)
	for {
		w.mu.Lock()
		items, more := w.seen.after(seq)
		seq = w.seen.gone + len(w.seen.items)
		_, logs := w.log.after(logged)
		logged = w.log.gone + len(w.log.items)
		w.mu.Unlock()
		for _, h := range items {
			if h.Kind == Failed && h.To == u.ID {
				b, _ := json.Marshal(strings.TrimSpace(h.Name + " failed: " + h.Text))
				_, _ = io.WriteString(rw, "event: failed\ndata: "+string(b)+"\n\n")
			}
		}
		if _, err := io.WriteString(rw, "event: look\ndata: "+strconv.Itoa(seq)+"\n\n"); err != nil {
			return
		}
		flusher.Flush()
		if q.Get("i") != "1" {
			logs = nil
		}
		select {
		case <-more:
		case <-logs:
		case <-r.Context().Done():
			return
		}
		select {
		case <-time.After(feedPause):
		case <-r.Context().Done():
			return
		}
	}
}
