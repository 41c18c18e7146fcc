package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/room"
)

// Zones loads a time zone by its IANA name.
type Zones func(name string) (*time.Location, error)

// Kinds is everything the desk's rooms put on disk.
func Kinds() []domain.Kinds {
	return []domain.Kinds{domain.FaultKinds(), place.Kinds(), account.Kinds(), room.Kinds(), casework.Kinds(), front.Kinds(), dialogue.Kinds(), offering.Kinds(), migration.Kinds()}
}

// House is the desk's own rooms: who speaks is found in package account, where they speak in
// package place, what they say in the one table of package commands. Command and Record are
// left to whoever opens the store, which knows how commands are written down.
func House(zones Zones) Rooms {
	h := house{zones: kept(zones)}
	return Rooms{
		Kinds:   Kinds(),
		Read:    h.read,
		Form:    h.form,
		Live:    live,
		Sheet:   sheet,
		Clock:   h.clock,
		Home:    front.Draw,
		Pages:   pages,
		Faces:   faces,
		Names:   newNames,
		Handles: handles,
		Rules:   rules,
		Open:    openThings,
		Talked:  talked,
		Thread:  thread,
		Sharing: sharing,
		Head:    head,
		Judged:  judged,
		Tally:   counted,
	}
}

type house struct{ zones Zones }

// kept loads each zone once: who speaks is asked for their zone every time.
func kept(zones Zones) Zones {
	var known sync.Map
	return func(name string) (*time.Location, error) {
		if loc, ok := known.Load(name); ok {
			return loc.(*time.Location), nil
		}
		loc, err := zones(name)
		if err == nil {
			known.Store(name, loc)
		}
		return loc, err
	}
}

// live is what the live card of a thing shows. Only cases have one.
func live(r domain.Reader, s domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error) {
	if ref.Kind == front.KindWelcome {
		return front.WelcomeDoc(r, s, ref.ID)
	}
	if ref.Kind == casework.KindWords {
		return casework.Words(r, ref)
	}
	if ref.Kind != casework.Kind {
		return domain.Doc{}, fmt.Errorf("a %s has no live card", ref.Kind)
	}
	return casework.Card(r, s, ref, a)
}

// pages are all that were ever shown.
func pages(r domain.Reader, now time.Time) ([]Page, error) {
	all, err := front.Shown(r, now)
	var out []Page
	for _, p := range all {
		out = append(out, Page{Command: front.Redraw{Handle: p.Handle}, Due: p.Due})
	}
	return out, err
}

// welcomed is what is to be done about a message that somebody took away, where it is the card that
// an account's channel holds pinned.
func welcomed(r domain.Reader, at domain.Spot) (domain.Command, error) {
	at.Thread = at.Message
	p, ok, err := place.InThread(r, at)
	if err != nil || !ok || p.Kind != domain.WelcomeCard {
		return nil, err
	}
	return front.GreetAgain{Card: p}, nil
}

// faces is the state of what standing cards are drawn from, and what brings them up to date.
func faces(r domain.Reader) (state string, refresh []domain.Command, err error) {
	d := offering.Of(r).Latest()
	if d == nil {
		return "", nil, nil
	}
	refs, err := r.Find(domain.Key{Index: front.Welcomes}, 0)
	for _, ref := range refs {
		refresh = append(refresh, front.Greet{Account: ref.ID})
	}
	return strconv.FormatUint(uint64(d.Number), 10), refresh, err
}

// rules is the state of the zones' rules under all calendars of the applied folders: a word for each
// folder, so that one more folder is no other rule.
func rules(r domain.Reader) string {
	lib := offering.Of(r)
	last := lib.Latest()
	if last == nil {
		return ""
	}
	var words []string
	for n := uint32(1); n <= last.Number; n++ {
		d := lib.At(n)
		if d == nil {
			continue
		}
		h := sha256.New()
		for _, name := range d.Calendars() {
			fmt.Fprintln(h, name, d.Calendar(name).TZVersion())
		}
		words = append(words, fmt.Sprintf("%d:%s", n, hex.EncodeToString(h.Sum(nil)[:8])))
	}
	return strings.Join(words, " ")
}

func openThings(r domain.Reader) ([]domain.Ref, error) {
	return r.Find(domain.Key{Index: casework.OpenAll}, 0)
}

// sharing is what a customer's channel that is connected with them, or no longer, brings about.
func sharing(r domain.Reader, p domain.Place, in Shared) (domain.Command, error) {
	if p.Kind != domain.AccountChannel {
		return nil, nil
	}
	a, err := account.Load(r, p.ID)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	theirs := slices.Contains(a.Workspaces, account.Workspace{Platform: in.Spot.Platform, Team: in.Team})
	unsaid := in.Team == "" || len(a.Workspaces) == 0
	switch {
	case in.Left && (theirs || unsaid && !in.Shared):
		return casework.Sever{Account: p.ID}, nil
	case !in.Left && in.Shared && (theirs || unsaid):
		return casework.Rejoin{Account: p.ID}, nil
	}
	return nil, nil
}

