// Package storage is what is asked of a store: load a thing, append what a step decided, say
// what is due, keep the inbox and the outbox, remember which requests were seen. It holds no
// rule of the desk and no format; a store is a package below it, held to its promises by
// package storagetest, and shares the form of its records through package record.
//
// A unit (the function given to Update) decides before it writes: what it writes is buffered
// and applied only if it returns nil. It may be run more than once, from the start, so it
// touches only its Tx and assigns to — never adds to — what lies outside.
package storage

import (
	"context"
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// Errors of opening a store and of using it.
var (
	// ErrNewerSchema is a store written by a later release; its text names both versions.
	ErrNewerSchema = errors.New("the store was written by a newer release")
	// ErrUnknownKind is a record of a kind this release does not know; its text names it.
	ErrUnknownKind = errors.New("the store holds a kind that this release does not know")
	// ErrInUse is a store that another process has open.
	ErrInUse = errors.New("the store is in use by another process")
	// ErrFull is a disk with no room: the unit is refused, nothing of it is kept. Freeing room
	// is enough to go on.
	ErrFull = errors.New("no room left on the disk of the store")
	// ErrBroken is a disk that failed in the middle of a commit. Whether the units of that
	// commit were kept is known only when the store is opened again; until then it takes no more.
	ErrBroken = errors.New("the disk of the store failed during a commit: open the store again")
	// ErrClosed is a store that was closed.
	ErrClosed = errors.New("the store is closed")
)

// A Priority says who is served first when several units wait for the next flush.
type Priority uint8

// Intake goes before all: who brought it is told only when it is durable, and counts the time
// until then. Its units are short, and a flush that holds one waits for no others. People go
// before what comes due by itself.
const (
	People Priority = iota
	Background
	Intake
)

// A Store keeps everything.
type Store interface {
	// View shows one consistent state. It should be short, and is never called from inside a
	// unit: what a unit wants to know it asks its own Tx.
	View(context.Context, func(Tx) error) error
	// Update returns after the unit's writes are durable, or with the unit's own error and
	// nothing of it kept. A context that ends takes a unit back that was not begun; one that
	// was begun is waited for, so that the answer is always true. A panic of the unit is an
	// error of the unit. Units that waited together may share one flush, in which none of them
	// harms another.
	Update(context.Context, Priority, func(Tx) error) error
	// Close finishes the units that were accepted and takes no more.
	Close() error
}

// A Tx is one consistent view, and in Update the buffer of one unit's writes, which the same
// unit reads back. Writing in a View is an error. Where a list takes a limit, 0 means all. It
// is used by one goroutine, and not after its unit has returned.
type Tx interface {
	domain.Reader

	// Append writes a step's changes: records, events, words, keys, due, rows; it answers
	// the rows that are new or were woken. A row whose deed was ever recorded is dropped;
	// edits of one place share a row (Collapse). Deeds are voided last, so that a step takes
	// back what it said itself. A word that is there is not written again: what was forgotten
	// stays forgotten. domain.ErrConflict where a version is not the one read; an error where
	// the changes are not what Step answers or make more than domain.MaxWrites writes.
	Append(cause string, now time.Time, changes []domain.Change) ([]Row, error)
	// History lists a thing's events after the given sequence number, oldest first.
	History(ref domain.Ref, after uint64, limit int) ([]domain.Recorded, error)
	// Refs lists the things of a kind by id, after the given id.
	Refs(kind domain.Kind, after string, limit int) ([]domain.Ref, error)
	// Forget replaces a word's record by an empty one, so that Word answers "". Chains and
	// replay stand. domain.ErrNotFound, here and from Word, for a word never recorded.
	Forget(domain.WordID) error

	// Due lists at most n things whose due is not after now, earliest first (ties by ref).
	Due(now time.Time, n int) ([]domain.Ref, error)
	// NextDue is the earliest due of all; zero where nothing will come due.
	NextDue() (time.Time, error)

	// Once notes a natural request key and reports whether it is new. It is kept until the
	// given instant at least.
	Once(key string, until time.Time) (fresh bool, err error)
	// Expire forgets request keys kept until before now, at most n.
	Expire(now time.Time, n int) (int, error)

	// Receive keeps an envelope until Done, under the next number. An envelope whose key is
	// known is not kept again: fresh is false and seq is that of the first, or 0 if it was
	// already worked off. The key is known until the given instant at least; it is no key of
	// Once. ErrUnknownKind for a command of the desk's own that nobody could read back.
	Receive(e Envelope, until time.Time) (seq uint64, fresh bool, err error)
	// Inbox lists envelopes not worked off, oldest first.
	Inbox(after uint64, n int) ([]Envelope, error)
	// Done takes an envelope off the inbox.
	Done(seq uint64) error

	// Row answers a row, open or settled, by key; domain.ErrNotFound where there is none.
	Row(key string) (Row, error)
	// OpenRows lists rows not settled, oldest first, after the given sequence number.
	OpenRows(after uint64, n int) ([]Row, error)
	// PutRow writes a row back under its key, moving it between open and settled by its state.
	// A row of a new key (a digest) must have Seq 0 and is given the next place in the order.
	PutRow(Row) error

	// Blob and PutBlob keep small named files: applied desk folders, settings.
	// domain.ErrNotFound where there is none of that name.
	Blob(name string) ([]byte, error)
	PutBlob(name string, data []byte) error

	// Seal chains the heads of all things changed since the last seal, at most once a minute
	// of the caller's time, and reports how many there were.
	Seal(now time.Time) (int, error)
	// Epoch is a number that was raised when this process opened the store: what an earlier
	// process began, it did not finish.
	Epoch() uint64
}
