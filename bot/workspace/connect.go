package workspace

import "time"

// ticketLife is how long a Socket Mode URL may lie unused.
const ticketLife = 30 * time.Second

// openConnection hands out a Socket Mode URL on the host it was asked on.
func openConnection(c *call) (obj, *refusal) {
	key := c.newUUID()
	c.tickets[key] = &ticket{app: c.app, until: time.Now().Add(ticketLife)}
	return obj{"url": "ws://" + c.host + "/link/?ticket=" + key + "&app_id=" + c.app.ID}, nil
}
