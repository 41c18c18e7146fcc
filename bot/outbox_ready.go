package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
)

// A door is a channel's gate and the bunches behind it. While a call is under way there, nothing
// of it is offered.
type door struct {
	gate
	name    string
	bunches []*bunch
}

// unspoken is the gate of a channel of which nothing is known: it may have been spoken to just
// before this process began.
func (q *queue) unspoken() gate { return gate{free: q.born.Add(time.Second)} }

func (q *queue) door(channel string) *door {
	d := q.doors[channel]
	if d == nil {
		d = &door{gate: q.unspoken(), name: channel}
		q.doors[channel] = d
	}
	return d
}

// unneeded forgets a door that holds nothing back.
func (q *queue) unneeded(d *door) {
	if len(d.bunches) == 0 && !d.busy && !d.free.After(q.seen) && !d.closed.After(q.seen) {
		delete(q.doors, d.name)
	}
}

// gathered makes a bunch.
func (q *queue) gathered(key bunchKey) *bunch {
	b := &bunch{bunchKey: key}
	q.bunches[key] = b
	b.door = q.door(key.channel)
	b.door.bunches = append(b.door.bunches, b)
	return b
}

func (q *queue) disband(b *bunch) {
	q.withdraw(b)
	delete(q.bunches, b.bunchKey)
	list := b.door.bunches
	for i := range list {
		if list[i] == b {
			last := len(list) - 1
			list[i], list[last] = list[last], nil
			b.door.bunches = list[:last]
			break
		}
	}
	q.unneeded(b.door)
}

// A class is what a platform counts alike.
type class uint8

const (
	posts class = iota
	edits
	homes
	tasks // of rooms
	others
	classes
)

func classOf(k domain.EffectKind) class {
	switch {
	case says(k):
		return posts
	case k == domain.Edit:
		return edits
	case k == domain.Home:
		return homes
	case works(k):
		return tasks
	}
	return others
}

// opens is when a platform lets one more of a class begin.
func (b bound) opens(c class) time.Time {
	switch c {
	case posts:
		return latest(b.closed, b.posts)
	case edits:
		return latest(b.closed, b.edits)
	case homes:
		return latest(b.closed, b.homes)
	case tasks:
		return latest(b.closed, b.works)
	}
	return b.closed
}

// A berth is the head of a bunch as its platform sees it: among those that only the platform's own
// bounds hold back, or among those that must wait before that.
type berth struct {
	bunch *bunch
	line  *line
	order order
	at    time.Time  // its own time, its channel's and what else is coming: not before
	heap  *berthHeap // where it stands; nil for nowhere
	i     int
}

// berths are those of one platform.
type berths struct {
	awake, asleep [classes]berthHeap
}

// withdraw takes a bunch's heads away.
func (q *queue) withdraw(b *bunch) {
	for _, s := range []*berth{&b.first, &b.next} {
		if s.heap != nil {
			s.heap.remove(s)
		}
		s.line = nil
	}
}

// offer shows a bunch's heads as they stand now.
func (q *queue) offer(b *bunch) {
	q.withdraw(b)
	if b.door.busy {
		return // who ends wakes the outbox
	}
	if len(b.ready) > 0 {
		q.berth(b, &b.first, b.ready[0])
	}
	if len(b.later) > 0 {
		q.berth(b, &b.next, b.later[0])
	}
}

func (q *queue) berth(b *bunch, s *berth, l *line) {
	it := l.items[0]
	of := q.berths[b.platform]
	if of == nil {
		of = &berths{}
		for c := range classes {
			of.asleep[c].byTime = true
		}
		q.berths[b.platform] = of
	}
	s.bunch, s.line, s.order, s.at = b, l, l.order, latest(it.ready, b.door.closed)
	if it.effect.kind != domain.Edit && it.effect.kind != domain.Ephemeral {
		s.at = latest(s.at, b.door.free)
	}
	if b.pace == merging && q.holds {
		s.at = latest(s.at, it.added.Add(HoldFor))
	}
	c := classOf(it.effect.kind)
	if s == &b.next || s.at.After(q.seen) {
		of.asleep[c].push(s)
	} else {
		of.awake[c].push(s)
	}
}

