package bot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/crowd"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/storage"
)

// lateness keeps when each warning that was recorded had fallen due, and how late its row was.
type lateness struct {
	mu   sync.Mutex
	late []time.Duration
	rows int
	last time.Time // real time of the last
}

// hear notes the rows of a unit that say something had come due: once a case.
func (l *lateness) hear(h *hall) func(*unit, time.Time) {
	return func(u *unit, at time.Time) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, r := range u.rows {
			if r.Effect.NotOlder.IsZero() || r.Effect.Place.Kind != domain.TeamChannel {
				continue
			}
			l.rows++
			l.last = at
			l.late = append(l.late, wednesday.Add(at.Sub(h.began)).Sub(r.Effect.NotOlder))
		}
	}
}

func (l *lateness) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows
}

// BenchmarkOneDue: one case after the other comes due while nobody says anything. How late is
// its warning in the outbox, durable, counted from the instant at which it was due? Goal: p99 at
// most 250 ms.
func BenchmarkOneDue(b *testing.B) {
	const every = 97 * time.Millisecond // no beat of any loop
	h := newHall(b, 8, 200, b.N, func(g *crowd.Ground, i int) crowd.Case {
		at := wednesday.Add(2*time.Second + time.Duration(i)*every)
		return g.DueAt(crowd.Case{Account: i % 200, Severity: 2}, at.Truncate(time.Millisecond))
	})
	var l lateness
	h.store.hear(l.hear(h))
	b.ResetTimer()
	defer h.run(b)()
	for l.count() < b.N {
		time.Sleep(5 * time.Millisecond)
	}
	h.store.hear(nil)
	b.ReportMetric(quantile(l.late, 0.5)/1e6, "ms-late-p50")
	b.ReportMetric(quantile(l.late, 0.99)/1e6, "ms-late-p99")
	b.ReportMetric(quantile(l.late, 1)/1e6, "ms-late-max")
}

// BenchmarkStorm: 10,000 cases fall due within one second, one of them a Sev 1 in the middle of
// it, while eight people go on working. Goals: all recorded and enqueued within 5 s; p99 of the
// people's commands at most 10 times what it was before.
func BenchmarkStorm(b *testing.B) {
	for b.Loop() {
		storm(b, 10_000)
	}
}

func storm(b testing.TB, cases int) {
	const engineers, accounts, people = 64, 500, 8
	begin := wednesday.Add(8 * time.Second)
	h := newHall(b, engineers, accounts, cases+1000, func(g *crowd.Ground, i int) crowd.Case {
		at := begin.Add(time.Duration(i) * time.Second / time.Duration(cases)).Truncate(time.Millisecond)
		switch {
		case i >= cases: // what people work on meanwhile
			return yesterday(accounts)(g, i)
		case i == cases/2:
			return g.DueAt(crowd.Case{Account: i % accounts, Severity: 1}, at)
		case i%3 == 0:
			return g.DueAt(crowd.Case{Account: i % accounts, Severity: 2, Owner: crowd.Engineer(i % engineers)}, at)
		}
		return g.DueAt(crowd.Case{Account: i % accounts, Severity: 2}, at)
	})
	h.wall.limits.Post, h.wall.limits.Edits = 0, 0 // as Slack bears
	var l lateness
	ring := &bell{seqs: map[string]uint64{}, rings: map[uint64]chan struct{}{}}
	late := l.hear(h)
	h.store.hear(func(u *unit, at time.Time) { ring.hear(u, at); late(u, at) })
	stop := h.run(b)
	ctx, end := context.WithCancel(context.Background())
	type took struct{ at, d time.Duration }
	var mu sync.Mutex
	var all []took
	var work sync.WaitGroup
	for who := range people {
		work.Go(func() {
			for n := who; ctx.Err() == nil; n += people {
				id := fmt.Sprint(cases + 1 + n%1000)
				start := time.Now()
				e := h.line(crowd.Engineer(n%engineers), "D"+crowd.Engineer(n%engineers), "case show CASE-"+id)
				if err := h.ask(ctx, ring, e); err != nil {
					b.Error(err)
				}
				mu.Lock()
				all = append(all, took{start.Sub(h.began), time.Since(start)})
				mu.Unlock()
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	for l.count() < cases && time.Since(h.began) < 2*time.Minute {
		time.Sleep(10 * time.Millisecond)
	}
	recorded := l.last.Sub(h.began) - begin.Sub(wednesday)
	time.Sleep(12 * time.Second) // until all was said that need not wait for the channel
	end()
	work.Wait()
	h.store.hear(nil)
	stop()
	var idle, busy []time.Duration
	for _, t := range all {
		switch from := begin.Sub(wednesday); {
		case t.at < from-time.Second && t.at > time.Second:
			idle = append(idle, t.d)
		case t.at >= from && t.at < from+max(recorded, 5*time.Second)+6*time.Second:
			busy = append(busy, t.d)
		}
	}
	b.Logf("recorded %d after %s; idle %d commands p50 %.1f p99 %.1f ms; busy %d commands p50 %.1f p99 %.1f max %.1f ms: x%.1f", l.rows, recorded, len(idle), quantile(idle, .5)/1e6, quantile(idle, .99)/1e6,
		len(busy), quantile(busy, .5)/1e6, quantile(busy, .99)/1e6, quantile(busy, 1)/1e6, quantile(busy, .99)/quantile(idle, .99))
	per := map[string][]saying{}
	kinds := map[domain.EffectKind]int{}
	for _, s := range h.wall.said {
		kinds[s.Kind]++
		if s.Kind == domain.Post {
			per[s.To.Channel+s.Direct.User] = append(per[s.To.Channel+s.Direct.User], s)
		}
	}
	b.Logf("said: %v", kinds)
	for _, c := range []string{crowd.ChannelOf(crowd.Team), "U" + crowd.Manager, "U" + crowd.Engineer(0)} {
		for _, s := range per[c] {
			if s.To.Thread == "" {
				b.Logf("%s %s %s", c, s.at.Sub(h.began)-begin.Sub(wednesday), s.Card.Head)
			}
		}
	}
	_ = slices.Sort[[]int]
	_ = storage.Dead
	_ = casework.Kind
}
