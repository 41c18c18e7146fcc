package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// Bounds of an absence, in desk time.
const (
	// AliveEvery is how often it is kept that the process lives: as exactly is known when it died.
	AliveEvery = 30 * time.Second
	// AwayLeast is the least absence of which the operator is told.
	AwayLeast = 5 * time.Minute
	// AwayWait is how long after the start that is told: by then platforms have handed over what
	// they kept, histories were read, and what had come due was looked at.
	AwayWait = time.Minute
)

const (
	aliveBlob = "alive" // when the process was last known to live
	awayBlob  = "away"  // since when it was away, as long as nobody was told
	// awayCases is how many cases are named.
	awayCases = 5
)

// An absence is the time between the end of one process and the start of the next, and what is
// found to have been missed in it: one message for all of it, besides those that each thing
// missed has of its own.
type absence struct {
	mu           sync.Mutex
	marked       time.Time // when it was last kept that the process lives
	since, until time.Time // zero: there is none to tell of
	missed       []miss
	broken       int
	came         int
}

// A miss is one message that fell due in the absence.
type miss struct {
	ref   domain.Ref // what it is about; zero where it does not say
	token string
	fell  time.Time
	lane  domain.Lane
	alone bool
	head  domain.Line
}

// loadAway finds out whether the process before this one ended longer ago than a restart takes.
func (d *Desk) loadAway(ctx context.Context) error {
	now := d.Now()
	var since time.Time
	err := d.store.View(ctx, func(tx storage.Tx) error {
		for _, name := range []string{awayBlob, aliveBlob} {
			b, err := tx.Blob(name)
			if errors.Is(err, domain.ErrNotFound) || err == nil && len(b) == 0 {
				continue
			}
			if err == nil {
				since, err = time.Parse(time.RFC3339Nano, string(b))
			}
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !since.IsZero() && now.Sub(since) >= AwayLeast {
		d.away.since, d.away.until = since, now
	}
	return nil
}

// next is when there is something to tell; zero for never.
func (a *absence) next() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.since.IsZero() {
		return time.Time{}
	}
	return a.until.Add(AwayWait)
}

// saw takes in what was decided: what of it fell due, or came, in the absence.
func (a *absence) saw(o decided) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.since.IsZero() {
		return
	}
	for _, r := range o.rows {
		e := r.Effect
		if e.Kind == domain.Post && e.Late && e.Doc != nil && a.in(e.NotOlder) {
			a.missed = append(a.missed, miss{e.Guard, e.Token, e.NotOlder, e.Lane, e.Alone, e.Doc.Head})
		}
	}
	for _, j := range o.judged {
		if j.Verdict == string(sla.Broken) && a.in(j.Due) {
			a.broken++
		}
	}
	for _, at := range o.came {
		if a.in(at) {
			a.came++
		}
	}
}

func (a *absence) in(at time.Time) bool { return at.After(a.since) && !at.After(a.until) }

// doc is what is told of it, in one message.
func (a *absence) doc() card.Internal {
	a.mu.Lock()
	defer a.mu.Unlock()
	doc := card.ForStaff(domain.Alert, domain.Say("away.head", domain.AtTime(a.since), domain.AtTime(a.until), domain.ForSpan(a.until.Sub(a.since))))
	slices.SortStableFunc(a.missed, func(x, y miss) int {
		return cmp.Or(-compareBool(x.alone, y.alone), cmp.Compare(x.lane, y.lane), x.fell.Compare(y.fell), cmp.Compare(x.ref.ID, y.ref.ID))
	})
	// The same warning goes to several people; a case may have several.
	warnings, cases := map[string]bool{}, map[domain.Ref]bool{}
	var lines []domain.Line
	var first time.Time
	for i, m := range a.missed {
		key := m.ref.String() + "/" + m.token
		if m.ref.IsZero() {
			key = fmt.Sprint(i)
		}
		warnings[key] = true
		first = earliest(first, m.fell)
		if !cases[m.ref] || m.ref.IsZero() {
			cases[m.ref] = true
			lines = append(lines, domain.Say("away.case", domain.Listed(m.head), domain.ForSpan(a.until.Sub(m.fell))))
		}
	}
	if len(warnings) > 0 {
		doc = doc.Add(domain.Say("away.due", domain.Count(len(warnings)), domain.ForSpan(a.until.Sub(first))))
	}
	if a.broken > 0 {
		doc = doc.Add(domain.Say("away.broken", domain.Count(a.broken)))
	}
	doc = doc.Add(lines[:min(len(lines), awayCases)]...)
	if more := len(lines) - awayCases; more > 0 {
		doc = doc.Add(domain.Say("digest.more", domain.Count(more)))
	}
	if a.came > 0 {
		doc = doc.Add(domain.Say("away.came", domain.Count(a.came)))
	}
	if len(warnings)+a.broken+a.came == 0 {
		doc = doc.Add(domain.Say("away.nothing"))
	}
	return doc
}

// WorkAway keeps that the process lives, and tells of an absence when all of it is known. It
// reports whether it told anything.
func (d *Desk) WorkAway(ctx context.Context) (told bool, err error) {
	now := d.Now()
	a := &d.away
	at := a.next()
	tells := !at.IsZero() && !now.Before(at)
	a.mu.Lock()
	since, marked := a.since, a.marked
	a.mu.Unlock()
	if age := now.Sub(marked); !tells && !marked.IsZero() && age >= 0 && age < AliveEvery {
		return false, nil
	}
	var says domain.Effect
	deed := "away/" + since.Format(time.RFC3339)
	if tells {
		says = card.Operator().PostTo(deed, domain.LanePost, a.doc())
	}
	var last decided
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		last = decided{}
		if tells {
			rows, err := d.append(tx, deed, now, domain.Only(says))
			if err != nil {
				return err
			}
			last.rows = rows
			since = time.Time{}
		}
		open := ""
		if !since.IsZero() {
			open = since.Format(time.RFC3339Nano)
		}
		if err := tx.PutBlob(awayBlob, []byte(open)); err != nil {
			return err
		}
		return tx.PutBlob(aliveBlob, []byte(now.Format(time.RFC3339Nano)))
	})
	if err != nil {
		return false, fmt.Errorf("keep that the desk lives: %w", err)
	}
	a.mu.Lock()
	a.marked = now
	if tells {
		a.since, a.missed = time.Time{}, nil
	}
	a.mu.Unlock()
	d.tell(last)
	return tells, nil
}

// leave keeps when the process ended by itself.
func (d *Desk) leave(ctx context.Context) {
	d.away.mu.Lock()
	d.away.marked = time.Time{}
	d.away.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ProbeWithin)
	defer cancel()
	if _, err := d.WorkAway(ctx); err != nil && !ofStore(err) {
		d.log.Warn().Err(err).Msg("it was not kept when the desk ended")
	}
}
