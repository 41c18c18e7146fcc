package slackworld

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
)

// suffix is what the adapter puts behind the name of a room so that nobody guesses it.
var suffix = regexp.MustCompile(`-[0-9a-f]{8}$`)

const asksIn = "(asks in: "

// did is what the desk did in a room of its own, as the page tells it; nothing for what people did.
func (w *World) did(h workspace.Happening) []string {
	if h.Kind == workspace.Joined {
		c, err := w.w.Channel(h.Channel)
		if err != nil || c.Creator != w.app.BotUser || h.By == w.app.BotUser {
			return nil
		}
		return []string{asksIn + h.By + ")"}
	}
	if h.By != w.app.BotUser {
		return nil
	}
	switch h.Kind {
	case workspace.Created:
		return []string{"(makes this room)"}
	case workspace.Topic:
		return []string{"(the topic: " + entities.Replace(h.Text) + ")"}
	case workspace.Bookmarks:
		return []string{"(keeps at hand: " + h.Name + ")"}
	}
	return []string{"(puts this room away)"}
}

// together puts an event behind the others: those who are asked in by one call come in one line.
func together(out []chat.Event, e chat.Event) []chat.Event {
	if n := len(out); n > 0 && e.Kind == chat.Did && strings.HasPrefix(e.Lines[0], asksIn) {
		last := &out[n-1]
		if last.Kind == chat.Did && last.Channel == e.Channel && last.At.Equal(e.At) && strings.HasPrefix(last.Lines[0], asksIn) {
			names := func(e chat.Event) []string {
				return strings.Split(strings.TrimSuffix(strings.TrimPrefix(e.Lines[0], asksIn), ")"), ", ")
			}
			all := append(names(*last), names(e)...)
			slices.Sort(all)
			last.Lines = []string{asksIn + strings.Join(all, ", ") + ")"}
			return out
		}
	}
	return append(out, e)
}
