package calendar

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/rickar/cal/v2"
)

// The benchmarks compare with rickar/cal on New York's Monday to Friday 9 to 17
// with the holidays of the United States, from random starts in 2024 to 2029. Ours
// and theirs are measured in turns, in processor time of one thread; every ratio is
// formed inside one turn, and the median turn is reported:
//
//	cpu-ns/op   ours
//	x-rickar    how many times longer theirs takes
//	x-cached    the same with their cache on and warm
//
// A benchmark fails where a ratio is below its goal.

const (
	turns  = 9
	starts = 1 << 14
)

var (
	sinkTime time.Time
	sinkSpan time.Duration
	sinkNano int64
)

func BenchmarkAdd(b *testing.B) {
	for _, v := range []struct {
		name             string
		d                time.Duration
		plain, cachedMin float64
	}{
		{"1h", time.Hour, 0, 0},
		{"8h", 8 * time.Hour, 400, 50},
		{"40h", 40 * time.Hour, 400, 50},
		{"400h", 400 * time.Hour, 400, 50},
		{"5y", 5 * 2000 * time.Hour, 400, 50},
	} {
		b.Run(v.name, func(b *testing.B) {
			plain, ours := peer(b, false)
			cached, _ := peer(b, true)
			from, _ := randomStarts(b, 0)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkTime, _ = ours.Add(from[i%starts], v.d)
			}
			compare(b, v.plain, v.cachedMin,
				func(n int) {
					for i := range n {
						sinkTime, _ = ours.Add(from[i], v.d)
					}
				},
				func(i int) { sinkTime = plain.AddWorkHours(from[i], v.d) },
				func(i int) { sinkTime = cached.AddWorkHours(from[i], v.d) })
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	const day = 24 * time.Hour
	for _, v := range []struct {
		name             string
		d                time.Duration
		plain, cachedMin float64
	}{
		{"1h", time.Hour, 200, 25},
		{"1d", day, 400, 50},
		{"30d", 30 * day, 400, 50},
		{"1y", 365 * day, 400, 50},
		{"5y", 5 * 365 * day, 400, 50},
	} {
		b.Run(v.name, func(b *testing.B) {
			plain, ours := peer(b, false)
			cached, _ := peer(b, true)
			from, to := randomStarts(b, v.d)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkSpan = ours.Between(from[i%starts], to[i%starts])
			}
			compare(b, v.plain, v.cachedMin,
				func(n int) {
					for i := range n {
						sinkSpan = ours.Between(from[i], to[i])
					}
				},
				func(i int) { sinkSpan = plain.WorkHoursInRange(from[i], to[i]) },
				func(i int) { sinkSpan = cached.WorkHoursInRange(from[i], to[i]) })
		})
	}
}

func randomStarts(b *testing.B, d time.Duration) (from, to []time.Time) {
	r := rand.New(rand.NewPCG(*seedFlag, 1))
	// Theirs reads wall clocks all the time, and faster with the system's zone files,
	// which spell out every change up to 2037: give it those.
	ny, err := osZone("America/New_York")
	if err != nil {
		ny = zone(b, "America/New_York")
	}
	lo := time.Date(2024, 1, 1, 0, 0, 0, 0, ny).Unix()
	for range starts {
		t := time.Unix(lo+r.Int64N(6*365*86400), r.Int64N(1e9)).In(ny)
		from, to = append(from, t), append(to, t.Add(d))
	}
	return from, to
}

// compare measures the three in turns and reports the ratios. Ours makes n calls
// itself: calling it through a closure would cost a tenth of what is measured.
func compare(b *testing.B, plainMin, cachedMin float64, ours func(n int), plain, cached func(i int)) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Theirs caches by day, and forgets after three years of days unless told
	// otherwise. Let it keep all, and warm it with the very starts it is asked about.
	defer func(was int) { cal.CacheMaxSize = was }(cal.CacheMaxSize)
	cal.CacheMaxSize = 1 << 20
	each := func(f func(int)) func(int) {
		return func(n int) {
			for i := range n {
				f(i)
			}
		}
	}
	const span = 10 * time.Millisecond
	nPlain, nCached := calls(each(plain), span), calls(each(cached), span)
	each(cached)(nCached)
	var own, xPlain, xCached []float64
	for range turns {
		o, p, c := perCall(ours, starts), perCall(each(plain), nPlain), perCall(each(cached), nCached)
		own, xPlain, xCached = append(own, o), append(xPlain, p/o), append(xCached, c/o)
	}
	b.ReportMetric(median(own), "cpu-ns/op")
	b.ReportMetric(median(xPlain), "x-rickar")
	b.ReportMetric(median(xCached), "x-cached")
	if median(xPlain) < plainMin || median(xCached) < cachedMin {
		b.Errorf("%.0f times rickar/cal, %.0f times its cached call; want %.0f and %.0f",
			median(xPlain), median(xCached), plainMin, cachedMin)
	}
}

