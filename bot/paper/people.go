package paper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Say is a person's message. It answers the message's id.
func (p *Platform) Say(ctx context.Context, name, channel, root, text string, files []string) (string, error) {
	p.mu.Lock()
	who, err := p.who(name)
	if err == nil {
		err = p.in(who, channel)
	}
	if err != nil {
		p.mu.Unlock()
		return "", err
	}
	id, at := p.tick()
	p.messages = append(p.messages, &Message{ID: id, Channel: channel, Root: root, By: name, At: at, Text: text, Files: files})
	sc := p.scene(who, channel, root, id, at)
	p.mu.Unlock()
	var list []bot.File
	for _, f := range files {
		list = append(list, bot.File{ID: f, Name: f})
	}
	self := "@" + p.o.Self
	if sc.Direct || mentions(text, self) {
		return id, p.hand(ctx, channel+"/"+id, kindLine, bot.Line{Scene: sc, Text: text, Files: list, Self: self})
	}
	return id, p.hand(ctx, channel+"/"+id, kindMessage, bot.Message{Scene: sc, Text: text, Files: list})
}

// mentions reports whether a text opens with a mention.
func mentions(text, self string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(text)), strings.ToLower(self))
	return ok && (rest == "" || strings.ContainsRune(" ,:\n", rune(rest[0])))
}

func (p *Platform) in(who *person, channel string) error {
	if isPage(channel) {
		return fmt.Errorf("nothing is said on %s", channel)
	}
	if strings.HasPrefix(channel, "@") {
		if channel != "@"+who.name {
			return fmt.Errorf("%s cannot read %s", who.name, channel)
		}
		return nil
	}
	c := p.channels[channel]
	if c == nil || c.gone {
		return fmt.Errorf("there is no channel #%s", channel)
	}
	if c.cut && who.outside {
		return fmt.Errorf("%s is not in #%s any more", who.name, channel)
	}
	return nil
}

// Slash is a person's command line, with its prefix: "/desk case list". Nobody else sees it, and
// the platform does not deliver it again. A line that lacks something opens its form, which is
// filled in with values where there are any.
func (p *Platform) Slash(ctx context.Context, name, channel, root, text string, values map[string]string) error {
	p.mu.Lock()
	who, err := p.who(name)
	if err == nil {
		err = p.in(who, channel)
	}
	if err != nil {
		p.mu.Unlock()
		return err
	}
	word, rest, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
	id, _ := p.tick()
	note := func(words string) {
		p.saw(Sighting{Kind: Notice, Message: Message{Channel: channel, Root: root, Only: name}, Words: words})
	}
	switch {
	case who.outside:
		note("/" + word + " is not available to people of another company")
	case word != p.o.Prefix && word != "case":
		note("/" + word + " is not a command here")
	case p.intake == nil:
		note("/" + word + " failed: the app did not answer")
	default:
		if word != p.o.Prefix { // another command of the app is itself the line's first word
			rest = strings.TrimPrefix(text, "/")
		}
		sc := p.scene(who, channel, root, "", p.now().UTC())
		in := p.intake
		p.mu.Unlock()
		if a, err := in.Ask(ctx, bot.Question{Scene: sc, Run: rest}); err == nil && a.Form != nil {
			f := p.open(name, a.Form, sc, nil)
			if values == nil {
				return nil
			}
			return p.Fill(ctx, name, f, values)
		}
		return p.hand(ctx, "slash/"+id, kindLine, bot.Line{Scene: sc, Text: rest, Slash: true})
	}
	p.mu.Unlock()
	return nil
}

// Edit changes a person's own message, Delete takes it away.
func (p *Platform) Edit(ctx context.Context, name, id, text string) error {
	sc, key, err := p.own(name, id, func(m *Message) { m.Text = text })
	if err != nil {
		return err
	}
	return p.hand(ctx, key, kindEdited, bot.Edited{Scene: sc, Text: text})
}

// Delete is described at Edit.
func (p *Platform) Delete(ctx context.Context, name, id string) error {
	sc, key, err := p.own(name, id, func(m *Message) { m.Gone = true })
	if err != nil {
		return err
	}
	return p.hand(ctx, key, kindDeleted, bot.Deleted{Scene: sc})
}

func (p *Platform) own(name, id string, change func(*Message)) (bot.Scene, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.who(name)
	if err != nil {
		return bot.Scene{}, "", err
	}
	m := p.find(id)
	if m == nil || m.By != name || m.Gone {
		return bot.Scene{}, "", fmt.Errorf("%s has no message %s", name, id)
	}
	change(m)
	event, at := p.tick()
	return p.scene(who, m.Channel, m.Root, m.ID, at), m.Channel + "/event/" + event, nil
}

