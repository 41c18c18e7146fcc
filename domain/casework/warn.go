package casework

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// warnDeed is the deed by which a warning is told to somebody: "team", "owner", "duty/dora".
func warnDeed(id string, w sla.Warning, to string) string {
	return "case/" + id + "/warn/" + w.String() + "/" + to
}

// unlessTaken is what a token ends in whose warning is not owed once somebody has the case.
const unlessTaken = " unless taken"

// warn tells the team, the owner, and while nobody has answered the duty managers. After the breach of
// an answer they are called again, and again; once somebody has taken the case, only they are.
func (b *book) warn(cl sla.Clock, st sla.State, x sla.Crossing) error {
	head, tone, lane := b.warnHead(cl, st, x), domain.Alert, domain.LanePost
	if x.Breach() {
		tone, lane = domain.Urgent, domain.LaneUrgent
	}
	if gravest(b.c.Severity) {
		lane = domain.LaneUrgent
	}
	doc := card.ForStaff(tone, head, b.whoLine()).With(b.warnButtons()...)
	guard := func(e domain.Effect) domain.Effect {
		e.Guard, e.Token = b.c.Ref(), x.String()
		e.NotOlder, e.Late = x.At, true
		e.Merge, e.Alone = "warn", gravest(b.c.Severity)
		e.Rank = int(st.Due.Sub(b.s.Now) / time.Second)
		return e
	}
	team := guard(card.TeamChannel(b.c.Team).PostTo(warnDeed(b.c.ID, x.Warning, "team"), lane, doc))
	team.Instead = card.Operator().Address()
	calls := x.Point.Left < 0 && cl.Kind == sla.FirstResponse
	if calls {
		team.Token += unlessTaken
	}
	people, err := b.warned(cl, x)
	if err != nil {
		return err
	}
	if b.c.Owner == "" || gravest(b.c.Severity) && x.Breach() {
		if team.Mention, err = b.others(people); err != nil {
			return err
		}
	}
	if !calls || b.c.Owner == "" {
		b.say(team)
	}
	if b.c.Owner != "" {
		e := guard(card.StaffDirect(b.c.Owner).PostTo(warnDeed(b.c.ID, x.Warning, "owner"), lane, doc))
		e.Instead = card.StaffThread(b.c.ID).Address()
		b.say(e)
	}
	if people != nil && len(people) == 0 { // the customer was told that somebody is
		e := guard(card.Operator().PostTo(warnDeed(b.c.ID, x.Warning, "duty"), lane, doc.Add(b.nobodyLine())))
		e.Token = team.Token
		b.say(e)
		if people, err = standIns(b.r, b.c.Team); err != nil {
			return err
		}
	}
	for _, p := range people {
		if p.ID != b.c.Owner {
			e := guard(card.StaffDirect(p.ID).PostTo(warnDeed(b.c.ID, x.Warning, "duty/"+p.ID), lane, doc))
			e.Token = team.Token
			e.Instead = card.Operator().Address()
			b.say(e)
		}
	}
	return nil
}

// warned are the duty managers whom a warning is told; nil where it is not for them.
func (b *book) warned(cl sla.Clock, x sla.Crossing) ([]*account.Person, error) {
	taken := b.c.Owner != ""
	if taken && x.Point.Left < 0 && cl.Kind == sla.FirstResponse || cl.Kind != sla.FirstResponse && taken && !x.Breach() {
		return nil, nil
	}
	people, err := duty(b.r)
	return append([]*account.Person{}, people...), err
}

// others are the people of the team whom a message in its channel is to call: those who are not told in
// a message of their own. Nobody is called twice of one thing.
func (b *book) others(told []*account.Person) ([]domain.Handle, error) {
	people, err := account.OfTeam(b.r, b.c.Team)
	people = slices.DeleteFunc(people, func(p *account.Person) bool {
		return p.ID == b.c.Owner || slices.ContainsFunc(told, func(x *account.Person) bool { return x.ID == p.ID })
	})
	return handlesOf(people), err
}

// called are those whom what stands in the staff's thread is for: whoever has the case, else the team.
// Nobody is called to what they did themselves.
func (b *book) called() []domain.Handle {
	own := func(p *account.Person) bool { return p.Gone || p.ID == b.s.Actor.Person }
	if b.c.Owner != "" {
		if p, err := account.LoadPerson(b.r, b.c.Owner); err == nil && !p.Gone {
			return handlesOf(slices.DeleteFunc([]*account.Person{p}, own))
		}
	}
	people, err := account.OfTeam(b.r, b.c.Team)
	if err != nil {
		return nil // it is said all the same
	}
	return handlesOf(slices.DeleteFunc(people, own))
}

// Still implements domain.Still: a warning is worth saying while the clock still owes it.
func (c *Case) Still(policy any, token string, now time.Time) bool {
	token, untaken := strings.CutSuffix(token, unlessTaken)
	if c.State.Over() || untaken && c.Owner != "" {
		return false
	}
	lib := offering.OfPolicy(policy)
	for _, cl := range c.Clocks {
		st := sla.Evaluate(cl, now, lib.Calendar)
		if x, owed := st.Owed(); owed && x.String() == token {
			return true
		}
	}
	return false
}

// warnHead is the line that whoever is woken reads first, perhaps as a notification: how grave it is,
// whose case, what it is about, which promise, how long there is, and what to do.
func (b *book) warnHead(cl sla.Clock, st sla.State, x sla.Crossing) domain.Line {
	about := []domain.Arg{domain.Named(b.c.Number()), domain.Named(b.c.severityName(b.lib)), domain.OfAccount(b.c.Account), b.c.inBrief(), domain.Term(kindTerm(cl.Kind))}
	todo := domain.MsgID("do." + string(cl.Kind))
	if b.c.Owner == "" {
		todo = "do.take"
	}
	switch {
	case x.Point.Left < 0:
		return domain.Say("warn.over", append(about, domain.ForSpan(-x.Point.Left), domain.AtTime(st.BreachedAt), domain.Term(todo))...)
	case x.Breach():
		return domain.Say("warn.missed", append(about, domain.AtTime(st.BreachedAt), domain.Term(todo))...)
	}
	return domain.Say("warn.left", append(about, domain.ForSpan(st.Remaining), domain.AtTime(st.Due), domain.Term(todo))...)
}
