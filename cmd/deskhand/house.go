package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
	"github.com/deskhand/deskhand/storage/record"
)

// A house is an open store with the desk folders that were applied to it.
type house struct {
	store *bolt.Store
	reg   *record.Registry
	rooms bot.Rooms
	shelf *folder.Shelf // the folders that were applied

	metrics http.Handler            // answers at /metrics; nil for nothing
	beside  []func(context.Context) // what runs beside the desk, until ctx ends
}

// openHouse opens the store at path and reads its applied folders.
func openHouse(ctx context.Context, path string, change ...func(*bolt.Options)) (*house, error) {
	h := &house{rooms: bot.House(time.LoadLocation), shelf: folder.NewShelf(time.LoadLocation, time.Now)}
	var err error
	if h.reg, err = record.New(h.rooms.Kinds...); err != nil {
		return nil, err
	}
	h.rooms.Command, h.rooms.Record = h.reg.DecodeCommand, h.reg.EncodeCommand
	o := bolt.Options{Policy: h.shelf.Policy}
	for _, f := range change {
		f(&o)
	}
	h.store, err = bolt.Open(path, h.reg, o)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := h.shelf.Read(ctx, h.store); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// apply keeps the files as the desk's folder where none was applied yet. Where another one was,
// that one stays in force.
func (h *house) apply(ctx context.Context, files map[string][]byte, by string) (fresh, same bool, err error) {
	same, number, err := folder.Same(ctx, h.store, files)
	if err != nil || number > 0 {
		return false, same, err
	}
	if _, err := folder.Apply(ctx, h.store, files, by, time.Now()); err != nil {
		return false, false, err
	}
	return true, true, h.shelf.Read(ctx, h.store)
}

func (h *house) close() error { return h.store.Close() }

// explain adds to an error of opening the store what to do about it.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, storage.ErrInUse):
		return fmt.Errorf("%w\nAnother deskhand has %s open: stop it first, or give --store another file", err, path)
	case errors.Is(err, storage.ErrNewerSchema), errors.Is(err, storage.ErrUnknownKind):
		return fmt.Errorf("%w\nStart the release that wrote it, or restore the copy made before the upgrade", err)
	case errors.Is(err, storage.ErrFull):
		return fmt.Errorf("%w\nFree some room and start again; nothing that was acknowledged is lost", err)
	}
	return fmt.Errorf("open %s: %w", path, err)
}
