package room

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// What is asked of a room when something is about to be done in it.
const (
	serves = "serves" // it was not put away, and could be made
	made   = "made"   // it could be made
)

// Still implements domain.Still.
func (m *Room) Still(_ any, token string, _ time.Time) bool {
	return !m.Broken && (token == made || !m.Away)
}

// OnUnheard implements domain.Unheard.
func (m *Room) OnUnheard(deed string) domain.Command { return lost{Room: m.ID, Deed: deed} }

// OnMissing implements domain.Host.
func (m *Room) OnMissing(deed string, who []domain.Missing) domain.Command {
	return missed{Room: m.ID, Deed: deed, Who: who}
}

// lost says that a room could not be made, or that nobody could be asked in.
type lost struct{ Room, Deed string }

// Decide implements domain.Command.
func (c lost) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: c.Room})
	if err != nil {
		return nil, err
	}
	m := t.(*Room)
	if !strings.Contains(c.Deed, "/invite/") {
		if m.Broken {
			return nil, nil
		}
		return []domain.Change{domain.Alter(m, Failed{})}, nil
	}
	i := slices.IndexFunc(m.Asks, func(j Joined) bool { return j.Deed == c.Deed })
	if i < 0 {
		return nil, nil
	}
	var who []domain.Missing
	for _, id := range m.Asks[i].People {
		who = append(who, domain.Missing{Person: id, Why: domain.Forbidden})
	}
	return missed{Room: c.Room, Deed: c.Deed, Who: who}.Decide(r, s)
}

// missed says who of those asked in will not come.
type missed struct {
	Room, Deed string
	Who        []domain.Missing
}

// why is what is said of an absence.
var why = map[domain.Absence]domain.MsgID{
	domain.NoHandle: "room.missing_no_handle", domain.NoSuchUser: "room.missing_no_user",
	domain.Outsider: "room.missing_outsider", domain.Forbidden: "room.missing_forbidden",
}

// Decide implements domain.Command. Whoever wanted them there is told who is missing, and why.
func (c missed) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: c.Room})
	if err != nil || len(c.Who) == 0 {
		return nil, err
	}
	m := t.(*Room)
	ch := domain.Alter(m, Uninvited{Who: c.Who})
	i := slices.IndexFunc(m.Asks, func(j Joined) bool { return j.Deed == c.Deed })
	if i < 0 || m.Asks[i].By == "" {
		return []domain.Change{ch}, nil
	}
	by, err := account.LoadPerson(r, m.Asks[i].By)
	if err != nil || !by.Staff() {
		return []domain.Change{ch}, err
	}
	var lines []domain.Line
	for _, x := range c.Who {
		lines = append(lines, domain.Say("room.missing", domain.ByName(x.Person), domain.Term(why[x.Why])))
	}
	e := card.StaffDirect(by.ID).PostTo(c.Deed+"/missing", domain.LaneAnswer,
		card.ForStaff(domain.Alert, domain.Say("room.missing_head", domain.Count(len(c.Who)), domain.Named(m.matter())), lines...))
	e.Instead = card.Operator().Address()
	ch.Effects = []domain.Effect{e}
	return []domain.Change{ch}, nil
}

// matter is what the room is for, as people name it: CASE-12.
func (m *Room) matter() string { return strings.ToUpper(string(m.For.Kind)) + "-" + m.For.ID }
