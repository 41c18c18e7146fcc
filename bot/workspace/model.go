package workspace

import (
	"fmt"
	"slices"
	"strings"
)

// A Team is a company: the installing one, or a customer's that shares
// channels with it over Slack Connect.
type Team struct {
	ID     string // "T…"; derived from Name if empty
	Name   string
	Domain string // lower-case label; derived from Name if empty
}

// A User is a person, or the bot of an app.
type User struct {
	ID       string // "U…"; derived from team and Name if empty
	Team     string // team id; the installing team if empty
	Name     string // handle, without @
	RealName string
	Email    string // told only with users:read.email; may be absent
	TZ       string // IANA name; empty is UTC
	Locale   string // told only of the installing team's people
	Bot      bool
	Inactive bool // deactivated
	Stranger bool // shares no channel with the installing team
	Clock12  bool // reads times as 6:39 PM rather than 18:39
}

// A UserGroup is a set of people mentioned together.
type UserGroup struct {
	ID, Handle, Name string
	Users            []string
}

// A Bookmark is a link at the head of a channel.
type Bookmark struct {
	ID, Channel, Title, Link string
}

// AddTeam adds a company and returns it with its ids filled in.
func (w *Workspace) AddTeam(t Team) Team {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.Domain == "" {
		t.Domain = strings.ToLower(strings.ReplaceAll(t.Name, " ", "-"))
	}
	if t.ID == "" {
		t.ID = w.stableID("T", t.Domain, func(id string) bool { return w.teams[id] != nil })
	}
	w.teams[t.ID] = &t
	return t
}

// Team returns the installing team.
func (w *Workspace) Team() Team {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.teams[w.home]
}

// Teams returns every company, the installing one first.
func (w *Workspace) Teams() []Team {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Team
	for _, t := range w.teams {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Team) int {
		if (a.ID == w.home) != (b.ID == w.home) {
			if a.ID == w.home {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// AddUser adds a person and returns them with their id filled in.
func (w *Workspace) AddUser(u User) User {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addUser(u)
}

func (w *Workspace) addUser(u User) User {
	if u.Team == "" {
		u.Team = w.home
	}
	if u.RealName == "" {
		u.RealName = u.Name
	}
	if u.TZ == "" {
		u.TZ = "UTC"
	}
	if u.Locale == "" {
		u.Locale = "en-US"
	}
	if u.ID == "" {
		u.ID = w.stableID("U", u.Team+"/"+u.Name, func(id string) bool { return w.users[id] != nil })
	}
	if w.users[u.ID] == nil {
		w.userOrder = append(w.userOrder, u.ID)
	}
	w.users[u.ID] = &u
	return u
}

// ChangeUser edits a person in place: a rename, a deactivation, another zone.
func (w *Workspace) ChangeUser(user string, change func(*User)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return err
	}
	id := u.ID
	change(u)
	u.ID = id
	return nil
}

// Users returns everybody, bots too, in the order they were added.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]User, 0, len(w.userOrder))
	for _, id := range w.userOrder {
		out = append(out, *w.users[id])
	}
	return out
}

// User finds a person by id or handle.
func (w *Workspace) User(user string) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return User{}, err
	}
	return *u, nil
}

// AddUserGroup adds a user group; Users are ids or handles.
func (w *Workspace) AddUserGroup(g UserGroup) (UserGroup, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, name := range g.Users {
		u, err := w.user(name)
		if err != nil {
			return g, err
		}
		g.Users[i] = u.ID
	}
	if g.ID == "" {
		g.ID = w.stableID("S", g.Handle, func(id string) bool { return w.groups[id] != nil })
	}
	if g.Name == "" {
		g.Name = g.Handle
	}
	w.groups[g.ID] = &g
	return g, nil
}

// user finds a person by id, by handle, by @handle, or by handle@domain
// where two companies have a person of the same handle.
func (w *Workspace) user(name string) (*User, error) {
	if u := w.users[name]; u != nil {
		return u, nil
	}
	handle, domain, qualified := strings.Cut(strings.TrimPrefix(name, "@"), "@")
	var found []*User
	for _, id := range w.userOrder {
		u := w.users[id]
		if u.Name == handle && (!qualified || w.teams[u.Team].Domain == domain) {
			found = append(found, u)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("workspace: no user %q", name)
	}
	return nil, fmt.Errorf("workspace: %d users are called %q; write name@domain", len(found), name)
}

// external reports whether a person is of another company.
func (w *Workspace) external(u *User) bool { return u.Team != w.home }
