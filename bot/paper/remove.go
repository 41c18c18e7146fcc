package paper

import (
	"context"
	"fmt"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Remove takes a message of the desk away, as whoever runs a workspace may.
func (p *Platform) Remove(ctx context.Context, name, id string) error {
	p.mu.Lock()
	who, err := p.who(name)
	m := p.find(id)
	if err == nil && (who.outside || m == nil || m.By != "" || m.Gone) {
		err = fmt.Errorf("%s cannot remove %s", name, id)
	}
	if err != nil {
		p.mu.Unlock()
		return err
	}
	m.Gone = true
	event, at := p.tick()
	sc := bot.Scene{Who: domain.Handle{Platform: p.o.Name, Team: p.o.Home, User: p.o.Self}, Spot: p.spot(m.Channel, m.Root, m.ID), At: at}
	p.mu.Unlock()
	return p.hand(ctx, m.Channel+"/event/"+event, kindDeleted, bot.Deleted{Scene: sc, Own: true})
}
