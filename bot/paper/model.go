package paper

import (
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// A Message is one message of a channel or of a direct conversation.
type Message struct {
	ID      string
	Channel string // name; "@ana" for ana's conversation with the desk
	Root    string // the message that heads its thread; "" at the top
	By      string // name of a person; "" for the desk
	At      time.Time
	Text    string     // a person's words
	Files   []string   // names of a person's
	Sheet   *bot.Sheet // the desk's
	Card    card.Drawn // the desk's
	Mention []string   // names of those it notifies
	Only    string     // name of the only person who sees it
	Gone    bool       // its author took it away

	key     string // the row that said it
	edition string
}

// A Sighting is something new that people see.
type Sighting struct {
	At      time.Time
	Kind    SightingKind
	Message Message // as it is after it
	Was     Message // for Changed: as it was before
	Form    *Form   // for FormShown
	Words   string  // for Notice: the platform's own words
}

// A SightingKind is a sort of sighting.
type SightingKind string

// The sightings. What people do themselves they do not see again.
const (
	Posted    SightingKind = "posted"
	Changed   SightingKind = "changed"
	Pinned    SightingKind = "pinned"
	Did       SightingKind = "did" // Words say what the desk did in the channel
	FormShown SightingKind = "form"
	Notice    SightingKind = "notice"
)

// A Form is a form that was opened for somebody, or sent back with problems.
type Form struct {
	ID       string
	Name     string
	Title    string
	Fields   []FormField
	Problems map[string]string

	run    string
	spot   domain.Spot
	person string
	about  *bot.About
}

// A FormField is one field of it.
type FormField struct {
	Name     string
	Optional bool
	Value    string
}

// A person is somebody on paper.
type person struct {
	name    string
	handle  domain.Handle
	outside bool
}

// A channel is a channel, by its name.
type channel struct {
	name   string
	gone   bool
	shared bool
	cut    bool // people from outside do not read it

	key     string // of a room that the desk made: the row that made it
	topic   string
	members map[string]bool // of such a room, by name
}

// tick gives the next message its time, which is also its id within the channel: never the same
// twice, as on platforms where a time names a message.
func (p *Platform) tick() (id string, at time.Time) {
	at = p.now().UTC()
	p.n++
	return fmt.Sprintf("%d.%06d", at.Unix(), p.n), at
}

func (p *Platform) find(id string) *Message {
	i := slices.IndexFunc(p.messages, func(m *Message) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return p.messages[i]
}

func (p *Platform) saw(s Sighting) {
	s.At = p.now().UTC()
	p.sightings = append(p.sightings, s)
}
