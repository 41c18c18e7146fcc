package commands

import (
	"strings"
	"unicode"
)

// quotes maps every rune that may open a quotation to the runes that close it.
// Phones and languages disagree on which curl goes where, so the members of a
// family close each other: “a", „a“, "a”.
var quotes = map[rune]string{
	'"': doubles, '“': doubles, '”': doubles, '„': doubles, '‟': doubles, '＂': doubles,
	'\'': singles, '‘': singles, '’': singles, '‚': singles, '‛': singles, '＇': singles,
	'«': "»", '»': "«", '‹': "›", '›': "‹",
	'「': "」", '『': "』", '｢': "｣",
}

const (
	doubles = "\"“”‟＂"
	singles = "'‘’‛＇"
)

// typed undoes what keyboards do to the characters of a command, for words
// outside quotation marks only: a phone turns -- into — and ' into ’, an input
// method writes the whole of ASCII in full width.
func typed(r rune) string {
	switch r {
	case '“', '”', '„', '‟':
		return `"`
	case '‘', '’', '‚', '‛', 'ʼ':
		return "'"
	case '—', '―':
		return "--"
	case '–', '‐', '‑', '‒', '−':
		return "-"
	}
	if r >= '！' && r <= '～' { // full-width ASCII
		return string(r - '！' + '!')
	}
	return string(r)
}

// unseen says whether a rune takes no room and means nothing to a command: what
// copying from a page brings along. The joiners that shape letters and emoji
// are not among them.
func unseen(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// blank says whether a rune separates words or is not seen at all; no-break and
// ideographic spaces separate like any other.
func blank(r rune) bool { return unicode.IsSpace(r) || unseen(r) }

func trim(s string) string { return strings.TrimFunc(s, blank) }

// entities undoes the three characters that a platform's wire form escapes.
var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
