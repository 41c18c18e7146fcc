package slackworld

import (
	"io/fs"
	"os"
	"regexp"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/bot/chat"
)

// formed finds a form that is filled in, or shown.
var formed = regexp.MustCompile(`(?m)^ {4}[a-z_]+: |\(form for `)

// TestPagesWithoutForms plays every page where Slack refuses forms to people of another company:
// what they fill in, they are asked in words, and the same comes of it. In short only those in which
// somebody fills in a form, or sees one.
func TestPagesWithoutForms(t *testing.T) {
	root := os.DirFS(pages)
	names, err := fs.Glob(root, "*.chat")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if src, err := fs.ReadFile(root, name); err == nil && testing.Short() && !formed.Match(src) {
				t.Skip("nobody sees a form")
			}
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written, played := playWith(t, root, name, Options{Open: memory(), NoForms: true})
				if diff := chat.Diff([]byte(Alike(written, WithoutForms)), []byte(Alike(played, WithoutForms))); diff != "" {
					t.Errorf("the page shows that no form opens:\n%s", diff)
				}
			})
		})
	}
}
