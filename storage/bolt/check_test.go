package bolt

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// first is the first entry of a space.
func first(tx *bbolt.Tx, s space) (b *bbolt.Bucket, k, v []byte) {
	b = tx.Bucket([]byte(spaceName[s]))
	k, v = b.Cursor().First()
	return b, bytes.Clone(k), bytes.Clone(v)
}

// TestCheckSees damages a store behind its back, each space in its way.
func TestCheckSees(t *testing.T) {
	later := func(tx *bbolt.Tx) error {
		b, k, v := first(tx, hot)
		v[14]++ // of the eight bytes of its due
		return b.Put(k, v)
	}
	drop := func(s space) func(tx *bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			b, k, _ := first(tx, s)
			return b.Delete(k)
		}
	}
	turn := func(s space, i int) func(tx *bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			b, k, v := first(tx, s)
			v[(len(v)+i)%len(v)] ^= 0x01
			return b.Put(k, v)
		}
	}
	for name, c := range map[string]struct {
		damage func(tx *bbolt.Tx) error
		want   string
	}{
		"a thing is gone":                 {drop(hot), "which is not there"},
		"a thing was changed":             {turn(hot, -1), "box"},
		"a due was changed":               {later, "it is due at"},
		"an event is gone":                {drop(events), "event 1 stands at 2"},
		"an event was changed":            {turn(events, -1), "chain is broken"},
		"a kind is gone":                  {drop(kinds), "is not noted"},
		"a key is gone":                   {drop(index), "is not found under"},
		"a row's key leads elsewhere":     {turn(rowKeys, -1), "its key leads elsewhere"},
		"a row is gone":                   {drop(open), "row keys for"},
		"a settled row was changed":       {turn(settled, 0), "not a row record"},
		"a request key would never end":   {drop(expiry), "never expire"},
		"a request key is gone":           {drop(once), "more request keys"},
		"a word cannot be read":           {turn(words, 0), "not a word record"},
		"a seal was changed":              {turn(seals, -1), "seal"},
		"a seal is gone":                  {drop(seals), "its chain is broken"},
		"a counter went back":             {func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte(metaRowSeq), number(1)) }, "row.seq is 1"},
		"a thing lies in both spaces":     {func(tx *bbolt.Tx) error { _, k, v := first(tx, hot); return tx.Bucket([]byte("cold")).Put(k, v) }, "it lies in"},
		"a key leads to a thing too many": {func(tx *bbolt.Tx) error { return tx.Bucket([]byte("index")).Put([]byte("x\x00y\x00box\x001"), one) }, "keys lead to"},
		"nothing":                         {func(*bbolt.Tx) error { return nil }, "-"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			s := at(t, path, Options{})
			for i := range 20 {
				err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
					if err := someWork(tx, i); err != nil {
						return err
					}
					return box(tx, "0", noon)
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
				_, err := tx.Append("x", noon, wordChange())
				return err
			}); err != nil {
				t.Fatal(err)
			}
			s.Close()
			raw(t, path, c.damage)
			s = at(t, path, Options{Policy: func() any { return nil }})
			err := s.Check(ctx)
			if c.want == "-" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Check answers %v; it should say %q", err, c.want)
			}
		})
	}
}

func wordChange() []domain.Change {
	return []domain.Change{{Words: []domain.Word{domain.Stamp{}.Word("hello")}}}
}
