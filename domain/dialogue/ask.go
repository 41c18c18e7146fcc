package dialogue

import (
	"fmt"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// A Question is one field of the form. Its words come from the table of commands.
type Question struct {
	Field    string
	Label    string
	Help     string        // one line or several
	Notes    []domain.Line // beside the help
	Options  []Option
	Optional bool
	N, Of    int // the how manieth it is, of how many
}

// An Option is one answer to choose.
type Option struct {
	Value string
	Label string
}

// mostOptions is how many choices are buttons; more are a line to read.
const mostOptions = 10

// hows say how to answer: where there are choices or none, and where it can be skipped or not.
var hows = map[bool]map[bool]domain.MsgID{
	false: {false: "dialogue.how", true: "dialogue.how_optional"},
	true:  {false: "dialogue.choose", true: "dialogue.choose_optional"},
}

// A talk collects what one decision does to one dialogue, on a copy that shows it at once.
type talk struct {
	*Dialogue
	s       domain.Stamp
	read    uint64
	events  []domain.Event
	words   []domain.Word
	effects []domain.Effect
}

func (t *talk) add(e domain.Event) {
	t.events = append(t.events, e)
	t.Apply(domain.Recorded{Seq: t.Seq + 1, At: t.s.At, Now: t.s.Now, Actor: t.s.Actor, Cause: t.s.Cause, Event: e})
}

func (t *talk) word(text string) domain.WordID {
	w := t.s.Word(text)
	if w.ID != "" {
		t.words = append(t.words, w)
	}
	return w.ID
}

func (t *talk) change() domain.Change {
	c := domain.Change{Ref: t.Ref(), Version: t.read, Events: t.events, Words: t.words, Effects: t.effects}
	if t.read == 0 {
		c.Fresh = &Dialogue{Head: domain.Head{ID: t.ID}}
	}
	return c
}

// say says something where the dialogue stands, to the side its person is of. Where it cannot be
// said in the thread, it goes to them directly.
func (t *talk) say(what string, buttons []domain.Button, head domain.Line, lines ...domain.Line) *domain.Effect {
	deed := fmt.Sprintf("dialogue/%s/%d/%s", t.ID, t.Seq, what)
	var e domain.Effect
	if t.At.Audience == domain.Internal {
		e = card.StaffAt(t.At).PostTo(deed, domain.LaneAnswer, card.ForStaff(domain.Plain, head, lines...).With(buttons...))
	} else {
		e = card.CustomersAt(t.At).PostTo(deed, domain.LaneAnswer, card.ForCustomer(domain.Plain, head, lines...).With(buttons...))
	}
	if t.At.Kind == domain.ReplyPlace {
		e.Instead = Direct(t.By.Handle, t.At.Audience)
	}
	t.effects = append(t.effects, e)
	return &t.effects[len(t.effects)-1]
}

// Direct is a person's own conversation with the desk.
func Direct(who domain.Handle, a domain.Audience) domain.Place {
	return domain.Place{Kind: domain.HandleDirect, ID: who.String(), To: who, Audience: a}
}

// ask asks a question, or with none shows what will be sent.
func (t *talk) ask(q *Question) {
	var first []domain.Line
	if !t.Made.IsZero() {
		first = []domain.Line{domain.Say("dialogue.recorded", domain.Named(number(t.Made)))}
	}
	if q == nil {
		t.add(Asked{})
		buttons := []domain.Button{t.button(true, domain.Say("button.send"), "send"), t.button(false, domain.Say("button.back"), "back"), t.button(false, domain.Say("button.cancel"), "cancel")}
		t.guard(t.say("summary", buttons, domain.Say("dialogue.summary", domain.Named(t.Title)), t.answered()...))
		return
	}
	t.add(Asked{Field: q.Field})
	lines := first
	for l := range strings.SplitSeq(q.Help, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, domain.Say("plain", domain.Named(l)))
		}
	}
	lines = append(lines, q.Notes...)
	var buttons []domain.Button
	var names []domain.Line
	for _, o := range q.Options {
		if len(q.Options) <= mostOptions {
			buttons = append(buttons, t.button(false, domain.Say("plain", domain.Named(o.Label)), o.Value))
		} else {
			names = append(names, domain.Say("plain", domain.Named(o.Value)))
		}
	}
	if len(names) > 0 {
		lines = append(lines, domain.Say("dialogue.choices", domain.Listed(names...)))
	}
	how := hows[len(q.Options) > 0][q.Optional]
	if q.Optional {
		buttons = append(buttons, t.button(false, domain.Say("button.skip"), "skip"))
	}
	if _, ok := t.Last(); ok && t.Made.IsZero() {
		buttons = append(buttons, t.button(false, domain.Say("button.back"), "back"))
	}
	buttons = append(buttons, t.button(false, domain.Say("button.cancel"), "cancel"))
	head := domain.Say("dialogue.ask", domain.Named(t.Title), domain.Named(q.Label), domain.Count(q.N), domain.Count(q.Of))
	t.guard(t.say("ask", buttons, head, append(lines, domain.Say(how))...))
}

func (t *talk) guard(e *domain.Effect) { e.Guard, e.Token = t.Ref(), t.token() }

func (t *talk) button(main bool, label domain.Line, answer string) domain.Button {
	return domain.Button{Label: label, Run: fmt.Sprintf("desk answer %s %d -- %s", t.ID, t.Turn, answer), Main: main}
}

// answered are the answers so far, in words.
func (d *Dialogue) answered() []domain.Line {
	var lines []domain.Line
	for _, a := range d.Answers {
		if !a.Skipped {
			lines = append(lines, domain.Say("dialogue.line", domain.Named(a.Label), domain.InWords(a.Words)))
		}
	}
	return lines
}

// number is how people name a thing.
func number(ref domain.Ref) string { return strings.ToUpper(string(ref.Kind)) + "-" + ref.ID }
