package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

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
		parts := []string{"press", sc.Spot.Channel, sc.Spot.Message, digest(p.run), a.User.ID, p.edition}
		if k.InWords {
			// Only a hint is asked for: each press is one.
			parts = append(parts, "words", a.Actions[0].TS)
		}
		return bot.Pressed{Scene: sc, Run: p.run, Form: p.form}, k.key(parts...)
	case "view_submission":
		b, ok := parseBegun(a.View.Private)
		if !ok {
			break
		}
		return bot.Filled{Scene: k.inForm(a, b), Form: b.Form, Run: b.Run, Values: k.values(a.View)}, k.key("form", a.View.ID)
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

// at is who pressed a button, and where it stands.
func (k kept) at(a action) bot.Scene {
	channel := string(a.Channel)
	if channel == "" {
		channel = a.Container.Channel
	}
	sc := bot.Scene{
		Who:    k.who(a),
		Spot:   domain.Spot{Platform: Platform, Team: k.Home, Channel: channel, Message: a.Container.Message, URL: a.URL},
		Direct: isDirect(channel),
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

// inForm is who filled a form in, and where it was begun.
func (k kept) inForm(a action, b begun) bot.Scene {
	sc := bot.Scene{Who: k.who(a), Direct: isDirect(b.Channel), Zone: k.Zone, Spot: domain.Spot{Platform: Platform, Team: k.Home,
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
}

// String writes what a form carries; ok is false where that is more than a form can carry.
func (b begun) String() (s string, ok bool) {
	for _, drop := range []func(){func() {}, func() { b.URL = "" }, func() { b.Message = "" }} {
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
