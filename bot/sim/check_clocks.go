package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

func cycleOf(c sla.Clock) string { return strconv.FormatUint(uint64(c.Cycle), 10) }

// answers are the verbs by which somebody of the vendor's says words of their own to a customer,
// or sets right when that was.
var answers = []string{"say", "case reply", "case wait", "case restore", "case resolve", "case agree", "case correct", "nonsense", "answer", "desk answer"}

// clocks: a first response is met by a human's own words and by nothing else; every promise
// that is broken is recorded as broken.
func (w *world) clocks(p *past) error {
	for _, c := range p.cases {
		for _, cl := range c.Clocks {
			st := sla.Evaluate(cl, w.at, w.library.Calendar)
			if st.Breached() {
				w.counts.Breached++
				if !slices.ContainsFunc(c.Broken, func(b casework.Breached) bool { return b.Clock == cl.Kind && b.Cycle == cl.Cycle }) {
					w.fail(w.at, "%s: %s %d was broken at %s, and nothing says so", c.Number(), cl.Kind, cl.Cycle, st.BreachedAt)
				}
			}
			if cl.Kind == sla.FirstResponse {
				w.firstResponse(p, c, cl, st)
			}
			ended := c.State.Over() || !c.Resolved.IsZero() && cl.Kind.Resumes() || !c.Restored.IsZero() && cl.Kind == sla.Restore
			if ended && !st.Phase.Over() {
				w.fail(w.at, "%s is %s and its %s is %s", c.Number(), c.State, cl.Kind, st.Phase)
			}
		}
	}
	return nil
}

func (w *world) firstResponse(p *past, c *casework.Case, cl sla.Clock, st sla.State) {
	replied, said := map[string]bool{}, map[string]bool{}
	for _, r := range p.things[c.Ref()] {
		switch x := r.Event.(type) {
		case casework.Replied:
			replied[r.Cause], said[x.Deed] = true, true
			if e := w.ledger.entries[r.Cause]; e == nil || e.who == nil || !e.who.vendor {
				w.fail(w.at, "%s: a reply of nobody of the vendor's: %s", c.Number(), r.Cause)
			}
		case casework.Unsaid:
			delete(said, x.Deed)
		case casework.ClockMarked:
			if x.Clock != cl.Kind || x.Cycle != cl.Cycle {
				continue
			}
			for _, m := range x.Marks {
				if m.Do == sla.Satisfy || m.Do == sla.Correct && r.Actor.Kind != domain.ByDesk {
					w.answered(c, r.Cause, m, replied[r.Cause])
				}
			}
		}
	}
	switch {
	case st.Phase == sla.Met:
		w.counts.Answered++
	case len(said) > 0 && !st.Phase.Over():
		w.fail(w.at, "%s was answered, and its first response is %s", c.Number(), st.Phase)
	}
}

// answered holds one mark that met a first response to who made it, and by what.
func (w *world) answered(c *casework.Case, cause string, m sla.Mark, replied bool) {
	e := w.ledger.entries[cause]
	switch {
	case e == nil || e.who == nil || !e.who.vendor:
		w.fail(w.at, "%s: a first response is met by nobody of the vendor's: %s", c.Number(), cause)
	case !slices.Contains(answers, e.verb):
		w.fail(w.at, "%s: a first response is met by %s: %s", c.Number(), e.verb, e.what)
	case !replied && e.verb != "case correct" && e.verb != "case agree":
		w.fail(w.at, "%s: a first response is met without words: %s", c.Number(), e.what)
	case strings.HasPrefix(m.Message, "case/"+c.ID+"/"): // which the desk posted
		return
	case strings.HasSuffix(e.verb, "answer"): // of a form in words: what was said before is kept, and counts
		return
	case m.Message != "" && m.Message != e.message:
		w.fail(w.at, "%s: a first response is met by message %s, and that was %s", c.Number(), m.Message, e.message)
	}
	if h := w.platform.byID[e0(e)]; m.Message != "" && h != nil && (h.heads.ID != c.ID || h.heads.Audience != "customer") {
		w.fail(w.at, "%s: a first response is met in the thread of %s", c.Number(), h.heads)
	}
}

func e0(e *entry) string {
	if e == nil {
		return ""
	}
	return e.root
}

