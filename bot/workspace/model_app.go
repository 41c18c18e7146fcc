package workspace

import (
	"slices"
	"strings"
)

// An App is an installed app: what it may do, what it is told, and the
// tokens it signs in with.
type App struct {
	ID        string // "A…"; derived from Name if empty
	Name      string // also its bot's handle
	BotUser   string // "U…"
	BotID     string // "B…"
	BotToken  string // "xoxb-…"
	AppToken  string // "xapp-…"
	Scopes    []string
	Events    []string // bot events it is subscribed to
	Commands  []Command
	Shortcuts []Shortcut
	Signing   string // signing secret
	// RequestURL puts the app into HTTP mode: events, commands and
	// interactions are posted there, signed, and no socket is used.
	RequestURL string
	NoMessages bool // the messages tab is off: nobody can write to the bot
	// DelayedEvents asks for hourly redelivery for 24 h after the three
	// ordinary ones.
	DelayedEvents bool
}

// A Command is a slash command.
type Command struct {
	Name        string // "/case"
	Usage       string
	Description string
	// Escape sends mentions in the text as <@U…|name> and <#C…|name>.
	Escape bool
}

// A Shortcut is a message shortcut ("message action").
type Shortcut struct {
	Name, Callback string
}

type app struct {
	App
	revoked string // error code every call is answered with, if any
	sockets []*socket
	opened  int
}

// AllScopes are the bot scopes the modelled methods and events need, for
// tests that are not about scopes.
func AllScopes() []string {
	return strings.Fields(`commands chat:write app_mentions:read channels:read channels:history
		channels:manage channels:join groups:read groups:history groups:write im:read im:write im:history
		mpim:read mpim:write mpim:history files:read files:write users:read users:read.email usergroups:read
		pins:read pins:write bookmarks:read bookmarks:write reactions:read reactions:write team:read
		metadata.message:read`)
}

// AllEvents are the bot events the workspace can send.
func AllEvents() []string {
	return strings.Fields(`app_mention message.channels message.groups message.im message.mpim
		app_home_opened member_joined_channel member_left_channel channel_shared channel_unshared
		channel_id_changed channel_archive group_archive channel_rename reaction_added pin_added file_shared
		user_change app_uninstalled tokens_revoked`)
}

// Install adds an app with its bot and returns it with ids and tokens.
func (w *Workspace) Install(a App) App {
	w.mu.Lock()
	defer w.mu.Unlock()
	if a.ID == "" {
		a.ID = w.stableID("A", a.Name, func(id string) bool { return w.apps[id] != nil })
	}
	if a.BotID == "" {
		a.BotID = "B" + a.ID[1:]
	}
	bot := w.addUser(User{ID: a.BotUser, Name: a.Name, Bot: true})
	a.BotUser = bot.ID
	if a.BotToken == "" {
		a.BotToken = "xoxb-" + w.newUUID()
	}
	if a.AppToken == "" {
		a.AppToken = "xapp-1-" + a.ID + "-" + w.newUUID()
	}
	if a.Signing == "" {
		a.Signing = strings.ReplaceAll(w.newUUID(), "-", "")
	}
	w.apps[a.ID] = &app{App: a}
	w.appOrder = append(w.appOrder, a.ID)
	return a
}

// Apps returns the installed apps in order.
func (w *Workspace) Apps() []App {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []App
	for _, id := range w.appOrder {
		out = append(out, w.apps[id].App)
	}
	return out
}

// appOf returns the app a bot user belongs to.
func (w *Workspace) appOf(user string) *app {
	for _, a := range w.apps {
		if a.BotUser == user {
			return a
		}
	}
	return nil
}

func (a *app) may(scope string) bool     { return slices.Contains(a.Scopes, scope) }
func (a *app) listens(event string) bool { return slices.Contains(a.Events, event) }
