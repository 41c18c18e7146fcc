package workspace

import (
	"slices"
	"strings"
)

var peopleMethods = map[string]method{
	"auth.test":             {run: authTest},
	"bots.info":             {scopes: []string{"users:read"}, run: botInfo},
	"users.info":            {scopes: []string{"users:read"}, run: userInfo},
	"users.list":            {scopes: []string{"users:read"}, run: userList},
	"users.lookupByEmail":   {scopes: []string{"users:read.email"}, run: userByEmail},
	"usergroups.list":       {scopes: []string{"usergroups:read"}, run: groupList},
	"usergroups.users.list": {scopes: []string{"usergroups:read"}, run: groupUsers},
	"team.info":             {scopes: []string{"team:read"}, run: teamInfo},
}

func authTest(c *call) (obj, *refusal) {
	t := c.teams[c.home]
	return obj{"url": c.base + "/", "team": t.Name, "user": c.app.Name, "team_id": t.ID, "user_id": c.app.BotUser,
		"bot_id": c.app.BotID, "app_id": c.app.ID, "is_enterprise_install": false}, nil
}

func botInfo(c *call) (obj, *refusal) {
	for _, a := range c.apps {
		if a.BotID == c.args.str("bot") {
			return obj{"bot": obj{"id": a.BotID, "app_id": a.ID, "user_id": a.BotUser, "name": a.Name, "deleted": false, "updated": 0}}, nil
		}
	}
	return nil, refuse("bot_not_found")
}

func userInfo(c *call) (obj, *refusal) {
	u := c.users[c.args.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return obj{"user": c.wireUser(u, c.app, c.args.truth("include_locale", false))}, nil
}

// userList lists the installing team's people only: outsiders are found by
// users.info alone.
func userList(c *call) (obj, *refusal) {
	var all []obj
	for _, id := range c.userOrder {
		if u := c.users[id]; !c.external(u) {
			all = append(all, c.wireUser(u, c.app, c.args.truth("include_locale", false)))
		}
	}
	page, next, r := paged(c, all, 1000)
	if r != nil {
		return nil, r
	}
	return obj{"members": page, "cache_ts": c.opt.Now().Unix(), "response_metadata": obj{"next_cursor": next}}, nil
}

func userByEmail(c *call) (obj, *refusal) {
	mail := c.args.str("email")
	for _, id := range c.userOrder {
		if u := c.users[id]; mail != "" && strings.EqualFold(u.Email, mail) && !c.external(u) && !u.Inactive {
			return obj{"user": c.wireUser(u, c.app, false)}, nil
		}
	}
	return nil, refuse("users_not_found")
}

func (c *call) wireGroup(g *UserGroup, users bool) obj {
	o := obj{"id": g.ID, "team_id": c.home, "is_usergroup": true, "handle": g.Handle, "name": g.Name,
		"user_count": len(g.Users), "date_delete": 0, "description": ""}
	if users {
		o["users"] = g.Users
	}
	return o
}

func groupList(c *call) (obj, *refusal) {
	out := []obj{}
	for _, g := range c.groups {
		out = append(out, c.wireGroup(g, c.args.truth("include_users", false)))
	}
	slices.SortFunc(out, func(a, b obj) int { return strings.Compare(str(a["id"]), str(b["id"])) })
	return obj{"usergroups": out}, nil
}

func groupUsers(c *call) (obj, *refusal) {
	g := c.groups[c.args.str("usergroup")]
	if g == nil {
		return nil, refuse("no_such_subteam")
	}
	return obj{"users": g.Users}, nil
}

func teamInfo(c *call) (obj, *refusal) {
	id := c.args.str("team")
	if id == "" {
		id = c.home
	}
	t := c.teams[id]
	if t == nil {
		return nil, refuse("team_not_found")
	}
	return obj{"team": obj{"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": "", "icon": obj{}}}, nil
}
