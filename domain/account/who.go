package account

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
)

// Who is a person as a line named them: by the platform's own user id, out of a mention, or by
// a word. A word finds somebody to act upon; it never says who acts.
type Who struct {
	Platform, User string
	Word           string
}

// IsZero reports whether nobody was named.
func (w Who) IsZero() bool { return w.User == "" && w.Word == "" }

// Find answers the one person meant among staff and, where account is not empty, the people of
// that account. A word is a person's id or their given name, case aside. Nobody, or more than
// one, is a refusal that names the choice.
func Find(r domain.Reader, w Who, account string) (*Person, error) {
	pool, err := Of(r, "")
	if err != nil {
		return nil, err
	}
	if account != "" {
		own, err := Of(r, account)
		if err != nil {
			return nil, err
		}
		pool = append(pool, own...)
	}
	var found []*Person
	for _, p := range pool {
		is, err := p.is(r, w)
		if err != nil {
			return nil, err
		}
		if is {
			found = append(found, p)
		}
	}
	said := w.Word
	if said == "" {
		said = "@" + w.User
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, domain.Refuse("who.unknown", domain.Named(said))
	}
	var names []domain.Line
	for _, p := range found {
		names = append(names, domain.Say("plain", domain.Named(p.ID)))
	}
	return nil, domain.Refuse("who.several", domain.Named(said), domain.Listed(names...))
}

func (p *Person) is(r domain.Reader, w Who) (bool, error) {
	if w.User != "" {
		for _, h := range p.Handles {
			if h.Platform == w.Platform && h.User == w.User {
				return true, nil
			}
		}
		return false, nil
	}
	if strings.EqualFold(p.ID, w.Word) {
		return true, nil
	}
	given, err := r.Word(p.Given)
	return given != "" && strings.EqualFold(given, w.Word), err
}
