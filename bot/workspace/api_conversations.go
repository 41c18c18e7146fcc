package workspace

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

var conversationMethods = map[string]method{
	"conversations.info":     {run: conversationInfo},
	"conversations.list":     {run: conversationList},
	"users.conversations":    {run: userConversations},
	"conversations.members":  {run: conversationMembers},
	"conversations.history":  {run: history},
	"conversations.replies":  {run: replies},
	"conversations.open":     {scopes: []string{"im:write", "mpim:write"}, run: openConversation},
	"conversations.create":   {run: createConversation},
	"conversations.invite":   {run: invite},
	"conversations.setTopic": {run: setTopic},
	"conversations.join":     {scopes: []string{"channels:join"}, run: joinConversation},
	"conversations.archive":  {run: archive},
}

// scopeFor names the scope a deed needs in each kind of conversation.
func scopeFor(k Kind, deed string) string {
	prefix := map[Kind]string{Public: "channels", Private: "groups", IM: "im", MPIM: "mpim"}[k]
	if deed == "write" && k == Public {
		return "channels:manage"
	}
	return prefix + ":" + deed
}

// visible finds a conversation the app may know of and checks the scope.
func (c *call) visible(deed string) (*channel, *refusal) {
	ch := c.channels[c.args.str("channel")]
	if ch == nil || ch.Kind != Public && !ch.has(c.app.BotUser) {
		return nil, refuse("channel_not_found")
	}
	if r := c.app.needs(scopeFor(ch.Kind, deed)); r != nil {
		return nil, r
	}
	return ch, nil
}

// joined is visible where the app must be a member too.
func (c *call) joined(deed string) (*channel, *refusal) {
	ch, r := c.visible(deed)
	if r == nil && !ch.has(c.app.BotUser) {
		return nil, refuse("not_in_channel")
	}
	return ch, r
}

func conversationInfo(c *call) (obj, *refusal) {
	ch, r := c.visible("read")
	if r != nil {
		return nil, r
	}
	o := c.wireChannel(ch, c.app)
	if ch.Shared() {
		o["connected_team_ids"] = ch.Connected
	}
	if c.args.truth("include_locale", false) {
		o["locale"] = "en-US"
	}
	if !c.args.truth("include_num_members", false) {
		delete(o, "num_members")
	}
	return obj{"channel": o}, nil
}

func conversationList(c *call) (obj, *refusal) {
	return c.list(func(ch *channel) bool { return ch.Kind == Public || ch.has(c.app.BotUser) })
}

func userConversations(c *call) (obj, *refusal) {
	who := c.args.str("user")
	if who == "" {
		who = c.app.BotUser
	}
	if c.users[who] == nil {
		return nil, refuse("user_not_found")
	}
	return c.list(func(ch *channel) bool {
		return ch.has(who) && (ch.Kind == Public || ch.has(c.app.BotUser))
	})
}

func (c *call) list(in func(*channel) bool) (obj, *refusal) {
	types := c.args.list("types")
	if len(types) == 0 {
		types = []string{string(Public)}
	}
	for _, t := range types {
		if r := c.app.needs(scopeFor(Kind(t), "read")); r != nil {
			return nil, r
		}
	}
	var all []obj
	for _, id := range c.chanOrder {
		ch := c.channels[id]
		if ch == nil || !slices.Contains(types, string(ch.Kind)) || !in(ch) ||
			ch.Archived && c.args.truth("exclude_archived", false) {
			continue
		}
		all = append(all, c.wireChannel(ch, c.app))
	}
	page, next, r := paged(c, all, 100)
	if r != nil {
		return nil, r
	}
	return obj{"channels": page, "response_metadata": obj{"next_cursor": next}}, nil
}

// paged cuts a list at the cursor and limit that were asked for.
func paged[T any](c *call, all []T, fallback int) ([]T, string, *refusal) {
	limit := c.args.number("limit", fallback)
	if limit <= 0 || limit > 1000 {
		limit = fallback
	}
	from := 0
	if cur := c.args.str("cursor"); cur != "" {
		b, err := base64.URLEncoding.DecodeString(cur)
		n, ok := strings.CutPrefix(string(b), "from:")
		if err != nil || !ok {
			return nil, "", refuse("invalid_cursor")
		}
		from = args{"n": []byte(n)}.number("n", 0)
	}
	from = min(from, len(all))
	to := min(from+limit, len(all))
	next := ""
	if to < len(all) {
		next = base64.URLEncoding.EncodeToString([]byte("from:" + itoa(to)))
	}
	out := all[from:to]
	if out == nil {
		out = []T{}
	}
	return out, next, nil
}

func conversationMembers(c *call) (obj, *refusal) {
	ch, r := c.visible("read")
	if r != nil {
		return nil, r
	}
	page, next, r := paged(c, ch.Members, 100)
	if r != nil {
		return nil, r
	}
	return obj{"members": page, "response_metadata": obj{"next_cursor": next}}, nil
}

// within keeps the messages between oldest and latest.
func (c *call) within(all []*Message) []*Message {
	oldest, latest := c.args.str("oldest"), c.args.str("latest")
	inclusive := c.args.truth("inclusive", false)
	return slices.DeleteFunc(slices.Clone(all), func(m *Message) bool {
		if m.hidden.After(time.Now()) {
			return true
		}
		if oldest != "" && (tsLess(m.TS, oldest) || !inclusive && m.TS == oldest) {
			return true
		}
		return latest != "" && (tsLess(latest, m.TS) || !inclusive && m.TS == latest)
	})
}

func tsLess(a, b string) bool { return Instant(a).Before(Instant(b)) }

func (c *call) messagesOut(list []*Message) []obj {
	out := make([]obj, 0, len(list))
	for _, m := range list {
		o := c.wireMessage(m)
		c.authorTeams(o, c.channels[m.Channel], m.User)
		if c.args.truth("include_all_metadata", false) {
			o = withMetadata(o, m, c.app)
		}
		out = append(out, o)
	}
	return out
}

func history(c *call) (obj, *refusal) {
	ch, r := c.joined("history")
	if r != nil {
		return nil, r
	}
	var top []*Message
	for _, m := range ch.messages {
		if !m.inThread() || m.Broadcast {
			top = append(top, m)
		}
	}
	top = c.within(top)
	slices.Reverse(top)
	page, next, r := paged(c, top, 100)
	if r != nil {
		return nil, r
	}
	return obj{"messages": c.messagesOut(page), "has_more": next != "", "pin_count": len(ch.pins),
		"response_metadata": obj{"next_cursor": next}}, nil
}

func replies(c *call) (obj, *refusal) {
	ch, r := c.joined("history")
	if r != nil {
		return nil, r
	}
	head := ch.byTS[c.args.str("ts")]
	if head == nil {
		return nil, refuse("thread_not_found")
	}
	var rest []*Message
	if !head.inThread() {
		for _, ts := range head.Replies {
			rest = append(rest, ch.byTS[ts])
		}
	}
	rest = c.within(rest)
	page, next, r := paged(c, append([]*Message{head}, rest...), 1000)
	if r != nil {
		return nil, r
	}
	return obj{"messages": c.messagesOut(page), "has_more": next != "", "response_metadata": obj{"next_cursor": next}}, nil
}

// lag hides a message that was just posted from history for a while.
func (w *Workspace) lag(posted obj, wait time.Duration) {
	if c := w.channels[str(posted["channel"])]; c != nil {
		if m := c.byTS[str(posted["ts"])]; m != nil {
			m.hidden = time.Now().Add(wait)
		}
	}
}
