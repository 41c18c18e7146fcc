package slackworld

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

const pages = "../../testdata"

func memory() chat.Opener {
	var last *mem.Store
	return func(reg *record.Registry, policy func() any) (s storage.Store, err error) {
		if last == nil {
			last = mem.New(reg, mem.Options{Policy: policy})
			return last, nil
		}
		last, err = last.Reopen()
		return last, err
	}
}

// TestPages plays every page through Slack and the local workspace: the same page comes out.
func TestPages(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written, played := play(t, root, name)
				if diff := chat.Diff([]byte(Alike(written)), []byte(Alike(played))); diff != "" {
					t.Errorf("the page came out otherwise through Slack:\n%s", diff)
				}
			})
		})
	}
}

func play(t *testing.T, root fs.FS, name string) (written, played string) {
	t.Helper()
	src, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	page, err := chat.Parse(name, src, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	cast, err := chat.LoadCast(root, page, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel)
	if !testing.Verbose() {
		log = log.Level(zerolog.ErrorLevel)
	}
	w, err := New(t.Context(), page, cast, Options{Open: memory(), Zones: time.LoadLocation, Log: log, Quiet: synctest.Wait})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	out, err := chat.Play(t.Context(), page, w)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, i := range w.w.Inspected(0) {
		if testing.Verbose() && i.Kind == "call" || i.Error != "" || i.Kind == "late ack" {
			t.Logf("%s %s: %s %s", i.Kind, i.Name, i.Error, i.Text)
		}
	}
	return string(src), strings.TrimRight(string(out), "\n") + "\n"
}
