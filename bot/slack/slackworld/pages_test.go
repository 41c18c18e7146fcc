package slackworld

import (
	"flag"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

const pages = "../../testdata"

func boltFile(path string) chat.Opener {
	return func(reg *record.Registry, policy func() any) (storage.Store, error) {
		return bolt.Open(path, reg, bolt.Options{Policy: policy})
	}
}

// rotated chooses one of n by a page's name.
func rotated(name string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int(h.Sum32() % uint32(n))
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

// TestPages plays every page through Slack and the local workspace: the same page comes out.
func TestPages(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	disks := []struct {
		name string
		open func(*testing.T) chat.Opener
	}{
		{"mem", func(*testing.T) chat.Opener { return memory() }},
		{"bolt", func(t *testing.T) chat.Opener { return boltFile(filepath.Join(t.TempDir(), "desk.db")) }},
	}
	for _, name := range names {
		disk := disks[0]
		if rotated(name, 5) == 0 || *product { // every fifth page over a file: each flush takes its time
			disk = disks[1]
		}
		t.Run(name+"/"+disk.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written, played := play(t, root, name, disk.open(t), nil)
				if diff := chat.Diff([]byte(Alike(written, AnyDay)), []byte(Alike(played, AnyDay))); diff != "" {
					t.Errorf("the page came out otherwise through Slack:\n%s", diff)
				}
			})
		})
	}
}

var product = flag.Bool("product", false, "play every page over a file and on every bad day, not on one of them")

// TestPagesOnBadDays plays every page on one bad day, chosen by its name, or, with -product, on
// each: the page shows nothing of it.
func TestPagesOnBadDays(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		today := rotated(name, len(BadDays))
		for i, bad := range BadDays {
			if i != today && !*product {
				continue
			}
			t.Run(name+"/"+bad.Name, func(t *testing.T) {
				if src, err := fs.ReadFile(root, name); err == nil {
					if why := bad.excepted(name, string(src)); why != "" {
						t.Skip(why)
					}
				}
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					written, played := play(t, root, name, memory(), &bad)
					if diff := chat.Diff([]byte(Alike(written, OnBadDays)), []byte(Alike(played, OnBadDays))); diff != "" {
						t.Errorf("the page shows that %s:\n%s", bad.Name, diff)
					}
				})
			})
		}
	}
}

// TestPagesWhereHomeTabsFail plays a page on which Home tabs are drawn while some of those calls fail:
// each is made again, and the page shows nothing of it.
func TestPagesWhereHomeTabsFail(t *testing.T) {
	root := os.DirFS(pages)
	for _, bad := range []BadDay{
		{Name: "answers are lost", Rules: []workspace.Rule{{Method: "views.publish", Times: 3, Kind: workspace.ResetAfter}}},
		{Name: "calls break", Rules: []workspace.Rule{{Method: "views.publish", Times: 3, Kind: workspace.Unavailable}}},
		{Name: "too many of them", Rules: []workspace.Rule{{Method: "views.publish", Times: 2, Kind: workspace.RateLimited, Wait: 3 * time.Second}}},
	} {
		t.Run(bad.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written, played := play(t, root, "home.chat", memory(), &bad)
				if diff := chat.Diff([]byte(Alike(written, OnBadDays)), []byte(Alike(played, OnBadDays))); diff != "" {
					t.Errorf("the page shows that %s:\n%s", bad.Name, diff)
				}
			})
		})
	}
}

func play(t *testing.T, root fs.FS, name string, open chat.Opener, bad *BadDay) (written, played string) {
	t.Helper()
	return playWith(t, root, name, Options{Open: open, Bad: bad})
}

func playWith(t *testing.T, root fs.FS, name string, o Options) (written, played string) {
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
	o.Zones, o.Log, o.Quiet = time.LoadLocation, log, synctest.Wait
	w, err := New(t.Context(), page, cast, o)
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
