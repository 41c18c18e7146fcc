package bot

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// Recheck is how often the wall clock is read again at least (K30): a timer of the process is
// late after the machine slept or its clock was set.
const Recheck = time.Second

// Run turns the pumps and runs the platforms until ctx ends, the store can no longer be used, or a
// platform refuses a desk that it never took, and waits for what is under way. At the start what came in is worked off before anything that
// came due: who acknowledged in time is not paged because the process was down.
func (d *Desk) Run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if err := d.untilStored(ctx, func() error { _, err := d.WorkInbox(ctx); return err }); err != nil {
		return err
	}
	if err := d.untilStored(ctx, func() error { _, err := d.Retime(ctx); return err }); err != nil {
		return err
	}
	if err := d.untilStored(ctx, func() error { _, err := d.Reface(ctx); return err }); err != nil {
		return err
	}
	var loops sync.WaitGroup
	pumps := []func(context.Context) error{d.dueLoop, d.outboxLoop, d.watchLoop}
	for i := range deciders {
		recheck := Recheck
		if i > 0 {
			recheck = math.MaxInt64 // one of them is enough for what nobody was woken for
		}
		pumps = append(pumps, func(ctx context.Context) error { return d.inboxLoop(ctx, recheck) })
	}
	for _, loop := range pumps {
		loops.Go(func() {
			if err := loop(ctx); err != nil {
				stop(err)
			}
		})
	}
	for _, name := range d.order {
		loops.Go(func() {
			if err := d.keep(ctx, name); err != nil {
				stop(err)
			}
		})
	}
	<-ctx.Done()
	loops.Wait()
	d.tasks.Wait()
	d.leave(ctx)
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// untilStored repeats what fails for want of room on the disk; any other failure ends the run.
func (d *Desk) untilStored(ctx context.Context, work func() error) error {
	for attempt := 1; ; attempt++ {
		err := work()
		if err == nil || ctx.Err() != nil {
			return nil
		}
		d.log.Error().Err(err).Msg("a pump stopped")
		if errors.Is(err, storage.ErrBroken) || errors.Is(err, storage.ErrClosed) {
			return err
		}
		if !sleep(ctx, min(Backoff(attempt), ChannelPause)) {
			return nil
		}
	}
}

func (d *Desk) inboxLoop(ctx context.Context, recheck time.Duration) error {
	for {
		if err := d.untilStored(ctx, func() error { _, err := d.WorkInbox(ctx); return err }); err != nil {
			return err
		}
		if !await(ctx, d.inboxReady, recheck) {
			return nil
		}
	}
}

func (d *Desk) dueLoop(ctx context.Context) error {
	kept := d.real()
	for {
		var next time.Time
		err := d.untilStored(ctx, func() (err error) {
			if _, err = d.WorkDue(ctx, d.Now()); err != nil {
				return err
			}
			if _, err = d.WorkAway(ctx); err != nil {
				return err
			}
			if real := d.real(); real.Sub(kept) >= AuditEvery {
				if err = d.WorkHouse(ctx); err != nil {
					return err
				}
				kept = real
			}
			d.looks.Store(math.MaxInt64) // whatever is due from now on wakes this loop
			next, err = d.nextDue(ctx)
			return err
		})
		if err != nil {
			return err
		}
		wait := Recheck
		if !next.IsZero() {
			d.looks.Store(next.UnixMilli()) // … only if it is sooner than that
			wait = min(wait, max(0, d.until(next)))
		}
		if !await(ctx, d.dueReady, wait) {
			return nil
		}
	}
}

