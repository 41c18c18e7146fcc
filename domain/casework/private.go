package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// A private case, such as a matter of security, is known to whoever opened it and to staff. It
// stands in the opener's own conversation with the desk; the account's channel, and whoever else
// is told of it, reads its number and that it is private, and nothing more.

// front is where the card stands that the customer reads: in the account's channel, save where
// the case is private, or nobody of theirs reads the channel. Direct says that it is not there.
func (b *book) front() (at card.CustomerPlace, direct bool, err error) {
	at = card.AccountChannel(b.c.Account)
	direct = b.c.Private
	if !direct {
		direct, err = silent(b.r, b.c.Account)
	}
	if !direct || err != nil {
		return at, false, err
	}
	to, _, err := b.customer()
	if to == nil || err != nil {
		return at, false, err
	}
	return *to, true, nil
}

// opened reports whether the asker opened the case.
func (p party) opened(c *Case) bool {
	if p.person != nil && c.Opener != "" {
		return p.person.ID == c.Opener && !p.person.Gone
	}
	return !p.Handle.IsZero() && p.Handle == c.Stranger
}

// counts reports whether the asker may know that a case is there, if not what it is about.
func (p party) counts(c *Case) bool {
	return c.Private && p.person != nil && !p.person.Gone && p.person.Account == c.Account
}

// whatOf is as much of a case as somebody may be told who follows it: all, or that there is news.
func (b *book) whatOf(reader string, head domain.Line) (domain.Line, []domain.Line) {
	if b.c.Private && reader != b.c.Opener {
		return domain.Say("private.news", domain.Named(b.c.Number())), nil
	}
	return head, b.clockLines(false)
}

// unknown refuses a case to somebody who may not read it. That there is a private one, people of
// its account may know.
func (p party) unknown(c *Case, id string) error {
	if c != nil && p.counts(c) {
		return domain.Refuse("case.private", domain.Named(c.Number()))
	}
	return domain.Refuse("case.unknown", domain.Named("CASE-"+id))
}
