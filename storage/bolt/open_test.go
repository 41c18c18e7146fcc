package bolt

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
)

var ctx = context.Background()

// at opens a store and closes it with the test.
func at(t testing.TB, path string, o Options) *Store {
	t.Helper()
	s, err := Open(path, storagetest.Registry(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fresh is a store in a directory of the test.
func fresh(t testing.TB) *Store {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "desk.db"), Options{})
}

// box makes a box, or moves it.
func box(tx storage.Tx, id string, when time.Time) error {
	out, err := domain.Step(tx, decide(func(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
		t, err := r.Load(domain.Ref{Kind: storagetest.BoxKind, ID: id})
		if errors.Is(err, domain.ErrNotFound) {
			return []domain.Change{domain.Create(storagetest.NewBox(id), storagetest.BoxMade{Owner: "ana", When: when})}, nil
		}
		if err != nil {
			return nil, err
		}
		return []domain.Change{domain.Alter(t, storagetest.BoxMoved{Owner: "ana", When: when})}, nil
	}), domain.Stamp{Now: noon})
	if err != nil {
		return err
	}
	_, err = tx.Append("test", noon, out.Changes)
	return err
}

func put(t testing.TB, s *Store, id string, when time.Time) {
	t.Helper()
	if err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, id, when) }); err != nil {
		t.Fatal(err)
	}
}

// version is a box's version, 0 where there is none.
func version(t testing.TB, s *Store, id string) (v uint64) {
	t.Helper()
	err := s.View(ctx, func(tx storage.Tx) error {
		b, err := tx.Load(domain.Ref{Kind: storagetest.BoxKind, ID: id})
		if errors.Is(err, domain.ErrNotFound) {
			return nil
		}
		if err == nil {
			v = b.Version()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func checked(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Check(ctx); err != nil {
		t.Errorf("check: %v", err)
	}
	storagetest.Replayed(t, s, s.reg)
}

func TestFileIsPrivate(t *testing.T) {
	s := fresh(t)
	fi, err := os.Stat(s.db.Path())
	if err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", fi.Mode(), err)
	}
	if s.db.NoSync || s.db.NoGrowSync {
		t.Error("sync is off")
	}
}

func TestInUse(t *testing.T) {
	s := fresh(t)
	start := time.Now()
	_, err := Open(s.db.Path(), storagetest.Registry(t), Options{})
	if !errors.Is(err, storage.ErrInUse) || !strings.Contains(err.Error(), s.db.Path()) {
		t.Errorf("the error is %v", err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("refused after %s", d)
	}
}

// raw changes a closed store's file behind its back.
func raw(t testing.TB, path string, fn func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, fileOptions(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(fn); err != nil {
		t.Fatal(err)
	}
}

func TestNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	at(t, path, Options{}).Close()
	raw(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte(metaSchema), number(schema+6))
	})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, storagetest.Registry(t), Options{})
	if !errors.Is(err, storage.ErrNewerSchema) || !strings.Contains(err.Error(), "schema 7") || !strings.Contains(err.Error(), "knows 1") {
		t.Errorf("the error is %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the refused file was changed (%v)", err)
	}
}

func TestAnotherBoltFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	raw(t, path, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("widgets")); return err })
	if _, err := Open(path, storagetest.Registry(t), Options{}); err == nil || !strings.Contains(err.Error(), "widgets") {
		t.Errorf("the error is %v", err)
	}
	junk := filepath.Join(t.TempDir(), "junk.db")
	if err := os.WriteFile(junk, bytes.Repeat([]byte("not a store\n"), 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(junk, storagetest.Registry(t), Options{}); err == nil || !strings.Contains(err.Error(), junk) {
		t.Errorf("the error is %v", err)
	}
}

func TestUnknownKindsStopTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		fill func(tx storage.Tx) error
		want string
	}{
		"a thing and its event": {func(tx storage.Tx) error { return box(tx, "1", noon) }, `["event box.made/1" "thing box"]`},
		"a command that waits": {func(tx storage.Tx) error {
			_, _, err := tx.Receive(storage.Envelope{Key: "k", Platform: storage.Desk, Kind: "box.open"}, noon)
			return err
		}, `command "box.open"`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			s := at(t, path, Options{})
			if err := s.Update(ctx, storage.People, c.fill); err != nil {
				t.Fatal(err)
			}
			s.Close()
			none, err := record.New()
			if err != nil {
				t.Fatal(err)
			}
			_, err = Open(path, none, Options{})
			if !errors.Is(err, storage.ErrUnknownKind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v", err)
			}
			again, err := Open(path, storagetest.Registry(t), Options{})
			if err != nil {
				t.Fatal(err)
			}
			again.Close()
		})
	}
}

func TestCopyIsConsistent(t *testing.T) {
	s := fresh(t)
	put(t, s, "a", noon)
	put(t, s, "b", noon)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				put(t, s, "a", noon)
				put(t, s, "b", noon)
			}
		}
	}()
	for i := range 5 {
		var file bytes.Buffer
		if _, err := s.WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Open(path, s.reg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checked(t, c)
		if a, b := version(t, c, "a"), version(t, c, "b"); a != b && a != b+1 {
			t.Errorf("copy %d: a at %d, b at %d", i, a, b)
		}
		c.Close()
	}
	close(stop)
	<-done
}

func TestPolicyIsOneWithinAUnit(t *testing.T) {
	n := 0
	s := at(t, filepath.Join(t.TempDir(), "desk.db"), Options{Policy: func() any { n++; return n }})
	err := s.Update(ctx, storage.People, func(tx storage.Tx) error {
		if a, b := tx.Policy(), tx.Policy(); a != b {
			t.Errorf("policy %v, then %v", a, b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fresh(t).View(ctx, func(tx storage.Tx) error {
		if tx.Policy() != nil {
			t.Error("a policy out of nowhere")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
