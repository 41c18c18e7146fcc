package workspace

import (
	"slices"
	"unicode/utf8"
)

func openConversation(c *call) (obj, *refusal) {
	if id := c.args.str("channel"); id != "" {
		ch := c.channels[id]
		if ch == nil || ch.Kind != IM && ch.Kind != MPIM || !ch.has(c.app.BotUser) {
			return nil, refuse("channel_not_found")
		}
		return obj{"no_op": true, "already_open": true, "channel": c.opened(ch)}, nil
	}
	people := []string{c.app.BotUser}
	asked := c.args.list("users")
	if len(asked) == 0 {
		return nil, refuse("users_list_not_supplied")
	}
	if len(asked) > 8 {
		return nil, refuse("too_many_users")
	}
	for _, id := range asked {
		u := c.users[id]
		if u == nil {
			return nil, refuse("user_not_found")
		}
		if r := c.reachable(u); r != nil {
			return nil, r
		}
		people = append(people, id)
	}
	scope := "im:write"
	if len(asked) > 1 {
		scope = "mpim:write"
	}
	if r := c.app.needs(scope); r != nil {
		return nil, r
	}
	before := len(c.chanOrder)
	ch := c.direct(people...)
	old := len(c.chanOrder) == before
	return obj{"no_op": old, "already_open": old, "channel": c.opened(ch)}, nil
}

func (c *call) opened(ch *channel) obj {
	if c.args.truth("return_im", false) {
		return c.wireChannel(ch, c.app)
	}
	return obj{"id": ch.ID}
}

func createConversation(c *call) (obj, *refusal) {
	kind := Public
	if c.args.truth("is_private", false) {
		kind = Private
	}
	if r := c.app.needs(scopeFor(kind, "write")); r != nil {
		return nil, r
	}
	name := c.args.str("name")
	if code := channelName(name); code != "" {
		return nil, refuse(code)
	}
	if c.named(name) != nil {
		return nil, refuse("name_taken")
	}
	ch := c.addChannel(Channel{Name: name, Kind: kind, Creator: c.app.BotUser, Members: []string{c.app.BotUser}})
	c.happen(Happening{Kind: Created, By: c.app.BotUser, Channel: ch.ID, Text: name})
	return obj{"channel": c.wireChannel(ch, c.app)}, nil
}

func invite(c *call) (obj, *refusal) {
	ch, r := c.joined("write")
	if r != nil {
		return nil, r
	}
	if ch.Archived {
		return nil, refuse("is_archived")
	}
	if ch.Kind == IM || ch.Kind == MPIM {
		return nil, refuse("method_not_supported_for_channel_type")
	}
	asked := c.args.list("users")
	if len(asked) == 0 {
		return nil, refuse("no_user")
	}
	var fresh []string
	var first *refusal
	var errs []obj
	for _, id := range asked {
		code := ""
		u := c.users[id]
		switch {
		case u == nil || u.Stranger:
			code = "user_not_found"
		case id == c.app.BotUser:
			code = "cant_invite_self"
		case ch.has(id):
			code = "already_in_channel"
		case u.Inactive:
			code = "user_disabled"
		case c.external(u) && !slices.Contains(ch.Connected, u.Team):
			code = "user_team_not_in_channel"
		}
		if code == "" {
			fresh = append(fresh, id)
			continue
		}
		if first == nil {
			first = refuse(code)
		}
		errs = append(errs, obj{"user": id, "ok": false, "error": code})
	}
	if first != nil && (len(fresh) == 0 || !c.args.truth("force", false)) {
		return nil, first
	}
	for _, id := range fresh {
		c.join(ch, id, c.app.BotUser)
	}
	out := obj{"channel": c.wireChannel(ch, c.app)}
	if len(errs) > 0 {
		out["errors"] = errs
	}
	return out, nil
}

func setTopic(c *call) (obj, *refusal) {
	ch, r := c.joined("write")
	if r != nil {
		return nil, r
	}
	if ch.Archived {
		return nil, refuse("is_archived")
	}
	topic := c.args.str("topic")
	if utf8.RuneCountInString(topic) > 250 {
		return nil, refuse("too_long")
	}
	c.topic(ch, c.app.BotUser, c.app, topic)
	return obj{"channel": c.wireChannel(ch, c.app), "topic": topic}, nil
}

// topic sets a channel's topic and says so in the channel.
func (w *Workspace) topic(ch *channel, by string, a *app, topic string) {
	if ch.Topic == topic {
		return
	}
	ch.Topic = topic
	w.happen(Happening{Kind: Topic, By: by, Channel: ch.ID, Text: topic})
	m := &Message{User: by, Subtype: "channel_topic", Text: "<@" + by + "> set the channel topic: " + topic}
	if ch.Kind == Private {
		m.Subtype = "group_topic"
	}
	if a != nil {
		m.App, m.Bot = a.ID, a.BotID
	}
	w.put(ch, m)
}

func joinConversation(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel")]
	switch {
	case ch == nil || ch.Kind != Public:
		return nil, refuse("channel_not_found")
	case ch.Archived:
		return nil, refuse("is_archived")
	}
	out := obj{"channel": c.wireChannel(ch, c.app)}
	if ch.has(c.app.BotUser) {
		out["warning"] = "already_in_channel"
		out["response_metadata"] = obj{"warnings": []string{"already_in_channel"}}
		return out, nil
	}
	c.join(ch, c.app.BotUser, "")
	out["channel"] = c.wireChannel(ch, c.app)
	return out, nil
}

func archive(c *call) (obj, *refusal) {
	ch, r := c.joined("write")
	if r != nil {
		return nil, r
	}
	switch {
	case ch.Archived:
		return nil, refuse("already_archived")
	case ch.Name == "general":
		return nil, refuse("cant_archive_general")
	}
	c.archive(ch, c.app.BotUser)
	return nil, nil
}

func (w *Workspace) archive(ch *channel, by string) {
	ch.Archived = true
	w.happen(Happening{Kind: Archived, By: by, Channel: ch.ID})
	name := "channel_archive"
	if ch.Kind == Private {
		name = "group_archive"
	}
	w.tell(ch, name, obj{"type": name, "channel": ch.ID, "user": by, "is_moved": 0})
}
