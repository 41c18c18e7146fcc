package bolt

import (
	"path/filepath"
	"testing"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
)

// opener opens stores in a directory of the test.
func opener(t testing.TB, reg *record.Registry) (storage.Store, func() storage.Store) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	var s *Store
	again := func() storage.Store {
		t.Helper()
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if s, err = Open(path, reg, Options{}); err != nil {
			t.Fatal(err)
		}
		return s
	}
	t.Cleanup(func() { s.Close() })
	return again(), again
}

func TestPromises(t *testing.T) { storagetest.Run(t, opener) }
