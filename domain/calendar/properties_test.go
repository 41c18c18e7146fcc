package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestProperties holds random calendars to laws that need no second opinion.
func TestProperties(t *testing.T) {
	for _, p := range []struct {
		law   string
		holds func(*rapid.T, drawn)
	}{
		{"between adds up, turns round and is no longer than the time itself", additive},
		{"add and between undo each other, and add is the smallest (K2)", inverse},
		{"adding twice is adding the sum", composed},
		{"a later start is never due earlier, nor a longer target", monotone},
		{"the compiled window changes no answer", windowless},
		{"a layer more never shuts, a closure more never opens", growing},
		{"a closure takes what it holds, to the nanosecond", complement},
		{"the order of a spec means nothing", unordered},
		{"a week later all is the same, where no clock changes", shifted},
		{"opening and closing are where open changes (K1)", bounded},
		{"a walk tells the same story", walked},
		{"business days come one after the other (K25)", daily},
	} {
		t.Run(p.law, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { p.holds(t, draw(t)) })
		})
	}
}

// A drawn is a random calendar with instants to ask about.
type drawn struct {
	dice
	spec Spec
	*Calendar
	from time.Time
}

// draw makes a calendar that opens, with its edges around a clock change.
func draw(t *rapid.T) drawn {
	d := dice(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "throw") })
	f, middle := d.focus(t, database{"go", zones})
	x := drawn{dice: d, spec: d.spec(f), from: middle.Add(-30 * 24 * time.Hour)}
	c, err := Compile(x.spec, zones)
	if err != nil {
		t.Skip("never opens")
	}
	x.Calendar = c
	return x
}

// instant is in sixty days around the focus; now and then years off.
func (x drawn) instant() time.Time {
	t := x.from.Add(time.Duration(x.dice(60*24*60)) * time.Minute)
	if x.odds(8) {
		t = t.AddDate(x.between(-10, 10), 0, 0)
	}
	if x.odds(2) {
		t = t.Add(time.Duration(x.dice(60_000)) * time.Millisecond)
	}
	return t
}

func (x drawn) length() time.Duration {
	return time.Duration(x.dice(pick(x.dice, []int{120, 3000, 40_000}))) * time.Minute /
		time.Duration(pick(x.dice, []int{1, 60, 997}))
}

func additive(t *rapid.T, x drawn) {
	a, b, c := x.instant(), x.instant(), x.instant()
	if x.Between(a, b)+x.Between(b, c) != x.Between(a, c) || x.Between(a, b) != -x.Between(b, a) {
		t.Errorf("between %v, %v, %v", a, b, c)
	}
	if open := x.Between(a, b); open.Abs() > b.Sub(a).Abs() || open != 0 && (open < 0) != b.Before(a) {
		t.Errorf("%v between %v and %v", open, a, b)
	}
}

func inverse(t *rapid.T, x drawn) {
	a, d := x.instant(), x.length()
	due, ok := x.Add(a, d)
	if !ok {
		return // judged by the tests of droughts
	}
	if got := x.Between(a, due); got != d {
		t.Errorf("Add(%v, %v) = %v, with %v behind it", a, d, due, got)
	}
	if got := x.Between(a, due.Add(-1)); d > 0 && got != d-1 {
		t.Errorf("Add(%v, %v) = %v is not the smallest", a, d, due)
	}
	if d == 0 && !due.Equal(a) {
		t.Errorf("Add(%v, 0) = %v (K4)", a, due)
	}
}

func composed(t *rapid.T, x drawn) {
	a, d, e := x.instant(), x.length(), x.length()
	mid, ok1 := x.Add(a, d)
	twice, ok2 := x.Add(mid, e)
	once, ok3 := x.Add(a, d+e)
	if ok1 && ok2 && ok3 && !twice.Equal(once) && e > 0 {
		t.Errorf("Add(%v, %v) then %v = %v, at once %v", a, d, e, twice, once)
	}
}

