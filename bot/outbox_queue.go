package bot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A queue is the outbox as this process sees it: the open rows of the store, in lines. It only
// says what to try; what is true is read again in the transaction that begins a send. It is
// guarded by its own lock, and never held during a call of the store or of a platform.
type queue struct {
	limits map[string]Limits
	born   time.Time // real time; what an earlier process said just before then, nobody knows

	mu      sync.Mutex
	items   map[string]*item // by row key
	lines   map[string]*line // by name
	unknown map[*line]struct{}
	bunches map[bunchKey]*bunch
	binds   map[string]int     // how many open rows bind a place
	makers  map[string]bool    // keys of the rows that bind one
	doors   map[string]*door   // by channel; one that is not there is unspoken
	berths  map[string]*berths // by platform; "" is what needs no call
	plats   map[string]platformGate
	seen    time.Time // real time, as it was last heard of
	turn    uint64    // raised when an address may have moved
	stood   uint64    // the turn of which the lines stand where they belong
	holds   bool      // more is coming due
	retry   time.Time // real time of the next try after the store failed
}

type platformGate struct {
	closed time.Time
	budget editBudget
	homes  editBudget
	works  editBudget
	posts  editBudget
	inUse  int
	pages  int // of those in use, how many draw a page
}

// An item is what the plan needs of a row.
type item struct {
	key    string
	seq    uint64
	effect shape
	line   string
	order  bool      // nobody in its line can pass it
	since  time.Time // desk time from which its lateness counts
	added  time.Time // real time
	ready  time.Time // real time
	busy   bool
	woken  *storage.Row
	tries  int
	route  route
	turn   uint64 // of the queue, when the route was found; 0: it must be found again
	asked  uint64 // how often it had to be found again
}

// shape is the part of an effect that the plan needs.
type shape struct {
	kind     domain.EffectKind
	lane     domain.Lane
	place    domain.Place
	audience domain.Audience
	binds    string
	merge    string
	alone    bool
}

func newQueue(limits map[string]Limits, now time.Time) *queue {
	q := &queue{
		limits: limits, born: now, items: map[string]*item{}, lines: map[string]*line{}, unknown: map[*line]struct{}{},
		bunches: map[bunchKey]*bunch{}, binds: map[string]int{}, makers: map[string]bool{}, doors: map[string]*door{}, berths: map[string]*berths{}, plats: map[string]platformGate{}, turn: 1, stood: 1,
	}
	for name, l := range limits {
		q.plats[name] = platformGate{budget: newEditBudget(l.Edits), homes: newEditBudget(cmp.Or(l.Homes, 60)), works: newEditBudget(cmp.Or(l.Works, 20)), posts: newPostBudget(l.Posts)}
	}
	return q
}

// lineOf names the line in which a row waits. Order is kept in a thread, in a room that the desk
// makes (it is made, furnished, spoken in and put away in that order), in a direct conversation, for one card and for one asker; elsewhere rows of one lane keep it until one of
// them fails, which then waits on its own so that it blocks nothing.
func lineOf(r storage.Row) string {
	e := r.Effect
	merge := mergeOf(e)
	switch {
	case e.Kind == domain.Edit || e.Kind == domain.Pin || e.Kind == domain.Home:
		return "card/" + e.Place.String()
	case e.Place.Kind == domain.WorkRoom || e.Place.Kind == domain.CaseThread || e.Place.Kind == domain.ReplyPlace || direct(e.Place) && merge == "":
		return "thread/" + e.Place.String()
	case r.Attempt > 0 || e.Alone:
		return "row/" + r.Key
	}
	return "lane/" + e.Place.String() + "/" + strconv.Itoa(int(e.Lane)) + "/" + merge
}

func direct(p domain.Place) bool {
	return p.Kind == domain.PersonDirect || p.Kind == domain.HandleDirect
}

// mergeOf is the word under which the row may be merged, "" where it may not: a digest is for
// staff, and says what was frozen, not what is drawn when it is sent.
func mergeOf(e domain.Effect) string {
	if e.Alone || e.Kind != domain.Post || e.Doc == nil || !e.Binds.IsZero() || e.Audience != domain.Internal || e.Place.Kind == domain.CaseThread {
		return ""
	}
	return e.Merge
}

// add puts rows into their lines, or brings what is known of them to how they stand now.
func (q *queue) add(rows []storage.Row, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range rows {
		if old := q.items[r.Key]; old != nil {
			if old.busy {
				old.woken = &r // kept until what is under way has ended
				continue
			}
			q.drop(old)
		}
		if r.State.Open() {
			q.put(r, now)
		}
	}
}

func (q *queue) put(r storage.Row, now time.Time) {
	e := r.Effect
	it := &item{
		key: r.Key, seq: r.Seq, line: lineOf(r), since: r.Recorded, added: now, ready: r.NotBefore, tries: r.Attempt,
		effect: shape{e.Kind, e.Lane, e.Place, e.Audience, e.Binds.String(), mergeOf(e), e.Alone},
	}
	if !e.NotOlder.IsZero() {
		it.since = e.NotOlder
	}
	it.order = strings.HasPrefix(it.line, "thread/")
	if e.Binds.IsZero() {
		it.effect.binds = ""
	} else {
		q.binds[it.effect.binds]++
		q.makers[it.key] = true
	}
	q.items[it.key] = it
	l := q.lines[it.line]
	if l == nil {
		l = &line{name: it.line}
		q.lines[it.line] = l
	}
	i, _ := l.at(it)
	l.items = slices.Insert(l.items, i, it)
	l.lanes[it.effect.lane]++
	q.stand(l)
}

func (q *queue) drop(it *item) {
	delete(q.items, it.key)
	l := q.lines[it.line]
	if i, there := l.at(it); i == 0 && there {
		l.items[0] = nil
		l.items = l.items[1:]
	} else {
		l.items = slices.Delete(l.items, i, i+1)
	}
	l.lanes[it.effect.lane]--
	q.stand(l)
	if b := it.effect.binds; b != "" {
		delete(q.makers, it.key)
		if q.binds[b]--; q.binds[b] <= 0 {
			delete(q.binds, b)
			q.unroute(b) // who waits for that place must be asked again
		}
	}
}

// moved notes that addresses may be elsewhere now. What goes to a thread is looked up again on
// its own; a channel that moved, or came to be shared, takes its threads along, so that all are.
func (q *queue) moved(places []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, p := range places {
		kind, _, _ := strings.Cut(p, "/")
		if k := domain.PlaceKind(kind); k == domain.CaseThread || k == domain.WelcomeCard || k == domain.WordsRelayed || k == domain.WorkRoom || k == digestPlace {
			q.unroute(p)
			continue
		}
		q.turn++
	}
}

func (q *queue) unroute(place string) {
	for _, name := range []string{"card/" + place, "thread/" + place} {
		if l := q.lines[name]; l != nil {
			l.items[0].turn = 0
			l.items[0].asked++
			q.stand(l)
		}
	}
}

func (q *queue) hold(more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.holds == more {
		return
	}
	q.holds = more
	for _, b := range q.bunches {
		if b.pace == merging {
			q.offer(b)
		}
	}
}

// makes reports whether an open row will make the place.
func (q *queue) makes(p domain.Place) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.binds[p.String()] > 0
}
