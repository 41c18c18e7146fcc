//go:build !linux

package calendar

import "time"

var started = time.Now()

// cpuTime is wall time where there is no clock for one thread.
func cpuTime() time.Duration { return time.Since(started) }
