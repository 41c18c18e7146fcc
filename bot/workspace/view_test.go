package workspace_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// inputBlock is a form field of any element.
func inputBlock(id, label string, e slack.BlockElement) *slack.InputBlock {
	return slack.NewInputBlock(id, slack.NewTextBlockObject("plain_text", label, false, false), nil, e)
}

func field(id, label string) *slack.InputBlock {
	return inputBlock(id, label, slack.NewPlainTextInputBlockElement(nil, id+"_words"))
}

// trigger makes a person give the app a trigger by a slash command.
func (r *rig) trigger(l *line, user string) string {
	r.t.Helper()
	_, err := r.w.Slash(user, "#queue", "/case", "open")
	r.ok(err)
	e, _ := l.read()
	l.ack(e, nil)
	var p struct {
		Trigger string `json:"trigger_id"`
	}
	r.ok(json.Unmarshal(e.Payload, &p))
	return p.Trigger
}

// show opens a form in front of a person.
func (r *rig) show(l *line, user string, v slack.ModalViewRequest) *slack.ViewResponse {
	r.t.Helper()
	out, err := r.client().OpenViewContext(context.Background(), r.trigger(l, user), v)
	r.ok(err)
	return out
}

// answer acknowledges the next envelope with a payload and returns it.
func (l *line) answer(payload any) map[string]any {
	l.r.t.Helper()
	e, ok := l.read()
	if !ok {
		l.r.t.Fatal("nothing came")
	}
	l.ack(e, payload)
	var p map[string]any
	l.r.ok(json.Unmarshal(e.Payload, &p))
	synctest.Wait()
	return p
}

func TestTriggers(t *testing.T) {
	ctx := context.Background()
	bubble(t, workspace.Options{}, func(r *rig) {
		l, api := r.dial().hello(), r.client()
		trig := r.trigger(l, "noah")
		if _, err := api.OpenViewContext(ctx, trig, slack.ModalViewRequest{Type: slack.VTModal}); code(err) != "invalid_arguments" {
			t.Errorf("a bad view: %v", err)
		}
		_, err := api.OpenViewContext(ctx, trig, modal("one"))
		r.ok(err) // a refused view does not use the trigger up
		if _, err := api.OpenViewContext(ctx, trig, modal("two")); code(err) != "exchanged_trigger_id" {
			t.Errorf("used twice: %v", err)
		}
		trig = r.trigger(l, "noah")
		time.Sleep(3*time.Second - time.Millisecond)
		_, err = api.OpenViewContext(ctx, trig, modal("just in time"))
		r.ok(err)
		trig = r.trigger(l, "noah")
		time.Sleep(3 * time.Second)
		if _, err := api.OpenViewContext(ctx, trig, modal("late")); code(err) != "expired_trigger_id" {
			t.Errorf("used late: %v", err)
		}
	})
}

