package workspace

import (
	"encoding/json"
	"regexp"
	"strings"
)

// What the composer turns into Slack's own mark-up while a person types.
var typedMarks = regexp.MustCompile(`https?://[^\s<>|]+|@[\pL\pN][\pL\pN._-]*(?:@[a-z0-9-]+)?|#[\pL\pN][\pL\pN_-]*`)

// encode turns typed words into mrkdwn: escapes, mentions, channels, links.
func (w *Workspace) encode(text string) string { return w.encodeTyped(text, false) }

// encodeNamed is encode with names in the mentions, as slash commands send
// them when the command asks for it.
func (w *Workspace) encodeNamed(text string) string { return w.encodeTyped(text, true) }

func (w *Workspace) encodeTyped(text string, named bool) string {
	var b strings.Builder
	last := 0
	for _, at := range typedMarks.FindAllStringIndex(text, -1) {
		if at[0] > 0 && text[at[0]] != 'h' && wordy(rune(text[at[0]-1])) {
			continue // an e-mail address, or an anchor
		}
		mark, n := w.mark(text[at[0]:at[1]], named)
		if mark == "" {
			continue
		}
		b.WriteString(escape(text[last:at[0]]))
		b.WriteString(mark)
		last = at[0] + n
	}
	b.WriteString(escape(text[last:]))
	return b.String()
}

// mark encodes one mention, channel or link, and how many bytes it covers.
func (w *Workspace) mark(s string, named bool) (string, int) {
	for s != "" {
		switch s[0] {
		case '@':
			switch s[1:] {
			case "here", "channel", "everyone":
				return "<!" + s[1:] + ">", len(s)
			}
			for _, g := range w.groups {
				if g.Handle == s[1:] {
					if !named {
						return "<!subteam^" + g.ID + ">", len(s)
					}
					return "<!subteam^" + g.ID + "|@" + g.Handle + ">", len(s)
				}
			}
			if u, err := w.user(s[1:]); err == nil {
				if named {
					return "<@" + u.ID + "|" + u.Name + ">", len(s)
				}
				return "<@" + u.ID + ">", len(s)
			}
		case '#':
			if c := w.named(s[1:]); c != nil {
				return "<#" + c.ID + "|" + c.Name + ">", len(s)
			}
		default:
			url := strings.TrimRight(s, ".,;:!?)")
			return "<" + escape(url) + ">", len(url)
		}
		trimmed := strings.TrimRight(s, ".-_")
		if trimmed == s {
			return "", 0
		}
		s = trimmed
	}
	return "", 0
}

// typed is the rich_text block Slack's composer sends along with the text.
func (w *Workspace) typed(text string) json.RawMessage {
	var elements []obj
	for i, l := range parseMrkdwn(text) {
		if i > 0 {
			elements = append(elements, obj{"type": "text", "text": "\n"})
		}
		for _, s := range l.spans {
			elements = append(elements, s.rich())
		}
	}
	if elements == nil {
		return nil
	}
	return mustJSON([]obj{{"type": "rich_text", "block_id": w.blockID(),
		"elements": []obj{{"type": "rich_text_section", "elements": elements}}}})
}

func (s span) rich() obj {
	var o obj
	switch s.kind {
	case spanUser:
		o = obj{"type": "user", "user_id": s.id}
	case spanChannel:
		o = obj{"type": "channel", "channel_id": s.id}
	case spanGroup:
		o = obj{"type": "usergroup", "usergroup_id": s.id}
	case spanBroadcast:
		o = obj{"type": "broadcast", "range": s.text}
	case spanLink:
		o = obj{"type": "link", "url": s.id}
		if s.text != s.id {
			o["text"] = s.text
		}
	default:
		o = obj{"type": "text", "text": s.text}
	}
	style := obj{}
	for k, on := range map[string]bool{"bold": s.bold, "italic": s.italic, "strike": s.strike, "code": s.code} {
		if on {
			style[k] = true
		}
	}
	if len(style) > 0 {
		o["style"] = style
	}
	return o
}
