package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// A platform is a chat as a plain data structure: rooms, and the messages in them.
type platform struct {
	w        *world
	rooms    map[string]*room
	messages []*message
	byID     map[string]*message
	byKey    map[string][]*message // the desk's, by the row that said it
	heads    []*message            // of cases' threads
	codes    []string              // link codes that an administrator was shown
	down     time.Time             // nothing can be reached until then
	n        int

	deaths  map[string]string // why rows died, as the desk logged it
	spoiled map[string]bool   // rows whose content was refused for good
	blinded map[string]bool   // rows that could not be looked for when the desk asked
	order   map[string]uint64 // by thread: the place in the order of the last that arrived
}

// A room is a channel, or somebody's conversation with the desk ("@ana").
type room struct {
	name    string
	account string // whose, "" for staff's
	direct  bool
	gone    bool
	shared  bool
	cut     bool      // its customer's people were put out of it
	severed bool      // it was cut once
	ever    bool      // it was gone, shared or cut once
	closed  time.Time // asked to wait until then
	keeper  string    // … the key of the row that was told
	told    uint64    // … and the process that heard it
	blind   time.Time // its history cannot be read until then
	last    time.Time // when the last new message was begun
}

// A message is one message of a room.
type message struct {
	id, root string
	room     *room
	by       *person // nil: the desk
	bot      bool    // an app wrote it
	at       time.Time
	text     string
	card     card.Drawn
	key      string
	edition  string
	only     string       // the only person who sees it
	heads    domain.Place // of a case, where it heads its thread
	gone     bool
	seen     time.Time // from when on the history shows it
}

func newPlatform(w *world) *platform {
	p := &platform{w: w, rooms: map[string]*room{}, byID: map[string]*message{}, byKey: map[string][]*message{},
		deaths: map[string]string{}, spoiled: map[string]bool{}, blinded: map[string]bool{}, order: map[string]uint64{}}
	owner := map[string]string{}
	for _, who := range w.stage.people {
		owner[who.account] = who.account
	}
	for _, name := range w.stage.cast.Channels {
		p.rooms[name] = &room{name: name, account: owner[name]} // an account's channel is called as it is
	}
	for _, who := range w.stage.people {
		name := "@" + who.handle.User
		p.rooms[name] = &room{name: name, account: who.account, direct: true}
	}
	return p
}

// Name implements bot.Platform.
func (p *platform) Name() string { return p.w.stage.cast.Platform }

// Limits implements bot.Limited. One goroutine makes all calls one after the other, so where
// calls are slow only one is begun at a time: it is made when it was begun, as in the desk's own
// loops.
func (p *platform) Limits() bot.Limits {
	if p.w.swarm.slow > 0 {
		return bot.Limits{InFlight: 1}
	}
	return bot.Limits{}
}

// Run implements bot.Platform; nobody calls it here.
func (p *platform) Run(ctx context.Context, _ bot.Intake) error { <-ctx.Done(); return nil }

// room answers a room by name; one that nobody made is one that is gone.
func (p *platform) room(name string) *room {
	if r := p.rooms[name]; r != nil {
		return r
	}
	return &room{name: name, gone: true}
}

func (p *platform) tick() string {
	p.n++
	return fmt.Sprintf("%d.%06d", p.w.at.Unix(), p.n)
}

func (p *platform) spot(r *room, root, id string) domain.Spot {
	return domain.Spot{Platform: p.Name(), Team: p.w.stage.cast.Home, Channel: r.name, Thread: root, Message: id}
}

// add puts a message into its room.
func (p *platform) add(m *message) *message {
	m.id, m.at = p.tick(), p.w.at
	p.messages = append(p.messages, m)
	p.byID[m.id] = m
	if m.key != "" {
		p.byKey[m.key] = append(p.byKey[m.key], m)
	}
	if !m.heads.IsZero() {
		p.heads = append(p.heads, m)
	}
	return m
}

// to is the room a delivery goes to.
func (p *platform) to(d bot.Delivery) *room {
	if !d.Direct.IsZero() {
		return p.room("@" + d.Direct.User)
	}
	return p.room(d.To.Channel)
}

// Send implements bot.Speaker: one call, in whatever weather there is.
func (p *platform) Send(_ context.Context, d bot.Delivery) (bot.Receipt, error) {
	w, r := p.w, p.to(d)
	row := w.begins(r, d)
	f := w.fate(r, d)
	text := fmt.Sprintf("%s %s %s%s «%s»", d.Kind, d.Key[:8], r.name, under(d.To.Thread), d.Card.Head)
	if !f.arrives {
		w.note(w.at, "%s %s", text, f.name)
		return bot.Receipt{}, f.err
	}
	receipt, err := p.accept(r, d, row)
	if err != nil {
		w.note(w.at, "%s %s", text, err)
		return receipt, err
	}
	w.note(w.at, "%s %s", text, f.name)
	if f.dies {
		w.die("after speaking")
	}
	return receipt, f.err
}

