package calendar

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is the processor time this thread has used: what a benchmark on a
// shared machine can compare. Lock the goroutine to its thread first.
func cpuTime() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		panic(err)
	}
	return time.Duration(ts.Nano())
}
