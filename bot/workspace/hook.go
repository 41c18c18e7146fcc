package workspace

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

// A response URL may be used five times within half an hour.
const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// A hook is a response URL.
type hook struct {
	app   *app
	user  *User
	c     *channel
	m     *Message // the message that was pressed, if one was
	until time.Time
	used  int
}

func (w *Workspace) newHook(a *app, u *User, c *channel, m *Message) string {
	id := w.newUUID()
	w.hooks[id] = &hook{app: a, user: u, c: c, m: m, until: time.Now().Add(hookLife)}
	for k, h := range w.hooks {
		if len(w.hooks) < 10_000 {
			break
		}
		if time.Since(h.until) > time.Hour {
			delete(w.hooks, k)
		}
	}
	return id
}

func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		http.Error(rw, "unreadable", http.StatusBadRequest)
		return
	}
	in := args{"channel": mustJSON("response_url")}
	f, _ := w.fault("response_url", in)
	if f != nil && f.before(rw) {
		return
	}
	w.mu.Lock()
	h := w.hooks[r.PathValue("id")]
	var refused *refusal
	switch {
	case h == nil:
		refused = refuse("no_such_url")
	case h.used >= hookUses:
		refused = refuse("used_url")
	case !time.Now().Before(h.until):
		refused = refuse("expired_url")
	default:
		h.used++
		refused = w.respond(h, body, false)
	}
	i := Inspection{Kind: "hook", Name: "response_url", In: body}
	if h != nil {
		i.App, i.Text = h.app.ID, "use "+itoa(h.used)+" of "+itoa(hookUses)
	}
	if refused != nil {
		i.Error = refused.code
	}
	w.note(i)
	w.mu.Unlock()
	if f != nil && f.after(rw, r) {
		return
	}
	if refused != nil {
		answer(rw, http.StatusNotFound, refused.body())
		return
	}
	answer(rw, http.StatusOK, obj{"ok": true})
}

// respond carries out an answer to a slash command or press: posted through
// a response URL, or riding on the acknowledgement, where an empty one says
// nothing.
func (w *Workspace) respond(h *hook, body json.RawMessage, ack bool) *refusal {
	if ack && empty(body) {
		return nil
	}
	in := args{}
	if json.Unmarshal(body, &in) != nil {
		var text string
		if json.Unmarshal(body, &text) != nil {
			return refuse("invalid_payload")
		}
		in["text"] = mustJSON(text)
	}
	c := &call{Workspace: w, app: h.app, args: in}
	if in.truth("delete_original", false) {
		if !h.original() {
			return refuse("message_not_found")
		}
		w.remove(h.c, h.m, h.app.BotUser)
		return nil
	}
	if ack && in.str("text") == "" && !in.has("blocks") && !in.has("attachments") {
		return nil
	}
	if h.c.Archived {
		return refuse("is_archived")
	}
	m := &Message{User: h.app.BotUser, App: h.app.ID, Bot: h.app.BotID, ThreadTS: in.str("thread_ts")}
	if utf8.RuneCountInString(in.str("text")) > maxText {
		return refuse("msg_too_long")
	}
	if r := c.content(m); r != nil {
		if ack {
			w.note(Inspection{App: h.app.ID, Kind: "ack", Name: "slash_commands", Error: r.code, In: body})
			w.failed(h.user, h.c.ID, "", errText(r.code))
		}
		return r
	}
	if in.truth("replace_original", false) && h.m != nil {
		if !h.original() {
			return refuse("message_not_found")
		}
		w.change(h.c, h.m, h.app.BotUser, func(o *Message) {
			o.Text, o.Blocks, o.Attachments = m.Text, m.Blocks, m.Attachments
		})
		return nil
	}
	if in.str("response_type") != "in_channel" {
		m.To = h.user.ID
	} else if meta, r := c.metadata(); r == nil {
		m.Metadata = meta
	}
	if m.ThreadTS != "" && h.c.byTS[m.ThreadTS] == nil {
		return refuse("thread_not_found")
	}
	w.put(h.c, m)
	return nil
}

// original reports whether the message that was pressed still stands.
func (h *hook) original() bool {
	if h.m == nil || h.m.Deleted {
		return false
	}
	return h.c.byTS[h.m.TS] == h.m || slices.Contains(h.c.private, h.m)
}

type errText string

func (e errText) Error() string { return string(e) }
