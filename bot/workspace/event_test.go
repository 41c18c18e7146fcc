package workspace_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// heard collects the events a bare line gets, acknowledging each.
func (l *line) heard() func() []map[string]any {
	var mu sync.Mutex
	var got []map[string]any
	go func() {
		for {
			e, ok := l.read()
			if !ok {
				return
			}
			l.ack(e, nil)
			if _, err := slackevents.ParseEvent(e.Payload, slackevents.OptionNoVerifyToken()); err != nil && e.Type == "events_api" {
				l.r.t.Errorf("slack-go cannot read %s: %v", e.Payload, err)
			}
			var p map[string]any
			_ = json.Unmarshal(e.Payload, &p)
			mu.Lock()
			got = append(got, p)
			mu.Unlock()
		}
	}()
	return func() []map[string]any {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		out := got
		got = nil
		return out
	}
}

// names lists the inner events by type and subtype.
func names(events []map[string]any) string {
	var out []string
	for _, p := range events {
		ev, _ := p["event"].(map[string]any)
		n, _ := ev["type"].(string)
		if s, _ := ev["subtype"].(string); s != "" {
			n += "/" + s
		}
		out = append(out, n)
	}
	return strings.Join(out, " ")
}

func TestEvents(t *testing.T) {
	bubble(t, workspace.Options{}, func(r *rig) {
		ctx, api := context.Background(), r.client()
		heard := r.dial().hello().heard()
		expect := func(what, want string) []map[string]any {
			t.Helper()
			got := heard()
			// Envelopes of one moment may come in any order over several
			// sockets; over one they keep theirs.
			if names(got) != want {
				t.Errorf("%s: heard %q, want %q", what, names(got), want)
			}
			return got
		}
		inner := func(p map[string]any) map[string]any { return p["event"].(map[string]any) }

		ts, err := r.w.Say("noah", "#queue", "", "hello @mira & <all>")
		r.ok(err)
		ev := expect("plain words", "message")
		mira, _ := r.w.User("mira")
		if m := inner(ev[0]); m["text"] != "hello <@"+mira.ID+"> &amp; &lt;all&gt;" || m["channel_type"] != "channel" || m["event_ts"] != ts || m["user_team"] != nil {
			t.Errorf("message is %v", m)
		}
		auth := ev[0]["authorizations"].([]any)[0].(map[string]any)
		if auth["user_id"] != r.app.BotUser || ev[0]["team_id"] != r.w.Team().ID || ev[0]["event_id"] == nil || ev[0]["event_time"] == nil {
			t.Errorf("outer event is %v", ev[0])
		}

		reply, err := r.w.Say("ana", "#northwind", "", "@deskhand help")
		r.ok(err)
		ev = expect("a mention by an outsider", "message app_mention")
		for _, p := range ev {
			if m := inner(p); m["user_team"] != r.customer.ID || m["source_team"] != r.customer.ID || p["team_id"] != r.w.Team().ID || p["is_ext_shared_channel"] != true {
				t.Errorf("an outsider's words are %v", p)
			}
		}
		if ev[0]["event_id"] == ev[1]["event_id"] {
			t.Error("two events of one id")
		}
		r.ok(r.w.Edit("ana", "#northwind", reply, "never mind"))
		m := inner(expect("an edit", "message/message_changed")[0])
		if m["message"].(map[string]any)["text"] != "never mind" || m["previous_message"].(map[string]any)["text"] == "never mind" || m["ts"] == reply {
			t.Errorf("edit is %v", m)
		}
		r.ok(r.w.Delete("ana", "#northwind", reply))
		if m = inner(expect("a deletion", "message/message_deleted")[0]); m["deleted_ts"] != reply {
			t.Errorf("deletion is %v", m)
		}

		_, ts, err = api.PostMessageContext(ctx, r.internal.ID, words("from the bot, to <@"+r.app.BotUser+">"),
			slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "e", EventPayload: map[string]any{"k": "v"}}))
		r.ok(err)
		m = inner(expect("the bot's own", "message")[0])
		if m["bot_id"] != r.app.BotID || m["user"] != r.app.BotUser || m["metadata"] == nil {
			t.Errorf("the bot's own message is %v", m)
		}
		_, _, _, err = api.UpdateMessageContext(ctx, r.internal.ID, ts, words("changed"))
		r.ok(err)
		expect("the bot's own edit", "message/message_changed")
		noah, _ := r.w.User("noah")
		_, err = api.PostEphemeralContext(ctx, r.internal.ID, noah.ID, words("psst"))
		r.ok(err)
		expect("an ephemeral message is told to nobody", "")

		_, err = r.w.Say("noah", "@deskhand", "", "@deskhand a direct word")
		r.ok(err)
		if m = inner(expect("a direct message is no mention", "message")[0]); m["channel_type"] != "im" {
			t.Errorf("direct message is %v", m)
		}
		_, err = r.w.Say("noah", "#lobby", "", "@deskhand are you here?")
		r.ok(err)
		expect("where the bot is not", "")

		r.ok(r.w.Invite("noah", "#lobby", "deskhand"))
		expect("being invited", "member_joined_channel message/channel_join")
		r.ok(r.w.SetTopic("noah", "#lobby", "hi"))
		expect("a topic", "message/channel_topic")
		r.ok(r.w.React("noah", "#queue", ts, "eyes"))
		expect("a reaction", "reaction_added")
		r.ok(api.AddPinContext(ctx, r.internal.ID, slack.NewRefToMessage(r.internal.ID, ts)))
		expect("a pin", "pin_added")
		r.ok(r.w.OpenHome("noah", ""))
		expect("Home", "app_home_opened")

		_, err = r.w.Share("#lobby", r.customer.ID)
		r.ok(err)
		if m = inner(expect("sharing", "channel_shared")[0]); m["connected_team_id"] != r.customer.ID {
			t.Errorf("shared is %v", m)
		}
		r.ok(r.w.Invite("noah", "#lobby", "ana"))
		expect("an outsider joins", "member_joined_channel message/channel_join")
		r.ok(r.w.Unshare("#lobby", r.customer.ID))
		expect("unsharing", "channel_unshared")

		sealed := r.channel(workspace.Channel{Name: "negotiation", Kind: workspace.Private, Members: []string{"noah", "deskhand"}})
		_, err = r.w.Say("noah", "#negotiation", "", "before")
		r.ok(err)
		expect("private words", "message")
		moved, err := r.w.Share("#negotiation", r.customer.ID)
		r.ok(err)
		m = inner(expect("sharing a private channel", "channel_id_changed channel_shared")[0])
		if m["old_channel_id"] != sealed.ID || m["new_channel_id"] != moved.ID || moved.ID == sealed.ID {
			t.Errorf("moved %v", m)
		}
		if _, _, err := api.PostMessageContext(ctx, sealed.ID, words("a")); code(err) != "channel_not_found" {
			t.Errorf("the old id: %v", err)
		}
		h, err := api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: moved.ID})
		r.ok(err)
		if len(h.Messages) != 1 {
			t.Errorf("its messages did not move: %+v", h.Messages)
		}
		r.ok(r.w.Archive("noah", "#lobby"))
		expect("archiving", "channel_archive")
		r.ok(r.w.Remove("noah", "#queue", "deskhand"))
		expect("being removed", "member_left_channel")
		heard()

		f := workspace.File{Name: "log.txt", MIME: "text/plain", Data: []byte("x")}
		_, err = r.w.SayWith("ana", "#northwind", "", "see the log", f)
		r.ok(err)
		files := inner(expect("a file from outside", "message/file_share")[0])["files"].([]any)[0].(map[string]any)
		if files["file_access"] != "check_file_info" || files["name"] != nil {
			t.Errorf("file is %v", files)
		}
		info, _, _, err := api.GetFileInfoContext(ctx, files["id"].(string), 0, 0)
		if err != nil || info.Name != "log.txt" {
			t.Errorf("file info %+v, %v", info, err)
		}
	})
}

