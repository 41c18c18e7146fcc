package crowd

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// A Case is one open case of the crowd.
type Case struct {
	Account  int // whose
	Severity int
	Opened   time.Time
	Owner    string // a person's id, or "" for nobody
}

// perUnit is how many cases share a flush while they are made.
const perUnit = 5000

// Cases makes n open cases, numbered from 1, each with its threads for customer and staff; of
// says what the i-th is, from 0.
func (g *Ground) Cases(ctx context.Context, n int, of func(i int) Case) error {
	for at := 0; at < n; at += perUnit {
		err := g.Store.Update(ctx, storage.Background, func(tx storage.Tx) error {
			for i := at; i < min(at+perUnit, n); i++ {
				c := of(i)
				if err := g.open(tx, strconv.Itoa(i+1), c); err != nil {
					return err
				}
			}
			if at+perUnit < n {
				return nil
			}
			s := domain.Stamp{Now: time.Now(), Actor: domain.Actor{Kind: domain.ByOperator}, Cause: "crowd/count"}
			counter := &casework.Counter{Head: domain.Head{ID: "case"}}
			_, err := tx.Append(s.Cause, s.Now, []domain.Change{written(counter, s, nil, casework.Counted{N: n})})
			return err
		})
		if err != nil {
			return fmt.Errorf("cases of the crowd: %w", err)
		}
	}
	return nil
}

// Due is when a case would first be looked at by itself.
func (g *Ground) Due(c Case) time.Time {
	thing, _ := g.opened("0", c)
	return thing.NextDue(g.Library)
}

// DueAt is the case opened so that it is first looked at, by itself, at the instant.
func (g *Ground) DueAt(c Case, at time.Time) Case {
	c.Opened = at
	c.Opened = at.Add(at.Sub(g.Due(c)))
	return c
}

func (g *Ground) open(tx storage.Tx, id string, c Case) error {
	thing, change := g.opened(id, c)
	change.Due = domain.Instant(thing.NextDue(g.Library))
	s := stamp(id, c)
	spot := func(channel string, a domain.Audience) domain.Spot {
		m := ThreadOf(id, a)
		return domain.Spot{Platform: Platform, Team: Home, Channel: channel, Thread: m, Message: m}
	}
	_, err := tx.Append(s.Cause, s.Now, []domain.Change{
		change,
		bound(s, card.CaseThread(id).Address(), spot(ChannelOf(Account(c.Account)), domain.Customers)),
		bound(s, card.StaffThread(id).Address(), spot(ChannelOf(Team), domain.Internal)),
	})
	return err
}

func stamp(id string, c Case) domain.Stamp {
	n, _ := strconv.Atoi(id)
	who := Contact(c.Account)
	return domain.Stamp{
		Now: domain.Instant(c.Opened), At: domain.Instant(c.Opened), Cause: Platform + "/crowd/" + id, Seed: seed(n),
		Actor: domain.Actor{Kind: domain.ByPerson, Person: who, Handle: HandleOf(who)},
	}
}

// opened is the case as an opening records it.
func (g *Ground) opened(id string, c Case) (*casework.Case, domain.Change) {
	s := stamp(id, c)
	o := g.Library.InForce("atlassian-premier", s.At)
	t := o.Tier("premier")
	ask := offering.Ask{Severity: c.Severity, Region: "EMEA"}
	owner := t.Owner(s.Now, ask)
	title := s.Word("Users of site " + id + " cannot log on since this morning")
	events := []domain.Event{casework.Opened{
		Account: Account(c.Account), Contract: "K" + Account(c.Account), Pin: o.Pin(), Tier: t.ID, Region: "EMEA", Severity: c.Severity,
		Title: title.ID, Opener: Contact(c.Account), Team: owner.Team, TeamUntil: owner.Until,
	}}
	targets, _ := t.TargetsFor(ask)
	for _, target := range targets {
		clock := sla.Begin(target.Kind, 1, o.Pin(), target, sla.Mark{At: s.At, Recorded: s.Now, By: Contact(c.Account)})
		events = append(events, casework.ClockStarted{Clock: clock, Due: sla.Evaluate(clock, s.Now, g.Library.Calendar).Due})
	}
	if c.Owner != "" {
		events = append(events, casework.Taken{Owner: c.Owner})
	}
	thing := &casework.Case{Head: domain.Head{ID: id}}
	return thing, written(thing, s, []domain.Word{title}, events...)
}

func bound(s domain.Stamp, p domain.Place, at domain.Spot) domain.Change {
	return written(&place.Bound{Head: domain.Head{ID: p.String()}}, s, nil, place.Found{At: p, Spot: at})
}

// written is the change that makes a thing, filled in as a step fills it in.
func written(t domain.Thing, s domain.Stamp, words []domain.Word, events ...domain.Event) domain.Change {
	ch := domain.Create(t, events...)
	ch.Words, ch.After = words, t
	for i, e := range events {
		r := domain.Recorded{Seq: uint64(i + 1), At: s.At, Now: s.Now, Actor: s.Actor, Cause: s.Cause, Event: e}
		t.Apply(r)
		ch.Recorded = append(ch.Recorded, r)
	}
	return ch
}
