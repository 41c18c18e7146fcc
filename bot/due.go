package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Bounds of a unit of what has come due: where a person waits it holds at most the smaller
// number, so that they wait for no more than that.
const (
	dueWhileWaiting = 16
	dueAlone        = 64
)

// A thing that is still due after it was looked at this often at one instant is put off.
const dueTurns = 32

// stuckDues are things that stay due although they were looked at: a fault of the desk. They
// are put off, so that what is due behind them is looked at, and are told by the auditor.
type stuckDues struct {
	mu    sync.Mutex
	until map[domain.Ref]time.Time
	tries map[domain.Ref]int
}

func (s *stuckDues) put(ref domain.Ref, now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until == nil {
		s.until, s.tries = map[domain.Ref]time.Time{}, map[domain.Ref]int{}
	}
	s.tries[ref]++
	at := now.Add(Backoff(s.tries[ref]))
	s.until[ref] = at
	return at
}

func (s *stuckDues) clear(ref domain.Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.until, ref)
	delete(s.tries, ref)
}

// off reports whether the thing is put off at now.
func (s *stuckDues) off(ref domain.Ref, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.until[ref]
	return ok && now.Before(at)
}

func (s *stuckDues) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.until)
}

// next is the earliest retry of a thing that was put off; zero where there is none.
func (s *stuckDues) next() (at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.until {
		if at.IsZero() || t.Before(at) {
			at = t
		}
	}
	return at
}

// WorkDue looks at everything that has come due at now, earliest first, and reports how many
// looks it took. What is due is decided again inside the unit that decides it.
func (d *Desk) WorkDue(ctx context.Context, now time.Time) (int, error) {
	now = domain.Instant(now)
	total, turns := 0, map[domain.Ref]int{}
	// Until all of it was looked at, what may become one digest waits for the rest of it.
	d.queue.hold(true)
	defer func() { d.unhold(ctx, total) }()
	for {
		n := dueAlone
		if d.counts.waiting.Load() > 0 {
			n = dueWhileWaiting
		}
		u, err := d.workDues(ctx, now, n)
		if err != nil && !ofStore(err) && ctx.Err() == nil && len(u.refs) > 0 {
			// One of them is at fault: find out which.
			u, err = d.workDues(ctx, now, 1)
			if err != nil && !ofStore(err) && len(u.refs) > 0 {
				d.putOff(u.refs[0], now, err)
				continue
			}
		}
		if err != nil {
			return total, fmt.Errorf("work what is due: %w", err)
		}
		if len(u.refs) == 0 {
			return total, nil
		}
		total += len(u.refs)
		for _, ref := range u.refs {
			turns[ref]++
			switch {
			case u.idle[ref] != nil:
				d.putOff(ref, now, u.idle[ref])
			case turns[ref] > dueTurns:
				d.putOff(ref, now, errStaysDue)
			default:
				d.stuck.clear(ref)
			}
		}
	}
}

// dueSoon is how near the next due is, in desk time, for what came due in numbers to wait for it
// as well.
const dueSoon = time.Second

// unhold lets go what waited to become one digest, unless many things are coming due one after
// the other.
func (d *Desk) unhold(ctx context.Context, looks int) {
	more := false
	if looks > DigestOver {
		next, err := d.nextDue(ctx)
		more = err == nil && !next.IsZero() && next.Before(d.Now().Add(dueSoon))
	}
	d.queue.hold(more)
	wake(d.outboxReady)
}

var errStaysDue = errors.New("it stays due however often it is looked at")

func (d *Desk) putOff(ref domain.Ref, now time.Time, why error) {
	d.counts.faults.Add(1)
	at := d.stuck.put(ref, now)
	d.log.Error().Err(why).Str("thing", ref.String()).Time("again", at).Msg("what is due could not be decided")
}

type dueUnit struct {
	refs []domain.Ref         // those that were begun
	idle map[domain.Ref]error // those that decided nothing, and why
	done decided
	// since is when the first of them came due.
	since time.Time
}

// workDues looks at up to n things that are due, in one unit.
func (d *Desk) workDues(ctx context.Context, now time.Time, n int) (dueUnit, error) {
	luck, err := d.chances()
	if err != nil {
		return dueUnit{}, err
	}
	var last dueUnit
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		u := dueUnit{idle: map[domain.Ref]error{}}
		last = u
		refs, err := tx.Due(now, n+d.stuck.count())
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if d.stuck.off(ref, now) {
				continue
			}
			if len(u.refs) == n {
				break
			}
			u.refs = append(u.refs, ref)
			last = u
			t, err := tx.Load(ref)
			if err != nil {
				return fmt.Errorf("load %s: %w", ref, err)
			}
			if len(u.refs) == 1 {
				u.since = t.NextDue(tx.Policy())
			}
			cause := "due/" + ref.String() + "/" + strconv.FormatUint(t.Version(), 10)
			s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByClock}, Cause: cause, Seed: luck.seed(cause)}
			c := t.OnDue()
			if c == nil {
				u.idle[ref] = errors.New("it is due and asks for nothing")
				continue
			}
			done, changes, err := d.decide(tx, c, s)
			switch r, refused := domain.AsRefusal(err); {
			case refused:
				u.idle[ref] = r
			case err != nil:
				return err
			case !touches(changes, ref):
				u.idle[ref] = errors.New("it is due and nothing was decided")
			}
			u.done.add(done)
		}
		last = u
		return nil
	})
	if err != nil {
		return last, err
	}
	d.counts.dues.Add(int64(len(last.refs)))
	if !last.since.IsZero() {
		d.measure.dues.observe(now.Sub(last.since))
	}
	d.tell(last.done)
	return last, nil
}

// touches reports whether the changes hold events of the thing, without which its due cannot
// have moved.
func touches(changes []domain.Change, ref domain.Ref) bool {
	for _, c := range changes {
		if c.Ref == ref && len(c.Recorded) > 0 {
			return true
		}
	}
	return false
}
