package commands

import (
	"slices"
	"strings"
)

// find resolves the verb of a line; n is how many of its words that took.
func (t Table) find(l line, self string) (v Verb, n int, p *Problem) {
	skip := afterSelf(l.words, self)
	names := pathWords(l.words[skip:])
	if len(names) == 0 {
		return v, 0, &Problem{Code: CodeNoVerb}
	}
	for _, as := range t.tries(names[0]) {
		if v, n := t.match(as.noun, names[as.drop:]); n > 0 {
			return v, skip + as.drop + n, nil
		}
	}
	noun, rest := "", names
	for len(rest) > 0 && (rest[0] == t.House || rest[0] == t.Prefix || t.isNoun(rest[0])) {
		noun, rest = rest[0], rest[1:]
	}
	if len(rest) == 0 {
		return v, 0, &Problem{Code: CodeNoVerb, Verb: noun}
	}
	p = &Problem{Code: CodeUnknownVerb}
	if names[0] == t.Prefix && !t.isNoun(names[0]) {
		skip++
	}
	t.slip(p, l, skip)
	return v, 0, p
}

// A try is a noun put before the words of a line, in place of so many of them.
type try struct {
	noun string
	drop int
}

// tries are what a line that begins with this word may have left out, in order.
func (t Table) tries(first string) []try {
	if first == "" || first != t.House && first != t.Prefix {
		return []try{{"", 0}, {t.Noun, 0}, {t.House, 0}}
	}
	said := []try{{t.House, 1}, {"", 1}, {t.Noun, 1}}
	if first != t.House && t.isNoun(first) { // a desk whose prefix is a noun of the table
		return append([]try{{"", 0}}, said...)
	}
	return said
}

// match finds the verb whose path the words begin with, noun put before them; n
// counts the words it took, at least one. No path begins another (Check).
func (t Table) match(noun string, names []string) (v Verb, n int) {
	if noun != "" {
		names = append([]string{noun}, names...)
	}
	for _, v := range t.Verbs {
		for path := range v.paths() {
			words := strings.Fields(path)
			n := len(words)
			if n > len(names) || !slices.Equal(words, names[:n]) {
				continue
			}
			if noun != "" {
				n--
			}
			if n > 0 {
				return v, n
			}
		}
	}
	return v, 0
}

// paths are the path and its aliases.
func (v Verb) paths() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(v.Path) {
			return
		}
		for _, a := range v.Alias {
			if !yield(a) {
				return
			}
		}
	}
}

func (t Table) isNoun(s string) bool {
	return slices.ContainsFunc(t.Verbs, func(v Verb) bool { return strings.HasPrefix(v.Path, s+" ") })
}

// slip adds to a problem what was probably meant.
func (t Table) slip(p *Problem, l line, at int) {
	names := pathWords(l.words[at:])
	var found []near
	for _, v := range t.Verbs {
		var ways []near
		for path := range v.paths() {
			words := strings.Fields(path)
			ways = append(ways, slipped(v.Path, words, names)...)
			if words[0] == t.Noun || words[0] == t.House {
				ways = append(ways, slipped(v.Path, words[1:], names)...)
			}
		}
		if ways = best(ways); len(ways) > 0 {
			found = append(found, ways[0])
		}
	}
	found = best(found)
	for _, f := range found {
		p.Suggest = append(p.Suggest, f.what)
	}
	if len(found) == 0 {
		p.Got = l.verbatim(l.words[at].At, l.words[min(at+1, len(l.words)-1)].End)
		return
	}
	last := at + found[0].n
	p.Got = l.verbatim(l.words[at].At, l.words[last-1].End)
	if len(found) == 1 {
		p.Line = found[0].what
		if last < len(l.words) {
			p.Line += " " + l.verbatim(l.words[last].At, len(l.text))
		}
	}
}

// slipped compares the words of a path to as many that were typed.
func slipped(path string, words, typed []string) []near {
	if len(words) == 0 || len(words) > len(typed) {
		return nil
	}
	typed = typed[:len(words)]
	if len(words) > 1 && slices.Equal(typed[1:], words[1:]) { // only the noun is another
		return []near{{path, 1, len(words)}}
	}
	meant := strings.Join(words, " ")
	if d := distance(strings.Join(typed, " "), meant, slips(meant)); d <= slips(meant) {
		return []near{{path, d, len(words)}}
	}
	return nil
}

// pathWords are the words that may be a verb's path, lower-case and without the
// stroke of a platform's command; "" for a word that cannot be one.
func pathWords(ws []Word) []string {
	const longest = 4
	var names []string
	for i, w := range ws[:min(len(ws), longest)] {
		if w.Shape != Plain {
			names = append(names, "")
			continue
		}
		name := strings.ToLower(w.Text)
		if i == 0 && len(name) > 1 {
			name = strings.TrimPrefix(name, "/")
		}
		names = append(names, name)
	}
	return names
}

// afterSelf counts the words that address the desk itself: its mention, and a
// comma or colon that stands alone behind it.
func afterSelf(ws []Word, self string) int {
	if self == "" || len(ws) == 0 {
		return 0
	}
	first := ws[0]
	if id, ok := mention(self); ok {
		said, ok := mention(first.Text)
		if first.Shape != Token || first.Lead != "" || !ok || said != id {
			return 0
		}
	} else if first.Shape != Plain || !strings.EqualFold(strings.TrimRight(first.Text, ",:"), self) {
		return 0
	}
	if len(ws) > 1 && ws[1].Shape == Plain && strings.Trim(ws[1].Text, ",:") == "" {
		return 2
	}
	return 1
}
