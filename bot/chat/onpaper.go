package chat

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/paper"
)

// onPaper is a world on paper.
type onPaper struct {
	*Process
	paper *paper.Platform
	zone  *time.Location
}

// OnPaper makes a world on paper for a page, over the store that open opens, and starts it a
// minute before the page's first line.
func OnPaper(ctx context.Context, p *Page, c *Cast, open Opener, zones bot.Zones, log zerolog.Logger) (World, error) {
	clock := NewClock(p.Begin())
	prefix := "desk"
	pl := paper.New(paper.Options{Name: c.Platform, Home: c.Home, Prefix: prefix, Now: clock.Now})
	for _, who := range c.People {
		pl.Person(who.Name, who.Handle)
	}
	for _, ch := range c.Channels {
		pl.Channel(ch)
	}
	w := &onPaper{Process: NewProcess(clock, c, open, zones, log, pl), paper: pl, zone: p.Zone}
	return w, w.start(ctx)
}

// Begin is when a world of the page begins: a minute before its first line.
func (p *Page) Begin() time.Time {
	if len(p.items) == 0 {
		return p.Start
	}
	return p.items[0].at.Add(-time.Minute)
}

func (w *onPaper) start(ctx context.Context) error {
	if err := w.Start(ctx); err != nil {
		return err
	}
	return w.paper.Connect(ctx, w.Desk())
}

// Now implements World.
func (w *onPaper) Now() time.Time { return w.Clock.Now() }

// Act implements World.
func (w *onPaper) Act(ctx context.Context, a Act) (string, error) {
	switch a.Deed {
	case Say:
		return w.paper.Say(ctx, a.Who, a.Channel, a.Root, a.Text, a.Files)
	case Slash:
		return "", w.paper.Slash(ctx, a.Who, a.Channel, a.Root, a.Text, a.Fields)
	case Press:
		return "", w.paper.Press(ctx, a.Who, a.Message, a.Button, a.Fields)
	case Remove:
		return "", w.paper.Remove(ctx, a.Who, a.Message)
	case Home:
		return "", w.paper.Home(ctx, a.Who)
	case Pick:
		return "", w.paper.Pick(ctx, a.Who, a.Message, a.Form, a.Fields)
	case Edit:
		return "", w.paper.Edit(ctx, a.Who, a.Message, a.Text)
	case Delete:
		return "", w.paper.Delete(ctx, a.Who, a.Message)
	}
	return "", fmt.Errorf("nobody does %q on paper", a.Deed)
}

var (
	waitWords    = regexp.MustCompile(`^the platform asks to wait (\S+)$`)
	channelWords = regexp.MustCompile(`^#(\S+) is (gone|shared|disconnected|connected again)( quietly)?$`)
)

// Weather implements World.
func (w *onPaper) Weather(ctx context.Context, words string) error {
	if applied, err := w.Applied(ctx, words); applied {
		return err
	}
	switch words {
	case "the platform goes down":
		w.paper.Down(true)
		return nil
	case "the platform is back":
		w.paper.Down(false)
		return nil
	case "an answer is lost":
		w.paper.LoseAnswer()
		return nil
	case "nobody can tell what arrived":
		w.paper.Blind(true)
		return nil
	case "one can tell again":
		w.paper.Blind(false)
		return nil
	case "no form opens for people of another company":
		w.paper.RefuseForms(true)
		return nil
	case "the process dies here":
		w.paper.Disconnect()
		return w.Die()
	case "the process starts again":
		return w.start(ctx)
	case "the process dies while speaking":
		w.paper.DieInSend(false)
		return nil
	case "the process dies after speaking":
		w.paper.DieInSend(true)
		return nil
	}
	if m := waitWords.FindStringSubmatch(words); m != nil {
		d, err := time.ParseDuration(m[1])
		if err == nil {
			w.paper.AskToWait(d)
		}
		return err
	}
	if m := channelWords.FindStringSubmatch(words); m != nil {
		switch {
		case m[3] != "":
			w.paper.Quietly(m[1], m[2] == "gone", m[2] == "shared")
			return nil
		case m[2] == "gone":
			return w.paper.Lose(ctx, m[1])
		case m[2] != "shared":
			return w.paper.Cut(ctx, m[1], m[2] == "disconnected")
		}
		return w.paper.Share(ctx, m[1], true)
	}
	return fmt.Errorf("(%s): %w", words, ErrWeather)
}

// Settle implements World.
func (w *onPaper) Settle(ctx context.Context, until time.Time) (err error) {
	defer w.died(&err)
	return w.Process.Settle(ctx, until)
}

// Pass implements World.
func (w *onPaper) Pass(ctx context.Context, to time.Time) error {
	if err := w.pass(ctx, to); err != nil {
		return err
	}
	w.Clock.Set(to) // also where the process died on the way
	return nil
}

func (w *onPaper) pass(ctx context.Context, to time.Time) (err error) {
	defer w.died(&err)
	return w.Process.Pass(ctx, to)
}

// died takes the process's death in the middle of a call for what it is.
func (w *onPaper) died(err *error) {
	p := recover()
	if p == nil {
		return
	}
	if _, ok := p.(paper.Died); !ok {
		panic(p)
	}
	w.paper.Disconnect()
	*err = w.Die()
}

// Close implements World.
func (w *onPaper) Close() error { return w.Process.Close() }

// Seen implements World.
func (w *onPaper) Seen() []Event {
	var out []Event
	for _, s := range w.paper.Sightings() {
		m := s.Message
		e := Event{At: s.At, Channel: m.Channel, Message: m.ID, Root: m.Root, Only: m.Only}
		switch s.Kind {
		case paper.Posted:
			e.Kind = Posted
		case paper.Changed:
			e.Kind = Changed
		case paper.Pinned:
			e.Kind = Pinned
		case paper.Did:
			e.Kind, e.Lines = Did, []string{s.Words}
		case paper.FormShown:
			e.Kind, e.Form = Formed, formOf(s.Form)
		case paper.Notice:
			e.Kind, e.Lines = Noticed, []string{s.Words}
		}
		if e.Kind == Posted || e.Kind == Changed {
			e.Lines, e.Buttons = w.words(m, s.At)
		}
		out = append(out, e)
	}
	return out
}

// words is what a message of the desk says on the page.
func (w *onPaper) words(m paper.Message, now time.Time) (lines, buttons []string) {
	head := m.Card.Head.In(w.zone, now)
	for _, who := range m.Mention {
		head = "@" + who + " " + head
	}
	lines = strings.Split(head, "\n")
	for _, l := range m.Card.Lines {
		lines = append(lines, strings.Split(l.In(w.zone, now), "\n")...)
	}
	if m.Sheet != nil {
		lines = append(lines, FileLines(m.Sheet.Title, m.Sheet.Text)...)
	}
	for _, b := range m.Card.Buttons {
		buttons = append(buttons, b.Label)
	}
	return lines, buttons
}

// FileLines are the lines by which a page shows a file: its title, and all that it holds.
func FileLines(title, text string) []string {
	lines := []string{"(file: " + title + ")"}
	for l := range strings.Lines(text) {
		lines = append(lines, "| "+strings.TrimRight(l, "\n"))
	}
	return lines
}

func formOf(f *paper.Form) *Form {
	out := &Form{Title: f.Title, Problems: f.Problems}
	for _, x := range f.Fields {
		out.Fields = append(out.Fields, FieldOf(x.Name, !x.Optional, x.Value))
	}
	return out
}

var _ World = (*onPaper)(nil)