func TestForms(t *testing.T) {
	bubbled := func(name string, f func(t *testing.T, r *rig, l *line)) {
		t.Run(name, func(t *testing.T) {
			bubble(t, workspace.Options{}, func(r *rig) { f(r.t.(*testing.T), r, r.dial().hello()) })
		})
	}
	submit := func(r *rig, v workspace.Values) *workspace.Delivery {
		d, err := r.w.Submit("noah", "", v)
		r.ok(err)
		return d
	}
	bubbled("an empty answer closes", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("Open", field("what", "What is wrong?"), field("more", "More")))
		submit(r, workspace.Values{"What is wrong?": {"all of it"}, "more": {"a", "b"}})
		p := l.answer(nil)
		values := p["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)
		if got := values["more"].(map[string]any)["more_words"].(map[string]any)["value"]; got != "a\nb" {
			t.Errorf("more is %v", got)
		}
		if _, open := r.w.Front("noah"); open {
			t.Error("still open")
		}
	})
	bubbled("errors stay with their fields", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("Open", field("what", "What")))
		submit(r, workspace.Values{"what": {"x"}})
		l.answer(map[string]any{"response_action": "errors", "errors": map[string]string{"what": "say more"}})
		v, open := r.w.Front("noah")
		if !open || v.Errors["what"] != "say more" {
			t.Errorf("form is %+v", v)
		}
		submit(r, workspace.Values{"what": {"more"}})
		l.answer(nil)
	})
	bubbled("errors for a block that is not there are a failure", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("Open", field("what", "What")))
		submit(r, workspace.Values{"what": {"x"}})
		l.answer(map[string]any{"response_action": "errors", "errors": map[string]string{"other": "say more"}})
		if f := r.failures(); len(f) != 1 {
			t.Errorf("noah saw %v", f)
		}
	})
	bubbled("update, push, clear", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("One", field("what", "What")))
		submit(r, workspace.Values{"what": {"x"}})
		l.answer(map[string]any{"response_action": "update", "view": modal("Two", field("what", "What"))})
		if v, _ := r.w.Front("noah"); v.Title != "Two" {
			t.Errorf("in front is %q", v.Title)
		}
		submit(r, nil) // what was typed is kept over the update
		p := l.answer(map[string]any{"response_action": "push", "view": modal("Three", field("why", "Why"))})
		if got := p["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)["what"].(map[string]any)["what_words"].(map[string]any)["value"]; got != "x" {
			t.Errorf("what was typed became %v", got)
		}
		v, _ := r.w.Front("noah")
		if v.Title != "Three" || v.Previous == "" || v.Root != v.Previous {
			t.Errorf("in front is %+v", v)
		}
		submit(r, workspace.Values{"why": {"y"}})
		l.answer(map[string]any{"response_action": "clear"})
		if _, open := r.w.Front("noah"); open {
			t.Error("clear left something")
		}
	})
	bubbled("the fourth on the stack is refused", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("One", field("what", "What")))
		for range 2 {
			submit(r, workspace.Values{"what": {"x"}})
			l.answer(map[string]any{"response_action": "push", "view": modal("More", field("what", "What"))})
		}
		submit(r, workspace.Values{"what": {"x"}})
		l.answer(map[string]any{"response_action": "push", "view": modal("Too many", field("what", "What"))})
		if f := r.failures(); !slices.Equal(f, []string{"push_limit_reached"}) {
			t.Errorf("noah saw %v", f)
		}
	})
	bubbled("the form itself checks first", func(t *testing.T, r *rig, l *line) {
		short := slack.NewPlainTextInputBlockElement(nil, "t").WithMinLength(3).WithMaxLength(4)
		r.show(l, "noah", modal("Open", inputBlock("title", "Title", short), field("what", "What"),
			inputBlock("mail", "Mail", slack.NewEmailTextInputBlockElement(nil, "m")).WithOptional(true)))
		for _, v := range []workspace.Values{{}, {"title": {"ab"}, "what": {"x"}}, {"title": {"abcde"}, "what": {"x"}},
			{"title": {"abc"}, "what": {"x"}, "mail": {"nobody"}}, {"title": {"abc"}, "what": {"x"}, "typo": {"x"}}} {
			if _, err := r.w.Submit("noah", "", v); err == nil {
				t.Errorf("%v was sent", v)
			}
		}
		submit(r, workspace.Values{"title": {"abc"}, "what": {"x"}, "mail": {""}})
		l.answer(nil)
	})
	bubbled("every kind of input", func(t *testing.T, r *rig, l *line) {
		option := func(s string) *slack.OptionBlockObject {
			return slack.NewOptionBlockObject(s, slack.NewTextBlockObject("plain_text", "Option "+s, false, false), nil)
		}
		hint := slack.NewTextBlockObject("plain_text", "choose", false, false)
		r.show(l, "noah", modal("All",
			inputBlock("static", "Static", slack.NewOptionsSelectBlockElement("static_select", hint, "a", option("1"), option("2"))),
			inputBlock("radio", "Radio", slack.NewRadioButtonsBlockElement("a", option("1"), option("2"))),
			inputBlock("checks", "Checks", slack.NewCheckboxGroupsBlockElement("a", option("1"), option("2"))),
			inputBlock("user", "User", slack.NewOptionsSelectBlockElement("users_select", hint, "a")),
			inputBlock("room", "Room", slack.NewOptionsSelectBlockElement("channels_select", hint, "a")),
			inputBlock("date", "Date", slack.NewDatePickerBlockElement("a")),
			inputBlock("time", "Time", slack.NewTimePickerBlockElement("a"))))
		submit(r, workspace.Values{"Static": {"Option 2"}, "Radio": {"1"}, "Checks": {"1", "Option 2"}, "User": {"mira"},
			"Room": {"#queue"}, "Date": {"2026-12-01"}, "Time": {"09:00"}})
		e, _ := l.read()
		l.ack(e, nil)
		var cb slack.InteractionCallback
		r.ok(json.Unmarshal(e.Payload, &cb))
		mira, _ := r.w.User("mira")
		got := cb.View.State.Values
		if got["static"]["a"].SelectedOption.Value != "2" || got["radio"]["a"].SelectedOption.Value != "1" ||
			len(got["checks"]["a"].SelectedOptions) != 2 || got["user"]["a"].SelectedUser != mira.ID ||
			got["room"]["a"].SelectedChannel != r.internal.ID || got["date"]["a"].SelectedDate != "2026-12-01" || got["time"]["a"].SelectedTime != "09:00" {
			t.Errorf("slack-go read %+v", got)
		}
	})
	bubbled("an unanswered submission fails and can be repeated", func(t *testing.T, r *rig, l *line) {
		r.show(l, "noah", modal("Open", field("what", "What")))
		d := submit(r, workspace.Values{"what": {"x"}})
		if _, err := r.w.Submit("noah", "", nil); err == nil {
			t.Error("submitted twice at once")
		}
		l.read()
		<-d.Done()
		if f := r.failures(); !slices.Equal(f, []string{"operation_timeout"}) {
			t.Errorf("noah saw %v", f)
		}
		submit(r, nil)
		l.answer(nil)
		if _, open := r.w.Front("noah"); open {
			t.Error("still open")
		}
	})
	bubbled("closing tells who asked for it", func(t *testing.T, r *rig, l *line) {
		v := modal("Open", field("what", "What"))
		v.NotifyOnClose = true
		r.show(l, "noah", v)
		r.ok(r.w.CloseView("noah", false))
		if p := l.answer(nil); p["type"] != "view_closed" || p["is_cleared"] != false {
			t.Errorf("told %v", p)
		}
	})
	bubbled("search", func(t *testing.T, r *rig, l *line) {
		hint := slack.NewTextBlockObject("plain_text", "find a case", false, false)
		r.show(l, "noah", modal("Link", inputBlock("case", "Case", slack.NewOptionsSelectBlockElement("external_select", hint, "find"))))
		front, _ := r.w.Front("noah")
		s, err := r.w.Suggest("noah", workspace.Ref{View: front.ID}, "find", "pay")
		r.ok(err)
		p := l.answer(map[string]any{"options": []any{map[string]any{"value": "CASE-1", "text": map[string]any{"type": "plain_text", "text": "CASE-1 Payments"}}}})
		if p["value"] != "pay" || p["action_id"] != "find" || p["block_id"] != "case" {
			t.Errorf("asked %v", p)
		}
		if _, err := s.Wait(t.Context()); err != nil || len(s.Options) != 1 {
			t.Errorf("offered %v, %v", s.Options, err)
		}
		submit(r, workspace.Values{"Case": {"CASE-1 Payments"}})
		l.answer(nil)
	})
	bubbled("a button on Home", func(t *testing.T, r *rig, l *line) {
		noah, _ := r.w.User("noah")
		take := slack.NewActionBlock("row", slack.NewButtonBlockElement("take", "1", slack.NewTextBlockObject("plain_text", "Take it", false, false)))
		_, err := r.client().PublishViewContext(context.Background(), slack.PublishViewContextRequest{UserID: noah.ID,
			View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{take}}}})
		r.ok(err)
		v, _ := r.w.HomeTab("noah", "")
		_, err = r.w.Press("noah", workspace.Ref{View: v.ID}, "Take it")
		r.ok(err)
		p := l.answer(nil)
		if p["container"].(map[string]any)["view_id"] != v.ID || p["view"].(map[string]any)["type"] != "home" || p["response_url"] != nil || p["trigger_id"] == nil {
			t.Errorf("pressed %v", p)
		}
	})
	bubbled("update by hash", func(t *testing.T, r *rig, l *line) {
		v := r.show(l, "noah", modal("One"))
		ctx, api := context.Background(), r.client()
		out, err := api.UpdateViewContext(ctx, modal("Two"), "", v.Hash, v.ID)
		r.ok(err)
		if _, err := api.UpdateViewContext(ctx, modal("Three"), "", v.Hash, v.ID); code(err) != "hash_conflict" || out.Hash == v.Hash {
			t.Errorf("an old hash: %v", err)
		}
	})
	bubbled("an external id is unique", func(t *testing.T, r *rig, l *line) {
		v := modal("One")
		v.ExternalID = "x"
		r.show(l, "noah", v)
		_, err := r.client().OpenViewContext(context.Background(), r.trigger(l, "mira"), v)
		if code(err) != "duplicate_external_id" {
			t.Error(err)
		}
	})
}

