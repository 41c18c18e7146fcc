package bot

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Bounds of the auditor, in desk time: what is due is sent, or a person is told, within them.
const (
	AuditEvery  = 30 * time.Second
	boundUrgent = time.Minute
	boundAnswer = time.Minute
	boundPost   = 5 * time.Minute
	boundEdit   = 15 * time.Minute
	boundDigest = 15 * time.Minute
	boundDue    = 30 * time.Second // between coming due and being looked at
	boundInbox  = 30 * time.Second // between being received and being decided
)

func boundOf(l domain.Lane) time.Duration {
	switch l {
	case domain.LaneUrgent:
		return boundUrgent
	case domain.LaneAnswer:
		return boundAnswer
	case domain.LaneEdit:
		return boundEdit
	case domain.LaneDigest:
		return boundDigest
	}
	return boundPost
}

// A Late is one thing that the auditor found beyond its bound.
type Late struct {
	What  string        // "row", "due" or "inbox"
	Name  string        // a row's key, a thing, an envelope's key
	Place string        // of a row
	Over  time.Duration // how far beyond its bound
}

// A Report is what the auditor found. A desk is healthy while it is empty.
type Report struct {
	At    time.Time // desk time
	Late  []Late    // the worst first, at most auditNames
	Count int       // of all that is late
	Open  int       // rows not settled
	Stuck int       // things that stay due although they were looked at
}

// auditNames is how many late things a report names.
const auditNames = 20

// Healthy reports whether everything due was sent within its bound.
func (r Report) Healthy() bool { return r.Count == 0 && r.Stuck == 0 }

type auditor struct {
	told time.Time // when the operator was last told, zero while all is well
}

// overdue lists the rows that are beyond their bound: a pure decision.
func overdue(rows []storage.Row, now time.Time) []Late {
	var out []Late
	for _, r := range rows {
		if over := now.Sub(latest(r.Recorded, r.Effect.NotOlder)) - boundOf(r.Effect.Lane); over > 0 {
			out = append(out, Late{What: "row", Name: r.Key, Place: r.Effect.Place.String(), Over: over})
		}
	}
	return out
}

// Audit looks for what is due and was not sent, from the store alone: not a ping, and not what
// the pumps believe of themselves.
func (d *Desk) Audit(ctx context.Context) (Report, error) {
	now := d.Now()
	r := Report{At: now, Stuck: d.stuck.count()}
	err := d.store.View(ctx, func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 0)
		if err != nil {
			return err
		}
		r.Open = len(rows)
		r.Late = overdue(rows, now)
		due, err := tx.Due(now.Add(-boundDue), 1)
		if err != nil {
			return err
		}
		if len(due) > 0 {
			next, err := tx.NextDue()
			if err != nil {
				return err
			}
			r.Late = append(r.Late, Late{What: "due", Name: due[0].String(), Over: now.Sub(next) - boundDue})
		}
		in, err := tx.Inbox(0, 1)
		if err != nil {
			return err
		}
		if len(in) > 0 && now.Sub(in[0].Received) > boundInbox {
			r.Late = append(r.Late, Late{What: "inbox", Name: in[0].Key, Over: now.Sub(in[0].Received) - boundInbox})
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	slices.SortFunc(r.Late, func(a, b Late) int { return cmp.Or(-cmp.Compare(a.Over, b.Over), cmp.Compare(a.Name, b.Name)) })
	r.Count = len(r.Late)
	r.Late = r.Late[:min(len(r.Late), auditNames)]
	return r, nil
}
