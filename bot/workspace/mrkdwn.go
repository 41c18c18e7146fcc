package workspace

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a run of text of one kind and style.
type span struct {
	kind                       spanKind
	text                       string // what is read, entities undone; a date's or link's own words
	id                         string // user, channel, group; a link's address; a date's format
	unix                       string // a date's instant, seconds
	link                       string // a date's link
	bold, italic, strike, code bool
}

type spanKind int

const (
	spanText spanKind = iota
	spanUser
	spanChannel
	spanGroup
	spanBroadcast // @here, @channel, @everyone: text holds the word
	spanLink
	spanDate
)

// A line is one line of mrkdwn.
type line struct {
	spans []span
	quote bool
	pre   bool
}

// parseMrkdwn reads Slack's mark-up into lines.
func parseMrkdwn(text string) []line {
	var out []line
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			for s := range strings.SplitSeq(strings.Trim(part, "\n"), "\n") {
				out = append(out, line{spans: []span{{text: unescape(stripControls(s)), code: true}}, pre: true})
			}
			continue
		}
		if i > 0 {
			part = strings.TrimPrefix(part, "\n")
		}
		if part == "" && i > 0 {
			continue
		}
		for s := range strings.SplitSeq(strings.TrimSuffix(part, "\n"), "\n") {
			l := line{}
			for _, q := range []string{"&gt; ", "&gt;", "> "} {
				if rest, ok := strings.CutPrefix(s, q); ok {
					s, l.quote = rest, true
					break
				}
			}
			l.spans = inline(s, span{})
			out = append(out, l)
		}
	}
	return out
}

// inline reads one line's marks; style is what surrounds it.
func inline(s string, style span) []span {
	var out []span
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			sp := style
			sp.text = unescape(run.String())
			out = append(out, sp)
			run.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch ch := s[i]; ch {
		case '<':
			if end := strings.IndexByte(s[i:], '>'); end > 0 {
				if sp, ok := control(s[i+1 : i+end]); ok {
					flush()
					sp.bold, sp.italic, sp.strike = style.bold, style.italic, style.strike
					out = append(out, sp)
					i += end + 1
					continue
				}
			}
		case '`':
			if end := strings.IndexByte(s[i+1:], '`'); end > 0 {
				flush()
				sp := style
				sp.text, sp.code = unescape(stripControls(s[i+1:i+1+end])), true
				out = append(out, sp)
				i += end + 2
				continue
			}
		case '*', '_', '~':
			if end := closing(s, i); end > 0 {
				flush()
				inner := style
				switch ch {
				case '*':
					inner.bold = true
				case '_':
					inner.italic = true
				case '~':
					inner.strike = true
				}
				out = append(out, inline(s[i+1:end], inner)...)
				i = end + 1
				continue
			}
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		run.WriteString(s[i : i+n])
		i += n
	}
	flush()
	return out
}

// closing finds where the mark opened at i closes: marks count only at the
// edges of words and around something.
func closing(s string, i int) int {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	if i > 0 && wordy(before) {
		return 0
	}
	for j := i + 1; j < len(s); j++ {
		if s[j] == '<' {
			if end := strings.IndexByte(s[j:], '>'); end > 0 {
				j += end
				continue
			}
		}
		if s[j] != s[i] {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(s[:j])
		first, _ := utf8.DecodeRuneInString(s[i+1:])
		after, _ := utf8.DecodeRuneInString(s[j+1:])
		if j == i+1 || unicode.IsSpace(first) || unicode.IsSpace(last) || j+1 < len(s) && wordy(after) {
			continue
		}
		return j
	}
	return 0
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// control reads what stands between < and >.
func control(s string) (span, bool) {
	body, label, labelled := strings.Cut(s, "|")
	label = unescape(label)
	switch {
	case body == "":
		return span{}, false
	case body[0] == '@':
		return span{kind: spanUser, id: body[1:], text: label}, true
	case body[0] == '#':
		return span{kind: spanChannel, id: body[1:], text: label}, true
	case strings.HasPrefix(body, "!subteam^"):
		return span{kind: spanGroup, id: strings.TrimPrefix(body, "!subteam^"), text: label}, true
	case strings.HasPrefix(body, "!date^"):
		parts := strings.SplitN(body, "^", 4)
		if len(parts) < 3 {
			return span{}, false
		}
		sp := span{kind: spanDate, unix: parts[1], id: parts[2], text: label}
		if len(parts) == 4 {
			sp.link = parts[3]
		}
		return sp, true
	case body[0] == '!':
		word, _, _ := strings.Cut(body[1:], "^")
		if word == "here" || word == "channel" || word == "everyone" {
			return span{kind: spanBroadcast, text: word}, true
		}
		return span{text: label}, labelled
	case strings.Contains(body, ":"):
		sp := span{kind: spanLink, id: unescape(body), text: label}
		if !labelled || label == "" {
			sp.text = strings.TrimPrefix(sp.id, "mailto:")
		}
		return sp, true
	}
	return span{}, false
}

// stripControls shows addresses inside code as they are.
func stripControls(s string) string {
	return strings.NewReplacer("<http", "http", "<mailto:", "").Replace(s)
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func unescape(s string) string { return entities.Replace(s) }
func escape(s string) string   { return escapes.Replace(s) }
