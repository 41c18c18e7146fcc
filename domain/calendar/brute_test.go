package calendar

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestBruteForce holds the engine to the definition, minute by minute, in
// windows of twelve days around clock changes and the last days of leap years,
// with both tz databases (K1-K12).
func TestBruteForce(t *testing.T) {
	for _, db := range databases(t) {
		t.Run(db.name, func(t *testing.T) {
			r := random(t)
			d := dice(r.IntN)
			var refused, wanted int
			for range probes(200) {
				wanted++
				f, middle := d.focus(t, db)
				spec := d.spec(f)
				if !sameAsModel(t, d, db, spec, middle, 6) {
					refused++
				}
				if t.Failed() {
					return
				}
			}
			if refused > wanted/5 {
				t.Errorf("%d of %d calendars never open: the generator tests too little", refused, wanted)
			}
		})
	}
}

// focus picks a zone and one of its clock changes from 1995 to 2060, or the
// last day of a leap year, on which ZoneBounds is wrong (golang/go#81583).
func (d dice) focus(t rapid.TB, db database) (focus, time.Time) {
	name := pick(d, nasty)
	loc, err := db.load(name)
	if err != nil {
		t.Fatal(err)
	}
	key := db.name + " " + name
	if _, ok := changesOf[key]; !ok {
		changesOf[key] = changes(loc, 1995, 2060)
	}
	var middle time.Time
	if all := changesOf[key]; len(all) > 0 && !d.odds(8) {
		middle = pick(d, all)
	} else {
		middle = time.Date(1996+4*d(16), 12, 31, d(24), 0, 0, 0, time.UTC)
	}
	local := middle.Add(-time.Second).In(loc)
	hour, min, _ := local.Clock()
	return focus{name, DateOf(local), (hour*60 + min + 1) % 1440}, middle
}

var changesOf = map[string][]time.Time{}

// sameAsModel compares a calendar with the model in so many days before and
// after an instant. It reports whether there was anything to compare: a calendar
// refused as never open must be shut in the model, too (K27).
func sameAsModel(t testing.TB, d dice, db database, spec Spec, middle time.Time, days int) bool {
	t.Helper()
	from := middle.AddDate(0, 0, -days).Truncate(time.Minute)
	tl := newModel(t, spec, db.load).timeline(from, 2*days*24*60)
	c, err := Compile(spec, db.load)
	if err != nil {
		for _, f := range Faults(err) {
			if f.Rule != RuleNeverOpen || tl.before[len(tl.open)] > 0 {
				t.Errorf("refused: %v\n%s", err, show(spec))
			}
		}
		return false
	}
	p := prober{d, tl, append(tl.edges(), tl.lo, tl.hi()-1)}
	for range 250 {
		p.window(c)
		a, b := p.instant(), p.instant()
		if got, want := c.BetweenNano(a, b), tl.upTo(b)-tl.upTo(a); int64(got) != want {
			t.Errorf("%s: Between(%s, %s) = %v, want %v\n%s", db.name, stamp(a), stamp(b), got, time.Duration(want), show(spec))
			return true
		}
	}
	for range 200 {
		p.window(c)
		a := p.instant()
		length := p.length(a)
		got, ok := c.AddNano(a, time.Duration(length))
		want, known := tl.add(a, length)
		if known && (!ok || got != want) || !known && ok && got < tl.hi() {
			t.Errorf("%s: Add(%s, %v) = %s %v, want %s %v\n%s", db.name, stamp(a), time.Duration(length), stamp(got), ok, stamp(want), known, show(spec))
			return true
		}
	}
	for range 50 {
		p.window(c)
		p.points(t, c, p.instant())
	}
	if t.Failed() {
		t.Logf("%s\n%s", db.name, show(spec))
	}
	return true
}

// A prober picks instants and lengths where they hurt.
type prober struct {
	dice
	tl    *timeline
	edges []int64
}

