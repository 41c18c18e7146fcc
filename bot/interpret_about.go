package bot

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/place"
)

// picked answers somebody who asked for a form on a message and got none: why, or how to say it
// in words.
func (h house) picked(r domain.Reader, a asker, p Picked) (Asked, error) {
	a, err := h.mayPick(r, a, p.Scene, p.Form, p.About)
	if err != nil {
		return a.Asked, err
	}
	verb, _ := table(r).Verb(p.Form)
	return a.Asked, domain.Refuse("pick.again", domain.Named(verb.Example))
}

// mayPick checks who may begin a form on a message, before anybody fills it in. A message is taken
// only from where the desk is at work: nothing that people say elsewhere is copied into a case. In
// the staff's thread of a case the account is that case's.
func (h house) mayPick(r domain.Reader, a asker, sc Scene, form string, about About) (asker, error) {
	verb, ok := table(r).Verb(form)
	switch {
	case !ok || form != openCase:
		return a, domain.Refuse("form.unknown")
	case sc.Outside:
		return a, domain.Refuse("pick.outside", domain.Named(verb.Example))
	case about.Own:
		return a, domain.Refuse("pick.own")
	}
	in, served, err := place.InChannel(r, sc.Spot)
	if err != nil {
		return a, err
	}
	if !served && !sc.Direct {
		return a, domain.Refuse("pick.unserved", domain.Named(verb.Example))
	}
	if a.account == "" && a.thread.Kind == domain.CaseThread {
		c, err := casework.Load(r, a.thread.ID)
		if err != nil {
			return a, err
		}
		a.account = c.Account
	}
	switch {
	case a.person.Staff():
	case a.person != nil && a.account != "" && a.person.Account != a.account:
		return a, domain.Refuse("open.not_yours")
	case a.person == nil:
		own := false
		if in.Kind == domain.AccountChannel {
			company, err := account.Load(r, in.ID)
			if err != nil {
				return a, err
			}
			own = company.OwnWorkspace(sc.Who)
		}
		if !own {
			return a, domain.Refuse("need.linked")
		}
	}
	return a, nil
}

// begin fills into the form that opens a case what the message says on which it was asked for.
func (h house) begin(r domain.Reader, s domain.Stamp, a asker, f *Form, about About) error {
	for i := range f.Fields {
		switch field := &f.Fields[i]; field.Name {
		case "title":
			field.Value = headline(about.Text)
		case "description":
			field.Value = strings.TrimSpace(about.Text)
		}
	}
	line := domain.Say("form.from", domain.ByHandle(about.By), domain.AtTime(about.At))
	if about.By.IsZero() {
		line = domain.Say("form.from_app", domain.AtTime(about.At))
	}
	from, counts := source(about), domain.Say("form.counts_then")
	if from.CountsFrom(s.Now).IsZero() {
		counts = domain.Say("form.counts_now")
	}
	line = domain.Say("form.begun", domain.Listed(line), domain.Listed(counts))
	words, err := card.DrawLine(line, a.Audience, newNames(r, a.Reply))
	if err != nil {
		return err
	}
	f.Intro = words.In(a.zone, s.Now)
	return nil
}

// longestTitle is how much of a message's first line becomes a title, in characters.
const longestTitle = 120

// headline is the first line of a message, shortened to a title.
func headline(text string) string {
	title, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	title = strings.TrimSpace(title)
	if r := []rune(title); len(r) > longestTitle {
		title = strings.TrimSpace(string(r[:longestTitle-1])) + "…"
	}
	return title
}

// source is a message as the case keeps it that is opened from it.
func source(about About) casework.Source {
	at := about.Spot
	at.URL = ""
	return casework.Source{Spot: at, By: about.By, At: domain.Instant(about.At)}
}
