package workspace

var viewMethods = map[string]method{
	"views.open":            {run: openView},
	"views.push":            {run: pushView},
	"views.update":          {run: updateView},
	"views.publish":         {run: publishView},
	"apps.connections.open": {appToken: true, run: openConnection},
}

// stackDepth is how many modals may lie on one another.
const stackDepth = 3

func openView(c *call) (obj, *refusal) { return c.showView(true) }
func pushView(c *call) (obj, *refusal) { return c.showView(false) }

func (c *call) showView(open bool) (obj, *refusal) {
	raw, ok := c.args.structure("view")
	if !ok || raw == nil {
		return nil, refuse("invalid_arguments")
	}
	id := c.args.str("trigger_id")
	if id == "" {
		return nil, refuse("invalid_arguments")
	}
	v := &view{View: View{ID: c.newID("V"), App: c.app.ID}}
	if r := c.readView(raw, v); r != nil {
		return nil, r
	}
	u, r := c.spend(id)
	if r != nil {
		return nil, r
	}
	v.User = u.ID
	if open {
		c.pop(u.ID, true)
	} else if len(c.stacks[u.ID]) >= stackDepth {
		return nil, refuse("push_limit_reached")
	}
	c.push(v)
	return obj{"view": c.wireView(v)}, nil
}

func updateView(c *call) (obj, *refusal) {
	raw, ok := c.args.structure("view")
	if !ok || raw == nil {
		return nil, refuse("invalid_arguments")
	}
	var v *view
	if ext := c.args.str("external_id"); ext != "" {
		for _, o := range c.views {
			if o.External == ext {
				v = o
			}
		}
	} else {
		v = c.views[c.args.str("view_id")]
	}
	if v == nil || v.App != c.app.ID {
		return nil, refuse("not_found")
	}
	if h := c.args.str("hash"); h != "" && h != v.Hash {
		return nil, refuse("hash_conflict")
	}
	if r := c.replaceView(raw, v); r != nil {
		return nil, r
	}
	return obj{"view": c.wireView(v)}, nil
}

// replaceView draws a view anew in its place.
func (c *call) replaceView(raw []byte, v *view) *refusal {
	next := &view{View: v.View, values: v.values}
	if r := c.readView(raw, next); r != nil {
		return r
	}
	*v = *next
	kind := Updated
	if v.Type == "home" {
		kind = Home
	}
	c.happen(Happening{Kind: kind, By: c.app.BotUser, To: v.User, View: v.View})
	return nil
}

func publishView(c *call) (obj, *refusal) {
	u := c.users[c.args.str("user_id")]
	if u == nil || c.external(u) {
		return nil, refuse("user_not_found")
	}
	raw, ok := c.args.structure("view")
	if !ok || raw == nil {
		return nil, refuse("invalid_arguments")
	}
	key := c.app.ID + " " + u.ID
	v := c.homes[key]
	if h := c.args.str("hash"); h != "" && v != nil && h != v.Hash {
		return nil, refuse("hash_conflict")
	}
	if v == nil {
		v = &view{View: View{ID: c.newID("V"), App: c.app.ID, User: u.ID}}
		v.Root = v.ID
	}
	if r := c.replaceView(raw, v); r != nil {
		return nil, r
	}
	if v.Type != "home" {
		return nil, refuse("invalid_arguments")
	}
	c.homes[key], c.views[v.ID] = v, v
	return obj{"view": c.wireView(v)}, nil
}
