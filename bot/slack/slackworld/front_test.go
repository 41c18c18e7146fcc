package slackworld

import (
	"io/fs"
	"os"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/bot/chat"
)

// TestPagesOverHTTP plays every page in HTTP mode: the same page comes out.
func TestPagesOverHTTP(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written, played := playWith(t, root, name, Options{Open: memory(), HTTP: true})
				if diff := chat.Diff([]byte(Alike(written, AnyDay)), []byte(Alike(played, AnyDay))); diff != "" {
					t.Errorf("the page came out otherwise over HTTP:\n%s", diff)
				}
			})
		})
	}
}
