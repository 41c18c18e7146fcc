package slack

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
)

const roomKey = "3f2a9c1d-0000-5000-8000-0123456789ab"

func aRoom() bot.Delivery {
	return bot.Delivery{Key: roomKey, Attempt: 1, Began: time.Now(), Kind: domain.Room, Audience: domain.Internal, Name: "case-1"}
}

func inRoom(k domain.EffectKind, at domain.Spot, head string) bot.Delivery {
	d := delivery(at.Channel, "", head)
	d.Kind, d.Audience = k, domain.Internal
	return d
}

func (r *rig) guests(names ...string) map[string]domain.Handle {
	out := map[string]domain.Handle{}
	for _, n := range names {
		u, err := r.w.User(n)
		r.ok(err)
		out[n] = domain.Handle{Platform: Platform, Team: u.Team, User: u.ID}
	}
	return out
}

// A room is private, ends as nobody can guess, and holds what was asked for; all of it comes to the
// same when it is done twice.
func TestRoom(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		rc, err := r.s.Send(ctx, aRoom())
		r.ok(err)
		c, err := r.w.Channel(rc.Spot.Channel)
		r.ok(err)
		if c.Name != "case-1-3f2a9c1d" || c.Kind != workspace.Private || c.Creator != r.app.BotUser {
			t.Fatalf("the room is %+v", c)
		}
		keep := inRoom(domain.Bookmark, rc.Spot, "CASE-1: our thread")
		keep.Toward = domain.Spot{Platform: Platform, Channel: r.queue.ID, Message: "1700000000.000100"}
		topic := inRoom(domain.Topic, rc.Spot, "CASE-1 · Northwind & <!channel> · "+strings.Repeat("é", 300))
		invite := inRoom(domain.Invite, rc.Spot, "")
		invite.Guests = r.guests("noah", "mira")
		for range 2 {
			for _, d := range []bot.Delivery{keep, topic, invite} {
				got, err := r.s.Send(ctx, d)
				if r.ok(err); len(got.Missing) > 0 {
					t.Errorf("missing %+v", got.Missing)
				}
			}
		}
		c, _ = r.w.Channel(rc.Spot.Channel)
		if !strings.HasPrefix(c.Topic, "CASE-1 · Northwind &amp; &lt;!channel&gt;") || !strings.HasSuffix(c.Topic, "…") || len(c.Members) != 3 {
			t.Errorf("the room is %+v", c)
		}
		if b := r.w.Bookmarks(c.ID); len(b) != 1 || b[0].Title != "CASE-1: our thread" || !strings.HasSuffix(b[0].Link, "/archives/"+r.queue.ID+"/p1700000000000100") {
			t.Errorf("kept %+v", b)
		}
		keep.Toward.Message = "1700000000.000200"
		_, err = r.s.Send(ctx, keep)
		r.ok(err)
		if b := r.w.Bookmarks(c.ID); len(b) != 1 || !strings.HasSuffix(b[0].Link, "000200") {
			t.Errorf("kept %+v", b)
		}
		for range 2 {
			_, err = r.s.Send(ctx, inRoom(domain.Shut, rc.Spot, ""))
			r.ok(err)
		}
		if c, _ = r.w.Channel(rc.Spot.Channel); !c.Archived {
			t.Error("it was not put away")
		}
	})
}

// A room of which nobody knows whether it was made is found by its name, also by a call that finds the
// name taken; a channel of somebody else's is never taken for it.
func TestRoomIsLookedFor(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		if _, found, err := r.s.Look(ctx, aRoom()); found || err != nil {
			t.Fatalf("found %v, %v", found, err)
		}
		r.w.Fault(workspace.Rule{Method: "conversations.create", Kind: workspace.ResetAfter, Times: 1})
		if _, err := r.s.Send(ctx, aRoom()); bot.AsFailure(err).Class != bot.Ambiguous {
			t.Fatalf("a lost answer is %v", err)
		}
		rc, found, err := New(r.s.opt).Look(ctx, aRoom())
		if r.ok(err); !found {
			t.Fatal("it is not found")
		}
		again, err := r.s.Send(ctx, aRoom())
		if r.ok(err); again.Spot.Channel != rc.Spot.Channel {
			t.Errorf("made twice: %s and %s", rc.Spot.Channel, again.Spot.Channel)
		}
	})
	inBubble(t, rigOptions{}, func(r *rig) {
		theirs := r.channel(workspace.Channel{Name: "case-1-3f2a9c1d", Kind: workspace.Private, Members: []string{"noah", "deskhand"}})
		rc, err := r.s.Send(context.Background(), aRoom())
		r.ok(err)
		if c, _ := r.w.Channel(rc.Spot.Channel); c.ID == theirs.ID || c.Name != "case-1-00005000" {
			t.Errorf("the room is %+v", c)
		}
		if got, found, _ := r.s.Look(context.Background(), aRoom()); !found || got.Spot.Channel != rc.Spot.Channel {
			t.Error("it is not found")
		}
	})
}

// Who cannot be asked in is named, with why, and keeps nobody else out.
func TestInviteNamesTheMissing(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		rc, err := r.s.Send(ctx, aRoom())
		r.ok(err)
		r.w.AddUser(workspace.User{Name: "old", Inactive: true})
		d := inRoom(domain.Invite, rc.Spot, "")
		d.Guests = r.guests("noah", "ana", "old")
		d.Guests["gone"] = domain.Handle{Platform: Platform, User: "U0"}
		want := []domain.Missing{{Person: "ana", Why: domain.Outsider}, {Person: "gone", Why: domain.NoSuchUser}, {Person: "old", Why: domain.NoSuchUser}}
		for range 2 { // the second time noah has come already, and nobody could
			got, err := r.s.Send(ctx, d)
			r.ok(err)
			slices.SortFunc(got.Missing, func(a, b domain.Missing) int { return strings.Compare(a.Person, b.Person) })
			if !slices.Equal(got.Missing, want) {
				t.Errorf("missing %+v", got.Missing)
			}
		}
		if c, _ := r.w.Channel(rc.Spot.Channel); len(c.Members) != 2 {
			t.Errorf("in it are %v", c.Members)
		}
	})
}

// What Slack says of a room: a room that is no more, a limit that is the method's own, a workspace that
// lets nobody make any.
func TestRoomFailures(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		rc, err := r.s.Send(ctx, aRoom())
		r.ok(err)
		r.w.Fault(workspace.Rule{Method: "conversations.setTopic", Kind: workspace.RateLimited, Times: 1, Wait: 7 * time.Second})
		_, err = r.s.Send(ctx, inRoom(domain.Topic, rc.Spot, "later"))
		if f := bot.AsFailure(err); f.Class != bot.NotSent || f.Scope != bot.AllWorks || f.After != 7*time.Second {
			t.Errorf("too many: %+v", f)
		}
		r.ok(r.w.Archive("deskhand", "#case-1-3f2a9c1d"))
		_, err = r.s.Send(ctx, inRoom(domain.Topic, rc.Spot, "too late"))
		if f := bot.AsFailure(err); f.Class != bot.Permanent || f.Reason != bot.PlaceGone {
			t.Errorf("a room put away: %+v", f)
		}
	})
}
