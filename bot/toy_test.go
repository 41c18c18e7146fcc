package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// The toy is a room as small as a room can be: a thing is opened, has a live card and a thread,
// warns ten minutes after it was opened unless it was done before, and can be done. It shows
// what the machinery asks of a room, and lets the machinery be tested without any rule of the
// desk.

const toyKind domain.Kind = "toy"

type toy struct {
	domain.Head
	Opened   time.Time `json:"opened"`
	Warned   bool      `json:"warned,omitempty"`
	Done     bool      `json:"done,omitempty"`
	Said     int       `json:"said,omitempty"`
	Grave    bool      `json:"grave,omitempty"`
	Quick    bool      `json:"quick,omitempty"`
	Stubborn bool      `json:"stubborn,omitempty"`
}

type (
	toyOpened struct {
		Grave    bool `json:"grave,omitempty"`
		Quick    bool `json:"quick,omitempty"`
		Stubborn bool `json:"stubborn,omitempty"`
	}
	toyWarned struct{}
	toyDone   struct{}
	toySaid   struct{}
)

func (toyOpened) EventKind() string { return "toy.opened/1" }
func (toyWarned) EventKind() string { return "toy.warned/1" }
func (toyDone) EventKind() string   { return "toy.done/1" }
func (toySaid) EventKind() string   { return "toy.said/1" }

func (t *toy) Ref() domain.Ref    { return domain.Ref{Kind: toyKind, ID: t.ID} }
func (t *toy) Keys() []domain.Key { return nil }

func (t *toy) Apply(r domain.Recorded) {
	t.Advance(r)
	switch e := r.Event.(type) {
	case toyOpened:
		t.Opened, t.Grave, t.Quick, t.Stubborn = r.At, e.Grave, e.Quick, e.Stubborn
	case toyWarned:
		t.Warned = true
	case toyDone:
		t.Done = true
	case toySaid:
		t.Said++
	}
}

func (t *toy) NextDue(any) time.Time {
	if t.Warned || t.Done {
		return time.Time{}
	}
	return t.Opened.Add(toyWarnAfter)
}

const toyWarnAfter = 10 * time.Minute

func (t *toy) OnDue() domain.Command { return toyWarn{t.ID} }

func (t *toy) Still(_ any, token string, _ time.Time) bool { return token != "owed" || !t.Done }

type (
	toyOpen struct {
		ID                     string
		Grave, Quick, Stubborn bool
	}
	toyWarn   struct{ ID string }
	toyFinish struct{ ID string }
	toySay    struct{ ID string }
)

func (c toyOpen) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if _, err := r.Load(domain.Ref{Kind: toyKind, ID: c.ID}); err == nil {
		return nil, domain.Refuse("plain", domain.Named("there is a toy "+c.ID+" already"))
	}
	ch := domain.Create(&toy{Head: domain.Head{ID: c.ID}}, toyOpened{Grave: c.Grave, Quick: c.Quick, Stubborn: c.Stubborn})
	ref := domain.Ref{Kind: toyKind, ID: c.ID}
	ch.Effects = []domain.Effect{card.AccountChannel("a").LiveCard("toy/"+c.ID+"/card", domain.LanePost, ref, card.CaseThread(c.ID))}
	return []domain.Change{ch}, nil
}

func loadToy(r domain.Reader, id string) (*toy, error) {
	t, err := r.Load(domain.Ref{Kind: toyKind, ID: id})
	if errors.Is(err, domain.ErrNotFound) {
		return nil, domain.Refuse("plain", domain.Named("there is no toy "+id))
	}
	if err != nil {
		return nil, err
	}
	return t.(*toy), nil
}

func (c toyWarn) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	if t.Stubborn {
		return nil, domain.Refuse("plain", domain.Named("no"))
	}
	ch := domain.Alter(t, toyWarned{})
	e := card.TeamChannel("t").PostTo("toy/"+t.ID+"/warn", domain.LanePost, card.ForStaff(domain.Alert, plainly(t.ID+" is owed an answer")))
	e.Guard, e.Token, e.Merge, e.NotOlder = t.Ref(), "owed", "warnings", t.NextDue(nil)
	if t.Grave {
		e.Lane, e.Alone = domain.LaneUrgent, true
	}
	ch.Effects = []domain.Effect{e, card.CaseThread(t.ID).Redraw(t.Ref(), t.Version()+1)}
	return []domain.Change{ch}, nil
}

