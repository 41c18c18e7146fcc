package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/room"
)

// OpenRoom asks for a room in which the vendor's people work on a case: the people on the case and
// the team that has it are asked in. Where there is one already, whoever asks is asked in, or whom
// they name. Customers neither see it nor are told of it.
type OpenRoom struct {
	Case string
	Who  account.Who // one more; zero: the asker
}

// roomMost is how many people are asked into a room at once.
const roomMost = 50

// Roomed says that a room was asked for.
type Roomed struct {
	Room string `json:"room"`
}

// EventKind is for ever.
func (Roomed) EventKind() string { return "case.roomed/1" }

// Decide implements domain.Command.
func (cmd OpenRoom) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	if c.State.Over() {
		return nil, c.over()
	}
	one, err := cmd.one(r, who)
	if err != nil {
		return nil, err
	}
	if c.Room != "" {
		if m, err := room.Load(r, c.Room); err != nil || m != nil {
			return c.joinRoom(s, who, m, one, err)
		}
	}
	if s.Actor.Handle.IsZero() {
		return nil, domain.Refuse("room.where")
	}
	b := open(r, s, c)
	people, err := b.workers(who.id(), one)
	if err != nil {
		return nil, err
	}
	n := 1
	if i := strings.LastIndexByte(c.Room, '/'); i >= 0 {
		was, _ := strconv.Atoi(c.Room[i+1:])
		n = was + 1
	}
	name := "case-" + c.ID
	if n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	b.add(Roomed{Room: "case/" + c.ID + "/" + strconv.Itoa(n)})
	var names []domain.Line
	for _, id := range people {
		names = append(names, domain.Say("room.person", domain.ByName(id)))
	}
	b.toStaff("room", domain.Plain, domain.Say("room.opening", who.name(), domain.Named(c.Number())), domain.Say("room.asked", domain.Listed(names...)))
	b.say(who.offer(s, domain.Plain, domain.Say("room.comes", domain.Named(c.Number())), nil)...)
	mk := room.Make{ID: c.Room, For: c.Ref(), Name: name, Platform: s.Actor.Handle.Platform, By: who.id(), People: people,
		Topic: b.roomTopic(), Head: b.roomHead(), Keep: domain.Say("room.keep", domain.Named(c.Number())), Toward: card.StaffThread(c.ID)}
	for _, e := range who.answer(s, domain.Alert, domain.Say("room.failed", domain.Named(c.Number()))) {
		e.Deed += "/sorry"
		mk.Sorry = &e
	}
	changes := b.done()
	changes[0].Follow = append(changes[0].Follow, domain.Follow{Must: true, Command: mk})
	return changes, nil
}

// one is the person whom the command names, or who asks.
func (cmd OpenRoom) one(r domain.Reader, who party) (string, error) {
	if cmd.Who.IsZero() {
		return who.id(), nil
	}
	p, err := account.Find(r, cmd.Who, "")
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// joinRoom asks one more person into the room that there is.
func (c *Case) joinRoom(s domain.Stamp, who party, m *room.Room, one string, err error) ([]domain.Change, error) {
	switch {
	case err != nil:
		return nil, err
	case one == "" || m.Has(one):
		return nil, domain.Refuse("room.there", domain.Named(c.Number()))
	}
	out := domain.Only(who.answer(s, domain.Plain, domain.Say("room.joins", domain.ByName(one), domain.Named(c.Number())))...)
	out[0].Follow = []domain.Follow{{Must: true, Command: room.Join{Room: m.ID, By: who.id(), People: []string{one}}}}
	return out, nil
}

// workers are the vendor's people who work on a case, each once, whoever asked for them first.
func (b *book) workers(asked ...string) ([]string, error) {
	ids := append(asked, b.c.Owner)
	ids = append(ids, b.c.Watchers...)
	team, err := account.OfTeam(b.r, b.c.Team)
	if err != nil {
		return nil, err
	}
	for _, p := range team {
		ids = append(ids, p.ID)
	}
	var out []string
	for _, id := range ids {
		if id == "" || slices.Contains(out, id) || len(out) == roomMost {
			continue
		}
		p, err := account.LoadPerson(b.r, id)
		if err != nil {
			return nil, err
		}
		if p.Staff() {
			out = append(out, id)
		}
	}
	return out, nil
}

// roomTopic says, over the room, which case it is, whose, and how grave.
func (b *book) roomTopic() domain.Line {
	return domain.Say("room.topic", domain.Named(b.c.Number()), domain.OfAccount(b.c.Account), domain.Named(b.c.severityName(b.lib)))
}

// roomHead is the first message in it.
func (b *book) roomHead() card.Internal {
	return card.ForStaff(domain.Plain, b.headLine(), domain.Say("room.head")).Add(b.clockLines(true)...)
}

// roomFollows are what becomes of the room by what was just decided: it is put away with its case,
// and what stands over it changes with the severity.
func (b *book) roomFollows() (out []domain.Follow) {
	if b.c.Room == "" {
		return nil
	}
	if b.c.State.Over() && b.ended() {
		last := card.ForStaff(domain.Plain, domain.Say("room.last", domain.Named(b.c.Number()), domain.Term(stateTerm(b.c.State))))
		return []domain.Follow{{Must: true, Command: room.Close{Room: b.c.Room, Last: last}}}
	}
	graver := slices.ContainsFunc(b.events, func(e domain.Event) bool { _, ok := e.(SeveritySet); return ok })
	if graver {
		return []domain.Follow{{Must: true, Command: room.Entitle{Room: b.c.Room, Topic: b.roomTopic(), Deed: strconv.FormatUint(b.c.Seq, 10)}}}
	}
	return nil
}

// ended reports whether the case was ended by what was just decided.
func (b *book) ended() bool {
	return slices.ContainsFunc(b.events, func(e domain.Event) bool {
		switch e.(type) {
		case Closed, Merged, Refused:
			return true
		}
		return false
	})
}
