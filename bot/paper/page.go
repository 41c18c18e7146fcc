package paper

import (
	"context"
	"errors"
	"strings"

	"github.com/deskhand/deskhand/bot"
)

// Somebody's own page is a room of one message: "@ana home". It is shown to people at home only, as
// on platforms where channels are shared between companies.

const pageOf = " home"

func isPage(channel string) bool {
	return strings.HasPrefix(channel, "@") && strings.HasSuffix(channel, pageOf)
}

// Home opens somebody's own page.
func (p *Platform) Home(ctx context.Context, name string) error {
	p.mu.Lock()
	who, err := p.who(name)
	if err != nil {
		p.mu.Unlock()
		return err
	}
	channel := "@" + name + pageOf
	if who.outside {
		p.saw(Sighting{Kind: Notice, Message: Message{Channel: channel, Only: name}, Words: "pages are not shown to people of another company"})
		p.mu.Unlock()
		return nil
	}
	id, at := p.tick()
	sc := p.scene(who, channel, "", "", at)
	p.mu.Unlock()
	return p.hand(ctx, "home/"+id, kindAtHome, bot.AtHome{Scene: sc})
}

// show draws somebody's own page, for the first time or anew.
func (p *Platform) show(d bot.Delivery) (bot.Receipt, error) {
	name := p.users[d.Direct.String()]
	if who := p.people[name]; who == nil || who.outside {
		return bot.Receipt{}, bot.Never(bot.PlaceGone, errors.New("nobody of that name has a page here"))
	}
	channel := "@" + name + pageOf
	m := p.find(channel)
	kind, was := Changed, Message{}
	if m == nil {
		m = &Message{ID: channel, Channel: channel, At: p.now().UTC()}
		p.messages = append(p.messages, m)
		kind = Posted
	} else {
		was = *m
	}
	m.Card, m.edition = d.Card.Flat(), d.Edition
	p.saw(Sighting{Kind: kind, Message: *m, Was: was})
	return bot.Receipt{Spot: p.spot(channel, "", m.ID)}, nil
}