// outboxLoop begins what can leave and lets each call run on its own; who ends wakes it.
func (d *Desk) outboxLoop(ctx context.Context) error {
	for {
		err := d.untilStored(ctx, func() error {
			if _, err := d.WorkPages(ctx); err != nil {
				return err
			}
			for {
				claims, err := d.begin(ctx, d.Now())
				if err != nil || claims == nil {
					return err
				}
				for _, c := range claims {
					if c.platform == nil {
						continue
					}
					d.tasks.Go(func() {
						if err := d.perform(ctx, c); err != nil && ctx.Err() == nil {
							d.log.Error().Err(err).Str("row", c.row.Key).Msg("a row could not be settled")
						}
					})
				}
			}
		})
		if err != nil {
			return err
		}
		wait := Recheck
		if next := earliest(d.queue.next(d.real()), d.pages.next()); !next.IsZero() {
			wait = min(wait, max(time.Millisecond, next.Sub(d.real())))
		}
		if !await(ctx, d.outboxReady, wait) {
			return nil
		}
	}
}

// houseBatch is how many request keys one unit forgets.
const houseBatch = 500

// WorkHouse does what is done now and then: it forgets request keys that are old enough, seals
// the chains, and lets the auditor look. What it finds late it tells the operator, once until
// all is well again.
func (d *Desk) WorkHouse(ctx context.Context) error {
	d.summarise()
	now := d.Now()
	for n := houseBatch; n == houseBatch; {
		err := d.store.Update(ctx, storage.Background, func(tx storage.Tx) (err error) {
			n, err = tx.Expire(now, houseBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget request keys: %w", err)
		}
	}
	err := d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		_, err := tx.Seal(now)
		return err
	})
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	if _, err := d.Reface(ctx); err != nil { // a folder may have come in force
		return err
	}
	r, err := d.Audit(ctx)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if r.Healthy() {
		d.auditor.told = time.Time{}
		return nil
	}
	if !d.auditor.told.IsZero() {
		return nil
	}
	d.auditor.told = now
	d.log.Error().Int("late", r.Count).Int("stuck", r.Stuck).Msg("something due was not sent within its bound")
	var rows []storage.Row
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) (err error) {
		note := card.Operator().PostTo("audit/"+now.Format(time.RFC3339), domain.LaneUrgent,
			card.ForStaff(domain.Urgent, domain.Say("audit.late", domain.Count(r.Count+r.Stuck))))
		rows, err = d.append(tx, "audit", now, domain.Only(note))
		return err
	})
	if err != nil {
		return fmt.Errorf("tell of the audit: %w", err)
	}
	d.tell(decided{rows: rows})
	return nil
}

// nextDue is the desk's instant at which something comes due next; zero for never.
func (d *Desk) nextDue(ctx context.Context) (next time.Time, err error) {
	err = d.store.View(ctx, func(tx storage.Tx) error {
		next, err = tx.NextDue()
		return err
	})
	if err != nil {
		return next, fmt.Errorf("next due: %w", err)
	}
	if now := d.Now(); !next.IsZero() && !next.After(now) {
		// Only what is put off can still be due.
		if again := d.stuck.next(); again.After(now) {
			next = again
		}
	}
	return next, nil
}

// A Wake says when a pump has something to do by itself; zero for not before something changes.
type Wake struct {
	Due time.Time // desk time: WorkDue
	Out time.Time // real time: WorkOutbox
}

// Rouse makes the pumps of Run look at once, for who set the desk's clock ahead.
func (d *Desk) Rouse() {
	wake(d.dueReady)
	wake(d.outboxReady)
}

// Next answers when the pumps should be turned again, for who turns them by hand after having
// turned them all.
func (d *Desk) Next(ctx context.Context) (Wake, error) {
	due, err := d.nextDue(ctx)
	if err != nil {
		return Wake{}, err
	}
	if err := d.seek(ctx); err != nil {
		return Wake{}, err
	}
	return Wake{Due: earliest(due, d.away.next()), Out: earliest(d.queue.next(d.real()), d.pages.next())}, nil
}

// await waits for a wake or for the time to pass; false when ctx ended.
func await(ctx context.Context, ready <-chan struct{}, wait time.Duration) bool {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-ready:
		return true
	case <-t.C:
		return true
	}
}

func sleep(ctx context.Context, wait time.Duration) bool {
	return await(ctx, nil, wait)
}
