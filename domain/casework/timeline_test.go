package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
)

// What staff do in their own thread is told to no customer: no note, no file's name, and not that
// a message was changed or removed.
func TestTimelineOfTheStaffsThreadIsTheStaffs(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:01", "noah", casework.Say{Case: "1", Audience: domain.Internal, Text: "their licence lapsed", Message: "n1", Files: []string{"dump-of-ana.txt"}})
	b.do("09:02", "noah", casework.EditSaid{Case: "1", Audience: domain.Internal, Message: "n1", Text: "their licence lapsed in May"})
	b.do("09:03", "noah", casework.DeleteSaid{Case: "1", Audience: domain.Internal, Message: "n1"})
	b.do("09:04", "ana", casework.Say{Case: "1", Audience: domain.Customers, Text: "here", Message: "m1", Files: []string{"trace.har"}})
	theirs := strings.Join(b.do("09:05", "ana", casework.ShowTimeline{Case: "1"}), "\n")
	for _, hidden := range []string{"licence", "dump-of-ana", "changed a message", "removed a message"} {
		if strings.Contains(theirs, hidden) {
			t.Errorf("a customer reads %q in:\n%s", hidden, theirs)
		}
	}
	want(t, []string{theirs}, "ana sent a file: trace.har")
	ours := b.do("09:05", "noah", casework.ShowTimeline{Case: "1"})
	for _, shown := range []string{"their licence lapsed", "dump-of-ana", "changed a message", "removed a message"} {
		want(t, ours, shown)
	}
}