// instant is in the window: half of the time on an edge or next to one.
func (p prober) instant() int64 {
	ns := p.tl.lo + int64(p.dice(len(p.tl.open)))*minute
	if p.odds(2) {
		ns = pick(p.dice, p.edges)
	}
	ns += pick(p.dice, []int64{0, 0, 0, -1, 1, -1e6, 1e6, -1e9, 1e9, int64(p.dice(60_000)) * 1e6})
	return min(max(ns, p.tl.lo), p.tl.hi()-1)
}

// window gives the calendar, now and then, a small window that begins and ends
// just where something opens or shuts, so that answers come from its ends and from
// growing it.
func (p prober) window(c *Calendar) {
	if !p.odds(10) {
		return
	}
	a, b := pick(p.dice, p.edges)/1e9, pick(p.dice, p.edges)/1e9
	if a != b {
		c.table.Store(c.compile(min(a, b), max(a, b)))
	}
}

// length is often exactly what leads from a to an edge, or a nanosecond beside.
func (p prober) length(a int64) int64 {
	var l int64
	switch p.dice(4) {
	case 0:
		l = max(p.tl.upTo(pick(p.dice, p.edges))-p.tl.upTo(a), 0)
	case 1:
		l = 1 << p.between(10, 49)
	case 2:
		l = int64(p.dice(100_000)) * minute / 10
	case 3:
		l = int64(p.dice(36_000_000)) * 1e6
	}
	return max(l+pick(p.dice, []int64{0, 0, -1, 1, 1e6}), 0)
}

// points compares what is asked about one instant (K1).
func (p prober) points(t testing.TB, c *Calendar, ns int64) {
	t.Helper()
	when := utc(ns)
	if got, want := c.Open(when), p.tl.isOpen(ns); got != want {
		t.Errorf("Open(%s) = %v", stamp(ns), got)
	}
	opens, known := p.tl.next(ns, true)
	got, ok := c.NextOpen(when)
	if known && (!ok || got.UnixNano() != opens) || !known && ok && got.UnixNano() < p.tl.hi() {
		t.Errorf("NextOpen(%s) = %v %v, want %s", stamp(ns), got, ok, stamp(opens))
	}
	if !known {
		return
	}
	shuts, known := p.tl.next(opens, false)
	got, ok = c.NextClose(when)
	if known && (!ok || got.UnixNano() != shuts) || !known && ok && got.UnixNano() < p.tl.hi() {
		t.Errorf("NextClose(%s) = %v %v, want %s", stamp(ns), got, ok, stamp(shuts))
	}
}

func stamp(ns int64) string { return utc(ns).Format("2006-01-02T15:04:05.999999999Z") }

func show(s Spec) string {
	text := ""
	for i, l := range append(append([]Layer{}, s.Layers...), s.Closures...) {
		kind := "layer"
		if i >= len(s.Layers) {
			kind = "closure"
		}
		text += fmt.Sprintf("%s %s week %v days %v seasons %v", kind, l.Zone, l.Week, l.Days, l.Seasons)
		for _, list := range l.Lists {
			text += fmt.Sprintf(" list %v", list.Days)
		}
		text += "\n"
	}
	return text
}

// FuzzCalendar lets the fuzzer throw the dice of the brute force, in the two days
// around the change.
func FuzzCalendar(f *testing.F) {
	db := database{"go", zones}
	for seed := range uint64(8) {
		f.Add(seed, []byte{1, 2, 3, 200, 100, 50, 25})
	}
	f.Fuzz(func(t *testing.T, seed uint64, throws []byte) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := dice(func(n int) int { // the fuzzer's bytes first, then the seed's
			if len(throws) == 0 {
				return r.IntN(n)
			}
			throw := int(throws[0])
			throws = throws[1:]
			return throw * n / 256
		})
		focus, middle := d.focus(t, db)
		sameAsModel(t, d, db, d.spec(focus), middle, 1)
	})
}
