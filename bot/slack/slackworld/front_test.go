package slackworld

import (
	"io/fs"
	"os"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/bot/chat"
)

// TestPagesOverHTTP plays every page in HTTP mode, and every third, with -product every one, on a
// bad day as well: the same page comes out. Its bad day is another than in TestPagesOnBadDays.
func TestPagesOverHTTP(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		bad := BadDays[(rotated(name, len(BadDays))+len(BadDays)-1)%len(BadDays)]
		for _, day := range []*BadDay{nil, &bad} {
			which, on := "a good day", AnyDay
			if day != nil && rotated(name, 3) != 0 && !*product {
				continue
			}
			if day != nil {
				which, on = day.Name, OnBadDays
			}
			t.Run(name+"/"+which, func(t *testing.T) {
				if src, err := fs.ReadFile(root, name); err == nil && day != nil && day.excepted(name, string(src)) != "" {
					t.Skip(day.excepted(name, string(src)))
				}
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					written, played := playWith(t, root, name, Options{Open: memory(), HTTP: true, Bad: day})
					if diff := chat.Diff([]byte(Alike(written, on)), []byte(Alike(played, on))); diff != "" {
						t.Errorf("the page came out otherwise over HTTP:\n%s", diff)
					}
				})
			})
		}
	}
}
