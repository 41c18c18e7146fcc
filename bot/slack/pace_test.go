package slack_test

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// TestPace: five thousand posts into fifty channels, by the real desk and the real adapter, into
// a workspace that takes one a second a channel and 300 a minute in all. None is tried before the
// Retry-After of an earlier one has passed, none is lost or said twice, and all of it takes no
// longer than the limits alone do, and a twentieth. Time is the bubble's.
func TestPace(t *testing.T) {
	const channels, each, perMinute = 50, 100, 300
	synctest.Test(t, func(t *testing.T) {
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		pipe := workspace.NewPipe("workspace.test")
		space := workspace.New(workspace.Options{Seed: 1, Team: workspace.Team{ID: "T0HARBOUR", Name: "Harbour"}})
		app := space.Install(workspace.App{Name: "deskhand", Scopes: workspace.AllScopes()})
		ctx, stop := context.WithCancel(context.Background())
		served := make(chan error, 1)
		go func() { served <- space.Serve(ctx, pipe) }()

		rooms := bot.House(time.LoadLocation)
		reg, err := record.New(rooms.Kinds...)
		ok(err)
		rooms.Command, rooms.Record = reg.DecodeCommand, reg.EncodeCommand
		lib := offering.NewLibrary()
		store := mem.New(reg, mem.Options{Policy: func() any { return lib }})
		shipped, err := fs.Sub(deploy.Desk, "desk")
		ok(err)
		files, err := folder.Read(shipped)
		ok(err)
		_, err = folder.Apply(ctx, store, files, "test", time.Now())
		ok(err)
		lib, err = folder.Library(ctx, store, time.LoadLocation)
		ok(err)

		adapter := slack.New(slack.Options{BotToken: app.BotToken, AppToken: app.AppToken, API: "http://workspace.test/api/", Prefix: "desk",
			Dial: pipe.DialContext, Log: zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.ErrorLevel)})
		d, err := bot.New(ctx, bot.Options{Store: store, Rooms: rooms, Platforms: []bot.Platform{adapter}, Log: zerolog.Nop()})
		ok(err)
		var effects []domain.Effect
		for n := range channels {
			id := fmt.Sprintf("a%02d", n)
			c, err := space.AddChannel(workspace.Channel{Name: id, Members: []string{"deskhand"}})
			ok(err)
			for _, cmd := range []domain.Command{
				account.PutAccount{ID: id, Name: "Account " + id, Region: "EMEA", Zone: "Europe/Oslo"},
				place.Bind{Place: card.AccountChannel(id).Address(), Spot: domain.Spot{Platform: slack.Platform, Team: "T0HARBOUR", Channel: c.ID}},
			} {
				_, err := d.Operate(ctx, fmt.Sprintf("test/%s/%T", id, cmd), cmd)
				ok(err)
			}
			for i := range each {
				effects = append(effects, card.AccountChannel(id).PostTo(fmt.Sprintf("test/%s/%d", id, i), domain.LanePost, card.ForCustomer(domain.Plain, domain.Say("desk.fault"))))
			}
		}
		now := d.Now()
		var rows []storage.Row
		for some := range slices.Chunk(effects, 50) {
			ok(store.Update(ctx, storage.People, func(tx storage.Tx) error {
				more, err := tx.Append("test", now, domain.Only(some...))
				rows = append(rows, more...)
				return err
			}))
		}
		d.Close()
		d, err = bot.New(ctx, bot.Options{Store: store, Rooms: rooms, Platforms: []bot.Platform{adapter}, Log: zerolog.Nop()})
		ok(err)
		ended := make(chan error, 1)
		began := time.Now()
		go func() { ended <- d.Run(ctx) }()

		// A bucket that holds a minute's worth is full at first and fills evenly.
		least := time.Duration(channels*each-perMinute) * time.Minute / perMinute
		time.Sleep(2 * least)
		synctest.Wait()

		posted, last := map[string]bool{}, began
		for _, h := range space.Happened(0) {
			if h.Kind == workspace.Posted && h.Message.App == app.ID {
				posted[h.Message.Channel+"/"+h.Message.TS] = true
				last = h.At
			}
		}
		spots := map[string]bool{}
		ok(store.View(ctx, func(tx storage.Tx) error {
			for _, row := range rows {
				r, err := tx.Row(row.Key)
				if err != nil {
					return err
				}
				if r.State == storage.Sent {
					spots[r.Spot.Channel+"/"+r.Spot.Message] = true
				}
			}
			return nil
		}))
		if len(posted) != channels*each || len(spots) != len(posted) {
			t.Errorf("%d posted, %d known to be, of %d", len(posted), len(spots), channels*each)
		}
		early, refused := 0, 0
		for _, i := range space.Inspected(0) {
			switch {
			case strings.Contains(i.Text, "before its Retry-After"):
				early++
			case i.Kind == "call" && i.Error == "ratelimited":
				refused++
			}
		}
		if early > 0 {
			t.Errorf("%d calls before a Retry-After had passed", early)
		}
		took := last.Sub(began)
		if took > least+least/20 {
			t.Errorf("it took %s, and the limits alone take %s", took, least)
		}
		t.Logf("%d posts in %s, where the limits alone take %s; %d refused for coming too fast", len(posted), took, least, refused)
		stop()
		ok(<-ended)
		d.Close()
		ok(<-served)
	})
}
