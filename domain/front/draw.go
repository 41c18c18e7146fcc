package front

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
)

// How much of each list a page shows; what is left out is counted, and how to see it is said.
const (
	mostClocks = 15
	mostQueue  = 30
	mostCases  = 30
)

// Draw is what a handle's page shows now, and the audience it may be drawn for: that of whoever the
// handle is at this moment.
func Draw(r domain.Reader, s domain.Stamp, h domain.Handle) (domain.Doc, domain.Audience, error) {
	who, err := personOf(r, h)
	if err != nil {
		return domain.Doc{}, "", err
	}
	s.Actor = domain.Actor{Kind: domain.ByStranger, Handle: h}
	if who != nil {
		s.Actor.Kind, s.Actor.Person = domain.ByPerson, who.ID
	}
	p, err := load(r, h)
	if err != nil {
		return domain.Doc{}, "", err
	}
	until := domain.Line{}
	if !p.Opened.IsZero() {
		until = domain.Say("home.until", domain.AtTime(p.Opened.Add(Lately)))
	}
	switch {
	case who == nil:
		doc, a := card.ForCustomer(domain.Plain, domain.Say("home.stranger"), domain.Say("home.stranger_code"), domain.Say("home.stranger_link"),
			domain.Say("home.stranger_then")).Doc()
		return doc, a, nil
	case who.Staff():
		return staffPage(r, s, who, until)
	}
	return contactPage(r, s, who, until)
}

func buttons() []domain.Button {
	open := card.Open("button.open_case", "case open", "case open")
	open.Main = true
	return []domain.Button{open, card.Do("button.refresh", "desk home")}
}

func staffPage(r domain.Reader, s domain.Stamp, who *account.Person, until domain.Line) (domain.Doc, domain.Audience, error) {
	page := card.ForStaff(domain.Plain, domain.Say("home.staff", domain.ByName(who.ID))).With(buttons()...)
	mine, err := casework.ClocksOf(r, s, mostClocks)
	if err != nil {
		return domain.Doc{}, "", err
	}
	page = page.Part(domain.Say("home.mine"), rows(mine, domain.Say("home.mine_none"), domain.Say("home.mine_more", domain.Count(mine.Left()))))
	queue, err := casework.QueueOf(r, s, mostQueue)
	if err != nil {
		return domain.Doc{}, "", err
	}
	page = page.Part(domain.Say("home.queue", domain.Count(queue.All)), rows(queue, domain.Say("home.queue_none"), domain.Say("home.queue_more", domain.Count(queue.Left()))))
	doc, a := page.Part(domain.Line{}, []domain.Line{until}).Doc()
	return doc, a, nil
}

func contactPage(r domain.Reader, s domain.Stamp, who *account.Person, until domain.Line) (domain.Doc, domain.Audience, error) {
	page := card.ForCustomer(domain.Plain, domain.Say("home.contact", domain.OfAccount(who.Account))).With(buttons()...)
	cases, err := casework.QueueOf(r, s, mostCases)
	if err != nil {
		return domain.Doc{}, "", err
	}
	page = page.Part(domain.Say("home.cases", domain.Count(cases.All)), rows(cases, domain.Say("home.cases_none"), domain.Say("home.cases_more", domain.Count(cases.Left()))))
	doc, a := page.Part(domain.Line{}, []domain.Line{until}).Doc()
	return doc, a, nil
}

// rows are a list's lines: what it says when it is empty, and what is left out.
func rows(b casework.Board, none, more domain.Line) []domain.Line {
	switch {
	case b.All == 0:
		return []domain.Line{none}
	case b.Left() > 0:
		return append(b.Lines, more)
	}
	return b.Lines
}
