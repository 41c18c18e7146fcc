package account

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// CodeLife is how long a one-time code can be spent; MaxTries how many wrong codes one handle
// may try in an hour. Both guard the desk itself and are no part of what is sold.
const (
	CodeLife = 24 * time.Hour
	MaxTries = 5
)

// A Code is a one-time code by which a handle comes to be a person. Only its hash is kept.
type Code struct {
	domain.Head
	domain.Never
	Person string    `json:"person"`
	Until  time.Time `json:"until"`
	Issued time.Time `json:"issued,omitzero"`
	Spent  bool      `json:"spent,omitempty"` // used, or burned
}

// CodeIssued, and CodeSpent or CodeBurned, are a code's whole life.
type CodeIssued struct {
	Person string    `json:"person"`
	Until  time.Time `json:"until"`
}

// CodeSpent says that the code was used.
type CodeSpent struct {
	Handle domain.Handle `json:"handle"`
}

// CodeBurned says that the code was shown to others, by the handle, and is worth nothing more.
type CodeBurned struct {
	Handle domain.Handle `json:"handle"`
}

// TryFailed counts a wrong code against the handle that tried it.
type TryFailed struct{}

// The kinds of these events are for ever.
func (CodeIssued) EventKind() string { return "linkcode.issued/1" }
func (CodeSpent) EventKind() string  { return "linkcode.spent/1" }
func (CodeBurned) EventKind() string { return "linkcode.burned/1" }
func (TryFailed) EventKind() string  { return "linktries.failed/1" }

// Ref implements domain.Thing.
func (c *Code) Ref() domain.Ref { return domain.Ref{Kind: KindCode, ID: c.ID} }

// Keys implements domain.Thing.
func (c *Code) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (c *Code) Apply(r domain.Recorded) {
	c.Advance(r)
	switch e := r.Event.(type) {
	case CodeIssued:
		c.Person, c.Until, c.Issued = e.Person, e.Until, r.Now
	case CodeSpent, CodeBurned:
		c.Spent = true
	}
}

// Tries counts a handle's wrong codes.
type Tries struct {
	domain.Head
	domain.Never
	Wrong []time.Time `json:"wrong,omitempty"` // the latest MaxTries
}

// Ref implements domain.Thing.
func (t *Tries) Ref() domain.Ref { return domain.Ref{Kind: KindTries, ID: t.ID} }

// Keys implements domain.Thing.
func (t *Tries) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (t *Tries) Apply(r domain.Recorded) {
	t.Advance(r)
	if _, ok := r.Event.(TryFailed); ok {
		t.Wrong = append(t.Wrong, r.Now)
		t.Wrong = t.Wrong[max(0, len(t.Wrong)-MaxTries):]
	}
}

func hashCode(code string) string {
	plain := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, code))
	h := sha256.Sum256([]byte("deskhand link code\x00" + plain))
	return hex.EncodeToString(h[:16])
}

// IssueCode makes a one-time code for a person. Staff who may (the row's Needs) ask for it and
// hand it over by another way; the answer shows it once, to them alone.
type IssueCode struct {
	Person  string // by id, for the operator at the machine; else:
	Who     Who
	Account string // whose people are looked through besides staff
}

// Decide implements domain.Command.
func (c IssueCode) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := meant(r, c.Person, c.Who, c.Account)
	if err != nil {
		return nil, err
	}
	code := CodeFor(s, p.ID)
	until := s.Now.Add(CodeLife)
	ch := domain.Create(&Code{Head: domain.Head{ID: hashCode(code)}}, CodeIssued{Person: p.ID, Until: until})
	if !s.Reply.IsZero() {
		ch.Effects = []domain.Effect{card.AnswerStaff(s, card.ForStaff(domain.Plain,
			domain.Say("link.issued", domain.ByName(p.ID), domain.Named(code)), domain.Say("link.how", domain.Named(code), domain.AtTime(until))))}
	}
	return []domain.Change{ch}, nil
}

// CodeFor is the code that IssueCode makes for a person under the stamp: for the operator at
// the machine, who has no chat to be answered in.
func CodeFor(s domain.Stamp, person string) string { return spell(s.Token("link/"+person, 16)) }

// meant is the person named by id, or by a line.
func meant(r domain.Reader, id string, w Who, account string) (*Person, error) {
	if id == "" {
		return Find(r, w, account)
	}
	p, err := LoadPerson(r, id)
	if errors.Is(err, domain.ErrNotFound) || err == nil && p.Gone {
		return nil, domain.Refuse("person.unknown", domain.Named(id))
	}
	return p, err
}

