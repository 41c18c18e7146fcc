package room

import (
	"strconv"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// Make makes a room: it is named, what stands over it is set, what leads back to the matter is kept
// at hand, its first message is said, and people are asked in last, into a room that is ready.
type Make struct {
	ID       string
	For      domain.Ref
	Name     string // "case-12": lower-case letters, digits and hyphens; a suffix that nobody can guess follows
	Platform string
	By       string // person who wants it, who is told what goes wrong
	People   []string
	Topic    domain.Line
	Head     card.Internal
	Keep     domain.Line // the name of what leads to Toward; zero: nothing does
	Toward   card.StaffPlace
	Sorry    *domain.Effect // what is said where no room can be made
}

// Decide implements domain.Command.
func (c Make) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	people, err := staff(r, c.People)
	if err != nil {
		return nil, err
	}
	m := &Room{Head: domain.Head{ID: c.ID}}
	at := m.At()
	// Chance makes the deed, and so the suffix of the name, which is drawn from its key.
	deed := "room/" + c.ID + "/" + s.Token("room/"+c.ID, 32)
	ask := deed + "/invite/1"
	made := at.Make(deed, c.Name, c.Platform)
	made.Report, made.Sorry = m.Ref(), c.Sorry
	ch := domain.Create(m, Asked{For: c.For, Deed: deed}, Joined{Deed: ask, By: c.By, People: people})
	ch.Effects = []domain.Effect{made, at.Entitle(deed+"/topic", c.Topic)}
	if !c.Keep.IsZero() {
		ch.Effects = append(ch.Effects, at.Keep(deed+"/keep", c.Keep, c.Toward))
	}
	head := at.PostTo(deed+"/head", domain.LaneAnswer, c.Head)
	invite := at.Invite(ask, people)
	invite.Report = m.Ref()
	ch.Effects = append(ch.Effects, head, invite)
	for i := range ch.Effects[1:] {
		ch.Effects[i+1].Guard, ch.Effects[i+1].Token = m.Ref(), serves
	}
	return []domain.Change{ch}, nil
}

// staff are those of the persons who work for the vendor: nobody else is ever asked in.
func staff(r domain.Reader, ids []string) (out []string, err error) {
	for _, id := range ids {
		p, err := account.LoadPerson(r, id)
		if err != nil {
			return nil, err
		}
		if p.Staff() {
			out = append(out, id)
		}
	}
	return out, nil
}

// Join asks more people into a room that there is.
type Join struct {
	Room   string
	By     string
	People []string
}

// Decide implements domain.Command.
func (c Join) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	m, err := Load(r, c.Room)
	if err != nil || m == nil {
		return nil, err
	}
	people, err := staff(r, c.People)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	deed := "room/" + m.ID + "/invite/" + strconv.FormatUint(m.Version(), 10)
	invite := m.At().Invite(deed, people)
	invite.Report, invite.Guard, invite.Token = m.Ref(), m.Ref(), serves
	ch := domain.Alter(m, Joined{Deed: deed, By: c.By, People: people})
	ch.Effects = []domain.Effect{invite}
	return []domain.Change{ch}, nil
}

// Entitle sets what stands over a room.
type Entitle struct {
	Room  string
	Topic domain.Line
	Deed  string // of the matter's own, once for ever
}

// Decide implements domain.Command.
func (c Entitle) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	m, err := Load(r, c.Room)
	if err != nil || m == nil {
		return nil, err
	}
	e := m.At().Entitle("room/"+m.ID+"/topic/"+c.Deed, c.Topic)
	e.Guard, e.Token = m.Ref(), serves
	return domain.Only(e), nil
}

// Close says a last word in a room and puts it away.
type Close struct {
	Room string
	Last card.Internal
}

// Decide implements domain.Command.
func (c Close) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	m, err := Load(r, c.Room)
	if err != nil || m == nil {
		return nil, err
	}
	ch := domain.Alter(m, Closed{})
	ch.Effects = []domain.Effect{m.At().PostTo("room/"+m.ID+"/last", domain.LaneAnswer, c.Last), m.At().PutAway("room/" + m.ID + "/away")}
	for i := range ch.Effects { // a room that never came about needs neither
		ch.Effects[i].Guard, ch.Effects[i].Token = m.Ref(), made
	}
	return []domain.Change{ch}, nil
}