// Press presses the button with that label on a message. Where the button opens a form, the
// form is opened, and with values it is filled in and sent.
func (p *Platform) Press(ctx context.Context, name, id, label string, values map[string]string) error {
	p.mu.Lock()
	who, err := p.who(name)
	if err != nil {
		p.mu.Unlock()
		return err
	}
	m := p.find(id)
	if m == nil || m.Gone || m.Only != "" && m.Only != name {
		p.mu.Unlock()
		return fmt.Errorf("%s sees no message %s", name, id)
	}
	i := 0
	for i < len(m.Card.Buttons) && m.Card.Buttons[i].Label != label {
		i++
	}
	if i == len(m.Card.Buttons) {
		p.mu.Unlock()
		return fmt.Errorf("message %s has no button [%s]", id, label)
	}
	b := m.Card.Buttons[i]
	root := m.Root
	sc := p.scene(who, m.Channel, root, m.ID, p.now().UTC())
	sc.Hidden = m.Only != ""
	refused := p.noForms && who.outside
	press, _ := p.tick()
	in := p.intake
	if in == nil {
		p.saw(Sighting{Kind: Notice, Message: Message{Channel: m.Channel, Root: root, Only: name}, Words: "[" + label + "] failed: the app did not answer"})
		p.mu.Unlock()
		return nil
	}
	p.mu.Unlock()
	key := strings.Join([]string{"press", m.ID, b.Run, who.handle.User, m.edition, strconv.FormatInt(sc.At.Unix()/60, 10)}, "/")
	if b.Form == "" {
		return p.hand(ctx, key, kindPressed, bot.Pressed{Scene: sc, Run: b.Run})
	}
	if refused {
		return p.hand(ctx, key+"/words/"+press, kindPressed, bot.Pressed{Scene: sc, Run: b.Run, Form: b.Form})
	}
	a, err := in.Ask(ctx, bot.Question{Scene: sc, Form: b.Form, Run: b.Run})
	if _, refused := domain.AsRefusal(err); refused || err == nil && a.Form == nil {
		// No form for this person: the press itself is answered with why.
		return p.hand(ctx, key, kindPressed, bot.Pressed{Scene: sc, Run: b.Run, Form: b.Form})
	}
	if err != nil {
		return err
	}
	f := p.open(name, a.Form, sc, nil)
	if values == nil {
		return nil
	}
	return p.Fill(ctx, name, f, values)
}

// open shows a form to somebody.
func (p *Platform) open(name string, form *bot.Form, sc bot.Scene, about *bot.About) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, _ := p.tick()
	f := &Form{ID: "form/" + id, Name: form.Name, Title: form.Title, run: form.Run, spot: sc.Spot, person: name, about: about}
	for _, x := range form.Fields {
		f.Fields = append(f.Fields, FormField{Name: x.Name, Optional: x.Optional, Value: x.Value})
	}
	p.forms[f.ID] = f
	p.saw(Sighting{Kind: FormShown, Message: Message{Channel: f.channel(), Root: sc.Spot.Thread, Only: name}, Form: f})
	return f.ID
}

// Fill sends an open form. A form that is sent back is shown again with its problems.
func (p *Platform) Fill(ctx context.Context, name, id string, values map[string]string) error {
	p.mu.Lock()
	who, err := p.who(name)
	f := p.forms[id]
	if err == nil && (f == nil || f.person != name) {
		err = fmt.Errorf("%s has no form %s open", name, id)
	}
	for v := range values {
		if err == nil && !f.has(v) {
			err = fmt.Errorf("the form %q has no field %q", f.Title, v)
		}
	}
	in := p.intake
	if err == nil && in == nil {
		p.saw(Sighting{Kind: Notice, Message: Message{Channel: f.channel(), Root: f.spot.Thread, Only: name}, Words: "the form failed: the app did not answer"})
		p.mu.Unlock()
		return nil
	}
	p.mu.Unlock()
	if err != nil {
		return err
	}
	sent := map[string]string{} // what stands in it already is sent as it stands
	for _, x := range f.Fields {
		if x.Value != "" {
			sent[x.Name] = x.Value
		}
	}
	for k, v := range values {
		sent[k] = p.personValue(v)
	}
	sc := p.scene(who, f.channel(), f.spot.Thread, f.spot.Message, p.now().UTC())
	raw, err := json.Marshal(bot.Filled{Scene: sc, Form: f.Name, Run: f.run, Values: sent, About: f.about})
	if err != nil {
		return err
	}
	got, err := in.Submit(ctx, storage.Envelope{Key: p.o.Name + "/" + f.ID, Platform: p.o.Name, Kind: kindFilled, Raw: raw})
	if _, late := bot.AsNotYet(err); late {
		return errors.New("the desk took too long over a form")
	}
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(got.Problems) == 0 {
		delete(p.forms, id)
		return nil
	}
	shown := *f
	shown.Problems = got.Problems
	p.saw(Sighting{Kind: FormShown, Message: Message{Channel: f.channel(), Root: f.spot.Thread, Only: name}, Form: &shown})
	return nil
}

func (f *Form) has(name string) bool {
	for _, x := range f.Fields {
		if x.Name == name {
			return true
		}
	}
	return false
}

// personValue is what a person picker sends for "@ben".
func (p *Platform) personValue(v string) string {
	name, ok := strings.CutPrefix(v, "@")
	if !ok {
		return v
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if who := p.people[name]; who != nil {
		return who.handle.String()
	}
	return v
}

// channel is where a form was begun: a page has none of its own.
func (f *Form) channel() string {
	if f.spot.Channel == "" {
		return "@" + f.person + pageOf
	}
	return f.spot.Channel
}
