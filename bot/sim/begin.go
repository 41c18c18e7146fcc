package sim

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// begins holds a send that begins to what was committed before it. Nothing else runs between
// the commit that began it and this call.
func (w *world) begins(r *room, d bot.Delivery) (row storage.Row) {
	w.counts.Sends++
	defer func() {
		if len(row.Members) > 0 && d.Kind == domain.Post {
			w.counts.Digests++
		}
	}()
	w.view(func(tx storage.Tx) (err error) {
		if row, err = tx.Row(d.Key); err != nil {
			return err
		}
		switch {
		case row.State != storage.Sending || row.Attempt != d.Attempt || row.Epoch != tx.Epoch():
			w.fail(w.at, "%s is said while its row stands at %s, attempt %d of process %d", deed(row), row.State, row.Attempt, row.Epoch)
		case row.Why == "void":
			w.fail(w.at, "%s is said although it was taken back", deed(row))
		case row.Effect.Audience != d.Audience || d.Audience == domain.Internal && !w.staffed(tx, r, d):
			w.fail(w.at, "%s is for staff and goes to %s", deed(row), r.name)
		}
		// That a digest to be struck is in a direct conversation, its edit does not know.
		if w.at.Before(r.closed) && !(r.direct && d.Kind == domain.Edit) && w.remembers(tx, r) {
			w.fail(w.at, "%s: a call for %s before %s, which it was asked to wait for", deed(row), r.name, r.closed.Format(time.TimeOnly))
		}
		if owes, why := owed(tx, row, row.Began); !owes {
			w.fail(w.at, "%s is said although %s", deed(row), why)
		}
		return w.present(tx, row, d)
	})
	if d.Kind == domain.Post {
		if !r.last.IsZero() && w.at.Sub(r.last) < time.Second {
			w.fail(w.at, "%s: a second message for %s within a second", deed(row), r.name)
		}
		r.last = w.at
	}
	return row
}

// remembers reports whether the process can know that a room asked to wait: it heard so itself,
// or the row that was told stands as it was left.
func (w *world) remembers(tx storage.Tx, r *room) bool {
	row, err := tx.Row(r.keeper)
	return r.told == w.starts || err == nil && row.State == storage.Waiting
}

func deed(r storage.Row) string {
	if r.Effect.Kind == domain.Edit {
		return "edit of " + r.Effect.Place.String()
	}
	return r.Effect.Deed
}

// staffed reports whether only staff read what is said there.
func (w *world) staffed(tx storage.Tx, r *room, d bot.Delivery) bool {
	who := ""
	switch {
	case d.Kind == domain.Ephemeral || r.direct:
		who = d.Only.User
		if r.direct {
			who = strings.TrimPrefix(r.name, "@")
		}
	default:
		return r.account == "" // a channel that came to be shared refuses by itself
	}
	for _, p := range w.stage.people {
		if p.handle.User == who {
			return p.vendor
		}
	}
	return false
}

// present holds a live card to what is so now.
func (w *world) present(tx storage.Tx, row storage.Row, d bot.Delivery) error {
	if row.Effect.Live.Kind != casework.Kind {
		return nil
	}
	now, err := w.drawn(tx, row.Effect, row.Began)
	if err != nil {
		return err
	}
	if got := picture(d.Card); got != now {
		w.fail(w.at, "%s shows\n%s\nand this is so:\n%s", deed(row), got, now)
	}
	return nil
}

// drawn is what a live card shows at an instant.
func (w *world) drawn(tx storage.Tx, e domain.Effect, at time.Time) (string, error) {
	s := domain.Stamp{Now: domain.Instant(at), At: domain.Instant(at), Actor: domain.Actor{Kind: domain.ByDesk}}
	doc, err := w.stage.rooms.Live(tx, s, e.Live, e.Audience)
	if err != nil {
		return "", err
	}
	c, err := card.Draw(doc, e.Audience, w.stage.rooms.Names(tx, e.Place))
	return picture(c), err
}

func picture(c card.Drawn) string {
	b, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// owed reports whether what a row says is still to be said, found out from the record alone
// and by another way than the desk takes.
func owed(tx storage.Tx, row storage.Row, now time.Time) (bool, string) {
	e := row.Effect
	if len(row.Members) > 0 {
		for _, key := range row.Members {
			m, err := tx.Row(key)
			if err != nil || m.State != storage.Merged || m.Into != row.Key {
				return false, "its member " + key + " is not merged into it"
			}
		}
		return true, ""
	}
	if e.Guard.Kind != casework.Kind {
		return true, ""
	}
	c, err := casework.Load(tx, e.Guard.ID)
	if errors.Is(err, domain.ErrNotFound) {
		return false, "there is no such case"
	}
	if err != nil {
		return false, err.Error()
	}
	events, err := tx.History(e.Guard, 0, 0)
	if err != nil {
		return false, err.Error()
	}
	kind, rest, _ := strings.Cut(e.Token, "/")
	cycle, _, _ := strings.Cut(rest, "/")
	over, said := false, map[string]bool{}
	for _, r := range events {
		switch x := r.Event.(type) {
		case casework.Closed, casework.Merged, casework.Refused:
			over = true
		case casework.Reopened:
			over = false
		case casework.Replied:
			said[x.Deed] = true
		case casework.Unsaid:
			delete(said, x.Deed)
		}
	}
	token, untaken := strings.CutSuffix(e.Token, " unless taken")
	switch {
	case over:
		return false, "its case is over"
	case untaken && c.Owner != "":
		return false, "somebody has the case"
	case sla.Kind(kind) == sla.FirstResponse && len(said) > 0:
		return false, "somebody has answered"
	}
	for _, cl := range c.Clocks {
		if string(cl.Kind) != kind || cycleOf(cl) != cycle {
			continue
		}
		st := sla.Evaluate(cl, now, offering.Of(tx).Calendar)
		switch {
		case st.Phase.Over():
			return false, "its clock is over"
		case len(st.Crossed) == 0 || st.Crossed[len(st.Crossed)-1].String() != token:
			return false, "its clock owes something else"
		case st.Phase == sla.Paused && !st.Crossed[len(st.Crossed)-1].Breach():
			return false, "its clock stands"
		}
		return true, ""
	}
	return false, "there is no such clock"
}

// arrives holds what reaches the platform to what people may ever see.
func (w *world) arrives(r *room, d bot.Delivery, row storage.Row) {
	p, e := w.platform, row.Effect
	if i := slices.IndexFunc(p.byKey[d.Key], func(m *message) bool { return !m.gone }); i >= 0 {
		w.counts.Twice++
		elsewhere := p.byKey[d.Key][i].room
		switch {
		case !row.Doubt:
			w.fail(w.at, "%s is said twice and not marked as doubted", deed(row))
		case d.Kind == domain.Post && !p.blinded[d.Key] && (elsewhere == r || !elsewhere.ever):
			w.fail(w.at, "%s is said twice although what arrived could be read", deed(row))
		}
		return
	}
	if e.Place.Kind != domain.CaseThread || strings.Contains(e.Deed, "/warn/") || strings.HasSuffix(e.Deed, "/assigned") {
		return // not of a thread, or perhaps come from elsewhere
	}
	thread := e.Place.String()
	if row.Seq < p.order[thread] {
		w.fail(w.at, "%s arrives in %s after what was recorded later", deed(row), thread)
	}
	p.order[thread] = row.Seq
}
