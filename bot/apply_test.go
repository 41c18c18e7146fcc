package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A harbour is a desk that can die at any point of a unit and start again, with a number of open
// cases.
type harbour struct {
	t      *testing.T
	reg    *record.Registry
	shelf  *folder.Shelf
	store  *mem.Store
	desk   *bot.Desk
	now    time.Time
	faults func(string) error
}

var ctx = context.Background()

func newHarbour(t *testing.T, cases int) *harbour {
	t.Helper()
	reg, err := record.New(bot.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	h := &harbour{t: t, reg: reg, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	h.shelf = folder.NewShelf(time.LoadLocation, func() time.Time { return h.now })
	h.store = mem.New(reg, mem.Options{Policy: func() any { return h.shelf.Policy() }, Faults: func(at string) error {
		if h.faults != nil {
			return h.faults(at)
		}
		return nil
	}})
	if _, err := folder.Apply(ctx, h.store, h.files("harbour"), "test", h.now); err != nil {
		t.Fatal(err)
	}
	h.start()
	h.operate("account", account.PutAccount{ID: "fjord", Name: "Fjord", Region: "EMEA", Contracts: []account.Contract{{ID: "f", Offering: "watch", Tier: "full"}}})
	for i := range cases {
		h.operate(fmt.Sprintf("case/%d", i), casework.OpenCase{Account: "fjord", Severity: 2 + i%2, Title: "It is slow", Different: true})
	}
	t.Cleanup(func() { storagetest.Replayed(t, h.store, reg) })
	return h
}

func (h *harbour) files(name string) map[string][]byte {
	h.t.Helper()
	files, err := folder.Read(os.DirFS("testdata/desks/" + name))
	if err != nil {
		h.t.Fatal(err)
	}
	return files
}

// start starts a process over what the store holds.
func (h *harbour) start() {
	h.t.Helper()
	h.shelf = folder.NewShelf(time.LoadLocation, func() time.Time { return h.now })
	err := h.shelf.Read(ctx, h.store)
	if err == nil {
		h.desk, err = bot.New(ctx, bot.Options{Store: h.store, Rooms: bot.House(time.LoadLocation), Now: func() time.Time { return h.now }, Log: zerolog.Nop()})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// dies ends the process and starts the next one.
func (h *harbour) dies() {
	h.t.Helper()
	faults := h.faults
	h.faults = nil
	next, err := h.store.Reopen()
	if err != nil {
		h.t.Fatal(err)
	}
	h.store = next
	h.start()
	h.faults = faults
}

func (h *harbour) operate(cause string, c domain.Command) {
	h.t.Helper()
	if _, err := h.desk.Operate(ctx, cause, c); err != nil {
		h.t.Fatal(err)
	}
}

func (h *harbour) view(fn func(storage.Tx) error) {
	h.t.Helper()
	if err := h.store.View(ctx, fn); err != nil {
		h.t.Fatal(err)
	}
}

// job is the last job.
func (h *harbour) job() *migration.Job {
	h.t.Helper()
	var last *migration.Job
	h.view(func(tx storage.Tx) error {
		all, err := migration.All(tx)
		if len(all) > 0 {
			last = all[len(all)-1]
		}
		return err
	})
	return last
}

// done counts what is on record of a case: how often it was brought anywhere, and its moved dues.
func (h *harbour) done(id string) (brought, moved int) {
	h.view(func(tx storage.Tx) error {
		all, err := tx.History(domain.Ref{Kind: casework.Kind, ID: id}, 0, 0)
		for _, e := range all {
			switch e.Event.(type) {
			case casework.Migrated:
				brought++
			case casework.DueMoved:
				moved++
			}
		}
		return err
	})
	return brought, moved
}

// K20: a process that dies at any point while open cases are brought to a folder goes on where it
// was: each case is brought there once, each due moved once, told once; and a step makes no more than
// its hundred writes, which the store itself holds.
func TestApplyIsResumed(t *testing.T) {
	const cases = 40
	for seed := range uint64(6) {
		h := newHarbour(t, cases)
		r := rand.New(rand.NewPCG(seed, 7))
		deaths := 0
		h.faults = func(at string) error {
			if r.IntN(12) == 0 {
				deaths++
				h.store.Crash()
				return mem.ErrCrashed
			}
			return nil
		}
		a := bot.Application{Files: h.files("harbour-2"), By: "lena", Migrate: true, Seen: 1}
		for h.job() == nil { // the application itself may be lost, and is then asked for again
			if _, err := h.desk.Apply(ctx, h.shelf, a); errors.Is(err, mem.ErrCrashed) {
				h.dies()
			} else if err != nil {
				t.Fatal(err)
			}
		}
		for turns := 0; h.job().Ended.IsZero(); turns++ {
			if turns > 500 {
				t.Fatalf("seed %d: it comes to no end: %+v", seed, h.job())
			}
			h.now = h.now.Add(time.Second)
			if _, err := h.desk.WorkDue(ctx, h.now); errors.Is(err, mem.ErrCrashed) {
				h.dies()
			} else if err != nil {
				t.Fatal(err)
			}
		}
		h.faults = nil
		for i := range cases {
			brought, moved := h.done(fmt.Sprint(i + 1))
			if want := 2 - i%2; brought != 1 || moved != want { // a first response and a restoration, or a resolution
				t.Errorf("seed %d: case %d was brought there %d times and had %d dues moved, not %d", seed, i+1, brought, moved, want)
			}
		}
		notes := 0
		h.view(func(tx storage.Tx) error {
			rows, err := tx.OpenRows(0, 0)
			for _, row := range rows {
				if d := row.Effect.Doc; d != nil && d.Head.ID == "migrate.told" {
					notes++
				}
			}
			return err
		})
		j := h.job()
		if notes != cases || j.Cases != cases || j.Looked != cases || j.Earlier != cases/2 || j.Later != cases || deaths == 0 {
			t.Errorf("seed %d: %d notes, %d deaths, %+v", seed, notes, deaths, j)
		}
		h.operate("again", migration.Apply{Folder: 2, By: "lena", Migrate: true})
		for h.job().Ended.IsZero() {
			h.now = h.now.Add(time.Second)
			if _, err := h.desk.WorkDue(ctx, h.now); err != nil {
				t.Fatal(err)
			}
		}
		if j := h.job(); j.ID != "2" || j.Cases != 0 || j.Looked != cases {
			t.Errorf("seed %d: brought there again: %+v", seed, j)
		}
	}
}

// R12: a folder that is to come in force later is kept, decides nothing until then, and comes in force
// by itself, also in a process that started before; its job waits for it.
func TestApplyFromAnInstant(t *testing.T) {
	h := newHarbour(t, 2)
	from := h.now.Add(6 * time.Hour)
	n, err := h.desk.Apply(ctx, h.shelf, bot.Application{Files: h.files("harbour-2"), From: from, By: "lena", Migrate: true, Seen: 1})
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	pin := func() sla.Pin {
		t.Helper()
		var c *casework.Case
		h.view(func(tx storage.Tx) (err error) { c, err = casework.Load(tx, "1"); return err })
		return c.Pin
	}
	for _, wait := range []time.Duration{time.Hour, 4 * time.Hour} {
		h.now = h.now.Add(wait)
		if _, err := h.desk.WorkDue(ctx, h.now); err != nil {
			t.Fatal(err)
		}
		if l := h.shelf.Library(); l.Latest().Number != 1 || l.At(2) != nil || pin().Desk != 1 {
			t.Fatalf("at %s folder %d is in force, the case under %d", h.now, l.Latest().Number, pin().Desk)
		}
	}
	h.dies()
	for h.now = from; h.job().Ended.IsZero(); h.now = h.now.Add(time.Second) {
		if _, err := h.desk.WorkDue(ctx, h.now); err != nil {
			t.Fatal(err)
		}
	}
	if l := h.shelf.Library(); l.Latest().Number != 2 || pin().Desk != 2 {
		t.Errorf("folder %d is in force, the case under %d", l.Latest().Number, pin().Desk)
	}
	var a *offering.Applied
	h.view(func(tx storage.Tx) (err error) {
		if a, err = offering.AppliedAs(tx, 2); err != nil {
			return err
		}
		if by, err := tx.Word(a.By); by != "lena" {
			t.Errorf("applied by %q: %v", by, err)
		}
		return nil
	})
	if !a.From.Equal(from) || a.Digest != folder.Digest(h.files("harbour-2")) {
		t.Errorf("on record: %+v", a)
	}
}

// Whoever saw what their folder would do beside another one does not apply it beside a third; the
// same folder is not another one; a later job ends the one before.
func TestApplyAfterSeeing(t *testing.T) {
	h := newHarbour(t, 1)
	two := h.files("harbour-2")
	if _, err := h.desk.Retime(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := h.desk.Apply(ctx, h.shelf, bot.Application{Files: two, Seen: 1, Migrate: true}); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := h.desk.Apply(ctx, h.shelf, bot.Application{Files: h.files("harbour"), Seen: 1}); !errors.Is(err, bot.ErrOtherFolder) {
		t.Errorf("applied over an unseen folder: %v", err)
	}
	if n, err := h.desk.Apply(ctx, h.shelf, bot.Application{Files: two, Seen: 2}); n != 2 || err != nil {
		t.Errorf("the same again is folder %d: %v", n, err)
	}
	if n, err := h.desk.Retime(ctx); n != 0 || err != nil {
		t.Errorf("one more folder was taken for other rules of the zones: %d things were looked at, %v", n, err)
	}
	three := maps.Clone(two)
	three["teams.yaml"] = bytes.Replace(three["teams.yaml"], []byte("The Watch"), []byte("Watch"), 1)
	if n, err := h.desk.Apply(ctx, h.shelf, bot.Application{Files: three, Seen: 2, Migrate: true}); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	h.view(func(tx storage.Tx) error {
		all, err := migration.All(tx)
		if err == nil && (len(all) != 2 || !all[0].Overtaken || all[0].Ended.IsZero() || !all[1].Ended.IsZero()) {
			t.Errorf("jobs: %+v", all)
		}
		return err
	})
}
