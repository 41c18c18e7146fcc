package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// R8: words end a wait for the customer if they are the customer's: a contact's, or those of
// somebody not linked who speaks from the account's own workspace.
func TestWhoseWordsAreTheCustomers(t *testing.T) {
	for team, theirs := range map[string]bool{"northwind": true, "vendor": false, "elsewhere": false} {
		b := newBench(t)
		if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, account.PutAccount{ID: "northwind", Name: "Northwind", Region: "EMEA", Zone: "Europe/Oslo",
			Contracts:  []account.Contract{{ID: "n1", Offering: "citrix-css", Tier: "priority", From: "2026-01-01"}},
			Workspaces: []account.Workspace{{Platform: "slack", Team: "northwind"}}}); err != nil {
			t.Fatal(err)
		}
		b.do("09:00", "ana", sev(1))
		b.do("09:05", "noah", customer("On it"))
		b.do("09:10", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces"})
		b.now = at("2026-03-02 09:20")
		who := domain.Handle{Platform: "slack", Team: team, User: "U9"}
		s := domain.Stamp{Actor: domain.Actor{Kind: domain.ByStranger, Handle: who}, Reply: domain.Place{Kind: domain.ReplyPlace, To: who}}
		for n, told := range []bool{!theirs, false} {
			rows, err := b.decide(s, casework.Say{Case: "1", Audience: domain.Customers, Text: "Here they are", Message: "m" + string(rune('1'+n))})
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Join(b.said(rows), "\n")
			if strings.Contains(said, "who is neither linked nor of") == theirs {
				t.Errorf("somebody of %s: %s", team, said)
			}
			if strings.Contains(said, "desk link CODE") != told {
				t.Errorf("somebody of %s is told how to be linked, or is not: %s", team, said)
			}
		}
		if c := b.get("1"); (c.Wait == nil) != theirs || c.LastHeard.IsZero() == theirs {
			t.Errorf("words of somebody of %s: waits %v, heard %s", team, c.Wait, c.LastHeard)
		}
	}
}
