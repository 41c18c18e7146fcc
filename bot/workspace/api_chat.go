package workspace

import (
	"strings"
)

var chatMethods = map[string]method{
	"chat.postMessage":   {scopes: []string{"chat:write"}, run: postMessage},
	"chat.postEphemeral": {scopes: []string{"chat:write"}, run: postEphemeral},
	"chat.update":        {scopes: []string{"chat:write"}, run: updateMessage},
	"chat.delete":        {scopes: []string{"chat:write"}, run: deleteMessage},
	"chat.getPermalink":  {run: permalink},
}

// room finds the conversation to write to and checks that the app may. A
// user id means the app's direct messages with that person.
func (c *call) room(id string) (*channel, *refusal) {
	ch := c.channels[id]
	if ch == nil {
		u := c.users[id]
		if u == nil || u.ID == c.app.BotUser {
			return nil, refuse("channel_not_found")
		}
		if r := c.reachable(u); r != nil {
			return nil, r
		}
		return c.direct(c.app.BotUser, u.ID), nil
	}
	if !ch.has(c.app.BotUser) {
		switch {
		case ch.Kind != Public:
			return nil, refuse("channel_not_found")
		case ch.Archived:
			return nil, refuse("is_archived")
		case !c.app.may("chat:write.public") || ch.Shared():
			return nil, refuse("not_in_channel")
		}
	}
	if ch.Archived {
		return nil, refuse("is_archived")
	}
	return ch, nil
}

// reachable refuses direct messages to people the app cannot write to.
func (c *call) reachable(u *User) *refusal {
	switch {
	case u.Inactive:
		return refuse("user_disabled")
	case u.Bot:
		return refuse("cannot_dm_bot")
	case u.Stranger:
		return refuse("user_not_found")
	}
	return nil
}

// threadOf checks the thread a message is meant for.
func (c *call) threadOf(ch *channel, ts string) *refusal {
	if ts == "" {
		return nil
	}
	head := ch.byTS[ts]
	switch {
	case head == nil:
		return refuse("thread_not_found")
	case head.inThread():
		return refuse("cannot_reply_to_message")
	}
	return nil
}

func postMessage(c *call) (obj, *refusal) {
	if c.args.str("channel") == "" {
		return nil, refuse("channel_not_found")
	}
	ch, r := c.room(c.args.str("channel"))
	if r != nil {
		return nil, r
	}
	m := &Message{User: c.app.BotUser, App: c.app.ID, Bot: c.app.BotID, ThreadTS: c.args.str("thread_ts")}
	if r := c.content(m); r != nil {
		return nil, r
	}
	if m.Metadata, r = c.metadata(); r != nil {
		return nil, r
	}
	if r := c.threadOf(ch, m.ThreadTS); r != nil {
		return nil, r
	}
	m.Broadcast = m.ThreadTS != "" && c.args.truth("reply_broadcast", false)
	if m.Broadcast {
		m.Subtype = "thread_broadcast"
	}
	c.put(ch, m)
	return obj{"channel": ch.ID, "ts": m.TS, "message": withMetadata(c.wireMessage(m), m, c.app)}, nil
}

func postEphemeral(c *call) (obj, *refusal) {
	ch, r := c.room(c.args.str("channel"))
	if r != nil {
		return nil, r
	}
	u := c.users[c.args.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	if !ch.has(u.ID) {
		return nil, refuse("user_not_in_channel")
	}
	m := &Message{User: c.app.BotUser, App: c.app.ID, Bot: c.app.BotID, To: u.ID, ThreadTS: c.args.str("thread_ts")}
	if r := c.content(m); r != nil {
		return nil, r
	}
	if r := c.threadOf(ch, m.ThreadTS); r != nil {
		return nil, r
	}
	c.put(ch, m)
	return obj{"message_ts": m.TS}, nil
}

// own finds a message of the app's own; other is the code for anyone else's.
func (c *call) own(other string) (*channel, *Message, *refusal) {
	ch := c.channels[c.args.str("channel")]
	if ch == nil || !ch.has(c.app.BotUser) && ch.Kind != Public {
		return nil, nil, refuse("channel_not_found")
	}
	m := ch.byTS[c.args.str("ts")]
	switch {
	case m == nil || m.Deleted:
		return nil, nil, refuse("message_not_found")
	case ch.Archived:
		return nil, nil, refuse("is_archived")
	case m.App != c.app.ID:
		return nil, nil, refuse(other)
	}
	return ch, m, nil
}

// updateMessage follows Slack's rule for what an update leaves standing:
// text without blocks removes the blocks, neither keeps both, and metadata
// stays unless it is given.
func updateMessage(c *call) (obj, *refusal) {
	ch, m, r := c.own("cant_update_message")
	if r != nil {
		return nil, r
	}
	var next Message
	if c.args.has("text") || c.args.has("blocks") || c.args.has("attachments") {
		if r := c.content(&next); r != nil {
			return nil, r
		}
	} else {
		next.Text, next.Blocks, next.Attachments = m.Text, m.Blocks, m.Attachments
	}
	meta, r := c.metadata()
	if r != nil {
		return nil, r
	}
	c.change(ch, m, c.app.BotUser, func(m *Message) {
		m.Text, m.Blocks, m.Attachments = next.Text, next.Blocks, next.Attachments
		if c.args.has("metadata") {
			m.Metadata = meta
		}
	})
	return obj{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": withMetadata(c.wireMessage(m), m, c.app)}, nil
}

func deleteMessage(c *call) (obj, *refusal) {
	ch, m, r := c.own("cant_delete_message")
	if r != nil {
		return nil, r
	}
	c.remove(ch, m, c.app.BotUser)
	return obj{"channel": ch.ID, "ts": m.TS}, nil
}

func permalink(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel")]
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	m := ch.byTS[c.args.str("message_ts")]
	if m == nil {
		return nil, refuse("message_not_found")
	}
	link := c.base + "/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.inThread() {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return obj{"channel": ch.ID, "permalink": link}, nil
}
