package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestTyping: what a person types is sent as Slack's composer sends it, and
// reads as it was typed.
func TestTyping(t *testing.T) {
	r := people(t, workspace.Options{})
	_, err := r.w.AddUserGroup(workspace.UserGroup{Handle: "oncall", Users: []string{"noah"}})
	r.ok(err)
	uid := func(n string) string { u, err := r.w.User(n); r.ok(err); return u.ID }
	group := "<!subteam^S" // followed by an id
	for _, tt := range []struct{ name, typed, sent, read string }{
		{"escapes", "a<b & c>d", "a&lt;b &amp; c&gt;d", ""},
		{"mention", "@noah, look", "<@" + uid("noah") + ">, look", ""},
		{"mention at the end of a sentence", "ask @noah.", "ask <@" + uid("noah") + ">.", ""},
		{"nobody", "@nobody there", "@nobody there", ""},
		{"a mail address is no mention", "write to me@noah or a#queue", "write to me@noah or a#queue", ""},
		{"channel", "see #queue", "see <#" + r.internal.ID + "|queue>", ""},
		{"broadcast", "@here @channel", "<!here> <!channel>", ""},
		{"link", "see https://a.example/x?a=1&b=2, please", "see <https://a.example/x?a=1&amp;b=2>, please", ""},
		{"by company", "@ana@northwind hi", "<@" + uid("ana") + "> hi", "@ana hi"},
		{"lines", "one\ntwo", "one\ntwo", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ts, err := r.w.Say("noah", "#queue", "", tt.typed)
			r.ok(err)
			m, _ := r.w.Message("noah", workspace.Ref{Channel: "#queue", TS: ts})
			if m.Text != tt.sent {
				t.Errorf("sent %q, want %q", m.Text, tt.sent)
			}
			if tt.read == "" {
				tt.read = tt.typed
			}
			doc := r.w.Read("noah", m)
			m.Blocks = nil
			byText := r.w.Read("noah", m)
			for _, d := range []workspace.Doc{doc, byText} {
				got := ""
				for i, l := range d.Lines {
					if i > 0 {
						got += "\n"
					}
					got += l
				}
				if got != tt.read {
					t.Errorf("reads %q, want %q", got, tt.read)
				}
			}
		})
	}
	ts, err := r.w.Say("noah", "#queue", "", "@oncall!")
	r.ok(err)
	if m, _ := r.w.Message("noah", workspace.Ref{Channel: "#queue", TS: ts}); m.Text[:len(group)] != group {
		t.Errorf("group mention is %q", m.Text)
	}
}