// spell turns hexadecimal digits into a code of two groups of five letters and digits that
// cannot be mistaken for each other on a phone (50 bits).
func spell(digits string) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	raw, _ := hex.DecodeString(digits)
	var n uint64
	for _, b := range raw {
		n = n<<8 | uint64(b)
	}
	var out []byte
	for i := range 10 {
		if i == 5 {
			out = append(out, '-')
		}
		out = append(out, letters[n&31])
		n >>= 5
	}
	return string(out)
}

// SpendCode links the asker's handle to the person of a code. It is never taken where others
// read it (Shared): whoever saw it there could be quicker, so it is worth nothing from then on.
// Outside says that the asker is not of the workspace the desk is at home in: from there nobody
// comes to be staff, nor a contact of an account whose own workspaces are others.
type SpendCode struct {
	Code    string
	Shared  bool
	Outside bool
}

// Decide implements domain.Command. Wrong, spent, expired and misplaced codes are told apart to
// nobody.
func (c SpendCode) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	h := s.Actor.Handle
	code, p, err := c.valid(r, s.Now)
	if err != nil {
		return nil, err
	}
	if c.Shared && code == nil {
		return nil, domain.Refuse("link.shared")
	}
	if c.Shared {
		burn := domain.Alter(code, CodeBurned{Handle: h})
		burn.Effects = []domain.Effect{card.AnswerCustomer(s, card.ForCustomer(domain.Plain, domain.Say("link.shared")))}
		return []domain.Change{burn}, nil
	}
	if known, linked, err := PersonOf(r, h); err != nil {
		return nil, err
	} else if linked {
		return nil, domain.Refuse("link.already", domain.ByName(known.ID))
	}
	tries, err := triesOf(r, h)
	if err != nil {
		return nil, err
	}
	if len(tries.Wrong) >= MaxTries && s.Now.Sub(tries.Wrong[0]) < time.Hour {
		return nil, domain.Refuse("link.too_many", domain.AtTime(tries.Wrong[0].Add(time.Hour)))
	}
	fits := false
	if code != nil {
		if fits, err = c.fits(r, p, h); err != nil {
			return nil, err
		}
	}
	if !fits {
		// Recorded, so that guessing ends; answered like a refusal.
		ch := domain.Create(tries, TryFailed{})
		ch.Version = tries.Version()
		ch.Effects = []domain.Effect{card.AnswerCustomer(s, card.ForCustomer(domain.Plain, domain.Say("link.wrong")))}
		return []domain.Change{ch}, nil
	}
	link := domain.Alter(p, Linked{Handle: h})
	doc := card.ForCustomer(domain.Good, domain.Say("link.done", domain.ByName(p.ID)), domain.Say("help.first"))
	link.Effects = []domain.Effect{card.AnswerCustomer(s, doc)}
	if p.Account == "" {
		// Nobody becomes staff unseen.
		told := card.ForStaff(domain.Plain, domain.Say("link.staff", domain.ByName(p.ID), domain.Named(h.String())))
		link.Effects = append(link.Effects, card.Operator().PostTo("linked/"+code.ID, domain.LanePost, told))
	}
	return []domain.Change{domain.Alter(code, CodeSpent{Handle: h}), link}, nil
}

// valid is the code that was said and whose it is; nil where there is none that still counts.
func (c SpendCode) valid(r domain.Reader, now time.Time) (*Code, *Person, error) {
	t, err := r.Load(domain.Ref{Kind: KindCode, ID: hashCode(c.Code)})
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	code := t.(*Code)
	if code.Spent || now.After(code.Until) {
		return nil, nil, nil
	}
	p, err := LoadPerson(r, code.Person)
	if err != nil || p.Gone || !p.CodesFrom.IsZero() && !code.Issued.After(p.CodesFrom) {
		return nil, nil, err
	}
	return code, p, nil
}

// fits reports whether the handle speaks from where the person may.
func (c SpendCode) fits(r domain.Reader, p *Person, h domain.Handle) (bool, error) {
	if !c.Outside {
		return true, nil
	}
	if p.Account == "" {
		return false, nil
	}
	a, err := Load(r, p.Account)
	if err != nil {
		return false, err
	}
	return len(a.Workspaces) == 0 || a.OwnWorkspace(h), nil
}

func triesOf(r domain.Reader, h domain.Handle) (*Tries, error) {
	t, err := r.Load(domain.Ref{Kind: KindTries, ID: h.String()})
	if errors.Is(err, domain.ErrNotFound) {
		return &Tries{Head: domain.Head{ID: h.String()}}, nil
	}
	if err != nil {
		return nil, err
	}
	return t.(*Tries), nil
}
