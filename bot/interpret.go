package bot

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/offering"
)

// read turns what came in into what is asked, as Rooms.Read promises.
func (h house) read(r domain.Reader, s domain.Stamp, in Incoming) (Asked, error) {
	sc, ok := sceneOf(in)
	if !ok {
		return Asked{}, nil
	}
	a, err := h.asker(r, sc)
	if err != nil {
		return a.Asked, err
	}
	switch in := in.(type) {
	case Line:
		a.ByMessage = !in.Slash
		return h.line(r, s, a, in)
	case Message:
		a.ByMessage = true
		if d, err := talkWith(r, in.Scene); err != nil {
			return a.Asked, err
		} else if d != nil && !in.Bot && strings.TrimSpace(in.Text) != "" {
			return h.answers(r, s, a, in.Scene, dialogue.Answer{ID: d.ID, Text: in.Text, Message: in.Spot.Message}, in.Named)
		}
		if !in.Bot && !a.unread.IsZero() {
			return a.Asked, domain.Refuse("connect.unread", domain.Named(table(r).Case+"-"+a.unread.ID))
		}
		if !in.Bot && !a.thread.IsZero() {
			a.Command = say(a, in.Scene, in.Text, in.Named, in.Files)
		}
	case Edited:
		a.ByMessage = true
		if !a.thread.IsZero() {
			a.Command = casework.EditSaid{Case: a.thread.ID, Message: in.Spot.Message, Text: in.Text, Audience: a.thread.Audience}
		}
	case Deleted:
		a.ByMessage = true
		if in.Own {
			a.Reply = domain.Place{}
			a.Command, err = welcomed(r, in.Spot)
			return a.Asked, err
		}
		if !a.thread.IsZero() {
			a.Command = casework.DeleteSaid{Case: a.thread.ID, Message: in.Spot.Message, Audience: a.thread.Audience}
		}
	case Pressed:
		return h.pressed(r, s, a, in)
	case Picked:
		return h.picked(r, a, in)
	case AtHome:
		a.Reply = domain.Place{} // what they read is the page
		a.Command = front.OpenPage{Handle: in.Who, Outside: in.Outside}
	case Filled:
		return h.filled(r, s, a, in)
	}
	return a.Asked, nil
}

// mention is a person as a token in what somebody wrote.
var mention = regexp.MustCompile(`<@[^>]*>`)

// say is a person's own words. Where they name somebody whose name is more than a word, named tells
// where the name ends.
func say(a asker, sc Scene, text, named string, files []File) domain.Command {
	c := casework.Say{Case: a.thread.ID, Audience: a.thread.Audience, Text: text, Message: sc.Spot.Message}
	if named != "" {
		c.Bare = mention.ReplaceAllString(named, "@")
	}
	for _, f := range files {
		c.Files = append(c.Files, f.Name)
	}
	return c
}

// input is what the table's parser needs to know of a line.
func (h house) input(r domain.Reader, s domain.Stamp, a asker, sc Scene, text string) commands.Input {
	in := commands.Input{
		Platform: sc.Spot.Platform, Request: s.Cause, By: sc.Who, Spot: sc.Spot, Shared: !sc.Direct, Direct: sc.Direct, Outside: sc.Outside, Text: text,
		Said: sc.At, Now: s.Now, Zone: a.zone, Zones: h.zones, Account: a.account, Lists: h.lists(r, s, a),
	}
	if !a.thread.IsZero() {
		in.Case = table(r).Case + "-" + a.thread.ID
	}
	return in
}

// lists are what the offering in force for the account lets people choose from.
func (h house) lists(r domain.Reader, s domain.Stamp, a asker) map[string][]string {
	lib := offering.Of(r)
	lists := map[string][]string{}
	if d := lib.Latest(); d != nil {
		for _, t := range d.Teams() {
			lists["teams"] = append(lists["teams"], t.ID)
		}
	}
	return lists
}

// line reads words that were meant for the desk.
func (h house) line(r domain.Reader, s domain.Stamp, a asker, l Line) (Asked, error) {
	if !l.Slash {
		words := spokenTo(l)
		if d, err := talkWith(r, l.Scene); err != nil {
			return a.Asked, err
		} else if d != nil && words != "" && !ordered(table(r), words, l.Direct) {
			return h.answers(r, s, a, l.Scene, dialogue.Answer{ID: d.ID, Text: words, Message: l.Spot.Message}, words)
		}
	}
	if l.Direct && !l.Slash && !a.thread.IsZero() && !ordered(table(r), spokenTo(l), true) {
		// Under the card of a private case nobody else can be meant: words are words.
		a.Command = say(a, l.Scene, l.Text, "", l.Files)
		return a.Asked, nil
	}
	in := h.input(r, s, a, l.Scene, l.Text)
	in.Escaped, in.Self = l.Escaped, l.Self
	if l.Slash {
		in.Said, in.Shared = time.Time{}, false // nobody else reads a slash command
	}
	asked, err := h.parse(r, s, a, l.Scene, in)
	// In a case's thread plain words are the product: a mention that is no command, and looks
	// like none, is what it would be without the mention.
	if p, ok := errors.AsType[*commands.Problem](err); ok && !l.Slash && !a.thread.IsZero() &&
		p.Code == commands.CodeUnknownVerb && len(p.Suggest) == 0 {
		a.Command = say(a, l.Scene, l.Text, "", l.Files)
		return a.Asked, nil
	}
	if p, ok := errors.AsType[*commands.Problem](err); ok && p.Code == commands.CodeMissing && (l.Slash || p.Verb == openCase && h.mayAsk(r, a)) {
		// Something is missing, and no form was opened that asks for it.
		return h.talk(r, s, a, l.Scene, p.Verb, spokenTo(l), l.Slash)
	}
	more, fault := h.meanings(r, s, a, err)
	if fault != nil {
		return asked, fault
	}
	err = inWords(err)
	if p, ok := errors.AsType[*Problem](err); ok {
		p.Answer.Lines = append(p.Answer.Lines, more...)
	}
	return asked, err
}

// parse understands a line of the table and checks once, for all rows, who may say it.
func (h house) parse(r domain.Reader, s domain.Stamp, a asker, sc Scene, in commands.Input) (Asked, error) {
	verb, values, err := commands.Parse(table(r), in)
	if err != nil {
		return a.Asked, err
	}
	asked, err := h.build(r, a, in, verb, values)
	if c, ok := asked.Command.(dialogue.Answer); ok && err == nil {
		return h.answers(r, s, a, sc, c, c.Text)
	}
	return asked, err
}

func (h house) build(r domain.Reader, a asker, in commands.Input, verb commands.Verb, values commands.Values) (Asked, error) {
	if !commands.Meets(a.person, verb.Needs, account.DutyRole(r)) {
		return a.Asked, commands.Refusal(verb.Needs)
	}
	c, err := verb.Build(in, values)
	a.Command = c
	return a.Asked, err
}

// pressed reads a button as the line it stands for.
func (h house) pressed(r domain.Reader, s domain.Stamp, a asker, p Pressed) (Asked, error) {
	if p.Form != "" {
		return h.talk(r, s, a, p.Scene, p.Form, strings.TrimSpace(p.Run), false)
	}
	in := h.input(r, s, a, p.Scene, p.Run)
	in.Said = time.Time{}
	asked, err := h.parse(r, s, a, p.Scene, in)
	return asked, inWords(err)
}
