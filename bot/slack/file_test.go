package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
)

func fileTo(r *rig, text string) bot.Delivery {
	ana, _ := r.w.User("ana")
	d := delivery("", "", "CASE-1: the timeline")
	d.Kind, d.Direct = domain.File, domain.Handle{Platform: Platform, Team: ana.Team, User: ana.ID}
	d.Sheet = &bot.Sheet{Name: "case-1-timeline-12345678.txt", Title: "CASE-1 timeline", Text: text}
	return d
}

// files are the files that somebody finds in their own conversation with the desk.
func (r *rig) files(user string) (out []workspace.File) {
	list, err := r.w.Messages(user, "@deskhand")
	r.ok(err)
	for _, m := range list {
		out = append(out, m.Files...)
	}
	return out
}

// A text that is longer than any message arrives whole, once, with its words beside it.
func TestFile(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		long := strings.Repeat("09:00 <!channel> somebody wrote *this* \u202eand that\n", 4000)
		d := fileTo(r, long)
		_, err := r.s.Send(context.Background(), d)
		r.ok(err)
		files := r.files("ana")
		if len(files) != 1 || files[0].Title != "CASE-1 timeline" || string(files[0].Data) != strings.ReplaceAll(long, "\u202e", "") {
			t.Fatalf("%d files arrived", len(files))
		}
		if got := r.said("ana", "@deskhand"); len(got) != 1 || !strings.HasPrefix(got[0], "CASE-1: the timeline") {
			t.Errorf("beside it stands %q", got)
		}
	})
}

// After a call of which nobody knows how it ended, the file is found by its name, in a process that
// heard of no event, too; where it never arrived, it is not found.
func TestFileIsLookedFor(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		d := fileTo(r, "all of it\n")
		r.w.Fault(workspace.Rule{Method: "files.completeUploadExternal", Kind: workspace.Reset, Times: 1})
		if _, err := r.s.Send(ctx, d); bot.AsFailure(err).Class != bot.Ambiguous {
			t.Fatalf("a broken call is %v", err)
		}
		if _, found, err := r.s.Look(ctx, d); found || err != nil {
			t.Fatalf("found %v, %v", found, err)
		}
		r.w.Fault(workspace.Rule{Method: "files.completeUploadExternal", Kind: workspace.ResetAfter, Times: 1})
		if _, err := r.s.Send(ctx, d); bot.AsFailure(err).Class != bot.Ambiguous {
			t.Fatalf("a lost answer is %v", err)
		}
		other := New(r.s.opt)
		at, found, err := other.Look(ctx, d)
		if r.ok(err); !found || at.Spot.Message == "" {
			t.Fatalf("not found: %+v", at)
		}
		time.Sleep(time.Second)
		if _, found, err := r.s.Look(ctx, d); !found || err != nil {
			t.Errorf("not heard of: %v", err)
		}
		if n := len(r.files("ana")); n != 1 {
			t.Errorf("%d files arrived", n)
		}
	})
}

// What goes wrong before anybody could see the file was surely not said.
func TestFileThatCannotBeSent(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.w.Fault(workspace.Rule{Method: "files.getUploadURLExternal", Kind: workspace.Unavailable, Times: 1})
		if _, err := r.s.Send(context.Background(), fileTo(r, "x\n")); bot.AsFailure(err).Class != bot.NotSent {
			t.Errorf("no address for it: %v", err)
		}
		if len(r.files("ana")) != 0 {
			t.Error("it arrived")
		}
	})
}
