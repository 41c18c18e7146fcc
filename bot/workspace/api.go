package workspace

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A method is one Web API method. Scopes are alternatives, any of which is
// enough; those that depend on the kind of conversation are checked by run.
type method struct {
	scopes   []string
	appToken bool
	run      func(*call) (obj, *refusal)
}

// A call is one Web API call while it runs; the lock is held.
type call struct {
	*Workspace
	app  *app
	name string
	args args
	host string
}

// A refusal is Slack's {"ok":false}.
type refusal struct {
	code     string
	needed   string
	provided []string
	messages []string // response_metadata.messages
	errors   []string
	retry    time.Duration // with code ratelimited: HTTP 429 and Retry-After
}

func refuse(code string) *refusal { return &refusal{code: code} }

func (r *refusal) body() obj {
	o := obj{"ok": false, "error": r.code}
	if r.needed != "" {
		o["needed"], o["provided"] = r.needed, strings.Join(r.provided, ",")
	}
	if len(r.messages) > 0 {
		o["response_metadata"] = obj{"messages": r.messages}
	}
	if len(r.errors) > 0 {
		o["errors"] = r.errors
	}
	return o
}

// methods is the table of what the workspace answers; the rest is
// unknown_method.
var methods = map[string]method{}

func init() {
	for _, table := range []map[string]method{chatMethods, conversationMethods, peopleMethods, viewMethods, noteMethods, fileMethods} {
		for name, m := range table {
			methods[name] = m
		}
	}
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	in, token, err := readArgs(r)
	if err != nil {
		answer(rw, http.StatusOK, obj{"ok": false, "error": "invalid_json"})
		return
	}
	start := time.Now()
	f, lag := w.fault(name, in)
	if f != nil && f.before(rw) {
		return
	}
	w.mu.Lock()
	if w.down() {
		w.mu.Unlock()
		http.Error(rw, "service unavailable", http.StatusServiceUnavailable)
		return
	}
	if f != nil {
		w.people(f, token, in)
	}
	w.base = or(w.base, "http://"+r.Host)
	a, body, refused := w.call(name, token, r.Host, in)
	out := mustJSON(body) // while the lock is held: it may point into the model
	i := Inspection{Kind: "call", Name: name, In: mustJSON(in), Out: out, Took: time.Since(start)}
	if a != nil {
		i.App = a.ID
		rw.Header().Set("X-OAuth-Scopes", strings.Join(a.Scopes, ","))
	}
	if refused != nil {
		i.Error = refused.code
	}
	w.note(i)
	if lag > 0 {
		w.lag(body, lag)
	}
	if f != nil && f.Kind == Removed && refused == nil {
		w.removed(f, body)
	}
	w.mu.Unlock()
	if f != nil && f.after(rw, r) {
		return
	}
	status := http.StatusOK
	if refused != nil && refused.retry > 0 {
		status = http.StatusTooManyRequests
		rw.Header().Set("Retry-After", itoa(int((refused.retry+time.Second-1)/time.Second)))
	}
	answer(rw, status, out)
}

func or(s, fallback string) string {
	if s == "" || strings.HasSuffix(s, ".invalid") {
		return fallback
	}
	return s
}

func answer(rw http.ResponseWriter, status int, body any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(body)
}

// call checks the token and the scope and runs the method.
func (w *Workspace) call(name, token, host string, in args) (*app, obj, *refusal) {
	m, known := methods[name]
	if !known {
		r := refuse("unknown_method")
		return nil, r.body(), r
	}
	a, r := w.signIn(token, m.appToken)
	if r == nil && len(m.scopes) > 0 && !m.appToken {
		r = a.needs(m.scopes...)
	}
	if r == nil {
		r = w.rated(a, name, in)
	}
	var body obj
	if r == nil {
		body, r = m.run(&call{Workspace: w, app: a, name: name, args: in, host: host})
	}
	if r != nil {
		return a, r.body(), r
	}
	if body == nil {
		body = obj{}
	}
	body["ok"] = true
	return a, body, nil
}

func (w *Workspace) signIn(token string, appToken bool) (*app, *refusal) {
	if token == "" {
		return nil, refuse("not_authed")
	}
	for _, a := range w.apps {
		switch token {
		case a.BotToken:
			if a.revoked != "" {
				return a, refuse(a.revoked)
			}
			if appToken {
				return a, refuse("not_allowed_token_type")
			}
			return a, nil
		case a.AppToken:
			if a.revoked != "" {
				return a, refuse(a.revoked)
			}
			if !appToken {
				return a, refuse("not_allowed_token_type")
			}
			return a, nil
		}
	}
	return nil, refuse("invalid_auth")
}

// needs refuses an app that has none of the scopes.
func (a *app) needs(scopes ...string) *refusal {
	if slices.ContainsFunc(scopes, a.may) {
		return nil
	}
	return &refusal{code: "missing_scope", needed: strings.Join(scopes, ","), provided: a.Scopes}
}
