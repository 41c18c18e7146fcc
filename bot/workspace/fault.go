package workspace

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is a kind of bad day.
type Fault string

// Faults of the Web API and of response URLs. Those named After strike when
// the call has already taken effect.
const (
	RateLimited     Fault = "429"             // HTTP 429 with Retry-After (Rule.Wait, at least a second)
	RateLimitedBare Fault = "429 bare"        // HTTP 429 without Retry-After
	RateLimitedOK   Fault = "200 ratelimited" // HTTP 200 with {"ok":false,"error":"ratelimited"}
	Unavailable     Fault = "503"             // HTTP 503 without effect
	UnavailAfter    Fault = "503 after"       // HTTP 503 although it took effect
	Internal        Fault = "internal_error"  // {"ok":false,"error":"internal_error"} without effect
	InternalAfter   Fault = "internal_error after"
	Reset           Fault = "reset"       // the connection breaks without effect
	ResetAfter      Fault = "reset after" // the connection breaks although it took effect
	Slow            Fault = "slow"        // takes effect; the answer comes after Rule.Wait
	Lag             Fault = "lag"         // a posted message is missing from history for Rule.Wait; strikes beside another fault
)

// Faults that people make. The call they strike is answered as it then would be.
const (
	Removed  Fault = "deleted"  // somebody deletes the message that the call posted, Rule.Wait after
	Shut     Fault = "archived" // somebody archives the call's channel just before it
	Disowned Fault = "revoked"  // the app's tokens are revoked just before it, and good again after Rule.Wait if there is one
)

// Faults of envelopes and sockets.
const (
	Twice    Fault = "twice"     // the envelope is sent twice, each with an id of its own; the second one after Rule.Wait
	Lost     Fault = "lost"      // an event never arrives and is never sent again
	Late     Fault = "late"      // the envelope is sent after Rule.Wait: later ones overtake it
	Drop     Fault = "drop"      // the socket it would go on breaks, and it is lost with it
	HalfOpen Fault = "half-open" // that socket falls silent: no pings, no reads, no close
)

// A Rule makes a fault of the calls or envelopes it matches.
type Rule struct {
	// Method is a Web API method, "response_url", or for envelopes a type:
	// "events_api", "slash_commands", "interactive", or an event's own
	// ("message", "message/message_changed", "app_mention"). Empty is any.
	Method  string
	Channel string // id or "#name"; empty is any
	Skip    int    // how many to let pass first
	Times   int    // how many to strike; 0 is until removed
	Kind    Fault
	Wait    time.Duration
	Struck  int // how often it struck so far

	spent bool
}

var envelopeFaults = []Fault{Twice, Lost, Late, Drop, HalfOpen}

// Fault adds a rule; remove takes it away again. The oldest rule that
// matches strikes.
func (w *Workspace) Fault(r Rule) (remove func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rule := &r
	if name, ok := strings.CutPrefix(r.Channel, "#"); ok {
		if c := w.named(name); c != nil {
			rule.Channel = c.ID
		}
	}
	w.rules = append(w.rules, rule)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.rules = slices.DeleteFunc(w.rules, func(o *Rule) bool { return o == rule })
	}
}

// Faults returns the rules that still stand.
func (w *Workspace) Faults() []Rule {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Rule
	for _, r := range w.rules {
		if !r.spent {
			out = append(out, *r)
		}
	}
	return out
}

// ClearFaults takes every rule away.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rules = nil
}

// strike finds the rule of such a kind that strikes now, if any.
func (w *Workspace) strike(of func(Fault) bool, channel string, names ...string) *Rule {
	for _, r := range w.rules {
		if r.spent || !of(r.Kind) || r.Method != "" && !slices.Contains(names, r.Method) || r.Channel != "" && r.Channel != channel {
			continue
		}
		if c := w.channels[channel]; r.Kind == Shut && (c == nil || c.Archived || c.Kind == IM || c.Kind == MPIM) {
			continue // nothing that could be archived
		}
		if r.Skip > 0 {
			r.Skip--
			continue
		}
		r.Struck++
		r.spent = r.Times > 0 && r.Struck >= r.Times
		w.note(Inspection{Kind: "fault", Name: names[0], Text: string(r.Kind)})
		hit := *r
		return &hit
	}
	return nil
}

func ofEnvelopes(f Fault) bool { return slices.Contains(envelopeFaults, f) }

func ofHistory(f Fault) bool { return f == Lag }

