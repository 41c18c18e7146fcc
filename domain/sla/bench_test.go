package sla

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// threadTime is what this thread has used of a processor, so that a busy machine tells the truth.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// million are clocks as a desk of that size would hold them: simple, three warnings each, on
// calendars mixed at random, begun within the last weeks.
func million(n int, now time.Time) []Clock {
	names := []string{"24x7", "office", "singapore", "24x5", "nights", "lunch", "office", "24x7", "singapore", "24x5"}
	lengths := []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour, 80 * time.Hour}
	clocks := make([]Clock, n)
	r := uint64(1)
	for i := range clocks {
		r = r*6364136223846793005 + 1442695040888963407
		k := int(r >> 40)
		clocks[i] = Clock{
			Kind: Kinds[k%5], Cycle: 1, Pin: Pin{Desk: 3, Offering: "citrix-priority", Version: strconv.Itoa(k % 3)},
			Target: Target{
				Within: lengths[k%6], Under: k%2 == 0, Calendar: names[k%10],
				Warn:     []Point{{Percent: 50}, {Percent: 75}, {Percent: 90}},
				PauseFor: []Reason{Customer},
			},
			Marks: []Mark{{Do: Start, At: now.Add(-time.Duration(k%(21*86400)) * time.Second)}},
		}
	}
	return clocks
}

// BenchmarkMillionClocks finds the next look of a million open clocks (goal: 100 ms of one
// thread), beside one bare pass over the memory they lie in.
func BenchmarkMillionClocks(b *testing.B) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	clocks := million(1_000_000, now)
	cals := compiled(b)
	watch := Watch{Calendars: cals}
	watch.Next(&clocks[0], now)
	runtime.LockOSThread() // the thread's own time is what is counted
	defer runtime.UnlockOSThread()
	var bare, all time.Duration
	var sum int64
	for b.Loop() {
		start := threadTime()
		for i := range clocks {
			c := &clocks[i]
			sum += int64(c.Target.Within) + int64(len(c.Target.Warn)) + int64(len(c.Target.Calendar)) + int64(c.Pin.Desk) + c.Marks[0].At.Unix()
		}
		mid := threadTime()
		for i := range clocks {
			if watch.Next(&clocks[i], now).IsZero() {
				sum++
			}
		}
		end := threadTime()
		bare += mid - start
		all += end - mid
	}
	n := float64(b.N)
	b.ReportMetric(float64(all.Microseconds())/1e3/n, "cpu-ms/1M")
	b.ReportMetric(float64(bare.Microseconds())/1e3/n, "bare-ms/1M")
	b.ReportMetric(float64(all)/float64(bare), "x-bare")
	b.ReportMetric(float64(unsafe.Sizeof(clocks[0])+unsafe.Sizeof(Mark{})), "B/clock")
	if sum == 0 {
		fmt.Println()
	}
}

// BenchmarkEvaluate derives one clock's whole state, and its next look alone, from a start and
// from a life of ten marks.
func BenchmarkEvaluate(b *testing.B) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	cals := compiled(b)
	short := Clock{Kind: Restore, Cycle: 1, Target: severities["sev2"], Marks: []Mark{{Do: Start, At: now.Add(-2 * time.Hour)}}}
	long := short.With()
	long.Marks[0].At = now.Add(-100 * time.Hour)
	for i := range 4 {
		at := now.Add(time.Duration(20*i-90) * time.Hour)
		long = long.With(Mark{Do: Pause, Reason: Customer, At: at}, Mark{Do: Resume, Reason: Customer, At: at.Add(19 * time.Hour)})
	}
	sev3 := severities["sev3"]
	long = long.With(Mark{Do: Retarget, To: &sev3, Change: Carry, At: now.Add(-time.Hour)})
	for _, c := range []struct {
		name  string
		clock Clock
	}{{"start", short}, {"ten marks", long}} {
		b.Run("state of "+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Evaluate(c.clock, now, cals)
			}
		})
		b.Run("look of "+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NextLook(&c.clock, now, cals)
			}
		})
		b.Run("account of "+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Explain(c.clock, now, cals)
			}
		})
	}
}

// TestSimpleAllocates: a clock that has only been started is looked at without an allocation.
func TestSimpleAllocates(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clocks := million(100, now)
	w := Watch{Calendars: compiled(t)}
	if n := testing.AllocsPerRun(100, func() {
		for i := range clocks {
			w.Next(&clocks[i], now)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
