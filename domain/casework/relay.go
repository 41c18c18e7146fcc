package casework

import (
	"slices"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// What customers write is handed on to the staff's thread. They may change their words or take them
// back: what was not handed on yet is then handed on as it stands now, or not at all, and what
// was is changed in its place. That it was so stays recorded.

// Changed is a message that its author edited or deleted.
type Changed struct {
	Message string        `json:"message"`
	Words   domain.WordID `json:"words,omitempty"`
	Gone    bool          `json:"gone,omitempty"`
	By      domain.Actor  `json:"by,omitzero"`
}

// changes is how many of them a case keeps: what waits to be said, waits for moments.
const changes = 16

func (c *Case) change(r domain.Recorded, message string, words domain.WordID, gone bool) {
	c.Changed = slices.DeleteFunc(c.Changed, func(x Changed) bool { return x.Message == message })
	c.Changed = append(c.Changed, Changed{Message: message, Words: words, Gone: gone, By: r.Actor})
	c.Changed = c.Changed[max(0, len(c.Changed)-changes):]
}

// relayed is a message's words, handed on, as an address: what is to be edited.
func relayed(id, message string) card.StaffPlace {
	return card.StaffAt(domain.Place{Kind: domain.WordsRelayed, ID: id + "/" + message})
}

func relayDeed(id, message string) string { return "case/" + id + "/heard/" + message }

// Words draws words that were handed on, where their author changed them since;
// domain.ErrNotFound where nobody did.
func Words(r domain.Reader, ref domain.Ref) (domain.Doc, error) {
	id, message, _ := strings.Cut(ref.ID, "/")
	c, err := Load(r, id)
	if err != nil {
		return domain.Doc{}, err
	}
	for _, x := range c.Changed {
		if x.Message == message {
			doc, _ := c.changed(x).Doc()
			return doc, nil
		}
	}
	return domain.Doc{}, domain.ErrNotFound
}

// changed is what stands in the place of words that were changed.
func (c *Case) changed(x Changed) card.Internal {
	if x.Gone {
		return card.ForStaff(domain.Plain, domain.Say("heard.deleted", domain.Named(c.Number()), by(x.By)))
	}
	return card.ForStaff(domain.Plain, domain.Say("heard.edited", domain.Named(c.Number()), by(x.By), domain.InWords(x.Words)))
}

// relay hands a message's words on to the staff's thread of a case. They are said one by one: a
// digest would keep some of them back.
func (b *book) relay(to, message string, head domain.Line) {
	deed := b.deed("heard")
	if message != "" {
		deed = relayDeed(b.c.ID, message)
	}
	e := card.StaffThread(to).PostTo(deed, domain.LanePost, card.ForStaff(domain.Plain, head))
	if b.calls() {
		e.Mention = b.called()
	}
	if message != "" {
		e.Live, e.Binds = domain.Ref{Kind: KindWords, ID: b.c.ID + "/" + message}, relayed(b.c.ID, message).Address()
	}
	b.say(e)
}

// calls reports whether the customer's words are to notify somebody: whoever has the case always, the
// team where it burns, or where nothing of theirs waits for an answer yet.
func (b *book) calls() bool {
	return b.c.Owner != "" || gravest(b.c.Severity) || b.first
}

// tellHeard tells the staff's thread that the customer wrote.
func (b *book) tellHeard(message string) {
	switch {
	case b.lastHeard() != "":
	case len(b.files) > 0:
		b.relay(b.c.ID, message, domain.Say("heard.file", domain.Named(b.c.Number()), b.actorName(), b.fileNames()))
		return
	case message != "":
		b.relay(b.c.ID, message, domain.Say("heard.blank", domain.Named(b.c.Number()), b.actorName()))
		return
	default:
		e := card.StaffThread(b.c.ID).PostTo(b.deed("heard"), domain.LanePost,
			card.ForStaff(domain.Plain, domain.Say("heard.nudge", domain.Named(b.c.Number()), b.actorName())))
		e.Merge = "heard/" + b.c.ID
		if b.calls() {
			e.Mention = b.called()
		}
		b.say(e)
		return
	}
	b.relay(b.c.ID, message, b.heardLine())
}

func (b *book) heardLine() domain.Line {
	return domain.Say("heard.staff", domain.Named(b.c.Number()), b.actorName(), domain.InWords(b.lastHeard()))
}

func (b *book) lastHeard() domain.WordID {
	for i := len(b.events) - 1; i >= 0; i-- {
		if h, ok := b.events[i].(Heard); ok {
			return h.Words
		}
	}
	return ""
}

// rewrite brings what was handed on to what its author made of it. What they took back and was not
// said yet is not said.
func (b *book) rewrite(who party, message string, staff bool) {
	if staff || who.staff() {
		return // these words stand where they were written, and nowhere else
	}
	x := b.c.Changed[len(b.c.Changed)-1]
	if x.Gone {
		b.void = append(b.void, relayDeed(b.c.ID, message))
	}
	doc, _ := b.c.changed(x).Doc()
	b.say(domain.Effect{Kind: domain.Edit, Deed: b.deed("rewrite"), Place: relayed(b.c.ID, message).Address(), Audience: domain.Internal, Lane: domain.LaneEdit,
		Doc: &doc, Version: b.c.Seq})
}

// EditSaid records that a message says something else now. A met clock stays where it is.
type EditSaid struct {
	Case, Message, Text string
	Audience            domain.Audience // of the thread
}

// Decide implements domain.Command.
func (cmd EditSaid) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := inThread(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	b.add(MessageEdited{Message: cmd.Message, Words: b.word(cmd.Text), Staff: cmd.Audience == domain.Internal})
	b.rewrite(who, cmd.Message, cmd.Audience == domain.Internal)
	return b.done(), nil
}

// DeleteSaid records that a message is gone. A met clock stays where it is.
type DeleteSaid struct {
	Case, Message string
	Audience      domain.Audience // of the thread
}

// Decide implements domain.Command.
func (cmd DeleteSaid) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := inThread(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	b.add(MessageDeleted{Message: cmd.Message, Staff: cmd.Audience == domain.Internal})
	b.rewrite(who, cmd.Message, cmd.Audience == domain.Internal)
	return b.done(), nil
}
