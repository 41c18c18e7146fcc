package workspace

import (
	"slices"
	"strings"
)

// tellMessage tells the apps in a channel of a new message.
func (w *Workspace) tellMessage(c *channel, m *Message) {
	for _, a := range w.appsIn(c) {
		ev := w.messageEvent(c, m, a)
		if a.listens(messageEvents[c.Kind]) {
			w.event(a, c, m.User, ev)
		}
		if c.Kind != IM && m.App != a.ID && m.Subtype == "" && a.listens("app_mention") &&
			a.may("app_mentions:read") && mentions(m.Text, a.BotUser) {
			mention := clone(ev)
			mention["type"] = "app_mention"
			delete(mention, "channel_type")
			w.event(a, c, m.User, mention)
		}
	}
}

// messageEvents names the subscription each kind of conversation needs.
var messageEvents = map[Kind]string{
	Public: "message.channels", Private: "message.groups", IM: "message.im", MPIM: "message.mpim",
}

var channelTypes = map[Kind]string{Public: "channel", Private: "group", IM: "im", MPIM: "mpim"}

func (w *Workspace) messageEvent(c *channel, m *Message, a *app) obj {
	ev := w.wireMessage(m)
	ev["channel"], ev["channel_type"], ev["event_ts"] = c.ID, channelTypes[c.Kind], m.TS
	w.authorTeams(ev, c, m.User)
	return withMetadata(ev, m, a)
}

// authorTeams adds what tells an outsider's words from one's own people's.
func (w *Workspace) authorTeams(ev obj, c *channel, user string) {
	u := w.users[user]
	if u == nil || !c.Shared() {
		return
	}
	ev["user_team"], ev["source_team"] = u.Team, u.Team
	if w.external(u) {
		ev["user_profile"] = obj{"name": u.Name, "display_name": u.Name, "real_name": u.RealName, "team": u.Team,
			"is_restricted": false, "is_ultra_restricted": false}
	}
}

// tellChange tells the apps in a channel that a message was edited.
func (w *Workspace) tellChange(c *channel, m *Message, before Message, ts string) {
	for _, a := range w.appsIn(c) {
		if !a.listens(messageEvents[c.Kind]) {
			continue
		}
		now := withMetadata(w.wireMessage(m), m, a)
		old := withMetadata(w.wireMessage(&before), &before, a)
		for _, o := range []obj{now, old} {
			w.authorTeams(o, c, m.User)
		}
		w.event(a, c, m.User, obj{"type": "message", "subtype": "message_changed", "hidden": true, "channel": c.ID,
			"channel_type": channelTypes[c.Kind], "ts": ts, "event_ts": ts, "message": now, "previous_message": old})
	}
}

// tellDelete tells the apps in a channel that a message was deleted.
func (w *Workspace) tellDelete(c *channel, before Message, ts string) {
	for _, a := range w.appsIn(c) {
		if a.listens(messageEvents[c.Kind]) {
			w.event(a, c, before.User, obj{"type": "message", "subtype": "message_deleted", "hidden": true,
				"channel": c.ID, "channel_type": channelTypes[c.Kind], "ts": ts, "event_ts": ts,
				"deleted_ts": before.TS, "previous_message": withMetadata(w.wireMessage(&before), &before, a)})
		}
	}
}

// tell sends an event other than a message to the apps in a channel that
// subscribed to it.
func (w *Workspace) tell(c *channel, name string, ev obj) {
	for _, a := range w.appsIn(c) {
		if a.listens(name) {
			w.event(a, c, "", clone(ev))
		}
	}
}

func (w *Workspace) appsIn(c *channel) []*app {
	var out []*app
	for _, id := range w.appOrder {
		if a := w.apps[id]; c.has(a.BotUser) {
			out = append(out, a)
		}
	}
	return out
}

// event wraps an event in its outer payload and sends it.
func (w *Workspace) event(a *app, c *channel, author string, ev obj) {
	if a.revoked != "" {
		return
	}
	id := w.newID("Ev")
	payload := obj{
		"token": "local", "team_id": w.home, "context_team_id": w.home, "context_enterprise_id": nil,
		"api_app_id": a.ID, "event": ev, "type": "event_callback", "event_id": id,
		"event_time": w.opt.Now().Unix(),
		"authorizations": []obj{{"enterprise_id": nil, "team_id": w.home, "user_id": a.BotUser, "is_bot": true,
			"is_enterprise_install": false}},
		"is_ext_shared_channel": c != nil && c.Shared(),
		"event_context":         "4-" + id,
	}
	if _, ok := ev["event_ts"]; !ok {
		ev["event_ts"] = formatTS(w.opt.Now().UnixMicro())
	}
	name, _ := ev["type"].(string)
	if sub, _ := ev["subtype"].(string); sub != "" {
		name += "/" + sub
	}
	d := &Delivery{w: w, app: a, kind: "events_api", name: name, id: id, payload: mustJSON(payload), done: make(chan struct{})}
	if c != nil {
		d.channel = c.ID
	}
	w.send(d)
}

// mentions reports whether a text mentions a user.
func mentions(text, user string) bool {
	return strings.Contains(text, "<@"+user+">") || strings.Contains(text, "<@"+user+"|")
}

func clone(o obj) obj {
	out := make(obj, len(o))
	for k, v := range o {
		out[k] = v
	}
	return out
}

// join puts a person into a channel and says so.
func (w *Workspace) join(c *channel, user, inviter string) {
	if c.has(user) {
		return
	}
	c.Members = append(c.Members, user)
	w.happen(Happening{Kind: Joined, By: user, Channel: c.ID})
	kind := "C"
	if c.Kind != Public {
		kind = "G"
	}
	ev := obj{"type": "member_joined_channel", "user": user, "channel": c.ID, "channel_type": kind, "team": w.users[user].Team}
	if inviter != "" {
		ev["inviter"] = inviter
	}
	w.tell(c, "member_joined_channel", ev)
	if c.Kind == Public || c.Kind == Private {
		sub := "channel_join"
		if c.Kind == Private {
			sub = "group_join"
		}
		w.put(c, &Message{User: user, Subtype: sub, Text: "<@" + user + "> has joined the channel"})
	}
}

// leave takes a person out of a channel.
func (w *Workspace) leave(c *channel, user string) {
	if !c.has(user) {
		return
	}
	kind := "C"
	if c.Kind != Public {
		kind = "G"
	}
	w.tell(c, "member_left_channel", obj{"type": "member_left_channel", "user": user, "channel": c.ID,
		"channel_type": kind, "team": w.users[user].Team})
	c.Members = slices.DeleteFunc(c.Members, func(id string) bool { return id == user })
	w.happen(Happening{Kind: Left, By: user, Channel: c.ID})
}
