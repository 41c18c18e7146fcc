package workspace_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestRefusals asks for what Slack refuses and expects Slack's code.
func TestRefusals(t *testing.T) {
	ctx := context.Background()
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}}).overTCP()
	api := r.client()
	id := func(name string) string { u, err := r.w.User(name); r.ok(err); return u.ID }
	room := func(name string) string { c, err := r.w.Channel(name); r.ok(err); return c.ID }
	post := func(ch string, o ...slack.MsgOption) error {
		_, _, err := api.PostMessageContext(ctx, ch, o...)
		return err
	}
	_, ts, err := api.PostMessageContext(ctx, r.internal.ID, words("mine"))
	r.ok(err)
	_, reply, err := api.PostMessageContext(ctx, r.internal.ID, words("reply"), slack.MsgOptionTS(ts))
	r.ok(err)
	theirs, err := r.w.Say("noah", "#queue", "", "theirs")
	r.ok(err)
	r.channel(workspace.Channel{Name: "old", Members: []string{"noah", "deskhand"}})
	r.ok(r.w.Archive("noah", "#old"))
	item := slack.NewRefToMessage(r.internal.ID, ts)
	r.ok(api.AddPinContext(ctx, r.internal.ID, item))
	r.ok(api.AddReactionContext(ctx, "eyes", item))
	create := func(name string) error {
		_, err := api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name})
		return err
	}
	update := func(ch, ts string, o ...slack.MsgOption) error {
		_, _, _, err := api.UpdateMessageContext(ctx, ch, ts, o...)
		return err
	}
	whisper := func(ch, user string) error {
		_, err := api.PostEphemeralContext(ctx, ch, user, words("a"))
		return err
	}
	open := func(users ...string) error {
		_, _, _, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: users})
		return err
	}
	invite := func(ch string, users ...string) error {
		_, err := api.InviteUsersToConversationContext(ctx, ch, users...)
		return err
	}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"post nowhere", post("C0", words("a")), "channel_not_found"},
		{"post where the bot is not", post(room("lobby"), words("a")), "not_in_channel"},
		{"post in a private channel without the bot", post(r.private.ID, words("a")), "channel_not_found"},
		{"post in an archived channel", post(room("old"), words("a")), "is_archived"},
		{"post nothing", post(r.internal.ID), "no_text"},
		{"post 40,001 characters", post(r.internal.ID, words(strings.Repeat("é", 40_001))), "msg_too_long"},
		{"post 51 blocks", post(r.internal.ID, sections(51, "a")), "invalid_blocks"},
		{"post 13,200 characters of blocks", post(r.internal.ID, sections(5, strings.Repeat("a", 2600))), "msg_blocks_too_long"},
		{"post in no thread", post(r.internal.ID, words("a"), slack.MsgOptionTS("1.000001")), "thread_not_found"},
		{"post below a reply", post(r.internal.ID, words("a"), slack.MsgOptionTS(reply)), "cannot_reply_to_message"},
		{"post to a deactivated person", post(id("gone"), words("a")), "user_disabled"},
		{"post to a stranger", post(id("strange"), words("a")), "user_not_found"},
		{"post to oneself", post(r.app.BotUser, words("a")), "channel_not_found"},
		{"whisper to an absent person", whisper(r.internal.ID, id("ana")), "user_not_in_channel"},
		{"whisper to nobody", whisper(r.internal.ID, "U0"), "user_not_found"},
		{"update another's", update(r.internal.ID, theirs, words("a")), "cant_update_message"},
		{"update nothing", update(r.internal.ID, "1.000001", words("a")), "message_not_found"},
		{"update too long", update(r.internal.ID, ts, words(strings.Repeat("a", 40_001))), "msg_too_long"},
		{"delete another's", second(api.DeleteMessageContext(ctx, r.internal.ID, theirs)), "cant_delete_message"},
		{"permalink of nothing", last(api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: r.internal.ID, Ts: "1.000001"})), "message_not_found"},
		{"info of nothing", last(api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: "C0"})), "channel_not_found"},
		{"info of a sealed channel", last(api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: r.private.ID})), "channel_not_found"},
		{"history from outside", last(api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: room("lobby")})), "not_in_channel"},
		{"history at no cursor", last(api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID, Cursor: "x"})), "invalid_cursor"},
		{"replies of no thread", third(api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: r.internal.ID, Timestamp: "1.000001"})), "thread_not_found"},
		{"create a taken name", create("queue"), "name_taken"},
		{"create an archived name", create("old"), "name_taken"},
		{"create in capitals", create("Case-1"), "invalid_name_specials"},
		{"create 81 characters", create(strings.Repeat("a", 81)), "invalid_name_maxlength"},
		{"create nameless", create(""), "invalid_name_required"},
		{"open with nobody", open("U0"), "user_not_found"},
		{"open with the deactivated", open(id("gone")), "user_disabled"},
		{"open with a bot", open(r.app.BotUser), "cannot_dm_bot"},
		{"invite oneself", invite(r.internal.ID, r.app.BotUser), "cant_invite_self"},
		{"invite a member", invite(r.internal.ID, id("noah")), "already_in_channel"},
		{"invite an outsider into an internal channel", invite(r.internal.ID, id("ana")), "user_team_not_in_channel"},
		{"invite into an archived channel", invite(room("old"), id("mira")), "is_archived"},
		{"topic of 251 characters", last(api.SetTopicOfConversationContext(ctx, r.internal.ID, strings.Repeat("a", 251))), "too_long"},
		{"archive twice", api.ArchiveConversationContext(ctx, room("old")), "already_archived"},
		{"pin twice", api.AddPinContext(ctx, r.internal.ID, item), "already_pinned"},
		{"pin nothing", api.AddPinContext(ctx, r.internal.ID, slack.NewRefToMessage(r.internal.ID, "1.000001")), "message_not_found"},
		{"react twice", api.AddReactionContext(ctx, "eyes", item), "already_reacted"},
		{"user of nobody", last(api.GetUserInfoContext(ctx, "U0")), "user_not_found"},
		{"email of nobody", last(api.GetUserByEmailContext(ctx, "nobody@example.com")), "users_not_found"},
		{"group of nobody", last(api.GetUserGroupMembersContext(ctx, "S0")), "no_such_subteam"},
		{"view on no trigger", last(api.OpenViewContext(ctx, "1.2.3", modal("t"))), "invalid_trigger_id"},
		{"view without title", last(api.OpenViewContext(ctx, "1.2.3", slack.ModalViewRequest{Type: slack.VTModal})), "invalid_arguments"},
		{"update no view", last(api.UpdateViewContext(ctx, modal("t"), "", "", "V0")), "not_found"},
		{"home of an outsider", last(api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: id("ana"), View: slack.HomeTabViewRequest{Type: slack.VTHomeTab}})), "user_not_found"},
	} {
		if got := code(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	t.Run("invalid_blocks says where", func(t *testing.T) {
		err := post(r.internal.ID, slack.MsgOptionBlocks(slack.NewActionBlock("a",
			slack.NewButtonBlockElement("b", "v", slack.NewTextBlockObject("plain_text", strings.Repeat("a", 76), false, false)))))
		var e slack.SlackErrorResponse
		want := "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
		if !errors.As(err, &e) || len(e.ResponseMetadata.Messages) != 1 || e.ResponseMetadata.Messages[0] != want {
			t.Errorf("got %+v", e)
		}
	})
	t.Run("loose lets it pass and notes it", func(t *testing.T) {
		r := people(t, workspace.Options{Loose: true}).overTCP()
		_, _, err := r.client().PostMessageContext(ctx, r.internal.ID, sections(51, "a"))
		r.ok(err)
		for _, i := range r.w.Inspected(0) {
			if i.Name == "loose" && i.Error == "invalid_blocks" {
				return
			}
		}
		t.Error("nothing was noted")
	})
}

// TestScopes calls with an app that may do nothing and reads what each call
// would have needed.
func TestScopes(t *testing.T) {
	ctx := context.Background()
	r := people(t, workspace.Options{}, "none").overTCP()
	api := r.client()
	item := slack.NewRefToMessage(r.internal.ID, "1.000001")
	for _, tt := range []struct {
		name string
		err  error
		need string
	}{
		{"post", second(api.PostMessageContext(ctx, r.internal.ID, words("a"))), "chat:write"},
		{"info, public", last(api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: r.internal.ID})), "channels:read"},
		{"history, public", last(api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.internal.ID})), "channels:history"},
		{"create, private", last(api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "x", IsPrivate: true})), "groups:write"},
		{"create, public", last(api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "x"})), "channels:manage"},
		{"list, private", second(api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Types: []string{"private_channel"}})), "groups:read"},
		{"user", last(api.GetUserInfoContext(ctx, r.app.BotUser)), "users:read"},
		{"email", last(api.GetUserByEmailContext(ctx, "a@example.com")), "users:read.email"},
		{"pin", api.AddPinContext(ctx, r.internal.ID, item), "pins:write"},
		{"react", api.AddReactionContext(ctx, "eyes", item), "reactions:write"},
		{"groups", last(api.GetUserGroupsContext(ctx)), "usergroups:read"},
		{"team", last(api.GetTeamInfoContext(ctx)), "team:read"},
	} {
		var e slack.SlackErrorResponse
		if !errors.As(tt.err, &e) || e.Err != "missing_scope" || !strings.Contains(e.Needed, tt.need) || e.Provided != "none" {
			t.Errorf("%s: %v needs %q of %q, want %s", tt.name, tt.err, e.Needed, e.Provided, tt.need)
		}
	}
	t.Run("mail address", func(t *testing.T) {
		r := people(t, workspace.Options{}, "users:read").overTCP()
		noah, _ := r.w.User("noah")
		u, err := r.client().GetUserInfoContext(ctx, noah.ID)
		r.ok(err)
		if u.Profile.Email != "" {
			t.Error("told without users:read.email")
		}
	})
}

// last, second and third pick the error out of a call's results.
func last[A any](_ A, err error) error                { return err }
func second[A, B any](_ A, _ B, err error) error      { return err }
func third[A, B, C any](_ A, _ B, _ C, e error) error { return e }

// modal is a small form.
func modal(title string, blocks ...slack.Block) slack.ModalViewRequest {
	if blocks == nil {
		blocks = []slack.Block{slack.NewDividerBlock()}
	}
	return slack.ModalViewRequest{Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", title, false, false),
		Submit: slack.NewTextBlockObject("plain_text", "Send", false, false), Blocks: slack.Blocks{BlockSet: blocks}}
}
