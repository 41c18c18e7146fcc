package workspace

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"
)

// HTTP mode: what would go over a socket is posted to the app's request URL,
// signed with its secret.

// Sign gives the headers Slack signs a request body with: HMAC-SHA256 over
// "v0:seconds:body" under the app's signing secret.
func Sign(secret string, at time.Time, body []byte) http.Header {
	stamp := fmt.Sprint(at.Unix())
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h := http.Header{}
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

// request builds the signed request a delivery becomes: events as JSON,
// commands and interactions as forms.
func (d *Delivery) request(ctx context.Context) (*http.Request, error) {
	kind, body := "application/json", []byte(d.payload)
	switch d.kind {
	case "slash_commands":
		var fields map[string]any
		if err := json.Unmarshal(d.payload, &fields); err != nil {
			return nil, err
		}
		form := url.Values{}
		for k, v := range fields {
			form.Set(k, fmt.Sprint(v))
		}
		kind, body = "application/x-www-form-urlencoded", []byte(form.Encode())
	case "interactive":
		kind, body = "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(d.payload)}}.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.app.RequestURL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = Sign(d.app.Signing, time.Now(), body)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (local workspace)")
	if d.attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", itoa(d.attempt))
		req.Header.Set("X-Slack-Retry-Reason", d.reason)
	}
	return req, nil
}

func (w *Workspace) client() *http.Client {
	c := http.Client{}
	if w.opt.Client != nil {
		c = *w.opt.Client
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// post sends a delivery over HTTP; the answer is its acknowledgement.
func (w *Workspace) post(d *Delivery) {
	w.note(Inspection{App: d.app.ID, Kind: "envelope", Name: d.kind + " " + d.name, ID: d.id, In: d.payload,
		Text: "attempt " + itoa(d.attempt) + " over HTTP"})
	ctx, cancel := context.WithTimeout(context.Background(), ackWithin)
	req, err := d.request(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders:         d.trip.leaves, // into a buffer, which is sent together with the body
		GotFirstResponseByte: d.trip.comes,
	}))
	if err != nil {
		cancel()
		w.missed(d, ErrDispatch)
		return
	}
	client := w.client()
	w.wg.Go(func() {
		defer cancel()
		body, again, reason := exchange(client, req)
		w.mu.Lock()
		defer w.mu.Unlock()
		switch {
		case w.closed:
			w.fail(d, ErrClosed)
		case reason == "":
			w.took(d, body)
		case !again && d.kind == "events_api":
			w.note(Inspection{App: d.app.ID, Kind: "lost", Name: d.name, ID: d.id, Error: reason, Text: "the app asked for no retry"})
			w.fail(d, ErrLost)
		default:
			d.reason = reason
			err := ErrDispatch
			if reason == "http_timeout" {
				err = ErrTimeout
			}
			w.missed(d, err)
		}
	})
}

// exchange posts and reads; reason is Slack's word for what went wrong, and
// again whether the app lets it be sent again.
func exchange(client *http.Client, req *http.Request) (body json.RawMessage, again bool, reason string) {
	resp, err := client.Do(req)
	if err != nil {
		var timeout net.Error
		if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
			return nil, true, "http_timeout"
		}
		return nil, true, "connection_failed"
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	switch {
	case err != nil:
		return nil, true, "http_timeout"
	case resp.StatusCode/100 == 3:
		return nil, true, "too_many_redirects"
	case resp.StatusCode/100 != 2:
		return nil, resp.Header.Get("X-Slack-No-Retry") != "1", "http_error"
	}
	b = bytes.TrimSpace(b)
	if len(b) > 0 && !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		b = mustJSON(string(b)) // words alone are a message
	}
	if !json.Valid(b) {
		b = nil
	}
	return b, true, ""
}

// Verify asks an app in HTTP mode to prove that it listens at its request
// URL, by a challenge it must repeat.
func (w *Workspace) Verify(ctx context.Context, appName string) error {
	w.mu.Lock()
	a, err := w.appNamed(appName)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	challenge := w.newUUID()
	d := &Delivery{w: w, app: a, kind: "url_verification", payload: mustJSON(obj{"token": "local", "type": "url_verification", "challenge": challenge})}
	w.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	req, err := d.request(ctx)
	if err != nil {
		return fmt.Errorf("workspace: verify %s: %w", a.RequestURL, err)
	}
	body, _, reason := exchange(w.client(), req)
	var said struct{ Challenge string }
	var bare string
	switch {
	case reason != "":
		return fmt.Errorf("workspace: verify %s: %s", a.RequestURL, reason)
	case json.Unmarshal(body, &said) == nil && said.Challenge == challenge:
		return nil
	case json.Unmarshal(body, &bare) == nil && bare == challenge:
		return nil
	}
	return fmt.Errorf("workspace: verify %s: the challenge was not repeated", a.RequestURL)
}
