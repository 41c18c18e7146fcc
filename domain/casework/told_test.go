package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
)

// A case that becomes a Sev 1 calls its team by name as one that is opened so does, and where the
// team's channel is gone the operator has it.
func TestARaiseToTheGravestCallsTheTeam(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	b.do("09:30", "ana", casework.Worse{Case: "1", Why: "All sites"})
	called := false
	for _, r := range b.rows {
		if e := r.Effect; e.Place.Kind == domain.TeamChannel && e.Kind == domain.Post {
			if e.Instead.Kind != domain.OperatorPlace {
				t.Errorf("%s goes nowhere where its channel is gone", e.Deed)
			}
			called = called || strings.HasSuffix(e.Deed, "/raised") && len(e.Mention) == 1 && e.Mention[0] == handle("noah")
		}
	}
	if !called {
		t.Error("nobody was called")
	}
}

// Where nobody is a duty manager the operator is told each time that one should have been.
func TestWithoutADutyManagerTheOperatorIsTold(t *testing.T) {
	b := newBench(t)
	if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, account.SetRoles{Who: account.Who{Word: "dora"}, Roles: []account.Role{account.Engineer}}); err != nil {
		t.Fatal(err)
	}
	b.do("09:00", "ana", sev(1))
	want(t, b.until("09:08"), "operator : CASE-1 · Sev 1 · northwind · Payments are down: 7 minutes left for first response, due 09:15 · take it and answer the customer | nobody has it yet · priority | Nobody is a duty manager: desk role @NAME engineer duty-manager")
	b.do("09:08", "noah", customer("On it"))
	if said := b.until("09:30"); len(said) != 0 {
		t.Errorf("told after the answer: %v", said)
	}
}

// C17: a contract for some products covers them by any name, is asked which one is meant where none is
// named, and covers no other.
func TestContractForSomeProducts(t *testing.T) {
	b := newBench(t)
	if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, account.PutAccount{ID: "northwind", Name: "Northwind", Region: "EMEA", Zone: "Europe/Oslo",
		Contracts: []account.Contract{{ID: "n1", Offering: "citrix-css", Tier: "priority", From: "2026-01-01", Products: []string{"cvad"}}}}); err != nil {
		t.Fatal(err)
	}
	open := func(product string) domain.Command {
		return casework.OpenCase{Severity: 2, Title: "Slow", Product: product, Different: true}
	}
	want(t, b.do("09:00", "ana", open("XenApp")), "CASE-1 · Sev 2")
	want(t, b.do("09:01", "ana", open("")), "refused: Say which product it is about, with product: the contract covers cvad")
	want(t, b.do("09:02", "ana", open("netscaler")), "refused: No support contract in force covers netscaler")
	// As if entitled: a Sev 1 on what the contract does not cover runs as its tier promises.
	said := b.do("10:00", "ana", casework.OpenCase{Severity: 1, Title: "Down", Product: "netscaler", Different: true})
	want(t, said, "northwind · Priority · opened by ana")
	want(t, said, "restore before 16:00")
}

// A refusal brings the offering's way out along (R13, T20), and a stranger's the telephone number.
func TestRefusalsNameTheWayOut(t *testing.T) {
	b := newBench(t)
	hint := func(who string, c domain.Command) string {
		t.Helper()
		_, err := b.decide(as(who), c)
		r, refused := domain.AsRefusal(err)
		if !refused {
			t.Fatalf("%s was not refused: %v", who, err)
		}
		return b.line(r.Hint, who)
	}
	if got := hint("rita", sev(2)); !strings.HasPrefix(got, "Ask a technical contact of your organisation") {
		t.Errorf("rita is told %q", got)
	}
	open := casework.OpenCase{Account: "northwind", Severity: 3, Title: "Help", Different: true}
	b.do("09:00", "@stranger", open)
	open.Severity = 2
	if got := hint("@stranger", open); got != "What cannot wait can be called in: +47 12 34 56 78" {
		t.Errorf("a stranger is told %q", got)
	}
	open.Severity = 1 // is recorded and told to a human, whoever asks
	want(t, b.do("09:10", "@stranger", open), "person dora: CASE-2 of northwind is provisional")
}

// R7, T22: what helps is asked for in the thread of a new case, for its product; a Sev 1 is asked
// nothing.
func TestChecklist(t *testing.T) {
	b := newBench(t)
	want(t, b.do("09:00", "ana", sev(3)), "case 1 customer: To begin at once it helps to know, here in your own words: | · Are the delivery controllers, the licence server")
	never(t, b.do("09:01", "ana", sev(1)), "To begin at once")
	want(t, b.do("09:02", "sato", casework.OpenCase{Severity: 4, Title: "Where?", Product: "crowd"}), "Where you have them at hand: Configuration files; Access logs; Thread dumps")
}

// T30: a severity that the offering does not have is answered by what those mean that it has.
func TestMeaningsOfSeverities(t *testing.T) {
	b := newBench(t)
	_, err := b.decide(as("sato"), casework.OpenCase{Severity: 7, Title: "Odd"})
	r, refused := domain.AsRefusal(err)
	if !refused || len(r.More) != 4 {
		t.Fatalf("%+v %v", r, err)
	}
	if got := b.line(r.More[0], "sato"); !strings.HasPrefix(got, "1 (L1): A production application is down, or a main function") {
		t.Errorf("said %q", got)
	}
}
