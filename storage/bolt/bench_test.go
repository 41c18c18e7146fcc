package bolt

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest"
)

// Absolute figures hang on the disk of the day: what counts are the ratios, each to an anchor
// measured in the same run.

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// writes are what one unit handed to bolt.
type writes [spaces]map[string][]byte

// a decide is a command written where it is used.
type decide func(domain.Reader, domain.Stamp) ([]domain.Change, error)

func (d decide) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) { return d(r, s) }

// moveBox is about what a reply in a case does: read it, one event, two keys change or stay, a
// word, a card's edit and a post, a request key.
func moveBox(tx storage.Tx, id string, n int) error {
	s := domain.Stamp{
		Now: noon.Add(time.Duration(n) * time.Second), Cause: fmt.Sprintf("slack/C0123456789/%d.%06d", 1772442000+n, n),
		Actor: domain.Actor{Kind: domain.ByPerson, Person: "noah"}, Seed: [16]byte{byte(n), byte(n >> 8), byte(n >> 16)},
	}
	out, err := domain.Step(tx, decide(func(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
		t, err := r.Load(domain.Ref{Kind: storagetest.BoxKind, ID: id})
		if err != nil {
			return nil, err
		}
		w := s.Word("Looking now, please keep one failing session open")
		c := domain.Alter(t, storagetest.BoxMoved{Owner: fmt.Sprint("owner", n%50), Tags: []string{"x"}, When: s.Now.Add(time.Hour), Note: w.ID})
		c.Words = []domain.Word{w}
		place := domain.Place{Kind: domain.CaseThread, ID: id, Audience: domain.Customers}
		c.Effects = []domain.Effect{
			{Kind: domain.Post, Deed: "reply/" + s.Cause, Place: place, Audience: domain.Customers, Guard: t.Ref(), Doc: &domain.Doc{Head: domain.Say("case.reply", domain.InWords(w.ID))}},
			{Kind: domain.Edit, Deed: "card/" + s.Cause, Place: place, Audience: domain.Customers, Live: t.Ref(), Version: t.Version() + 1},
		}
		return []domain.Change{c}, nil
	}), s)
	if err != nil {
		return err
	}
	if _, err := tx.Once(s.Cause, s.Now.Add(26*time.Hour)); err != nil {
		return err
	}
	_, err = tx.Append(s.Cause, s.Now, out.Changes)
	return err
}

