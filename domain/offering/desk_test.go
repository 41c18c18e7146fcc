package offering_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

// shippedFiles is the shipped desk folder by path within it.
func shippedFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(deploy.Desk, "desk", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(deploy.Desk, path)
		files[strings.TrimPrefix(path, "desk/")] = src
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func shipped(t testing.TB) *offering.Desk {
	t.Helper()
	d, faults := offering.Parse(shippedFiles(t), time.LoadLocation)
	if len(faults) > 0 {
		t.Fatalf("the shipped desk has faults:\n%v", faults.Error())
	}
	return d
}

func TestShippedDeskIsClean(t *testing.T) {
	d := shipped(t)
	if len(d.Offerings()) == 0 || len(d.Teams()) == 0 || len(d.Calendars()) == 0 {
		t.Fatal("the shipped desk is empty")
	}
}
