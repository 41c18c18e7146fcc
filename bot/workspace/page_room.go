package workspace

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

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

// shown is how many messages of a channel are drawn, and how many more each time the reader
// asks for earlier ones.
const shown = 200

func (w *Workspace) roomData(d *pageData, me *User, c *channel, r Reader, thread string, more int) {
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
	most := shown * (1 + max(0, min(more, 100)))
	if len(top) > most {
		d.Earlier = more + 1
		top = top[len(top)-most:]
	}
	now := w.opt.Now().In(r.Zone)
	d.Messages = w.drawn(r, me, top, now)
	if c.byTS[thread] != nil {
		d.ThreadTS = thread
		d.Thread = w.drawn(r, me, in, now)
	}
}

// drawn draws messages, with the day over the first of each.
func (w *Workspace) drawn(r Reader, me *User, list []*Message, now time.Time) []messageView {
	var out []messageView
	day := ""
	for _, m := range list {
		v := w.messageView(r, me, m)
		if on := dayName(Instant(m.TS).In(r.Zone), now); on != day {
			v.Day, day = on, on
		}
		out = append(out, v)
	}
	return out
}

// dayName is what people call the day.
func dayName(t, now time.Time) string {
	y, m, d := now.Date()
	switch from := time.Date(y, m, d, 0, 0, 0, 0, now.Location()); {
	case !t.Before(from):
		return "Today"
	case !t.Before(from.AddDate(0, 0, -1)):
		return "Yesterday"
	case t.Year() == y:
		return t.Format("Monday 2 January")
	}
	return t.Format("Monday 2 January 2006")
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
		d.Clock.Jumps = []string{"1m", "10m", "1h", "6h"}
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
