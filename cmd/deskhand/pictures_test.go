package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestPictures(t *testing.T) {
	p := browse(t, startDemo(t, "--at", "2026-03-02T08:00:00Z"), 1280, 900)
	p.be("ana", "C0NORTHWIND")
	p.picture("01-past")
	p.say("#words", "@deskhand open 1 product:cvad Payments are down")
	p.see("#log", "Payments are down")
	p.see("#log", "first response by")
	p.picture("02-card")
	p.be("noah", "C0PRIORITY")
	p.picture("03-queue")
	p.do("open form", chromedp.SendKeys(chromedp.CSS("#words"), "/"))
	p.picture("04-slash")
	p.do("open form", chromedp.SendKeys(chromedp.CSS("#words"), "case open\r"))
	p.do("form", chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	p.picture("05-form")
	p.do("submit", chromedp.Click(`//dialog//button[@class="primary"]`))
	p.see("dialog .error", "required")
	p.picture("06-form-errors")
	p.do("close", chromedp.Click(`//dialog//footer//button[1]`))
	p.gone("dialog")
	p.say("#words", "/case list")
	p.see("#log", "only you can see")
	p.picture("07-list")
	p.click(`[data-home]`)
	p.see("#home", "Your desk")
	p.picture("08-home")
	p.be("noah", "C0NORTHWIND")
	p.eval(`[...document.querySelectorAll(".replies")].at(-1).click()`)
	p.picture("09-thread")
	p.click(`[data-toggle="inspector"]`)
	p.see("#wirelog", "chat.")
	p.picture("10-inspector")
	p.do("phone", chromedp.EmulateViewport(390, 844))
	p.be("ana", "C0NORTHWIND")
	p.picture("11-phone")
	p.be("noah", "C0PRIORITY")
	p.picture("12-phone-queue")
}
