package casework

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/sla"
)

// OpenCase asks for a new case.
type OpenCase struct {
	Account     string // the channel's, where it was said in one; staff may name one
	Severity    int
	Title       string
	Product     string
	Environment string
	Private     bool        // between its opener and staff
	Contact     account.Who // whose case it is, where staff open it for one of the account's people
	Description string      // all that is known, where the title does not say it
	From        Source      // the message it is opened from
	Different   bool        // not the trouble of the case that was just opened

	asked time.Time // when it was first asked for; zero: now
}

// Since is the opening as it was asked for at an earlier instant: the desk had a question first.
func (cmd OpenCase) Since(at time.Time) OpenCase {
	cmd.asked = at
	return cmd
}

// Decide implements domain.Command. What is checked line by line is package-level verdict; a
// case of the gravest severity is recorded and told to a human whatever fails (T20, R13), the
// others are refused as the failing line says.
func (cmd OpenCase) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	if s.At.IsZero() {
		s.At = s.Now
	}
	if at := cmd.From.CountsFrom(s.Now); !at.IsZero() && (cmd.asked.IsZero() || at.Before(cmd.asked)) {
		cmd.asked = at
	}
	if !cmd.asked.IsZero() {
		s.At = cmd.asked
	}
	if strings.TrimSpace(cmd.Description) == strings.TrimSpace(cmd.Title) {
		cmd.Description = "" // once is enough
	}
	who, err := asker(r, s)
	if err != nil {
		return nil, err
	}
	a, err := cmd.account(r, who)
	if errors.Is(err, errOutside) && gravest(cmd.Severity) && cmd.Title != "" && !s.Reply.Direct {
		return cmd.called(r, s, who)
	}
	if err != nil {
		return nil, err
	}
	if cmd.Title == "" {
		return nil, domain.RefuseOf("title", "open.title")
	}
	whose, err := cmd.contact(r, who, a)
	if err != nil {
		return nil, err
	}
	if foreign, err := cmd.From.foreign(r, a.ID); err != nil {
		return nil, err
	} else if foreign {
		return nil, domain.Refuse("open.from_other")
	}
	v, err := judge(r, s, who, a, cmd)
	if err != nil {
		return nil, err
	}
	if !cmd.Different && whose == nil && !held(v.lib, s, v.severity) {
		if same, err := recent(r, s, v.lib, who, a.ID); err != nil {
			return nil, err
		} else if same != nil && same.Severity <= v.severity {
			return cmd.join(r, s, who, a, v, same)
		}
	}
	return cmd.record(r, s, who, whose, a, v)
}

// contact is for whom staff open a case: one of the account's own people, whom the desk can write to.
// A private one stands in their conversation with the desk, so that one always is for somebody.
func (cmd OpenCase) contact(r domain.Reader, who party, a *account.Account) (*account.Person, error) {
	switch {
	case cmd.Contact == account.Who{} && cmd.Private && who.staff():
		return nil, domain.RefuseOf("contact", "open.private_staff", domain.Named(a.ID))
	case cmd.Contact == account.Who{}:
		return nil, nil
	case !who.staff():
		return nil, domain.Refuse("open.contact_own")
	}
	p, err := account.Find(r, cmd.Contact, a.ID)
	switch {
	case err != nil:
		return nil, err
	case p.Account != a.ID || p.Gone:
		return nil, domain.RefuseOf("contact", "open.contact_other", domain.ByName(p.ID), domain.OfAccount(a.ID))
	case len(p.Handles) == 0:
		return nil, domain.RefuseOf("contact", "open.contact_unreached", domain.ByName(p.ID))
	}
	return p, nil
}

// errOutside refuses somebody of neither side.
var errOutside = domain.Refuse("need.linked")

