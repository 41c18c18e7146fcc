package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Press presses a button of a message or view, named by its action id, its
// value or its label.
func (w *Workspace) Press(user string, at Ref, button string) (*Delivery, error) {
	return w.act(user, at, func(e *element) bool {
		return e.Type == "button" && (e.Action == button || e.Value == button && button != "" || strings.EqualFold(unescape(e.Text.Text), button))
	}, "button "+button, "")
}

// Select chooses in a select, an overflow menu, radio buttons or a date
// picker of a message or view, outside of inputs that wait for submission.
// The control is named by action id or placeholder, the choice by label or
// value; a person or channel by handle, name or id.
func (w *Workspace) Select(user string, at Ref, control, choice string) (*Delivery, error) {
	return w.act(user, at, func(e *element) bool {
		return e.Type != "button" && (e.Action == control || strings.EqualFold(unescape(e.Placeholder.Text), control))
	}, "select "+control, choice)
}

// act finds the element and sends a block_actions interaction.
func (w *Workspace) act(user string, at Ref, match func(*element) bool, what, choice string) (*Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(user, at)
	if err != nil {
		return nil, err
	}
	for _, b := range decodeBlocks(t.blocks) {
		for _, e := range b.actions() {
			if !match(e) {
				continue
			}
			if b.Type == "input" && !b.Dispatch {
				return nil, fmt.Errorf("workspace: %s is part of a form; Submit it", what)
			}
			return w.press(t, e, choice, what)
		}
	}
	return nil, fmt.Errorf("workspace: no %s here", what)
}

// A target is what a person is about to act on.
type target struct {
	user   *User
	app    *app
	c      *channel
	m      *Message
	v      *view
	blocks []byte
}

// target finds a message or view in front of a person.
func (w *Workspace) target(user string, at Ref) (*target, error) {
	if at.View != "" {
		u, err := w.user(user)
		if err != nil {
			return nil, err
		}
		v := w.views[at.View]
		if v == nil || v.User != u.ID {
			return nil, errors.New("workspace: no such view in front of " + u.Name)
		}
		return &target{user: u, app: w.apps[v.App], v: v, blocks: v.Blocks}, nil
	}
	u, c, err := w.place(user, at.Channel)
	if err != nil {
		return nil, err
	}
	m := w.seenBy(c, u, at.TS)
	if m == nil {
		return nil, ErrNoMessage
	}
	return &target{user: u, app: w.apps[m.App], c: c, m: m, blocks: m.Blocks}, nil
}

// seenBy finds a message a person can see, ephemeral ones too.
func (w *Workspace) seenBy(c *channel, u *User, ts string) *Message {
	if m := c.byTS[ts]; m != nil && !m.Deleted {
		return m
	}
	for _, m := range c.private {
		if m.TS == ts && m.To == u.ID {
			return m
		}
	}
	return nil
}

func (w *Workspace) press(t *target, e *element, choice, what string) (*Delivery, error) {
	if t.app == nil {
		return nil, errors.New("workspace: nobody listens to this " + what)
	}
	action := obj{"type": e.Type, "block_id": e.block, "action_id": e.Action,
		"action_ts": formatTS(w.opt.Now().UnixMicro())}
	if e.Type == "button" {
		action["text"] = e.Text
		if e.Value != "" {
			action["value"] = e.Value
		}
		if e.Style.Word != "" {
			action["style"] = e.Style.Word
		}
	} else {
		state, err := w.stateOf(e, []string{choice})
		if err != nil {
			return nil, err
		}
		for k, v := range state {
			action[k] = v
		}
		if e.Placeholder.Text != "" {
			action["placeholder"] = e.Placeholder
		}
		if t.v != nil && e.Type != "overflow" {
			t.v.setValue(e.block, e.Action, state)
		}
	}
	payload := w.interaction(t, "block_actions")
	payload["actions"] = []obj{action}
	w.happen(Happening{Kind: Pressed, By: t.user.ID, Channel: t.channelID(), Message: t.copy(), Name: e.Action, Text: unescape(e.Text.Text)})
	return w.interact(t, "block_actions", payload, false, nil, what), nil
}

func (t *target) channelID() string {
	if t.c != nil {
		return t.c.ID
	}
	return ""
}

func (t *target) copy() Message {
	if t.m != nil {
		return t.m.copy()
	}
	return Message{}
}

// interaction is the part every interaction has.
func (w *Workspace) interaction(t *target, kind string) obj {
	u := t.user
	p := obj{"type": kind, "token": "local", "api_app_id": t.app.ID, "is_enterprise_install": false, "enterprise": nil,
		"team": obj{"id": w.home, "domain": w.teams[w.home].Domain},
		"user": obj{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.Team}}
	if kind != "block_suggestion" && kind != "view_closed" {
		p["trigger_id"] = w.newTrigger(t.app, u.ID)
	}
	if t.v != nil {
		p["view"] = w.wireView(t.v)
		if kind == "block_actions" || kind == "block_suggestion" {
			p["container"] = obj{"type": "view", "view_id": t.v.ID}
		}
		return p
	}
	p["channel"] = obj{"id": t.c.ID, "name": w.callName(t.c)}
	container := obj{"type": "message", "message_ts": t.m.TS, "channel_id": t.c.ID, "is_ephemeral": t.m.To != ""}
	if t.m.ThreadTS != "" {
		container["thread_ts"] = t.m.ThreadTS
	}
	if kind == "block_actions" {
		p["state"] = obj{"values": obj{}}
	}
	p["container"] = container
	p["response_url"] = w.base + "/response/" + w.newHook(t.app, u, t.c, t.m)
	if t.m.To == "" {
		p["message"] = withMetadata(w.wireMessage(t.m), t.m, t.app)
	}
	return p
}

// interact sends an interaction.
func (w *Workspace) interact(t *target, name string, payload obj, accepts bool, onAck func([]byte), what string) *Delivery {
	d := &Delivery{w: w, app: t.app, kind: "interactive", name: name, channel: t.channelID(), payload: mustJSON(payload), accepts: accepts, done: make(chan struct{})}
	if onAck != nil {
		d.onAck = func(p json.RawMessage) { onAck(p) }
	}
	d.onFail = func(err error) { w.failed(t.user, t.channelID(), what, err) }
	w.send(d)
	return d
}

// Shortcut uses a message shortcut, named by its name or callback id. People
// of another company cannot: ErrConnectShortcut.
func (w *Workspace) Shortcut(user string, at Ref, name string) (*Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(user, at)
	if err != nil {
		return nil, err
	}
	if w.external(t.user) {
		return nil, w.instead(ErrConnectShortcut)
	}
	if t.m == nil || t.m.To != "" {
		return nil, errors.New("workspace: shortcuts work on messages others can see")
	}
	for _, id := range w.appOrder {
		a := w.apps[id]
		for _, s := range a.Shortcuts {
			if s.Name != name && s.Callback != name {
				continue
			}
			t.app = a
			p := w.interaction(t, "message_action")
			delete(p, "container")
			p["callback_id"], p["message_ts"] = s.Callback, t.m.TS
			p["action_ts"] = formatTS(w.opt.Now().UnixMicro())
			return w.interact(t, "message_action", p, false, nil, s.Name), nil
		}
	}
	return nil, fmt.Errorf("workspace: no shortcut %q", name)
}
