// Package crowd fills a store with as many people, accounts and open cases as a measurement
// asks for, under the shipped desk folder. What the desk would have decided one by one it writes
// straight through the store, the same records in the same form, so that a hundred thousand cases
// take seconds. It leaves out everything that is to be measured: it runs no desk.
package crowd

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
	"github.com/deskhand/deskhand/storage/record"
)

// Platform is what handles and spots of the crowd call their platform; Home is the team of the
// vendor's people.
const (
	Platform = "slack"
	Home     = "T0HARBOUR"
)

// A Ground is an open store under the shipped desk folder, and what a desk over it needs.
type Ground struct {
	Store   *bolt.Store
	Rooms   bot.Rooms
	Library *offering.Library
}

// Open opens the store at path, or makes it, and applies the shipped folder where none was.
func Open(ctx context.Context, path string, o bolt.Options) (*Ground, error) {
	g := &Ground{Rooms: bot.House(time.LoadLocation), Library: offering.NewLibrary()}
	reg, err := record.New(g.Rooms.Kinds...)
	if err != nil {
		return nil, err
	}
	g.Rooms.Command, g.Rooms.Record = reg.DecodeCommand, reg.EncodeCommand
	o.Policy = func() any { return g.Library }
	if g.Store, err = bolt.Open(path, reg, o); err != nil {
		return nil, err
	}
	shipped, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		return nil, err
	}
	files, err := folder.Read(shipped)
	if err != nil {
		return nil, err
	}
	if _, err := folder.Apply(ctx, g.Store, files, "crowd", time.Now()); err != nil {
		return nil, err
	}
	g.Library, err = folder.Library(ctx, g.Store, time.LoadLocation)
	return g, err
}

// Engineer, Contact and Account are the names of the n-th of each. Manager is the one duty
// manager; Team is whose cases all of them are.
func Engineer(n int) string { return "e" + strconv.Itoa(n) }

// Contact is the named contact of the n-th account.
func Contact(n int) string { return "c" + strconv.Itoa(n) }

// Account is the n-th account.
func Account(n int) string { return "a" + strconv.Itoa(n) }

// Manager and Team are described at Engineer.
const (
	Manager = "dora"
	Team    = "premier"
)

// HandleOf is the handle of one of the people.
func HandleOf(person string) domain.Handle {
	h := domain.Handle{Platform: Platform, Team: Home, User: "U" + person}
	if person[0] == 'c' {
		h.Team = "TA" + person[1:]
	}
	return h
}

// ChannelOf is the channel of an account, of a team, or of the operator under "operator".
func ChannelOf(who string) string { return "C" + who }

// ThreadOf is the message that heads a case's thread for an audience.
func ThreadOf(id string, a domain.Audience) string { return "M" + id + string(a[0]) }

// People makes a duty manager, so many engineers, and so many accounts, each on the tier
// premier with one named contact and a channel. Teams and the operator have channels too.
func (g *Ground) People(ctx context.Context, engineers, accounts int) error {
	staff := func(id string, roles ...account.Role) domain.Command {
		return account.PutPerson{ID: id, Name: "Person " + id, Given: id, Zone: "Europe/Oslo", Roles: roles, Teams: []string{Team}, Handles: []domain.Handle{HandleOf(id)}}
	}
	steps := []domain.Command{staff(Manager, account.Engineer, account.Duty, account.Admin), bind(card.Operator().Address(), "operator")}
	for _, t := range g.Library.Latest().Teams() {
		steps = append(steps, bind(card.TeamChannel(t.ID).Address(), t.ID))
	}
	for n := range engineers {
		steps = append(steps, staff(Engineer(n), account.Engineer))
	}
	for n := range accounts {
		id := Account(n)
		steps = append(steps,
			account.PutAccount{ID: id, Name: "Account " + id, Region: "EMEA", Zone: "Europe/Oslo",
				Contracts:  []account.Contract{{ID: "K" + id, Offering: "atlassian-premier", Tier: "premier"}},
				Workspaces: []account.Workspace{{Platform: Platform, Team: HandleOf(Contact(n)).Team}}},
			account.PutPerson{ID: Contact(n), Account: id, Name: "Contact " + id, Given: Contact(n), Roles: []account.Role{account.Technical, account.Named}, Handles: []domain.Handle{HandleOf(Contact(n))}},
			bind(card.AccountChannel(id).Address(), id))
	}
	const chunk = 200
	for at := 0; at < len(steps); at += chunk {
		err := g.Store.Update(ctx, storage.Background, func(tx storage.Tx) error {
			for i, c := range steps[at:min(at+chunk, len(steps))] {
				s := domain.Stamp{Now: domain.Instant(time.Now()), Actor: domain.Actor{Kind: domain.ByOperator}, Cause: fmt.Sprintf("crowd/%d", at+i), Seed: seed(at + i)}
				out, err := domain.Step(tx, c, s)
				if err != nil {
					return err
				}
				if _, err := tx.Append(s.Cause, s.Now, out.Changes); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("people of the crowd: %w", err)
		}
	}
	return nil
}

func bind(p domain.Place, who string) domain.Command {
	return place.Bind{Place: p, Spot: domain.Spot{Platform: Platform, Team: Home, Channel: ChannelOf(who)}}
}

func seed(n int) (s [16]byte) {
	h := sha256.Sum256(strconv.AppendInt(nil, int64(n), 10))
	copy(s[:], h[:])
	return s
}
