package mem_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

// say records one post.
func say(tx storage.Tx, deed string) error {
	_, err := tx.Append("x", noon, domain.Only(domain.Effect{Kind: domain.Post, Deed: deed, Place: domain.Place{Kind: domain.OperatorPlace}}))
	return err
}

func said(t *testing.T, s storage.Store) string {
	t.Helper()
	var deeds []string
	err := s.View(ctx, func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 0)
		for _, r := range rows {
			deeds = append(deeds, r.Effect.Deed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(deeds, " ")
}

// TestCrash: at whichever point the process dies, what was committed is there, and a unit that
// was under way is not — unless only its answer was lost.
func TestCrash(t *testing.T) {
	for point, want := range map[string]string{"begin": "a", "again": "a", "commit": "a", "committed": "a b", "inside": "a"} {
		t.Run(point, func(t *testing.T) {
			var s *mem.Store
			armed := false
			s = mem.New(storagetest.Registry(t), mem.Options{Faults: func(at string) error {
				if armed && at == point {
					s.Crash()
				}
				return nil
			}})
			if err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return say(tx, "a") }); err != nil {
				t.Fatal(err)
			}
			armed = true
			err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
				err := say(tx, "b")
				if point == "inside" {
					s.Crash()
				}
				return err
			})
			if !errors.Is(err, mem.ErrCrashed) {
				t.Errorf("the unit is answered %v", err)
			}
			if err := s.View(ctx, func(storage.Tx) error { return nil }); !errors.Is(err, mem.ErrCrashed) {
				t.Errorf("afterwards a view is answered %v", err)
			}
			armed = false
			next, err := s.Reopen()
			if err != nil {
				t.Fatal(err)
			}
			if got := said(t, next); got != want {
				t.Errorf("the next process finds %q, not %q", got, want)
			}
		})
	}
}

// TestFaults: an error at a point is the caller's answer.
func TestFaults(t *testing.T) {
	for point, want := range map[string]string{"begin": "", "again": "", "commit": "", "committed": "a"} {
		boom := errors.New("boom")
		s := mem.New(storagetest.Registry(t), mem.Options{Faults: func(at string) error {
			if at == point {
				return boom
			}
			return nil
		}})
		err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return say(tx, "a") })
		if !errors.Is(err, boom) {
			t.Errorf("%s: %v", point, err)
		}
		if got := said(t, s); got != want {
			t.Errorf("%s: kept %q", point, got)
		}
	}
}

// TestUnitsThatCannotBeRepeated are found out.
func TestUnitsThatCannotBeRepeated(t *testing.T) {
	n := 0
	for name, fn := range map[string]func(tx storage.Tx) error{
		"it adds to what lies outside": func(tx storage.Tx) error { n++; return say(tx, strings.Repeat("x", n)) },
		"it fails the second time": func(tx storage.Tx) error {
			if n++; n%2 == 0 {
				return errors.New("ouch")
			}
			return nil
		},
		"it succeeds the second time": func(tx storage.Tx) error {
			if n++; n%2 == 1 {
				return errors.New("ouch")
			}
			return nil
		},
	} {
		n = 0
		s := mem.New(storagetest.Registry(t), mem.Options{})
		if err := s.Update(ctx, storage.People, fn); err == nil || !strings.Contains(err.Error(), "not to be repeated") {
			t.Errorf("%s: %v", name, err)
		}
		if got := said(t, s); got != "" {
			t.Errorf("%s: kept %q", name, got)
		}
	}
}

func TestUnknownKindsStopTheStart(t *testing.T) {
	s := mem.New(storagetest.Registry(t), mem.Options{})
	err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
		out, err := domain.Step(tx, storagetest.Open{ID: "1"}, domain.Stamp{Now: noon})
		if err != nil {
			return err
		}
		_, err = tx.Append("x", noon, out.Changes)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	none, err := record.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReopenWith(none); !errors.Is(err, storage.ErrUnknownKind) {
		t.Errorf("the error is %v", err)
	}
}
