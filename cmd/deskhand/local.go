package main

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot/roster"
	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

// localApp is the desk's app as the local workspace has it installed.
const localApp = "deskhand"

// appOf is the app that the manifest describes, with nothing it does not ask for: the demo fails
// where a real workspace would. The folder's own prefix takes the place of /desk.
func appOf(m manifest.Manifest, prefix string) workspace.App {
	a := workspace.App{Name: m.Features.Bot.Name, Scopes: m.OAuth.Scopes.Bot, Events: m.Settings.Events.Bot}
	for _, c := range m.Features.Shortcuts {
		if c.Type == "message" {
			a.Shortcuts = append(a.Shortcuts, workspace.Shortcut{Name: c.Name, Callback: c.Callback})
		}
	}
	for _, c := range m.Features.Commands {
		if c.Command == "/desk" {
			c.Command = "/" + prefix
		}
		a.Commands = append(a.Commands, workspace.Command{Name: c.Command, Usage: c.Usage, Description: c.Description, Escape: c.Escape})
	}
	return a
}

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
// the desk's app in it, changed as whoever asks wants it.
func settle(w *workspace.Workspace, f *roster.File, desk *offering.Desk, change ...func(*workspace.App)) (workspace.App, error) {
	m, err := manifest.Read(deploy.SlackManifest)
	if err != nil {
		return workspace.App{}, err
	}
	described := appOf(m, desk.Settings.Prefix)
	for _, f := range change {
		f(&described)
	}
	app := w.Install(described)
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
