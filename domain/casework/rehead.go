package casework

import (
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// Rehead puts a case's card up anew, for one of its two audiences: somebody deleted the message
// that it stood in. It does nothing for a case that is over, nor where the customer's channel
// itself is gone.
type Rehead struct {
	Case     string
	Audience domain.Audience
}

// Decide implements domain.Command.
func (cmd Rehead) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, err := Load(r, cmd.Case)
	if err != nil || c.State.Over() {
		return nil, err
	}
	b := open(r, s, c)
	deed := fmt.Sprintf("case/%s/head/%s/%d", c.ID, cmd.Audience, s.Now.UnixMilli())
	if cmd.Audience == domain.Internal {
		e := card.TeamChannel(c.Team).LiveCard(deed, domain.LanePost, c.Ref(), card.StaffThread(c.ID))
		e.Instead = card.Operator().Address()
		return domain.Only(e), nil
	}
	if !c.Private {
		ch, ok, err := place.Where(r, card.AccountChannel(c.Account).Address())
		if err != nil || ch != nil && !ok {
			return nil, err
		}
	}
	at, _, err := b.front()
	if err != nil {
		return nil, err
	}
	return domain.Only(at.LiveCard(deed, domain.LanePost, c.Ref(), card.CaseThread(c.ID))), nil
}
