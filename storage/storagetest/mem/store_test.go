package mem_test

import (
	"testing"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

func TestPromises(t *testing.T) {
	storagetest.Run(t, func(t testing.TB, reg *record.Registry) (storage.Store, func() storage.Store) {
		s := mem.New(reg, mem.Options{})
		return s, func() storage.Store {
			t.Helper()
			var err error
			if s, err = s.Reopen(); err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}
