package workspace

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// What the templates are given.
type (
	pageData struct {
		Title, Team  string
		Me           *User
		Company      string
		External     bool
		People       []companyView
		Rooms        []roomItem
		Directs      []roomItem
		Apps         []roomItem
		Bots         []personView
		Room         *roomView
		Messages     []messageView
		ThreadTS     string
		Thread       []messageView
		Front, Home  *viewView
		Commands     []commandView
		SlashOff     string
		Shortcuts    []Shortcut
		ShortcutsOff string
		Clock        clockView
		Tour         *tourView
		Earlier      int
		Inspecting   bool
		Faults       []string
		Kinds        []faultKind
		Down         bool
		Inspections  []inspectView
		Seen         int
	}
	companyView struct {
		Name   string
		People []personView
	}
	personView struct {
		ID, Label string
		Selected  bool
		Off       bool
	}
	roomItem struct {
		ID, Label string
		Here      bool
		Unread    int
		Shared    bool
		Private   bool
		Archived  bool
	}
	roomView struct {
		ID, Title, Topic, SharedWith, Closed string
		Members                              []string
		Pins                                 int
		Bookmarks                            []Bookmark
		Last                                 string
	}
	commandView struct{ Name, Usage, Description string }
	clockView   struct {
		Unix   int64 // milliseconds
		Text   string
		Zone   string
		Offset int // seconds east of UTC, for the ticking display
		Speed  float64
		Speeds []float64
		Jumps  []string
		Works  bool
	}
	stepView struct {
		Number                                        int
		Title, How, As, Channel, Thread, Text, Button string
		Done, Next, Go                                bool
	}
	tourView struct {
		Steps []stepView
		Done  int
	}
	faultKind   struct{ Kind, Words string }
	inspectView struct {
		Inspection
		When, Took, In, Out string
	}
)

// errNobody is a page for nobody in particular.
var errNobody = errors.New("nobody to be: the workspace has no people")

// look gathers what a person sees: as is who, c the channel or "home:" and an
// app, t a thread, i whether the inspector is open.
func (p *page) look(q url.Values) (*pageData, error) {
	w := p.w
	var steps []Step
	if p.o.Tour != nil {
		steps = p.o.Tour()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	me, err := w.someone(q.Get("as"))
	if err != nil {
		return nil, err
	}
	self := *me // the page is drawn when the lock is gone
	d := &pageData{Title: cmp.Or(p.o.Title, w.teams[w.home].Name), Team: w.teams[w.home].Name, Me: &self,
		Company: w.teams[me.Team].Name, External: w.external(me), Inspecting: q.Get("i") == "1"}
	d.Seen = w.seen.gone + len(w.seen.items)
	d.People = w.companies(me)
	r := w.reader(me.ID)
	c := w.rooms(d, me, q.Get("c"))
	if app, ok := strings.CutPrefix(q.Get("c"), "home:"); ok {
		if a := w.apps[app]; a != nil {
			c = nil
			d.Room = &roomView{ID: "home:" + a.ID, Title: a.Name + " · Home", Closed: "Nothing is written here."}
			if v := w.homes[a.ID+" "+me.ID]; v != nil {
				d.Home = w.viewView(r, v)
			}
		}
	}
	if c != nil {
		n, _ := strconv.Atoi(q.Get("n"))
		w.roomData(d, me, c, r, q.Get("t"), n)
	}
	if v := w.top(me.ID); v != nil {
		d.Front = w.viewView(r, v)
	}
	w.menus(d, me)
	p.clock(d, r.Zone)
	d.Tour = w.tour(steps)
	if d.Inspecting {
		for _, r := range w.rules {
			if !r.spent {
				d.Faults = append(d.Faults, r.String())
			}
		}
		for _, f := range faultWords {
			d.Kinds = append(d.Kinds, faultKind{string(f.Kind), f.Words})
		}
		d.Down = w.isDown
		d.Inspections = w.inspections(r.Zone)
	}
	return d, nil
}

// tour names where each step leads.
func (w *Workspace) tour(steps []Step) *tourView {
	if len(steps) == 0 {
		return nil
	}
	t, next := &tourView{}, true
	for i, s := range steps {
		v := stepView{Number: i + 1, Title: s.Title, How: s.How, Thread: s.Thread, Text: s.Text, Button: s.Button, Done: s.Done}
		if s.Done {
			t.Done++
		} else {
			v.Next, next = next, false
		}
		if u, err := w.user(s.As); err == nil {
			if c, err := w.channel(u, s.Channel); err == nil {
				v.As, v.Channel, v.Go = u.ID, c.ID, true
			}
		}
		t.Steps = append(t.Steps, v)
	}
	return t
}

// someone is the person asked for, or the first there is.
func (w *Workspace) someone(name string) (*User, error) {
	if name != "" {
		return w.user(name)
	}
	for _, id := range w.userOrder {
		if u := w.users[id]; !u.Bot && !u.Inactive {
			return u, nil
		}
	}
	return nil, errNobody
}

func (w *Workspace) companies(me *User) []companyView {
	var out []companyView
	for _, id := range w.userOrder {
		u := w.users[id]
		if u.Bot {
			continue
		}
		name := w.teams[u.Team].Name
		i := slices.IndexFunc(out, func(c companyView) bool { return c.Name == name })
		if i < 0 {
			out = append(out, companyView{Name: name})
			i = len(out) - 1
		}
		label := u.RealName
		if label != u.Name {
			label += " (@" + u.Name + ")"
		}
		out[i].People = append(out[i].People, personView{u.ID, label, u == me, u.Inactive})
	}
	return out
}

// rooms lists where a person can go and returns where they are.
func (w *Workspace) rooms(d *pageData, me *User, at string) *channel {
	var here, first *channel
	for _, id := range w.chanOrder {
		c := w.channels[id]
		if !c.has(me.ID) {
			continue
		}
		item := roomItem{ID: c.ID, Label: w.title(c, me), Unread: c.unread(me.ID), Shared: c.Shared(),
			Private: c.Kind == Private, Archived: c.Archived}
		if c.ID == at {
			here, item.Here = c, true
		}
		if first == nil && (c.Kind == Public || c.Kind == Private) {
			first = c
		}
		if c.Kind == IM || c.Kind == MPIM {
			d.Directs = append(d.Directs, item)
		} else {
			d.Rooms = append(d.Rooms, item)
		}
	}
	for _, id := range w.appOrder {
		a := w.apps[id]
		d.Bots = append(d.Bots, personView{ID: a.BotUser, Label: a.Name})
		if !d.External {
			d.Apps = append(d.Apps, roomItem{ID: "home:" + a.ID, Label: a.Name, Here: at == "home:"+a.ID})
		}
	}
	if here == nil && !strings.HasPrefix(at, "home:") {
		here = first
		for i := range d.Rooms {
			d.Rooms[i].Here = here != nil && d.Rooms[i].ID == here.ID
		}
	}
	return here
}
