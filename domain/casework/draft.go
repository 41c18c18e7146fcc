package casework

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
)

// A Draft is an opening that waits for a word of its asker: is it the same trouble as the case
// that was just opened, or another? One of the gravest waits for so long and no longer: without
// a word it is opened by itself.
type Draft struct {
	domain.Head
	By          domain.Actor  `json:"by"`
	Account     string        `json:"account"`
	Severity    int           `json:"severity"`
	Title       domain.WordID `json:"title"`
	Product     string        `json:"product,omitempty"`
	Environment string        `json:"environment,omitempty"`
	Private     bool          `json:"private,omitempty"`
	Details     domain.WordID `json:"details,omitempty"`
	From        Source        `json:"from,omitzero"`
	Same        string        `json:"same,omitempty"` // the case it may be
	Asked       time.Time     `json:"asked,omitzero"` // when it was asked for
	Until       time.Time     `json:"until,omitzero"` // when it is opened by itself; zero: never
	Used        bool          `json:"used,omitempty"`
	Case        string        `json:"case,omitempty"` // which it was opened as
}

// Drafted keeps an opening; DraftJoined says that it is the same trouble; DraftUsed spends it.
type Drafted struct {
	Account     string        `json:"account"`
	Severity    int           `json:"severity"`
	Title       domain.WordID `json:"title"`
	Product     string        `json:"product,omitempty"`
	Environment string        `json:"environment,omitempty"`
	Private     bool          `json:"private,omitempty"`
	Details     domain.WordID `json:"details,omitempty"`
	From        Source        `json:"from,omitzero"`
	Same        string        `json:"same,omitempty"`
	Until       time.Time     `json:"until,omitzero"`
}

// DraftJoined says that it is the same trouble. Whoever finds that it is not can open it yet.
type DraftJoined struct{}

// DraftUsed spends a draft.
type DraftUsed struct {
	Case string `json:"case,omitempty"`
}

// The kinds of these events are for ever.
func (Drafted) EventKind() string     { return "draft.drafted/1" }
func (DraftJoined) EventKind() string { return "draft.joined/1" }
func (DraftUsed) EventKind() string   { return "draft.used/1" }

// Ref implements domain.Thing.
func (d *Draft) Ref() domain.Ref { return domain.Ref{Kind: KindDraft, ID: d.ID} }

// Keys implements domain.Thing.
func (d *Draft) Keys() []domain.Key { return nil }

// NextDue implements domain.Thing.
func (d *Draft) NextDue(any) time.Time { return d.Until }

// OnDue implements domain.Thing.
func (d *Draft) OnDue() domain.Command { return DraftDue{ID: d.ID} }

// Apply implements domain.Thing.
func (d *Draft) Apply(r domain.Recorded) {
	d.Advance(r)
	switch e := r.Event.(type) {
	case Drafted:
		d.By, d.Account, d.Severity, d.Title = r.Actor, e.Account, e.Severity, e.Title
		d.Product, d.Environment, d.Private = e.Product, e.Environment, e.Private
		d.Details, d.From = e.Details, e.From
		d.Same, d.Asked, d.Until = e.Same, r.At, e.Until
	case DraftJoined:
		d.Until = time.Time{}
	case DraftUsed:
		d.Used, d.Case, d.Until = true, e.Case, time.Time{}
	}
}

// joinWindow is within which a second opening may be the same trouble, joinAnswer how long one
// of the gravest waits for a word on it.
func joinWindow(lib *offering.Library) time.Duration {
	if d := lib.Latest(); d != nil && d.Settings.JoinWindow > 0 {
		return d.Settings.JoinWindow
	}
	return 30 * time.Minute
}

func joinAnswer(lib *offering.Library) time.Duration {
	if d := lib.Latest(); d != nil && d.Settings.JoinAnswer > 0 {
		return d.Settings.JoinAnswer
	}
	return 3 * time.Minute
}

// held reports whether an opening of the gravest came in so late that there is no time left for
// a question.
func held(lib *offering.Library, s domain.Stamp, severity int) bool {
	return gravest(severity) && s.Now.Sub(s.At) >= joinAnswer(lib)
}

// join shows the asker the case that was just opened, keeps what they said, and tells those who
// work on the first: nothing that may be a trouble of its own is lost if the asker walks away.
// What is graver than the first never waits for an answer.
func (cmd OpenCase) join(r domain.Reader, s domain.Stamp, who party, a *account.Account, v verdict, same *Case) ([]domain.Change, error) {
	title, details := s.Word(cmd.Title), s.Word(cmd.Description)
	d := &Draft{Head: domain.Head{ID: s.Token("draft", 12)}}
	e := Drafted{Account: a.ID, Severity: v.severity, Title: title.ID, Product: cmd.Product, Environment: cmd.Environment, Private: cmd.Private,
		Details: details.ID, From: cmd.From, Same: same.ID}
	told := card.ForStaff(domain.Alert, domain.Say("open.second", who.name(), domain.Named(v.severityName()), domain.InWords(title.ID)))
	var lines []domain.Line
	if gravest(v.severity) { // perhaps nobody says which it is
		e.Until = domain.Instant(s.Now.Add(joinAnswer(v.lib)))
		lines = append(lines, domain.Say("open.same_until", domain.AtTime(e.Until)))
		told = told.Add(domain.Say("open.second_until", domain.AtTime(e.Until)))
	}
	ch := domain.Create(d, e)
	ch.Words = []domain.Word{title, details}
	head := domain.Say("open.same", domain.Named(same.Number()), domain.AtTime(same.OpenedAt), same.inBrief())
	buttons := []domain.Button{
		card.Main("button.join", "case same "+d.ID),
		card.Do("button.different", "case different "+d.ID),
	}
	if who.staff() {
		ch.Effects = []domain.Effect{card.AnswerStaff(s, card.ForStaff(domain.Plain, head, lines...).With(buttons...))}
	} else {
		ch.Effects = []domain.Effect{card.AnswerCustomer(s, card.ForCustomer(domain.Plain, head, lines...).With(buttons...))}
	}
	post := card.StaffThread(same.ID).PostTo("draft/"+d.ID, domain.LanePost, told)
	if post.Alone = gravest(v.severity); post.Alone {
		people, err := account.OfTeam(r, same.Team)
		if err != nil {
			return nil, err
		}
		post.Lane, post.Mention = domain.LaneUrgent, handlesOf(people)
	}
	ch.Effects = append(ch.Effects, post)
	return []domain.Change{ch}, nil
}

