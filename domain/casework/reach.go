package casework

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
)

// A case of the gravest severity is told to a human. Where the team's channel has no address, that
// is the duty manager at once; where there is none and the operator has no address either, the
// team's own people, and where a team has none the administrators.

// heardAt reports whether what is said in a team's channel reaches anybody, there or at the operator's.
func heardAt(r domain.Reader, team string) (bool, error) {
	b, ok, err := place.Where(r, card.TeamChannel(team).Address())
	if err != nil || ok || b == nil { // what has no address yet waits for one
		return ok, err
	}
	_, ok, err = place.Where(r, card.Operator().Address())
	return ok, err
}

// standIns are told in the duty managers' stead where there are none, and no operator.
func standIns(r domain.Reader, team string) ([]*account.Person, error) {
	if _, ok, err := place.Where(r, card.Operator().Address()); err != nil || ok {
		return nil, err
	}
	people, err := account.OfTeam(r, team)
	people = slices.DeleteFunc(people, func(p *account.Person) bool { return p.Gone || len(p.Handles) == 0 })
	if err == nil && len(people) == 0 {
		people, err = account.WithRole(r, account.Admin)
	}
	return people, err
}

// atHand are the duty managers, or who stands in for them; duty tells which.
func atHand(r domain.Reader, team string) (people []*account.Person, isDuty bool, err error) {
	if people, err = duty(r); err != nil || len(people) > 0 {
		return people, true, err
	}
	people, err = standIns(r, team)
	return people, false, err
}

// tellPast tells of a case of the gravest severity past its team's channel, where nobody is heard there.
func (b *book) tellPast() error {
	heard, err := heardAt(b.r, b.c.Team)
	if err != nil || heard {
		return err
	}
	head := domain.Say("reach.head", domain.Named(b.c.Number()), domain.Named(b.c.severityName(b.lib)), domain.OfAccount(b.c.Account), b.c.inBrief())
	return b.tellDuty(domain.Urgent, "unbound", head, append(b.clockLines(true), domain.Say("reach.how", domain.OfTeam(b.c.Team)))...)
}

// toldLines say who is told of a new case, and what happens if nobody answers: what is true of the
// addresses and the people that there are.
func (b *book) toldLines(promised bool) []domain.Line {
	phone := b.c.phone(b.lib)
	heard, _ := heardAt(b.r, b.c.Team)
	people, isDuty, _ := atHand(b.r, b.c.Team)
	var out []domain.Line
	switch grave := gravest(b.c.Severity); {
	case heard:
		out = append(out, domain.Say("open.told", domain.OfTeam(b.c.Team)))
	case grave && isDuty:
		out = append(out, domain.Say("open.told_duty"))
	case grave && len(people) > 0:
		out = append(out, domain.Say("open.told_people"))
	default:
		out = append(out, domain.Say("open.told_nobody"))
	}
	switch {
	case !promised || isDuty:
		return append(out, nobodyAnswers(promised, phone))
	case phone != "":
		return append(out, domain.Say("open.call", domain.Named(phone)))
	}
	return out
}

// called says that somebody of neither side asks, in an account's channel, for a case of the gravest
// severity. None is opened for them; the account's team and the duty managers are told that they asked.
func (cmd OpenCase) called(r domain.Reader, s domain.Stamp, who party) ([]domain.Change, error) {
	a, err := account.Load(r, cmd.Account)
	if err != nil {
		return nil, err
	}
	v := verdict{lib: offering.Of(r), severity: cmd.Severity, product: cmd.Product}
	d := v.lib.Latest()
	if d == nil {
		return nil, domain.Refuse("desk.no_folder")
	}
	team := d.Settings.Team
	if v.sold(d, a, civil(s.At, d), cmd.Product, s.At); v.tier != nil {
		team = v.tier.Owner(s.Now, v.ask(a, cmd)).Team
	}
	title := s.Word(cmd.Title)
	doc := card.ForStaff(domain.Urgent, domain.Say("reach.asked", who.name(), domain.OfAccount(a.ID), domain.Named(v.severityName()), domain.InWords(title.ID)), domain.Say("reach.asked_how"))
	deed := "outside/" + s.Cause
	post := card.TeamChannel(team).PostTo(deed+"/team", domain.LaneUrgent, doc)
	post.Alone, post.Instead = true, card.Operator().Address()
	people, err := account.OfTeam(r, team)
	if err != nil {
		return nil, err
	}
	post.Mention = handlesOf(people)
	effects := []domain.Effect{post}
	if people, _, err = atHand(r, team); err != nil {
		return nil, err
	}
	for _, p := range people {
		e := card.StaffDirect(p.ID).PostTo(deed+"/"+p.ID, domain.LaneUrgent, doc)
		e.Instead = card.Operator().Address()
		effects = append(effects, e)
	}
	lines := []domain.Line{domain.Say("need.link_how")}
	if phone := v.phone(s.Now, a, cmd); phone != "" {
		lines = append(lines, domain.Say("open.call", domain.Named(phone)))
	}
	effects = append(effects, who.answer(s, domain.Alert, domain.Say("reach.asked_told", domain.OfTeam(team)), lines...)...)
	ch := domain.Only(effects...)
	ch[0].Words = []domain.Word{title}
	return ch, nil
}
