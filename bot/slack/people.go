package slack

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A person is what Slack tells of somebody.
type person struct {
	name  string
	zone  string    // IANA; empty where Slack tells none
	until time.Time // real time at which Slack is asked again
}

const (
	// personLasts is how long what Slack told of somebody is believed; where it told nothing it
	// is asked again sooner.
	personLasts   = 12 * time.Hour
	strangerLasts = time.Minute
	// personWithin bounds asking: nobody's words wait for a name.
	personWithin = 400 * time.Millisecond
	// mostPeople is how many are remembered; beyond it all are forgotten.
	mostPeople = 20_000
)

// person is what is known of somebody; the zero person where Slack does not tell in time.
func (s *Slack) person(ctx context.Context, user string) person {
	s.mu.Lock()
	p, ok := s.people[user]
	s.mu.Unlock()
	if ok && time.Now().Before(p.until) {
		return p
	}
	call, cancel := context.WithTimeout(ctx, personWithin)
	defer cancel()
	told, err := s.client.person(call, user)
	told.until = time.Now().Add(personLasts)
	if err != nil {
		// An older answer is better than none.
		told = person{name: p.name, zone: p.zone, until: time.Now().Add(strangerLasts)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.people) >= mostPeople {
		clear(s.people)
	}
	s.people[user] = told
	return told
}

// mentioned finds mentions off the wire, with the name that Slack may have put into them.
var mentioned = regexp.MustCompile(`<@([A-Za-z0-9._-]+)(?:\|([^<>|]*))?>`)

// namesIn finds out what the people mentioned in a text off the wire are called, so that their
// names can be read where their ids mean nothing.
func (s *Slack) namesIn(ctx context.Context, self, wire string) map[string]string {
	const most = 10
	names := map[string]string{}
	for _, m := range mentioned.FindAllStringSubmatch(wire, most) {
		if names[m[1]] != "" || m[1] == self {
			continue
		}
		if names[m[1]] = entities.Replace(m[2]); m[2] == "" {
			names[m[1]] = s.person(ctx, m[1]).name
		}
	}
	for id, n := range names {
		if n == "" {
			delete(names, id)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return names
}

// named puts the names of the people mentioned into a text: as @name where it is only read, as
// <@id|name> where who is meant counts.
func (k kept) named(text string, asToken bool) string {
	return mentioned.ReplaceAllStringFunc(text, func(token string) string {
		m := mentioned.FindStringSubmatch(token)
		name := strings.Map(inName, clean(k.Names[m[1]]))
		switch {
		case name == "":
			return "<@" + m[1] + ">"
		case asToken:
			return "<@" + m[1] + "|" + name + ">"
		}
		return "@" + name
	})
}

// inName keeps what would end a mention, or begin another, out of a name.
func inName(r rune) rune {
	if slices.Contains([]rune("<>|\n"), r) {
		return -1
	}
	return r
}

// spoken shows mentions inside people's words as names. They notify nobody.
func spoken(s string) string {
	return mentioned.ReplaceAllStringFunc(s, func(token string) string {
		if m := mentioned.FindStringSubmatch(token); m[2] != "" {
			return "@" + m[2]
		}
		return token
	})
}
