package card

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// Names answers, for one reader, the names of things that messages speak of by id.
type Names interface {
	Word(domain.WordID) string // "" where forgotten
	Person(id string) string   // the name this audience may know
	Handle(h string) string
	Account(id string) string
	Team(id string) string
}

// A Run is a piece of drawn text: either words (to be escaped by the platform) or an instant
// (to be shown in each reader's own zone by the platform's date markup).
type Run struct {
	S      string
	At     time.Time // non-zero: an instant, S is empty
	Quoted bool      // S is what a person wrote
	// To, where it is set, is the message that the words lead to; a platform that cannot lead
	// there shows the words alone.
	To domain.Spot `json:",omitzero"`
}

// Text is a drawn line.
type Text []Run

// String shows the text with instants as UTC; platforms draw runs instead.
func (t Text) String() string { return t.In(time.UTC, time.Time{}) }

// Written is the text for something that is kept and read later: instants in the zone, each with its
// whole date.
func (t Text) Written(zone *time.Location) string {
	var b strings.Builder
	for _, r := range t {
		if r.At.IsZero() {
			b.WriteString(r.S)
			continue
		}
		b.WriteString(r.At.In(zone).Format("2006-01-02 15:04"))
	}
	return b.String()
}

// In shows the text with instants in the zone: the time alone on today's date, else with its
// day.
func (t Text) In(zone *time.Location, now time.Time) string {
	var b strings.Builder
	for _, r := range t {
		if r.At.IsZero() {
			b.WriteString(r.S)
			continue
		}
		b.WriteString(Clock(r.At, now, zone))
	}
	return b.String()
}

// Clock writes an instant as text for a reader in the zone: "09:15" on the reader's own day,
// "Tue 3 Mar 09:15" within half a year of it, and with the year otherwise. The platform's date
// markup is drawn the same way by the pages of this project.
func Clock(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	switch away := at.Sub(now).Abs(); {
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return at.Format("15:04")
	case away < 183*24*time.Hour:
		return at.Format("Mon 2 Jan 15:04")
	}
	return at.Format("Mon 2 Jan 2006 15:04")
}

// A Drawn card is ready for a platform.
type Drawn struct {
	Tone    domain.Tone
	Head    Text
	Lines   []Text
	Buttons []DrawnButton
	Parts   []DrawnPart `json:",omitempty"`
}

// A DrawnPart is a part of a page; its head may say nothing.
type DrawnPart struct {
	Head    Text
	Lines   []Text
	Buttons []DrawnButton
}

// Flat is the card as one message: its parts stand one under the other.
func (d Drawn) Flat() Drawn {
	parts := d.Parts
	d.Parts = nil
	d.Lines, d.Buttons = slices.Clip(d.Lines), slices.Clip(d.Buttons)
	for _, p := range parts {
		if len(p.Head) > 0 {
			d.Lines = append(d.Lines, p.Head)
		}
		d.Lines = append(d.Lines, p.Lines...)
		d.Buttons = append(d.Buttons, p.Buttons...)
	}
	return d
}

// A DrawnButton is a button with its words.
type DrawnButton struct {
	Label string
	Run   string
	Form  string
	Main  bool
}

// Draw puts a message into a reader's words. A message that the catalogue does not hold, or
// does not hold for this audience, is an error and is not said.
func Draw(d domain.Doc, a domain.Audience, n Names) (Drawn, error) {
	out := Drawn{Tone: d.Tone}
	var err error
	if out.Head, err = DrawLine(d.Head, a, n); err != nil {
		return Drawn{}, err
	}
	if out.Lines, out.Buttons, err = drawBody(d.Lines, d.Buttons, a, n); err != nil {
		return Drawn{}, err
	}
	for _, p := range d.Parts {
		var part DrawnPart
		if !p.Head.IsZero() {
			if part.Head, err = DrawLine(p.Head, a, n); err != nil {
				return Drawn{}, err
			}
		}
		if part.Lines, part.Buttons, err = drawBody(p.Lines, p.Buttons, a, n); err != nil {
			return Drawn{}, err
		}
		out.Parts = append(out.Parts, part)
	}
	return out, nil
}

func drawBody(lines []domain.Line, buttons []domain.Button, a domain.Audience, n Names) (ts []Text, bs []DrawnButton, err error) {
	for _, l := range lines {
		t, err := DrawLine(l, a, n)
		if err != nil {
			return nil, nil, err
		}
		ts = append(ts, t)
	}
	for _, b := range buttons {
		t, err := DrawLine(b.Label, a, n)
		if err != nil {
			return nil, nil, err
		}
		bs = append(bs, DrawnButton{Label: t.String(), Run: b.Run, Form: b.Form, Main: b.Main})
	}
	return ts, bs, nil
}

