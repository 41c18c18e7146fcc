package workspace_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// fastClock is a clock for the page to work.
type fastClock struct {
	mu    sync.Mutex
	now   time.Time
	from  time.Time
	speed float64
}

func (c *fastClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.Add(time.Duration(float64(time.Since(c.from)) * c.speed))
}
func (c *fastClock) Speed() float64 { c.mu.Lock(); defer c.mu.Unlock(); return c.speed }
func (c *fastClock) SetSpeed(s float64) {
	now := c.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.from, c.speed = now, time.Now(), s
}
func (c *fastClock) Jump(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// toyDesk is a small bot on slack-go: a mention or a command opens a form or
// a card; its buttons change it.
func (r *rig) toyDesk() {
	ctx, api := context.Background(), r.client()
	text := func(kind, s string) *slack.TextBlockObject { return slack.NewTextBlockObject(kind, s, false, false) }
	severity := slack.NewOptionsSelectBlockElement("static_select", text("plain_text", "Severity"), "sev",
		slack.NewOptionBlockObject("1", text("plain_text", "1 – everything stands still"), nil),
		slack.NewOptionBlockObject("2", text("plain_text", "2 – badly hindered"), nil))
	form := modal("Open a case", inputBlock("sev", "Severity", severity), field("what", "What is wrong?"),
		inputBlock("more", "More", slack.NewPlainTextInputBlockElement(text("plain_text", "what you tried, what you saw"), "t").WithMultiline(true)).WithOptional(true))
	form.Submit = text("plain_text", "Open case")
	card := func(words string) slack.MsgOption {
		return slack.MsgOptionBlocks(
			slack.NewHeaderBlock(text("plain_text", "CASE-1 · Sev 1")),
			slack.NewSectionBlock(text("mrkdwn", "*"+words+"*\nfirst response by <!date^"+fmt.Sprint(begin.Add(15*time.Minute).Unix())+"^{time}|09:15 UTC> · for <@"+r.app.BotUser+">"),
				[]*slack.TextBlockObject{text("mrkdwn", "*Product*\ncvad"), text("mrkdwn", "*Tier*\nPriority")}, nil),
			slack.NewContextBlock("", text("mrkdwn", "if nobody answers, call <tel:+4721000000|+47 21 00 00 00>")),
			slack.NewActionBlock("row", slack.NewButtonBlockElement("worse", "1", text("plain_text", "Worse now")).WithStyle(slack.StyleDanger),
				slack.NewButtonBlockElement("update", "1", text("plain_text", "I need an update")), slack.NewButtonBlockElement("form", "1", text("plain_text", "Add details"))))
	}
	r.connect(func(b *bot, e socketmode.Event) {
		switch d := e.Data.(type) {
		case slack.SlashCommand:
			_ = b.Ack(*e.Request)
			_, err := api.OpenViewContext(ctx, d.TriggerID, form)
			if err != nil {
				r.t.Error(err)
			}
		case slackevents.EventsAPIEvent:
			_ = b.Ack(*e.Request)
			if m, ok := d.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				_, _, err := api.PostMessageContext(ctx, m.Channel, card("Payments are down"))
				if err != nil {
					r.t.Error(err)
				}
			}
		case slack.InteractionCallback:
			if d.Type == slack.InteractionTypeViewSubmission {
				if words := d.View.State.Values["what"]["what_words"].Value; len(words) < 5 {
					_ = b.Ack(*e.Request, map[string]any{"response_action": "errors", "errors": map[string]string{"what": "Please say a little more."}})
					return
				}
				_ = b.Ack(*e.Request)
				_, _, err := api.PostMessageContext(ctx, r.internal.ID, card(d.View.State.Values["what"]["what_words"].Value))
				if err != nil {
					r.t.Error(err)
				}
				return
			}
			_ = b.Ack(*e.Request)
			switch d.ActionCallback.BlockActions[0].ActionID {
			case "worse":
				_, _, _, err := api.UpdateMessageContext(ctx, d.Channel.ID, d.Message.Timestamp, words("CASE-1 got worse, says <@"+d.User.ID+">"))
				if err != nil {
					r.t.Error(err)
				}
			case "update":
				_, err := api.PostEphemeralContext(ctx, d.Channel.ID, d.User.ID, words("They were asked."))
				if err != nil {
					r.t.Error(err)
				}
			}
		}
	})
}

// posted counts messages.
func posted(w *workspace.Workspace) (n int) {
	for _, h := range w.Happened(0) {
		if h.Kind == workspace.Posted {
			n++
		}
	}
	return n
}

