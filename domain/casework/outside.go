package casework

import (
	"errors"
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
)

// A channel that is shared with a customer has more readers than the two sides: a colleague of the
// vendor's who is not linked, somebody of a third company. What they write is kept and shown to
// staff as theirs. It is not the customer's: it ends no wait, starts no clock, and asks for nothing.

// ofAccount reports whether words of the asker's are the customer's: of a contact, or of somebody
// not linked who speaks from a workspace of the account's own.
func (p party) ofAccount(r domain.Reader, c *Case) (bool, error) {
	if p.person != nil {
		return !p.person.Gone && p.person.Account == c.Account, nil
	}
	a, err := account.Load(r, c.Account)
	if errors.Is(err, domain.ErrNotFound) {
		return false, nil
	}
	return err == nil && a.OwnWorkspace(p.Handle), err
}

// mostOutside is how many people a case remembers to have told how they are linked.
const mostOutside = 16

// outside keeps the words of somebody who is of neither side. They are told once, alone, how the
// desk comes to know them.
func (b *book) outside(who party, text domain.WordID, message string) {
	known := slices.Contains(b.c.Outside, who.Handle)
	b.add(Beside{Words: text, Message: message, From: who.Handle})
	number, name, of := domain.Named(b.c.Number()), who.name(), domain.OfAccount(b.c.Account)
	switch {
	case text != "":
		b.relay(b.c.ID, message, domain.Say("outside.wrote", number, name, of, domain.InWords(text)))
	case len(b.files) > 0:
		b.relay(b.c.ID, message, domain.Say("outside.file", number, name, of, b.fileNames()))
	}
	if !known {
		b.say(who.answer(b.s, domain.Plain, domain.Say("outside.told", number), domain.Say("need.link_how"))...)
	}
}

// fileNames are the names of the files that came with what is said.
func (b *book) fileNames() domain.Arg {
	var names []domain.Line
	for _, f := range b.files {
		names = append(names, domain.Say("plain", domain.InWords(b.word(f))))
	}
	return domain.Listed(names...)
}
