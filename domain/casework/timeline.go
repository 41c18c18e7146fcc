package casework

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// Historian is a Reader that can tell a thing's events; the store's views can.
type Historian interface {
	History(ref domain.Ref, after uint64, limit int) ([]domain.Recorded, error)
}

// ShowTimeline answers with what happened on a case, oldest first: for customers what is theirs
// to read.
type ShowTimeline struct {
	Case string
	File bool // all of it, as a file
}

// told is how many events one answer shows: the latest. A file shows all.
const told = 25

// Decide implements domain.Command.
func (cmd ShowTimeline) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	c, who, err := load(r, s, cmd.Case)
	if err != nil {
		return nil, err
	}
	b := open(r, s, c)
	if cmd.File {
		return domain.Only(who.sendTimeline(s, c)...), nil
	}
	lines, err := b.timeline(who.staff())
	if err != nil {
		return nil, err
	}
	var all []domain.Button
	if n := len(lines) - told; n > 0 {
		lines = append([]domain.Line{domain.Say("tl.more", domain.Count(n))}, lines[n:]...)
		all = []domain.Button{card.Do("do.timeline_file", "case timeline "+c.Number()+" file")}
	}
	return domain.Only(who.offer(s, domain.Plain, b.headLine(), all, lines...)...), nil
}

// Timeline is all that happened on a case, oldest first, as an audience may read it.
func Timeline(r domain.Reader, s domain.Stamp, id string, a domain.Audience) (domain.Doc, error) {
	c, err := Load(r, id)
	if err != nil {
		return domain.Doc{}, err
	}
	b := open(r, s, c)
	lines, err := b.timeline(a == domain.Internal)
	return domain.Doc{Head: b.headLine(), Lines: lines}, err
}

// timeline is everything that happened, in words, for staff or for the case's customer.
func (b *book) timeline(staff bool) ([]domain.Line, error) {
	all, err := history(b.r, b.c)
	var lines []domain.Line
	for _, rec := range all {
		if l := b.happened(rec, staff); !l.IsZero() {
			lines = append(lines, l)
		}
	}
	return lines, err
}

// sendTimeline sends all of it to the asker alone, in their own conversation with the desk: no file
// can be shown to one person of a channel.
func (p party) sendTimeline(s domain.Stamp, c *Case) []domain.Effect {
	if s.Reply.IsZero() || s.Reply.To.IsZero() {
		return nil
	}
	head := domain.Say("tl.as_file", domain.Named(c.Number()))
	sheet := domain.Sheet{Title: c.Number() + " timeline", Of: c.Ref()}
	at := domain.Place{Kind: domain.HandleDirect, ID: s.Reply.To.String(), To: s.Reply.To}
	var file domain.Effect
	if p.staff() {
		file = card.StaffAt(at).Send("file/"+s.Cause, card.ForStaff(domain.Plain, head), sheet)
	} else {
		file = card.CustomersAt(at).Send("file/"+s.Cause, card.ForCustomer(domain.Plain, head), sheet)
	}
	for _, sorry := range p.answer(s, domain.Alert, domain.Say("tl.file_failed", domain.Named(c.Number()))) {
		sorry.Deed += "/sorry"
		file.Sorry = &sorry
	}
	if s.Reply.Direct {
		return []domain.Effect{file}
	}
	return append(p.answer(s, domain.Plain, domain.Say("tl.file_comes", domain.Named(c.Number()))), file)
}

func history(r domain.Reader, c *Case) ([]domain.Recorded, error) {
	h, ok := domain.Below[Historian](r)
	if !ok {
		return nil, nil
	}
	return h.History(c.Ref(), 0, 0)
}

// happened is one event in words, or nothing where it is not for this reader. An event that was
// so at another moment than it was recorded says both.
func (b *book) happened(rec domain.Recorded, staff bool) domain.Line {
	l := b.event(rec, staff)
	if l.IsZero() {
		return l
	}
	at := rec.At
	if o, ok := rec.Event.(Opened); ok && !o.Asked.IsZero() {
		at = o.Asked
	}
	if rec.Now.Sub(at).Minutes() >= 1 {
		return domain.Say("tl.line_late", domain.AtTime(at), domain.Listed(l), domain.AtTime(rec.Now))
	}
	return domain.Say("tl.line", domain.AtTime(at), domain.Listed(l))
}