// TestBrowser lets two people use the page in Chromium: a customer who
// mentions the app, and an engineer with slash commands, forms and threads.
func TestBrowser(t *testing.T) {
	ctx := browser(t)
	clock := &fastClock{now: begin, from: time.Now(), speed: 1}
	r := people(t, workspace.Options{Now: clock.Now}).overTCP()
	said := false
	tour := func() []workspace.Step {
		return []workspace.Step{
			{Title: "Open a Sev 1", How: "Be Ana, a customer, in #northwind.", As: "ana", Channel: "#northwind", Text: "@deskhand case open 1 Payments are down", Done: posted(r.w) > 1},
			{Title: "Run it", How: "Press the button.", Button: "Run", Done: said, Run: func() (string, error) { said = true; return "+ more\n- less", nil }},
		}
	}
	s := r.page(workspace.PageOptions{Title: "Vendor", Clock: clock, Tour: tour})
	r.toyDesk()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ana, noah := newTab(t, ctx, false), newTab(t, ctx, false)
	enter := string(kb.Enter)

	noah.be(s.URL, "noah", r.internal.ID)
	noah.has(".label", "local workspace, not Slack")

	// The tour makes a newcomer the customer, words ready, and ticks itself.
	ana.be(s.URL, "noah", r.internal.ID)
	ana.has("#tour .next", "Open a Sev 1")
	ana.press("Take me there, words ready")
	ana.has(".of", "Northwind")
	ana.typed("#words", enter)
	ana.has("#log", "Payments are down")
	ana.has("#log .badge.app", "app")
	ana.has("#tour .done", "Open a Sev 1")
	ana.press("Run")
	ana.has("#told .more", "+ more")
	ana.press("Close")
	ana.has("#tour", "2 of 2 done")
	ana.typed("#words", "/")
	ana.has(".commands", "slash commands do not cross Slack Connect")
	if !ana.is(`[...document.querySelectorAll(".commands button")].every(b => b.disabled)`) {
		t.Error("a customer's slash menu is not greyed out")
	}
	ana.shot("customer-slash")
	ana.typed("#words", "case list"+enter)
	ana.has("#notices", "do not cross Slack Connect")
	ana.eval(`(document.getElementById("words").value = "", document.querySelector(".commands").hidden = true)`)
	ana.press("I need an update")
	ana.has("#log .private", "They were asked.")
	ana.shot("customer-card")
	ana.notWide()
	ana.gone("#rooms a[aria-current] .count") // what is in front of one's eyes is read
	noah.has("#rooms .unread", "#northwind")
	ana.press("Worse now")
	ana.has("#log", "CASE-1 got worse, says @ana")

	// The engineer: unread marks, a thread, the slash command and its form.
	noah.do(chromedp.Click(`//nav//a[contains(., "#northwind")]`))
	noah.has("#log", "got worse")
	noah.lacks("#log", "They were asked.")
	noah.gone("#rooms a[aria-current].unread")
	noah.eval(`[...document.querySelectorAll("#log .tools button")].filter(b => b.innerText === "Reply").at(-1).click()`)
	noah.do(chromedp.WaitVisible(chromedp.CSS("#thread textarea")))
	noah.typed("#thread textarea", "Looking now, @ana"+enter)
	noah.has("#threadlog", "Looking now, @ana")
	noah.has("#log .replies", "1 reply")
	noah.shot("engineer-thread")
	noah.do(chromedp.Click(`//nav//a[contains(., "#queue")]`))
	noah.has(".roomhead h1", "#queue")
	noah.typed("#words", "/ca")
	noah.has(".commands button", "/case")
	noah.shot("slash")
	noah.typed("#words", string(kb.ArrowDown))
	noah.do(chromedp.KeyEvent(enter), chromedp.KeyEvent("open"+enter), chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	noah.has("dialog h2", "Open a case")
	noah.press("Open case") // required fields are missing: the form itself says so
	noah.has("dialog .error", "Please complete this required field.")
	noah.do(chromedp.SetValue(chromedp.CSS("dialog select"), "1"))
	noah.typed("dialog input", "abc")
	noah.press("Open case")
	noah.has("dialog .error", "Please say a little more.")
	noah.shot("form-errors")
	noah.named()
	if !noah.is(`document.querySelector("dialog input").value === "abc"`) {
		t.Error("what was typed is gone")
	}
	noah.typed("dialog input", " and more")
	noah.press("Open case")
	noah.has("#log", "abc and more")
	noah.gone("dialog")

	// Escape closes a form.
	noah.typed("#words", "/case x"+enter)
	noah.do(chromedp.WaitVisible(chromedp.CSS("dialog[open]")), chromedp.KeyEvent(string(kb.Escape)))
	noah.gone("dialog")

	// Editing one's own words.
	noah.typed("#words", "frist"+enter)
	noah.has("#log", "frist")
	noah.eval(`[...document.querySelectorAll("#log [data-mine] .tools summary")].at(-1).click()`)
	noah.has("#log .tools .menu", "Edit")
	noah.eval(`document.querySelector("#log .tools details[open] [data-edit]").click()`)
	noah.eval(`document.getElementById("words").value = ""`)
	noah.typed("#words", "first"+enter)
	noah.has("#log", "first")
	noah.has("#log .edited", "edited")

	// The clock: ahead by an hour, then faster.
	noah.press("+1h")
	noah.has(".clock", "11:0") // Oslo is an hour ahead of 09:00 UTC; then the hour
	noah.press("60×")
	noah.has(`.clock [aria-pressed="true"]`, "60×")
	if clock.Speed() != 60 {
		t.Errorf("speed %v", clock.Speed())
	}
	noah.press("Inspector")
	noah.has("#wirelog", "chat.postMessage")
	noah.do(chromedp.Click(chromedp.CSS(".weather summary")))
	noah.typed("#rule", "internal_error of chat.postMessage once"+enter)
	noah.has(".weather li", "internal_error of chat.postMessage once")
	noah.shot("inspector")
	noah.press("Clear faults")
	noah.gone(".weather li")
	noah.notWide()

	night := newTab(t, ctx, true)
	night.be(s.URL, "ana", r.shared.ID)
	night.has("#log", "got worse")
	night.shot("dark")

	narrow := newTab(t, ctx, false)
	narrow.do(chromedp.EmulateViewport(420, 800))
	narrow.be(s.URL, "noah", r.internal.ID)
	narrow.has("#log", "abc and more")
	narrow.shot("narrow")
	narrow.notWide()
	for _, tb := range []*tab{ana, noah, night, narrow} {
		tb.named()
		tb.quiet()
	}
}
