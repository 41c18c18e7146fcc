package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"time"
)

// mostFaults is how many broken promises a run tells: one is enough, the rest is echo.
const mostFaults = 12

// A journal is what happened in a run, line by line, and a hash of it: the same seed gives the
// same hash, or something in the desk depends on more than its arguments.
type journal struct {
	lines  []string
	sum    hash.Hash
	faults []string
}

func newJournal() *journal { return &journal{sum: sha256.New()} }

func (j *journal) note(at time.Time, format string, args ...any) {
	line := at.Format("2006-01-02 15:04:05.000 ") + fmt.Sprintf(format, args...)
	j.lines = append(j.lines, line)
	fmt.Fprintln(j.sum, line)
}

// fail notes a promise that was broken.
func (j *journal) fail(at time.Time, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	j.note(at, "BROKEN %s", text)
	if len(j.faults) < mostFaults {
		j.faults = append(j.faults, at.Format("2006-01-02 15:04:05.000 ")+text)
	}
}

func (j *journal) hash() string { return hex.EncodeToString(j.sum.Sum(nil)[:8]) }
