package slackworld

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// TestChannelIDChanges: a private channel gets another id when it comes to be shared. What was
// bound goes on under it, both ways, also when the id changes once more.
func TestChannelIDChanges(t *testing.T) {
	onADay(t, "", Options{}, func(d *day) {
		c, err := d.w.AddChannel(workspace.Channel{ID: "C1", Name: "northwind-private", Kind: workspace.Private, Members: []string{"noah", "deskhand"}})
		d.ok(err)
		d.operate(place.Bind{Place: card.AccountChannel("northwind").Address(), Spot: domain.Spot{Platform: "slack", Channel: c.ID}})
		d.news()
		d.slashed("noah", c.ID, "/case", "open 3 account:northwind Printing is slow")
		head := d.one(d.news(), "northwind-private", "CASE-1")
		for round, want := range []string{"is it so still", "and now"} {
			if round == 1 { // away from everybody, and shared again
				_, err := d.w.Channel("#northwind-private")
				d.ok(err)
				d.ok(d.w.Unshare("#northwind-private", "T-northwind"))
			}
			shared, err := d.w.Share("#northwind-private", "T-northwind")
			d.ok(err)
			if shared.ID == c.ID {
				t.Fatal("the id stays the same: nothing is tested")
			}
			delete(d.names, shared.ID)
			d.ok(d.w.Invite("noah", shared.ID, "ana"))
			d.opt.Quiet()
			d.pass(0)
			d.news()
			d.say("ana", shared.ID, head.TS, "It is worse: "+want)
			d.one(d.news(), "priority-queue", "Ana wrote: It is worse: "+want)
			d.slashed("noah", "#priority-queue", "/case", "reply CASE-1 We look at it: "+want)
			if m := d.one(d.news(), "northwind-private", "Noah: We look at it: "+want); m.ThreadTS != head.TS || m.Channel != shared.ID {
				t.Errorf("it was said at %s/%s", m.Channel, m.ThreadTS)
			}
			c = shared
		}
		d.say("ana", c.ID, "", "@deskhand case list")
		d.one(d.news(), "northwind-private", "1 open case")
	})
}

// TestOutOfReach: where the customer's people cannot even be written to directly any more, the
// operator reads what did not reach them, and the case goes on.
func TestOutOfReach(t *testing.T) {
	onADay(t, "", Options{}, func(d *day) {
		d.say("ana", "#northwind", "", "@deskhand case open 2 Logins are slow")
		d.news()
		for _, who := range []string{"ana", "ben"} {
			d.ok(d.w.ChangeUser(who, func(u *workspace.User) { u.Stranger = true }))
		}
		d.ok(d.connect("northwind", false))
		d.pass(5 * time.Minute)
		news := d.news()
		d.one(news, "desk-operator", "Northwind Traders reads their channel no more")
		d.one(news, "@dana", "Northwind Traders reads their channel no more") // nobody looks after accounts
		d.one(news, "desk-operator", "A message could not be delivered and will not be tried again: post to person/ana")
		d.one(news, "priority-queue", "Ana gets direct messages")
		if died := d.log.lines("a message died"); len(died) != 1 {
			t.Errorf("%d lines of what died: %q", len(died), died)
		}
		d.slashed("noah", "#priority-queue", "/case", "show CASE-1")
		d.one(d.news(), "priority-queue", "CASE-1 · Sev 2 · Logins are slow")
	})
}
