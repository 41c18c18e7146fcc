package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What the user side refuses a person, in words for the page.
var (
	ErrConnectSlash    = errors.New("slash commands do not cross Slack Connect; mention the app instead")
	ErrConnectShortcut = errors.New("shortcuts do not cross Slack Connect; mention the app instead")
	ErrNotMember       = errors.New("not a member of this channel")
	ErrArchived        = errors.New("this channel is archived")
	ErrNoMessage       = errors.New("no such message here")
	ErrNotYours        = errors.New("only its author may change a message")
	ErrMailboxOff      = errors.New("sending messages to this app has been turned off")
)

// place resolves who acts where and checks that they may.
func (w *Workspace) place(user, where string) (*User, *channel, error) {
	u, err := w.user(user)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.channel(u, where)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case u.Inactive:
		return nil, nil, fmt.Errorf("workspace: %s is deactivated", u.Name)
	case !c.has(u.ID):
		return nil, nil, fmt.Errorf("workspace: %s in %s: %w", u.Name, w.title(c, u), ErrNotMember)
	case c.Archived:
		return nil, nil, fmt.Errorf("workspace: %s: %w", w.title(c, u), ErrArchived)
	case c.mailbox != nil && c.mailbox.NoMessages:
		return nil, nil, ErrMailboxOff
	}
	return u, c, nil
}

// title names a conversation as a person sees it.
func (w *Workspace) title(c *channel, u *User) string {
	if c.Kind != IM && c.Kind != MPIM {
		return "#" + c.Name
	}
	var names []string
	for _, id := range c.Members {
		if u == nil || id != u.ID {
			names = append(names, "@"+w.users[id].Name)
		}
	}
	return strings.Join(names, ", ")
}

// Say writes a message as a person would type it: mentions as @handle,
// channels as #name and addresses become Slack's own, and &, <, > are
// escaped. The channel is an id, "#name", or "@handle" for a direct message.
// Thread is the timestamp of the thread's head, or empty. It returns the new
// message's timestamp.
func (w *Workspace) Say(user, channel, thread, text string) (string, error) {
	return w.say(user, channel, thread, text, nil)
}

// SayWith is Say with files attached.
func (w *Workspace) SayWith(user, channel, thread, text string, files ...File) (string, error) {
	return w.say(user, channel, thread, text, files)
}

func (w *Workspace) say(user, where, thread, text string, files []File) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.place(user, where)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(text) == "" && len(files) == 0 {
		return "", errors.New("workspace: nothing to say")
	}
	if thread != "" {
		if head := c.byTS[thread]; head == nil || head.inThread() {
			return "", fmt.Errorf("workspace: thread %s in %s: %w", thread, w.title(c, u), ErrNoMessage)
		}
	}
	encoded := w.encode(text)
	m := &Message{User: u.ID, ThreadTS: thread, Text: encoded, Blocks: w.typed(encoded), clientID: w.newUUID()}
	for _, f := range files {
		f.ID, f.Size = w.newID("F"), len(f.Data)
		if f.Title == "" {
			f.Title = f.Name
		}
		m.Files = append(m.Files, f)
		w.uploads[f.ID] = &upload{File: f, user: u.ID, sent: true, in: []string{c.ID}}
	}
	if len(m.Files) > 0 {
		m.Subtype = "file_share"
	}
	w.put(c, m)
	return m.TS, nil
}

// mine finds a person's own message.
func (w *Workspace) mine(user, where, ts string) (*User, *channel, *Message, error) {
	u, c, err := w.place(user, where)
	if err != nil {
		return nil, nil, nil, err
	}
	m := c.byTS[ts]
	if m == nil || m.Deleted {
		return nil, nil, nil, ErrNoMessage
	}
	return u, c, m, nil
}

// Edit replaces the text of a person's own message.
func (w *Workspace) Edit(user, channel, ts, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, m, err := w.mine(user, channel, ts)
	if err != nil {
		return err
	}
	if m.User != u.ID {
		return ErrNotYours
	}
	encoded := w.encode(text)
	if encoded == m.Text {
		return nil
	}
	w.change(c, m, u.ID, func(m *Message) { m.Text, m.Blocks = encoded, w.typed(encoded) })
	return nil
}

// Delete removes a message: one's own, or, for a person of the installing
// team, an app's (as an administrator may in Slack).
func (w *Workspace) Delete(user, channel, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, m, err := w.mine(user, channel, ts)
	if err != nil {
		return err
	}
	if m.User != u.ID && (m.App == "" || w.external(u)) {
		return ErrNotYours
	}
	w.remove(c, m, u.ID)
	return nil
}

