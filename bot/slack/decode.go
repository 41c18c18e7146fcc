package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Decode implements bot.Platform. It asks nobody: an envelope holds all that its reading needs.
func (s *Slack) Decode(e storage.Envelope) (bot.Incoming, error) {
	var k kept
	if err := json.Unmarshal(e.Raw, &k); err != nil {
		return nil, fmt.Errorf("read a kept envelope: %w", err)
	}
	in, _, err := s.read(e.Kind, k)
	return in, err
}

// read reads what Slack sent, and names the request by its natural key: the same thing has the
// same key however often, and over whatever way, it comes. Unheard has no key.
func (s *Slack) read(kind string, k kept) (bot.Incoming, string, error) {
	switch kind {
	case kindEvent:
		var p eventPayload
		if err := lenient(k.Payload, &p); err != nil {
			return nil, "", err
		}
		in, key := k.event(p)
		return in, key, nil
	case kindSlash:
		var c slash
		if err := lenient(k.Payload, &c); err != nil {
			return nil, "", err
		}
		return k.line(c, s.opt.Prefix), k.key("slash", c.Trigger), nil
	case kindAction:
		var a action
		if err := lenient(k.Payload, &a); err != nil {
			return nil, "", err
		}
		in, key := k.action(a)
		return in, key, nil
	}
	return bot.Unheard{}, "", nil
}

// lenient decodes JSON. A field of another type than was expected is left out, for the sake of
// all the others.
func lenient(raw []byte, into any) error {
	err := json.Unmarshal(raw, into)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what slack sent: %w", err)
	}
	return nil
}

// key makes a natural request key.
func (k kept) key(parts ...string) string {
	return Platform + "/" + k.Home + "/" + strings.Join(parts, "/")
}

// event reads one event.
func (k kept) event(p eventPayload) (bot.Incoming, string) {
	ev := p.Event
	at := domain.Spot{Platform: Platform, Team: k.Home, Channel: string(ev.Channel)}
	switch ev.Type {
	case "message", "app_mention":
		return k.message(p)
	case "app_home_opened":
		if ev.Tab == "home" && ev.User != "" { // its channel is the other tab's
			return bot.AtHome{Scene: bot.Scene{Who: domain.Handle{Platform: Platform, Team: k.Home, User: string(ev.User)},
				Spot: domain.Spot{Platform: Platform, Team: k.Home}, At: instant(ev.EventTS), Direct: true}}, k.key("event", p.ID)
		}
	case "channel_shared":
		return bot.Shared{Spot: at, Shared: true, Team: ev.Joined}, k.key("event", p.ID)
	case "channel_unshared":
		return bot.Shared{Spot: at, Shared: ev.StillShared, Team: ev.Parted, Left: true}, k.key("event", p.ID)
	case "channel_id_changed":
		at.Channel = ev.OldChannel
		return bot.Renamed{Spot: at, To: ev.NewChannel}, k.key("event", p.ID)
	case "channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_left", "group_left":
		return bot.Lost{Spot: at}, k.key("event", p.ID)
	case "member_left_channel":
		if string(ev.User) == k.Self {
			return bot.Lost{Spot: at}, k.key("event", p.ID)
		}
	}
	return bot.Unheard{}, ""
}

// message reads a message, or what became of one. A mention comes as two events of one message:
// the key makes them one request.
func (k kept) message(p eventPayload) (bot.Incoming, string) {
	ev := p.Event
	key := func(sort, ts string) string { return k.key(sort, string(ev.Channel), ts) }
	switch ev.Subtype {
	case "", "file_share", "thread_broadcast", "me_message", "bot_message":
		if k.own(p, ev) {
			if row := ev.rowOf(); row != "" {
				return bot.Copy{Row: row, Spot: k.scene(p, ev, ev.TS).Spot}, key("copy", ev.TS)
			}
			break
		}
		if ev.Type == "message" && ev.User == "" && ev.Bot == "" {
			break
		}
		return k.said(p), key("message", ev.TS)
	case "message_changed":
		was, now := ev.Previous, ev.Message
		if now == nil || now.Subtype != "tombstone" && k.own(p, *now) {
			break
		}
		switch {
		case now.Subtype == "tombstone" && was != nil && was.Subtype != "tombstone":
			// The head of a thread leaves a stone where it stood.
			return bot.Deleted{Scene: k.scene(p, *was, ev.EventTS), Own: k.own(p, *was)}, key("deleted", ev.EventTS)
		case now.Subtype == "tombstone", now.Bot != "", was != nil && was.Text == now.Text:
			// A preview was added, a reply was counted: nobody changed their words.
		default:
			said := now.Edited.TS
			if said == "" {
				said = ev.EventTS
			}
			return bot.Edited{Scene: k.scene(p, *now, said), Text: k.named(plain(now.Text), false)}, key("edited", ev.EventTS)
		}
	case "message_deleted":
		was := event{TS: ev.Deleted}
		if ev.Previous != nil {
			was = *ev.Previous
			was.TS = ev.Deleted
		}
		return bot.Deleted{Scene: k.scene(p, was, ev.EventTS), Own: k.own(p, was)}, key("deleted", ev.EventTS)
	}
	return bot.Unheard{}, ""
}

