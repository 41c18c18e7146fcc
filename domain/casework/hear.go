package casework

import (
	"cmp"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// Say is a person's plain message in one of a case's threads. Plain words are the product: the
// vendor's in the customer's thread are a reply, a customer's are an update, staff among
// themselves make notes. Its instant is the platform's (Stamp.At).
type Say struct {
	Case     string
	Audience domain.Audience // of the thread
	Text     string
	Bare     string   // Text with no names of people in it but "@"; "" where it names nobody
	Message  string   // the platform's id of the message
	Files    []string // names of files that came with it
	By       string   // whose words they are, where the desk hands them on
}

// Decide implements domain.Command.
func (cmd Say) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := inThread(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	own, err := who.ofAccount(r, c)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	b.speaker = cmd.By
	b.files = cmd.Files
	text := b.word(seen(cmd.Text))
	switch {
	case cmd.Audience == domain.Internal:
		b.add(Noted{Words: text, Message: cmd.Message})
	case !who.staff() && !own:
		b.outside(who, text, cmd.Message)
	case who.staff() && !Worded(cmp.Or(cmd.Bare, cmd.Text)):
		b.beside(text, cmd.Message)
	case who.staff():
		b.reply(text, cmd.Message, "")
	default:
		b.hear(text, cmd.Message)
	}
	for _, f := range cmd.Files {
		b.add(FileSeen{Message: cmd.Message, Name: b.word(f), Staff: cmd.Audience == domain.Internal})
	}
	return b.done(), nil
}

// inThread loads a case for somebody who reads its thread: besides those who may know of it,
// anybody who was let into the account's own channel can add words, colleagues included (T20:
// participants are without limit). Whose words count as the customer's is party.ofAccount.
func inThread(r domain.Reader, s domain.Stamp, id string) (*Case, party, error) {
	who, err := asker(r, s)
	if err != nil {
		return nil, who, err
	}
	c, err := Load(r, id)
	if err != nil {
		return nil, who, err
	}
	if who.person != nil && !who.knows(c) {
		return nil, who, who.unknown(c, id)
	}
	return c, who, nil
}

// reply is a vendor person's own words to the customer. They meet the first response, or the
// next one, at the message's own instant, and the recurring update. Words that nobody wrote in
// the thread are posted there by the desk, as the deed; see Unheard for those that never arrive.
func (b *book) reply(text domain.WordID, message, deed string) {
	b.add(Replied{Words: text, Message: message, By: b.speaker, Deed: deed})
	if deed != "" {
		message = deed
	}
	first := b.live(sla.FirstResponse)
	for _, k := range []sla.Kind{sla.FirstResponse, sla.NextResponse} {
		switch {
		case b.asked(k):
			b.mark(k, sla.Mark{Do: sla.Satisfy, Message: message})
			b.tellMet(k)
		case k == sla.FirstResponse && first:
			b.mark(k, sla.Mark{Do: sla.Cancel}) // answered before anybody promised to, as retarget has it
		}
	}
	if b.c.Active() {
		b.update(first, message)
	}
	if b.c.Owner == "" && b.person() != "" && b.c.Active() {
		b.add(Taken{Owner: b.person()})
	}
}

// asked reports whether a clock of the kind runs that had begun by the instant of what is said:
// words that come in late answer nothing that was asked after them (K29).
func (b *book) asked(k sla.Kind) bool {
	i, ok := b.c.clock(k)
	if !ok {
		return false
	}
	st := b.state(b.c.Clocks[i])
	return !st.Phase.Over() && !st.Started.After(b.s.At)
}

// update keeps the promise of regular news: it starts with the first response and begins anew
// with every word of ours (K22: off until the first response is met).
func (b *book) update(first bool, message string) {
	if b.live(sla.FirstResponse) {
		return
	}
	running := b.asked(sla.NextUpdate)
	if running {
		b.mark(sla.NextUpdate, sla.Mark{Do: sla.Satisfy, Message: message})
	}
	if running || first && !b.live(sla.NextUpdate) {
		t, pin := b.c.tierNow(b.lib, b.s.At)
		b.begin(sla.NextUpdate, t, pin, sla.Mark{At: b.s.At, Message: message})
	}
}

// tellMet says in the staff's thread how a promise was kept or missed, and by whose message.
func (b *book) tellMet(k sla.Kind) {
	i, ok := b.c.clock(k)
	if !ok {
		return
	}
	st := b.state(b.c.Clocks[i])
	id := domain.MsgID("clock.met")
	if st.Breached() {
		id = "clock.met_late"
	}
	whole := st.Elapsed + st.Remaining
	b.toStaff("met/"+string(k), domain.Good, domain.Say(id, domain.Term(kindTerm(k)), domain.ForSpan(st.Elapsed), domain.ForSpan(whole), b.actorName()))
}

func (b *book) actorName() domain.Arg {
	if b.speaker != "" {
		return domain.ByName(b.speaker)
	}
	return by(b.s.Actor)
}

// hear is the customer's words: a wait for them ends, and unless a first response is still owed
// or a response runs already, the clock of the next one starts (K22).
func (b *book) hear(text domain.WordID, message string) {
	first := !b.c.LastHeard.After(b.c.Resolved) // since it was resolved
	b.first = !b.c.LastHeard.After(b.c.LastSaid)
	b.add(Heard{Words: text, Message: message, By: b.speaker})
	if b.c.Wait != nil && b.c.Wait.For == sla.Customer && !b.s.At.Before(b.c.WaitFrom) {
		b.resume("")
	}
	if b.c.State.Over() {
		b.tellOver(message)
		return
	}
	// What came in late may have been answered already.
	if !b.live(sla.FirstResponse) && !b.live(sla.NextResponse) && !b.s.At.Before(b.c.LastSaid) {
		t, pin := b.c.tierNow(b.lib, b.s.At)
		b.begin(sla.NextResponse, t, pin, sla.Mark{At: b.s.At, Message: message})
	}
	if b.c.State == IsResolved && first {
		doc := card.ForCustomer(domain.Plain, domain.Say("resolved.heard", domain.Named(b.c.Number()))).With(card.Main("button.reopen", "case reopen "+b.c.Number()))
		if !b.back() {
			doc = card.ForCustomer(domain.Plain, domain.Say("resolved.heard_late", domain.Named(b.c.Number())), domain.Say("over.new"))
		}
		b.say(card.CaseThread(b.c.ID).PostTo(b.deed("resolved_heard"), domain.LanePost, doc))
	}
	b.tellHeard(message)
}

// tellOver says that nobody works on a case any more, and the way on. Whoever works on the one that
// it goes on as is told what was said.
func (b *book) tellOver(message string) {
	if b.c.State == IsMerged {
		b.relay(b.c.Into, message, b.heardLine())
		b.toCustomer("over", domain.Plain, domain.Say("over.merged", domain.Named(b.c.Number()), domain.Named("CASE-"+b.c.Into)))
		return
	}
	head := domain.Say("over.closed", domain.Named(b.c.Number()))
	doc := card.ForCustomer(domain.Plain, head, domain.Say("over.new"))
	if b.back() {
		doc = card.ForCustomer(domain.Plain, head, domain.Say("over.back")).With(b.backButton())
	}
	b.say(card.CaseThread(b.c.ID).PostTo(b.deed("over"), domain.LanePost, doc))
}

// Nudge is a customer asking for news without words of their own: the button of the card.
type Nudge struct{ Case string }

// Decide implements domain.Command.
func (cmd Nudge) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	if who.staff() {
		return nil, domain.Refuse("nudge.staff")
	}
	if c.State.Over() {
		return nil, c.over()
	}
	b := open(r, s, c)
	b.hear("", "")
	b.say(who.answer(s, domain.Good, domain.Say("nudge.done", domain.Named(c.Number())), b.responseLine())...)
	return b.done(), nil
}

// responseLine says by when the customer will hear from us.
func (b *book) responseLine() domain.Line {
	for _, k := range []sla.Kind{sla.FirstResponse, sla.NextResponse} {
		if i, ok := b.c.clock(k); ok {
			if st := b.state(b.c.Clocks[i]); !st.Phase.Over() && !st.Due.IsZero() && !st.Breached() {
				return domain.Say("clock.by", domain.Term(kindTerm(k)), domain.AtTime(st.Due))
			}
		}
	}
	return domain.Line{}
}