// filled is a store of n boxes that come due, and its path.
func filled(tb testing.TB, n int) (*Store, string) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "desk.db")
	s, err := Open(path, storagetest.Registry(tb), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	const chunk = 500
	for i := 0; i < n; i += chunk {
		err := s.Update(context.Background(), storage.Background, func(tx storage.Tx) error {
			for j := i; j < min(i+chunk, n); j++ {
				made := storagetest.BoxMade{Owner: fmt.Sprint("owner", j%50), Tags: []string{"product", "emea"}, When: noon.Add(time.Duration(j) * time.Second)}
				out, err := domain.Step(tx, decide(func(domain.Reader, domain.Stamp) ([]domain.Change, error) {
					return []domain.Change{domain.Create(storagetest.NewBox(fmt.Sprint(j)), made, storagetest.BoxMoved{When: made.When}, storagetest.BoxMoved{When: made.When})}, nil
				}), domain.Stamp{Now: noon, Actor: domain.Actor{Kind: domain.ByPerson, Person: "ana"}, Cause: "fill"})
				if err != nil {
					return err
				}
				if _, err := tx.Append("fill", noon, out.Changes); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return s, path
}

// twin is a bare bolt file with the same content.
func twin(tb testing.TB, s *Store) *bbolt.DB {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "bare.db")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := s.WriteTo(f); err != nil {
		tb.Fatal(err)
	}
	f.Close()
	db, err := bbolt.Open(path, 0o600, fileOptions(Options{}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// bare does in a bolt transaction what a unit did, and nothing else.
func bare(btx *bbolt.Tx, w *writes) error {
	for s := range spaces {
		if len(w[s]) == 0 {
			continue
		}
		b := btx.Bucket([]byte(spaceName[s]))
		for k, v := range w[s] {
			var err error
			if v != nil {
				err = b.Put([]byte(k), v)
			} else {
				err = b.Delete([]byte(k))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func copied(stx storage.Tx) *writes {
	w := writes(stx.(*tx).writes)
	for s := range w {
		w[s] = maps.Clone(w[s])
	}
	return &w
}

func quantile(ds []time.Duration, q float64) float64 {
	slices.Sort(ds)
	return float64(ds[min(len(ds)-1, int(q*float64(len(ds))))])
}

// BenchmarkOnePerson: a unit of one person against a bare bolt commit of the same puts,
// turn by turn. Goals: p50 at most 3 times, p99 at most 4 times.
func BenchmarkOnePerson(b *testing.B) {
	s, _ := filled(b, 10_000)
	defer s.Close()
	db := twin(b, s)
	var units, commits []time.Duration
	n := 0
	for b.Loop() {
		n++
		var w *writes
		id := fmt.Sprint(rand.IntN(10_000))
		start := time.Now()
		err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
			err := moveBox(tx, id, n)
			w = copied(tx)
			return err
		})
		units = append(units, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		start = time.Now()
		err = db.Update(func(btx *bbolt.Tx) error { return bare(btx, w) })
		commits = append(commits, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(quantile(units, 0.5)/1e3, "µs-p50")
	b.ReportMetric(quantile(units, 0.99)/1e3, "µs-p99")
	b.ReportMetric(quantile(units, 0.5)/quantile(commits, 0.5), "x-bare-p50")
	b.ReportMetric(quantile(units, 0.99)/quantile(commits, 0.99), "x-bare-p99")
}

// BenchmarkSixtyFour: 64 people at once against bolt's own Batch, which makes the same puts in a
// file that held the same before, at the best of its delays. Goal: at least 0.8 of it.
func BenchmarkSixtyFour(b *testing.B) {
	const people, round = 64, 640
	s, _ := filled(b, 10_000)
	defer s.Close()
	delays := []time.Duration{0, time.Millisecond, 10 * time.Millisecond}
	var files []*bbolt.DB
	for _, delay := range delays {
		db := twin(b, s)
		db.MaxBatchDelay = delay
		files = append(files, db)
	}
	// crowd does a round's work and answers how long it took.
	crowd := func(do func(i int) error) time.Duration {
		var next atomic.Int64
		var wait sync.WaitGroup
		start := time.Now()
		for range people {
			wait.Go(func() {
				for i := next.Add(1) - 1; i < round; i = next.Add(1) - 1 {
					if err := do(int(i)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		return time.Since(start)
	}
	n := 0
	puts := make([]*writes, round)
	var ours time.Duration
	batch := make([]time.Duration, len(delays))
	for b.Loop() { // short turns, so that the weather of the machine is the same for all
		n += round
		ours += crowd(func(i int) error {
			id := fmt.Sprint(rand.IntN(10_000))
			return s.Update(ctx, storage.People, func(tx storage.Tx) error {
				err := moveBox(tx, id, n+i)
				puts[i] = copied(tx)
				return err
			})
		})
		for j, db := range files {
			batch[j] += crowd(func(i int) error {
				return db.Batch(func(btx *bbolt.Tx) error { return bare(btx, puts[i]) })
			})
		}
	}
	done := float64(round * b.N)
	b.ReportMetric(done/ours.Seconds(), "units/s")
	for j, d := range batch {
		b.ReportMetric(done/d.Seconds(), "batch"+delays[j].String()+"/s")
	}
	b.ReportMetric(slices.Min(batch).Seconds()/ours.Seconds(), "x-best-batch")
}

// BenchmarkOpen: the start with 100,000 things that will come due. Goal: at most 2 s.
func BenchmarkOpen(b *testing.B) {
	s, path := filled(b, 100_000)
	s.Close()
	reg := storagetest.Registry(b)
	if fi, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(fi.Size())/1e6, "MB")
	}
	for b.Loop() {
		s, err := Open(path, reg, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if got := len(s.due.nodes); got != 100_000 {
			b.Fatalf("%d dues", got)
		}
		s.Close()
	}
}

// BenchmarkRekey: a thing's due moves in a heap of 100,000. Goal: at most 1 µs of the thread's
// own time.
func BenchmarkRekey(b *testing.B) {
	h := &dueHeap{spots: map[domain.Ref]*dueSpot{}}
	refs := make([]domain.Ref, 100_000)
	for i := range refs {
		refs[i] = domain.Ref{Kind: storagetest.BoxKind, ID: fmt.Sprint(i)}
		h.set(refs[i], rand.Int64N(1e9))
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	i := 0
	start := threadTime(b)
	for b.Loop() {
		i++
		h.set(refs[i*7919%len(refs)], int64(i)*104_729%1e9)
	}
	b.ReportMetric(float64(threadTime(b)-start)/float64(b.N), "cpu-ns/op")
}

// threadTime is what this thread has spent so far; others on the machine do not count.
func threadTime(b *testing.B) time.Duration {
	const thisThread = 1 // RUSAGE_THREAD of Linux
	var r syscall.Rusage
	if err := syscall.Getrusage(thisThread, &r); err != nil {
		b.Skip(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkBackup: a copy of a store of 10,000 things.
func BenchmarkBackup(b *testing.B) {
	s, _ := filled(b, 10_000)
	defer s.Close()
	for b.Loop() {
		n, err := s.WriteTo(io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
	}
}