// account is whose case it will be: a contact's own, never another's; for staff the named one
// or the channel's.
func (cmd OpenCase) account(r domain.Reader, who party) (*account.Account, error) {
	id := cmd.Account
	if who.person != nil && !who.staff() {
		if id != "" && id != who.person.Account {
			return nil, domain.Refuse("open.not_yours")
		}
		id = who.person.Account
	}
	if id == "" {
		if who.staff() {
			return nil, domain.RefuseOf("account", "open.which_account")
		}
		return nil, domain.Refuse("need.linked")
	}
	a, err := account.Load(r, id)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, domain.RefuseOf("account", "account.unknown", domain.Named(id))
	}
	if err != nil {
		return nil, err
	}
	if who.person == nil && !who.staff() && !a.OwnWorkspace(who.Handle) {
		return nil, errOutside
	}
	return a, nil
}

// recent finds a case that the same account opened within the desk's window and that is not
// over, and that the asker may know of: perhaps it is the same trouble.
func recent(r domain.Reader, s domain.Stamp, lib *offering.Library, who party, id string) (*Case, error) {
	window := joinWindow(lib)
	all, err := find(r, domain.Key{Index: OpenOfAccount, Value: id})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c *Case) bool { return !c.Active() || s.Now.Sub(c.OpenedAt) > window || !who.knows(c) })
	if len(all) == 0 {
		return nil, nil
	}
	return slices.MaxFunc(all, func(x, y *Case) int { return x.OpenedAt.Compare(y.OpenedAt) }), nil
}