func (c toyFinish) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	if t.Done {
		return nil, domain.Refuse("plain", domain.Named("it is done"))
	}
	ch := domain.Alter(t, toyDone{})
	if !t.Quick { // a quick one leaves it to the guard
		ch.Void = []string{"toy/" + t.ID + "/warn"}
	}
	ch.Effects = []domain.Effect{card.CaseThread(t.ID).Redraw(t.Ref(), t.Version()+1)}
	return []domain.Change{ch}, nil
}

func (c toySay) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := loadToy(r, c.ID)
	if err != nil {
		return nil, err
	}
	ch := domain.Alter(t, toySaid{})
	deed := fmt.Sprintf("toy/%s/said/%d", t.ID, t.Said+1)
	ch.Effects = []domain.Effect{card.CaseThread(t.ID).PostTo(deed, domain.LanePost, card.ForCustomer(domain.Plain, plainly(deed)))}
	return []domain.Change{ch}, nil
}

func plainly(s string) domain.Line { return domain.Say("plain", domain.Named(s)) }

// toyRooms is the toy as the process sees it.
func toyRooms() Rooms {
	return Rooms{
		Kinds: []domain.Kinds{domain.FaultKinds(), place.Kinds(), {
			Things: map[domain.Kind]func(string) domain.Thing{toyKind: func(id string) domain.Thing { return &toy{Head: domain.Head{ID: id}} }},
			Events: []domain.Event{toyOpened{}, toyWarned{}, toyDone{}, toySaid{}},
		}},
		Read: func(_ domain.Reader, _ domain.Stamp, in Incoming) (Asked, error) {
			sc, _ := sceneOf(in)
			a := Asked{
				Actor: domain.Actor{Kind: domain.ByStranger, Handle: sc.Who}, Audience: domain.Customers,
				Reply: domain.Place{Kind: domain.ReplyPlace, To: sc.Who, Spot: sc.Spot, Audience: domain.Customers},
			}
			var text string
			switch in := in.(type) {
			case Line:
				text = in.Text
			case Pressed:
				text = in.Run
			case Filled:
				text = in.Run + " " + in.Values["id"]
			default:
				return a, nil
			}
			verb, id, _ := strings.Cut(text, " ")
			switch verb {
			case "open":
				a.Command = toyOpen{ID: id}
			case "grave":
				a.Command = toyOpen{ID: id, Grave: true}
			case "quick":
				a.Command = toyOpen{ID: id, Quick: true}
			case "stubborn":
				a.Command = toyOpen{ID: id, Stubborn: true}
			case "done":
				a.Command = toyFinish{id}
			case "say":
				a.Command = toySay{id}
			case "panic":
				panic("the toy breaks")
			case "field":
				return a, &Problem{Answer: domain.Doc{Head: plainly("a problem")}, Fields: map[string]domain.Line{"id": plainly("no such field")}}
			default:
				return a, &Problem{Answer: domain.Doc{Head: plainly("what is " + verb + "?")}}
			}
			return a, nil
		},
		Form: func(domain.Reader, domain.Stamp, Question) (Answer, error) { return Answer{}, nil },
		Live: func(r domain.Reader, _ domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error) {
			t, err := loadToy(r, ref.ID)
			if err != nil {
				return domain.Doc{}, err
			}
			return domain.Doc{Head: plainly(fmt.Sprintf("toy %s warned=%v done=%v", t.ID, t.Warned, t.Done))}, nil
		},
		Names: func(domain.Reader, domain.Place) card.Names { return toyNames{} },
		Handles: func(_ domain.Reader, p string) ([]domain.Handle, error) {
			return []domain.Handle{{Platform: "fake", Team: "T", User: p}}, nil
		},
	}
}

type toyNames struct{}

func (toyNames) Word(domain.WordID) string { return "" }
func (toyNames) Person(id string) string   { return id }
func (toyNames) Handle(h string) string    { return h }
func (toyNames) Account(id string) string  { return id }
func (toyNames) Team(id string) string     { return id }
