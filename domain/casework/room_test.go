package casework_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/room"
	"github.com/deskhand/deskhand/storage"
)

// of are the effects of a kind among rows.
func of(rows []storage.Row, k domain.EffectKind) (out []domain.Effect) {
	for _, r := range rows {
		if r.Effect.Kind == k {
			out = append(out, r.Effect)
		}
	}
	return out
}

func (b *bench) must(who string, c domain.Command) []storage.Row {
	b.t.Helper()
	rows, err := b.decide(as(who), c)
	if err != nil {
		b.t.Fatalf("%s %T: %v", who, c, err)
	}
	return rows
}

// Nobody of a customer is asked into a room, whoever names them; nothing about it goes where they read.
func TestNoCustomerEntersARoom(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("09:01", "ana", casework.Watch{Case: "1"})
	b.do("09:02", "lea", casework.Watch{Case: "1"})
	rows := b.must("dora", casework.OpenRoom{Case: "1"})
	invites := of(rows, domain.Invite)
	if len(invites) != 1 || !slices.Equal(invites[0].Guests, []string{"dora", "lea", "noah"}) {
		t.Fatalf("asked in: %+v", invites)
	}
	for _, r := range rows {
		if e := r.Effect; e.Audience != domain.Internal || e.Place.Audience != domain.Internal {
			t.Errorf("a customer reads of it: %+v", e)
		}
	}
	rows = b.must("dora", room.Join{Room: "case/1/1", By: "dora", People: []string{"ana", "rita"}})
	if len(of(rows, domain.Invite)) != 0 {
		t.Error("a customer's people were asked in")
	}
	rows = b.must("noah", room.Make{ID: "case/9/1", For: domain.Ref{Kind: casework.Kind, ID: "9"}, Name: "case-9", Platform: "slack", By: "noah",
		People: []string{"ana", "noah"}, Topic: domain.Say("room.person", domain.ByName("noah")), Head: card.ForStaff(domain.Plain, domain.Say("room.head"))})
	if in := of(rows, domain.Invite); len(in) != 1 || !slices.Equal(in[0].Guests, []string{"noah"}) {
		t.Errorf("asked in: %+v", in)
	}
	for _, who := range []string{"ana", "rita", "sato"} {
		if said := b.do("09:05", who, casework.OpenRoom{Case: "1"}); !strings.HasPrefix(said[0], "refused") {
			t.Errorf("%s: %v", who, said)
		}
	}
}

// Two rooms never go by a name that somebody could foresee: chance makes each deed.
func TestARoomsDeedIsDrawn(t *testing.T) {
	first := newBench(t)
	first.do("09:00", "ana", sev(2))
	deeds := map[string]bool{}
	for range 3 {
		made := of(first.must("noah", casework.OpenRoom{Case: "1"}), domain.Room)
		if len(made) != 1 || !strings.HasPrefix(made[0].Deed, "room/case/1/") || len(made[0].Deed) < 40 {
			t.Fatalf("made %+v", made)
		}
		deeds[made[0].Deed[len("room/case/1/1/"):]] = true
		// It cannot be made: another may be asked for.
		r := &room.Room{Head: domain.Head{ID: made[0].Binds.ID}}
		first.must("noah", r.OnUnheard(made[0].Deed))
	}
	if len(deeds) != 3 {
		t.Errorf("%d deeds for three rooms", len(deeds))
	}
}

// Whoever asked for people is told who of them does not come; somebody who is missing may be asked in
// once more, and others are not asked twice.
func TestMissingPeopleAreTold(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	made := of(b.must("dora", casework.OpenRoom{Case: "1"}), domain.Invite)[0]
	var r room.Room
	r.ID = "case/1/1"
	said := b.said(b.must("dora", r.OnMissing(made.Deed, []domain.Missing{{Person: "noah", Why: domain.Forbidden}})))
	want(t, said, "person dora")
	want(t, said, "noah: the workspace does not let me ask them in")
	if rows := b.must("lea", casework.OpenRoom{Case: "1", Who: account.Who{Word: "noah"}}); len(of(rows, domain.Invite)) != 1 {
		t.Error("who was missing is not asked in again")
	}
	if _, err := b.decide(as("dora"), casework.OpenRoom{Case: "1"}); err == nil {
		t.Error("who is in it is asked in again")
	}
}

// A room is put away with its case, however that ends, once; nothing is done in it any more.
func TestARoomEndsWithItsCase(t *testing.T) {
	for name, end := range map[string]domain.Command{
		"closed": casework.CloseCase{Case: "1", Why: "done"}, "merged": casework.Merge{From: "1", Into: "2"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.do("09:00", "ana", sev(2))
			b.do("09:01", "ana", casework.OpenCase{Severity: 2, Title: "Another", Different: true})
			b.must("noah", casework.OpenRoom{Case: "1"})
			rows := b.must("noah", end)
			if away := of(rows, domain.Shut); len(away) != 1 || away[0].Place.ID != "case/1/1" {
				t.Fatalf("put away: %+v", away)
			}
			if rows := b.must("noah", room.Entitle{Room: "case/1/1", Topic: domain.Say("room.head"), Deed: "x"}); len(rows) != 0 {
				t.Error("what stands over it is still changed")
			}
			if rows := b.must("noah", room.Close{Room: "case/1/1", Last: card.ForStaff(domain.Plain, domain.Say("room.head"))}); len(rows) != 0 {
				t.Error("it is put away twice")
			}
		})
	}
}