// TestEventNeedsSubscription: what was not subscribed to is not told.
func TestEventNeedsSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := people(t, workspace.Options{}).overPipe()
		r.app = r.w.Install(workspace.App{Name: "narrow", Scopes: []string{"channels:history"}, Events: []string{"app_mention", "message.im"}})
		r.ok(r.w.Invite("noah", "#queue", "narrow"))
		heard := r.dial().hello().heard()
		_, err := r.w.Say("noah", "#queue", "", "@narrow hi")
		r.ok(err)
		if got := names(heard()); got != "" { // subscribed to the mention, but not allowed to read it
			t.Errorf("heard %q", got)
		}
	})
}

// TestThreads: a head that goes leaves a tombstone, a reply just goes.
func TestThreads(t *testing.T) {
	bubble(t, workspace.Options{}, func(r *rig) {
		head, err := r.w.Say("noah", "#queue", "", "head")
		r.ok(err)
		one, err := r.w.Say("mira", "#queue", head, "one")
		r.ok(err)
		if _, err := r.w.Say("mira", "#queue", one, "below a reply"); err == nil {
			t.Error("a thread within a thread")
		}
		r.ok(r.w.Delete("noah", "#queue", head))
		th, err := r.w.Thread("mira", "#queue", head)
		r.ok(err)
		if len(th) != 2 || !th[0].Deleted || th[0].Subtype != "tombstone" || th[1].Text != "one" {
			t.Errorf("thread is %+v", th)
		}
		r.sees("mira", "#queue", "This message was deleted.")
		ms, _, _, err := r.client().GetConversationRepliesContext(context.Background(), &slack.GetConversationRepliesParameters{ChannelID: r.internal.ID, Timestamp: head})
		if err != nil || len(ms) != 2 || ms[0].SubType != "tombstone" {
			t.Errorf("replies %+v, %v", ms, err)
		}
		r.ok(r.w.Delete("mira", "#queue", one))
		if th, _ = r.w.Thread("mira", "#queue", head); len(th) != 1 {
			t.Errorf("thread is %+v", th)
		}
	})
}

// TestTimestamps: unique and rising in a channel even where the clock stands
// still or goes back, and free to repeat in another.
func TestTimestamps(t *testing.T) {
	var now atomic.Pointer[time.Time]
	now.Store(&begin)
	r := people(t, workspace.Options{Now: func() time.Time { return *now.Load() }})
	var all []string
	for i := range 50 {
		if i == 25 {
			earlier := begin.Add(-time.Second)
			now.Store(&earlier)
		}
		ts, err := r.w.Say("noah", "#queue", "", "x")
		r.ok(err)
		all = append(all, ts)
	}
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != 50 || all[0] != "1772442000.000000" || !workspace.Instant(all[0]).Equal(begin) {
		t.Errorf("timestamps %v", all)
	}
	if ts, _ := r.w.Say("noah", "#lobby", "", "x"); ts >= all[0] {
		t.Errorf("another channel starts at %s", ts)
	}
}