func ofCalls(f Fault) bool { return !ofEnvelopes(f) && !ofHistory(f) }

// fault finds the rule that strikes a call, and how long what it posts is missing from history.
func (w *Workspace) fault(method string, in args) (r *Rule, lag time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.strike(ofHistory, in.str("channel"), method); r != nil {
		lag = r.Wait
	}
	return w.strike(ofCalls, in.str("channel"), method), lag
}

// people strikes as people do, just before a call; the lock is held.
func (w *Workspace) people(r *Rule, token string, in args) {
	switch r.Kind {
	case Shut:
		w.archive(w.channels[in.str("channel")], w.somebody())
	case Disowned:
		a, _ := w.signIn(token, false)
		if a == nil || a.revoked != "" {
			return
		}
		w.revoke(a, "token_revoked")
		if r.Wait > 0 {
			w.after(r.Wait, func() { w.revoke(a, "") })
		}
	}
}

// removed deletes what a call posted; the lock is held.
func (w *Workspace) removed(r *Rule, posted obj) {
	c := w.channels[str(posted["channel"])]
	if c == nil {
		return
	}
	m := c.byTS[str(posted["ts"])]
	gone := func() {
		if m != nil && !m.Deleted && c.byTS[m.TS] == m {
			w.remove(c, m, w.somebody())
		}
	}
	if r.Wait > 0 {
		w.after(r.Wait, gone)
	} else {
		gone()
	}
}

// somebody is a person of the installing team.
func (w *Workspace) somebody() string {
	for _, id := range w.userOrder {
		if u := w.users[id]; !u.Bot && !u.Inactive && !w.external(u) {
			return id
		}
	}
	return ""
}

// before strikes before the call takes effect and reports whether it has
// been answered.
func (r *Rule) before(rw http.ResponseWriter) bool {
	switch r.Kind {
	case RateLimited:
		rw.Header().Set("Retry-After", itoa(int(max(time.Second, r.Wait)/time.Second)))
		answer(rw, http.StatusTooManyRequests, obj{"ok": false, "error": "ratelimited"})
	case RateLimitedBare:
		answer(rw, http.StatusTooManyRequests, obj{"ok": false, "error": "ratelimited"})
	case RateLimitedOK:
		answer(rw, http.StatusOK, obj{"ok": false, "error": "ratelimited"})
	case Unavailable:
		http.Error(rw, "upstream connect error", http.StatusServiceUnavailable)
	case Internal:
		answer(rw, http.StatusOK, obj{"ok": false, "error": "internal_error"})
	case Reset:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// after strikes when the call has taken effect and reports whether it has
// been answered.
func (r *Rule) after(rw http.ResponseWriter, req *http.Request) bool {
	switch r.Kind {
	case UnavailAfter:
		http.Error(rw, "upstream connect error", http.StatusServiceUnavailable)
	case InternalAfter:
		answer(rw, http.StatusOK, obj{"ok": false, "error": "internal_error"})
	case ResetAfter:
		panic(http.ErrAbortHandler)
	case Slow:
		select {
		case <-time.After(r.Wait):
		case <-req.Context().Done():
		}
		return false
	default:
		return false
	}
	return true
}

// eventFault strikes an envelope and reports whether it has been dealt with.
func (w *Workspace) eventFault(d *Delivery) bool {
	if d.struck {
		return false
	}
	r := w.strike(ofEnvelopes, d.channel, d.kind+" "+d.name, d.kind, d.name)
	if r == nil {
		return false
	}
	d.struck = true
	switch r.Kind {
	case Twice:
		w.send(d)
		twin := *d
		twin.attempt, twin.timer, twin.onAck, twin.onFail, twin.done = 0, nil, nil, nil, make(chan struct{})
		if r.Wait == 0 {
			w.send(&twin)
		} else {
			w.after(r.Wait, func() { w.send(&twin) })
		}
	case Lost:
		if d.kind != "events_api" {
			w.after(ackWithin, func() { w.missed(d, ErrTimeout) })
			break
		}
		w.fail(d, ErrLost)
	case Late:
		w.after(r.Wait, func() { w.send(d) })
	case Drop, HalfOpen:
		if s := w.pick(d.app); s != nil && r.Kind == Drop {
			w.forget(s)
			s.end()
		} else if s != nil {
			w.mute(s)
		}
		// Nothing tells the platform: it notices by the missing
		// acknowledgement only.
		w.after(ackWithin, func() { w.missed(d, ErrTimeout) })
	}
	return true
}
