package paper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Options are the choices of a platform.
type Options struct {
	// Name is how handles and spots call it; "" is "paper".
	Name string
	// Home is the team of the people who are at home; others are outside, and cannot use the
	// command prefix, as on platforms where channels are shared between companies.
	Home string
	// Prefix is the command people type, without the slash; "" is "desk".
	Prefix string
	// Self is what the desk is called in mentions; "" is "deskhand".
	Self string
	// Now is the time people see.
	Now func() time.Time
}

// A Platform is paper. Its methods may be called from any goroutine.
type Platform struct {
	o   Options
	now func() time.Time

	mu        sync.Mutex
	intake    bot.Intake // nil while no process listens
	waiting   []storage.Envelope
	people    map[string]*person // by name
	users     map[string]string  // names by handle
	channels  map[string]*channel
	messages  []*Message
	forms     map[string]*Form
	sightings []Sighting
	weather   weather
	noForms   bool // none opens for people from outside
	n         int
}

var _ bot.Platform = (*Platform)(nil)

// New makes an empty platform.
func New(o Options) *Platform {
	if o.Name == "" {
		o.Name = "paper"
	}
	if o.Prefix == "" {
		o.Prefix = "desk"
	}
	if o.Self == "" {
		o.Self = "deskhand"
	}
	p := &Platform{o: o, now: o.Now, people: map[string]*person{}, users: map[string]string{}, channels: map[string]*channel{}, forms: map[string]*Form{}}
	if p.now == nil {
		p.now = time.Now
	}
	return p
}

// Name implements bot.Platform.
func (p *Platform) Name() string { return p.o.Name }

// Person adds somebody, called by the name that pages use.
func (p *Platform) Person(name string, h domain.Handle) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.people[name] = &person{name: name, handle: h, outside: p.o.Home != "" && h.Team != p.o.Home}
	p.users[h.String()] = name
}

// Channel adds a channel; its id is its name. External: people of another company are in it.
func (p *Platform) Channel(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.channels[name] == nil {
		p.channels[name] = &channel{name: name}
	}
}

// Connect lets a process listen. What came in while none did, and a platform delivers again, is
// handed to it first.
func (p *Platform) Connect(ctx context.Context, in bot.Intake) error {
	p.mu.Lock()
	p.intake = in
	late := p.waiting
	p.waiting = nil
	p.mu.Unlock()
	for _, e := range late {
		if _, err := in.Receive(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// Disconnect is the end of the process that listened.
func (p *Platform) Disconnect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.intake = nil
}

// Run implements bot.Platform.
func (p *Platform) Run(ctx context.Context, in bot.Intake) error {
	if err := p.Connect(ctx, in); err != nil {
		return err
	}
	<-ctx.Done()
	p.Disconnect()
	return nil
}

// Sightings lists what people saw since it was last asked.
func (p *Platform) Sightings() []Sighting {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sightings
	p.sightings = nil
	return s
}

// The kinds of envelopes.
const (
	kindLine    = "line"
	kindMessage = "message"
	kindEdited  = "edited"
	kindDeleted = "deleted"
	kindPressed = "pressed"
	kindPicked  = "picked"
	kindAtHome  = "home"
	kindFilled  = "filled"
	kindShared  = "shared"
	kindLost    = "lost"
)

// Decode implements bot.Platform.
func (p *Platform) Decode(e storage.Envelope) (bot.Incoming, error) {
	switch e.Kind {
	case kindLine:
		return decode[bot.Line](e)
	case kindMessage:
		return decode[bot.Message](e)
	case kindEdited:
		return decode[bot.Edited](e)
	case kindDeleted:
		return decode[bot.Deleted](e)
	case kindPressed:
		return decode[bot.Pressed](e)
	case kindPicked:
		return decode[bot.Picked](e)
	case kindAtHome:
		return decode[bot.AtHome](e)
	case kindFilled:
		return decode[bot.Filled](e)
	case kindShared:
		return decode[bot.Shared](e)
	case kindLost:
		return decode[bot.Lost](e)
	}
	return nil, fmt.Errorf("paper knows no %q", e.Kind)
}

func decode[T bot.Incoming](e storage.Envelope) (bot.Incoming, error) {
	var v T
	err := json.Unmarshal(e.Raw, &v)
	return v, err
}

// spot is a place in the form in which the desk keeps it.
func (p *Platform) spot(channel, root, message string) domain.Spot {
	return domain.Spot{Platform: p.o.Name, Team: p.o.Home, Channel: channel, Thread: root, Message: message}
}

// scene is who does something, where.
func (p *Platform) scene(who *person, channel, root, message string, at time.Time) bot.Scene {
	if isPage(channel) { // nothing is said there
		return bot.Scene{Who: who.handle, Spot: p.spot("", "", ""), At: at, Direct: true, Outside: who.outside}
	}
	return bot.Scene{Who: who.handle, Spot: p.spot(channel, root, message), At: at, Direct: strings.HasPrefix(channel, "@"), Outside: who.outside}
}

// ErrNobody is an action of somebody who is not on paper.
var ErrNobody = errors.New("nobody of that name is here")

func (p *Platform) who(name string) (*person, error) {
	w := p.people[name]
	if w == nil {
		return nil, fmt.Errorf("%s: %w", name, ErrNobody)
	}
	return w, nil
}

// hand gives an envelope to the process that listens, or keeps it as one that the platform
// delivers again.
func (p *Platform) hand(ctx context.Context, key, kind string, v bot.Incoming) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	e := storage.Envelope{Key: p.o.Name + "/" + key, Platform: p.o.Name, Kind: kind, Raw: raw}
	p.mu.Lock()
	in := p.intake
	if in == nil {
		p.waiting = append(p.waiting, e)
	}
	p.mu.Unlock()
	if in == nil {
		return nil
	}
	_, err = in.Receive(ctx, e)
	return err
}
