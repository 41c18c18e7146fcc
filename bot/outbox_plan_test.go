package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		attempt int
		want    time.Duration
	}{{0, time.Second}, {1, time.Second}, {2, 2 * time.Second}, {3, 4 * time.Second}, {4, 8 * time.Second}, {5, LastRetry}, {20, LastRetry}, {1000, LastRetry}} {
		if got := Backoff(c.attempt); got != c.want {
			t.Errorf("Backoff(%d) = %s, want %s", c.attempt, got, c.want)
		}
	}
}

func TestPick(t *testing.T) {
	at := func(s int) time.Time { return toyStart.Add(time.Duration(s) * time.Second) }
	post := func(key string, seq uint64, lane domain.Lane, channel string) candidate {
		return candidate{key: key, seq: seq, lane: lane, kind: domain.Post, platform: "p", channel: channel}
	}
	with := func(c candidate, change func(*candidate)) candidate { change(&c); return c }
	open := bound{room: 16}
	for _, c := range []struct {
		name  string
		cs    []candidate
		gates map[string]gate
		bound bound
		want  string
		next  time.Time
	}{
		{"the more urgent lane first, one for a channel", []candidate{
			post("digest", 1, domain.LaneDigest, "c"), post("post", 2, domain.LanePost, "c"), post("urgent", 3, domain.LaneUrgent, "c"), post("answer", 4, domain.LaneAnswer, "c"),
		}, nil, open, "urgent", time.Time{}},
		{"in a lane what goes alone before the rest", []candidate{
			post("first", 1, domain.LaneUrgent, "c"), with(post("alone", 9, domain.LaneUrgent, "c"), func(c *candidate) { c.alone = true }),
		}, nil, open, "alone", time.Time{}},
		{"in a lane in order of recording", []candidate{post("b", 2, domain.LanePost, "c"), post("a", 1, domain.LanePost, "c")}, nil, open, "a", time.Time{}},
		{"channels do not wait for each other", []candidate{post("a", 1, domain.LanePost, "c"), post("b", 2, domain.LanePost, "d")}, nil, open, "a b", time.Time{}},
		{"a busy channel is left alone", []candidate{post("a", 1, domain.LanePost, "c")}, map[string]gate{"c": {busy: true}}, open, "", time.Time{}},
		{"a new message waits for its second", []candidate{post("a", 1, domain.LanePost, "c")}, map[string]gate{"c": {free: at(1)}}, open, "", at(1)},
		{"an answer for one pair of eyes does not", []candidate{with(post("a", 1, domain.LaneAnswer, "c"), func(c *candidate) { c.kind = domain.Ephemeral })},
			map[string]gate{"c": {free: at(1)}}, open, "a", time.Time{}},
		{"nothing before Retry-After", []candidate{with(post("a", 1, domain.LaneAnswer, "c"), func(c *candidate) { c.kind = domain.Ephemeral }), post("b", 2, domain.LanePost, "d")},
			map[string]gate{"c": {closed: at(30)}}, open, "b", at(30)},
		{"nothing before the row's own time", []candidate{with(post("a", 1, domain.LanePost, "c"), func(c *candidate) { c.ready = at(4) })}, nil, open, "", at(4)},
		{"what waits lets what follows pass", []candidate{with(post("a", 1, domain.LaneUrgent, "c"), func(c *candidate) { c.ready = at(4) }), post("b", 2, domain.LanePost, "c")}, nil, open, "b", at(4)},
		{"an edit waits for the budget, a post does not", []candidate{
			with(post("e", 1, domain.LaneEdit, "c"), func(c *candidate) { c.kind = domain.Edit }), post("p", 2, domain.LanePost, "d"),
		}, nil, bound{room: 16, edits: at(2)}, "p", at(2)},
		{"edits are counted one by one", []candidate{
			with(post("e", 1, domain.LaneEdit, "c"), func(c *candidate) { c.kind = domain.Edit }), with(post("f", 2, domain.LaneEdit, "d"), func(c *candidate) { c.kind = domain.Edit }),
		}, nil, open, "e", at(0)},
		{"a page waits for its own budget", []candidate{
			with(post("h", 1, domain.LaneDigest, "h"), func(c *candidate) { c.kind = domain.Home }), with(post("e", 2, domain.LaneEdit, "c"), func(c *candidate) { c.kind = domain.Edit }),
		}, nil, bound{room: 16, pages: 2, homes: at(3)}, "e", at(3)},
		{"a page takes nothing of the edits' budget, and is drawn last", []candidate{
			with(post("h", 1, domain.LaneDigest, "h"), func(c *candidate) { c.kind = domain.Home }), with(post("e", 2, domain.LaneEdit, "c"), func(c *candidate) { c.kind = domain.Edit }),
		}, nil, bound{room: 16, pages: 2, edits: at(0)}, "e h", time.Time{}},
		{"pages that hang leave room for messages", []candidate{
			with(post("h", 1, domain.LaneDigest, "h"), func(c *candidate) { c.kind = domain.Home }), post("p", 2, domain.LaneDigest, "c"),
		}, nil, bound{room: 14}, "p", time.Time{}},
		{"a page waits for its own pause", []candidate{with(post("h", 1, domain.LaneDigest, "h"), func(c *candidate) { c.kind = domain.Home })},
			map[string]gate{"h": {free: at(5)}}, bound{room: 16, pages: 2}, "", at(5)},
		{"a closed platform says nothing", []candidate{post("a", 1, domain.LaneUrgent, "c")}, nil, bound{room: 16, closed: at(9)}, "", at(9)},
		{"no more calls than there is room for", []candidate{post("a", 1, domain.LanePost, "c"), post("b", 2, domain.LanePost, "d")}, nil, bound{room: 1}, "a", time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			chosen, next := pick(toyStart, c.cs, func(ch string) gate { return c.gates[ch] }, func(string) bound { return c.bound })
			var got []string
			for _, x := range chosen {
				got = append(got, x.key)
			}
			if strings.Join(got, " ") != c.want || !next.Equal(c.next) {
				t.Errorf("picked %v, next %s; want %q, next %s", got, next, c.want, c.next)
			}
		})
	}
}

