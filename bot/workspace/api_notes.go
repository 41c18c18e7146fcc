package workspace

import (
	"slices"
	"strings"
)

var noteMethods = map[string]method{
	"pins.add":         {scopes: []string{"pins:write"}, run: pinAdd},
	"pins.remove":      {scopes: []string{"pins:write"}, run: pinRemove},
	"pins.list":        {scopes: []string{"pins:read"}, run: pinList},
	"bookmarks.add":    {scopes: []string{"bookmarks:write"}, run: bookmarkAdd},
	"bookmarks.edit":   {scopes: []string{"bookmarks:write"}, run: bookmarkEdit},
	"bookmarks.list":   {scopes: []string{"bookmarks:read"}, run: bookmarkList},
	"reactions.add":    {scopes: []string{"reactions:write"}, run: reactionAdd},
	"reactions.remove": {scopes: []string{"reactions:write"}, run: reactionRemove},
	"reactions.get":    {scopes: []string{"reactions:read"}, run: reactionGet},
}

// noted finds the message an app wants to mark.
func (c *call) noted() (*channel, *Message, *refusal) {
	ch := c.channels[c.args.str("channel")]
	if ch == nil || ch.Kind != Public && !ch.has(c.app.BotUser) {
		return nil, nil, refuse("channel_not_found")
	}
	if !ch.has(c.app.BotUser) {
		return nil, nil, refuse("not_in_channel")
	}
	m := ch.byTS[c.args.str("timestamp")]
	if m == nil || m.Deleted {
		return ch, nil, refuse("message_not_found")
	}
	if ch.Archived {
		return ch, nil, refuse("is_archived")
	}
	return ch, m, nil
}

func pinAdd(c *call) (obj, *refusal) {
	ch, m, r := c.noted()
	if r != nil {
		return nil, r
	}
	if m.Pinned {
		return nil, refuse("already_pinned")
	}
	if len(ch.pins) >= 100 {
		return nil, refuse("too_many_pins")
	}
	m.Pinned = true
	ch.pins = append(ch.pins, m.TS)
	c.happen(Happening{Kind: Pinned, By: c.app.BotUser, Message: m.copy()})
	c.tell(ch, "pin_added", obj{"type": "pin_added", "user": c.app.BotUser, "channel_id": ch.ID, "pin_count": len(ch.pins),
		"item": obj{"type": "message", "channel": ch.ID, "message": c.wireMessage(m), "created": c.opt.Now().Unix(), "created_by": c.app.BotUser}})
	return nil, nil
}

func pinRemove(c *call) (obj, *refusal) {
	ch, m, r := c.noted()
	if r != nil {
		return nil, r
	}
	if !m.Pinned {
		return nil, refuse("no_pin")
	}
	m.Pinned = false
	ch.pins = slices.DeleteFunc(ch.pins, func(ts string) bool { return ts == m.TS })
	c.happen(Happening{Kind: Unpinned, By: c.app.BotUser, Message: m.copy()})
	return nil, nil
}

func pinList(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel")]
	if ch == nil || !ch.has(c.app.BotUser) {
		return nil, refuse("channel_not_found")
	}
	items := []obj{}
	for _, ts := range ch.pins {
		items = append(items, obj{"type": "message", "channel": ch.ID, "message": c.wireMessage(ch.byTS[ts])})
	}
	return obj{"items": items}, nil
}

func (b Bookmark) wire() obj {
	return obj{"id": b.ID, "channel_id": b.Channel, "title": b.Title, "link": b.Link, "type": "link", "rank": "a"}
}

