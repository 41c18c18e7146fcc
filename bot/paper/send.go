package paper

import (
	"context"
	"errors"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Send implements bot.Speaker.
func (p *Platform) Send(_ context.Context, d bot.Delivery) (bot.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.weather.before(p.now(), d); err != nil {
		return bot.Receipt{}, err
	}
	r, err := p.deliver(d)
	if err != nil {
		return r, err
	}
	return r, p.weather.after(d)
}

func (p *Platform) deliver(d bot.Delivery) (bot.Receipt, error) {
	switch d.Kind {
	case domain.Home:
		return p.show(d)
	case domain.Room:
		return p.make(d)
	}
	name := d.To.Channel
	if !d.Direct.IsZero() {
		who := p.users[d.Direct.String()]
		if who == "" {
			return bot.Receipt{}, bot.Never(bot.PlaceGone, errors.New("nobody of that name"))
		}
		name = "@" + who
	}
	if !strings.HasPrefix(name, "@") {
		c := p.channels[name]
		switch {
		case c == nil || c.gone:
			return bot.Receipt{}, bot.Never(bot.PlaceGone, errors.New("no such channel"))
		case c.shared && d.Audience == domain.Internal && d.Kind != domain.Ephemeral:
			return bot.Receipt{}, bot.Never(bot.PlaceShared, errors.New("the channel is shared"))
		}
	}
	switch d.Kind {
	case domain.Edit, domain.Pin:
		return p.change(d)
	case domain.Invite, domain.Topic, domain.Bookmark, domain.Shut:
		return p.furnish(name, d)
	}
	id, at := p.tick()
	m := &Message{ID: id, Channel: name, Root: d.To.Thread, At: at, Card: d.Card, Sheet: d.Sheet, key: d.Key, edition: d.Edition}
	for _, h := range d.Mention {
		m.Mention = append(m.Mention, p.users[h.String()])
	}
	if d.Kind == domain.Ephemeral && !strings.HasPrefix(name, "@") {
		m.Only = p.users[d.Only.String()]
	}
	p.messages = append(p.messages, m)
	p.saw(Sighting{Kind: Posted, Message: *m})
	return bot.Receipt{Spot: p.spot(name, d.To.Thread, id)}, nil
}

func (p *Platform) change(d bot.Delivery) (bot.Receipt, error) {
	m := p.find(d.To.Message)
	if m == nil || m.Gone {
		return bot.Receipt{}, bot.Never(bot.MessageGone, errors.New("no such message"))
	}
	if d.Kind == domain.Edit {
		was := *m
		m.Card, m.edition = d.Card, d.Edition
		p.saw(Sighting{Kind: Changed, Message: *m, Was: was})
	}
	if d.Kind == domain.Pin {
		p.saw(Sighting{Kind: Pinned, Message: *m})
	}
	return bot.Receipt{Spot: p.spot(m.Channel, m.Root, m.ID)}, nil
}

// Look implements bot.Speaker.
func (p *Platform) Look(_ context.Context, d bot.Delivery) (bot.Receipt, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.weather.looking(); err != nil {
		return bot.Receipt{}, false, err
	}
	for name, c := range p.channels {
		if c.key == d.Key && !c.gone {
			return bot.Receipt{Spot: p.spot(name, "", "")}, true, nil
		}
	}
	for _, m := range p.messages {
		if m.key == d.Key && !m.Gone {
			return bot.Receipt{Spot: p.spot(m.Channel, m.Root, m.ID)}, true, nil
		}
	}
	return bot.Receipt{}, false, nil
}
