package workspace

import (
	"time"
)

// triggerLife is how long a trigger id opens a view.
const triggerLife = 3 * time.Second

// A trigger is the right to open one view in front of one person.
type trigger struct {
	app   *app
	user  string
	until time.Time
	used  bool
}

func (w *Workspace) newTrigger(a *app, user string) string {
	id := itoa(w.rng.IntN(1e9)) + "." + itoa(w.rng.IntN(1e9)) + "." + w.newUUID()
	w.triggers[id] = &trigger{app: a, user: user, until: time.Now().Add(triggerLife)}
	for k, t := range w.triggers {
		if len(w.triggers) < 1000 {
			break
		}
		if time.Since(t.until) > time.Minute {
			delete(w.triggers, k)
		}
	}
	return id
}

// RefuseExternalForms sets Options.NoExternalForms from now on.
func (w *Workspace) RefuseExternalForms(refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opt.NoExternalForms = refuse
}

// spend uses up a trigger and returns whose it is.
func (c *call) spend(id string) (*User, *refusal) {
	t := c.triggers[id]
	switch {
	case t == nil || t.app != c.app:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case !time.Now().Before(t.until):
		return nil, refuse("expired_trigger_id")
	}
	u := c.users[t.user]
	if c.opt.NoExternalForms && c.external(u) {
		return nil, refuse("invalid_trigger_id")
	}
	t.used = true
	return u, nil
}
