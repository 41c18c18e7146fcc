package commands

import (
	"strconv"
	"strings"
)

// Print writes a line in its full form, one that Parse reads as the same verb
// and the same values, whoever says it, wherever and whenever: names in full,
// moments in UTC, named arguments before the text.
func Print(v Verb, vals Values) string {
	line := render(v, vals, false)
	if again, ok := reread(v, line); ok && again.Equal(vals) {
		return line
	}
	return render(v, vals, true)
}

// reread parses a printed line without table, thread or place.
func reread(v Verb, text string) (Values, bool) {
	l := line{text: text, words: Words(text, false)}
	r := &reader{verb: v, line: l, words: l.words[len(strings.Fields(v.Path)):]}
	r.reading.free = true
	p := r.args()
	return r.values, p == nil
}

// render writes a line; careful quotes what could be taken for something else
// and marks where the text begins.
func render(v Verb, vals Values, careful bool) string {
	parts := []string{v.Path}
	for _, a := range v.Args {
		x := vals.find(a.Name)
		if x.name == "" {
			continue
		}
		if a.Kind == Text {
			if careful {
				parts = append(parts, "--")
			}
			parts = append(parts, x.text)
			continue
		}
		word := printed(x, careful, a.Named)
		switch {
		case a.Kind == Flag:
			word = "--" + a.Name
		case a.Named:
			word = a.Name + ":" + word
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, " ")
}

func printed(x value, careful, named bool) string {
	switch x.kind {
	case When:
		return PrintWhen(x.when)
	case Duration:
		return PrintSpan(x.length)
	case Number:
		return strconv.FormatInt(x.number, 10)
	case Person:
		switch {
		case x.who.ID != "":
			return "<@" + x.who.ID + ">"
		case strings.Contains(x.who.Word, "@"):
			return quote(x.who.Word, careful, named)
		}
		return quote("@"+x.who.Word, careful, named)
	case WordKind:
		if token(x.text, 0) == len(x.text) {
			return x.text
		}
		return quote(x.text, careful, named)
	case Account, Product:
		return quote(x.text, careful, named)
	}
	return quote(x.text, false, named)
}

// quote writes a word as it reads back; always puts marks around it in any case.
func quote(s string, always, named bool) string {
	if !always && isPlain(s, named) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if strings.ContainsRune(doubles, r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// isPlain says whether a word can go without quotes, anywhere in a line.
func isPlain(s string, named bool) bool {
	if !named && (strings.ContainsAny(s, ":=") || strings.HasPrefix(s, "--")) {
		return false
	}
	for _, r := range s {
		if _, ok := quotes[r]; ok || r == '<' { // harmless alone, but not before another
			return false
		}
	}
	ws := Words(s, false)
	return len(ws) == 1 && ws[0].Shape == Plain && ws[0].Text == s
}