// own reports whether the desk itself wrote a message.
func (k kept) own(p eventPayload, ev event) bool {
	return string(ev.User) == k.Self || ev.App != "" && ev.App == p.App
}

// scene is who wrote a message, and where; the instant is that of ts.
func (k kept) scene(p eventPayload, ev event, ts string) bot.Scene {
	channel := string(p.Event.Channel)
	sc := bot.Scene{
		Spot:   domain.Spot{Platform: Platform, Team: k.Home, Channel: channel, Message: ev.TS},
		At:     instant(ts),
		Direct: p.Event.ChannelType == "im" || isDirect(channel),
	}
	if ev.Thread != ev.TS {
		sc.Spot.Thread = ev.Thread
	}
	if ev.User != "" {
		sc.Who = domain.Handle{Platform: Platform, Team: k.team(p, ev), User: string(ev.User)}
		sc.Outside = sc.Who.Team != k.Home
	}
	return sc
}

// team is the workspace of a message's author. Where others read the channel and Slack does not
// say, it is nobody's: such a person is an outsider whom the desk does not know.
func (k kept) team(p eventPayload, ev event) string {
	for _, t := range []string{ev.UserTeam, ev.SourceTeam} {
		if t != "" {
			return t
		}
	}
	switch {
	case p.Shared:
		return ev.Team
	case ev.Team != "":
		return ev.Team
	}
	return k.Home
}

// said reads a new message: a command line where it is said to the desk, plain words otherwise.
func (k kept) said(p eventPayload) bot.Incoming {
	ev := p.Event
	sc := k.scene(p, ev, ev.TS)
	var files []bot.File
	for _, f := range ev.Files {
		if i := slices.IndexFunc(k.Files, func(known file) bool { return known.ID == f.ID }); i >= 0 {
			f = k.Files[i]
		}
		files = append(files, bot.File{ID: f.ID, Name: f.Name, Size: f.Size})
	}
	if ev.Bot != "" || ev.Subtype == "bot_message" || ev.User == "USLACKBOT" {
		return bot.Message{Scene: sc, Text: k.named(plain(ev.Text), false), Files: files, Bot: true}
	}
	text := plain(ev.Text)
	self := "<@" + k.Self + ">"
	sc.Zone = k.Zone
	line := func(s string) bot.Incoming { return bot.Line{Scene: sc, Text: k.named(s, true), Files: files} }
	before, after, mentioned := strings.Cut(text, self)
	before, after = strings.TrimSpace(before), strings.TrimSpace(strings.TrimLeft(after, " ,:"))
	switch {
	case mentioned && before == "":
		return line(after)
	case mentioned && sc.Spot.Thread == "" && after != "":
		return line(after) // "hello, @desk, case open …"
	case mentioned && sc.Spot.Thread == "":
		return line(before) // "case list @desk"
	case sc.Direct:
		return line(strings.TrimSpace(text))
	}
	m := bot.Message{Scene: sc, Text: k.named(text, false), Files: files}
	if named := k.named(text, true); named != m.Text {
		m.Named = named
	}
	return m
}

// line reads a slash command.
func (k kept) line(c slash, prefix string) bot.Incoming {
	team := c.Team
	if team == "" {
		team = k.Home
	}
	text := strings.TrimSpace(k.named(plain(c.Text), true))
	if noun := strings.TrimPrefix(c.Command, "/"); noun != prefix {
		text = strings.TrimSpace(noun + " " + text)
	}
	return bot.Line{Text: text, Slash: true, Scene: bot.Scene{
		Who:     domain.Handle{Platform: Platform, Team: team, User: c.User},
		Spot:    domain.Spot{Platform: Platform, Team: k.Home, Channel: c.Channel, URL: c.URL},
		Direct:  isDirect(c.Channel),
		Outside: team != k.Home,
		Zone:    k.Zone,
	}}
}

// inputsOf are the fields of a form, in order.
func (v view) inputsOf() []string {
	var names []string
	for _, b := range v.Blocks {
		if b.Type == "input" && !slices.Contains(names, b.ID) {
			names = append(names, b.ID)
		}
	}
	return names
}
