package bolt

import "time"

// hurryOver is which part of a commit's time what came in waits at most, while the disk is free,
// for others to be run and to come along.
const hurryOver = 3

// A pace is how long a unit of people and a commit take lately. What came in is acknowledged
// after its flush, and what it asks is decided in a unit of its own at once. To take that along
// spares whoever asked a second commit, and costs whoever waits for the acknowledgement the time
// in which it is run: little where the disk is slow, much where it is fast, and there the
// decision is run while the disk is at work.
type pace struct{ unit, commit time.Duration }

// hurries reports whether one more unit would keep a flush waiting for too long that has waited
// already.
func (p pace) hurries(waited time.Duration) bool { return waited+p.unit > p.commit/hurryOver }

// drifted follows the median of what was measured, slowly: a disk that was busy for a moment, or
// a processor, does not count for more than any other.
func drifted(was, took time.Duration) time.Duration {
	switch {
	case was == 0:
		return took
	case took > was:
		return was + was/16 + 1
	}
	return was - was/16
}
