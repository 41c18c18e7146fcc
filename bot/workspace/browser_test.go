package workspace_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// browser starts Chromium, or skips with the reason where there is none.
// With DESKHAND_REQUIRE naming chromium its absence is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless_shell"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if strings.Contains(os.Getenv("DESKHAND_REQUIRE"), "chromium") {
			t.Fatal("DESKHAND_REQUIRE asks for chromium, and there is none")
		}
		t.Skip("no chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 800), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// A tab is one tab.
type tab struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // what the browser complained of
}

func newTab(t *testing.T, ctx context.Context, dark bool) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	tb := &tab{t: t, ctx: ctx}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(chromedp.Listen(ctx, func(ev any) {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		switch e := ev.(type) {
		case *runtime.EventExceptionThrown:
			what := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				what += " " + e.ExceptionDetails.Exception.Description
			}
			tb.bad = append(tb.bad, what)
		case *cdplog.EventEntryAdded:
			// A refusal of the workspace is an answer, not a fault of the page.
			if e.Entry.Level == cdplog.EntryLevelError && !strings.Contains(e.Entry.Text, "409") && !strings.Contains(e.Entry.Text, "422") {
				tb.bad = append(tb.bad, e.Entry.Text+" "+e.Entry.URL)
			}
		}
	}))
	// Every tab believes it is in front, as each is somebody's.
	_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	must(err)
	if dark {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		must(err)
	}
	return tb
}

func (tb *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, actions...); err != nil {
		tb.fail(err.Error())
	}
}

func (tb *tab) fail(why string) {
	tb.t.Helper()
	tb.shot("failed")
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.t.Fatalf("%s\nthe browser said: %v", why, tb.bad)
}

// eval runs script for its effect.
func (tb *tab) eval(js string) {
	tb.t.Helper()
	tb.is("void (" + js + "), true")
}

// is evaluates a truth. It does not poll inside the page, whose own policy
// forbids script made of text.
func (tb *tab) is(js string) bool {
	tb.t.Helper()
	ok, err := chromedp.Run(tb.ctx, chromedp.Evaluate[bool](js))
	if err != nil {
		tb.fail(js + ": " + err.Error())
	}
	return ok
}

// until waits for a truth.
func (tb *tab) until(what, js string) {
	tb.t.Helper()
	for end := time.Now().Add(10 * time.Second); !tb.is(js); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(end) {
			tb.fail("never so: " + what)
		}
	}
}

func shows(sel, words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.innerText.includes(%q))`, sel, words)
}

// has waits until a selector's text contains words.
func (tb *tab) has(sel, words string) {
	tb.t.Helper()
	tb.until(sel+" shows "+words, shows(sel, words))
}

func (tb *tab) lacks(sel, words string) {
	tb.t.Helper()
	if tb.is(shows(sel, words)) {
		tb.t.Errorf("%s shows %q", sel, words)
	}
}

func (tb *tab) gone(sel string) {
	tb.t.Helper()
	tb.until(sel+" is gone", fmt.Sprintf(`!document.querySelector(%q)`, sel))
}

// typed types into a field.
func (tb *tab) typed(sel, words string) {
	tb.t.Helper()
	tb.do(chromedp.SendKeys(chromedp.CSS(sel), words))
}

// wide draws a sideways scroll bar: nothing may be wider than the window.
func (tb *tab) notWide() {
	tb.t.Helper()
	if tb.is(`document.documentElement.scrollWidth > innerWidth`) {
		tb.t.Error("the page is wider than its window")
	}
}

// press clicks the button with these words.
func (tb *tab) press(words string) {
	tb.t.Helper()
	tb.do(chromedp.Click(`//button[normalize-space()="` + words + `" and not(@disabled)]`))
}

// shot keeps a picture where DESKHAND_SHOTS says.
func (tb *tab) shot(name string) {
	dir := os.Getenv("DESKHAND_SHOTS")
	if dir == "" {
		return
	}
	if png, err := chromedp.Run(tb.ctx, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
}

func (tb *tab) be(url, as, channel string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(url+"/?as="+as+"&c="+channel), chromedp.WaitVisible(chromedp.CSS("#room")))
}

func (tb *tab) quiet() {
	tb.t.Helper()
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, s := range tb.bad {
		tb.t.Errorf("the browser complained: %s", s)
	}
}

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

// TestBrowser lets two people use the page in Chromium: a customer who
// mentions the app, and an engineer with slash commands, forms and threads.
func TestBrowser(t *testing.T) {
	ctx := browser(t)
	clock := &fastClock{now: begin, from: time.Now(), speed: 1}
	r := people(t, workspace.Options{Now: clock.Now}).overTCP()
	s := r.page(workspace.PageOptions{Title: "Vendor", Clock: clock, Tips: []workspace.Tip{{Label: "As Ana, a customer: open a Sev 1", As: "ana", Channel: "#northwind", Text: "@deskhand case open 1 Payments are down"}}})
	r.toyDesk()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ana, noah := newTab(t, ctx, false), newTab(t, ctx, false)
	enter := string(kb.Enter)

	noah.be(s.URL, "noah", r.internal.ID)
	noah.has(".label", "local workspace, not Slack")

	// The tip makes a newcomer the customer, words ready.
	ana.be(s.URL, "noah", r.internal.ID)
	ana.press("As Ana, a customer: open a Sev 1")
	ana.has(".of", "Northwind")
	ana.typed("#words", enter)
	ana.has("#log", "Payments are down")
	ana.has("#log .badge.app", "app")
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
	noah.eval(`[...document.querySelectorAll("#log [data-edit]")].at(-1).click()`)
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
	noah.shot("inspector")
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
		tb.quiet()
	}
}
