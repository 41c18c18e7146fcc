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
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
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
	for end := time.Now().Add(40 * time.Second); !tb.is(js); time.Sleep(30 * time.Millisecond) {
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

// named fails where something a person can use has no name for who cannot see it, or where the
// page lacks its landmarks and its live regions.
func (tb *tab) named() {
	tb.t.Helper()
	nameless, err := chromedp.Run(tb.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, summary, progress, dialog[open], [role=log], nav, aside")].filter(e => {
		const by = e.getAttribute("aria-labelledby");
		const name = e.getAttribute("aria-label") || (by && document.getElementById(by)?.innerText) || [...(e.labels || [])].map(l => l.textContent).join(" ") || (e.matches("button, a, summary") && e.textContent);
		return !(name || "").trim();
	}).map(e => e.outerHTML.slice(0, 160)).join("\n")`))
	if err != nil {
		tb.fail(err.Error())
	}
	if nameless != "" {
		tb.t.Errorf("without a name:\n%s", nameless)
	}
	for _, sel := range []string{"main", "nav", "aside", "[role=alert][aria-live]", "[role=log]", "html[lang]", ".skip"} {
		if !tb.is(fmt.Sprintf("!!document.querySelector(%q)", sel)) {
			tb.t.Errorf("the page has no %s", sel)
		}
	}
}
