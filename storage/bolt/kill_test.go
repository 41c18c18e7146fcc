package bolt

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest"
)

// childVar names the file on which this test binary, started once more, works until it is
// killed; lookVar one that it looks through.
const (
	childVar = "DESKHAND_BOLT_TEST_FILE"
	lookVar  = "DESKHAND_BOLT_TEST_LOOK"
)

const childWriters = 8

func TestMain(m *testing.M) {
	if path := os.Getenv(childVar); path != "" {
		child(path)
	}
	if path := os.Getenv(lookVar); path != "" {
		look(path)
		return
	}
	os.Exit(m.Run())
}

// child writes boxes for ever and says what was answered.
func child(path string) {
	reg := storagetest.Registry(&testing.B{})
	s, err := Open(path, reg, Options{})
	if err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
	fmt.Println("ready")
	for w := range childWriters {
		go func() {
			id := fmt.Sprint(w)
			for {
				var v uint64
				err := s.Update(ctx, storage.Priority(w%2), func(tx storage.Tx) error {
					if err := box(tx, id, noon.Add(time.Duration(rand.IntN(1000))*time.Second)); err != nil {
						return err
					}
					t, err := tx.Load(storagetest.NewBox(id).Ref())
					if err == nil {
						v = t.Version()
					}
					return err
				})
				if err != nil {
					fmt.Println("fault", err)
					os.Exit(1)
				}
				os.Stdout.WriteString(fmt.Sprintf("kept %d %d\n", w, v))
			}
		}()
	}
	select {}
}

// TestKill kills a process in the middle of its work, again and again: what it said was kept
// is kept, at most one unit of each writer more, and the store is sound.
func TestKill(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	path := filepath.Join(t.TempDir(), "desk.db")
	kept := [childWriters]uint64{}
	total, epoch := uint64(0), uint64(0)
	for range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVar+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		if line, err := lines.ReadString('\n'); line != "ready\n" {
			t.Fatalf("the child says %q, %v", line, err)
		}
		time.AfterFunc(time.Duration(20+rand.IntN(200))*time.Millisecond, func() { cmd.Process.Kill() })
		for {
			line, err := lines.ReadString('\n')
			var w int
			var v uint64
			if _, serr := fmt.Sscanf(line, "kept %d %d\n", &w, &v); serr == nil && strings.HasSuffix(line, "\n") {
				kept[w] = v
			} else if strings.HasPrefix(line, "fault") {
				t.Fatal(line)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		cmd.Wait()
		s := at(t, path, Options{})
		for w, v := range kept {
			got := version(t, s, fmt.Sprint(w))
			if got < v || got > v+1 {
				t.Errorf("writer %d: %d was answered, %d is kept", w, v, got)
			}
			kept[w] = got
		}
		if s.epoch < epoch+2 {
			t.Errorf("epoch %d after %d and a process between", s.epoch, epoch)
		}
		epoch = s.epoch
		checked(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range kept {
		total += v
	}
	t.Logf("%d units over %d kills", total, rounds)
	if total == 0 {
		t.Error("nothing was written")
	}
}

// TestFileSizeLimit lets the system itself refuse to let the file grow.
func TestFileSizeLimit(t *testing.T) {
	s, _ := filled(t, 10)
	defer s.Close()
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Skip(err)
	}
	fi, err := os.Stat(s.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(fi.Size()) + 1<<20, Max: old.Max}); err != nil {
		t.Skip(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old)
	fill := func(i int) error {
		return s.Update(ctx, storage.People, func(tx storage.Tx) error {
			return tx.PutBlob(fmt.Sprint("blob", i), make([]byte, 1<<20))
		})
	}
	n := 0
	for err = nil; err == nil && n < 200; n++ {
		err = fill(n)
	}
	if err == nil || !strings.Contains(err.Error(), storage.ErrFull.Error()) {
		t.Fatalf("after %d MB: %v", n, err)
	}
	if version(t, s, "1") != 3 {
		t.Error("reading does not go on")
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if err := fill(n); err != nil {
		t.Errorf("with room again: %v", err)
	}
	checked(t, s)
}
