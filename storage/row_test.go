package storage

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// TestKeysAreForEver: another key would be another deed, and what was said would be said again.
func TestKeysAreForEver(t *testing.T) {
	place := domain.Place{Kind: domain.CaseThread, ID: "1", Audience: domain.Customers}
	for name, c := range map[string]struct {
		effect domain.Effect
		want   string
	}{
		"a post is its deed": {domain.Effect{Kind: domain.Post, Deed: "case/1/opened", Place: place}, "36a92ecd-c506-58b4-9c8e-cba747d844b1"},
		"an edit its place":  {domain.Effect{Kind: domain.Edit, Deed: "card/7", Place: place}, "0e0b61ef-0cd7-5959-925d-48d6fb9d778c"},
	} {
		if got := EffectKey(c.effect); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func TestCollapse(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	edit := func(deed string, version uint64) domain.Effect {
		return domain.Effect{Kind: domain.Edit, Deed: deed, Version: version}
	}
	for name, c := range map[string]struct {
		state  RowState
		held   domain.Effect
		next   domain.Effect
		fate   Fate
		want   RowState
		number uint64
		again  bool
	}{
		"a post is said once":                   {Sent, domain.Effect{Kind: domain.Post, Deed: "a"}, domain.Effect{Kind: domain.Post, Deed: "a", Version: 9}, Dropped, Sent, 0, false},
		"the same edit of a waiting row":        {Waiting, edit("a", 3), edit("a", 3), Dropped, Waiting, 3, false},
		"a later version of the same deed":      {Waiting, edit("a", 3), edit("a", 4), Raised, Waiting, 4, false},
		"another edit of a waiting row":         {Waiting, edit("a", 3), edit("b", 4), Raised, Waiting, 4, false},
		"an older one keeps the later version":  {Waiting, edit("a", 3), edit("b", 2), Raised, Waiting, 3, false},
		"an edit under way":                     {Sending, edit("a", 3), edit("b", 4), Raised, Sending, 4, true},
		"an edit under way, the same version":   {Sending, edit("a", 3), edit("b", 3), Raised, Sending, 3, true},
		"the same edit under way":               {Sending, edit("a", 3), edit("a", 3), Dropped, Sending, 3, false},
		"an edit that was sent":                 {Sent, edit("a", 3), edit("b", 3), Woken, Waiting, 3, false},
		"the same edit, sent":                   {Sent, edit("a", 3), edit("a", 3), Dropped, Sent, 3, false},
		"an edit that was cancelled":            {Cancelled, edit("a", 3), edit("b", 4), Woken, Waiting, 4, false},
		"an edit whose place had died":          {Dead, edit("a", 3), edit("b", 4), Woken, Waiting, 4, false},
		"an edit that a digest had said before": {Merged, edit("a", 3), edit("b", 4), Woken, Waiting, 4, false},
	} {
		got, fate := Collapse(Row{Key: "k", State: c.state, Effect: c.held, Attempt: 2, Shown: "h"}, c.next, "cause", now)
		if fate != c.fate || got.State != c.want || got.Effect.Version != c.number || got.Again != c.again || got.Shown != "h" {
			t.Errorf("%s: fate %d, %+v", name, fate, got)
		}
		if fresh := got.Attempt == 0; fresh != (fate == Woken) {
			t.Errorf("%s: attempt %d", name, got.Attempt)
		}
	}
}

func TestVoided(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for state, want := range map[RowState]bool{Waiting: true, Sending: false, Sent: false, Cancelled: false, Merged: false, Dead: false} {
		got, ok := Voided(Row{State: state}, now)
		if ok != want || ok && (got.State != Cancelled || got.Why != "void" || got.Settled != now) || !ok && got.State != state {
			t.Errorf("%s: %v %+v", state, ok, got)
		}
		if state.Open() != (state == Waiting || state == Sending) {
			t.Errorf("%s is open: %v", state, state.Open())
		}
	}
}