// loadDraft answers an opening of the asker's own that was not opened yet.
func loadDraft(r domain.Reader, s domain.Stamp, id string) (*Draft, error) {
	t, err := r.Load(domain.Ref{Kind: KindDraft, ID: id})
	if err != nil && !errors.Is(err, domain.ErrNotFound) {
		return nil, err
	}
	d, _ := t.(*Draft)
	switch {
	case d == nil || d.By.Handle != s.Actor.Handle || d.By.Person != s.Actor.Person:
		return nil, domain.Refuse("draft.unknown")
	case d.Case != "":
		return nil, domain.Refuse("draft.used_as", domain.Named("CASE-"+d.Case))
	case d.Used:
		return nil, domain.Refuse("draft.used")
	}
	return d, nil
}

// OpenDraft opens what was kept: it is different after all.
type OpenDraft struct{ ID string }

// Decide implements domain.Command. Only whoever said it can open it, once.
func (cmd OpenDraft) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	d, err := loadDraft(r, s, cmd.ID)
	if err != nil {
		return nil, err
	}
	return d.open(r, s)
}

// open opens it as a case, from the moment at which it was first asked for: the question was the
// desk's. Who answers it much later, of a trouble that can wait, asks anew.
func (d *Draft) open(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	title, err := r.Word(d.Title)
	if err != nil {
		return nil, err
	}
	again := OpenCase{Account: d.Account, Severity: d.Severity, Title: title, Product: d.Product, Environment: d.Environment, Private: d.Private, From: d.From, Different: true}
	if d.Details != "" {
		if again.Description, err = r.Word(d.Details); err != nil {
			return nil, err
		}
	}
	if gravest(d.Severity) || s.Now.Sub(d.Asked) <= joinWindow(offering.Of(r)) {
		again.asked = d.Asked
	}
	changes, err := again.Decide(r, s)
	if err != nil {
		return nil, err
	}
	used := DraftUsed{}
	for _, ch := range changes {
		if ch.Ref.Kind == Kind {
			used.Case = ch.Ref.ID
		}
	}
	return append(changes, domain.Alter(d, used)), nil
}

// JoinDraft says that what was kept is the same trouble: its asker follows the case that there is.
type JoinDraft struct{ ID string }

// Decide implements domain.Command.
func (cmd JoinDraft) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	d, err := loadDraft(r, s, cmd.ID)
	if err != nil {
		return nil, err
	}
	who, err := asker(r, s)
	if err != nil {
		return nil, err
	}
	ch := domain.Alter(d, DraftJoined{})
	ch.Effects = []domain.Effect{card.StaffThread(d.Same).PostTo("draft/"+d.ID+"/same", domain.LanePost,
		card.ForStaff(domain.Plain, domain.Say("open.joined", who.name(), domain.InWords(d.Title))))}
	follows, err := Watch{Case: d.Same}.Decide(r, s)
	if _, refused := domain.AsRefusal(err); refused { // who cannot follow it, or does already, has answered all the same
		follows, err = nil, nil
		ch.Effects = append(ch.Effects, who.answer(s, domain.Good, domain.Say("draft.joined", domain.Named("CASE-"+d.Same)))...)
	}
	return append([]domain.Change{ch}, follows...), err
}

// DraftDue is the passing of time: nobody said in time whether it is the same trouble.
type DraftDue struct{ ID string }

// Decide implements domain.Command.
func (cmd DraftDue) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := r.Load(domain.Ref{Kind: KindDraft, ID: cmd.ID})
	if err != nil {
		return nil, err
	}
	d := t.(*Draft)
	if d.Until.IsZero() || s.Now.Before(d.Until) {
		return nil, nil
	}
	asked := s
	asked.Actor, asked.Reply = d.By, domain.Place{}
	changes, err := d.open(r, asked)
	if refusal, refused := domain.AsRefusal(err); refused {
		ch := domain.Alter(d, DraftUsed{})
		e := card.StaffThread(d.Same).PostTo("draft/"+d.ID+"/refused", domain.LaneUrgent,
			card.ForStaff(domain.Urgent, domain.Say("open.not_itself", domain.InWords(d.Title)), refusal.Line))
		e.Alone, e.Instead = true, card.Operator().Address()
		ch.Effects = []domain.Effect{e}
		return []domain.Change{ch}, nil
	}
	if err != nil {
		return nil, err
	}
	last := &changes[len(changes)-1]
	head := domain.Say("open.itself", domain.Named("CASE-"+last.Events[0].(DraftUsed).Case), domain.Named("CASE-"+d.Same))
	who, err := asker(r, asked)
	if err != nil {
		return nil, err
	}
	last.Effects = append(last.Effects, who.direct("draft/"+d.ID+"/opened", domain.Good, head))
	return changes, nil
}
