package bot

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// A line is rows that leave one after the other. Only its head can leave.
type line struct {
	name  string
	items []*item                    // in order of seq
	lanes [domain.LaneDigest + 1]int // how many of each lane
	in    *bunch                     // where its head is offered; nil where it cannot leave now
	order order                      // as it stands there
}

// An order is when a head leaves among those that the same gates hold back: by lane, in it what
// goes alone, then what was recorded first. Ready is before which it does not leave at all.
type order struct {
	lane  domain.Lane
	alone bool
	seq   uint64
	ready time.Time
	later bool // it stands among those that are not ready
}

func (a order) compare(b order) int {
	return cmp.Or(cmp.Compare(a.lane, b.lane), -compareBool(a.alone, b.alone), cmp.Compare(a.seq, b.seq))
}

func byOrder(l *line, o order) int { return l.order.compare(o) }
func byReady(l *line, o order) int {
	return cmp.Or(l.order.ready.Compare(o.ready), l.order.compare(o))
}

// A pace is what holds a head back besides its own time.
type pace uint8

const (
	paced    pace = iota // its channel's second
	edited               // its platform's budget
	shown                // its platform's budget of pages
	unpaced              // neither
	worked               // its platform's budget of work on rooms
	merging              // its channel's second, and that more of it may be coming
	settled              // nothing: it is settled without a call
	settling             // nothing but that the process is new
)

// A bunch is the heads that the same gates hold back, so that of all that are ready only the
// first can be chosen: what is planned at a time is as much as there are channels, however many
// rows wait. One of what may be merged is a line by itself.
type bunch struct {
	bunchKey
	door  *door
	ready []*line // by order
	later []*line // by ready
	first berth   // of the first that is ready
	next  berth   // of the next that will be
}

type bunchKey struct {
	platform, channel string
	pace              pace
	class             class  // of what is settled without a call
	line              string // of what may be merged
}

func (b *bunch) put(l *line) {
	if l.order.later {
		i, _ := slices.BinarySearchFunc(b.later, l.order, byReady)
		b.later = slices.Insert(b.later, i, l)
		return
	}
	i, _ := slices.BinarySearchFunc(b.ready, l.order, byOrder)
	b.ready = slices.Insert(b.ready, i, l)
}

func (b *bunch) remove(l *line) {
	list, by := &b.ready, byOrder
	if l.order.later {
		list, by = &b.later, byReady
	}
	i, _ := slices.BinarySearchFunc(*list, l.order, by)
	if i == len(*list) || (*list)[i] != l {
		i = slices.Index(*list, l) // several stand at one place
	}
	if i == 0 { // as most do; the others need not be moved
		(*list)[0] = nil
		*list = (*list)[1:]
		return
	}
	*list = slices.Delete(*list, i, i+1)
}

// wake moves those whose time has come.
func (b *bunch) wake(now time.Time) {
	n := 0
	for n < len(b.later) && !b.later[n].order.ready.After(now) {
		n++
	}
	if n == 0 {
		return
	}
	come := slices.Clone(b.later[:n])
	b.later = slices.Delete(b.later, 0, n)
	for _, l := range come {
		l.order.later = false
		b.put(l)
	}
}

// stand puts a line where its head belongs: it is called whenever that may have changed.
func (q *queue) stand(l *line) {
	delete(q.unknown, l)
	if b := l.in; b != nil {
		l.in = nil
		b.remove(l)
		if len(b.ready)+len(b.later) == 0 {
			q.disband(b)
		} else if b.first.line == l || b.next.line == l {
			q.offer(b)
		}
	}
	if len(l.items) == 0 {
		delete(q.lines, l.name)
		return
	}
	it := l.items[0]
	switch {
	case it.busy:
		return
	case it.turn != q.turn:
		q.unknown[l] = struct{}{}
		return
	case it.route.state == notYet:
		return
	}
	key := bunchKey{platform: it.route.platform, channel: it.route.channel, pace: it.pace()}
	if it.route.state != here {
		key.platform, key.channel, key.class = "", "", classOf(it.effect.kind)
	}
	if key.pace == merging {
		key.line = l.name
	}
	l.order = order{lane: it.effect.lane, alone: it.effect.alone, seq: it.seq, ready: it.ready}
	if it.order {
		l.order.lane = l.lane()
	}
	l.order.later = key.pace != merging && it.ready.After(q.seen)
	b := q.bunches[key]
	if b == nil {
		b = q.gathered(key)
	}
	l.in = b
	if b.put(l); len(b.ready) > 0 && b.ready[0] == l || len(b.later) > 0 && b.later[0] == l {
		q.offer(b)
	}
}

// lane is the most urgent of a line: where whoever stands behind cannot pass, the head goes at
// their pace.
func (l *line) lane() domain.Lane {
	for lane, n := range l.lanes {
		if n > 0 {
			return domain.Lane(lane)
		}
	}
	return domain.LaneDigest
}

func (it *item) pace() pace {
	switch {
	case it.merges():
		return merging
	case it.route.state != here && (it.effect.kind == domain.Edit || it.effect.kind == domain.Ephemeral):
		return settled
	case it.route.state != here:
		return settling
	case it.effect.kind == domain.Edit:
		return edited
	case it.effect.kind == domain.Home:
		return shown
	case works(it.effect.kind):
		return worked
	case it.effect.kind == domain.Ephemeral:
		return unpaced
	}
	return paced
}

// at answers where an item stands in its line, or would stand.
func (l *line) at(it *item) (i int, there bool) {
	i, _ = slices.BinarySearchFunc(l.items, it, func(a, b *item) int { return cmp.Compare(a.seq, b.seq) })
	for j := i; j < len(l.items) && l.items[j].seq == it.seq; j++ {
		if l.items[j] == it {
			return j, true
		}
	}
	return i, false
}

// restand takes every line to where it belongs after an address has moved.
func (q *queue) restand() {
	if q.stood == q.turn {
		return
	}
	q.stood = q.turn
	for _, l := range q.lines {
		q.stand(l)
	}
}