func monotone(t *rapid.T, x drawn) {
	a, b, d := x.instant(), x.instant(), x.length()
	if b.Before(a) {
		a, b = b, a
	}
	dueA, okA := x.Add(a, d)
	dueB, okB := x.Add(b, d)
	if okA && okB && dueB.Before(dueA) {
		t.Errorf("%v from %v is due %v, from %v already %v", d, a, dueA, b, dueB)
	}
	// The points of a warning come in their order (K24): half, three quarters, nine tenths, due.
	last := a
	for _, percent := range []time.Duration{50, 75, 90, 100} {
		warn, ok := x.Add(a, (d*percent+99)/100)
		if ok && warn.Before(last) {
			t.Errorf("warning at %d%% of %v from %v is %v, before %v", percent, d, a, warn, last)
		}
		if ok {
			last = warn
		}
	}
}

func windowless(t *rapid.T, x drawn) {
	fresh := func() *Calendar {
		c, _ := Compile(x.spec, zones)
		return c
	}
	a, b, d := x.instant(), x.instant(), x.length()
	wide := fresh()
	wide.widen(0, endNano)
	small := fresh()
	from := x.instant().Unix()
	small.table.Store(small.compile(from, from+int64(1+x.dice(100_000))))
	if one, two, three := fresh().Between(a, b), wide.Between(a, b), small.Between(a, b); one != two || two != three {
		t.Errorf("between %v and %v: %v, %v, %v", a, b, one, two, three)
	}
	small.table.Store(small.compile(from, from+int64(1+x.dice(100_000))))
	one, ok1 := fresh().Add(a, d)
	two, ok2 := wide.Add(a, d)
	three, ok3 := small.Add(a, d)
	if !one.Equal(two) || !two.Equal(three) || ok1 != ok2 || ok2 != ok3 {
		t.Errorf("Add(%v, %v): %v, %v, %v", a, d, one, two, three)
	}
	for name, ask := range map[string]func(*Calendar, time.Time) (time.Time, bool){
		"NextOpen": (*Calendar).NextOpen, "NextClose": (*Calendar).NextClose,
	} {
		small.table.Store(small.compile(from, from+int64(1+x.dice(100_000))))
		one, ok1 := ask(fresh(), a)
		two, ok2 := ask(wide, a)
		three, ok3 := ask(small, a)
		if !one.Equal(two) || !two.Equal(three) || ok1 != ok2 || ok2 != ok3 {
			t.Errorf("%s(%v): %v, %v, %v", name, a, one, two, three)
		}
	}
}

func growing(t *rapid.T, x drawn) {
	a, b := x.instant(), x.instant()
	if b.Before(a) {
		a, b = b, a
	}
	f := focus{pick(x.dice, nasty), DateOf(x.from).Plus(30), x.dice(1440)}
	more, less := x.spec, x.spec
	more.Layers = append(slices.Clip(more.Layers), x.layer(f, 9))
	less.Closures = append(slices.Clip(less.Closures), x.layer(f, 9))
	was := x.Between(a, b)
	if c, err := Compile(more, zones); err == nil && c.Between(a, b) < was {
		t.Errorf("a layer more took from %v", was)
	}
	if c, err := Compile(less, zones); err == nil && c.Between(a, b) > was {
		t.Errorf("a closure more added to %v", was)
	}
}

func complement(t *rapid.T, x drawn) {
	a, b := x.instant(), x.instant()
	rest, err := Compile(Spec{
		Layers:   []Layer{{Zone: "UTC", Week: []Span{{0, weekMinutes}}}},
		Closures: x.spec.Layers,
	}, zones)
	union, err2 := Compile(Spec{Layers: x.spec.Layers}, zones)
	if err != nil || err2 != nil {
		return
	}
	if shut, open := rest.Between(a, b), union.Between(a, b); shut+open != b.Sub(a) {
		t.Errorf("open %v and shut %v are not %v", open, shut, b.Sub(a))
	}
}

