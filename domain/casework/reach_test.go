package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/place"
)

func (b *bench) operator(c domain.Command) {
	b.t.Helper()
	if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, c); err != nil {
		b.t.Fatal(err)
	}
}

// T20, R13: a Sev 1 is told to a human at once also where its team has no channel: to the duty manager,
// else to the team's own people; the customer reads what is true.
func TestASev1IsToldWhereNoChannelIs(t *testing.T) {
	bound := func(b *bench, at domain.Place, channel string) {
		b.operator(place.Bind{Place: at, Spot: domain.Spot{Platform: "slack", Channel: channel}})
	}
	noDuty := func(b *bench) {
		b.operator(account.SetRoles{Who: account.Who{Word: "dora"}, Roles: []account.Role{account.Engineer}})
	}
	for name, x := range map[string]struct {
		first     func(*bench)
		told, not string
		reads     string
	}{
		"the team has a channel": {func(b *bench) { bound(b, card.TeamChannel("priority").Address(), "q") }, "team priority", "person dora", "telling priority now"},
		"it has none":            {func(b *bench) {}, "person dora: CASE-1 · Sev 1 of northwind", "person noah", "telling the duty manager now | if nobody answers, the duty manager is paged"},
		"and nobody is on duty":  {noDuty, "person noah: CASE-1 · Sev 1 of northwind", "nothing", "telling the support engineers directly now | What cannot wait can be called in"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			x.first(b)
			said := b.do("09:00", "ana", sev(1))
			want(t, said, x.told)
			all := strings.Join(said, "\n")
			if strings.Contains(all, x.not) {
				t.Errorf("told: %s", all)
			}
			if got := b.draw(b.card("1", domain.Customers), domain.Customers); !strings.Contains(got, x.reads) {
				t.Errorf("the customer reads %s", got)
			}
		})
	}
}

// T20: somebody of neither side gets no case, and the team reads that they asked for a Sev 1.
func TestAnOutsidersSev1IsTold(t *testing.T) {
	b := newBench(t)
	who := domain.Handle{Platform: "slack", Team: "elsewhere", User: "max"}
	s := domain.Stamp{Actor: domain.Actor{Kind: domain.ByStranger, Handle: who}, Reply: domain.Place{Kind: domain.ReplyPlace, To: who}}
	b.now = at("2026-03-02 09:00")
	rows, err := b.decide(s, casework.OpenCase{Account: "northwind", Severity: 1, Title: "All is down"})
	if err != nil {
		t.Fatal(err)
	}
	said := b.said(rows)
	want(t, said, "team priority: max, who is neither linked nor of northwind, asks in the channel of northwind for a Sev 1: All is down")
	want(t, said, "only max: I do not know you, so I open no case for you. priority reads now that you asked.")
	if _, err := b.decide(s, casework.OpenCase{Account: "northwind", Severity: 2, Title: "Slow"}); err == nil {
		t.Error("somebody of neither side opened a case")
	}
}