func bookmarkAdd(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel_id")]
	switch {
	case ch == nil || !ch.has(c.app.BotUser):
		return nil, refuse("channel_not_found")
	case c.args.str("type") != "link":
		return nil, refuse("invalid_bookmark_type")
	case c.args.str("title") == "":
		return nil, refuse("invalid_arguments")
	case !strings.HasPrefix(c.args.str("link"), "http"):
		return nil, refuse("invalid_link")
	case len(c.bookmarks[ch.ID]) >= 100:
		return nil, refuse("too_many_bookmarks")
	}
	b := Bookmark{ID: c.newID("Bk"), Channel: ch.ID, Title: c.args.str("title"), Link: c.args.str("link")}
	c.bookmarks[ch.ID] = append(c.bookmarks[ch.ID], b)
	c.happen(Happening{Kind: Bookmarks, By: c.app.BotUser, Channel: ch.ID, Name: b.Title, Text: b.Link})
	return obj{"bookmark": b.wire()}, nil
}

func bookmarkEdit(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel_id")]
	if ch == nil || !ch.has(c.app.BotUser) {
		return nil, refuse("channel_not_found")
	}
	all := c.bookmarks[ch.ID]
	i := slices.IndexFunc(all, func(b Bookmark) bool { return b.ID == c.args.str("bookmark_id") })
	switch {
	case i < 0:
		return nil, refuse("not_found")
	case c.args.has("link") && !strings.HasPrefix(c.args.str("link"), "http"):
		return nil, refuse("invalid_link")
	}
	if c.args.has("title") {
		all[i].Title = c.args.str("title")
	}
	if c.args.has("link") {
		all[i].Link = c.args.str("link")
	}
	c.happen(Happening{Kind: Bookmarks, By: c.app.BotUser, Channel: ch.ID, Name: all[i].Title, Text: all[i].Link})
	return obj{"bookmark": all[i].wire()}, nil
}

func bookmarkList(c *call) (obj, *refusal) {
	ch := c.channels[c.args.str("channel_id")]
	if ch == nil || !ch.has(c.app.BotUser) {
		return nil, refuse("channel_not_found")
	}
	out := []obj{}
	for _, b := range c.bookmarks[ch.ID] {
		out = append(out, b.wire())
	}
	return obj{"bookmarks": out}, nil
}

func reactionAdd(c *call) (obj, *refusal) {
	ch, m, r := c.noted()
	if r != nil {
		return nil, r
	}
	name := strings.Trim(c.args.str("name"), ":")
	if name == "" {
		return nil, refuse("invalid_name")
	}
	if !c.react(ch, m, c.app.BotUser, name) {
		return nil, refuse("already_reacted")
	}
	return nil, nil
}

// react adds a reaction; it reports false if it was there.
func (w *Workspace) react(ch *channel, m *Message, user, name string) bool {
	i := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Name == name })
	if i < 0 {
		m.Reactions = append(m.Reactions, Reaction{Name: name})
		i = len(m.Reactions) - 1
	}
	r := &m.Reactions[i]
	if slices.Contains(r.Users, user) {
		return false
	}
	r.Users = append(r.Users, user)
	w.happen(Happening{Kind: Reacted, By: user, Name: name, Message: m.copy()})
	w.tell(ch, "reaction_added", obj{"type": "reaction_added", "user": user, "reaction": name, "item_user": m.User,
		"item": obj{"type": "message", "channel": ch.ID, "ts": m.TS}})
	return true
}

func reactionRemove(c *call) (obj, *refusal) {
	_, m, r := c.noted()
	if r != nil {
		return nil, r
	}
	for i := range m.Reactions {
		re := &m.Reactions[i]
		if re.Name == c.args.str("name") && slices.Contains(re.Users, c.app.BotUser) {
			re.Users = slices.DeleteFunc(re.Users, func(u string) bool { return u == c.app.BotUser })
			m.Reactions = slices.DeleteFunc(m.Reactions, func(r Reaction) bool { return len(r.Users) == 0 })
			return nil, nil
		}
	}
	return nil, refuse("no_reaction")
}

func reactionGet(c *call) (obj, *refusal) {
	ch, m, r := c.noted()
	if r != nil {
		return nil, r
	}
	return obj{"type": "message", "channel": ch.ID, "message": c.wireMessage(m)}, nil
}
