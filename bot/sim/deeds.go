package sim

import (
	"fmt"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

var products = []string{"cvad", "citrix-cloud", "netscaler", "bamboo", "sourcetree", "trello", "jira-software", "nothing-known"}

// open is somebody opening a case: by a mention, by a command, in a direct conversation.
func (w *world) open() {
	rest := fmt.Sprint([]int{1, 1, 2, 2, 3, 4}[w.people.IntN(6)])
	if w.odds(3) {
		x, _ := one(w, products)
		rest += " product:" + x
	}
	if w.odds(6) {
		rest += " environment:staging"
	}
	if w.odds(8) {
		rest += " --private"
	}
	p := w.anybody(false)
	rest += " " + w.text("it is broken")
	switch {
	case p.vendor:
		w.slash(p, w.own(p), "case open account:"+w.who(customer).account+" "+rest, "case open")
	case w.odds(5):
		w.write(p, w.platform.room("@"+p.handle.User), "", "case open "+rest, "case open")
	default:
		w.write(p, w.own(p), "", "@deskhand case open "+rest, "case open")
	}
}

// rush is a customer opening many cases in a row: what they are owed comes due in one moment.
func (w *world) rush() {
	p := w.who(func(p *person) bool { return p.contact && p.linked })
	severity := 2 + w.people.IntN(2)
	many := 4 + w.people.IntN(4)
	if w.odds(12) {
		many = 70 + w.people.IntN(20) // more than one unit merges
	}
	for range many {
		w.write(p, w.own(p), "", fmt.Sprintf("@deskhand case open %d %s", severity, w.text("and this")), "case open")
		w.live()
		for i := len(w.platform.messages) - 1; i >= 0 && w.desk != nil; i-- {
			m := w.platform.messages[i]
			if m.only != p.handle.User || len(m.card.Buttons) < 2 {
				continue
			}
			if b := m.card.Buttons[1]; path(b.Run) == "case different" {
				w.pressOn(p, m, b)
			}
			break
		}
		w.live()
	}
}

// openByForm is the same through a form that may come back.
func (w *world) openByForm() {
	p := w.anybody(false)
	if r := w.own(p); r != nil && !r.gone {
		w.fill(p, "case open", "case open", w.scene(p, r, "", ""))
	}
}

// say is plain words in a case's thread.
func (w *world) say() {
	p := w.anybody(w.odds(2))
	h := w.head(p)
	if h == nil {
		return
	}
	if w.odds(25) {
		w.ofABot(h)
		return
	}
	text := w.text("words of " + p.name)
	if w.odds(10) {
		text = "@deskhand " + text // no command, and like none
	}
	w.write(p, h.room, h.id, text, "say")
}

// ofABot is words that no person wrote.
func (w *world) ofABot(h *message) {
	m := w.platform.add(&message{room: h.room, root: h.id, bot: true, text: w.text("build failed")})
	p := w.who(vendor)
	w.ledger.event(entry{key: h.room.name + "/" + m.id, kind: "message", root: h.id, message: m.id, verb: "bot", what: "a bot in " + h.room.name + under(h.id) + ": " + m.text},
		bot.Message{Scene: w.scene(p, h.room, h.id, m.id), Text: m.text, Bot: true})
}

// edit is somebody changing, or taking away, what they wrote.
func (w *world) edit() {
	var list []*message
	for _, m := range w.platform.messages {
		if m.by != nil && !m.gone && m.by.reads(m.room) {
			list = append(list, m)
		}
	}
	m, ok := one(w, list)
	if !ok {
		return
	}
	sc := w.scene(m.by, m.room, m.root, m.id)
	e := entry{key: m.room.name + "/event/" + w.platform.tick(), kind: "edited", who: m.by, root: m.root, verb: "edit", what: m.by.name + " changes " + m.id}
	if w.odds(3) {
		m.gone = true
		e.kind, e.what = "deleted", m.by.name+" takes "+m.id+" away"
		w.ledger.event(e, bot.Deleted{Scene: sc})
		return
	}
	m.text = w.text("what I meant")
	w.ledger.event(e, bot.Edited{Scene: sc, Text: m.text})
}

// press is somebody pressing a button that they see.
func (w *world) press() {
	p := w.anybody(w.odds(2))
	var list []*message
	for _, m := range w.platform.messages {
		if len(m.card.Buttons) > 0 && !m.gone && p.reads(m.room) && (m.only == "" || m.only == p.handle.User) {
			list = append(list, m)
		}
	}
	if n := len(list); n > 12 && !w.odds(4) {
		list = list[n-12:]
	}
	m, ok := one(w, list)
	if !ok {
		return
	}
	b, _ := one(w, m.card.Buttons)
	w.pressOn(p, m, b)
}

func (w *world) pressOn(p *person, m *message, b card.DrawnButton) {
	sc := w.scene(p, m.room, m.root, m.id)
	in := bot.Pressed{Scene: sc, Run: b.Run}
	if b.Form != "" {
		if w.desk == nil {
			return
		}
		a, err := w.desk.Ask(w.ctx, bot.Question{Scene: sc, Form: b.Form, Run: b.Run})
		_, refused := domain.AsRefusal(err)
		switch {
		case err != nil && !refused:
			w.fail(w.at, "form %s: %v", b.Form, err)
			return
		case !refused && a.Form != nil && !w.odds(5):
			w.fill(p, b.Form, b.Run, sc)
			return
		}
		// It could not be opened for them, and they are asked in words.
		in.Form = b.Form
	}
	key := strings.Join([]string{"press", m.id, b.Run, p.handle.User, m.edition, fmt.Sprint(w.at.Unix() / 60)}, "/")
	w.ledger.press(entry{key: key, kind: "pressed", who: p, verb: path(b.Run), what: fmt.Sprintf("%s presses [%s] in %s: %s", p.name, b.Label, m.room.name, b.Run)}, in)
}

// path is the row of the table that a line is of.
func path(run string) string {
	f := strings.Fields(run)
	return strings.Join(f[:min(2, len(f))], " ")
}

// fill is somebody filling in a form, until it is accepted or they are tired of it.
func (w *world) fill(p *person, form, run string, sc bot.Scene) {
	if w.desk == nil {
		return
	}
	a, err := w.desk.Ask(w.ctx, bot.Question{Scene: sc, Form: form, Run: run})
	if _, refused := domain.AsRefusal(err); refused {
		return
	}
	if err != nil || a.Form == nil {
		w.fail(w.at, "form %s: %v", form, err)
		return
	}
	key := "form/" + w.platform.tick()
	for range 3 {
		in := bot.Filled{Scene: sc, Form: form, Run: a.Form.Run, Values: map[string]string{}}
		for _, f := range a.Form.Fields {
			if v := w.value(f); v != "" {
				in.Values[f.Name] = v
			}
		}
		e := entry{key: key, kind: "filled", who: p, verb: form, what: fmt.Sprintf("%s fills in %s (%s): %v", p.name, form, run, in.Values)}
		if got := w.ledger.submit(e, in); len(got) == 0 {
			return
		}
	}
}

// value is what somebody puts into a field; "" for nothing.
func (w *world) value(f bot.Field) string {
	if f.Optional && !w.odds(4) || w.odds(15) {
		return ""
	}
	switch {
	case f.Kind == bot.FieldChoice && len(f.Options) > 0:
		o, _ := one(w, f.Options)
		return o.Value
	case f.Kind == bot.FieldPerson:
		return w.stage.people[w.people.IntN(len(w.stage.people))].handle.String()
	case f.Kind == bot.FieldText:
		return w.text("about it")
	}
	switch f.Name {
	case "severity", "to", "number":
		return fmt.Sprint(1 + w.people.IntN(4))
	case "at":
		return w.earlier()
	case "account":
		return w.who(customer).account
	case "title":
		return w.text("it is broken")
	case "product":
		x, _ := one(w, products)
		return x
	}
	return "something"
}

// chatter is words that are none of the desk's business.
func (w *world) chatter() {
	p := w.anybody(w.odds(2))
	w.write(p, w.own(p), "", w.text("lunch?"), "chatter")
}

// nonsense is words for the desk that it does not understand.
func (w *world) nonsense() {
	p := w.anybody(w.odds(2))
	x, _ := one(w, []string{"case opne 1 it is broken", "", "case take", "case wait CASE-1 nobody x", "case restore CASE-1 at:yesterdayish x", "help", "whoami"})
	w.write(p, w.own(p), "", "@deskhand "+x, "nonsense")
}

// deleteOurs is somebody who may taking a message of the desk away.
func (w *world) deleteOurs() {
	var list []*message
	for _, m := range w.platform.messages {
		if m.by == nil && !m.bot && !m.gone && m.only == "" {
			list = append(list, m)
		}
	}
	if m, ok := one(w, list); ok {
		m.gone = true
		w.note(w.at, "somebody deletes the desk's %s in %s", m.id, m.room.name)
	}
}
