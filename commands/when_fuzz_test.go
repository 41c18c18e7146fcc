package commands

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// FuzzWhen: no text of any kind is read otherwise than it is printed, on the
// wrong side of now, or refused without a reason; every example works.
func FuzzWhen(f *testing.F) {
	for _, s := range []string{"in 2h", "next friday 10:00 Asia/Tokyo", "mon 9:00 JST", "2026-12-01 09:00", "12/01/2026", "in 3 business days",
		"明日 10時", "neste fredag kl 10", "in", "at 04:10", "3 days ago at 9pm PST", "1 Dec 2026, 10:00", "02:30", "29 feb 09:00 CET", "at 10", "来週金曜日10時半"} {
		f.Add(s, int64(1_795_010_400), uint8(0), false)
		f.Add(s, int64(1_774_700_000), uint8(1), true)
	}
	zones := []*time.Location{zone(f, "Europe/Oslo"), zone(f, "America/Los_Angeles"), zone(f, "Australia/Lord_Howe"), zone(f, "Asia/Manila"), zone(f, "Pacific/Apia"), time.UTC}
	f.Fuzz(func(t *testing.T, text string, now int64, z uint8, past bool) {
		r := Reading{Now: time.Unix(now%4e9, 0), Zone: zones[int(z)%len(zones)], Zones: time.LoadLocation, Past: past}
		checkWhen(t, r, text)
	})
}

func checkWhen(t *testing.T, r Reading, text string) {
	t.Helper()
	got, err := r.When(text)
	if err != nil {
		e, ok := err.(*WhenError)
		if !ok || e.Code == "" || len(e.Examples) == 0 {
			t.Fatalf("%q at %s: %#v", text, r.Now.In(r.zone()), err)
		}
		for _, x := range e.Examples {
			if _, err := r.When(x); err != nil {
				t.Fatalf("%q at %s: example %q: %v", text, r.Now.In(r.zone()), x, err)
			}
		}
		return
	}
	if r.Past && got.After(r.Now) || !r.Past && got.Before(r.Now) {
		t.Fatalf("%q = %s is on the wrong side of %s", text, got, r.Now)
	}
	back, err := r.When(PrintWhen(got))
	if err != nil || !back.Equal(got) {
		t.Fatalf("%q = %s, printed %s, reads %s, %v", text, got, PrintWhen(got), back, err)
	}
	if _, n, err := r.lead(Words(text+" UTC 10:00 mon", false)); err == nil && n < len(Words(text, false)) {
		t.Fatalf("%q: only %d words of it taken where more follow", text, n)
	}
	if d, err := r.Span(text); err == nil {
		if back, err := r.Span(PrintSpan(d)); err != nil || back != d {
			t.Fatalf("%q = %s, printed %s", text, d, PrintSpan(d))
		}
	}
}

var timeScraps = strings.Fields(`in om ago siden now nå a an 1 2 3 10 15 24 29 31 2026 2027 2h 30m 1h30m 1.5h min hours days day weeks dager
	timer business at on kl kl. next neste this denne today tomorrow yesterday i morgen dag går mon fri, sun fredag monday dec december 1st
	29th feb oct mar march 02:30 2:30 04:10 9:00 00:00 23:59 12:00 noon am pm 4:30pm 10am 12am 01:45 02:15 2026-03-29 2026-10-25 2026-11-01
	2026-04-05 2026-03-29T02:30 2026-10-25T02:30Z 12/01/2026 JST PST PDT CET CEST AEST AEDT NST IST CST UTC GMT Z utc+9 +01:00 -0330 Asia/Tokyo
	europe/oslo America/New_York Asia/Tokio XYZT and/or soon 明日 来週金曜日10時半 昨日の9時 3営業日 2時間`)

// TestRandomSentences says time words in any order, at moments around changes of
// the clocks, in many zones.
func TestRandomSentences(t *testing.T) {
	const sentences = 20_000
	r := rand.New(rand.NewPCG(5, 6))
	var zones []*time.Location
	for _, z := range []string{"Europe/Oslo", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Manila", "America/St_Johns", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata"} {
		zones = append(zones, zone(t, z))
	}
	changes := []string{"2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-03-08T10:00Z", "2026-11-01T09:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z", "2026-12-31T23:00Z", "2028-12-31T12:00Z"}
	understood := 0
	for range sentences {
		at, err := time.Parse("2006-01-02T15:04Z", changes[r.IntN(len(changes))])
		if err != nil {
			t.Fatal(err)
		}
		read := Reading{Now: at.Add(time.Duration(r.Int64N(int64(96*time.Hour))) - 48*time.Hour).Truncate(time.Millisecond), Zone: zones[r.IntN(len(zones))], Zones: time.LoadLocation, Past: r.IntN(2) == 0}
		var words []string
		for range 1 + r.IntN(5) {
			words = append(words, timeScraps[r.IntN(len(timeScraps))])
		}
		text := strings.Join(words, " ")
		if _, err := read.When(text); err == nil {
			understood++
		}
		checkWhen(t, read, text)
	}
	if understood < sentences/50 {
		t.Errorf("only %d of %d sentences were understood", understood, sentences)
	}
}
