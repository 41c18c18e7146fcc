package workspace

import (
	"encoding/json"
	"slices"
)

// obj is a JSON object being built.
type obj = map[string]any

// wireMessage is a message as Slack writes it in history and events.
func (w *Workspace) wireMessage(m *Message) obj {
	o := obj{"type": "message", "ts": m.TS, "text": m.Text}
	if m.User != "" {
		o["user"] = m.User
	}
	if m.Team != "" {
		o["team"] = m.Team
	}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if m.clientID != "" {
		o["client_msg_id"] = m.clientID
	}
	if a := w.apps[m.App]; a != nil {
		o["app_id"], o["bot_id"] = a.ID, a.BotID
		o["bot_profile"] = obj{"id": a.BotID, "app_id": a.ID, "user_id": a.BotUser, "name": a.Name,
			"deleted": false, "updated": 0, "team_id": w.home}
	}
	if len(m.Blocks) > 0 {
		o["blocks"] = m.Blocks
	}
	if len(m.Attachments) > 0 {
		o["attachments"] = m.Attachments
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
		c := w.channels[m.Channel]
		if head := c.byTS[m.ThreadTS]; m.inThread() && head != nil {
			o["parent_user_id"] = head.User
		}
	}
	if n := len(m.Replies); n > 0 {
		c := w.channels[m.Channel]
		var users []string
		for _, ts := range m.Replies {
			if r := c.byTS[ts]; r != nil && !slices.Contains(users, r.User) {
				users = append(users, r.User)
			}
		}
		o["reply_count"], o["reply_users_count"] = n, len(users)
		o["reply_users"], o["latest_reply"] = users, m.Replies[n-1]
	}
	if m.EditedTS != "" {
		o["edited"] = obj{"user": m.EditedBy, "ts": m.EditedTS}
	}
	if len(m.Reactions) > 0 {
		var rs []obj
		for _, r := range m.Reactions {
			rs = append(rs, obj{"name": r.Name, "users": r.Users, "count": len(r.Users)})
		}
		o["reactions"] = rs
	}
	if m.Pinned {
		o["pinned_to"] = []string{m.Channel}
	}
	if len(m.Files) > 0 {
		o["files"] = w.wireFiles(m)
	}
	return o
}

// wireFiles lists a message's files. In a channel shared with another
// company Slack gives only the id and asks the app to call files.info.
func (w *Workspace) wireFiles(m *Message) []obj {
	var out []obj
	for _, f := range m.Files {
		if w.channels[m.Channel].Shared() {
			out = append(out, obj{"id": f.ID, "mode": "file_access", "file_access": "check_file_info"})
			continue
		}
		out = append(out, w.wireFile(f))
	}
	return out
}

func (w *Workspace) wireFile(f File) obj {
	return obj{"id": f.ID, "name": f.Name, "title": f.Title, "mimetype": f.MIME, "size": f.Size,
		"mode": "hosted", "file_access": "visible", "url_private": w.base + "/files/" + f.ID,
		"permalink": w.base + "/files/" + f.ID}
}

// withMetadata adds a message's metadata where the caller may see it: its
// own always, another app's with metadata.message:read.
func withMetadata(o obj, m *Message, a *app) obj {
	if len(m.Metadata) > 0 && (m.App == a.ID || a.may("metadata.message:read")) {
		o["metadata"] = m.Metadata
	}
	return o
}

// wireUser is a person as users.info tells an app. An e-mail address needs a
// scope of its own; of another company's people the locale is not told.
func (w *Workspace) wireUser(u *User, a *app, locale bool) obj {
	profile := obj{"real_name": u.RealName, "display_name": u.Name, "real_name_normalized": u.RealName,
		"display_name_normalized": u.Name, "team": u.Team}
	if u.Email != "" && a.may("users:read.email") {
		profile["email"] = u.Email
	}
	_, offset := w.opt.Now().In(w.zone(u.TZ)).Zone()
	o := obj{"id": u.ID, "team_id": u.Team, "name": u.Name, "deleted": u.Inactive, "real_name": u.RealName,
		"tz": u.TZ, "tz_label": u.TZ, "tz_offset": offset, "profile": profile,
		"is_bot": u.Bot, "is_app_user": false, "is_admin": false, "is_owner": false, "is_restricted": false,
		"is_ultra_restricted": false, "updated": 0}
	if b := w.appOf(u.ID); b != nil {
		profile["api_app_id"], profile["bot_id"] = b.ID, b.BotID
	}
	if w.external(u) {
		o["is_stranger"] = u.Stranger
	} else if locale {
		o["locale"] = u.Locale
	}
	return o
}

// wireChannel is a conversation as conversations.info tells an app.
func (w *Workspace) wireChannel(c *channel, a *app) obj {
	o := obj{"id": c.ID, "created": c.created.Unix(), "updated": c.created.UnixMilli(), "creator": c.Creator,
		"is_im": c.Kind == IM, "is_mpim": c.Kind == MPIM, "is_archived": c.Archived,
		"context_team_id": w.home, "is_org_shared": false, "is_pending_ext_shared": false}
	if c.Kind == IM {
		for _, id := range c.Members {
			if id != a.BotUser {
				o["user"] = id
			}
		}
		o["is_user_deleted"] = false
		return o
	}
	o["name"], o["name_normalized"] = c.Name, c.Name
	o["is_channel"] = c.Kind == Public
	o["is_group"] = c.Kind == Private && !c.Shared()
	o["is_private"] = c.Kind != Public
	o["is_member"] = c.has(a.BotUser)
	o["is_general"] = c.Name == "general"
	o["is_shared"], o["is_ext_shared"] = c.Shared(), c.Shared()
	o["shared_team_ids"] = append([]string{w.home}, c.Connected...)
	o["num_members"] = len(c.Members)
	o["topic"] = obj{"value": c.Topic, "creator": "", "last_set": 0}
	o["purpose"] = obj{"value": "", "creator": "", "last_set": 0}
	if c.Shared() {
		o["conversation_host_id"] = w.home
		o["internal_team_ids"] = []string{w.home}
	}
	return o
}

func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("workspace: a value it built itself does not encode: " + err.Error())
	}
	return b
}