func unordered(t *rapid.T, x drawn) {
	turned := x.spec
	turned.Layers = slices.Clone(turned.Layers)
	for i := range turned.Layers {
		l := &turned.Layers[i]
		l.Week, l.Days, l.Lists, l.Seasons = reversed(l.Week), reversed(l.Days), reversed(l.Lists), reversed(l.Seasons)
	}
	turned.Layers, turned.Closures = reversed(turned.Layers), reversed(turned.Closures)
	c, err := Compile(turned, zones)
	if err != nil {
		t.Fatal(err)
	}
	a, b := x.instant(), x.instant()
	if one, two := x.Between(a, b), c.Between(a, b); one != two {
		t.Errorf("between %v and %v: %v, reordered %v", a, b, one, two)
	}
}

func reversed[T any](s []T) []T {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

func shifted(t *rapid.T, x drawn) {
	f := focus{"Asia/Tokyo", DateOf(x.from), x.dice(1440)}
	c, err := Compile(Spec{Layers: []Layer{{Zone: f.zone, Week: x.week(f)}, {Zone: "Asia/Kolkata", Week: x.week(f)}}}, zones)
	if err != nil {
		t.Fatal(err)
	}
	a, b, d := x.instant(), x.instant(), x.length()
	const week = 7 * 24 * time.Hour
	if was, is := c.Between(a, b), c.Between(a.Add(week), b.Add(week)); was != is {
		t.Errorf("between %v and %v: %v, a week later %v", a, b, was, is)
	}
	was, _ := c.Add(a, d)
	if is, _ := c.Add(a.Add(week), d); !is.Equal(was.Add(week)) {
		t.Errorf("Add(%v, %v) = %v, a week later %v", a, d, was, is)
	}
}

func bounded(t *rapid.T, x drawn) {
	a := x.instant()
	opens, ok := x.NextOpen(a)
	if !ok {
		return
	}
	if opens.Before(a) || !x.Open(opens) || x.Between(a, opens) != 0 {
		t.Errorf("NextOpen(%v) = %v", a, opens)
	}
	shuts, ok := x.NextClose(a)
	if !ok {
		return
	}
	if !shuts.After(opens) || x.Open(shuts) || !x.Open(shuts.Add(-1)) || x.Between(opens, shuts) != shuts.Sub(opens) {
		t.Errorf("NextClose(%v) = %v, opened %v", a, shuts, opens)
	}
}

func walked(t *rapid.T, x drawn) {
	a := x.instant()
	b := a.Add(x.length())
	at, open := a, time.Duration(0)
	for i, s := range x.Walk(a, b) {
		if !s.From.Equal(at) || !s.To.After(s.From) || i > 0 && s.Open == x.Open(s.From.Add(-1)) || s.Open != x.Open(s.From) {
			t.Errorf("walk from %v to %v: stretch %d is %+v", a, b, i, s)
		}
		if s.Open {
			open += s.To.Sub(s.From)
		}
		at = s.To
	}
	if b.After(a) && (!at.Equal(b) || open != x.Between(a, b)) {
		t.Errorf("walk from %v to %v ends %v with %v, want %v", a, b, at, open, x.Between(a, b))
	}
}

func daily(t *rapid.T, x drawn) {
	a := x.instant()
	r := Receipt{CutOff: x.between(0, 1440), Zone: pick(x.dice, nasty)}
	loc, _ := zones(r.Zone)
	last, ok := x.AddDays(a, 0, r)
	for n := 1; n < 5 && ok; n++ {
		var due time.Time
		due, ok = x.AddDays(a, n, r)
		if !ok {
			return
		}
		before, after := DateOf(last.Add(-1).In(loc)), DateOf(due.Add(-1).In(loc))
		if after.Compare(before) <= 0 {
			t.Errorf("business day %d after %v is %v, the one before %v", n, a, after, before)
		}
		if !x.Open(due.Add(-1)) {
			t.Errorf("business day %d after %v closes at %v, shut before that", n, a, due)
		}
		last = due
	}
}