// head puts a case's card, or the one that an account's channel holds pinned, up anew.
func head(_ domain.Reader, p domain.Place) domain.Command {
	if p.Kind == domain.WelcomeCard {
		return front.GreetAgain{Card: p}
	}
	if p.Kind != domain.CaseThread {
		return nil
	}
	return casework.Rehead{Case: p.ID, Audience: p.Audience}
}

// talked are the things that people may still talk about.
func talked(r domain.Reader) ([]domain.Ref, error) {
	open, err := openThings(r)
	if err != nil {
		return nil, err
	}
	back, err := r.Find(domain.Key{Index: casework.MayComeBack}, 0)
	return append(open, back...), err
}

// thread is where a case is talked about.
func thread(r domain.Reader, ref domain.Ref, a domain.Audience) (domain.Spot, bool, error) {
	b, ok, err := place.Where(r, domain.Place{Kind: domain.CaseThread, ID: ref.ID, Audience: a})
	if err != nil || !ok {
		return domain.Spot{}, false, err
	}
	at, err := place.Last(r, b.Spot)
	return at, err == nil, err
}

func handles(r domain.Reader, person string) ([]domain.Handle, error) {
	p, err := account.LoadPerson(r, person)
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return p.Handles, nil
}

// An asker is who speaks, where.
type asker struct {
	person  *account.Person // nil for somebody the desk does not know
	zone    *time.Location
	account string // whose channel it is, or whose case's thread
	thread  domain.Place
	unread  domain.Place // the case's thread that this one was; its customer does not read it any more
	channel domain.Place // the address that the channel is, if it is one
	Asked
}

// asker finds out who speaks, where, and how they are answered.
func (h house) asker(r domain.Reader, sc Scene) (asker, error) {
	var a asker
	p, known, err := account.PersonOf(r, sc.Who)
	if err != nil {
		return a, err
	}
	a.Actor = domain.Actor{Kind: domain.ByStranger, Handle: sc.Who}
	a.Audience = domain.Customers
	if known {
		a.person = p
		a.Actor.Kind, a.Actor.Person = domain.ByPerson, p.ID
		if p.Staff() {
			a.Audience = domain.Internal
		}
	}
	at := sc.Spot
	at.Message = ""
	a.Reply = domain.Place{Kind: domain.ReplyPlace, Audience: a.Audience, To: sc.Who, Spot: at, Direct: sc.Direct}
	if at.Channel == "" { // on their own page, where nothing can be said
		a.Reply = domain.Place{Kind: domain.HandleDirect, ID: sc.Who.String(), Audience: a.Audience, To: sc.Who}
	}
	if sc.Spot.Thread != "" {
		t, ok, err := place.InThread(r, sc.Spot)
		if err != nil {
			return a, err
		}
		if ok && t.Kind == domain.CaseThread {
			a.thread = t
		}
	}
	in, ok, err := place.InChannel(r, sc.Spot)
	if err != nil {
		return a, err
	}
	a.channel = in
	if ok && in.Kind == domain.AccountChannel && !a.thread.IsZero() && a.person.Staff() {
		at, _, err := place.Where(r, in)
		if err != nil {
			return a, err
		}
		if at.Cut {
			a.unread, a.thread = a.thread, domain.Place{}
		}
	}
	if ok && in.Kind == domain.AccountChannel {
		a.account = in.ID
	}
	a.zone, err = h.zoneOf(r, a, sc.Zone)
	a.Zone = a.zone
	return a, err
}

// zoneOf is the asker's own zone: their person's, else what the platform tells, else their
// account's, else the desk's.
func (h house) zoneOf(r domain.Reader, a asker, told string) (*time.Location, error) {
	var names []string
	company := a.account
	if a.person != nil {
		names = append(names, a.person.Zone)
		company = a.person.Account
	}
	names = append(names, told)
	if company != "" {
		c, err := account.Load(r, company)
		if err != nil && !errors.Is(err, domain.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			names = append(names, c.Zone)
		}
	}
	for _, n := range names {
		if n == "" {
			continue
		}
		if loc, err := h.zones(n); err == nil {
			return loc, nil
		}
	}
	if d := offering.Of(r).Latest(); d != nil && d.Settings.Zone != nil {
		return d.Settings.Zone, nil
	}
	return time.UTC, nil
}

// table is what can be said to the desk, with the folder's prefix.
func table(r domain.Reader) commands.Table {
	prefix := "desk"
	if d := offering.Of(r).Latest(); d != nil && d.Settings.Prefix != "" {
		prefix = d.Settings.Prefix
	}
	return commands.Desk(prefix)
}
