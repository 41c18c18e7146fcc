package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// checkBegin holds what a send that begins must hold to.
func (tr *trial) checkBegin(channel string, d Delivery) {
	tr.t.Helper()
	if until := tr.closed[channel]; tr.at.Before(until) {
		tr.t.Errorf("%s: a call for %s before its Retry-After %s", tr.at, channel, until)
	}
	row := tr.rowOf(d.Key)
	if row.State != storage.Sending || row.Attempt != d.Attempt {
		tr.t.Errorf("%s is said while its row is %+v", d.Key, row)
	}
	if id, ok := strings.CutPrefix(row.Effect.Deed, "toy/"); ok && strings.HasSuffix(id, "/warn") {
		if id = strings.TrimSuffix(id, "/warn"); tr.toy(id).Done {
			tr.t.Errorf("%s: the warning of %s is said after it was done", tr.at, id)
		}
	}
	if len(row.Members) > 0 {
		standing := 0
		for _, k := range row.Members {
			m := tr.rowOf(k)
			if m.State != storage.Merged || m.Into != row.Key {
				tr.t.Errorf("member %s of %s is %+v", k, row.Key, m)
			}
			if m.Effect.Guard.IsZero() || !tr.toy(m.Effect.Guard.ID).Done {
				standing++
			}
		}
		if d.Kind == domain.Post && standing > 0 && !strings.Contains(d.Card.Head.String(), fmt.Sprintf(": %d thing", standing)) {
			tr.t.Errorf("%d members hold, the digest says %q", standing, d.Card.Head)
		}
	}
}

// arrives holds what has reached the platform to what people may ever see.
func (tr *trial) arrives(channel string, d Delivery) {
	tr.t.Helper()
	if d.Kind == domain.Post {
		if last, ok := tr.lastPost[channel]; ok && tr.at.Sub(last) < time.Second {
			tr.t.Errorf("%s: two messages in %s within a second", tr.at, channel)
		}
		tr.lastPost[channel] = tr.at
	}
	if row := tr.rowOf(d.Key); d.Kind == domain.Post && len(tr.arrived[d.Key]) > 0 {
		switch {
		case !row.Doubt:
			tr.t.Errorf("%s (%s) is said twice and not marked as doubted", d.Key, row.Effect.Deed)
		case tr.blind == 0:
			tr.t.Errorf("%s (%s) is said twice though it could be looked for", d.Key, row.Effect.Deed)
		}
	}
	tr.arrived[d.Key] = append(tr.arrived[d.Key], said{Delivery: d, at: tr.at})
	if d.Kind == domain.Edit {
		is := d.Card.Head.String()
		if was := tr.shown[d.To.Message]; strings.Contains(was, "done=true") && !strings.Contains(is, "done=true") ||
			strings.Contains(was, "warned=true") && !strings.Contains(is, "warned=true") {
			tr.t.Errorf("the card %s went back from %q to %q", d.To.Message, was, is)
		}
		tr.shown[d.To.Message] = is
	}
}

// checkEnd holds what must be so in the end.
func (tr *trial) checkEnd() {
	tr.t.Helper()
	var open []storage.Row
	err := tr.store.View(tr.t.Context(), func(tx storage.Tx) (err error) { open, err = tx.OpenRows(0, 0); return err })
	if err != nil {
		tr.t.Fatal(err)
	}
	for _, r := range open {
		tr.t.Errorf("after all was healed the row is still %+v", r)
	}
	if n := len(tr.desk.queue.items); n > 0 {
		tr.t.Errorf("the queue still holds %d rows", n)
	}
	for key, all := range tr.arrived {
		if r := tr.rowOf(key); r.State != storage.Sent && !r.Doubt && r.Effect.Kind == domain.Post {
			tr.t.Errorf("%s arrived %d times, its row is %+v", r.Effect.Deed, len(all), r)
		}
	}
	for n := range tr.toys {
		tr.checkToy(fmt.Sprint(n + 1))
	}
}

func (tr *trial) checkToy(id string) {
	tr.t.Helper()
	x := tr.toy(id)
	head := tr.row("toy/" + id + "/card")
	if head.State != storage.Sent {
		tr.t.Fatalf("the card of %s is %+v", id, head)
	}
	if x.Warned {
		switch w := tr.row("toy/" + id + "/warn"); w.State {
		case storage.Sent, storage.Dead:
		case storage.Merged:
			if d := tr.rowOf(w.Into); d.State != storage.Sent && d.State != storage.Dead {
				tr.t.Errorf("the digest of %s is %+v", id, d)
			}
		case storage.Cancelled:
			if !x.Done {
				tr.t.Errorf("the warning of %s was cancelled, and nobody was done: %+v", id, w)
			}
		default:
			tr.t.Errorf("the warning of %s is %+v", id, w)
		}
	}
	// What was said in its thread arrived in order.
	last := time.Time{}
	for n := range x.Said {
		r := tr.row(fmt.Sprintf("toy/%s/said/%d", id, n+1))
		all := tr.arrived[r.Key]
		if r.State != storage.Sent || len(all) == 0 {
			tr.t.Errorf("%s is %+v", r.Effect.Deed, r)
			continue
		}
		if all[0].at.Before(last) {
			tr.t.Errorf("%s arrived at %s, the one before at %s", r.Effect.Deed, all[0].at, last)
		}
		last = all[0].at
	}
	// The card shows how things ended.
	want := fmt.Sprintf("toy %s warned=%v done=%v", id, x.Warned, x.Done)
	shown, was := tr.shown[head.Spot.Message]
	if !was {
		shown = tr.arrived[head.Key][len(tr.arrived[head.Key])-1].Card.Head.String()
	}
	if shown != want {
		edits := tr.rowOf(storage.EffectKey(card.CaseThread(id).Redraw(x.Ref(), 0)))
		tr.t.Errorf("the card shows %q, and it is %q; its edits are %+v", shown, want, edits)
	}
}
