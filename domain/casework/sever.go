package casework

import (
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// Sever says that the people of an account do not read their channel any more: it is connected
// with them no longer. What is open goes on with its openers directly; the operator, and who looks
// after the account, are told.
type Sever struct{ Account string }

// Decide implements domain.Command.
func (cmd Sever) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	at := card.AccountChannel(cmd.Account).Address()
	b, ok, err := place.Where(r, at)
	if err != nil || !ok || b.Cut {
		return nil, err
	}
	changes, err := place.Cut{Place: at, Cut: true}.Decide(r, s)
	if err != nil {
		return nil, err
	}
	all, err := find(r, domain.Key{Index: OpenOfAccount, Value: cmd.Account})
	if err != nil {
		return nil, err
	}
	ch := &changes[0]
	open := 0
	for _, c := range all {
		if !c.Private { // it stands with its opener already
			open++
			ch.Follow = append(ch.Follow, domain.Follow{Command: Redirect{Case: c.ID}})
		}
	}
	doc := card.ForStaff(domain.Alert, domain.Say("connect.cut", domain.OfAccount(cmd.Account)),
		domain.Say("connect.open", domain.Count(open)), domain.Say("connect.call"))
	told, err := keepers(r, fmt.Sprintf("account/%s/cut/%d", cmd.Account, b.Seq), doc)
	ch.Effects = append(ch.Effects, told...)
	return changes, err
}

// keepers tells the operator, and those who look after accounts: who holds that role, else the
// duty managers.
func keepers(r domain.Reader, deed string, doc card.Internal) ([]domain.Effect, error) {
	told := []domain.Effect{card.Operator().PostTo(deed, domain.LanePost, doc)}
	people, err := account.WithRole(r, account.TAM)
	if err == nil && len(people) == 0 {
		people, err = duty(r)
	}
	for _, p := range people {
		told = append(told, card.StaffDirect(p.ID).PostTo(deed+"/"+p.ID, domain.LanePost, doc))
	}
	return told, err
}

// Rejoin says that they read it again. New cases stand there; what went on directly stays where
// its people have come to write.
type Rejoin struct{ Account string }

// Decide implements domain.Command.
func (cmd Rejoin) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	at := card.AccountChannel(cmd.Account).Address()
	b, ok, err := place.Where(r, at)
	if err != nil || !ok || !b.Cut {
		return nil, err
	}
	changes, err := place.Cut{Place: at}.Decide(r, s)
	if err != nil {
		return nil, err
	}
	doc := card.ForStaff(domain.Good, domain.Say("connect.back", domain.OfAccount(cmd.Account)))
	told, err := keepers(r, fmt.Sprintf("account/%s/joined/%d", cmd.Account, b.Seq), doc)
	changes[0].Effects = append(changes[0].Effects, told...)
	return changes, err
}

// Redirect lets a case go on with its opener directly: its card stands anew in their own
// conversation with the desk, and what is said to the customer from then on is said under it.
type Redirect struct {
	Case string `json:"case"`
}

// CommandKind implements domain.Recordable.
func (Redirect) CommandKind() string { return "case.redirect" }

// Redirected says that a case went on with its opener directly.
type Redirected struct{}

// EventKind implements domain.Event.
func (Redirected) EventKind() string { return "case.redirected/1" }

// Decide implements domain.Command.
func (cmd Redirect) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, err := Load(r, cmd.Case)
	if err != nil || c.State.Over() {
		return nil, err
	}
	b := open(r, s, c)
	to, who, err := b.customer()
	if err != nil {
		return nil, err
	}
	b.add(Redirected{})
	if to == nil {
		b.toStaff("direct_nobody", domain.Alert, domain.Say("connect.nobody", domain.Named(c.Number())))
		return b.done(), nil
	}
	b.say(to.LiveCard(b.deed("card/direct"), domain.LanePost, c.Ref(), card.CaseThread(c.ID)))
	b.toStaff("direct", domain.Alert, domain.Say("connect.direct", domain.Named(c.Number()), who))
	return b.done(), nil
}

// customer is the direct conversation in which the customer's side of a case can be spoken to:
// its opener's, or where staff opened it, one of its followers'.
func (b *book) customer() (*card.CustomerPlace, domain.Arg, error) {
	if !b.c.Stranger.IsZero() {
		to := card.StrangerDirect(b.c.Stranger)
		return &to, domain.ByHandle(b.c.Stranger), nil
	}
	for _, id := range append([]string{b.c.Opener}, b.c.Watchers...) {
		p, err := account.LoadPerson(b.r, id)
		if err != nil {
			return nil, domain.Arg{}, err
		}
		if p.Account == b.c.Account && !p.Gone {
			to := card.ContactDirect(id)
			return &to, domain.ByName(id), nil
		}
	}
	return nil, domain.Arg{}, nil
}

// silent reports whether nobody of an account reads its channel: it is gone, or was cut off.
func silent(r domain.Reader, id string) (bool, error) {
	b, ok, err := place.Where(r, card.AccountChannel(id).Address())
	return err == nil && b != nil && (!ok || b.Cut), err
}
