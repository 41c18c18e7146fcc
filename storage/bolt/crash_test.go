package bolt

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest"
)

// A recorder keeps what is written to a file, commit by commit. bbolt writes data pages, waits
// for them, writes a meta page, and waits for that; so at a power cut in a commit any part of
// its data pages may have arrived while its meta page has not, or all of them and any part of
// the meta page.
type recorder struct {
	base    []byte
	commits []commitWrites
	now     commitWrites
}

type commitWrites struct {
	data []pageWrite
	meta pageWrite
}

type pageWrite struct {
	off int64
	b   []byte
}

const sector = 512

func (r *recorder) watch(write writeAt) writeAt {
	return func(b []byte, off int64) (int, error) {
		w := pageWrite{off, bytes.Clone(b)}
		if off < 2*int64(os.Getpagesize()) {
			r.now.meta = w
			r.commits = append(r.commits, r.now)
			r.now = commitWrites{}
		} else {
			r.now.data = append(r.now.data, w)
		}
		return write(b, off)
	}
}

// put writes the first n sectors of a page, or those that keep says.
func (w pageWrite) put(image []byte, keep func(sector int) bool) []byte {
	if need := int(w.off) + len(w.b); need > len(image) {
		image = append(image, make([]byte, need-len(image))...)
	}
	for i := 0; i < len(w.b); i += sector {
		if keep(i / sector) {
			copy(image[int(w.off)+i:], w.b[i:min(i+sector, len(w.b))])
		}
	}
	return image
}

// until is the file as it was before a commit.
func (r *recorder) until(cut int) []byte {
	image := bytes.Clone(r.base)
	for _, c := range r.commits[:cut] {
		for _, w := range append(c.data, c.meta) {
			image = w.put(image, whole)
		}
	}
	return image
}

func whole(int) bool { return true }