// TestWhoMay: what the user side refuses, and with which reason.
func TestWhoMay(t *testing.T) {
	r := people(t, workspace.Options{})
	theirs, err := r.w.Say("noah", "#northwind", "", "from noah")
	r.ok(err)
	slash := func(u, c, cmd string) error { _, err := r.w.Slash(u, c, cmd, ""); return err }
	say := func(u, c string) error { _, err := r.w.Say(u, c, "", "hi"); return err }
	for _, tt := range []struct {
		name string
		err  error
		want error // nil: any
	}{
		{"an outsider's slash command", slash("ana", "#northwind", "/case"), workspace.ErrConnectSlash},
		{"an outsider's shortcut", last(r.w.Shortcut("ana", workspace.Ref{Channel: "#northwind", TS: theirs}, "Open a case")), workspace.ErrConnectShortcut},
		{"an unknown command", slash("noah", "#queue", "/nope"), nil},
		{"speaking where one is not", say("ana", "#queue"), workspace.ErrNotMember},
		{"speaking when deactivated", say("gone", "#queue"), nil},
		{"speaking nowhere", say("noah", "#nowhere"), nil},
		{"nobody speaking", say("nobody", "#queue"), nil},
		{"editing another's words", r.w.Edit("ana", "#northwind", theirs, "x"), workspace.ErrNotYours},
		{"deleting another's words", r.w.Delete("ana", "#northwind", theirs), workspace.ErrNotYours},
		{"pressing what is not there", last(r.w.Press("noah", workspace.Ref{Channel: "#northwind", TS: theirs}, "Go")), nil},
		{"an outsider's Home", r.w.OpenHome("ana", ""), nil},
		{"an outsider inviting", r.w.Invite("ana", "#northwind", "mira"), nil},
		{"inviting an outsider into an internal channel", r.w.Invite("noah", "#queue", "ana"), nil},
		{"submitting no form", last(r.w.Submit("noah", "", nil)), nil},
		{"closing no form", r.w.CloseView("noah", false), nil},
		{"reading a channel one is not in", last(r.w.Messages("ana", "#queue")), workspace.ErrNotMember},
	} {
		if tt.err == nil || tt.want != nil && !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
}

func TestInteractions(t *testing.T) {
	ctx := context.Background()
	bubble(t, workspace.Options{}, func(r *rig) {
		l, api := r.dial().hello(), r.client()
		_, err := r.w.Slash("noah", "#queue", "/escaped", "tell @mira a < b")
		r.ok(err)
		mira, _ := r.w.User("mira")
		if p := l.answer(nil); p["text"] != "tell <@"+mira.ID+"|mira> a &lt; b" {
			t.Errorf("an escaping command sends %v", p["text"])
		}
		_, err = r.w.Slash("noah", "@mira", "/case", "x")
		r.ok(err)
		if p := l.answer(nil); p["channel_name"] != "directmessage" {
			t.Errorf("sent from %v", p["channel_name"])
		}

		option := slack.NewOptionBlockObject("2", slack.NewTextBlockObject("plain_text", "Severity 2", false, false), nil)
		_, ts, err := api.PostMessageContext(ctx, r.shared.ID, slack.MsgOptionBlocks(slack.NewActionBlock("row",
			slack.NewButtonBlockElement("worse", "CASE-1/2", slack.NewTextBlockObject("plain_text", "Worse now", false, false)),
			slack.NewOptionsSelectBlockElement("static_select", slack.NewTextBlockObject("plain_text", "Severity", false, false), "sev", option),
			slack.NewOptionsSelectBlockElement("users_select", slack.NewTextBlockObject("plain_text", "Who", false, false), "who"),
			slack.NewOverflowBlockElement("menu", option))))
		r.ok(err)
		l.answer(nil)
		at := workspace.Ref{Channel: r.shared.ID, TS: ts}
		for _, press := range []struct {
			name string
			do   func() (*workspace.Delivery, error)
			want func(a *slack.BlockAction) bool
		}{
			{"by label", func() (*workspace.Delivery, error) { return r.w.Press("ana", at, "worse now") }, func(a *slack.BlockAction) bool {
				return a.ActionID == "worse" && a.Value == "CASE-1/2" && a.BlockID == "row"
			}},
			{"by action id", func() (*workspace.Delivery, error) { return r.w.Press("ana", at, "worse") }, func(a *slack.BlockAction) bool { return a.ActionID == "worse" }},
			{"select", func() (*workspace.Delivery, error) { return r.w.Select("ana", at, "Severity", "Severity 2") }, func(a *slack.BlockAction) bool { return a.SelectedOption.Value == "2" }},
			{"person", func() (*workspace.Delivery, error) { return r.w.Select("noah", at, "who", "mira") }, func(a *slack.BlockAction) bool { return a.SelectedUser == mira.ID }},
			{"overflow", func() (*workspace.Delivery, error) { return r.w.Select("noah", at, "menu", "2") }, func(a *slack.BlockAction) bool { return a.SelectedOption.Value == "2" }},
		} {
			_, err := press.do()
			r.ok(err)
			e, _ := l.read()
			l.ack(e, nil)
			var cb slack.InteractionCallback
			r.ok(json.Unmarshal(e.Payload, &cb))
			if cb.Type != slack.InteractionTypeBlockActions || len(cb.ActionCallback.BlockActions) != 1 || !press.want(cb.ActionCallback.BlockActions[0]) {
				t.Errorf("%s: slack-go reads %+v", press.name, cb.ActionCallback)
			}
			if cb.Channel.ID != r.shared.ID || cb.Message.Timestamp != ts || cb.TriggerID == "" || cb.ResponseURL == "" {
				t.Errorf("%s: %+v", press.name, cb)
			}
		}
		if _, err := r.w.Select("noah", at, "Severity", "Severity 9"); err == nil {
			t.Error("chose what is not offered")
		}

		words, err := r.w.Say("noah", "#queue", "", "it broke")
		r.ok(err)
		l.answer(nil)
		_, err = r.w.Shortcut("noah", workspace.Ref{Channel: "#queue", TS: words}, "Open a case")
		r.ok(err)
		if p := l.answer(nil); p["type"] != "message_action" || p["callback_id"] != "open_from_message" || p["message"].(map[string]any)["text"] != "it broke" || p["trigger_id"] == nil {
			t.Errorf("shortcut sent %v", p)
		}

		// A human deletes the card; its button is gone with it.
		r.ok(r.w.Delete("noah", "#northwind", ts))
		l.answer(nil)
		if _, err := r.w.Press("ana", at, "Worse now"); !errors.Is(err, workspace.ErrNoMessage) {
			t.Error(err)
		}
	})
}

// TestFeed: the feed tells in order what people could see, and whose eyes
// only.
func TestFeed(t *testing.T) {
	bubble(t, workspace.Options{}, func(r *rig) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var live []workspace.Deed
		done := make(chan struct{})
		go func() {
			defer close(done)
			for h := range r.w.Watch(ctx, 0) {
				live = append(live, h.Kind)
			}
		}()
		l, api := r.dial().hello(), r.client()
		ts, err := r.w.Say("noah", "#queue", "", "a")
		r.ok(err)
		l.answer(nil)
		r.ok(r.w.Edit("noah", "#queue", ts, "b"))
		l.answer(nil)
		noah, _ := r.w.User("noah")
		_, err = api.PostEphemeralContext(ctx, r.internal.ID, noah.ID, words("psst"))
		r.ok(err)
		r.show(l, "noah", modal("Open"))
		r.ok(r.w.CloseView("noah", true))
		r.ok(r.w.Delete("noah", "#queue", ts))
		synctest.Wait()
		cancel()
		<-done
		var all []workspace.Deed
		for i, h := range r.w.Happened(0) {
			all = append(all, h.Kind)
			if h.Seq != i+1 || h.At.IsZero() {
				t.Errorf("happening %d is %+v", i, h)
			}
			if (h.Kind == workspace.Whispered || h.Kind == workspace.Opened) && h.To != noah.ID {
				t.Errorf("%s is for %q", h.Kind, h.To)
			}
		}
		want := []workspace.Deed{workspace.Posted, workspace.Edited, workspace.Whispered, workspace.Asked, workspace.Opened, workspace.Closed, workspace.Deleted}
		for name, got := range map[string][]workspace.Deed{"kept": all, "live": live} {
			if len(got) != len(want) {
				t.Errorf("%s: %v", name, got)
				continue
			}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%s: %v", name, got)
					break
				}
			}
		}
	})
}
