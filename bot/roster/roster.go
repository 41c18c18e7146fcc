// Package roster reads an import file: the accounts, contacts, contracts, channels and staff of
// a desk. Reading it is pure and finds all faults at once, each with its place; Steps turns it
// into commands that can be run again and again: told the same twice, the desk records nothing.
//
// It leaves out what is sold (the desk folder) and running the commands (package bot).
package roster

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/offering/strict"
	"github.com/deskhand/deskhand/domain/place"
)

// A File is an import file as it stands.
type File struct {
	strict.At
	Staff    []person  `key:"staff" doc:"The vendor's people."`
	Accounts []company `key:"accounts" doc:"The customers, with their contacts and contracts."`
	Channels []channel `key:"channels" doc:"The channels of teams, and of whoever runs the desk."`
}

type person struct {
	strict.At
	ID      strict.Name   `key:"id,must" doc:"The desk's own id of the person; it stays when all else changes."`
	Name    strict.Text   `key:"name,must" doc:"In full."`
	Given   strict.Text   `key:"given" doc:"What others call them; the first word of the name if not given."`
	Mail    strict.Text   `key:"mail" doc:"Their address."`
	Zone    strict.Text   `key:"zone" doc:"Their time zone, by its place: Europe/Oslo."`
	Roles   []strict.Name `key:"roles,one" doc:"What they may do."`
	Teams   []strict.Name `key:"teams,one" doc:"Staff: the teams they belong to."`
	Handles []handle      `key:"handles,one" doc:"Who they are on a platform; whoever runs the import vouches for it."`
}

type handle struct {
	strict.At
	Platform strict.Name `key:"platform,must" doc:"slack or discord."`
	Team     strict.Name `key:"team,must" doc:"The workspace they are of."`
	User     strict.Name `key:"user,must" doc:"Their user id there."`
}

type company struct {
	strict.At
	ID         strict.Name   `key:"id,must" doc:"The desk's own id of the account, as people type it."`
	Name       strict.Text   `key:"name,must" doc:"As people call it."`
	Region     strict.Name   `key:"region" doc:"A region of the desk folder; the default if not given."`
	Zone       strict.Text   `key:"zone" doc:"Their time zone, for people who have none of their own."`
	Calendar   strict.Name   `key:"calendar" doc:"Their own hours in place of the region's."`
	Workspaces []workspace   `key:"workspaces,one" doc:"The workspaces that are theirs."`
	Domains    []strict.Name `key:"domains,one" doc:"The domains of their people's addresses: northwind.example."`
	Channel    *spot         `key:"channel" doc:"The channel shared with them."`
	Contracts  []contract    `key:"contracts,one" doc:"What they bought."`
	Contacts   []person      `key:"contacts" doc:"Their people."`
}

type workspace struct {
	strict.At
	Platform strict.Name `key:"platform,must" doc:"slack or discord."`
	Team     strict.Name `key:"team,must" doc:"The workspace's id."`
}

type spot struct {
	strict.At
	Platform strict.Name `key:"platform,must" doc:"slack or discord."`
	Team     strict.Name `key:"team" doc:"The workspace it is in."`
	Channel  strict.Name `key:"channel,must" doc:"The channel's id."`
}

type contract struct {
	strict.At
	ID       strict.Name   `key:"id,must" doc:"Its number."`
	Offering strict.Name   `key:"offering,must" doc:"An offering of the desk folder."`
	Tier     strict.Name   `key:"tier,must" doc:"A tier of it."`
	From     date          `key:"from" doc:"The first day, 2026-01-01."`
	To       date          `key:"to" doc:"The last day."`
	Products []strict.Name `key:"products,one" doc:"What it covers; everything of the offering if not given."`
}

type channel struct {
	strict.At
	Team     strict.Name `key:"team" doc:"The team of the desk folder whose channel it is."`
	Operator strict.Flag `key:"operator" doc:"true: where whoever runs the desk is told what is wrong with it."`
	Platform strict.Name `key:"platform,must" doc:"slack or discord."`
	Channel  strict.Name `key:"channel,must" doc:"The channel's id."`
}

