package main

import (
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
)

// unheard are those who are to be told of cases and cannot be: teams without a channel, an operator
// without one, and a role of duty managers that nobody has. Each comes with the way out.
func unheard(r domain.Reader, desk *offering.Desk) (found [][2]string, err error) {
	if desk == nil {
		return nil, nil
	}
	at := func(p domain.Place) bool {
		_, ok, fault := place.Where(r, p)
		if fault != nil {
			err = fault
		}
		return ok
	}
	for _, t := range desk.Teams() {
		if !at(card.TeamChannel(t.ID).Address()) {
			found = append(found, [2]string{fmt.Sprintf("%s has no channel: nobody there reads of its cases", t.Name),
				fmt.Sprintf("import, under channels: {team: %s, platform: slack, channel: ID}", t.ID)})
		}
	}
	if !at(card.Operator().Address()) {
		found = append(found, [2]string{"the operator has no channel: nobody reads what goes wrong", "import, under channels: {operator: true, platform: slack, channel: ID}"})
	}
	people, fault := account.WithRole(r, account.DutyRole(r))
	if fault != nil {
		return nil, fault
	}
	if len(people) == 0 {
		found = append(found, [2]string{"nobody is a duty manager: nobody is called when a case goes unanswered", fmt.Sprintf("desk role @NAME engineer %s", account.DutyRole(r))})
	}
	return found, err
}
