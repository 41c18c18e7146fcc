package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"unsafe"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/storage"
)

type writeAt = func(b []byte, off int64) (int, error)

// onWrite puts a function of the test before every write of pages to the file. bbolt has a
// field for it that only its own tests can reach.
func onWrite(db *bbolt.DB, wrap func(write writeAt) writeAt) {
	field := reflect.ValueOf(db).Elem().FieldByName("ops").FieldByName("writeAt")
	p := (*writeAt)(unsafe.Pointer(field.UnsafeAddr()))
	*p = wrap(*p)
}

func dues(t testing.TB, s *Store) (n int) {
	t.Helper()
	err := s.View(ctx, func(tx storage.Tx) error {
		refs, err := tx.Due(noon.AddDate(1, 0, 0), 0)
		n = len(refs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFullDisk: whichever write finds no room, the unit is refused, nothing of it is kept,
// reading goes on, and with room there is nothing to repair.
func TestFullDisk(t *testing.T) {
	s, _ := filled(t, 300) // enough that spaces have pages of their own
	defer s.Close()
	put(t, s, "a", noon)
	left, room := 0, true
	onWrite(s.db, func(write writeAt) writeAt {
		return func(b []byte, off int64) (int, error) {
			if !room {
				if left == 0 {
					return 0, &os.PathError{Op: "write", Path: "desk.db", Err: syscall.ENOSPC}
				}
				left--
			}
			return write(b, off)
		}
	})
	refused := 0
	for n := 0; ; n++ {
		left, room = n, false
		err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, fmt.Sprint("b", n), noon) })
		room = true
		if err == nil {
			break
		}
		refused++
		if !errors.Is(err, storage.ErrFull) {
			t.Fatalf("room for %d writes: %v", n, err)
		}
		if version(t, s, "a") != uint64(n)+1 || version(t, s, fmt.Sprint("b", n)) != 0 || dues(t, s) != 301 {
			t.Errorf("room for %d writes: something was kept", n)
		}
		put(t, s, "a", noon)
		if n%5 == 0 {
			checked(t, s)
		}
	}
	if refused < 5 {
		t.Errorf("only %d writes were tried", refused)
	}
	checked(t, s)
}

// TestBrokenDisk: where the last page may have been written, nobody can say whether the unit
// was kept; the store says so and takes no more until it is opened again.
func TestBrokenDisk(t *testing.T) {
	for name, c := range map[string]struct {
		meta bool
		errs syscall.Errno
	}{
		"after its last page":              {true, syscall.EIO},
		"before it":                        {false, syscall.EIO},
		"after its last page, for no room": {true, syscall.ENOSPC},
	} {
		meta := c.meta
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			s := at(t, path, Options{})
			put(t, s, "a", noon)
			onWrite(s.db, func(write writeAt) writeAt {
				return func(b []byte, off int64) (int, error) {
					last := off < 2*int64(os.Getpagesize())
					if last == meta {
						if meta {
							write(b, off)
						}
						return 0, &os.PathError{Op: "write", Path: "desk.db", Err: c.errs}
					}
					return write(b, off)
				}
			})
			err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, "b", noon) })
			if !errors.Is(err, storage.ErrBroken) || !errors.Is(err, c.errs) {
				t.Errorf("the error is %v", err)
			}
			ran := false
			err = s.Update(ctx, storage.People, func(storage.Tx) error { ran = true; return nil })
			if !errors.Is(err, storage.ErrBroken) || ran {
				t.Errorf("the next unit: %v, ran %v", err, ran)
			}
			if version(t, s, "a") != 1 {
				t.Error("reading does not go on")
			}
			s.Close()
			s = at(t, path, Options{})
			if got := version(t, s, "b") == 1; got != meta {
				t.Errorf("kept: %v", got)
			}
			put(t, s, "c", noon)
			checked(t, s)
		})
	}
}

// TestRoomIsNamed: bbolt keeps only the text of the error that growing the file met.
func TestRoomIsNamed(t *testing.T) {
	for _, err := range []error{syscall.ENOSPC, fmt.Errorf("x: %w", syscall.EDQUOT), errors.New("file resize error: truncate desk.db: file too large")} {
		if !errors.Is(full(err), storage.ErrFull) {
			t.Errorf("%v is not a full disk", err)
		}
	}
	if errors.Is(full(syscall.EIO), storage.ErrFull) {
		t.Error("a read error is a full disk")
	}
}

func TestFaultPoints(t *testing.T) {
	point := ""
	boom := errors.New("boom")
	s := at(t, filepath.Join(t.TempDir(), "desk.db"), Options{Faults: func(at string) error {
		if at == point {
			return boom
		}
		return nil
	}})
	for i, c := range []struct {
		point string
		kept  bool
	}{{"commit", false}, {"committed", true}} {
		id := fmt.Sprint(i)
		point = c.point
		err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return box(tx, id, noon) })
		point = ""
		if !errors.Is(err, boom) {
			t.Errorf("at %q: %v", c.point, err)
		}
		if got := version(t, s, id) == 1; got != c.kept {
			t.Errorf("at %q: kept %v", c.point, got)
		}
	}
	if dues(t, s) != 1 {
		t.Errorf("%d dues", dues(t, s))
	}
	checked(t, s)
}
