package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// Reply says something to the customer in the asker's name. It is their own words, so it meets
// what their words in the thread would meet.
type Reply struct{ Case, Text string }

// Decide implements domain.Command.
func (cmd Reply) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if cmd.Text == "" {
		return nil, domain.Refuse("text.needed")
	}
	b := open(r, s, c)
	text, deed := b.word(cmd.Text), b.deed("reply")
	doc := card.ForCustomer(domain.Plain, domain.Say("reply.said", who.name(), domain.InWords(text)))
	switch {
	case who.staff() && !Worded(cmd.Text):
		b.beside(text, "")
		b.post(deed, doc)
		return b.done(), nil
	case who.staff():
		b.answer(text, deed, doc)
		return b.done(), nil
	}
	b.say(card.CaseThread(c.ID).PostTo(deed, domain.LanePost, doc))
	b.hear(text, "")
	return b.done(), nil
}

// Note records something among staff.
type Note struct{ Case, Text string }

// Decide implements domain.Command.
func (cmd Note) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if err := who.needStaff(); err != nil {
		return nil, err
	}
	if cmd.Text == "" {
		return nil, domain.Refuse("text.needed")
	}
	b := open(r, s, c)
	text := b.word(cmd.Text)
	b.add(Noted{Words: text})
	b.toStaff("note", domain.Plain, domain.Say("note.said", who.name(), domain.InWords(text)))
	return b.done(), nil
}