// reopen is for a door that was opened, or shut.
func (q *queue) reopen(d *door) {
	for _, b := range d.bunches {
		q.offer(b)
	}
	q.unneeded(d)
}

// rouse moves those whose time has come to where only their platform holds them back.
func (q *queue) rouse(now time.Time) {
	if now.Before(q.seen) { // the clock was set back: what was awake may have to wait again
		q.seen = now
		for _, b := range q.bunches {
			q.offer(b)
		}
	}
	q.seen = now
	q.restand()
	for _, of := range q.berths {
		for c := range of.asleep {
			for h := &of.asleep[c]; len(h.list) > 0 && !h.list[0].at.After(now); {
				s := h.list[0]
				if s == &s.bunch.next {
					s.bunch.wake(now)
					q.offer(s.bunch)
					continue
				}
				h.remove(s)
				of.awake[c].push(s)
			}
		}
	}
}

// A turnstile is what one platform still lets through in one pass.
type turnstile struct {
	platform string
	*berths
	bound
	posted int
	shut   [classes]bool
}

// first is the foremost of what may still pass; nil for none.
func (t *turnstile) first() (s *berth) {
	if t.room <= 0 {
		return nil
	}
	for c := range t.awake {
		if h := &t.awake[c]; !t.shut[c] && len(h.list) > 0 && (s == nil || h.list[0].order.compare(s.order) < 0) {
			s = h.list[0]
		}
	}
	return s
}

// passed counts one that leaves. The budgets of edits, of pages and of work on rooms are counted as calls begin: one a pass.
func (t *turnstile) passed(c class) {
	t.room--
	switch c {
	case edits, homes, tasks:
		t.shut[c] = true
	case posts:
		t.posted++
		t.shut[c] = t.burst > 0 && t.posted == t.burst
	}
}

// take chooses what leaves now, in the order in which it leaves, and marks it and its channel
// as under way: the more urgent lane, in it what goes alone, then what was recorded first; at
// most one for a channel. It looks at what leaves, not at what waits.
func (q *queue) take(now time.Time) (leads []lead) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.retry) {
		return nil
	}
	q.rouse(now)
	stiles := make([]turnstile, 0, 4)
	for name, of := range q.berths {
		t := turnstile{platform: name, berths: of, bound: q.bound(name, now)}
		for c := range classes {
			t.shut[c] = t.opens(c).After(now) || c == homes && t.pages <= 0
		}
		stiles = append(stiles, t)
	}
	for {
		var best *berth
		var by *turnstile
		for i := range stiles {
			if s := stiles[i].first(); s != nil && (best == nil || s.order.compare(best.order) < 0) {
				best, by = s, &stiles[i]
			}
		}
		if best == nil {
			return leads
		}
		l := q.lead(best)
		by.passed(classOf(l.kind))
		leads = append(leads, l)
	}
}

// lead marks the head at a berth as under way.
func (q *queue) lead(s *berth) lead {
	line, door := s.line, s.bunch.door
	it := line.items[0]
	l := lead{candidate: line.candidate()}
	if n := len(line.items); it.merges() && n > DigestOver {
		for _, m := range line.items[:min(n, DigestMost)] {
			l.members = append(l.members, m.key)
		}
	}
	it.busy = true
	if l.platform != "" {
		door.busy = true
		for _, b := range door.bunches {
			q.withdraw(b)
		}
	}
	q.stand(line)
	p := q.plats[l.platform]
	p.use(l.kind, 1)
	q.plats[l.platform] = p
	return l
}

// next is when take would find something; zero for not before something changes.
func (q *queue) next(now time.Time) (next time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.retry) {
		return q.retry
	}
	q.rouse(now)
	for name, of := range q.berths {
		b := q.bound(name, now)
		if b.room <= 0 {
			continue // what ends will wake the outbox
		}
		for c := range classes {
			if c == homes && b.pages <= 0 {
				continue
			}
			opens := b.opens(c)
			switch awake, asleep := of.awake[c].list, of.asleep[c].list; {
			case len(awake) > 0 && !opens.After(now):
				return now
			case len(awake) > 0:
				next = earliest(next, opens)
			case len(asleep) > 0:
				next = earliest(next, latest(opens, asleep[0].at))
			}
		}
	}
	return next
}
