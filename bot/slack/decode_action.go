package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// action reads an interaction that is to be decided: a button that runs a command line, or a
// form that was filled in. Opening a form, or asking for options, is no request and unheard
// here.
func (k kept) action(a action) (bot.Incoming, string) {
	switch a.Type {
	case "block_actions":
		p, ok := a.pressed()
		if !ok {
			break
		}
		sc := k.at(a)
		// What is handed over twice, or pressed twice in a row, is one request; pressed again
		// later, where the card is still the same, it is another.
		parts := []string{"press", sc.Spot.Channel, sc.Spot.Message, digest(p.run), a.User.ID, p.edition, minute(sc.At)}
		if a.home() {
			parts = append(parts, a.Actions[0].TS) // to press it again is to ask again
		}
		if k.InWords {
			// Only a hint is asked for: each press is one.
			parts = append(parts, "words", a.Actions[0].TS)
		}
		return bot.Pressed{Scene: sc, Run: p.run, Form: p.form}, k.key(parts...)
	case "message_action":
		if a.Message == nil || a.Message.TS == "" || a.User.ID == "" || a.Callback == "" {
			break
		}
		sc, about := k.about(a)
		return bot.Picked{Scene: sc, Form: a.Callback, About: about}, k.key("pick", sc.Spot.Channel, a.Message.TS, a.User.ID, a.ActionTS)
	case "view_submission":
		b, ok := parseBegun(a.View.Private)
		if !ok {
			break
		}
		return bot.Filled{Scene: k.inForm(a, b), Form: b.Form, Run: b.Run, Values: k.values(a.View), About: k.begunOn(b)}, k.key("form", a.View.ID)
	}
	return bot.Unheard{}, ""
}

// pressed is what the pressed button holds, where it is one of the desk's.
func (a action) pressed() (press, bool) {
	if len(a.Actions) == 0 || a.Actions[0].Type != "button" || a.User.ID == "" {
		return press{}, false
	}
	return parsePress(a.Actions[0].Value)
}

// home reports whether something was pressed on a Home tab.
func (a action) home() bool { return a.View.Type == "home" && a.Container.Message == "" }

// at is who pressed a button, and where it stands.
func (k kept) at(a action) bot.Scene {
	channel := string(a.Channel)
	if channel == "" {
		channel = a.Container.Channel
	}
	sc := bot.Scene{
		Who:    k.who(a),
		Spot:   domain.Spot{Platform: Platform, Team: k.Home, Channel: channel, Message: a.Container.Message, URL: a.URL},
		Direct: isDirect(channel) || a.home(),
		Hidden: a.Container.Hidden,
	}
	if a.Container.Thread != a.Container.Message {
		sc.Spot.Thread = a.Container.Thread
	}
	if len(a.Actions) > 0 {
		sc.At = instant(a.Actions[0].TS)
	}
	sc.Outside = sc.Who.Team != k.Home
	return sc
}

// about is who asked for something on a message, and the message. A shortcut is named in the
// app's manifest by the form that it opens.
func (k kept) about(a action) (bot.Scene, bot.About) {
	m := *a.Message
	at := domain.Spot{Platform: Platform, Team: k.Home, Channel: string(a.Channel), Message: m.TS}
	if m.Thread != m.TS {
		at.Thread = m.Thread
	}
	about := bot.About{Spot: at, At: instant(m.TS), Own: string(m.User) == k.Self, Text: k.named(plain(m.Text), false)}
	if m.User != "" && m.Bot == "" {
		about.By = domain.Handle{Platform: Platform, Team: k.team(eventPayload{}, m), User: string(m.User)}
	}
	sc := bot.Scene{Who: k.who(a), Spot: at, At: instant(a.ActionTS), Direct: isDirect(at.Channel), Zone: k.Zone}
	sc.Spot.URL = a.URL
	sc.Outside = sc.Who.Team != k.Home
	return sc, about
}

// begunOn is the message on which a form was begun; nil where on none.
func (k kept) begunOn(b begun) *bot.About {
	if !b.About {
		return nil
	}
	about := &bot.About{At: instant(b.Message), Spot: domain.Spot{Platform: Platform, Team: k.Home, Channel: b.Channel, Thread: b.Thread, Message: b.Message}}
	if b.Author != "" {
		about.By = domain.Handle{Platform: Platform, Team: b.AuthorTeam, User: b.Author}
	}
	return about
}

// inForm is who filled a form in, and where it was begun.
func (k kept) inForm(a action, b begun) bot.Scene {
	sc := bot.Scene{Who: k.who(a), Direct: isDirect(b.Channel) || b.Channel == "", Zone: k.Zone, Spot: domain.Spot{Platform: Platform, Team: k.Home,
		Channel: b.Channel, Thread: b.Thread, Message: b.Message, URL: b.URL}}
	sc.Outside = sc.Who.Team != k.Home
	return sc
}

func (k kept) who(a action) domain.Handle {
	return domain.Handle{Platform: Platform, Team: a.User.Team, User: a.User.ID}
}

// values are a form's fields as they were filled in; empty ones are left out.
func (k kept) values(v view) map[string]string {
	out := map[string]string{}
	for field, elements := range v.State.Values {
		for _, e := range elements {
			switch {
			case e.Value != nil:
				out[field] = *e.Value
			case e.Selected != nil:
				out[field] = e.Selected.Value
			case e.User != nil:
				out[field] = domain.Handle{Platform: Platform, Team: k.Home, User: *e.User}.String()
			}
			if out[field] == "" {
				delete(out, field)
			}
		}
	}
	return out
}

// minute names the minute of an instant in a key.
func minute(t time.Time) string { return strconv.FormatInt(t.Unix()/60, 10) }

// digest names a command line in a key, where it may be long.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// A begun form is what a form carries along, unseen, until it is submitted.
type begun struct {
	Form    string `json:"f"`
	Run     string `json:"r,omitempty"`
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	Message string `json:"m,omitempty"`
	URL     string `json:"u,omitempty"`
	// Of a form on a message, which then is Message: that it is, and who wrote it.
	About      bool   `json:"b,omitempty"`
	Author     string `json:"w,omitempty"`
	AuthorTeam string `json:"wt,omitempty"`
}

// String writes what a form carries; ok is false where that is more than a form can carry.
func (b begun) String() (s string, ok bool) {
	drops := []func(){func() {}, func() { b.URL = "" }}
	if !b.About {
		drops = append(drops, func() { b.Message = "" })
	}
	for _, drop := range drops {
		drop()
		raw, err := json.Marshal(b)
		if err != nil {
			return "", false
		}
		if s = string(raw); units(s) <= maxPrivate {
			return s, true
		}
	}
	return "", false
}

func parseBegun(s string) (b begun, ok bool) {
	err := json.Unmarshal([]byte(s), &b)
	return b, err == nil && b.Form != ""
}
