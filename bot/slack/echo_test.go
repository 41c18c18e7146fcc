package slack

import (
	"context"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
)

// TestEcho: what Slack tells of the desk's own messages says what arrived, where the answer was
// lost and no history can be read.
func TestEcho(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ctx := context.Background()
		for _, m := range []string{"conversations.history", "conversations.replies"} {
			r.w.Fault(workspace.Rule{Method: m, Kind: workspace.Unavailable})
		}
		r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.ResetAfter})
		d := delivery(r.shared.ID, "", "once")
		if _, err := r.s.Send(ctx, d); bot.AsFailure(err).Class != bot.Ambiguous {
			t.Fatalf("the answer: %v", err)
		}
		r.settle()
		rc, found, err := r.s.Look(ctx, d)
		r.ok(err)
		if list, err := r.w.Messages("ana", r.shared.ID); !found || err != nil || len(list) != 1 || rc.Spot.Message != list[0].TS || len(rc.Copies) > 0 {
			t.Errorf("found %t: %+v", found, rc)
		}
		if _, found, err = r.s.Look(ctx, delivery(r.shared.ID, "", "never said")); found || err == nil {
			t.Errorf("what was never said is found: %t, %v", found, err)
		}
	})
}

// TestCopies: a row that was said twice names its copies, whether Slack tells of the first one
// before the second is known, or after.
func TestCopies(t *testing.T) {
	for _, c := range []struct {
		name string
		late time.Duration // how much later Slack tells of the first one
	}{{"before", 0}, {"after", time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, rigOptions{}, func(r *rig) {
				ctx := context.Background()
				if c.late > 0 {
					r.w.Fault(workspace.Rule{Method: "message", Times: 1, Kind: workspace.Late, Wait: c.late})
				}
				r.w.Fault(workspace.Rule{Method: "chat.postMessage", Times: 1, Kind: workspace.ResetAfter})
				d := delivery(r.shared.ID, "", "twice")
				if _, err := r.s.Send(ctx, d); err == nil {
					t.Fatal("the answer came")
				}
				r.settle()
				second, err := r.s.Send(ctx, d)
				r.ok(err)
				list, err := r.w.Messages("ana", r.shared.ID)
				r.ok(err)
				if len(list) != 2 {
					t.Fatalf("said %d times", len(list))
				}
				first := list[0].TS
				if c.late == 0 {
					if len(second.Copies) != 1 || second.Copies[0].Message != first {
						t.Errorf("copies %+v", second.Copies)
					}
					if in := r.desk.all(); len(in) > 0 {
						t.Errorf("stored %+v", in)
					}
					return
				}
				if len(second.Copies) > 0 {
					t.Errorf("known too soon: %+v", second.Copies)
				}
				r.pass(c.late)
				in := only[bot.Copy](r)
				if want := (domain.Spot{Platform: Platform, Team: second.Spot.Team, Channel: r.shared.ID, Message: first}); in.Row != d.Key || in.Spot != want {
					t.Errorf("stored %+v", in)
				}
			})
		})
	}
}

// TestOwnDeleted: whoever takes a message of the desk away, nobody took back their own words; it is
// said to be the desk's, with a thread under it or without.
func TestOwnDeleted(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		for i, head := range []string{"alone", "with a thread"} {
			rc, err := r.s.Send(context.Background(), delivery(r.shared.ID, "", head))
			r.ok(err)
			if i > 0 {
				_, err = r.s.Send(context.Background(), delivery(r.shared.ID, rc.Spot.Message, "under it"))
				r.ok(err)
			}
			r.ok(r.w.Delete("noah", r.shared.ID, rc.Spot.Message))
			r.settle()
		}
		if in := r.desk.all(); len(in) != 2 {
			t.Errorf("stored %+v", in)
		}
		for _, in := range r.desk.all() {
			if d, ok := in.(bot.Deleted); !ok || !d.Own {
				t.Errorf("stored %+v", in)
			}
		}
	})
}
