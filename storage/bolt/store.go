package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// Options of a store. The zero value will do.
type Options struct {
	// Policy answers what Tx.Policy answers: the applied desk folders.
	Policy func() any
	// Faults is asked at named points and may answer an error, for tests: "commit" (nothing of
	// the flush is kept) and "committed" (it is kept, yet the callers are told the error).
	Faults func(point string) error
	// Wrote is shown, for measurements, every key that a unit hands to its flush and the value
	// put under it, nil where it was removed: what a bare file would have to do as well.
	Wrote func(bucket string, key, value []byte)
	// Unsynced leaves it to the machine when a flush reaches the disk: a crash of the machine may
	// leave a file that cannot be opened. It is for a store that is being made up and could be made
	// up again; nobody is told that anything is kept. A store for people never has it.
	Unsynced bool
}

// A Store is a desk in one open file.
type Store struct {
	db     *bbolt.DB
	reg    *record.Registry
	o      Options
	epoch  uint64
	due    *dueHeap
	lately lately
	queue  *queue
	pace   pace          // of runLoop alone
	done   chan struct{} // closed when runLoop has ended
}

var _ storage.Store = (*Store)(nil)

// Open opens the file, or makes it (mode 0600). It refuses, by name, a file of a newer release
// (storage.ErrNewerSchema), of kinds that are not in the registry (storage.ErrUnknownKind), or
// that another process has open (storage.ErrInUse).
func Open(path string, reg *record.Registry, o Options) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, fileOptions(o))
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("open store %s: %w; stop that process, or give this one another file", path, storage.ErrInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, full(err))
	}
	s := &Store{db: db, reg: reg, o: o, queue: newQueue(), done: make(chan struct{})}
	if s.epoch, err = prepare(db, reg); err == nil {
		s.due, err = loadDue(db)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open store %s: %w", path, full(err))
	}
	go s.runLoop(nil, nil)
	return s, nil
}

// fileOptions are those of every file; sync is on, save for a store that is being made up.
func fileOptions(of Options) *bbolt.Options {
	o := &bbolt.Options{
		NoSync:         of.Unsynced,
		Timeout:        time.Second,
		FreelistType:   bbolt.FreelistMapType,
		NoFreelistSync: true,
		NoStatistics:   true,
	}
	if strconv.IntSize == 64 {
		o.InitialMmapSize = 1 << 30 // addresses, not memory: a file that grows need not wait for its readers
	}
	return o
}

// Close implements storage.Store.
func (s *Store) Close() error {
	s.queue.close()
	<-s.done
	return s.db.Close()
}

// View implements storage.Store.
func (s *Store) View(ctx context.Context, fn func(storage.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	btx, err := s.db.Begin(false)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return storage.ErrClosed
	}
	if err != nil {
		return err
	}
	defer btx.Rollback()
	t := newTx(s, newFlush(btx))
	t.readOnly = true
	defer t.end()
	return fn(t)
}

// WriteTo writes a copy of the whole store as it is now, while it stays in use. The copy is a
// file that Open opens.
func (s *Store) WriteTo(w io.Writer) (int64, error) {
	btx, err := s.db.Begin(false)
	if err != nil {
		return 0, err
	}
	defer btx.Rollback()
	return btx.WriteTo(w)
}
