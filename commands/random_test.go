package commands

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// A byte-wise fuzzer seldom writes a second valid word. This one speaks: lines
// of scraps that each mean something to some part of the grammar.
var scraps = strings.Split(`case|open|take|assign|note|wait|restore|link|book|log|desk|help|1|2|5|CASE-1|CASE-2|12|case-3|
--|—|--internal|—internal|--until|--at|--product|product:cvad|product:“endpoint management”|product:|env:staging|env:x|
until:mon|until:"mon 9:00"|at:04:10|at|until|04:10|9:00|mon|tomorrow|next|friday|JST|PST|UTC|Asia/Tokyo|+09:00|in|2h|30|min|30m|1h30m|ago|
2026-12-01|2026-12-01T09:00Z|at:2026-11-01T09:00Z|12/01/2026|today|now|a|an|hour|noon|10|am|seats:3|seats:x|customer|vendor|me|@me|@noah|<@U1>|<@U2|bob>|
to:<@U1>|<#C1|general>|"|'|“|”|"a b"|“a ""b”” c”|'x'|it|is|down|customer’s|x:y|a=b|&amp;|&lt;|&|<|>|internal:yes|internal:no|,|a,|mon,|\x60`, "|")

func speak(r *rand.Rand) string {
	var b strings.Builder
	verb := testTable.Verbs[r.IntN(len(testTable.Verbs))]
	switch r.IntN(8) {
	case 0:
	case 1:
		b.WriteString(strings.TrimPrefix(verb.Path, "case "))
	case 2:
		b.WriteString(verb.Path)
	default: // some of a good line
		words := strings.Fields(verb.Example)
		b.WriteString(strings.Join(words[:2+r.IntN(len(words)-1)], " "))
	}
	for range r.IntN(9) {
		b.WriteString([]string{" ", " ", " ", " ", "", "\n", "\u00a0", "  "}[r.IntN(8)])
		b.WriteString(strings.TrimPrefix(scraps[r.IntN(len(scraps))], "\n"))
	}
	return b.String()
}

func TestRandomLines(t *testing.T) {
	const lines = 30_000
	r := rand.New(rand.NewPCG(1, 2))
	understood := 0
	for range lines {
		in := asked(t, speak(r))
		if r.IntN(3) == 0 {
			in.Case = "CASE-7"
		}
		in.Escaped = r.IntN(3) == 0
		v, vals, err := Parse(testTable, in)
		if err != nil {
			p := err.(*Problem)
			if p.When != nil {
				for _, x := range p.When.Examples {
					if _, _, err := reexample(in, p, x); err != nil {
						t.Fatalf("%q: %v: example %q: %v", in.Text, p, x, err)
					}
				}
			}
			continue
		}
		understood++
		checkPrinted(t, v, vals, in)
	}
	if understood < lines/4 {
		t.Errorf("only %d of %d lines were understood: the test says little", understood, lines)
	}
}

// reexample reads an example of a refused time as the argument it was for.
func reexample(in Input, p *Problem, text string) (time.Time, time.Duration, error) {
	r := in.reading()
	for _, v := range testTable.Verbs {
		for _, a := range v.Args {
			if v.Path == p.Verb && a.Name == p.Arg {
				r.Past = a.Past
			}
		}
	}
	if p.Kind == Duration {
		d, err := r.Span(text)
		return time.Time{}, d, err
	}
	at, err := r.When(text)
	return at, 0, err
}