// DrawLine draws one message.
func DrawLine(l domain.Line, a domain.Audience, n Names) (Text, error) {
	m, ok := english[l.ID]
	if !ok {
		return nil, fmt.Errorf("message %q is not in the catalogue", l.ID)
	}
	if a == domain.Customers && !m.customers {
		return nil, fmt.Errorf("message %q is for staff only", l.ID)
	}
	rest := m.text
	t := make(Text, 0, 2*strings.Count(rest, "{")+1)
	for rest != "" {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			t = append(t, Run{S: rest})
			break
		}
		if i > 0 {
			t = append(t, Run{S: rest[:i]})
		}
		j := strings.IndexByte(rest[i:], '}')
		if j < 0 {
			return nil, fmt.Errorf("message %q: a brace is not closed", l.ID)
		}
		runs, err := drawArg(l, rest[i+1:i+j], a, n)
		if err != nil {
			return nil, err
		}
		t = append(t, runs...)
		rest = rest[i+j+1:]
	}
	return t, nil
}

// drawArg draws "{0}", or "{0 one|many}" which chooses by a number.
func drawArg(l domain.Line, hole string, a domain.Audience, n Names) (Text, error) {
	num, forms, choose := strings.Cut(hole, " ")
	i, err := strconv.Atoi(num)
	if err != nil || i < 0 || i >= len(l.Args) {
		return nil, fmt.Errorf("message %q has no argument {%s}", l.ID, hole)
	}
	arg := l.Args[i]
	if choose {
		one, many, _ := strings.Cut(forms, "|")
		if arg.N == 1 {
			return Text{{S: one}}, nil
		}
		return Text{{S: many}}, nil
	}
	switch arg.K {
	case domain.ArgWord:
		s := n.Word(domain.WordID(arg.S))
		if s == "" && arg.S != "" {
			return DrawLine(domain.Say("word.forgotten"), a, n)
		}
		if arg.N > 0 {
			s = Brief(s, int(arg.N))
		}
		return Text{{S: s, Quoted: true}}, nil
	case domain.ArgName, domain.ArgDate:
		return Text{{S: arg.S}}, nil
	case domain.ArgTime:
		return Text{{At: time.UnixMilli(arg.N).UTC()}}, nil
	case domain.ArgSpan:
		return Text{{S: Span(time.Duration(arg.N) * time.Millisecond)}}, nil
	case domain.ArgPerson:
		return Text{{S: n.Person(arg.S)}}, nil
	case domain.ArgHandle:
		return Text{{S: n.Handle(arg.S)}}, nil
	case domain.ArgAccount:
		return Text{{S: n.Account(arg.S)}}, nil
	case domain.ArgTeam:
		return Text{{S: n.Team(arg.S)}}, nil
	case domain.ArgNum:
		return Text{{S: strconv.FormatInt(arg.N, 10)}}, nil
	case domain.ArgMsg:
		return DrawLine(domain.Say(domain.MsgID(arg.S)), a, n)
	case domain.ArgLines:
		var t Text
		for k, inner := range arg.L {
			if k > 0 {
				t = append(t, Run{S: ", "})
			}
			in, err := DrawLine(inner, a, n)
			if err != nil {
				return nil, err
			}
			t = append(t, in...)
		}
		return t, nil
	case domain.ArgLink:
		return drawLink(l, arg, a, n)
	}
	return nil, fmt.Errorf("message %q: argument %d is of the unknown kind %q", l.ID, i, arg.K)
}

// drawLink draws words that lead to a message.
func drawLink(l domain.Line, arg domain.Arg, a domain.Audience, n Names) (Text, error) {
	var to domain.Spot
	if err := json.Unmarshal([]byte(arg.S), &to); err != nil {
		return nil, fmt.Errorf("message %q: a link to nowhere: %w", l.ID, err)
	}
	var t Text
	for _, inner := range arg.L {
		in, err := DrawLine(inner, a, n)
		if err != nil {
			return nil, err
		}
		for _, r := range in {
			if r.At.IsZero() {
				r.To = to
			}
			t = append(t, r)
		}
	}
	return t, nil
}

// Span writes a duration as people say it: "45 seconds", "4 minutes", "1 h 30 min", "3 d 2 h".
// From a minute on, seconds are dropped.
func Span(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	day, h, m := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case d < time.Minute:
		return sign + many(int(d/time.Second), "second")
	case d < time.Hour:
		return sign + many(m, "minute")
	case day > 0 && h == 0:
		return sign + many(day, "day")
	case day > 0:
		return fmt.Sprintf("%s%d d %d h", sign, day, h)
	case m == 0:
		return sign + many(h, "hour")
	}
	return fmt.Sprintf("%s%d h %d min", sign, h, m)
}

func many(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
