package casework

import (
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// Card draws the one live card of a case for an audience, from its present state.
func Card(r domain.Reader, s domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error) {
	c, err := Load(r, ref.ID)
	if err != nil {
		return domain.Doc{}, err
	}
	b := open(r, s, c)
	if a == domain.Internal {
		doc, _ := b.staffCard().Doc()
		return doc, nil
	}
	doc, _ := b.customerCard().Doc()
	return doc, nil
}

func (b *book) headLine() domain.Line {
	return domain.Say("card.head", domain.Named(b.c.Number()), domain.Named(b.c.severityName(b.lib)), domain.InWords(b.c.Title))
}

func (b *book) tone() domain.Tone {
	switch {
	case b.c.State.Over() || b.c.State == IsResolved || b.c.State == IsRestored:
		return domain.Good
	case gravest(b.c.Severity):
		return domain.Urgent
	}
	return domain.Plain
}

// customerCard is what the customer reads.
func (b *book) customerCard() card.Customer {
	c := b.c
	doc := card.ForCustomer(b.tone(), b.headLine(), b.sourceLine(false))
	if c.State == Open && !b.answered() {
		doc = doc.Add(b.openingLines()...)
		if c.Owner != "" {
			doc = doc.Add(domain.Say("card.with", domain.ByName(c.Owner)))
		}
	} else {
		doc = doc.Add(b.stateLine())
		doc = doc.Add(b.clockLines(false)...)
	}
	if c.Provisional() {
		doc = doc.Add(domain.Say("card.provisional"))
		doc = doc.Add(c.doubts()...)
	}
	doc = doc.Add(b.requestLines()...)
	if c.Private {
		doc = doc.Add(domain.Say("private.card"))
	}
	return doc.With(b.customerButtons()...)
}

// answered reports whether the customer has had an answer: in writing, or, as somebody said
// later, in another way.
func (b *book) answered() bool {
	if !b.c.LastSaid.IsZero() {
		return true
	}
	i, ok := b.c.clock(sla.FirstResponse)
	return ok && b.state(b.c.Clocks[i]).Phase == sla.Met
}

// staffCard is what staff read.
func (b *book) staffCard() card.Internal {
	c := b.c
	doc := card.ForStaff(b.tone(), b.headLine(), b.accountLine(), b.sourceLine(true), b.stateLine())
	if c.Private {
		doc = doc.Add(domain.Say("private.card_staff"))
	}
	doc = doc.Add(b.clockLines(true)...)
	if c.Provisional() {
		doc = doc.Add(domain.Say("card.provisional_staff"))
		doc = doc.Add(c.doubts()...)
	}
	if b.live(sla.FirstResponse) {
		doc = doc.Add(b.notes()...)
	}
	doc = doc.Add(b.requestLines()...)
	if len(c.Related) > 0 {
		var rel []domain.Line
		for _, id := range c.Related {
			rel = append(rel, domain.Say("plain", domain.Named("CASE-"+id)))
		}
		doc = doc.Add(domain.Say("card.related", domain.Listed(rel...)))
	}
	return doc.With(b.staffButtons()...)
}

func (b *book) accountLine() domain.Line {
	c := b.c
	tier := c.Tier
	if t := c.tier(b.lib); t != nil {
		tier = t.Name
	}
	opener := domain.ByHandle(c.Stranger)
	if c.Opener != "" {
		opener = domain.ByName(c.Opener)
	}
	switch {
	case tier == "": // of no offering
		return domain.Say("card.account_alone", domain.OfAccount(c.Account), opener)
	case c.Product == "":
		return domain.Say("card.account", domain.OfAccount(c.Account), domain.Named(tier), opener)
	}
	return domain.Say("card.account_product", domain.OfAccount(c.Account), domain.Named(tier), opener, domain.Named(c.Product))
}

// stateLine says where the case stands and who has it.
func (b *book) stateLine() domain.Line {
	c := b.c
	switch {
	case c.State == IsMerged:
		return domain.Say("card.merged", domain.Named("CASE-"+c.Into))
	case c.State.Over():
		return domain.Say("card.over", domain.Term(stateTerm(c.State)), domain.AtTime(c.Ended))
	case c.State == IsResolved:
		return domain.Say("card.over", domain.Term(stateTerm(c.State)), domain.AtTime(c.Resolved))
	case c.Wait != nil && c.Wait.For == sla.Scheduled:
		return domain.Say("card.waits_until", domain.AtTime(c.Wait.Until))
	case c.Wait != nil:
		return domain.Say("card.waits", domain.Term(reasonTerm(c.Wait.For)), domain.AtTime(c.WaitFrom))
	case c.Owner == "":
		return domain.Say("card.state_team", domain.Term(stateTerm(c.State)), domain.OfTeam(c.Team))
	}
	return domain.Say("card.state", domain.Term(stateTerm(c.State)), domain.ByName(c.Owner))
}

func (b *book) requestLines() []domain.Line {
	var out []domain.Line
	for _, q := range b.c.Requests {
		if q.Got.IsZero() {
			out = append(out, domain.Say("request.line", domain.Count(q.N), domain.InWords(q.What)))
		} else {
			out = append(out, domain.Say("request.line_got", domain.Count(q.N), domain.InWords(q.What)))
		}
	}
	return out
}