// TestRandomTimes reads sentences of time words in many zones at many moments,
// near changes of the clocks above all, and holds what is understood to an
// oracle that knows only the wall clock: what was typed is what it shows.
func TestRandomTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	zones := []*time.Location{time.UTC}
	for _, z := range []string{"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "Asia/Tokyo", "America/St_Johns", "Africa/Cairo", "America/Santiago"} {
		zones = append(zones, zone(t, z))
	}
	changes := []time.Time{
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC), time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC),
		time.Date(2026, 4, 23, 22, 0, 0, 0, time.UTC), time.Date(2026, 9, 6, 4, 0, 0, 0, time.UTC),
		time.Date(2028, 12, 31, 12, 0, 0, 0, time.UTC),
	}
	understood := 0
	for range 30_000 {
		read := Reading{Zone: zones[r.IntN(len(zones))], Zones: time.LoadLocation, Past: r.IntN(2) == 0}
		read.Now = changes[r.IntN(len(changes))].Add(time.Duration(r.Int64N(int64(72*time.Hour))) - 36*time.Hour).Truncate(time.Millisecond)
		h, m := r.IntN(24), []int{0, 15, 30, 59}[r.IntN(4)]
		clock := time.Date(0, 1, 1, h, m, 0, 0, time.UTC).Format("15:04")
		dayWord := []string{"", "today", "tomorrow", "yesterday", "mon", "sat", "next sun", "this wed", read.Now.In(read.Zone).Format("2006-01-02"), "29 mar", "1 nov"}[r.IntN(11)]
		text := strings.TrimSpace(dayWord + " " + clock)
		if r.IntN(2) == 0 {
			text = strings.TrimSpace(clock + " " + dayWord)
		}
		got, err := read.When(text)
		if err != nil {
			if e := err.(*WhenError); e.Code == WhenSkipped || e.Code == WhenRepeated || e.Code == WhenIsPast || e.Code == WhenIsFuture {
				continue
			}
			t.Fatalf("%q at %s: %v", text, read.Now.In(read.Zone), err)
		}
		understood++
		local, now := got.In(read.Zone), read.Now.In(read.Zone)
		if local.Hour() != h || local.Minute() != m || local.Second() != 0 {
			t.Fatalf("%q at %s = %s: another time of day", text, now, local)
		}
		date := func(t time.Time) int { return t.YearDay() + 1000*t.Year() }
		y, w := now.ISOWeek()
		ly, lw := local.ISOWeek()
		// Midnight may be missing: dates are reckoned at noon, on paper.
		noon := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC)
		ny, nw := noon.AddDate(0, 0, 7).ISOWeek()
		ok := true
		switch dayWord {
		case "":
			ok = got.Sub(read.Now).Abs() <= 25*time.Hour
		case "today":
			ok = date(local) == date(now)
		case "tomorrow":
			ok = date(local) == date(noon.AddDate(0, 0, 1))
		case "yesterday":
			ok = date(local) == date(noon.AddDate(0, 0, -1))
		case "mon":
			ok = local.Weekday() == time.Monday && got.Sub(read.Now).Abs() <= 7*24*time.Hour+time.Hour
		case "sat":
			ok = local.Weekday() == time.Saturday && got.Sub(read.Now).Abs() <= 7*24*time.Hour+time.Hour
		case "next sun":
			ok = local.Weekday() == time.Sunday && ly == ny && lw == nw
		case "this wed":
			ok = local.Weekday() == time.Wednesday && ly == y && lw == w
		case "29 mar":
			ok = local.Month() == 3 && local.Day() == 29 && got.Sub(read.Now).Abs() <= 367*24*time.Hour
		case "1 nov":
			ok = local.Month() == 11 && local.Day() == 1 && got.Sub(read.Now).Abs() <= 367*24*time.Hour
		default:
			ok = date(local) == date(now)
		}
		if !ok {
			t.Fatalf("%q at %s = %s: another day", text, now, local)
		}
		// The other moment with that wall clock and day, if there is one, is not allowed.
		for _, other := range []time.Duration{-time.Hour, time.Hour, -30 * time.Minute, 30 * time.Minute} {
			twin := local.Add(other)
			if twin.Hour() == h && twin.Minute() == m && read.Past != twin.Before(read.Now) && !twin.Equal(read.Now) {
				continue
			}
			if twin.Hour() == h && twin.Minute() == m {
				t.Fatalf("%q at %s = %s, but as well %s", text, now, local, twin)
			}
		}
	}
	if understood < 10_000 {
		t.Errorf("only %d were understood", understood)
	}
}
