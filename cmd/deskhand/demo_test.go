package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser finds a Chromium, or skips the test with the reason; DESKHAND_REQUIRE=chromium turns
// the skip into a failure.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if strings.Contains(os.Getenv("DESKHAND_REQUIRE"), "chromium") {
		t.Fatal("no Chromium on this machine, and it is required")
	}
	t.Skip("no Chromium on this machine")
	return ""
}

// output is what a program prints, readable while it runs.
type output struct {
	mu sync.Mutex
	b  strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// startDemo runs the demo and answers where its page is.
func startDemo(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var out output
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"demo", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), &out, &out)
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the demo ended with %d: %s", code, out.String())
		}
	})
	for range 1200 {
		if url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(out.String()); url != "" {
			return url
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the demo printed no address: %s", out.String())
	return ""
}

// browse opens a tab of its own, so wide and high.
func browse(t *testing.T, url string, width, height int) *pages {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser(t)), chromedp.NoSandbox, chromedp.WindowSize(width, height),
		chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	return &pages{t: t, tab: ctx, url: url}
}

// TestDemo is a newcomer's first minutes, in a real browser: open a Sev 1 as a customer, see it
// warned on a clock that is set ahead, take it and answer it as an engineer, ask why. Pictures
// go to the folder that DESKHAND_PICTURES names, if it does.
func TestDemo(t *testing.T) {
	browser(t)
	p := browse(t, startDemo(t, "--empty"), 1400, 1000)

	p.be("ana", "C0NORTHWIND")
	p.say("#words", "@deskhand open 1 product:cvad Payments are down")
	p.see("#log", "CASE-1 · Sev 1 · Payments are down")
	p.see("#log", "first response by")
	p.see("#log", "you can call +47")
	p.picture("1-opened")

	p.be("noah", "C0PRIORITY")
	p.see("#log", "Northwind Bank · Priority · opened by Ana")
	p.click(`button[data-jump="10m"]`)
	p.see("#log", "left for first response")
	p.lacks("#log", "late by")
	p.picture("2-warned")
	p.clickText("Take it")
	p.see("#log", "with Noah")

	p.be("noah", "C0NORTHWIND")
	p.thread("CASE-1")
	p.say("#side textarea", "Looking now, please keep one failing session open")
	p.see("#side", "please keep one failing session open")
	p.see("#log", "first response at")
	p.picture("3-answered")

	p.be("ana", "C0NORTHWIND")
	p.say("#words", "@deskhand why CASE-1")
	p.see("#log", "promised under 15 minutes of working time")
	p.picture("4-why")
}

// pages drives the page as a person does.
type pages struct {
	t   *testing.T
	tab context.Context
	url string
}

func (p *pages) do(what string, a ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.tab, a...); err != nil {
		p.picture("failed")
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p *pages) be(who, channel string) {
	p.t.Helper()
	p.do("be "+who, chromedp.Navigate(p.url+"?as="+who+"&c="+channel), chromedp.WaitVisible(chromedp.CSS("#words")))
}

func (p *pages) say(field, text string) {
	p.t.Helper()
	p.do("say "+text, chromedp.WaitVisible(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), text+"\r"))
}

func (p *pages) click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// clickText presses the last button or link of the log whose words contain the text.
func (p *pages) clickText(text string) {
	p.t.Helper()
	x := `(//*[@id="log"]//*[self::button or self::a][contains(., "` + text + `")])[last()]`
	p.do("click "+text, chromedp.WaitVisible(x), chromedp.Click(x))
}

// thread opens the thread of the message that holds the text; the button shows on hovering.
func (p *pages) thread(text string) {
	p.t.Helper()
	p.see("#log", text)
	script := fmt.Sprintf(`[...document.querySelectorAll("#log article")].filter(a => a.innerText.includes(%q)).map(a => a.querySelector("[data-thread]")).filter(b => b)[0].click() || true`, text+" ·")
	if _, err := chromedp.Run(p.tab, chromedp.Evaluate[bool](script)); err != nil {
		p.t.Fatal(err)
	}
}

// see waits until the text stands somewhere within.
func (p *pages) see(within, text string) {
	p.t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.innerText).join(" ").replace(/\s+/g, " ")`, within)
	var got string
	for range 400 {
		var err error
		if got, err = chromedp.Run(p.tab, chromedp.Evaluate[string](script)); err != nil {
			p.t.Fatal(err)
		}
		if strings.Contains(got, text) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.picture("failed")
	p.t.Fatalf("%q is not to be seen in %s:\n%s", text, within, got)
}

// lacks fails where the text stands somewhere within.
func (p *pages) lacks(within, text string) {
	p.t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.innerText.includes(%q))`, within, text)
	if got, err := chromedp.Run(p.tab, chromedp.Evaluate[bool](script)); err != nil || got {
		p.t.Errorf("%q is to be seen in %s (%v)", text, within, err)
	}
}

func (p *pages) picture(name string) {
	dir := os.Getenv("DESKHAND_PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.tab, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Logf("picture %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "demo-"+name+".png"), png, 0o644); err != nil {
		p.t.Error(err)
	}
}

func (p *pages) eval(js string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.tab, chromedp.Evaluate[bool]("void ("+js+"), true")); err != nil {
		p.t.Fatalf("%s: %v", js, err)
	}
}

// so waits until the script's answer is true.
func (p *pages) so(js string) {
	p.t.Helper()
	for range 400 {
		ok, err := chromedp.Run(p.tab, chromedp.Evaluate[bool](js))
		if err != nil {
			p.t.Fatalf("%s: %v", js, err)
		}
		if ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.picture("failed")
	p.t.Fatalf("never so: %s", js)
}

// gone waits until nothing matches.
func (p *pages) gone(selector string) {
	p.t.Helper()
	p.so(fmt.Sprintf("!document.querySelector(%q)", selector))
}
