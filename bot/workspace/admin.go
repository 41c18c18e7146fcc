package workspace

import (
	"errors"
	"fmt"
	"slices"
)

// What people of the installing team do to channels and apps.

// keeper resolves a person who runs a channel: a member of the installing
// team.
func (w *Workspace) keeper(user, where string) (*User, *channel, error) {
	u, c, err := w.place(user, where)
	if err != nil {
		return nil, nil, err
	}
	if w.external(u) {
		return nil, nil, fmt.Errorf("workspace: %s is of another company and does not run %s", u.Name, w.title(c, u))
	}
	return u, c, nil
}

// Invite adds people to a channel. People of another company can be added
// only where the channel is shared with it.
func (w *Workspace) Invite(user, channel string, people ...string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.keeper(user, channel)
	if err != nil {
		return err
	}
	ids, err := w.ids(people)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if p := w.users[id]; w.external(p) && !slices.Contains(c.Connected, p.Team) {
			return fmt.Errorf("workspace: %s is not shared with %s's company", w.title(c, u), p.Name)
		}
	}
	for _, id := range ids {
		w.join(c, id, u.ID)
	}
	return nil
}

// Join puts a person of the installing team into a public channel.
func (w *Workspace) Join(user, channel string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return err
	}
	c, err := w.channel(u, channel)
	if err != nil {
		return err
	}
	if c.Kind != Public || c.Archived || w.external(u) {
		return fmt.Errorf("workspace: %s cannot join %s", u.Name, w.title(c, u))
	}
	w.join(c, u.ID, "")
	return nil
}

// Remove takes a person or an app's bot out of a channel.
func (w *Workspace) Remove(user, channel, person string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, c, err := w.keeper(user, channel)
	if err != nil {
		return err
	}
	p, err := w.user(person)
	if err != nil {
		return err
	}
	w.leave(c, p.ID)
	return nil
}

// SetTopic sets a channel's topic as a person.
func (w *Workspace) SetTopic(user, channel, topic string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.place(user, channel)
	if err != nil {
		return err
	}
	w.topic(c, u.ID, nil, topic)
	return nil
}

// Archive archives a channel. Its name stays taken.
func (w *Workspace) Archive(user, channel string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.keeper(user, channel)
	if err != nil {
		return err
	}
	w.archive(c, u.ID)
	return nil
}

// Share connects a channel with another company. A private channel gets a
// new id by it, and the apps in it are told both.
func (w *Workspace) Share(channel, team string) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(nil, channel)
	if err != nil {
		return Channel{}, err
	}
	t := w.teams[team]
	if t == nil || t.ID == w.home {
		return Channel{}, fmt.Errorf("workspace: no other team %q", team)
	}
	if slices.Contains(c.Connected, team) {
		return Channel{}, errors.New("workspace: already shared with that team")
	}
	c.Connected = append(c.Connected, team)
	if c.Kind == Private && len(c.Connected) == 1 {
		w.changeID(c)
	}
	w.happen(Happening{Kind: Shared, Channel: c.ID, Text: team})
	w.tell(c, "channel_shared", obj{"type": "channel_shared", "connected_team_id": team, "channel": c.ID})
	return c.copy(), nil
}

// changeID gives a channel a new id; its messages move with it.
func (w *Workspace) changeID(c *channel) {
	old := c.ID
	c.ID = w.newID("C")
	w.channels[c.ID] = c
	delete(w.channels, old)
	w.chanOrder[slices.Index(w.chanOrder, old)] = c.ID
	for _, m := range slices.Concat(c.messages, c.private) {
		m.Channel = c.ID
	}
	w.bookmarks[c.ID] = w.bookmarks[old]
	delete(w.bookmarks, old)
	w.tell(c, "channel_id_changed", obj{"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": c.ID})
}

// Unshare disconnects a company from a channel; its people leave.
func (w *Workspace) Unshare(channel, team string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(nil, channel)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Connected, team) {
		return errors.New("workspace: not shared with that team")
	}
	c.Connected = slices.DeleteFunc(c.Connected, func(id string) bool { return id == team })
	for _, id := range slices.Clone(c.Members) {
		if w.users[id].Team == team {
			c.Members = slices.DeleteFunc(c.Members, func(m string) bool { return m == id })
			w.happen(Happening{Kind: Left, By: id, Channel: c.ID})
		}
	}
	w.happen(Happening{Kind: Unshared, Channel: c.ID, Text: team})
	w.tell(c, "channel_unshared", obj{"type": "channel_unshared", "previously_connected_team_id": team, "channel": c.ID,
		"is_ext_shared": c.Shared()})
	return nil
}
