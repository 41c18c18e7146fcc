package sim

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage/record"
)

// A Stage is a desk folder and the people around it. It is built once and never changes, so
// that many seeds share it.
type Stage struct {
	Name string

	cast    *chat.Cast
	library *offering.Library
	later   *offering.Library // with a second folder, which promises otherwise
	rooms   bot.Rooms
	reg     *record.Registry
	people  []*person
	first   time.Time // contracts hold from here on
}

// A person is somebody who acts. What they may do the desk decides; what they are is written
// here only so that most of what they try makes sense.
type person struct {
	name    string
	handle  domain.Handle
	account string // whose channel they are in; "" for the vendor's people
	vendor  bool
	admin   bool
	linked  bool // from the start
	contact bool // of the import file
}

// NewStage makes a stage of a cast.
func NewStage(name string, c *chat.Cast) (*Stage, error) {
	d, faults := offering.Parse(c.Files, time.LoadLocation)
	if d == nil {
		return nil, fmt.Errorf("stage %s: %w", name, faults.Err())
	}
	next, faults := offering.Parse(revised(c.Files), time.LoadLocation)
	if next == nil {
		return nil, fmt.Errorf("stage %s, revised: %w", name, faults.Err())
	}
	first := offering.NewLibrary(d.Numbered(1))
	s := &Stage{Name: name, cast: c, library: first, later: first.With(next.Numbered(2)), rooms: bot.House(time.LoadLocation),
		first: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
	var err error
	if s.reg, err = record.New(s.rooms.Kinds...); err != nil {
		return nil, fmt.Errorf("stage %s: %w", name, err)
	}
	s.rooms.Command, s.rooms.Record = s.reg.DecodeCommand, s.reg.EncodeCommand
	teams := map[string]string{}
	var accounts []string
	for _, p := range c.People {
		if p.Account != "" && teams[p.Account] == "" {
			accounts = append(accounts, p.Account)
		}
		teams[p.Account] = p.Handle.Team
		s.people = append(s.people, &person{name: p.Name, handle: p.Handle, account: p.Account, vendor: p.Account == "",
			admin: p.Name == "root", linked: p.Linked, contact: p.Account != ""})
	}
	if len(accounts) != 2 {
		return nil, fmt.Errorf("stage %s: %d accounts where there should be two", name, len(accounts))
	}
	// Beside those whom the desk knows: a colleague whom nobody imported in each company, and
	// somebody from elsewhere who was let into the first one's channel.
	for _, a := range accounts {
		s.people = append(s.people, &person{name: "new-" + a, account: a, handle: domain.Handle{Platform: c.Platform, Team: teams[a], User: "new-" + a}})
	}
	s.people = append(s.people, &person{name: "max", account: accounts[0], handle: domain.Handle{Platform: c.Platform, Team: "T-elsewhere", User: "max"}})
	return s, nil
}

// revised is a desk folder a version later: shorter promises of some kinds, longer ones of others.
func revised(files map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for name, text := range files {
		out[name] = text
		if strings.HasPrefix(name, "offerings/") {
			out[name] = []byte(versions.ReplaceAllString(promises.Replace(string(text)), `version: "${1}.2"`))
		}
	}
	return out
}

var (
	versions = regexp.MustCompile(`(?m)^version: "(.*)"$`)
	promises = strings.NewReplacer("within: 2h", "within: 90m", "under: 30m", "under: 25m", "every: 1h", "every: 45m", "within: 8h", "within: 9h")
)
