package slack

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// What Slack bears. The figures are those of spec/limits.json of the local workspace, to which
// a test holds them; the three marked so are not documented there.
const (
	maxBlocks   = 50     // blocks of a message
	maxSection  = 3000   // characters of one text
	maxMessage  = 13_000 // of all blocks as JSON; undocumented: msg_blocks_too_long from about 13,200
	maxFallback = 4000   // of the plain text; undocumented: recommended, 40,000 are refused
	maxActions  = 25     // buttons in a row
	maxLabel    = 75     // of a button
	maxValue    = 2000   // of a button's value

	maxHomeBlocks = 100    // blocks of a Home tab
	maxHome       = 60_000 // of all of them as JSON; undocumented: well under what a view can hold
	maxHeader     = 150    // of a heading

	maxTitle       = 24   // of a form's title and of its buttons
	maxPrivate     = 3000 // of a form's private metadata
	maxInputs      = 100  // blocks of a form
	maxInputLabel  = 2000
	maxInputHint   = 2000
	maxInput       = 3000 // what can be typed into one field
	maxOptions     = 100
	maxOption      = 75  // an option's words
	maxOptionValue = 150 // … and its value
	maxProblem     = 300 // of what is said at a field; undocumented: what still fits under one

	maxAckBytes = 19_000 // of an acknowledgement: from 20 kB on Slack drops it without a word
)

// units is the length of a text as the strictest reading of "characters" has it: UTF-16 code
// units, never fewer than code points.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int { return max(1, utf16.RuneLen(r)) }

// cut shortens a text to at most n units, with an ellipsis where something was left out.
func cut(s string, n int) string {
	if units(s) <= n {
		return s
	}
	head, _ := split(s, n-1)
	return strings.TrimRight(head, " \n") + "…"
}

// split takes as much from the front of a text as fits into n units; at least one character
// stays behind only where nothing fits.
func split(s string, n int) (head, rest string) {
	used := 0
	for i, r := range s {
		if used += runeUnits(r); used > n {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// clean takes out of a text what no message may carry: bytes that are no text, control
// characters, and the marks that turn the direction of writing, with which somebody's words
// could reorder what the desk says after them.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029', r == '\u0085':
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, s)
}
