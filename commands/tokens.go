package commands

import "strings"

// token says where the platform's token that starts at i ends, or 0. A token is
// <…> in one line, opening with a mark (person, channel, special, command,
// emoji) or with an address's scheme: "a < b" is none.
func token(s string, i int) int {
	if i+2 >= len(s) || s[i] != '<' {
		return 0
	}
	n := strings.IndexAny(s[i+1:], "<>\n")
	if n < 2 || s[i+1+n] != '>' {
		return 0
	}
	switch inner := s[i+1 : i+1+n]; inner[0] {
	case '@', '#', '!', '/', ':':
	default:
		scheme, _, ok := strings.Cut(inner, ":")
		if !ok || !isName(scheme) {
			return 0
		}
	}
	return i + n + 2
}

// autolink is what somebody typed where a platform made a link of it unasked:
// shop.example came as <http://shop.example|shop.example>. A link that carries
// words of its own is not undone.
func autolink(tok string) (string, bool) {
	url, label, labelled := strings.Cut(tok[1:len(tok)-1], "|")
	scheme, rest, _ := strings.Cut(url, ":")
	bare := strings.TrimPrefix(rest, "//")
	switch strings.ToLower(scheme) {
	case "http", "https":
		if !labelled {
			return url, true
		}
	case "mailto", "tel":
		if !labelled {
			return bare, bare != ""
		}
	default:
		return "", false
	}
	return label, label != "" && (label == url || label == bare || label+"/" == bare)
}

// mention is the id inside <@U1>, <@U1|bob> or <@!1>; no group, no role.
func mention(tok string) (string, bool) {
	id, ok := strings.CutPrefix(tok, "<@")
	if !ok || !strings.HasSuffix(id, ">") {
		return "", false
	}
	id, _, _ = strings.Cut(id[:len(id)-1], "|")
	id = strings.TrimPrefix(id, "!")
	for _, r := range id {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-' || r == '.' {
			continue
		}
		return "", false
	}
	return id, id != ""
}

// A line is one message, split, and able to give back a stretch of itself.
type line struct {
	text    string
	escaped bool
	words   []Word
}

func newLine(text string, escaped bool) line {
	text = strings.ToValidUTF8(text, "\ufffd")
	// Help shows commands as code, and people copy them with their backticks.
	if t := trim(text); len(t) > 2 && t[0] == '`' && strings.IndexByte(t[1:], '`') == len(t)-2 {
		text = t[1 : len(t)-1]
	}
	return line{text: text, escaped: escaped, words: Words(text, escaped)}
}

// verbatim is the line between two bytes as it was typed, typography and all;
// only the wire form is undone, and white space at both ends dropped.
func (l line) verbatim(from, to int) string {
	raw := l.text[from:to]
	if !l.escaped {
		return trim(raw)
	}
	var b strings.Builder
	for raw != "" {
		i := strings.IndexByte(raw, '<')
		if i < 0 {
			i = len(raw)
		}
		b.WriteString(entities.Replace(raw[:i]))
		if raw = raw[i:]; raw == "" {
			break
		}
		end := max(token(raw, 0), 1)
		if seen, ok := "", false; end > 1 {
			if seen, ok = autolink(raw[:end]); ok {
				b.WriteString(entities.Replace(seen))
			} else {
				b.WriteString(raw[:end])
			}
		} else {
			b.WriteByte('<')
		}
		raw = raw[end:]
	}
	return trim(b.String())
}