// find loads the cases under a key, in order of their ids.
func find(r domain.Reader, k domain.Key) ([]*Case, error) {
	refs, err := r.Find(k, 0)
	if err != nil {
		return nil, err
	}
	out := make([]*Case, 0, len(refs))
	for _, ref := range refs {
		c, err := Load(r, ref.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// record opens the case.
func (cmd OpenCase) record(r domain.Reader, s domain.Stamp, who party, whose *account.Person, a *account.Account, v verdict) ([]domain.Change, error) {
	id, counted, err := next(r, "case")
	if err != nil {
		return nil, err
	}
	b := open(r, s, &Case{Head: domain.Head{ID: id}})
	e := Opened{
		Account: a.ID, Contract: v.contract.ID, Severity: v.severity, Title: b.word(cmd.Title),
		Product: v.product, Environment: cmd.Environment, Region: a.Region, Calendar: a.Calendar, Failed: v.failed, Notes: v.notes,
		Details: b.word(cmd.Description), From: cmd.From, Asked: cmd.asked, Private: cmd.Private,
	}
	if whose != nil {
		e.Opener = whose.ID
	} else if who.person != nil {
		e.Opener = who.person.ID
	} else {
		e.Stranger = who.Handle
	}
	if v.tier != nil {
		e.Tier, e.Pin = v.tier.ID, v.tier.Offering().Pin()
		o := v.tier.Owner(s.Now, v.ask(a, cmd))
		e.Team, e.TeamUntil = o.Team, o.Until
	} else if d := v.lib.Latest(); d != nil {
		e.Team = d.Settings.Team
	}
	b.add(e)
	for _, k := range []sla.Kind{sla.FirstResponse, sla.Restore, sla.Resolve} {
		b.begin(k, v.tier, e.Pin, sla.Mark{At: b.s.At, By: who.id()})
	}
	lane := domain.LanePost
	if gravest(v.severity) {
		lane = domain.LaneUrgent
	}
	if b.c.Private {
		b.say(card.AccountChannel(a.ID).PostTo(b.deed("card/private"), domain.LanePost, card.ForCustomer(domain.Plain, domain.Say("private.channel", domain.Named(b.c.Number())))))
	}
	front, direct, err := b.front()
	if err != nil {
		return nil, err
	}
	b.say(front.LiveCard(b.deed("card/customer"), lane, b.c.Ref(), card.CaseThread(id)))
	staff := card.TeamChannel(e.Team).LiveCard(b.deed("card/staff"), lane, b.c.Ref(), card.StaffThread(id))
	staff.Instead = card.Operator().Address()
	if staff.Alone = gravest(v.severity); staff.Alone {
		if staff.Mention, err = b.teamHandles(e.Team); err != nil {
			return nil, err
		}
	}
	b.say(staff)
	if gravest(v.severity) && len(v.failed) == 0 {
		if err := b.tellPast(); err != nil {
			return nil, err
		}
	}
	if len(v.failed) > 0 {
		if err := b.tellDuty(domain.Urgent, "provisional", domain.Say("provisional.head", domain.Named(b.c.Number()), domain.OfAccount(a.ID), b.c.inBrief()),
			append(slices.Clone(v.failed), domain.Say("provisional.how"))...); err != nil {
			return nil, err
		}
	}
	b.tellDetails()
	b.checklist(v.tier)
	if err := b.answerOpener(who, a, direct); err != nil {
		return nil, err
	}
	ch := domain.Change{Ref: b.c.Ref(), Fresh: &Case{Head: domain.Head{ID: id}}, Events: b.events, Words: b.words, Effects: b.effects}
	return []domain.Change{counted, ch}, nil
}

// answerOpener tells whoever asked from elsewhere than where the card stands, which is itself the
// answer.
func (b *book) answerOpener(who party, a *account.Account, direct bool) error {
	if b.s.Reply.IsZero() || direct && b.s.Reply.Direct && !who.staff() {
		return nil
	}
	if b.c.Private && who.staff() {
		b.say(who.answer(b.s, domain.Good, domain.Say("open.done", domain.Named(b.c.Number()), domain.OfAccount(a.ID)), domain.Say("private.where_staff", domain.ByName(b.c.Opener)))...)
		return nil
	}
	if b.c.Private {
		b.say(who.answer(b.s, domain.Good, domain.Say("open.done", domain.Named(b.c.Number()), domain.OfAccount(a.ID)), domain.Say("private.where"))...)
		return nil
	}
	in, ok, err := place.InChannel(b.r, b.s.Reply.Spot)
	if err != nil {
		return err
	}
	if ok && in == card.AccountChannel(a.ID).Address() {
		return nil
	}
	lines := append([]domain.Line{}, b.openingLines()...)
	b.say(who.answer(b.s, domain.Good, domain.Say("open.done", domain.Named(b.c.Number()), domain.OfAccount(a.ID)), lines...)...)
	return nil
}

// tellDuty messages every duty manager directly; where there is none, the operator.
func (b *book) tellDuty(tone domain.Tone, what string, head domain.Line, lines ...domain.Line) error {
	people, err := duty(b.r)
	if err != nil {
		return err
	}
	var buttons []domain.Button
	if b.c.Provisional() {
		buttons = []domain.Button{card.Main("button.admit", "case admit "+b.c.Number()), card.Open("button.refuse", "case refuse", "case refuse "+b.c.Number())}
	} else if b.c.Owner == "" {
		buttons = []domain.Button{card.Main("button.take", "case take "+b.c.Number())}
	}
	doc := card.ForStaff(tone, head, lines...).With(buttons...)
	if len(people) == 0 {
		doc = doc.Add(b.nobodyLine())
		b.say(card.Operator().PostTo(b.deed(what+"/nobody"), domain.LaneUrgent, doc))
		if people, err = standIns(b.r, b.c.Team); err != nil {
			return err
		}
	}
	for _, p := range people {
		e := card.StaffDirect(p.ID).PostTo(b.deed(what+"/"+p.ID), domain.LaneUrgent, doc)
		e.Instead = card.Operator().Address()
		b.say(e)
	}
	return nil
}

// nobodyLine says that there is no duty manager, and how to make one.
func (b *book) nobodyLine() domain.Line {
	return domain.Say("duty.nobody", domain.Named(string(account.DutyRole(b.r))))
}

func severityName(o *offering.Offering, n int) string {
	if o != nil {
		if s, ok := o.Severity(n); ok {
			return s.Name
		}
	}
	return strconv.Itoa(n)
}
