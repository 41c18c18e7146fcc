package offering

import (
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// A Desk is one desk folder, read and checked. It never changes.
type Desk struct {
	Number   uint32 // which of the applied folders it is, from 1; 0 before it is applied
	Settings Settings

	regions   []Region
	teams     []Team
	sites     []Site
	offerings []*Offering // by id, then by the date they take effect
	calendars map[string]*calendar.Calendar
	lists     []list
}

// Settings are what holds for the whole desk.
type Settings struct {
	Name             string // the vendor's, as customers know it
	Prefix           string // what people type before a command
	Language         string
	Zone             *time.Location // where a date begins for the vendor
	DutyManager      string         // the role told when nobody answers
	Region           string         // of an account that names none
	Environment      string         // of a case that names none
	Severity         int            // of a case that names none
	Team             string         // who owns what no routing rule gives to anybody
	Offering, Tier   string         // of a case whose account has no contract yet; may be empty
	JoinWindow       time.Duration  // a second opening within this shows the first
	JoinAnswer       time.Duration  // so long one of the gravest waits for its opener to say whether it is the same
	CallAgain        time.Duration  // so long after a gravest promise was broken people are called again, where an offering says nothing
	ProvisionalEvery time.Duration  // how often somebody not linked may open a case
}

// A Region is where an account can lie.
type Region struct{ ID, Name string }

// A Team is who owns cases: a calendar, a channel and phone numbers. Who is in it is kept by the
// desk's store, not by the folder.
type Team struct {
	ID       string
	Name     string
	Calendar string // when somebody of it is there
	Channel  string // the logical name of its channel
	Phones   []Number
	Sites    []string // first asked first
	Skills   []string
}

// A Number is a phone number for callers of a region.
type Number struct{ Region, Phone string }

// A Site is where people of a team sit.
type Site struct {
	ID       string
	Name     string
	Calendar string
	Phone    string
}

// list is a holiday list, with what counts on it.
type list struct {
	*calendar.Holidays
	at     strict.Pos
	usedBy []string // calendars
}

// Phone is the team's number for callers of a region; its first where the region has none of
// its own; empty where the team has none.
func (t Team) Phone(region string) string {
	for _, n := range t.Phones {
		if n.Region == region {
			return n.Phone
		}
	}
	if len(t.Phones) > 0 {
		return t.Phones[0].Phone
	}
	return ""
}

// Numbered is the same desk as one of the applied folders.
func (d *Desk) Numbered(n uint32) *Desk {
	c := *d
	c.Number = n
	c.offerings = make([]*Offering, len(d.offerings))
	for i, o := range d.offerings {
		p := *o
		p.desk = &c
		p.Tiers = make([]*Tier, len(o.Tiers))
		for j, t := range o.Tiers {
			q := *t
			q.offering = &p
			p.Tiers[j] = &q
		}
		c.offerings[i] = &p
	}
	return &c
}

// Calendar is the calendar of that name, or nil.
func (d *Desk) Calendar(name string) *calendar.Calendar { return d.calendars[name] }

// Calendars lists the names of all calendars, in order.
func (d *Desk) Calendars() []string {
	names := make([]string, 0, len(d.calendars))
	for n := range d.calendars {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Offering is the version of an offering, or nil; without a version, the one that takes effect
// last.
func (d *Desk) Offering(id, version string) *Offering {
	for _, o := range slices.Backward(d.offerings) {
		if o.ID == id && (version == "" || o.Version == version) {
			return o
		}
	}
	return nil
}

// Offerings lists every version of every offering, by id and then by date.
func (d *Desk) Offerings() []*Offering { return slices.Clone(d.offerings) }

// InForce is the version of an offering that this desk has in force at an instant, or nil.
func (d *Desk) InForce(id string, at time.Time) *Offering {
	for _, o := range slices.Backward(d.offerings) {
		if o.ID == id && !o.From.After(at) {
			return o
		}
	}
	return nil
}

// Team is the team of that id.
func (d *Desk) Team(id string) (Team, bool) {
	i := slices.IndexFunc(d.teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return d.teams[i], true
}

// Teams lists the teams as the folder does.
func (d *Desk) Teams() []Team { return slices.Clone(d.teams) }

// Region finds a region by id or name, case aside.
func (d *Desk) Region(word string) (Region, bool) {
	for _, r := range d.regions {
		if strings.EqualFold(r.ID, word) || strings.EqualFold(r.Name, word) {
			return r, true
		}
	}
	return Region{}, false
}

// Regions lists the regions as the folder does.
func (d *Desk) Regions() []Region { return slices.Clone(d.regions) }

// Online is the first of a team's sites that is open at an instant: where the phone goes (T25).
// ok is false where none is, or the team has none.
func (d *Desk) Online(team string, at time.Time) (s Site, ok bool) {
	t, _ := d.Team(team)
	for _, id := range t.Sites {
		i := slices.IndexFunc(d.sites, func(s Site) bool { return s.ID == id })
		if i < 0 {
			continue
		}
		if c := d.calendars[d.sites[i].Calendar]; c != nil && c.Open(at) {
			return d.sites[i], true
		}
	}
	return Site{}, false
}

// Ending warns of every holiday list that a calendar counts on and that speaks for fewer than
// days more days than today.
func (d *Desk) Ending(today calendar.Date, days int) Faults {
	var fs Faults
	for _, l := range d.lists {
		if len(l.usedBy) == 0 || l.Ends.Compare(today.Plus(days)) >= 0 {
			continue
		}
		fs.Add(ruleListEnds.At(l.at, l.ID, l.Ends, strings.Join(l.usedBy, ", ")))
	}
	fs.Sort()
	return fs
}