// accept is what the platform does with a call that reached it.
func (p *platform) accept(r *room, d bot.Delivery, row storage.Row) (bot.Receipt, error) {
	switch {
	case r.gone:
		return bot.Receipt{}, bot.Never(bot.PlaceGone, errors.New("no such channel"))
	case r.shared && d.Audience == domain.Internal && d.Kind != domain.Ephemeral:
		return bot.Receipt{}, bot.Never(bot.PlaceShared, errors.New("the channel is shared"))
	}
	if d.Kind == domain.Edit || d.Kind == domain.Pin {
		m := p.byID[d.To.Message]
		if m == nil || m.gone {
			return bot.Receipt{}, bot.Never(bot.MessageGone, errors.New("no such message"))
		}
		m.card, m.edition = d.Card, d.Edition
		return bot.Receipt{Spot: p.spot(m.room, m.root, m.id)}, nil
	}
	m := &message{room: r, root: d.To.Thread, card: d.Card, key: d.Key, edition: d.Edition, seen: p.w.at.Add(p.w.swarm.lag)}
	if row.Effect.Binds.Kind == domain.CaseThread {
		m.heads = row.Effect.Binds
	}
	if d.Kind == domain.Ephemeral && !r.direct {
		m.only = d.Only.User
	}
	p.w.arrives(r, d, row)
	p.add(m)
	p.code(m)
	return bot.Receipt{Spot: p.spot(r, d.To.Thread, m.id)}, nil
}

var codeWords = regexp.MustCompile(`\b[A-Z2-9]{5}-[A-Z2-9]{5}\b`)

// code notes a link code that somebody was shown.
func (p *platform) code(m *message) {
	if !strings.HasPrefix(m.card.Head.String(), "One-time code") {
		return
	}
	if c := codeWords.FindString(m.card.Head.String()); c != "" {
		p.codes = append(p.codes, c)
	}
}

// Look implements bot.Speaker.
func (p *platform) Look(_ context.Context, d bot.Delivery) (bot.Receipt, bool, error) {
	w, r := p.w, p.to(d)
	w.counts.Looks++
	switch {
	case w.at.Before(p.down), w.at.Before(r.blind):
		p.blinded[d.Key] = true
		w.note(w.at, "look %s %s: it cannot be read", d.Key[:8], r.name)
		return bot.Receipt{}, false, errors.New("history cannot be read")
	case w.swarm.never && r.direct && !w.calm:
		p.blinded[d.Key] = true
		w.note(w.at, "look %s %s: it never can be told", d.Key[:8], r.name)
		return bot.Receipt{}, false, bot.ErrNoLook
	}
	for _, m := range p.byKey[d.Key] {
		if !m.gone && !m.seen.After(w.at) {
			w.note(w.at, "look %s %s: there", d.Key[:8], r.name)
			return bot.Receipt{Spot: p.spot(m.room, m.root, m.id)}, true, nil
		}
	}
	w.note(w.at, "look %s %s: not there", d.Key[:8], r.name)
	return bot.Receipt{}, false, nil
}

func under(root string) string {
	if root == "" {
		return ""
	}
	return "/" + root
}

// Decode implements bot.Platform.
func (p *platform) Decode(e storage.Envelope) (bot.Incoming, error) {
	switch e.Kind {
	case "line":
		return decode[bot.Line](e)
	case "message":
		return decode[bot.Message](e)
	case "edited":
		return decode[bot.Edited](e)
	case "deleted":
		return decode[bot.Deleted](e)
	case "pressed":
		return decode[bot.Pressed](e)
	case "filled":
		return decode[bot.Filled](e)
	case "shared":
		return decode[bot.Shared](e)
	case "lost":
		return decode[bot.Lost](e)
	}
	return nil, fmt.Errorf("nobody sends %q", e.Kind)
}

func decode[T bot.Incoming](e storage.Envelope) (bot.Incoming, error) {
	var v T
	err := json.Unmarshal(e.Raw, &v)
	return v, err
}

// took reports whether somebody took the message away that said a row.
func (p *platform) took(row string) bool {
	return slices.ContainsFunc(p.messages, func(m *message) bool { return m.key == row && m.gone })
}
