package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// HTTP mode: Slack posts what it has for the desk to one address, signed, and the answer is the
// acknowledgement. What is taken in goes the way of every envelope from there on.

const (
	// maxBody bounds a request. The longest message there is, edited, comes to a megabyte.
	maxBody = 4 << 20
	// answerWithin is how long a request waits for its acknowledgement, in real time: Slack
	// gives three seconds, and the way there and back is part of them.
	answerWithin = 2800 * time.Millisecond
)

// OverHTTP reports whether this adapter is in HTTP mode.
func (s *Slack) OverHTTP() bool { return s.opt.SigningSecret != "" }

// Handler takes in what Slack sends in HTTP mode, whatever the path: events, commands,
// interactions and searches, which may all be sent to one address. It speaks plain HTTP; TLS is
// for who stands before it. While no Run is there to take things in it answers 503, and Slack
// sends its events again.
//
// What is not signed by Slack, or was signed more than five minutes ago, is 401: nothing is
// stored, and the log says so once a minute. What Slack signed and sends once, but comes again,
// is 409 and does nothing.
func (s *Slack) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Slack) serve(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet && req.URL.Query().Get("ssl_check") == "1" {
		return // Slack looks now and then whether the certificate is still good
	}
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	now := time.Now()
	mark, body, err := s.signed(w, req, now)
	if err != nil {
		s.turnAway(w, now, err)
		return
	}
	q, err := understood(req.Header.Get("Content-Type"), body)
	switch {
	case err != nil:
		s.turnAway(w, now, err)
		return
	case q.kind == kindCheck:
		answer(w, http.StatusOK, q.payload)
		return
	}
	r, ctx := s.door.enter()
	if r == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer r.work.Done()
	if err := s.door.fresh(q, mark, now); err != nil {
		s.turnAway(w, now, err)
		return
	}
	q.attempt, _ = strconv.Atoi(req.Header.Get("X-Slack-Retry-Num"))
	if why := req.Header.Get("X-Slack-Retry-Reason"); why != "" {
		// It may still not have been stored: its key says so, not the number.
		s.seldom(now, "retry "+why).Str("reason", why).Int("attempt", q.attempt).Msg("slack: it had to send something again, for it did not get an answer in time; a reason other than http_timeout and http_error is between Slack and the reverse proxy")
	}
	if q.attempt > 1 {
		r.presence.miss() // for longer than a minute: other things may have been lost for good
	}
	p := newReply()
	q.ack, q.drop = p.ack, func() { p.give(http.StatusServiceUnavailable, nil) }
	r.take(ctx, q)
	p.write(w, req.Context(), now.Add(answerWithin))
}

// A turned away request is answered with a status; final says that sending it again is of no
// use, whoever sent it.
type turnedAway struct {
	status int
	why    string
	final  bool
}

func (t *turnedAway) Error() string { return t.why }

var (
	errUnsigned = &turnedAway{http.StatusUnauthorized, "it is not signed as Slack signs", false}
	errForged   = &turnedAway{http.StatusUnauthorized, "its signature is wrong: the signing secret must be that of this app", false}
	errStale    = &turnedAway{http.StatusUnauthorized, "it was signed more than five minutes from now: if it is Slack's, this machine's clock is wrong", false}
	errLarge    = &turnedAway{http.StatusRequestEntityTooLarge, "it is too large", true}
	errCutShort = &turnedAway{http.StatusBadRequest, "it was not read to its end", false}
	errStrange  = &turnedAway{http.StatusBadRequest, "it is signed, and nothing that Slack is known to send", true}
	errAgain    = &turnedAway{http.StatusConflict, "it came before, signed at the same time: somebody plays it again", true}
)

// turnAway answers a request that is not taken in, and says so in the log, seldom.
func (s *Slack) turnAway(w http.ResponseWriter, now time.Time, err error) {
	t, ok := errors.AsType[*turnedAway](err)
	if !ok {
		t = errStrange
	}
	s.seldom(now, t.why).Int("status", t.status).Str("why", t.why).Msg("slack: a request was turned away")
	if t.final {
		w.Header().Set("X-Slack-No-Retry", "1")
	}
	w.WriteHeader(t.status)
}

// signed reads a request that Slack signed. What can be told from the headers alone is told
// before anything of the body is read.
func (s *Slack) signed(w http.ResponseWriter, req *http.Request, now time.Time) (signature, []byte, error) {
	mark, err := signatureOf(req.Header, now)
	if err != nil {
		return mark, nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return mark, nil, errLarge
	}
	if err != nil {
		return mark, nil, errCutShort
	}
	if !mark.signs(s.opt.SigningSecret, body) {
		return mark, nil, errForged
	}
	return mark, body, nil
}

// A reply is the answer to one request. It is given once.
type reply struct {
	once   sync.Once
	given  chan struct{}
	status int
	body   []byte
}

func newReply() *reply { return &reply{given: make(chan struct{})} }

// give answers; it is false where an answer was given before.
func (p *reply) give(status int, body []byte) (first bool) {
	p.once.Do(func() {
		p.status, p.body, first = status, body, true
		close(p.given)
	})
	return first
}

func (p *reply) ack(payload any) error {
	var body []byte
	if payload != nil {
		var err error
		if body, err = json.Marshal(payload); err != nil {
			p.give(http.StatusInternalServerError, nil)
			return err
		}
	}
	if !p.give(http.StatusOK, body) {
		return errors.New("slack no longer waits for it")
	}
	return nil
}

// write waits for the answer, no longer than Slack does. What is not acknowledged by then, Slack
// sends again, or shows as failed; what is being stored is stored all the same.
func (p *reply) write(w http.ResponseWriter, gone context.Context, until time.Time) {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-p.given:
	case <-gone.Done():
	case <-t.C:
	}
	p.give(http.StatusServiceUnavailable, nil)
	answer(w, p.status, p.body)
}

func answer(w http.ResponseWriter, status int, body []byte) {
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
