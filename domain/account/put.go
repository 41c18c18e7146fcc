package account

import (
	"errors"
	"slices"

	"github.com/deskhand/deskhand/domain"
)

// PutAccount makes an account or brings it to what an import says. Told the same twice, it
// records nothing.
type PutAccount struct {
	ID, Name, Region, Zone, Calendar, Phone string
	Contracts                               []Contract
	Workspaces                              []Workspace
	Domains                                 []string
}

// Decide implements domain.Command.
func (c PutAccount) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	a, err := Load(r, c.ID)
	if errors.Is(err, domain.ErrNotFound) {
		a, err = &Account{Head: domain.Head{ID: c.ID}}, nil
	}
	if err != nil {
		return nil, err
	}
	name, word, err := keep(r, s, a.Name, c.Name)
	if err != nil {
		return nil, err
	}
	e := AccountPut{Name: name, Region: c.Region, Zone: c.Zone, Calendar: c.Calendar, Contracts: c.Contracts, Workspaces: c.Workspaces, Phone: c.Phone, Domains: c.Domains}
	same := a.Version() > 0 && a.Name == name && a.Region == c.Region && a.Zone == c.Zone && a.Calendar == c.Calendar &&
		a.Phone == c.Phone && slices.EqualFunc(a.Contracts, c.Contracts, sameContract) && slices.Equal(a.Workspaces, c.Workspaces) && slices.Equal(a.Domains, c.Domains)
	if same {
		return nil, nil
	}
	return []domain.Change{put(a, e, word)}, nil
}

func sameContract(a, b Contract) bool {
	return a.ID == b.ID && a.Offering == b.Offering && a.Tier == b.Tier && a.From == b.From && a.To == b.To && slices.Equal(a.Products, b.Products)
}

// PutPerson makes a person or brings them to what an import says. Handles given here are
// linked at once: whoever runs the import vouches for them.
type PutPerson struct {
	ID, Account, Name, Given, Mail, Zone string
	Roles                                []Role
	Teams                                []string
	Handles                              []domain.Handle
}

// Decide implements domain.Command. A handle that is somebody else is a refusal.
func (c PutPerson) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := LoadPerson(r, c.ID)
	if errors.Is(err, domain.ErrNotFound) {
		p, err = &Person{Head: domain.Head{ID: c.ID}}, nil
	}
	if err != nil {
		return nil, err
	}
	var words []domain.Word
	e := PersonPut{Account: c.Account, Zone: c.Zone, Roles: c.Roles, Teams: c.Teams}
	for _, f := range []struct {
		had  domain.WordID
		want string
		into *domain.WordID
	}{{p.Name, c.Name, &e.Name}, {p.Given, c.Given, &e.Given}, {p.Mail, c.Mail, &e.Mail}} {
		id, w, err := keep(r, s, f.had, f.want)
		if err != nil {
			return nil, err
		}
		*f.into, words = id, append(words, w...)
	}
	var events []domain.Event
	if p.Version() == 0 || p.Gone || p.Account != e.Account || p.Name != e.Name || p.Given != e.Given || p.Mail != e.Mail ||
		p.Zone != e.Zone || !slices.Equal(p.Roles, e.Roles) || !slices.Equal(p.Teams, e.Teams) {
		events = append(events, e)
	}
	for _, h := range c.Handles {
		if slices.Contains(p.Handles, h) {
			continue
		}
		if other, taken, err := PersonOf(r, h); err != nil {
			return nil, err
		} else if taken {
			return nil, domain.Refuse("person.handle_taken", domain.ByHandle(h), domain.Named(other.ID))
		}
		events = append(events, Linked{Handle: h})
	}
	if len(events) == 0 {
		return nil, nil
	}
	return []domain.Change{put(p, events[0], words, events[1:]...)}, nil
}

// keep answers the word that already holds the text, or a new one.
func keep(r domain.Reader, s domain.Stamp, had domain.WordID, want string) (domain.WordID, []domain.Word, error) {
	if had != "" {
		text, err := r.Word(had)
		if err != nil {
			return "", nil, err
		}
		if text == want {
			return had, nil, nil
		}
	}
	w := s.Word(want)
	if w.ID == "" {
		return "", nil, nil
	}
	return w.ID, []domain.Word{w}, nil
}

func put(t domain.Thing, first domain.Event, words []domain.Word, more ...domain.Event) domain.Change {
	c := domain.Create(t, append([]domain.Event{first}, more...)...)
	c.Version = t.Version()
	c.Words = words
	return c
}