// digest is everything a store holds, except for how often it was opened.
func digest(t testing.TB, path string) [32]byte {
	t.Helper()
	h := sha256.New()
	db, err := bbolt.Open(path, 0o600, fileOptions(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		for s, n := range spaceName {
			err := tx.Bucket([]byte(n)).ForEach(func(k, v []byte) error {
				if space(s) != meta || string(k) != metaEpoch {
					fmt.Fprintf(h, "%s %d %x %d %x\n", n, len(k), k, len(v), v)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return [32]byte(h.Sum(nil))
}

// someWork is one unit of a mixed day.
func someWork(tx storage.Tx, i int) error {
	for j := range 1 + i%3 {
		if err := box(tx, fmt.Sprint((i*7+j*5)%60), noon.Add(time.Duration(i*31%97)*time.Minute)); err != nil {
			return err
		}
	}
	if _, err := tx.Once(fmt.Sprint("once", i), noon.Add(time.Duration(i)*time.Minute)); err != nil {
		return err
	}
	seq, _, err := tx.Receive(storage.Envelope{Key: fmt.Sprint("env", i), Platform: "slack", Raw: bytes.Repeat([]byte{byte(i)}, i*37%3000)}, noon)
	if err != nil {
		return err
	}
	if i%2 == 0 {
		if err := tx.Done(seq); err != nil {
			return err
		}
	}
	if i%9 == 0 {
		if _, err := tx.Expire(noon.Add(time.Duration(i/2)*time.Minute), 5); err != nil {
			return err
		}
		if _, err := tx.Seal(noon.Add(time.Duration(i) * time.Minute)); err != nil {
			return err
		}
	}
	rows, err := tx.Append("x", noon, domain.Only(domain.Effect{Kind: domain.Post, Deed: fmt.Sprint("deed", i), Place: domain.Place{Kind: domain.OperatorPlace}}))
	for _, r := range rows {
		if r.State = storage.Sending; i%4 == 0 {
			r.State = storage.Sent
		}
		if err := tx.PutRow(r); err != nil {
			return err
		}
	}
	return err
}

// day makes a store, records the commits of a day, and answers the digest after each.
func day(t testing.TB, commits int) (*recorder, [][32]byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s := at(t, path, Options{})
	for i := range 200 { // so that spaces have pages of their own
		put(t, s, fmt.Sprint(i), noon)
	}
	s.Close()
	base, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	states := [][32]byte{digest(t, path)}
	r := &recorder{base: base}
	s = at(t, path, Options{}) // raises the epoch: the same digest
	base, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r.base = base
	onWrite(s.db, r.watch)
	for i := range commits {
		if err := s.Update(ctx, storage.People, func(tx storage.Tx) error { return someWork(tx, i) }); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.commits) != commits || len(r.now.data) > 0 {
		t.Fatalf("%d commits were written, not %d", len(r.commits), commits)
	}
	// The state after each commit, from the recording itself.
	image := bytes.Clone(r.base)
	for _, c := range r.commits {
		for _, w := range append(c.data, c.meta) {
			image = w.put(image, whole)
		}
		states = append(states, digest(t, write(t, image)))
	}
	s.Close()
	if last := digest(t, path); last != states[commits] {
		t.Fatal("the recording leads elsewhere than the store")
	}
	return r, states
}

func write(t testing.TB, image []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image.db")
	if err := os.WriteFile(path, bytes.TrimRight(image, "\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(image))); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPowerCut: at a cut in any commit, with any part of its pages written, whatever was
// answered before is there, whole, and what was not answered is there whole or not at all.
func TestPowerCut(t *testing.T) {
	commits, images := 30, 150
	if testing.Short() {
		commits, images = 12, 40
	}
	rec, states := day(t, commits)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	lost, kept := 0, 0
	for range images {
		cut := r.IntN(commits)
		image := rec.until(cut)
		c := rec.commits[cut]
		how := ""
		if r.IntN(2) == 0 {
			share := r.IntN(101)
			how = fmt.Sprintf("cut in the data of commit %d, %d%% of the sectors written", cut, share)
			for _, w := range c.data {
				image = w.put(image, func(int) bool { return r.IntN(100) < share })
			}
		} else {
			sectors := r.IntN(len(c.meta.b)/sector + 1)
			how = fmt.Sprintf("cut in the meta page of commit %d, %d sectors written", cut, sectors)
			for _, w := range c.data {
				image = w.put(image, whole)
			}
			image = c.meta.put(image, func(i int) bool { return i < sectors })
		}
		path := write(t, image)
		s, err := Open(path, storagetest.Registry(t), Options{})
		if err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		if err := s.Check(ctx); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		s.Close()
		switch got := digest(t, path); got {
		case states[cut]:
			lost++
		case states[cut+1]:
			kept++
		default:
			t.Errorf("%s: the store is neither as before the commit nor as after it", how)
		}
	}
	t.Logf("%d images: %d as before the commit that was cut, %d as after it", images, lost, kept)
	if lost == 0 || kept == 0 {
		t.Error("only one way of ending was tried")
	}
}

// TestLyingDisk guards the test above: a disk that writes the meta page before the data is
// found out, by a refusal to open, by Check or by the digest.
func TestLyingDisk(t *testing.T) {
	rec, states := day(t, 10)
	caught, tried := 0, 0
	for cut := range 10 {
		image := rec.until(cut)
		for i, w := range rec.commits[cut].data {
			if i != cut%len(rec.commits[cut].data) {
				image = w.put(image, whole)
			}
		}
		image = rec.commits[cut].meta.put(image, whole)
		tried++
		path := write(t, image)
		// In a process of its own: bbolt panics over pages that cannot be.
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), lookVar+"="+path)
		if err := cmd.Run(); err != nil {
			caught++
		} else if got := digest(t, path); got != states[cut] && got != states[cut+1] {
			caught++
		}
	}
	t.Logf("%d of %d lies were caught", caught, tried)
	if caught < tried/2 {
		t.Errorf("only %d of %d lies were caught", caught, tried)
	}
}

// look opens a store and looks it through.
func look(path string) {
	s, err := Open(path, storagetest.Registry(&testing.B{}), Options{})
	if err == nil {
		err = s.Check(ctx)
	}
	if err != nil {
		os.Exit(1)
	}
	s.Close()
}
