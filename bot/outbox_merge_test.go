package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// posts lists the new messages of the team's channel.
func (b *bench) posts() (list []said) {
	for _, s := range b.fake.said {
		if s.To.Channel == "C-t" && s.Kind == domain.Post {
			list = append(list, s)
		}
	}
	return list
}

func TestALargeDigestIsMadeInSteps(t *testing.T) {
	units := 0
	b := newBenchOver(t, mem.Options{Faults: func(at string) error {
		if at == "commit" {
			units++
		}
		return nil
	}})
	const many = 3*digestStep + 5
	var es []domain.Effect
	for n := range many {
		es = append(es, warning(n))
	}
	for chunk := range slices.Chunk(es, 50) {
		b.effects(chunk...)
	}
	units = 0
	b.pass(time.Minute)
	b.want(fmt.Sprintf("09:00:00 post C-t: t: %d things need attention; nearest: w%d", many, many-1))
	if units < 4 {
		t.Errorf("made in %d units", units)
	}
	d := b.rowOf(b.row("w0").Into)
	if d.State != storage.Sent || len(d.Members) != many {
		t.Fatalf("the digest is %s with %d members", d.State, len(d.Members))
	}
	for n := range many {
		if m := b.row(fmt.Sprintf("w%d", n)); m.State != storage.Merged || m.Into != d.Key || !slices.Contains(d.Members, m.Key) {
			t.Fatalf("w%d is %+v", n, m)
		}
	}
	for i, key := range d.Members[:digestStep] {
		if want := storage.RowKey(fmt.Sprintf("w%d", many-1-i)); key != want {
			t.Fatalf("in front stands %s at %d", key, i)
		}
	}
}

// TestStruckBehind: a member that nobody looks at is counted out all the same.
func TestStruckBehind(t *testing.T) {
	b := newBench(t)
	const many = 2*digestStep + 10
	for n := range many {
		b.do(toyOpen{ID: fmt.Sprint(n)})
	}
	b.pass(11 * time.Minute)
	d := b.rowOf(b.row("toy/0/warn").Into)
	behind := b.rowOf(d.Members[many-1])
	b.do(toyFinish{behind.Effect.Guard.ID})
	b.do(toyFinish{b.rowOf(d.Members[0]).Effect.Guard.ID})
	b.fake.said = nil
	b.pass(time.Hour)
	var last said
	for _, s := range b.fake.said {
		if s.To.Channel == "C-t" {
			last = s
		}
	}
	if want := fmt.Sprintf("t: %d things need attention", many-2); !strings.HasPrefix(last.Card.Head.String(), want) {
		t.Errorf("it says %q, want %q", last.Card.Head, want)
	}
	for n := range many {
		if id := fmt.Sprint(n); id != behind.Effect.Guard.ID && id != b.rowOf(d.Members[0]).Effect.Guard.ID {
			b.do(toyFinish{id})
		}
	}
	b.fake.said = nil
	b.pass(time.Hour)
	for _, s := range b.fake.said {
		if s.To.Channel == "C-t" {
			last = s
		}
	}
	if want := fmt.Sprintf("t: nothing needs attention any more; %d things settled", many); last.Card.Head.String() != want {
		t.Errorf("it says %q, want %q", last.Card.Head, want)
	}
}

// TestDeathWhileMerging: the process dies, or the disk is full, while a large digest is made:
// everything is said, and nothing twice.
func TestDeathWhileMerging(t *testing.T) {
	for _, dies := range []bool{true, false} {
		for at := 1; at <= 5; at++ {
			t.Run(fmt.Sprintf("dies %v at unit %d", dies, at), func(t *testing.T) {
				var b *bench
				left := -1
				b = newBenchOver(t, mem.Options{Faults: func(point string) error {
					if point != "commit" {
						return nil
					}
					if left--; left != 0 {
						return nil
					}
					if dies {
						b.store.Crash()
					}
					return storage.ErrFull
				}})
				const many = 3*digestStep + 5
				for n := range many {
					b.effects(warning(n))
				}
				left = at
				_, err := b.desk.WorkOutbox(t.Context(), b.at)
				if !dies && !errors.Is(err, storage.ErrFull) && err != nil {
					t.Fatal(err)
				}
				if dies {
					b.crash()
				}
				b.pass(time.Minute)
				covered := map[string]int{}
				for _, s := range b.posts() {
					covered[s.Key]++
				}
				for n := range many {
					m := b.row(fmt.Sprintf("w%d", n))
					if m.State != storage.Merged || covered[m.Into] != 1 {
						t.Fatalf("w%d is %s, its digest was said %d times", n, m.State, covered[m.Into])
					}
				}
				if len(covered) > 2 {
					t.Errorf("%d messages", len(covered))
				}
			})
		}
	}
}

// TestTakenBackWhileMerging: what was taken back before its digest was begun is not said by it,
// and a digest of which nothing is left is not said at all.
func TestTakenBackWhileMerging(t *testing.T) {
	for _, all := range []bool{false, true} {
		t.Run(fmt.Sprint("all of it: ", all), func(t *testing.T) {
			b := newBench(t)
			const many = 2*digestStep + 5
			for n := range many {
				b.do(toyOpen{ID: fmt.Sprint(n)})
			}
			b.pass(toyWarnAfter - time.Minute)
			b.at = b.at.Add(time.Minute)
			if _, err := b.desk.WorkDue(t.Context(), b.at); err != nil {
				t.Fatal(err)
			}
			if err := b.desk.seek(t.Context()); err != nil {
				t.Fatal(err)
			}
			leads := b.desk.queue.take(b.at)
			i := slices.IndexFunc(leads, func(l lead) bool { return len(l.members) == many })
			if i < 0 {
				t.Fatalf("taken: %+v", leads)
			}
			l := leads[i]
			if err := b.desk.mergeSome(t.Context(), &l); err != nil {
				t.Fatal(err)
			}
			for n := range many {
				if all || n < 10 {
					b.do(toyFinish{fmt.Sprint(n)})
				}
			}
			c, err := b.desk.gather(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			if all != (c.platform == nil) {
				t.Errorf("it is begun: %v", c.platform != nil)
			}
			if !all && !strings.HasPrefix(c.delivery.Card.Head.String(), fmt.Sprintf("t: %d things", many-10)) {
				t.Errorf("it says %q", c.delivery.Card.Head)
			}
		})
	}
}
