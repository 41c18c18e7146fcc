package paper

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// make makes a room. On paper nobody guesses names, so that it has no suffix unless the name is taken.
func (p *Platform) make(d bot.Delivery) (bot.Receipt, error) {
	name := d.Name
	for n := 2; p.channels[name] != nil; n++ {
		name = d.Name + "-" + strconv.Itoa(n)
	}
	p.channels[name] = &channel{name: name, key: d.Key, members: map[string]bool{}}
	p.did(name, "(makes this room)")
	return bot.Receipt{Spot: p.spot(name, "", "")}, nil
}

// furnish does what is done in a room besides speaking.
func (p *Platform) furnish(name string, d bot.Delivery) (bot.Receipt, error) {
	r := bot.Receipt{Spot: p.spot(name, "", "")}
	c := p.channels[name]
	head := d.Card.Head.In(time.UTC, d.Drawn)
	switch d.Kind {
	case domain.Topic:
		if c.topic != head {
			c.topic = head
			p.did(name, "(the topic: "+head+")")
		}
	case domain.Bookmark:
		p.did(name, "(keeps at hand: "+head+")")
	case domain.Shut:
		c.gone = true
		p.did(name, "(puts this room away)")
	case domain.Invite:
		var in []string
		for _, id := range slices.Sorted(maps.Keys(d.Guests)) {
			who := p.people[p.users[d.Guests[id].String()]]
			switch {
			case who == nil:
				r.Missing = append(r.Missing, domain.Missing{Person: id, Why: domain.NoSuchUser})
			case who.outside:
				r.Missing = append(r.Missing, domain.Missing{Person: id, Why: domain.Outsider})
			case !c.members[who.name]:
				c.members[who.name] = true
				in = append(in, who.name)
			}
		}
		if slices.Sort(in); len(in) > 0 {
			p.did(name, "(asks in: "+strings.Join(in, ", ")+")")
		}
	}
	return r, nil
}

func (p *Platform) did(channel, words string) {
	p.saw(Sighting{Kind: Did, Message: Message{Channel: channel}, Words: words})
}
