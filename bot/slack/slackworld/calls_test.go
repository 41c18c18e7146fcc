package slackworld

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
)

// TestPagesWhereOtherCallsFail plays the pages of rooms and of files while the calls by which these are
// made fail: each is made again, what may have been done is looked for, and the page shows nothing
// of it.
func TestPagesWhereOtherCallsFail(t *testing.T) {
	pages, root := map[string][]string{
		"room-for-a-case.chat":    {"conversations.create", "conversations.setTopic", "bookmarks.add", "conversations.invite", "conversations.archive"},
		"timeline-as-a-file.chat": {"files.completeUploadExternal"},
	}, os.DirFS(pages)
	for page, methods := range pages {
		for _, method := range methods {
			for _, kind := range []workspace.Fault{workspace.ResetAfter, workspace.Reset, workspace.InternalAfter, workspace.Unavailable, workspace.RateLimited} {
				t.Run(page+"/"+method+" "+string(kind), func(t *testing.T) {
					t.Parallel()
					bad := &BadDay{Rules: []workspace.Rule{{Method: method, Times: 1, Kind: kind, Wait: 2 * time.Second}}}
					synctest.Test(t, func(t *testing.T) {
						written, played := play(t, root, page, memory(), bad)
						if diff := chat.Diff([]byte(Alike(written, OnBadDays)), []byte(Alike(played, OnBadDays))); diff != "" {
							t.Errorf("the page shows it:\n%s", diff)
						}
					})
				})
			}
		}
	}
}
