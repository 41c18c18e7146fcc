package main

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot/roster"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain/offering"
)

// localApp is the desk's app as the local workspace has it installed.
const localApp = "deskhand"

// home is the team that the vendor's people are of.
func home(f *roster.File, desk *offering.Desk) workspace.Team {
	for _, p := range f.Staff {
		for _, h := range p.Handles {
			return workspace.Team{ID: h.Team.V, Name: desk.Settings.Name}
		}
	}
	return workspace.Team{Name: desk.Settings.Name}
}

// settle fills a local workspace with the people and channels of an import file, and installs
// the desk's app in it.
func settle(w *workspace.Workspace, f *roster.File, desk *offering.Desk) (workspace.App, error) {
	app := w.Install(workspace.App{
		Name: localApp, Scopes: workspace.AllScopes(), Events: workspace.AllEvents(),
		Commands: []workspace.Command{
			{Name: "/" + desk.Settings.Prefix, Usage: "help", Description: "Everything the desk can do", Escape: true},
			{Name: "/case", Usage: "open 1 Payments are down", Description: "Open and work on cases", Escape: true},
		},
	})
	var staff []string
	for _, p := range f.Staff {
		for _, h := range p.Handles {
			w.AddUser(workspace.User{ID: h.User.V, Name: p.ID.V, RealName: p.Name.V, TZ: p.Zone.V})
			staff = append(staff, h.User.V)
		}
	}
	for _, a := range f.Accounts {
		var teams []string
		for _, t := range a.Workspaces {
			w.AddTeam(workspace.Team{ID: t.Team.V, Name: a.Name.V})
			teams = append(teams, t.Team.V)
		}
		members := append([]string{app.BotUser}, staff...)
		for _, p := range a.Contacts {
			for _, h := range p.Handles {
				w.AddUser(workspace.User{ID: h.User.V, Team: h.Team.V, Name: p.ID.V, RealName: p.Name.V, TZ: p.Zone.V})
				members = append(members, h.User.V)
			}
		}
		if a.Channel == nil {
			continue
		}
		if _, err := w.AddChannel(workspace.Channel{ID: a.Channel.Channel.V, Name: a.ID.V, Connected: teams, Members: members,
			Topic: fmt.Sprintf("%s and %s", a.Name.V, desk.Settings.Name)}); err != nil {
			return app, err
		}
	}
	for _, c := range f.Channels {
		name := "desk-operators"
		if t, ok := desk.Team(c.Team.V); ok {
			name = t.Channel
		}
		if _, err := w.AddChannel(workspace.Channel{ID: c.Channel.V, Name: name, Kind: workspace.Private, Members: append([]string{app.BotUser}, staff...)}); err != nil {
			return app, err
		}
	}
	return app, nil
}

// readCast reads an import file for a desk folder.
func readCast(name string, src []byte, desk *offering.Desk) (*roster.File, error) {
	f, faults := roster.Read(name, src, desk, func(zone string) error { _, err := time.LoadLocation(zone); return err })
	if f == nil {
		return nil, faults.Err()
	}
	return f, nil
}
