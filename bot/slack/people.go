package slack

import (
	"cmp"
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

// namesIn finds out what the people and user groups mentioned in a text off the wire are called, so that their
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
	for _, m := range grouped.FindAllStringSubmatch(wire, most) {
		if names[m[1]] = strings.TrimPrefix(entities.Replace(m[2]), "@"); m[2] == "" {
			names[m[1]] = cmp.Or(s.group(ctx, m[1]), "group")
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
	text = grouped.ReplaceAllStringFunc(text, func(token string) string {
		// Nobody is meant by a group, so that it is never a token: its handle, which notifies nobody.
		if handle := strings.Map(inName, clean(k.Names[grouped.FindStringSubmatch(token)[1]])); handle != "" {
			return "@" + handle
		}
		return token
	})
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

// grouped finds mentions of user groups, with the handle that Slack may have put into them.
var grouped = regexp.MustCompile(`<!subteam\^([A-Za-z0-9]+)(?:\|([^<>|]*))?>`)

// groupsLast is how long the list of user groups is believed; where a group is not on it, or it could
// not be read, it is asked for again sooner.
const (
	groupsLast  = 12 * time.Hour
	groupsAgain = time.Minute
)

// groups are the handles of user groups by id, as Slack last told them all.
type groups struct {
	handles map[string]string
	read    time.Time // real time
}

// group is the handle of a user group; empty where Slack does not tell in time, or knows it not.
func (s *Slack) group(ctx context.Context, id string) string {
	s.mu.Lock()
	known := s.groups
	s.mu.Unlock()
	handle, ok := known.handles[id]
	if age := time.Since(known.read); !known.read.IsZero() && (ok && age < groupsLast || !ok && age < groupsAgain) {
		return handle
	}
	call, cancel := context.WithTimeout(ctx, personWithin)
	defer cancel()
	all, err := s.client.groups(call)
	if err != nil {
		all = known.handles // an older answer is better than none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = groups{handles: all, read: time.Now()}
	return all[id]
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
