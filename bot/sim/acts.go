package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
)

// An act is one sort of thing that people do, and how often, weighed against the others.
type act struct {
	name  string
	often int
	do    func(*world)
}

// acts is everything that people do. A verb of the table is one act; most are done in three
// ways: as a slash command, as a mention, in a direct conversation.
func acts() []act {
	all := []act{
		{"open", 14, (*world).open},
		{"open by form", 3, (*world).openByForm},
		{"rush", 1, (*world).rush},
		{"say", 26, (*world).say},
		{"edit", 4, (*world).edit},
		{"press", 22, (*world).press},
		{"answer", 6, (*world).answer},
		{"converse", 4, (*world).converse},
		{"chatter", 3, (*world).chatter},
		{"nonsense", 2, (*world).nonsense},
		{"code", 4, (*world).code},
		{"spend", 5, (*world).spend},
		{"role", 1, (*world).role},
		{"unlink", 1, (*world).unlink},
		{"hand over", 3, (*world).handOver},
		{"delete ours", 1, (*world).deleteOurs},
	}
	for _, v := range verbs {
		all = append(all, act{v.path, v.often, func(w *world) { w.order(v) }})
	}
	return all
}

// step is one act, the weather, and the time until the next.
func (w *world) step() {
	w.weather()
	all := acts()
	weights := make([]int, len(all))
	for i, a := range all {
		weights[i] = w.swarm.verbs[a.name]
	}
	all[draw(w.people, weights)].do(w)
	w.counts.Acts++
	w.pass(w.swarm.gap(w.people))
}

// one chooses one of some.
func one[T any](w *world, list []T) (x T, ok bool) {
	if len(list) == 0 {
		return x, false
	}
	return list[w.people.IntN(len(list))], true
}

func (w *world) odds(n int) bool { return w.people.IntN(n) == 0 }

// text is a text that nobody said before.
func (w *world) text(about string) string {
	w.names++
	return fmt.Sprintf("%s, w%d", about, w.names)
}

// who chooses somebody of a sort.
func (w *world) who(is func(*person) bool) *person {
	var list []*person
	for _, p := range w.stage.people {
		if is(p) {
			list = append(list, p)
		}
	}
	p, _ := one(w, list)
	return p
}

func vendor(p *person) bool   { return p.vendor }
func customer(p *person) bool { return !p.vendor }

// anybody is mostly one of the right side, and now and then of the other.
func (w *world) anybody(staff bool) *person {
	if w.odds(12) {
		staff = !staff
	}
	if staff {
		return w.who(vendor)
	}
	return w.who(customer)
}

// reads reports whether somebody is in a room.
func (p *person) reads(r *room) bool {
	switch {
	case r.gone:
		return false
	case r.direct:
		return r.name == "@"+p.handle.User
	case p.vendor:
		return true
	}
	return r.account == p.account && !r.cut
}

// own is where somebody speaks by themselves.
func (w *world) own(p *person) *room {
	if p.vendor {
		r, _ := one(w, w.roomsOf(func(r *room) bool { return r.account == "" && !r.direct }))
		return r
	}
	return w.platform.room(p.account)
}

func (w *world) roomsOf(is func(*room) bool) []*room {
	var out []*room
	for _, name := range w.stage.cast.Channels {
		if r := w.platform.rooms[name]; !r.gone && is(r) {
			out = append(out, r)
		}
	}
	return out
}

// head chooses a case's head that somebody sees, the newest most likely.
func (w *world) head(p *person) *message {
	var list []*message
	for _, h := range w.platform.heads {
		if p.reads(h.room) && !h.gone {
			list = append(list, h)
		}
	}
	for i := len(list) - 1; i >= 0; i-- {
		if w.odds(3) {
			return list[i]
		}
	}
	h, _ := one(w, list)
	return h
}

func (w *world) scene(p *person, r *room, root, id string) bot.Scene {
	return bot.Scene{Who: p.handle, Spot: w.platform.spot(r, root, id), At: w.at.UTC(), Direct: r.direct,
		Outside: p.handle.Team != w.stage.cast.Home}
}

// write is somebody's message in a room or thread, for the desk itself or not.
func (w *world) write(p *person, r *room, root, text, verb string) *message {
	if r == nil || !p.reads(r) {
		return nil
	}
	m := w.platform.add(&message{room: r, root: root, by: p, text: text})
	e := entry{key: r.name + "/" + m.id, kind: "message", who: p, root: root, message: m.id, verb: verb,
		what: fmt.Sprintf("%s in %s%s: %s", p.name, r.name, under(root), text)}
	sc := w.scene(p, r, root, m.id)
	if r.direct || strings.HasPrefix(text, "@deskhand ") {
		e.kind = "line"
		w.ledger.event(e, bot.Line{Scene: sc, Text: text, Self: "@deskhand"})
		return m
	}
	in := bot.Message{Scene: sc, Text: text}
	if w.odds(8) {
		in.Files = []bot.File{{ID: m.id, Name: w.text("trace") + ".txt", Size: 4711}}
	}
	w.ledger.event(e, in)
	return m
}

// slash is a command line that nobody else sees. People from outside have none.
func (w *world) slash(p *person, r *room, text, verb string) {
	if r == nil || !p.reads(r) || p.handle.Team != w.stage.cast.Home {
		return
	}
	id := w.platform.tick()
	w.ledger.press(entry{key: "slash/" + id, kind: "line", who: p, verb: verb,
		what: fmt.Sprintf("%s in %s: /desk %s", p.name, r.name, text)},
		bot.Line{Scene: w.scene(p, r, "", ""), Text: text, Slash: true})
}

// at is some earlier moment as people write it: after it all began, and now and then not.
func (w *world) earlier() string {
	back := time.Duration(w.people.Int64N(int64(6 * time.Hour)))
	if w.odds(2) {
		back /= 20
	}
	return w.at.Add(-back).UTC().Format("2006-01-02T15:04Z")
}
