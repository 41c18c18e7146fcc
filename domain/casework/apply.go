package casework

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/sla"
)

// Apply implements domain.Thing.
func (c *Case) Apply(r domain.Recorded) {
	c.Advance(r)
	switch e := r.Event.(type) {
	case Opened:
		c.Opened, c.OpenedAt, c.State = e, r.At, Open
		if !e.Asked.IsZero() {
			c.OpenedAt = e.Asked
		}
	case Admitted:
		c.Standing, c.Doubt = true, nil
	case Doubted:
		c.Doubt = &e
	case Refused:
		c.end(IsRefused, r.Now)
	case Taken:
		c.Owner = e.Owner
	case Assigned:
		c.Owner = e.Owner
	case TeamChanged:
		c.Team, c.TeamUntil = e.Team, e.Until
	case Replied:
		c.say(r, e)
	case Unsaid:
		c.unsay(e.Deed)
	case Beside:
		if !e.From.IsZero() && len(c.Outside) < mostOutside {
			c.Outside = with(c.Outside, e.From)
		}
	case Heard:
		c.LastHeard = later(c.LastHeard, r.At)
	case Waiting:
		c.Wait, c.WaitFrom, c.State = &e, r.At, Waits
		c.Reminded, c.RemindedAt = 0, time.Time{}
	case Called:
		c.Calls = e.N
	case Reminded:
		c.Reminded, c.RemindedAt = e.N, r.Now
	case Resumed:
		c.Wait, c.WaitFrom = nil, time.Time{}
		c.settle()
	case Requested:
		c.Requests = append(c.Requests, Request{N: e.N, What: e.What})
	case Received:
		for i := range c.Requests {
			if c.Requests[i].N == e.N {
				c.Requests[i].Got = r.At
			}
		}
		c.Reminded, c.RemindedAt = 0, r.Now
	case SeveritySet:
		c.Severity, c.Doubt = e.To, nil
	case Detailed:
		c.Product, c.Environment = cmp.Or(e.Product, c.Product), cmp.Or(e.Environment, c.Environment)
	case Restored:
		c.Restored = e.At
		c.unclaim("restore")
		c.settle()
	case Resolved:
		c.Resolved, c.Wait, c.WaitFrom = e.At, nil, time.Time{}
		c.unclaim("restore", "resolve")
		c.settle()
	case Reopened:
		c.Restored, c.Resolved, c.Ended, c.Back = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		c.unclaim("restore", "resolve")
		c.ReopenedAt = r.At
		c.State = Open
		c.settle()
	case Closed:
		c.end(IsClosed, r.Now)
		c.Back = e.Until
	case Final:
		c.Final = true
	case Merged:
		c.Into = e.Into
		c.end(IsMerged, r.Now)
	case Roomed:
		c.Room = e.Room
	case TookIn:
		c.Related = with(c.Related, e.Case)
	case Linked:
		c.Related = with(c.Related, e.Case)
	case Watched:
		c.Watchers = with(c.Watchers, e.Person)
	case Unwatched:
		c.Watchers = slices.DeleteFunc(c.Watchers, func(p string) bool { return p == e.Person })
	case MessageEdited:
		c.change(r, e.Message, e.Words, false)
	case MessageDeleted:
		c.change(r, e.Message, "", true)
	case Migrated:
		c.Pin = e.To
	case Claimed:
		c.Claim, c.ClaimBy = &e, r.Actor.Person
	case ClaimDropped:
		c.Claim, c.ClaimBy = nil, ""
	default:
		c.applyClock(r)
	}
}

// applyClock folds what happened to the clocks.
func (c *Case) applyClock(r domain.Recorded) {
	switch e := r.Event.(type) {
	case ClockStarted:
		c.Clocks = append(c.Clocks, e.Clock)
		c.announce(e.Clock.Kind, e.Clock.Cycle, e.Due)
	case ClockMarked:
		for i := range c.Clocks {
			if c.Clocks[i].Kind == e.Clock && c.Clocks[i].Cycle == e.Cycle {
				c.Clocks[i] = c.Clocks[i].With(e.Marks...)
			}
		}
		c.announce(e.Clock, e.Cycle, e.Due)
	case DueMoved:
		c.announce(e.Clock, e.Cycle, e.To)
	case Warned:
		// One warning stands for all below it; only the last of a clock's generation is kept.
		c.Warned = slices.DeleteFunc(c.Warned, func(w sla.Warning) bool { return w.Kind == e.Warning.Kind && w.Cycle == e.Warning.Cycle })
		c.Warned = append(c.Warned, e.Warning)
		c.tell(e.Warning.Kind, e.Warning.Cycle, r.Now)
	case Carried:
		c.Warned = slices.DeleteFunc(c.Warned, func(w sla.Warning) bool { return w.Kind == e.Warning.Kind && w.Cycle == e.Warning.Cycle })
		c.Warned = append(c.Warned, e.Warning)
	case Looked:
		c.tell(e.Clock, e.Cycle, r.Now)
	case Breached:
		c.Broken = append(c.Broken, e)
	}
}

func (c *Case) tell(k sla.Kind, cycle uint32, at time.Time) {
	for i := range c.Told {
		if c.Told[i].Clock == k && c.Told[i].Cycle == cycle {
			c.Told[i].At = at
			return
		}
	}
	c.Told = append(c.Told, Told{k, cycle, at})
}

func (c *Case) announce(k sla.Kind, cycle uint32, due time.Time) {
	for i := range c.Dues {
		if c.Dues[i].Clock == k && c.Dues[i].Cycle == cycle {
			c.Dues[i].Due = due
			return
		}
	}
	c.Dues = append(c.Dues, Announced{k, cycle, due})
}

// settle brings the state to what restored and resolved say.
func (c *Case) settle() {
	switch {
	case c.State.Over():
	case !c.Resolved.IsZero():
		c.State = IsResolved
	case c.Wait != nil:
		c.State = Waits
	case !c.Restored.IsZero():
		c.State = IsRestored
	default:
		c.State = Open
	}
}

// unclaim drops a claim of what was done meanwhile, or undone.
func (c *Case) unclaim(does ...string) {
	if c.Claim != nil && slices.Contains(does, c.Claim.Does) {
		c.Claim, c.ClaimBy = nil, ""
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (c *Case) end(s State, at time.Time) {
	c.State, c.Ended, c.Wait, c.Claim = s, at, nil, nil
}

func with[T comparable](list []T, s T) []T {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
