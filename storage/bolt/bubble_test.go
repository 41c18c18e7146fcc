package bolt

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/storage"
)

// TestInABubble: a store runs where time is made up, and its waiting committer does not keep
// time from passing.
func TestInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fresh(t)
		start := time.Now()
		for range 3 {
			time.Sleep(time.Hour)
			put(t, s, "a", noon)
			if err := s.Update(ctx, storage.Background, func(tx storage.Tx) error { return box(tx, "b", noon) }); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(start); d != 3*time.Hour || version(t, s, "b") != 3 {
			t.Errorf("after %s b stands at %d", d, version(t, s, "b"))
		}
		checked(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