// warnings: what was decided to be said was said, or there is a reason why not; and of a promise
// that is broken and still open, that it is broken was decided to be said.
func (w *world) warnings(p *past) error {
	for _, c := range p.cases {
		told := map[string]bool{} // of clocks, that they are broken
		for _, r := range p.things[c.Ref()] {
			x, ok := r.Event.(casework.Warned)
			if !ok {
				continue
			}
			w.counts.Warned++
			if x.Warning.Breach() {
				told[fmt.Sprint(x.Warning.Kind, x.Warning.Cycle)] = true
			}
			deeds := "case/" + c.ID + "/warn/" + x.Warning.String()
			row, ok := p.row(deeds + "/team")
			if !ok && x.Warning.Point.Left < 0 { // called again: whoever has taken it is called alone
				row, ok = p.row(deeds + "/owner")
			}
			if !ok {
				w.fail(w.at, "%s: a warning was recorded and not written down to be said: %s", c.Number(), x.Warning)
				continue
			}
			w.warned(p, row)
			for _, who := range w.stage.people {
				if row, ok := p.row(deeds + "/duty/" + who.name); ok {
					w.warned(p, row)
				}
			}
			if row, ok := p.row(deeds + "/owner"); ok {
				w.warned(p, row)
			}
		}
		for _, cl := range c.Clocks {
			st := sla.Evaluate(cl, w.at, w.library.Calendar)
			if !st.Phase.Over() && st.Breached() && !told[fmt.Sprint(cl.Kind, cl.Cycle)] {
				w.fail(w.at, "%s: %s %d is broken since %s, and nobody was told", c.Number(), cl.Kind, cl.Cycle, st.BreachedAt)
			}
		}
	}
	return nil
}

// warned holds the row of one warning to its end, through the digest that it became part of.
func (w *world) warned(p *past, row storage.Row) {
	if row.State == storage.Merged {
		into, err := p.tx.Row(row.Into)
		if err != nil || !slices.Contains(into.Members, row.Key) {
			w.fail(w.at, "%s was merged into nothing", deed(row))
			return
		}
		row = into
	}
	w.ended(p, row)
}

// ended holds a settled row to what the platform holds.
func (w *world) ended(p *past, r storage.Row) {
	here := w.platform.byKey[r.Key]
	switch r.State {
	case storage.Sent:
		if r.Effect.Kind != "edit" && len(here) == 0 {
			w.fail(w.at, "%s counts as said, and nobody ever saw it", deed(r))
		}
	case storage.Cancelled:
		if len(here) > 0 && r.Why != "void" && r.Why != "not so" && r.Why != "in doubt" && r.Why != "place gone" {
			w.fail(w.at, "%s was cancelled (%s) and is there", deed(r), r.Why)
		}
	case storage.Dead:
		w.died(p, r)
	case storage.Waiting, storage.Sending, storage.Merged:
		w.fail(w.at, "%s ended as %s", deed(r), r.State)
	}
}

// died holds a row that died to its reasons: nothing dies without one, and words that did not
// arrive have answered nothing.
func (w *world) died(past *past, r storage.Row) {
	p := w.platform
	for _, c := range past.cases {
		i := slices.IndexFunc(c.Clocks, func(cl sla.Clock) bool { return cl.Kind == sla.FirstResponse })
		if c.Ref() != r.Effect.Report || i < 0 {
			continue
		}
		for j, m := range c.Clocks[i].Marks {
			if m.Do == sla.Satisfy && m.Message == r.Effect.Deed && !slices.ContainsFunc(c.Clocks[i].Marks, func(x sla.Mark) bool { return x.Do == sla.Correct && x.Of == j }) {
				w.fail(w.at, "%s: a first response is met by %s, which never arrived (%s)", c.Number(), deed(r), r.Why)
			}
		}
	}
	var ok bool
	switch r.Why {
	case "place gone", "place shared":
		ok = w.everLost(past, r)
	case "bad content":
		ok = p.spoiled[r.Key]
	case "in doubt":
		ok = p.blinded[r.Key]
	case "message gone":
		ok = true
	}
	if !ok {
		w.fail(w.at, "%s died (%s) for no reason", deed(r), strings.TrimSpace(r.Why))
	}
}
