package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// everyHead is candidates without bunches: what could leave if time allowed it, one for a line.
func (q *queue) everyHead() (cs []candidate) {
	for _, l := range q.lines {
		it := l.items[0]
		if it.busy || it.turn != q.turn || it.route.state == notYet {
			continue
		}
		c := candidate{
			key: it.key, seq: it.seq, lane: it.effect.lane, alone: it.effect.alone, kind: it.effect.kind,
			platform: it.route.platform, channel: it.route.channel, ready: it.ready,
		}
		if it.route.state != here {
			c.platform, c.channel = "", "row/"+it.key
		}
		if it.merges() && q.holds {
			c.ready = latest(c.ready, it.added.Add(HoldFor))
		}
		if it.order {
			for _, behind := range l.items[1:] {
				c.lane = min(c.lane, behind.effect.lane)
			}
		}
		cs = append(cs, c)
	}
	return cs
}

// TestBunchesChooseTheSame: of the heads of bunches the same are chosen as of all heads, after
// any order of what happens to a queue.
func TestBunchesChooseTheSame(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		now := toyStart
		q := newQueue(map[string]Limits{"p": {Post: time.Second, Edits: 40, InFlight: 3}, "r": {Post: time.Second, Posts: 40, Edits: 40, InFlight: 16}}, now)
		seq := uint64(0)
		var under []lead
		for range 400 {
			now = now.Add(time.Duration(r.IntN(400)) * time.Millisecond)
			switch r.IntN(8) {
			case 0, 1, 2:
				seq++
				q.add([]storage.Row{randomRow(r, seq, now)}, now)
			case 3:
				q.moved([]string{[]string{"team/t1/internal", "case/1/customer", "case/2/internal"}[r.IntN(3)]})
			case 4:
				q.hold(r.IntN(2) == 0)
			case 5:
				list, turn := q.strangers()
				routes := make([]route, len(list))
				for i, s := range list {
					routes[i] = randomRoute(r, s.effect.place)
				}
				q.routed(list, routes, turn)
			case 6:
				if len(under) > 0 {
					l := under[0]
					under = under[1:]
					row := storage.Row{Key: l.key, Seq: l.seq, State: storage.Sent}
					var e ending
					if l.platform != "" && r.IntN(3) == 0 { // it failed, and waits
						row = randomRow(r, l.seq, now)
						row.Attempt = 1
						e = ending{again: now.Add(time.Second), pause: time.Duration(r.IntN(3)) * time.Second, scope: []Scope{ThisChannel, WholePlatform, AllEdits}[r.IntN(3)]}
					}
					q.freed(l, row, e, now)
				}
			default:
				want, _ := pick(now, q.everyHead(), q.gate, q.bounds(now))
				leads := q.take(now)
				if got := keysOf(leads, func(l lead) string { return l.key }); got != keysOf(want, func(c candidate) string { return c.key }) {
					t.Errorf("seed %d at %s: chosen %q; of all heads %v", seed, now, got, want)
				}
				for _, l := range leads {
					if l.platform == "" {
						continue
					}
					q.began(l, claim{do: doSend, row: storage.Row{Key: l.key}, delivery: Delivery{Kind: l.kind}}, now)
				}
				under = append(under, leads...)
			}
			check(t, seed, q, now)
			if t.Failed() {
				return
			}
		}
	}
}

func keysOf[T any](list []T, key func(T) string) string {
	var keys []string
	for _, x := range list {
		keys = append(keys, key(x))
	}
	return strings.Join(keys, " ")
}

