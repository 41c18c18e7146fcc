package bot_test

import (
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// K28: a process that starts with other rules for a zone derives every open due anew, records
// which one moved, and why, and tells staff; a third start finds nothing to do.
func TestZonesRulesChanged(t *testing.T) {
	files, err := folder.Read(os.DirFS("testdata/desks/harbour"))
	if err != nil {
		t.Fatal(err)
	}
	// The second set of rules gives Oslo London's.
	other := func(name string) (*time.Location, error) {
		if name == "Europe/Oslo" {
			name = "Europe/London"
		}
		return time.LoadLocation(name)
	}
	var lib atomic.Pointer[offering.Library]
	load := func(zones func(string) (*time.Location, error)) {
		d, faults := offering.Parse(files, zones)
		if d == nil {
			t.Fatal(faults)
		}
		lib.Store(offering.NewLibrary(d.Numbered(1)))
	}
	load(time.LoadLocation)
	reg, err := record.New(bot.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	store := mem.New(reg, mem.Options{Policy: func() any { return lib.Load() }})
	ctx := context.Background()
	start := func() *bot.Desk {
		t.Helper()
		d, err := bot.New(ctx, bot.Options{Store: store, Rooms: bot.House(time.LoadLocation), Now: func() time.Time { return now }, Log: zerolog.Nop()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Close)
		return d
	}
	d := start()
	if n, err := d.Retime(ctx); n != 0 || err != nil {
		t.Fatalf("the first start looked at %d: %v", n, err)
	}
	for i, c := range []domain.Command{
		account.PutAccount{ID: "fjord", Name: "Fjord", Region: "EMEA", Contracts: []account.Contract{{ID: "f", Offering: "watch", Tier: "full"}}},
		casework.OpenCase{Account: "fjord", Severity: 3, Title: "A screen flickers"},
	} {
		if _, err := d.Operate(ctx, "setup/"+string(rune('0'+i)), c); err != nil {
			t.Fatal(err)
		}
	}
	moved := func() (n int) {
		t.Helper()
		err := store.View(ctx, func(tx storage.Tx) error {
			n = 0
			events, err := tx.History(domain.Ref{Kind: casework.Kind, ID: "1"}, 0, 0)
			for _, e := range events {
				if _, ok := e.Event.(casework.DueMoved); ok {
					n++
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n, err := start().Retime(ctx); n != 0 || err != nil || moved() != 0 {
		t.Fatalf("a start under the same rules looked at %d and moved %d: %v", n, moved(), err)
	}
	load(other)
	if n, err := start().Retime(ctx); n != 1 || err != nil {
		t.Fatalf("a start under other rules looked at %d: %v", n, err)
	}
	// The resolution, which ends at a close, moved; the first response, all within the hours of
	// both, did not.
	if got := moved(); got != 1 {
		t.Errorf("%d dues moved, want 1", got)
	}
	if n, err := start().Retime(ctx); n != 0 || err != nil || moved() != 1 {
		t.Errorf("the next start looked at %d again: %v", n, err)
	}
}
