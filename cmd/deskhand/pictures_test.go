package main

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "take the golden pictures anew")

// TestPictures takes the pictures of the page that are kept in testdata/pictures, to be looked
// at when -update changed them. Fonts differ from machine to machine and words change, so what
// is compared is where it is light and dark: a page without its style, or with a part missing,
// is seen; a word is not.
func TestPictures(t *testing.T) {
	browser(t)
	p := browse(t, startDemo(t, "--at", "2026-03-02T08:00:00Z"), 1280, 800)
	p.do("size", chromedp.EmulateViewport(1280, 800))
	p.be("ana", "C0NORTHWIND")
	p.say("#words", "@deskhand open 1 product:cvad Payments are down")
	p.see("#log", "you can call +47")
	p.do("slash", chromedp.SendKeys(chromedp.CSS("#words"), "/"))
	p.see(".commands", "do not cross Slack Connect")
	p.golden("customer")
	p.be("noah", "C0PRIORITY")
	p.click(`button[data-jump="10m"]`)
	p.see("#log", "left for first response")
	p.see("#tour .done", "Watch it warn")
	p.golden("warned")
	p.do("open form", chromedp.SendKeys(chromedp.CSS("#words"), "/case open\r"), chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	p.do("submit", chromedp.Click(`//dialog//button[@class="primary"]`))
	p.see("dialog .error", "required")
	p.golden("form")
	p.do("close", chromedp.Click(`//dialog//footer//button[1]`))
	p.gone("dialog")
	p.say("#words", "/case list")
	p.see("#log", "only you can see")
	p.picture("list")
	p.click(`[data-home]`)
	p.see("#home", "Your desk")
	p.golden("home")
	p.be("noah", "C0NORTHWIND")
	p.eval(`[...document.querySelectorAll(".replies")].at(-1).click()`)
	p.see("#threadlog", "CASE-")
	p.picture("thread")
	p.click(`[data-toggle="inspector"]`)
	p.see("#wirelog", "chat.")
	p.click(`.weather summary`)
	p.picture("inspector")
	p.be("dora", "C0DESK")
	p.lacks("#log", "I was away")
	p.be("ana", "C0NORTHWIND")
	p.eval(`document.querySelector("#log").scrollTo(0, 0)`)
	p.see("#log", "how to reach us")
	p.picture("pinned")
	if _, err := chromedp.Call(p.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}); err != nil {
		t.Fatal(err)
	}
	p.be("noah", "C0PRIORITY")
	p.golden("dark")
	p.do("phone", chromedp.EmulateViewport(390, 844))
	p.be("ana", "C0NORTHWIND")
	p.see("#log", "Payments are down")
	p.golden("phone")
}

// golden compares what is to be seen with the picture that is kept.
func (p *pages) golden(name string) {
	p.t.Helper()
	p.picture(name)
	shot, err := chromedp.Run(p.tab, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	file := filepath.Join("testdata", "pictures", name+".png")
	if *update {
		if err := os.WriteFile(file, small(got), 0o644); err != nil {
			p.t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatalf("%v (-update takes it)", err)
	}
	want, err := png.Decode(bytes.NewReader(kept))
	if err != nil {
		p.t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		p.t.Errorf("%s: %v, kept %v", name, got.Bounds(), want.Bounds())
		return
	}
	if mean, far := apart(got, want); mean > 10 || far > 0.04 {
		p.picture("not-" + name)
		p.t.Errorf("%s looks otherwise than the picture that is kept: by %.1f of 255 in the mean, %.0f%% of it far (DESKHAND_PICTURES=DIR keeps what was seen, -update takes it anew)", name, mean, far*100)
	}
}

// apart compares the brightness of squares of 40 pixels: by how much they differ in the mean,
// and how many of them by more than a quarter.
func apart(a, b image.Image) (mean, far float64) {
	const side = 40
	r := a.Bounds()
	n := 0.0
	for y := r.Min.Y; y+side <= r.Max.Y; y += side {
		for x := r.Min.X; x+side <= r.Max.X; x += side {
			d := light(a, x, y, side) - light(b, x, y, side)
			if d < 0 {
				d = -d
			}
			n++
			mean += d
			if d > 64 {
				far++
			}
		}
	}
	return mean / n, far / n
}

func light(m image.Image, x0, y0, side int) float64 {
	sum := 0.0
	for y := y0; y < y0+side; y++ {
		for x := x0; x < x0+side; x++ {
			sum += float64(color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y)
		}
	}
	return sum / float64(side*side)
}

// small is the picture in 64 colours, its own most frequent ones.
func small(m image.Image) []byte {
	count := map[color.RGBA]int{}
	r := m.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)]++
		}
	}
	var palette color.Palette
	for len(palette) < 64 && len(count) > 0 {
		var best color.RGBA
		for c, n := range count {
			if n > count[best] || n == count[best] && c.R < best.R {
				best = c
			}
		}
		delete(count, best)
		palette = append(palette, best)
	}
	p := image.NewPaletted(r, palette)
	draw.Draw(p, r, m, r.Min, draw.Src)
	var b bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p)
	return b.Bytes()
}