// Read reads an import file against the desk folder it is for. The file is nil where a fault is
// more than a warning.
func Read(name string, src []byte, desk *offering.Desk, zones func(string) error) (*File, strict.Faults) {
	f := &File{}
	faults := strict.Read(name, src, f)
	j := judge{desk: desk, zones: zones, people: map[string]strict.Pos{}, accounts: map[string]strict.Pos{}, handles: map[string]strict.Pos{}}
	for _, p := range f.Staff {
		j.person(p, account.RolesOf(desk), true)
	}
	for _, c := range f.Accounts {
		j.company(c)
	}
	for _, c := range f.Channels {
		j.channel(c)
	}
	faults.Add(j.faults...)
	faults.Sort()
	if faults.Bad() {
		return nil, faults
	}
	return f, faults
}

// A Step is one command of an import, and what it is about.
type Step struct {
	About   string
	Command domain.Command
}

// Steps are the commands that bring the desk to what the file says, in the order in which they
// stand on each other.
func (f *File) Steps() []Step {
	var out []Step
	add := func(about string, c domain.Command) { out = append(out, Step{about, c}) }
	for _, c := range f.Accounts {
		put := account.PutAccount{ID: c.ID.V, Name: c.Name.V, Region: c.Region.V, Zone: c.Zone.V, Calendar: c.Calendar.V, Domains: names(c.Domains)}
		for _, w := range c.Workspaces {
			put.Workspaces = append(put.Workspaces, account.Workspace{Platform: w.Platform.V, Team: w.Team.V})
		}
		for _, k := range c.Contracts {
			put.Contracts = append(put.Contracts, account.Contract{ID: k.ID.V, Offering: k.Offering.V, Tier: k.Tier.V, From: k.From.V, To: k.To.V, Products: names(k.Products)})
		}
		add("account "+c.ID.V, put)
		if c.Channel != nil {
			at := domain.Place{Kind: domain.AccountChannel, ID: c.ID.V, Audience: domain.Customers}
			add("channel of "+c.ID.V, place.Bind{Place: at, Spot: domain.Spot{Platform: c.Channel.Platform.V, Team: c.Channel.Team.V, Channel: c.Channel.Channel.V}})
			add("welcome card of "+c.ID.V, front.Greet{Account: c.ID.V})
		}
		for _, p := range c.Contacts {
			add("contact "+p.ID.V, p.put(c.ID.V))
		}
	}
	for _, p := range f.Staff {
		add("staff "+p.ID.V, p.put(""))
	}
	for _, c := range f.Channels {
		at := domain.Place{Kind: domain.TeamChannel, ID: c.Team.V, Audience: domain.Internal}
		if c.Operator.V {
			at = domain.Place{Kind: domain.OperatorPlace, Audience: domain.Internal}
		}
		add("channel "+at.String(), place.Bind{Place: at, Spot: domain.Spot{Platform: c.Platform.V, Channel: c.Channel.V}})
	}
	return out
}

func (p person) put(company string) domain.Command {
	c := account.PutPerson{ID: p.ID.V, Account: company, Name: p.Name.V, Given: p.Given.V, Mail: p.Mail.V, Zone: p.Zone.V, Teams: names(p.Teams)}
	if c.Given == "" {
		c.Given = firstWord(p.Name.V)
	}
	for _, r := range p.Roles {
		c.Roles = append(c.Roles, account.Role(r.V))
	}
	for _, h := range p.Handles {
		c.Handles = append(c.Handles, domain.Handle{Platform: h.Platform.V, Team: h.Team.V, User: h.User.V})
	}
	return c
}

func names(list []strict.Name) []string {
	var out []string
	for _, n := range list {
		if !slices.Contains(out, n.V) {
			out = append(out, n.V)
		}
	}
	return out
}
