package bot

import "time"

// SummaryEvery is how often, in real time, the log says what was done since, where anything was.
const SummaryEvery = 15 * time.Minute

// A journal is what the log was last told.
type journal struct {
	at  time.Time // real time
	was Metrics
}

// summarise logs what was done since it last did: numbers alone.
func (d *Desk) summarise() {
	real, now := d.real(), d.Metrics()
	was := d.journal.was
	if d.journal.at.IsZero() {
		d.journal = journal{real, now}
		return
	}
	if real.Sub(d.journal.at) < SummaryEvery {
		return
	}
	d.journal = journal{real, now}
	now.LateMax, was.LateMax = 0, 0
	if now == was {
		return
	}
	d.log.Info().Int64("received", now.Received-was.Received).Int64("decided", now.Commands-was.Commands).Int64("refused", now.Refusals-was.Refusals).
		Int64("came_due", now.Dues-was.Dues).Int64("sent", now.Sent-was.Sent).Int64("retried", now.Retries-was.Retries).Int64("dead", now.Dead-was.Dead).
		Msg("since the last summary")
}