func TestEditBudget(t *testing.T) {
	b := newEditBudget(40)
	var began []time.Duration
	at := toyStart
	for range 30 {
		if n := b.next(); n.After(at) {
			at = n
		}
		b = b.take(at)
		began = append(began, at.Sub(toyStart))
	}
	// A burst of a quarter of a minute's worth, then one every minute/40.
	if began[9] != 0 || began[10] != 1500*time.Millisecond || began[29] != 30*time.Second {
		t.Errorf("edits began at %v", began)
	}
	for i := range began {
		n := 0
		for _, d := range began[i:] {
			if d < began[i]+time.Minute {
				n++
			}
		}
		if n > 50 {
			t.Errorf("%d edits within a minute of %s", n, began[i])
		}
	}
}

// TestPostBudget: a burst of a third of a minute's worth, then one after the other; the more
// urgent of what waits takes the next.
func TestPostBudget(t *testing.T) {
	b := newPostBudget(300)
	at := toyStart
	if n := b.left(at); n != 100 {
		t.Errorf("%d at once", n)
	}
	for range 100 {
		b = b.take(at)
	}
	for _, tt := range []struct {
		after time.Duration
		left  int
	}{{0, 0}, {199 * time.Millisecond, 0}, {200 * time.Millisecond, 1}, {time.Second, 5}, {20 * time.Second, 100}, {time.Hour, 100}} {
		if n := b.left(at.Add(tt.after)); n != tt.left {
			t.Errorf("after %s: %d, want %d", tt.after, n, tt.left)
		}
		if next := b.next(); !next.Equal(at.Add(200 * time.Millisecond)) {
			t.Errorf("the next at %s", next)
		}
	}
	if none := newPostBudget(0); none.left(at) != 0 || none.take(at).next().After(at) {
		t.Error("no bound binds")
	}
	q := newQueue(map[string]Limits{"p": {InFlight: 16, Edits: 40, Posts: 300}}, at.Add(-time.Hour))
	p := q.plats["p"]
	p.posts = b
	q.plats["p"] = p
	waiting := func(now time.Time) ([]candidate, time.Time) {
		var cs []candidate
		for i, lane := range []domain.Lane{domain.LaneDigest, domain.LaneUrgent, domain.LanePost} {
			cs = append(cs, candidate{key: []string{"slow", "page", "more"}[i], seq: uint64(i), lane: lane, kind: domain.Post, platform: "p", channel: strconv.Itoa(i)})
		}
		return pick(now, cs, q.gate, q.bounds(now))
	}
	if chosen, next := waiting(at); len(chosen) != 0 || !next.Equal(at.Add(200*time.Millisecond)) {
		t.Errorf("chosen %v, next %s", chosen, next)
	}
	if chosen, _ := waiting(at.Add(200 * time.Millisecond)); len(chosen) != 1 || chosen[0].key != "page" {
		t.Errorf("chosen %v", chosen)
	}
	if chosen, _ := waiting(at.Add(400 * time.Millisecond)); len(chosen) != 2 || chosen[1].key != "more" {
		t.Errorf("chosen %v", chosen)
	}
}

func TestLineOf(t *testing.T) {
	team := domain.Place{Kind: domain.TeamChannel, ID: "t", Audience: domain.Internal}
	thread := domain.Place{Kind: domain.CaseThread, ID: "1", Audience: domain.Internal}
	direct := domain.Place{Kind: domain.PersonDirect, ID: "dana", Audience: domain.Internal}
	row := func(e domain.Effect, attempt int) storage.Row {
		e.Audience = domain.Internal
		if e.Kind == "" {
			e.Kind = domain.Post
		}
		if e.Live.IsZero() {
			e.Doc = &domain.Doc{}
		}
		return storage.Row{Key: "k", Effect: e, Attempt: attempt}
	}
	for _, c := range []struct {
		name string
		row  storage.Row
		want string
	}{
		{"a thread is one line, whatever the lane", row(domain.Effect{Place: thread, Lane: domain.LaneUrgent}, 0), "thread/case/1/internal"},
		{"also when one failed: order holds", row(domain.Effect{Place: thread, Lane: domain.LanePost}, 3), "thread/case/1/internal"},
		{"a case's thread is never made a digest", row(domain.Effect{Place: thread, Merge: "w"}, 0), "thread/case/1/internal"},
		{"a card has its own line", row(domain.Effect{Kind: domain.Edit, Place: thread}, 0), "card/case/1/internal"},
		{"a channel has one for each lane", row(domain.Effect{Place: team, Lane: domain.LanePost}, 0), "lane/team/t/internal/2/"},
		{"and for what may be merged", row(domain.Effect{Place: team, Lane: domain.LanePost, Merge: "w"}, 0), "lane/team/t/internal/2/w"},
		{"what failed waits by itself", row(domain.Effect{Place: team}, 1), "row/k"},
		{"what goes alone too", row(domain.Effect{Place: team, Alone: true, Merge: "w"}, 0), "row/k"},
		{"a direct conversation is one line", row(domain.Effect{Place: direct}, 0), "thread/person/dana/internal"},
		{"but for what may be merged", row(domain.Effect{Place: direct, Merge: "w"}, 0), "lane/person/dana/internal/0/w"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lineOf(c.row); got != c.want {
				t.Errorf("line %q, want %q", got, c.want)
			}
		})
	}
}
