package commands

import (
	"slices"
	"strings"
)

// A Page is the help for a verb, a noun or everything, for somebody to draw.
type Page struct {
	Path    string // what was asked for; empty for everything
	Entries []Entry
}

// An Entry is the help for one verb.
type Entry struct {
	Path    string
	Alias   []string
	Help    string
	Usage   string // case open <severity> [product:<product>] <title...>
	Args    []ArgHelp
	Example string
	Needs   Need
	Thread  bool
}

// ArgHelp is the help for one argument.
type ArgHelp struct {
	Name     string
	Usage    string
	Help     string
	Kind     Kind
	Optional bool
	Choices  []string
}

// Help answers for a path as somebody typed it: a verb, an alias, a verb
// without its noun, a noun, or nothing for all. Pass it the table that the
// asker may use (Only). The error is a *Problem.
func Help(t Table, path string) (Page, error) {
	path = strings.Join(strings.Fields(strings.ToLower(path)), " ")
	if v, ok := t.exactly(path); ok {
		return Page{Path: v.Path, Entries: []Entry{entry(v)}}, nil
	}
	page := Page{Path: path}
	for _, v := range t.Verbs {
		if path == "" || strings.HasPrefix(v.Path, path+" ") {
			page.Entries = append(page.Entries, entry(v))
		}
	}
	if page.Entries != nil || path == "" {
		return page, nil
	}
	l := newLine(path, false)
	p := &Problem{Code: CodeUnknownVerb, Got: path}
	t.slip(p, l, 0)
	p.Line = ""
	return Page{}, p
}

// exactly finds the verb that the whole path names.
func (t Table) exactly(path string) (Verb, bool) {
	names := strings.Fields(path)
	for _, noun := range []string{"", t.Noun, t.House} {
		if v, n := t.match(noun, names); n > 0 && n == len(names) {
			return v, true
		}
	}
	return Verb{}, false
}

func entry(v Verb) Entry {
	e := Entry{Path: v.Path, Alias: v.Alias, Help: v.Help, Example: v.Example, Needs: v.Needs, Thread: v.Thread}
	parts := []string{v.Path}
	first := slices.IndexFunc(v.Args, func(a Arg) bool { return a.Kind == Case })
	for i, a := range v.Args {
		h := ArgHelp{Name: a.Name, Usage: usage(a), Help: a.Help, Kind: a.Kind, Choices: a.Choices,
			Optional: a.Optional || v.Thread && i == first}
		e.Args = append(e.Args, h)
		if h.Optional {
			parts = append(parts, "["+h.Usage+"]")
		} else {
			parts = append(parts, h.Usage)
		}
	}
	e.Usage = strings.Join(parts, " ")
	return e
}

// usage is how an argument is written, with <…> for what is to be put in.
func usage(a Arg) string {
	switch {
	case a.Kind == Flag:
		return "--" + a.Name
	case a.Kind == Text:
		return "<" + a.Name + "...>"
	case a.Named:
		return a.Name + ":<" + a.valueName() + ">"
	}
	return "<" + a.Name + ">"
}

// valueName says what is to be put in for a named argument: its name tells it
// already, except where a kind says how it is written.
func (a Arg) valueName() string {
	if a.multiWord() {
		return string(a.Kind)
	}
	return a.Name
}
