package card

import (
	"strings"
	"unicode"
)

// Brief is a text on one line and at most so many characters long; what was cut off leaves an
// ellipsis. What people see as one character is not torn apart: a letter keeps its marks, an emoji
// its joiners.
func Brief(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	seen, cut := 0, 0
	joined := false // the next rune belongs to the one before
	flags := 0      // a flag is two regional indicators
	for i, r := range text {
		part := joined || extends(r)
		joined = r == '\u200d'
		if regional(r) {
			flags++
			part = part || flags%2 == 0
		} else {
			flags = 0
		}
		if part {
			continue
		}
		if seen == most-1 {
			cut = i
		}
		if seen++; seen > most {
			return strings.TrimSpace(text[:cut]) + "…"
		}
	}
	return text
}

// extends reports whether a rune changes how the one before it looks and is none of its own.
func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == '\u200d' || r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xfe00 && r <= 0xfe0f
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