func check(t *testing.T, seed uint64, q *queue, now time.Time) {
	t.Helper()
	want, wantNext := pick(now, q.everyHead(), q.gate, q.bounds(now))
	if len(want) > 0 {
		wantNext = now
	}
	if next := q.next(now); !next.Equal(wantNext) {
		t.Errorf("seed %d at %s: next %s; of all heads %s, %v", seed, now, next, wantNext, want)
	}
	behind := map[*berth]bool{}
	for _, of := range q.berths {
		for c := range classes {
			for i, s := range slices.Concat(of.awake[c].list, of.asleep[c].list) {
				if behind[s] = true; s.line == nil || s.line.in != s.bunch || s.heap.list[s.i] != s {
					t.Errorf("seed %d: a berth that nobody has, %d of class %d", seed, i, c)
				}
			}
		}
	}
	for _, b := range q.bunches {
		if !b.door.busy && !behind[&b.first] && !behind[&b.next] || q.doors[b.channel] != b.door {
			t.Errorf("seed %d: nobody stands for %v", seed, b.bunchKey)
		}
	}
	n := 0
	for _, l := range q.lines {
		n += len(l.items)
		if !slices.IsSortedFunc(l.items, func(a, b *item) int { return int(a.seq) - int(b.seq) }) {
			t.Errorf("seed %d: the line %s is out of order", seed, l.name)
		}
	}
	if n != len(q.items) {
		t.Errorf("seed %d: %d rows stand in lines, there are %d", seed, n, len(q.items))
	}
}

func randomRow(r *rand.Rand, seq uint64, now time.Time) storage.Row {
	a := []domain.Audience{domain.Internal, domain.Customers}[r.IntN(2)]
	e := domain.Effect{
		Kind: []domain.EffectKind{domain.Post, domain.Post, domain.Edit, domain.Ephemeral, domain.Pin}[r.IntN(5)], Audience: a, Doc: &domain.Doc{},
		Lane: domain.Lane(r.IntN(5)), Alone: r.IntN(5) == 0,
	}
	switch r.IntN(4) {
	case 0:
		e.Place = domain.Place{Kind: domain.CaseThread, ID: fmt.Sprint(r.IntN(3)), Audience: a}
	case 1:
		e.Place = domain.Place{Kind: domain.ReplyPlace, To: domain.Handle{Platform: "p", User: fmt.Sprint(r.IntN(3))}, Audience: a}
	default:
		e.Place = domain.Place{Kind: domain.TeamChannel, ID: fmt.Sprint("t", r.IntN(3)), Audience: domain.Internal}
		e.Audience = domain.Internal
		e.Merge = []string{"", "warn", "team"}[r.IntN(3)]
	}
	return storage.Row{Key: fmt.Sprint("k", seq), Seq: seq, Effect: e, Recorded: now, State: storage.Waiting}
}

func randomRoute(r *rand.Rand, p domain.Place) route {
	rt := route{state: here, platform: "p", channel: "p/" + p.ID}
	switch r.IntN(8) {
	case 0:
		rt.state = lost
	case 1:
		rt.state = notYet
	case 2:
		rt.platform, rt.channel = "r", "r/"+p.ID
	}
	return rt
}

// BenchmarkTake: what a wake of the outbox costs while rows wait in so many channels, each for its
// next second. It may not hang on how many they are.
func BenchmarkTake(b *testing.B) {
	for _, channels := range []int{10, 10_000} {
		b.Run(fmt.Sprint(channels), func(b *testing.B) {
			q := newQueue(map[string]Limits{"p": {Post: time.Second, InFlight: 16, Edits: 40}}, toyStart.Add(-time.Hour))
			for i := range channels {
				p := domain.Place{Kind: domain.TeamChannel, ID: fmt.Sprint(i), Audience: domain.Internal}
				q.add([]storage.Row{{Key: fmt.Sprint(i), Seq: uint64(i) + 1, State: storage.Waiting, Effect: domain.Effect{Kind: domain.Post, Place: p, Audience: domain.Internal, Doc: &domain.Doc{}}}}, toyStart)
			}
			list, turn := q.strangers()
			routes := make([]route, len(list))
			for i, s := range list {
				routes[i] = route{state: here, platform: "p", channel: s.effect.place.ID}
				q.door(s.effect.place.ID).free = toyStart.Add(time.Hour)
			}
			q.routed(list, routes, turn)
			for b.Loop() {
				if leads := q.take(toyStart); len(leads) > 0 || q.next(toyStart).IsZero() {
					b.Fatal(leads)
				}
			}
		})
	}
}