func TestExternalForms(t *testing.T) {
	for _, no := range []bool{false, true} {
		bubble(t, workspace.Options{NoExternalForms: no}, func(r *rig) {
			l, api := r.dial().hello(), r.client()
			_, ts, err := api.PostMessageContext(context.Background(), r.shared.ID, buttons("case", "Open a case"))
			r.ok(err)
			l.answer(nil) // its own message
			_, err = r.w.Press("ana", workspace.Ref{Channel: r.shared.ID, TS: ts}, "Open a case")
			r.ok(err)
			p := l.answer(nil)
			if u := p["user"].(map[string]any); u["team_id"] != r.customer.ID || p["team"].(map[string]any)["id"] != r.w.Team().ID {
				t.Errorf("pressed by %v of %v", u, p["team"])
			}
			_, err = api.OpenViewContext(context.Background(), p["trigger_id"].(string), modal("Open"))
			if (code(err) == "invalid_trigger_id") != no {
				t.Errorf("forms for outsiders refused=%v: %v", no, err)
			}
		})
	}
}

// buttons is a message with words and a row of buttons named by their words.
func buttons(text string, labels ...string) slack.MsgOption {
	var row []slack.BlockElement
	for _, l := range labels {
		row = append(row, slack.NewButtonBlockElement("do "+l, "v1:"+l, slack.NewTextBlockObject("plain_text", l, false, false)))
	}
	return slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil), slack.NewActionBlock("row", row...))
}