// React adds a reaction as a person; name is an emoji's name without colons.
func (w *Workspace) React(user, channel, ts, name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, m, err := w.mine(user, channel, ts)
	if err != nil {
		return err
	}
	w.react(c, m, u.ID, name)
	return nil
}

// Slash types a slash command in a channel. People of another company
// cannot: ErrConnectSlash. The command is answered on the Delivery; if no
// answer comes in three seconds the person sees a Failed happening.
func (w *Workspace) Slash(user, channel, command, text string) (*Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.place(user, channel)
	if err != nil {
		return nil, err
	}
	a, cmd := w.command(command)
	if w.external(u) {
		return nil, w.instead(ErrConnectSlash)
	}
	if a == nil {
		return nil, fmt.Errorf("workspace: %s is not a valid command", command)
	}
	w.happen(Happening{Kind: Asked, By: u.ID, To: u.ID, Channel: c.ID, Name: command, Text: text})
	sent := escape(text)
	if cmd.Escape {
		sent = w.encodeNamed(text)
	}
	h := w.newHook(a, u, c, nil)
	payload := obj{"token": "local", "team_id": w.home, "team_domain": w.teams[w.home].Domain, "channel_id": c.ID,
		"channel_name": w.callName(c), "user_id": u.ID, "user_name": u.Name, "command": command, "text": sent,
		"api_app_id": a.ID, "is_enterprise_install": "false", "response_url": w.base + "/response/" + h,
		"trigger_id": w.newTrigger(a, u.ID)}
	d := &Delivery{w: w, app: a, kind: "slash_commands", name: command, channel: c.ID, payload: mustJSON(payload), accepts: true, done: make(chan struct{})}
	d.onAck = func(p json.RawMessage) { w.respond(w.hooks[h], p, true) }
	d.onFail = func(err error) { w.failed(u, c.ID, command, err) }
	w.send(d)
	return d, nil
}

// instead names the app to mention where a way does not cross companies.
func (w *Workspace) instead(err error) error {
	if len(w.appOrder) == 1 {
		return fmt.Errorf("%w: @%s", err, w.apps[w.appOrder[0]].Name)
	}
	return err
}

// callName is the channel's name in slash commands and interactions.
func (w *Workspace) callName(c *channel) string {
	switch c.Kind {
	case IM:
		return "directmessage"
	case Private:
		return "privategroup"
	}
	return c.Name
}

// failed shows a person an error.
func (w *Workspace) failed(u *User, channel, name string, err error) {
	w.happen(Happening{Kind: Failed, To: u.ID, Channel: channel, Name: name, Text: err.Error()})
}

func (w *Workspace) command(name string) (*app, *Command) {
	for _, id := range w.appOrder {
		a := w.apps[id]
		if i := slices.IndexFunc(a.Commands, func(c Command) bool { return c.Name == name }); i >= 0 && a.may("commands") {
			return a, &a.Commands[i]
		}
	}
	return nil, nil
}

// OpenHome opens an app's Home tab as a person of the installing team.
func (w *Workspace) OpenHome(user, appName string) error { return w.openTab(user, appName, "home") }

// OpenMessages opens the Messages tab, the direct messages with the app.
func (w *Workspace) OpenMessages(user, appName string) error {
	return w.openTab(user, appName, "messages")
}

func (w *Workspace) openTab(user, appName, tab string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return err
	}
	a, err := w.appNamed(appName)
	if err != nil {
		return err
	}
	if w.external(u) && tab == "home" {
		return errors.New("workspace: the Home tab does not cross Slack Connect")
	}
	if !a.listens("app_home_opened") {
		return nil
	}
	c := w.direct(a.BotUser, u.ID)
	ev := obj{"type": "app_home_opened", "user": u.ID, "channel": c.ID, "tab": tab}
	if v := w.homes[a.ID+" "+u.ID]; v != nil && tab == "home" {
		ev["view"] = w.wireView(v)
	}
	w.event(a, c, u.ID, ev)
	return nil
}

// appNamed finds an app by id, name or bot user; empty means the only one.
func (w *Workspace) appNamed(name string) (*app, error) {
	for _, id := range w.appOrder {
		if a := w.apps[id]; a.ID == name || a.Name == name || a.BotUser == name || name == "" && len(w.appOrder) == 1 {
			return a, nil
		}
	}
	return nil, fmt.Errorf("workspace: no app %q", name)
}
