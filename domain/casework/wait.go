package casework

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// Wait says that the case waits for somebody. Clocks stand if the offering says that this
// reason holds them (R8). For a customer, Text lists what they are asked for, parts apart by
// semicolons: each becomes a request to tick (T22).
type Wait struct {
	Case  string
	For   sla.Reason
	Text  string
	Until time.Time // for sla.Scheduled: when it goes on by itself
}

// Decide implements domain.Command.
func (cmd Wait) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if !Worded(cmd.Text) {
		return nil, domain.RefuseOf("text", "wait.what")
	}
	if cmd.For == sla.Scheduled && !cmd.Until.After(s.Now) {
		return nil, domain.RefuseOf("until", "wait.until")
	}
	if !c.Resolved.IsZero() {
		return nil, c.over()
	}
	asked := parts(cmd.Text)
	if cmd.For == sla.Customer && len(asked) == 0 {
		return nil, domain.RefuseOf("text", "wait.what")
	}
	if len(asked) > mostAsked {
		return nil, domain.RefuseOf("text", "wait.many", domain.Count(mostAsked))
	}
	b := open(r, s, c)
	if c.Wait != nil {
		b.resume("")
	}
	text := b.word(cmd.Text)
	asks := b.deed("asked")
	if cmd.For == sla.Customer {
		// Asking is a person's own words to the customer, as a reply is.
		b.reply(text, "", asks)
	}
	b.add(Waiting{For: cmd.For, Words: text, Until: cmd.Until})
	b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Pause, Reason: cmd.For}) })
	if cmd.For == sla.Customer {
		var lines []domain.Line
		for _, part := range asked {
			n := len(b.c.Requests) + 1
			w := b.word(part)
			b.add(Requested{N: n, What: w})
			lines = append(lines, domain.Say("request.line", domain.Count(n), domain.InWords(w)))
		}
		b.post(asks, card.ForCustomer(domain.Alert, domain.Say("wait.asked", who.name(), domain.Named(c.Number())), lines...))
	}
	b.toStaff("waiting", domain.Plain, domain.Say("wait.told", b.actorName(), domain.Term(reasonTerm(cmd.For)), domain.InWords(text)), b.heldLine())
	return b.done(), nil
}

// mostAsked is how many things the customer is asked for at once: one command writes each down.
const mostAsked = 20

// parts are the things asked for, apart by semicolons.
func parts(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// heldLine says which clocks stand, or that none does.
func (b *book) heldLine() domain.Line {
	var held []domain.Line
	for _, c := range b.c.Clocks {
		if b.state(c).Phase == sla.Paused {
			held = append(held, domain.Say("plain", domain.Term(kindTerm(c.Kind))))
		}
	}
	running := slices.ContainsFunc(sla.Kinds, b.live)
	switch {
	case len(held) == 0 && running:
		return domain.Say("wait.none_held")
	case len(held) == 0:
		return domain.Line{}
	}
	return domain.Say("wait.held", domain.Listed(held...))
}

// Resume ends a wait.
type Resume struct{ Case, Text string }

// Decide implements domain.Command.
func (cmd Resume) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := loadStaff(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if c.Wait == nil {
		return nil, domain.Refuse("resume.not", domain.Named(c.Number()))
	}
	b := open(r, s, c)
	b.resume(cmd.Text)
	b.toStaff("resumed", domain.Plain, domain.Say("resume.told", b.actorName()), b.clockLines(true)...)
	return b.done(), nil
}

// resume ends the wait and lets the clocks run again. A wait never ends before it began: clocks
// would stand for ever that nothing waits for.
func (b *book) resume(text string) {
	reason, at := b.c.Wait.For, later(b.s.At, b.c.WaitFrom)
	b.add(Resumed{Words: b.word(text)})
	b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Resume, Reason: reason, At: at}) })
}

// Receive ticks something the customer handed over (T22). Either side may.
type Receive struct {
	Case string
	N    int
}

// Decide implements domain.Command. When the last request is ticked, a wait for the customer
// ends.
func (cmd Receive) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, _, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	open1, found := 0, false
	for _, q := range c.Requests {
		if !q.Got.IsZero() {
			continue
		}
		open1++
		found = found || q.N == cmd.N
	}
	if !found {
		return nil, domain.Refuse("request.none", domain.Count(cmd.N), domain.Named(c.Number()))
	}
	b := open(r, s, c)
	b.add(Received{N: cmd.N})
	b.toStaff("received", domain.Plain, domain.Say("request.got", domain.Count(cmd.N), b.actorName()))
	if open1 == 1 && c.Wait != nil && c.Wait.For == sla.Customer {
		b.resume("")
	}
	return b.done(), nil
}