// calls is how many calls fill the span, at least one.
func calls(f func(int), span time.Duration) int {
	const try = 3
	one := perCall(f, try)
	return max(min(int(float64(span)/max(one, 1)), starts), 1)
}

// perCall is the nanoseconds of one of n calls that f makes.
func perCall(f func(n int), n int) float64 {
	start := cpuTime()
	f(n)
	return float64(cpuTime()-start) / float64(n)
}

func median(all []float64) float64 {
	all = slices.Clone(all)
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkNano is the core on integers: goal 15 ns.
func BenchmarkNano(b *testing.B) {
	_, ours := peer(b, false)
	times, ends := randomStarts(b, 30*24*time.Hour)
	var from, to []int64
	for i := range times {
		from, to = append(from, times[i].UnixNano()), append(to, ends[i].UnixNano())
	}
	for name, f := range map[string]func(n int){
		"add": func(n int) {
			for i := range n {
				sinkNano, _ = ours.AddNano(from[i%starts], 8*time.Hour)
			}
		},
		"between": func(n int) {
			for i := range n {
				sinkSpan = ours.BetweenNano(from[i%starts], to[i%starts])
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			b.ReportAllocs()
			for b.Loop() {
				f(1)
			}
			var own []float64
			for range turns {
				own = append(own, perCall(f, starts))
			}
			b.ReportMetric(median(own), "cpu-ns/op")
		})
	}
}

// BenchmarkMillion asks for the elapsed time, three warnings and the due
// instant of a million clocks on ten calendars: goal 100 ms.
func BenchmarkMillion(b *testing.B) {
	var all []*Calendar
	for i, name := range []string{"America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo", "Asia/Singapore",
		"Australia/Sydney", "Asia/Kolkata", "America/Los_Angeles"} {
		all = append(all, compile(b, Spec{Layers: []Layer{{Zone: name, Week: weekdays(480+i*15, 1050, workdays...)}}}))
	}
	all = append(all, compile(b, followTheSun()), compile(b, Spec{Always: true}))
	r := rand.New(rand.NewPCG(*seedFlag, 2))
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).UnixNano()
	type clock struct {
		c       *Calendar
		started int64
		target  time.Duration
	}
	clocks := make([]clock, 1_000_000)
	for i := range clocks {
		clocks[i] = clock{all[r.IntN(len(all))], now - r.Int64N(60*86400*1e9), time.Duration(1+r.IntN(4000)) * 6 * time.Minute}
	}
	pass := func() {
		for i := range clocks {
			k := &clocks[i]
			sinkSpan = k.c.BetweenNano(k.started, now)
			for _, percent := range [...]time.Duration{50, 75, 90, 100} {
				sinkNano, _ = k.c.AddNano(k.started, k.target*percent/100)
			}
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pass()
	var took []float64
	for b.Loop() {
		start := cpuTime()
		pass()
		took = append(took, float64(cpuTime()-start)/1e6)
	}
	b.ReportMetric(median(took), "cpu-ms/op")
	if median(took) > 100 {
		b.Errorf("%.0f ms, want 100", median(took))
	}
}

// BenchmarkCompile makes a table of sixteen years: goals 60 µs and 12 kB for a
// year of a calendar with one layer.
func BenchmarkCompile(b *testing.B) {
	_, office := peer(b, false)
	for _, v := range []struct {
		name string
		c    *Calendar
		goal bool
	}{
		{"office with holidays", office, true},
		{"24x5", compile(b, followTheSun()), false},
		{"three sites with lunch", compile(b, Spec{Layers: []Layer{
			{Zone: "America/New_York", Week: append(weekdays(480, 720, workdays...), weekdays(780, 1260, workdays...)...)},
			{Zone: "Europe/London", Week: append(weekdays(480, 720, time.Saturday, time.Monday), weekdays(780, 1080, workdays...)...)},
			{Zone: "Asia/Tokyo", Week: weekdays(480, 1050, workdays...)},
		}}), false},
	} {
		b.Run(v.name, func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			const years = 16
			lo := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			hi := time.Date(2020+years, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			var tb *table
			var took []float64
			for b.Loop() {
				start := cpuTime()
				tb = v.c.compile(lo, hi)
				took = append(took, float64(cpuTime()-start)/years/1e3)
			}
			size := float64(cap(tb.cells)*int(unsafe.Sizeof(cell{}))+4*(cap(tb.byTime)+cap(tb.byOpen))) / years
			b.ReportMetric(median(took), "cpu-µs/year")
			b.ReportMetric(size, "B/year")
			if v.goal && (median(took) > 60 || size > 12_000) {
				b.Errorf("%.0f µs and %.0f bytes a year, want 60 and 12,000", median(took), size)
			}
		})
	}
}

// BenchmarkWalk explains a month.
func BenchmarkWalk(b *testing.B) {
	_, office := peer(b, false)
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		office.Walk(from, from.AddDate(0, 1, 0))
	}
}
