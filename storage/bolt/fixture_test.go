package bolt

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest"
)

var update = flag.Bool("update", false, "write this release's fixture and the golden files anew")

// fixture is a store as this schema's releases write it. It is written once for a schema and
// then only read: each later release must open it and find the same in it.
const fixture = "schema-1"

func TestFixtures(t *testing.T) {
	if _, err := os.Stat(filepath.Join("testdata", fixture+".db.gz")); *update && os.IsNotExist(err) {
		writeFixture(t)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.db.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("fixtures %v %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			if err := os.WriteFile(path, unzipped(t, file), 0o600); err != nil {
				t.Fatal(err)
			}
			s := at(t, path, Options{})
			checked(t, s)
			got := dump(t, s)
			golden := strings.TrimSuffix(file, ".db.gz") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("what is in it reads differently now:\n%s", got)
			}
			put(t, s, "1", noon) // and it goes on
			checked(t, s)
		})
	}
}

func unzipped(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeFixture(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s := at(t, path, Options{})
	for i := range 25 {
		err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
			if err := someWork(tx, i); err != nil {
				return err
			}
			w := domain.Stamp{Seed: [16]byte{byte(i)}}.Word(fmt.Sprint("word ", i))
			edit := domain.Effect{Kind: domain.Edit, Deed: fmt.Sprint("card", i), Place: domain.Place{Kind: domain.CaseThread, ID: fmt.Sprint(i % 4)}, Version: uint64(i)}
			c := domain.Change{Words: []domain.Word{w}, Effects: []domain.Effect{edit}, Void: []string{fmt.Sprint("deed", i-1)}}
			if _, err := tx.Append("fixture", noon, []domain.Change{c}); err != nil {
				return err
			}
			if i%5 == 0 {
				return tx.Forget(w.ID)
			}
			return tx.PutBlob(fmt.Sprint("desk/", i), []byte{byte(i)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	checked(t, s)
	s.Close()
	small := filepath.Join(t.TempDir(), "small.db")
	from, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := bbolt.Open(small, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := bbolt.Compact(to, from, 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	z.Write(b)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", fixture+".db.gz"), zipped.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dump is everything a store answers, as lines.
func dump(t testing.TB, s *Store) string {
	t.Helper()
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	err := s.View(ctx, func(tx storage.Tx) error {
		refs, err := tx.Refs(storagetest.BoxKind, "", 0)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			thing, err := tx.Load(ref)
			if err != nil {
				return err
			}
			b := thing.(*storagetest.Box)
			line("%s v%d owner %s %s tags %q when %s counts %v", ref, b.Version(), b.Owner, b.State, b.Tags, b.When, b.Counts)
			events, err := tx.History(ref, 0, 0)
			if err != nil {
				return err
			}
			for _, e := range events {
				line("  %d %s at %s now %s cause %q %+v", e.Seq, e.Event.EventKind(), e.At, e.Now, e.Cause, e.Event)
			}
		}
		due, err := tx.Due(noon.AddDate(9, 0, 0), 0)
		if err != nil {
			return err
		}
		line("due %v", due)
		found, err := tx.Find(domain.Key{Index: "boxes of owner", Value: "ana"}, 0)
		if err != nil {
			return err
		}
		line("of ana %v", found)
		inbox, err := tx.Inbox(0, 0)
		if err != nil {
			return err
		}
		for _, e := range inbox {
			line("inbox %d %s %s, %d bytes", e.Seq, e.Key, e.Platform, len(e.Raw))
		}
		for i := range 25 {
			for _, key := range []string{storage.RowKey(fmt.Sprint("deed", i)), storage.RowKey(fmt.Sprint("edit/case/", i))} {
				if r, err := tx.Row(key); err == nil {
					line("row %d %s %s %s/%d %s again=%v why=%q cause=%q recorded=%s settled=%s", r.Seq, r.Key, r.Effect.Deed, r.Effect.Kind, r.Effect.Version, r.State, r.Again, r.Why, r.Cause, r.Recorded, r.Settled)
				}
			}
			w := domain.Stamp{Seed: [16]byte{byte(i)}}.Word(fmt.Sprint("word ", i))
			text, err := tx.Word(w.ID)
			if err != nil {
				return err
			}
			blob, _ := tx.Blob(fmt.Sprint("desk/", i))
			line("word %q blob %x", text, blob)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
