package folder_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

func TestRead(t *testing.T) {
	root := fstest.MapFS{
		"desk.yaml": {Data: []byte("a")}, "calendars/x.yml": {Data: []byte("b")}, "notes.txt": {Data: []byte("c")},
		".git/config.yaml": {Data: []byte("d")}, ".hidden.yaml": {Data: []byte("e")},
	}
	files, err := folder.Read(root)
	if err != nil || len(files) != 2 || string(files["calendars/x.yml"]) != "b" {
		t.Errorf("%v, %v", folder.Names(files), err)
	}
	if _, err := folder.Read(fstest.MapFS{"big.yaml": {Data: make([]byte, folder.Most+1)}}); err == nil {
		t.Error("a folder of more than its bound was read")
	}
}

// Every applied version stays; the same applied again is not another one.
func TestApply(t *testing.T) {
	reg, err := record.New(bot.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	s, ctx := mem.New(reg, mem.Options{}), context.Background()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if lib, err := folder.Library(ctx, s, time.LoadLocation); err != nil || lib.Latest() != nil {
		t.Fatalf("an empty store has a folder: %v, %v", lib, err)
	}
	desk := func(name string) map[string][]byte {
		return map[string][]byte{
			"desk.yaml": []byte("name: " + name + "\nprefix: desk\nlanguage: en\nzone: UTC\nduty_manager: duty-manager\nregions: [{region: EMEA}]\n" +
				"defaults: {region: EMEA, environment: production, severity: 3, team: t}\n"),
			"teams.yaml":            []byte("teams:\n  - {team: t, name: T, calendar: always, channel: c}\n"),
			"calendars/always.yaml": []byte("calendar: always\nname: Always\nalways: true\n"),
		}
	}
	for i, tt := range []struct {
		name string
		want uint32
	}{{"One", 1}, {"One", 1}, {"Two", 2}, {"One", 3}} {
		n, err := folder.Apply(ctx, s, desk(tt.name), "test", now)
		if err != nil || n != tt.want {
			t.Fatalf("apply %d: %d, %v; want %d", i, n, err, tt.want)
		}
	}
	lib, err := folder.Library(ctx, s, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	if got := lib.At(2).Settings.Name; got != "Two" || lib.Latest().Number != 3 {
		t.Errorf("folder 2 is %q, the last is %d", got, lib.Latest().Number)
	}
	if same, n, err := folder.Same(ctx, s, desk("Two")); same || n != 3 || err != nil {
		t.Errorf("same as the last: %v, %d, %v", same, n, err)
	}
}
