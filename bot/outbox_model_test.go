package bot

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// pick is what the queue is held to: said in one pass over all that could leave, however many
// they are.
//
// pick chooses which candidates leave now, in the order in which they leave: the more urgent
// lane, in it what goes alone, then what was recorded first; at most one for a channel. It
// also says when to look again by itself; zero for not before something changes.
func pick(now time.Time, cs []candidate, gates func(channel string) gate, bounds func(platform string) bound) (chosen []candidate, next time.Time) {
	cs = slices.Clone(cs)
	slices.SortFunc(cs, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.lane, b.lane), -compareBool(a.alone, b.alone), cmp.Compare(a.seq, b.seq))
	})
	taken := map[string]bool{}
	used := map[string]int{}
	edited := map[string]bool{}
	posted := map[string]int{}
	for _, c := range cs {
		g, b := gates(c.channel), bounds(c.platform)
		if g.busy || taken[c.channel] || used[c.platform] >= b.room || c.kind == domain.Home && b.pages <= 0 {
			continue // what ends will wake the outbox
		}
		at := leaves(c, g, b)
		if at.After(now) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		if c.kind == domain.Edit || c.kind == domain.Home || works(c.kind) {
			counted := c.platform + "/" + string(c.kind)
			if works(c.kind) {
				counted = c.platform + "/works"
			}
			if edited[counted] {
				// The budgets are counted as calls begin: one a pass.
				next = earliest(next, now)
				continue
			}
			edited[counted] = true
		}
		if says(c.kind) && b.burst > 0 {
			if posted[c.platform] == b.burst {
				next = earliest(next, now)
				continue
			}
			posted[c.platform]++
		}
		taken[c.channel] = true
		used[c.platform]++
		chosen = append(chosen, c)
	}
	return chosen, next
}

// leaves is the earliest instant at which the candidate may leave.
func leaves(c candidate, g gate, b bound) time.Time {
	at := latest(c.ready, g.closed, b.closed)
	switch c.kind {
	case domain.Post, domain.File:
		at = latest(at, g.free, b.posts)
	case domain.Pin:
		at = latest(at, g.free)
	case domain.Edit:
		at = latest(at, b.edits)
	case domain.Home:
		at = latest(at, g.free, b.homes)
	case domain.Room, domain.Invite, domain.Topic, domain.Bookmark, domain.Shut:
		at = latest(at, g.free, b.works)
	}
	return at
}

// bounds are those of a queue's platforms.
func (q *queue) bounds(now time.Time) func(platform string) bound {
	return func(platform string) bound { return q.bound(platform, now) }
}

// gate is what holds a channel back.
func (q *queue) gate(channel string) gate {
	if d := q.doors[channel]; d != nil {
		return d.gate
	}
	return q.unspoken()
}
