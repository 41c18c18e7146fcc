package bot

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A lead is the head of a line that may be tried.
type lead struct {
	candidate
	members []string // of its line, oldest first, where they are more than DigestOver and may be merged
	digest  string   // key of the digest's row, where some of its members are merged already
}

// A stranger is the head of a line of which it is not known where it goes.
type stranger struct {
	*item
	asked uint64 // of the item, so that what was found out too late is not believed
}

// strangers lists them, with the turn of the queue.
func (q *queue) strangers() (list []stranger, turn uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.restand()
	for l := range q.unknown {
		list = append(list, stranger{l.items[0], l.items[0].asked})
	}
	return list, q.turn
}

// routed notes where they go, as it was found since the turn.
func (q *queue) routed(list []stranger, routes []route, turn uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, s := range list {
		if s.item.asked != s.asked {
			continue
		}
		s.route, s.turn = routes[i], turn
		if l := q.lines[s.line]; l != nil {
			q.stand(l)
		}
		if s.added.After(q.born) || s.tries == 0 {
			continue
		}
		if d := q.door(s.route.channel); s.ready.After(d.closed) {
			// An earlier process was told to wait, perhaps for the whole channel.
			d.closed = s.ready
			q.reopen(d)
		} else {
			q.unneeded(d)
		}
	}
}

// candidate is the head of a line that stands in a bunch.
func (l *line) candidate() candidate {
	it := l.items[0]
	c := candidate{
		key: it.key, seq: it.seq, lane: l.order.lane, alone: it.effect.alone, kind: it.effect.kind,
		platform: it.route.platform, channel: it.route.channel, ready: it.ready,
	}
	if it.route.state != here {
		c.platform, c.channel = "", "" // no call: nothing holds it back
	}
	return c
}

// merges reports whether the item waits in a line whose members may become one digest.
func (it *item) merges() bool { return it.effect.merge != "" && it.tries == 0 }

// pagesRoom is how many pages may be under way at once: however slowly a platform takes them, there is
// room for messages.
const pagesRoom = 2

// settledRoom is how many rows that need no call are settled in one pass.
const settledRoom = 64

func (q *queue) bound(name string, now time.Time) bound {
	p := q.plats[name]
	room := settledRoom
	if l, ok := q.limits[name]; ok {
		room = l.InFlight
	}
	return bound{closed: p.closed, edits: p.budget.next(), homes: p.homes.next(), works: p.works.next(), posts: p.posts.next(), burst: p.posts.left(now), room: room - p.inUse, pages: pagesRoom - p.pages}
}

// began notes that the call of a lead begins: a new message takes its channel's second, an
// edit its share of the budget.
func (q *queue) began(l lead, c claim, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.gone(c.gone)
	if it := q.items[c.row.Key]; it == nil {
		q.put(c.row, now)
		it = q.items[c.row.Key]
		it.busy = true
		q.stand(q.lines[it.line])
	}
	if c.do != doSend {
		return
	}
	switch c.delivery.Kind {
	case domain.Post, domain.File, domain.Pin:
		q.door(l.channel).free = now.Add(q.limits[l.platform].Post) // busy: it is asked when that ends
		if says(c.delivery.Kind) {
			p := q.plats[l.platform]
			p.posts = p.posts.take(now)
			q.plats[l.platform] = p
		}
	case domain.Edit:
		p := q.plats[l.platform]
		p.budget = p.budget.take(now)
		q.plats[l.platform] = p
	case domain.Room, domain.Invite, domain.Topic, domain.Bookmark, domain.Shut:
		p := q.plats[l.platform]
		p.works = p.works.take(now)
		q.plats[l.platform] = p
	case domain.Home:
		q.door(l.channel).free = now.Add(PagesEvery)
		p := q.plats[l.platform]
		p.homes = p.homes.take(now)
		q.plats[l.platform] = p
	}
}

// use counts calls under way.
func (p *platformGate) use(k domain.EffectKind, n int) {
	p.inUse += n
	if k == domain.Home {
		p.pages += n
	}
}

// forget drops rows that need not be tried any more.
func (q *queue) forget(keys []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.gone(keys)
}

func (q *queue) gone(keys []string) {
	for _, key := range keys {
		if it := q.items[key]; it != nil {
			q.drop(it)
		}
	}
}

// freed ends what take began, with the row as it stands now.
func (q *queue) freed(l lead, row storage.Row, e ending, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	door := q.door(l.channel)
	door.busy = false
	p := q.plats[l.platform]
	p.use(l.kind, -1)
	until := now.Add(e.pause)
	switch {
	case e.pause == 0:
	case e.scope == WholePlatform:
		p.closed = latest(p.closed, until)
	case e.scope == AllEdits:
		p.budget = p.budget.close(until)
	case e.scope == AllHomes:
		p.homes = p.homes.close(until)
	case e.scope == AllWorks:
		p.works = p.works.close(until)
	default:
		door.closed = latest(door.closed, until)
	}
	q.plats[l.platform] = p
	q.seen = latest(q.seen, now)
	q.reopen(door)
	for _, key := range []string{l.key, row.Key} {
		it := q.items[key]
		if it == nil {
			continue
		}
		q.drop(it)
		if it.woken != nil {
			// The row was settled, and asked for again before this was told.
			row, e.again = *it.woken, time.Time{}
		}
	}
	if row.State.Open() {
		q.put(row, now)
		it := q.items[row.Key]
		it.ready = latest(it.ready, e.again)
		q.stand(q.lines[it.line])
	}
}

// failed gives leads back whose unit the store did not keep.
func (q *queue) failed(leads []lead, again, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.retry = again
	for _, l := range leads {
		door := q.door(l.channel)
		door.busy = false
		q.reopen(door)
		p := q.plats[l.platform]
		p.use(l.kind, -1)
		q.plats[l.platform] = p
		if it := q.items[l.key]; it != nil {
			it.busy = false
			q.stand(q.lines[it.line])
		}
	}
}
