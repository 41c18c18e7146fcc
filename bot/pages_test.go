package bot_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

var update = flag.Bool("update", false, "rewrite the pages as they come out; read the difference before committing it")

// disks are the stores that every page is played over.
var disks = []struct {
	name string
	open func(t *testing.T) chat.Opener
}{
	{"mem", func(*testing.T) chat.Opener { return memory() }},
	{"bolt", func(t *testing.T) chat.Opener { return boltFile(filepath.Join(t.TempDir(), "desk.db")) }},
}

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

func boltFile(path string) chat.Opener {
	return func(reg *record.Registry, policy func() any) (storage.Store, error) {
		return bolt.Open(path, reg, bolt.Options{Policy: policy})
	}
}

// TestPages plays every page of testdata on paper, over every store.
func TestPages(t *testing.T) {
	root := os.DirFS("testdata")
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		for i, disk := range disks {
			t.Run(name+"/"+disk.name, func(t *testing.T) {
				t.Parallel()
				written, played := play(t, root, name, disk.open(t))
				if *update {
					if i == 0 {
						if err := os.WriteFile(filepath.Join("testdata", name), played, 0o644); err != nil {
							t.Fatal(err)
						}
					}
					return
				}
				if diff := chat.Diff(written, played); diff != "" {
					t.Errorf("the page came out otherwise (go test ./bot -run TestPages -update rewrites it):\n%s", diff)
				}
			})
		}
	}
}

func play(t *testing.T, root fs.FS, name string, open chat.Opener) (written, played []byte) {
	t.Helper()
	written, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	page, err := chat.Parse(name, written, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	cast, err := chat.LoadCast(root, page, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.ErrorLevel)
	w, err := chat.OnPaper(t.Context(), page, cast, open, time.LoadLocation, log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	played, err = chat.Play(t.Context(), page, w)
	if err != nil {
		t.Fatalf("%v\n%s", err, played)
	}
	return written, played
}
