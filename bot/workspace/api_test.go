package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// code reads Slack's error code out of whatever slack-go returned.
func code(err error) string {
	if err == nil {
		return ""
	}
	var r slack.SlackErrorResponse
	if errors.As(err, &r) {
		return r.Err
	}
	return err.Error()
}

func words(s string) slack.MsgOption { return slack.MsgOptionText(s, false) }

func sections(n int, text string) slack.MsgOption {
	var out []slack.Block
	for range n {
		out = append(out, slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil))
	}
	return slack.MsgOptionBlocks(out...)
}

// TestMethods calls each method once with slack-go and reads its answer.
func TestMethods(t *testing.T) {
	ctx := context.Background()
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}}).overTCP()
	_, err := r.w.AddUserGroup(workspace.UserGroup{Handle: "oncall", Users: []string{"noah"}})
	r.ok(err)
	api := r.client()
	noah, _ := r.w.User("noah")
	ana, _ := r.w.User("ana")
	post := func(ch string, o ...slack.MsgOption) string {
		t.Helper()
		_, ts, err := api.PostMessageContext(ctx, ch, o...)
		r.ok(err)
		return ts
	}
	tests := map[string]func(t *testing.T) error{
		"auth.test": func(t *testing.T) error {
			a, err := api.AuthTestContext(ctx)
			if err == nil && (a.TeamID != r.w.Team().ID || a.UserID != r.app.BotUser || a.BotID != r.app.BotID) {
				t.Errorf("who am I: %+v", a)
			}
			return err
		},
		"apps.connections.open": func(t *testing.T) error {
			_, u, err := api.StartSocketModeContext(ctx)
			if !strings.HasPrefix(u, "ws://"+strings.TrimPrefix(r.url, "http://")+"/") {
				t.Errorf("socket at %q", u)
			}
			return err
		},
		"chat.postMessage": func(t *testing.T) error {
			_, ts, err := api.PostMessageContext(ctx, r.internal.ID, words("hello"),
				slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "effect", EventPayload: map[string]any{"key": "k1"}}))
			got, _ := r.w.Messages("noah", "#queue")
			if last := got[len(got)-1]; last.TS != ts || last.Text != "hello" || last.User != r.app.BotUser || last.App != r.app.ID {
				t.Errorf("posted %+v", last)
			}
			return err
		},
		"chat.postMessage to a person": func(t *testing.T) error {
			ch, _, err := api.PostMessageContext(ctx, ana.ID, words("for you"))
			if !strings.HasPrefix(ch, "D") {
				t.Errorf("posted to %s", ch)
			}
			return err
		},
		"chat.postMessage in a thread": func(t *testing.T) error {
			head := post(r.internal.ID, words("head"))
			post(r.internal.ID, words("reply"), slack.MsgOptionTS(head))
			th, err := r.w.Thread("noah", "#queue", head)
			if len(th) != 2 || th[1].ThreadTS != head || th[0].ThreadTS != head {
				t.Errorf("thread is %+v", th)
			}
			return err
		},
		"chat.postEphemeral": func(t *testing.T) error {
			_, err := api.PostEphemeralContext(ctx, r.internal.ID, noah.ID, words("psst"))
			mine, _ := r.w.Messages("noah", "#queue")
			hers, _ := r.w.Messages("mira", "#queue")
			psst := func(m workspace.Message) bool { return m.Text == "psst" }
			if !slices.ContainsFunc(mine, psst) || slices.ContainsFunc(hers, psst) {
				t.Error("the wrong eyes saw it")
			}
			return err
		},
		"chat.update": func(t *testing.T) error {
			ts := post(r.internal.ID, words("v1"), sections(1, "v1"))
			_, _, _, err := api.UpdateMessageContext(ctx, r.internal.ID, ts, words("v2"))
			m, _ := r.w.Message("noah", workspace.Ref{Channel: r.internal.ID, TS: ts})
			if m.Text != "v2" || m.Blocks != nil || m.EditedBy != r.app.BotUser {
				t.Errorf("text without blocks left %+v", m)
			}
			return err
		},
		"chat.update of metadata alone": func(t *testing.T) error {
			ts := post(r.internal.ID, words("v1"), sections(1, "v1"))
			v := url.Values{"token": {r.app.BotToken}, "channel": {r.internal.ID}, "ts": {ts},
				"metadata": {`{"event_type":"e","event_payload":{}}`}}
			var out struct {
				OK    bool
				Error string
			}
			r.form("chat.update", v, &out)
			m, _ := r.w.Message("noah", workspace.Ref{Channel: r.internal.ID, TS: ts})
			if m.Text != "v1" || m.Blocks == nil || m.Metadata == nil {
				t.Errorf("neither text nor blocks left %+v (%v)", m, out)
			}
			return nil
		},
		"chat.delete": func(t *testing.T) error {
			ts := post(r.internal.ID, words("oops"))
			_, _, err := api.DeleteMessageContext(ctx, r.internal.ID, ts)
			if _, there := r.w.Message("noah", workspace.Ref{Channel: r.internal.ID, TS: ts}); there {
				t.Error("it is still there")
			}
			return err
		},
		"chat.getPermalink": func(t *testing.T) error {
			ts := post(r.internal.ID, words("x"))
			link, err := api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: r.internal.ID, Ts: ts})
			if want := "/archives/" + r.internal.ID + "/p" + strings.ReplaceAll(ts, ".", ""); !strings.HasSuffix(link, want) {
				t.Errorf("link %s", link)
			}
			return err
		},
		"conversations.info": func(t *testing.T) error {
			c, err := api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: r.shared.ID, IncludeNumMembers: true})
			if err == nil && (!c.IsExtShared || c.NumMembers != 3 || !slices.Equal(c.ConnectedTeamIDs, []string{r.customer.ID})) {
				t.Errorf("shared channel is %+v", c)
			}
			return err
		},
		"conversations.list": func(t *testing.T) error {
			var all []slack.Channel
			cursor := ""
			for {
				part, next, err := api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Limit: 1, Cursor: cursor})
				r.ok(err)
				all = append(all, part...)
				if cursor = next; next == "" {
					break
				}
			}
			if len(all) != 3 { // the sealed one is not told
				t.Errorf("%d public channels", len(all))
			}
			for _, c := range all {
				if len(c.ConnectedTeamIDs) > 0 {
					t.Error("conversations.list tells connected teams; Slack's does not")
				}
			}
			return nil
		},
		"users.conversations": func(t *testing.T) error {
			cs, _, err := api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{})
			if in := func(c slack.Channel) bool { return c.ID == r.shared.ID }; !slices.ContainsFunc(cs, in) || len(cs) > 3 {
				t.Errorf("the bot is in %d channels", len(cs))
			}
			return err
		},
		"conversations.members": func(t *testing.T) error {
			ids, _, err := api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: r.shared.ID})
			if !slices.Contains(ids, ana.ID) || len(ids) != 3 {
				t.Errorf("members %v", ids)
			}
			return err
		},
		"conversations.history and replies with metadata": func(t *testing.T) error {
			meta := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "effect", EventPayload: map[string]any{"key": "k2"}})
			head := post(r.internal.ID, words("head"), meta)
			reply := post(r.internal.ID, words("reply"), slack.MsgOptionTS(head), meta)
			h, err := api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID, Limit: 1, IncludeAllMetadata: true})
			r.ok(err)
			if len(h.Messages) != 1 || !h.HasMore || h.Messages[0].Timestamp != head || h.Messages[0].Metadata.EventPayload["key"] != "k2" || h.Messages[0].ReplyCount != 1 {
				t.Errorf("history %+v", h.Messages)
			}
			if h, _ = api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID, Limit: 1}); h.Messages[0].Metadata.EventType != "" {
				t.Error("metadata without being asked for")
			}
			ms, _, _, err := api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: r.internal.ID, Timestamp: head, IncludeAllMetadata: true})
			if len(ms) != 2 || ms[1].Timestamp != reply || ms[1].Metadata.EventPayload["key"] != "k2" {
				t.Errorf("replies %+v", ms)
			}
			return err
		},
		"conversations.open": func(t *testing.T) error {
			c, _, already, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{noah.ID}})
			r.ok(err)
			again, _, twice, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{noah.ID}})
			if already || !twice || c.ID != again.ID {
				t.Errorf("opened %s (%v), then %s (%v)", c.ID, already, again.ID, twice)
			}
			return err
		},
		"conversations.create, invite, setTopic, archive": func(t *testing.T) error {
			c, err := api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "case-1-7f3a", IsPrivate: true})
			r.ok(err)
			_, err = api.InviteUsersToConversationContext(ctx, c.ID, noah.ID)
			r.ok(err)
			c, err = api.SetTopicOfConversationContext(ctx, c.ID, "CASE-1")
			r.ok(err)
			got, _ := r.w.Channel("case-1-7f3a")
			if c.Topic.Value != "CASE-1" || got.Topic != "CASE-1" || got.Kind != workspace.Private || len(got.Members) != 2 {
				t.Errorf("room %+v", got)
			}
			return api.ArchiveConversationContext(ctx, c.ID)
		},
		"conversations.join": func(t *testing.T) error {
			lobby, _ := r.w.Channel("lobby")
			_, _, _, err := api.JoinConversationContext(ctx, lobby.ID)
			return err
		},
		"users.info": func(t *testing.T) error {
			u, err := api.GetUserInfoContext(ctx, ana.ID)
			if err == nil && (u.TeamID != r.customer.ID || u.TZ != "America/Sao_Paulo" || u.TZOffset != -3*3600 || u.IsStranger) {
				t.Errorf("ana is %+v", u)
			}
			return err
		},
		"users.list": func(t *testing.T) error {
			us, err := api.GetUsersContext(ctx)
			if slices.ContainsFunc(us, func(u slack.User) bool { return u.TeamID != r.w.Team().ID }) || len(us) != 4 {
				t.Errorf("%d people listed", len(us))
			}
			return err
		},
		"users.lookupByEmail": func(t *testing.T) error {
			u, err := api.GetUserByEmailContext(ctx, "noah@vendor.example")
			if err == nil && u.ID != noah.ID {
				t.Errorf("found %s", u.ID)
			}
			return err
		},
		"usergroups.list and users.list": func(t *testing.T) error {
			gs, err := api.GetUserGroupsContext(ctx)
			r.ok(err)
			members, err := api.GetUserGroupMembersContext(ctx, gs[0].ID)
			if gs[0].Handle != "oncall" || !slices.Equal(members, []string{noah.ID}) {
				t.Errorf("groups %+v of %v", gs, members)
			}
			return err
		},
		"team.info": func(t *testing.T) error {
			ti, err := api.GetTeamInfoContext(ctx)
			if err == nil && ti.Name != "Vendor" {
				t.Errorf("team %+v", ti)
			}
			return err
		},
		"pins": func(t *testing.T) error {
			ts := post(r.internal.ID, words("pin me"))
			item := slack.NewRefToMessage(r.internal.ID, ts)
			r.ok(api.AddPinContext(ctx, r.internal.ID, item))
			if got := r.w.Pins("queue"); !slices.Contains(got, ts) {
				t.Errorf("pins %v", got)
			}
			items, _, err := api.ListPinsContext(ctx, r.internal.ID)
			r.ok(err)
			if len(items) != 1 || items[0].Message.Timestamp != ts {
				t.Errorf("pinned %+v", items)
			}
			return api.RemovePinContext(ctx, r.internal.ID, item)
		},
		"bookmarks.add": func(t *testing.T) error {
			b, err := api.AddBookmarkContext(ctx, r.internal.ID, slack.AddBookmarkParameters{Title: "Case", Type: "link", Link: "https://example.com"})
			if err == nil && b.Title != "Case" {
				t.Errorf("bookmark %+v", b)
			}
			return err
		},
		"reactions": func(t *testing.T) error {
			item := slack.NewRefToMessage(r.internal.ID, post(r.internal.ID, words("nice")))
			r.ok(api.AddReactionContext(ctx, "eyes", item))
			m, _ := r.w.Message("noah", workspace.Ref{Channel: item.Channel, TS: item.Timestamp})
			if len(m.Reactions) != 1 || m.Reactions[0].Name != "eyes" {
				t.Errorf("reactions %+v", m.Reactions)
			}
			return api.RemoveReactionContext(ctx, "eyes", item)
		},
		"files v2": func(t *testing.T) error {
			f, err := api.UploadFileContext(ctx, slack.UploadFileParameters{Reader: strings.NewReader("one,two\n"), FileSize: 8,
				Filename: "report.csv", Title: "Report", Channel: r.internal.ID, InitialComment: "the report"})
			r.ok(err)
			got, _ := r.w.Messages("noah", "#queue")
			last := got[len(got)-1]
			if last.Text != "the report" || len(last.Files) != 1 || last.Files[0].ID != f.ID || string(last.Files[0].Data) != "one,two\n" {
				t.Errorf("shared %+v", last)
			}
			info, _, _, err := api.GetFileInfoContext(ctx, f.ID, 0, 0)
			if err == nil && (info.Title != "Report" || info.Size != 8) {
				t.Errorf("file %+v", info)
			}
			return err
		},
		"views.publish": func(t *testing.T) error {
			_, err := api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: noah.ID, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab,
				Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "Your queue", false, false))}}}})
			v, ok := r.w.HomeTab("noah", "")
			if !ok || r.w.ReadView("noah", v).Lines[0] != "Your queue" {
				t.Errorf("home %+v", v)
			}
			return err
		},
	}
	post(r.internal.ID, words("something to page past"))
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Run(name, func(t *testing.T) {
			if err := tests[name](t); err != nil {
				t.Error(err)
			}
		})
	}
}

// form makes a raw form call.
func (r *rig) form(method string, v url.Values, out any) *http.Response {
	r.t.Helper()
	resp, err := r.http().PostForm(r.url+"/api/"+method, v)
	r.ok(err)
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			r.t.Fatalf("%s answered %s: %v", method, b, err)
		}
	}
	return resp
}
