package chat

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/bot/roster"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/offering"
)

// A Cast is who plays, and by which rules.
type Cast struct {
	Files    map[string][]byte // the desk folder
	Steps    []roster.Step     // what the import file says
	People   []Player          // by name, as the page calls them
	Channels []string
	Platform string // what handles and spots call the platform
	Home     string // the team of the vendor's people

	root fs.FS // where the page names desk folders
}

// A Player is one of the people.
type Player struct {
	Name    string
	Account string // "" for the vendor's and for strangers
	Handle  domain.Handle
	Linked  bool // the desk knows the handle from the start
}

// LoadCast reads what a page's header names, beside the page: root is the folder it lies in.
// Over, where it is not nil, is a desk folder to use whatever the page names.
func LoadCast(root fs.FS, p *Page, over map[string][]byte, zones func(string) (*time.Location, error)) (*Cast, error) {
	c := &Cast{Platform: "slack", Files: over, root: root}
	var err error
	if c.Files == nil {
		if c.Files, err = files(root, p.Keys["desk"]); err != nil {
			return nil, fmt.Errorf("%s: desk folder: %w", p.Name, err)
		}
	}
	d, faults := offering.Parse(c.Files, zones)
	if d == nil {
		return nil, fmt.Errorf("%s: desk folder: %w", p.Name, faults.Err())
	}
	if name := p.Keys["cast"]; name != "" {
		src, err := fs.ReadFile(root, path.Clean(name))
		if err != nil {
			return nil, fmt.Errorf("%s: cast: %w", p.Name, err)
		}
		f, faults := roster.Read(name, src, d.Numbered(1), func(z string) error { _, err := zones(z); return err })
		if f == nil {
			return nil, fmt.Errorf("%s: cast: %w", p.Name, faults.Err())
		}
		c.take(f)
		if p.Keys["cards"] != "pinned" {
			c.Steps = slices.DeleteFunc(c.Steps, func(s roster.Step) bool { _, greets := s.Command.(front.Greet); return greets })
		}
	}
	for word := range strings.SplitSeq(p.Keys["people"], ",") {
		if strings.TrimSpace(word) == "" {
			continue
		}
		name, team, ok := strings.Cut(strings.TrimSpace(word), " ")
		if !ok {
			return nil, fmt.Errorf("%s: people: %q is not a name and a team", p.Name, word)
		}
		c.People = append(c.People, Player{Name: name, Handle: domain.Handle{Platform: c.Platform, Team: strings.TrimSpace(team), User: name}})
	}
	return c, nil
}

// files are those of a desk folder beside the page, or of the shipped one.
func files(root fs.FS, name string) (map[string][]byte, error) {
	if name == "" {
		shipped, err := fs.Sub(deploy.Desk, "desk")
		if err != nil {
			return nil, err
		}
		return folder.Read(shipped)
	}
	sub, err := fs.Sub(root, path.Clean(name))
	if err != nil {
		return nil, err
	}
	return folder.Read(sub)
}

// take learns from an import file who is on which channel of which platform.
func (c *Cast) take(f *roster.File) {
	c.Steps = f.Steps()
	for _, s := range f.Staff {
		for _, h := range s.Handles {
			c.Platform, c.Home = h.Platform.V, h.Team.V
		}
	}
	player := func(id, account, team string, handles []domain.Handle) {
		p := Player{Name: id, Account: account, Handle: domain.Handle{Platform: c.Platform, Team: team, User: id}}
		if len(handles) > 0 {
			p.Handle, p.Linked = handles[0], true
		}
		c.People = append(c.People, p)
	}
	for _, s := range f.Staff {
		var hs []domain.Handle
		for _, h := range s.Handles {
			hs = append(hs, domain.Handle{Platform: h.Platform.V, Team: h.Team.V, User: h.User.V})
		}
		player(s.ID.V, "", c.Home, hs)
	}
	for _, a := range f.Accounts {
		team := ""
		for _, w := range a.Workspaces {
			team = w.Team.V
		}
		if a.Channel != nil {
			c.Channels = append(c.Channels, a.Channel.Channel.V)
		}
		for _, k := range a.Contacts {
			var hs []domain.Handle
			for _, h := range k.Handles {
				hs = append(hs, domain.Handle{Platform: h.Platform.V, Team: h.Team.V, User: h.User.V})
			}
			player(k.ID.V, a.ID.V, team, hs)
		}
	}
	for _, ch := range f.Channels {
		c.Channels = append(c.Channels, ch.Channel.V)
	}
}
