package slack

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
)

// A user group in somebody's words is shown by its handle. Slack is asked for all of them at once, and
// no more often than they may have changed; a group that it does not know costs one call a minute, and
// nobody's words wait for it.
func TestUserGroupsAreReadByTheirHandle(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		_, err := r.w.AddUserGroup(workspace.UserGroup{Handle: "oncall", Users: []string{"noah"}})
		r.ok(err)
		say := func(text string) string {
			t.Helper()
			_, err := r.w.Say("ana", "#northwind", "", text)
			r.ok(err)
			r.settle()
			all := r.desk.all()
			m, ok := all[len(all)-1].(bot.Message)
			if !ok {
				t.Fatalf("heard %T", all[len(all)-1])
			}
			return m.Text
		}
		for range 3 {
			if got := say("please tell @oncall & all"); got != "please tell @oncall & all" {
				t.Errorf("heard %q", got)
			}
		}
		if n := r.calls("usergroups.list"); n != 1 {
			t.Errorf("asked %d times", n)
		}
		_, err = r.w.AddUserGroup(workspace.UserGroup{Handle: "night", Users: []string{"mira"}})
		r.ok(err)
		if got := say("and @night"); got != "and @group" { // not known yet, and asked for a moment ago
			t.Errorf("heard %q", got)
		}
		r.pass(groupsAgain + time.Second)
		if got := say("and @night"); got != "and @night" {
			t.Errorf("heard %q", got)
		}
		r.w.Fault(workspace.Rule{Method: "usergroups.list", Kind: workspace.Unavailable})
		r.pass(groupsLast)
		if got := say("again @oncall"); got != "again @oncall" {
			t.Errorf("heard %q", got)
		}
		if n := r.calls("usergroups.list"); n != 2 { // those that were answered
			t.Errorf("asked %d times", n)
		}
	})
}
