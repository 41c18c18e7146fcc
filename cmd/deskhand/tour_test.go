package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTour completes the tour in a real browser, as its own words say, on a desk with a past.
func TestTour(t *testing.T) {
	browser(t)
	p := browse(t, startDemo(t), 1400, 1000)
	next := func(title, words string) {
		p.see("#tour .next .title", title)
		if title != "Rehearse a policy change" {
			p.click("#tour .next [data-step]")
			p.do("there", chromedp.WaitVisible(chromedp.CSS("#words")))
			if words != "" {
				p.so(`[...document.querySelectorAll(".compose textarea")].some(w => w.value.startsWith("` + words + `"))`)
			}
		}
	}
	p.be("tove", "C0PRIORITY")
	p.see("#tour", "0 of 6 done")
	next("Open a Sev 1", "@deskhand open 1")
	p.see(".who", "of Northwind Bank")
	p.do("send", chromedp.SendKeys(chromedp.CSS("#words"), "\r"))
	next("Watch it warn", "")
	p.see(".who", "of Harbour Support")
	p.click(`button[data-jump="10m"]`)
	next("Answer it", "Looking now")
	p.do("send", chromedp.WaitVisible(chromedp.CSS("#thread textarea")), chromedp.SendKeys(chromedp.CSS("#thread textarea"), "\r"))
	next("Break a promise", "")
	p.click(`button[data-jump="6h"]`)
	next("Ask why", "@deskhand why CASE-")
	p.see("#log", "Sev 1 · Payments are down")
	p.picture("tour-why")
	p.do("send", chromedp.SendKeys(chromedp.CSS("#words"), "\r"))
	next("Rehearse a policy change", "")
	p.see("#log", "promised under 15 minutes")
	p.click("#tour [data-run]")
	p.see("#told", "first response met at 12 minutes of 15 minutes")
	p.see("#told", "of 10 minutes")
	p.picture("tour-rehearsed")
	p.click("#told [data-close]")
	p.see("#tour", "6 of 6 done")
	p.picture("tour-done")
}

// TestPolicyToRehearse: the line that the tour changes stands in the shipped folder, once for
// the tier the tour is about.
func TestPolicyToRehearse(t *testing.T) {
	files, err := readFolder("")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(files[changedFile]), policyNow); n != 1 {
		t.Fatalf("%s holds the policy %d times: %s", changedFile, n, policyNow)
	}
	said, err := (&tour{ctx: t.Context(), files: files}).rehearse()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first response met at 12 minutes of 15 minutes", "Payments are down: first response missed at 09:10"} {
		if !strings.Contains(said, want) {
			t.Errorf("the rehearsal does not say %q:\n%s", want, said)
		}
	}
}
