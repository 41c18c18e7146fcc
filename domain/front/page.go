package front

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
)

// Lately is how long after it was opened a page is kept up to date: platforms tell when somebody
// opens it, and never when they look away.
const Lately = 30 * time.Minute

// openedAgain is how soon an opening is worth recording once more.
const openedAgain = time.Minute

// A Page is a handle's own page: when its owner last opened it, and for whom it was drawn.
type Page struct {
	domain.Head
	domain.Never
	Handle domain.Handle `json:"handle"`
	Opened time.Time     `json:"opened,omitzero"`
	For    string        `json:"for,omitempty"` // as standing tells them
}

// PageOpened says that its owner opened the page; PageTurned, that they are another to the desk than
// when it was last drawn.
type PageOpened struct {
	Handle domain.Handle `json:"handle"`
	For    string        `json:"for,omitempty"`
}

// PageTurned is described at PageOpened.
type PageTurned struct {
	For string `json:"for,omitempty"`
}

// The kinds of these events are for ever.
func (PageOpened) EventKind() string { return "page.opened/1" }
func (PageTurned) EventKind() string { return "page.turned/1" }

// Ref implements domain.Thing.
func (p *Page) Ref() domain.Ref { return domain.Ref{Kind: KindPage, ID: p.ID} }

// Keys implements domain.Thing.
func (p *Page) Keys() []domain.Key { return []domain.Key{{Index: Pages}} }

// Apply implements domain.Thing.
func (p *Page) Apply(r domain.Recorded) {
	p.Advance(r)
	switch e := r.Event.(type) {
	case PageOpened:
		p.Handle, p.Opened, p.For = e.Handle, r.Now, e.For
	case PageTurned:
		p.For = e.For
	}
}

// refOf names a handle's page.
func refOf(h domain.Handle) domain.Ref { return domain.Ref{Kind: KindPage, ID: h.String()} }

func load(r domain.Reader, h domain.Handle) (*Page, error) {
	t, err := r.Load(refOf(h))
	if errors.Is(err, domain.ErrNotFound) {
		return &Page{Head: domain.Head{ID: h.String()}}, nil
	}
	if err != nil {
		return nil, err
	}
	return t.(*Page), nil
}

// standing says for whom a handle's page is drawn: what it shows can have changed altogether where
// this has.
func standing(p *account.Person) string {
	switch {
	case p == nil:
		return "stranger"
	case p.Staff():
		return "staff/" + p.ID
	}
	return "contact/" + p.Account + "/" + p.ID
}

func personOf(r domain.Reader, h domain.Handle) (*account.Person, error) {
	p, known, err := account.PersonOf(r, h)
	if err != nil || !known || p.Gone {
		return nil, err
	}
	return p, nil
}

// OpenPage is somebody opening their own page, or asking for it anew.
type OpenPage struct {
	Handle  domain.Handle
	Outside bool // a platform shows its pages to people at home only
}

// Decide implements domain.Command. Where it is asked for in words, the answer says where it is.
func (c OpenPage) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if c.Outside {
		return nil, domain.Refuse("home.outside")
	}
	who, err := personOf(r, c.Handle)
	if err != nil {
		return nil, err
	}
	p, err := load(r, c.Handle)
	if err != nil {
		return nil, err
	}
	ch := domain.Change{Effects: []domain.Effect{card.HomePage(c.Handle).Draw("page/"+p.ID+"/"+s.Cause, refOf(c.Handle), true)}}
	if as := standing(who); p.Version() == 0 || p.For != as || s.Now.Sub(p.Opened) >= openedAgain {
		ch.Ref, ch.Version, ch.Events = p.Ref(), p.Version(), []domain.Event{PageOpened{Handle: c.Handle, For: as}}
		if p.Version() == 0 {
			ch.Fresh = p
		}
	}
	if at := s.Reply; at.Kind == domain.ReplyPlace {
		if who.Staff() {
			ch.Effects = append(ch.Effects, card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("home.where"))))
		} else {
			ch.Effects = append(ch.Effects, card.AnswerCustomer(s, card.ForCustomer(domain.Plain, domain.Say("home.where"))))
		}
	}
	return []domain.Change{ch}, nil
}

// A Showing is a page that was shown once. It is due where its owner opened it lately, or is
// another to the desk than it was drawn for.
type Showing struct {
	Handle domain.Handle
	Due    bool
}

// Shown lists every page that was ever shown.
func Shown(r domain.Reader, now time.Time) ([]Showing, error) {
	refs, err := r.Find(domain.Key{Index: Pages}, 0)
	if err != nil {
		return nil, err
	}
	var out []Showing
	for _, ref := range refs {
		t, err := r.Load(ref)
		if err != nil {
			return nil, err
		}
		p := t.(*Page)
		who, err := personOf(r, p.Handle)
		if err != nil {
			return nil, err
		}
		out = append(out, Showing{Handle: p.Handle, Due: standing(who) != p.For || now.Sub(p.Opened) < Lately})
	}
	return out, nil
}

// Redraw brings a page up to date.
type Redraw struct{ Handle domain.Handle }

// Decide implements domain.Command.
func (c Redraw) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	who, err := personOf(r, c.Handle)
	if err != nil {
		return nil, err
	}
	p, err := load(r, c.Handle)
	if err != nil || p.Version() == 0 {
		return nil, err
	}
	as := standing(who)
	e := card.HomePage(c.Handle).Draw("page/"+p.ID+"/"+s.Cause, refOf(c.Handle), as != p.For)
	if as == p.For {
		return domain.Only(e), nil
	}
	ch := domain.Alter(p, PageTurned{For: as})
	ch.Effects = []domain.Effect{e}
	return []domain.Change{ch}, nil
}
