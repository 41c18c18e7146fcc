package paper

import (
	"context"
	"fmt"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Pick asks for a form on a message, as platforms offer it in a menu beside each; with values the
// form is filled in and sent. Like a command it is for people at home only.
func (p *Platform) Pick(ctx context.Context, name, id, form string, values map[string]string) error {
	p.mu.Lock()
	who, err := p.who(name)
	m := p.find(id)
	if err == nil && (m == nil || m.Gone || m.Only != "") {
		err = fmt.Errorf("there is no message %s that others see", id)
	}
	if err == nil {
		err = p.in(who, m.Channel)
	}
	if err != nil {
		p.mu.Unlock()
		return err
	}
	in := p.intake
	note := ""
	switch {
	case who.outside:
		note = "shortcuts are not available to people of another company"
	case in == nil:
		note = "the shortcut failed: the app did not answer"
	}
	if note != "" {
		p.saw(Sighting{Kind: Notice, Message: Message{Channel: m.Channel, Root: m.Root, Only: name}, Words: note})
		p.mu.Unlock()
		return nil
	}
	at := p.spot(m.Channel, m.Root, m.ID)
	about := bot.About{Spot: at, At: m.At.UTC(), Own: m.By == "", Text: m.said()}
	if author := p.people[m.By]; author != nil {
		about.By = author.handle
	}
	sc := p.scene(who, m.Channel, m.Root, m.ID, p.now().UTC())
	picked, _ := p.tick()
	p.mu.Unlock()
	a, err := in.Ask(ctx, bot.Question{Scene: sc, Form: form, About: &about})
	if _, refused := domain.AsRefusal(err); refused || err == nil && a.Form == nil {
		return p.hand(ctx, strings.Join([]string{"pick", m.ID, form, who.handle.User, picked}, "/"), kindPicked, bot.Picked{Scene: sc, Form: form, About: about})
	}
	if err != nil {
		return err
	}
	about.Text = ""
	f := p.open(name, a.Form, sc, &about)
	if values == nil {
		return nil
	}
	return p.Fill(ctx, name, f, values)
}

// said is what a message says, whoever said it.
func (m *Message) said() string {
	if m.By != "" {
		return m.Text
	}
	return m.Card.Head.String()
}