func (b *book) event(rec domain.Recorded, staff bool) domain.Line {
	who := by(rec.Actor)
	if !staff && among(rec.Event) {
		return domain.Line{}
	}
	switch e := rec.Event.(type) {
	case Opened:
		if e.Opener != "" { // also where the desk opened what it had held back
			who = domain.ByName(e.Opener)
		}
		if from := b.sourceLine(staff); !from.IsZero() {
			return domain.Say("tl.opened_from", who, domain.InWords(e.Title), domain.Listed(from))
		}
		return domain.Say("tl.opened", who, domain.InWords(e.Title))
	case Taken:
		return domain.Say("tl.taken", domain.ByName(e.Owner))
	case Assigned:
		return domain.Say("tl.assigned", who, domain.ByName(e.Owner))
	case Replied:
		if e.By != "" {
			who = domain.ByName(e.By)
		}
		return domain.Say("tl.said", who, domain.InWords(e.Words))
	case Beside:
		if e.Words == "" {
			return domain.Line{}
		}
		if !e.From.IsZero() {
			return domain.Say("tl.outside", who, domain.InWords(e.Words))
		}
		return domain.Say("tl.said", who, domain.InWords(e.Words))
	case Heard:
		if e.By != "" {
			who = domain.ByName(e.By)
		}
		if e.Words == "" && e.Message != "" {
			return domain.Line{} // a file, of which the next line tells
		}
		if e.Words == "" {
			return domain.Say("tl.nudged", who)
		}
		return domain.Say("tl.said", who, domain.InWords(e.Words))
	case Waiting:
		return domain.Say("tl.waiting", who, domain.Term(reasonTerm(e.For)))
	case Resumed:
		return domain.Say("tl.resumed", who)
	case Requested:
		return domain.Say("tl.requested", who, domain.InWords(e.What))
	case Reminded:
		return domain.Say("tl.reminded", who, domain.Count(e.N))
	case Received:
		return domain.Say("tl.received", who, domain.Count(e.N))
	case SeveritySet:
		o := b.lib.Pinned(b.c.Pin)
		return domain.Say("tl.severity", who, domain.Named(severityName(o, e.From)), domain.Named(severityName(o, e.To)), domain.InWords(e.Why))
	case Detailed:
		return domain.Say("tl.detailed", who, domain.Named(strings.TrimSpace(e.Product+" "+e.Environment)))
	case Restored:
		return domain.Say("tl.restored", who, domain.AtTime(e.At))
	case Resolved:
		return domain.Say("tl.resolved", who, domain.AtTime(e.At))
	case Reopened:
		return domain.Say("tl.reopened", who)
	case Closed:
		return domain.Say("tl.closed", who)
	case Merged:
		return domain.Say("tl.merged", who, domain.Named("CASE-"+e.Into))
	case FileSeen:
		return domain.Say("tl.file", who, domain.InWords(e.Name))
	case MessageEdited:
		return domain.Say("tl.edited", who)
	case MessageDeleted:
		return domain.Say("tl.deleted", who)
	case Breached:
		return domain.Say("tl.breached", domain.Term(kindTerm(e.Clock)), domain.AtTime(e.Due))
	case DueMoved:
		return domain.Say("tl.moved", domain.Term(kindTerm(e.Clock)), domain.AtTime(e.From), domain.AtTime(e.To), domain.Term(e.Why))
	}
	if !staff {
		return domain.Line{}
	}
	return internalEvent(rec, who)
}

// among reports whether an event happened in the staff's own thread: no customer reads of it, not
// even what a file was called.
func among(e domain.Event) bool {
	switch e := e.(type) {
	case FileSeen:
		return e.Staff
	case MessageEdited:
		return e.Staff
	case MessageDeleted:
		return e.Staff
	}
	return false
}

// internalEvent is what only staff read.
func internalEvent(rec domain.Recorded, who domain.Arg) domain.Line {
	switch e := rec.Event.(type) {
	case Noted:
		return domain.Say("tl.noted", who, domain.InWords(e.Words))
	case Unsaid:
		return domain.Say("tl.unheard")
	case Migrated:
		return domain.Say("tl.migrated", domain.Named(e.To.Offering), domain.Named(e.To.Version), domain.Count(int(e.To.Desk)), Applier(e.By))
	case TeamChanged:
		return domain.Say("tl.team", domain.OfTeam(e.Team))
	case Admitted:
		return domain.Say("tl.admitted", who)
	case Refused:
		return domain.Say("tl.refused", who)
	case Redirected:
		return domain.Say("tl.redirected")
	case TookIn:
		return domain.Say("tl.took_in", who, domain.Named("CASE-"+e.Case))
	case Roomed:
		return domain.Say("tl.room", who)
	case Linked:
		return domain.Say("tl.linked", who, domain.Named("CASE-"+e.Case))
	case Watched:
		return domain.Say("tl.watched", domain.ByName(e.Person))
	case Warned:
		if e.Warning.Breach() {
			return domain.Line{}
		}
		return domain.Say("tl.warned", domain.Term(kindTerm(e.Warning.Kind)), domain.AtTime(e.Due))
	case Claimed:
		return domain.Say("tl.claimed", who, domain.Term(kindTerm(e.Clock)), domain.AtTime(e.At))
	case ClaimDropped:
		return domain.Say("tl.claim_over", who)
	}
	return domain.Line{}
}

// by is who did it, in a message.
func by(a domain.Actor) domain.Arg {
	switch {
	case a.Person != "":
		return domain.ByName(a.Person)
	case !a.Handle.IsZero():
		return domain.ByHandle(a.Handle)
	}
	return domain.Term("desk.itself")
}
