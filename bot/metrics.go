package bot

import (
	"sync/atomic"
	"time"
)

// Metrics are the counters of a desk since its process began. They are plain numbers; who
// shows them gives them their names.
type Metrics struct {
	Received  int64 // envelopes kept
	Repeated  int64 // envelopes whose key was known: redeliveries
	NotYet    int64 // commits that outlasted an adapter's patience
	Commands  int64 // envelopes and submissions decided
	Refusals  int64 // … of which refused
	Faults    int64 // envelopes or dues that the desk itself could not decide
	Dues      int64 // looks at things that had come due
	Sends     int64 // calls that said something
	Looks     int64 // calls that asked whether something arrived
	Sent      int64 // rows said
	Cancelled int64 // rows that need not be said any more
	Retries   int64 // attempts after which a row waits again
	Dead      int64 // rows that cannot be said
	Doubted   int64 // rows said twice, perhaps
	LateMax   time.Duration
}

type counters struct {
	received, repeated, notYet, commands, refusals, faults, dues atomic.Int64
	sends, looks, sent, cancelled, retries, dead, doubted        atomic.Int64
	lateMax                                                      atomic.Int64
	waiting                                                      atomic.Int64 // people whose commit is under way
}

func (c *counters) lateness(d time.Duration) {
	for {
		old := c.lateMax.Load()
		if int64(d) <= old || c.lateMax.CompareAndSwap(old, int64(d)) {
			return
		}
	}
}

// Metrics answers the counters as they stand.
func (d *Desk) Metrics() Metrics {
	c := &d.counts
	return Metrics{
		Received: c.received.Load(), Repeated: c.repeated.Load(), NotYet: c.notYet.Load(), Commands: c.commands.Load(),
		Refusals: c.refusals.Load(), Faults: c.faults.Load(), Dues: c.dues.Load(), Sends: c.sends.Load(), Looks: c.looks.Load(),
		Sent: c.sent.Load(), Cancelled: c.cancelled.Load(), Retries: c.retries.Load(), Dead: c.dead.Load(), Doubted: c.doubted.Load(),
		LateMax: time.Duration(c.lateMax.Load()),
	}
}
