package workspace

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
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
		Tips         []tipView
		Inspecting   bool
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
	tipView     struct{ Label, As, Channel, Text string }
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
	w.mu.Lock()
	defer w.mu.Unlock()
	me, err := w.someone(q.Get("as"))
	if err != nil {
		return nil, err
	}
	d := &pageData{Title: cmp.Or(p.o.Title, w.teams[w.home].Name), Team: w.teams[w.home].Name, Me: me,
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
		w.roomData(d, me, c, r, q.Get("t"))
	}
	if v := w.top(me.ID); v != nil {
		d.Front = w.viewView(r, v)
	}
	w.menus(d, me)
	p.clock(d, r.Zone)
	for _, t := range p.o.Tips {
		if u, err := w.user(t.As); err == nil {
			if tc, err := w.channel(u, t.Channel); err == nil {
				d.Tips = append(d.Tips, tipView{t.Label, u.ID, tc.ID, t.Text})
			}
		}
	}
	if d.Inspecting {
		d.Inspections = w.inspections(r.Zone)
	}
	return d, nil
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

// unread counts what others said in a channel since a person last read it.
func (c *channel) unread(user string) int {
	n := 0
	for i := len(c.messages) - 1; i >= 0; i-- {
		m := c.messages[i]
		if m.TS <= c.read[user] {
			break
		}
		if m.User != user {
			n++
		}
	}
	for _, m := range c.private {
		if m.To == user && m.TS > c.read[user] {
			n++
		}
	}
	return n
}

func (w *Workspace) roomData(d *pageData, me *User, c *channel, r Reader, thread string) {
	v := &roomView{ID: c.ID, Title: w.title(c, me), Topic: unescape(c.Topic), Pins: len(c.pins), Bookmarks: w.bookmarks[c.ID]}
	for _, id := range c.Members {
		v.Members = append(v.Members, "@"+w.users[id].Name)
	}
	var with []string
	for _, id := range c.Connected {
		with = append(with, w.teams[id].Name)
	}
	if d.External {
		with = []string{w.teams[w.home].Name}
	}
	if c.Shared() {
		v.SharedWith = strings.Join(with, ", ")
	}
	if c.Archived {
		v.Closed = "This channel is archived."
	}
	v.Last = formatTS(c.last)
	d.Room = v
	var top, in []*Message
	for _, m := range slices.Concat(c.messages, c.private) {
		if m.To != "" && m.To != me.ID {
			continue
		}
		if !m.inThread() || m.Broadcast {
			top = append(top, m)
		}
		if thread != "" && (m.TS == thread || m.ThreadTS == thread) {
			in = append(in, m)
		}
	}
	byTS := func(a, b *Message) int { return strings.Compare(a.TS, b.TS) }
	slices.SortStableFunc(top, byTS)
	slices.SortStableFunc(in, byTS)
	const shown = 200
	if len(top) > shown {
		top = top[len(top)-shown:]
	}
	for _, m := range top {
		d.Messages = append(d.Messages, w.messageView(r, me, m))
	}
	if c.byTS[thread] != nil {
		d.ThreadTS = thread
		for _, m := range in {
			d.Thread = append(d.Thread, w.messageView(r, me, m))
		}
	}
}

// menus lists commands and shortcuts, with the reason where they are off.
func (w *Workspace) menus(d *pageData, me *User) {
	for _, id := range w.appOrder {
		a := w.apps[id]
		for _, c := range a.Commands {
			d.Commands = append(d.Commands, commandView{c.Name, c.Usage, c.Description})
		}
		d.Shortcuts = append(d.Shortcuts, a.Shortcuts...)
		if d.External {
			d.SlashOff = "slash commands do not cross Slack Connect; mention @" + a.Name + " instead"
			d.ShortcutsOff = "shortcuts do not cross Slack Connect; mention @" + a.Name + " instead"
		}
	}
}

func (p *page) clock(d *pageData, zone *time.Location) {
	now := p.w.opt.Now()
	city := zone.String()
	if i := strings.LastIndexByte(city, '/'); i >= 0 {
		city = strings.ReplaceAll(city[i+1:], "_", " ")
	}
	d.Clock = clockView{Zone: city, Speed: 1}
	if c := p.o.Clock; c != nil {
		now = c.Now()
		d.Clock.Speed, d.Clock.Speeds, d.Clock.Works = c.Speed(), p.o.Speeds, true
		d.Clock.Jumps = []string{"1m", "10m", "1h", "12h"}
	}
	local := now.In(zone)
	_, d.Clock.Offset = local.Zone()
	d.Clock.Unix, d.Clock.Text = now.UnixMilli(), local.Format("Mon 2 Jan 15:04:05")
}

// inspections are the newest hundred lines from the wire, newest first.
func (w *Workspace) inspections(zone *time.Location) []inspectView {
	items, _ := w.log.after(w.log.gone + len(w.log.items) - 100)
	var out []inspectView
	for _, i := range slices.Backward(items) {
		v := inspectView{Inspection: i, When: i.At.In(zone).Format("15:04:05"), In: indented(i.In), Out: indented(i.Out)}
		if i.Took > 0 {
			v.Took = strconv.FormatFloat(float64(i.Took)/1e6, 'f', 1, 64) + " ms"
		}
		out = append(out, v)
	}
	return out
}

func indented(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil || v == nil {
		return string(raw)
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return string(raw)
	}
	return string(b)
}
