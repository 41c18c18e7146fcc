package commands

import "github.com/deskhand/deskhand/domain"

// A Table is everything people can say, and how they may shorten it.
type Table struct {
	Verbs  []Verb
	Noun   string // the noun that may be left out: "open 1 …" is "case open 1 …"
	House  string // the noun of the desk itself, tried after Noun: "help" is "desk help"
	Prefix string // what stands before a command where a platform wants it, /desk; stands for House too
	Case   string // what stands before a case's number: with CASE, 12 is CASE-12 where only a case can stand
}

// A Verb is one thing that can be said: a row of the table.
type Verb struct {
	Path    string   // "case open": how it is printed
	Alias   []string // other paths for the same
	Help    string   // one sentence of at most 100 characters
	Args    []Arg    // by position, then the named ones, then a Text
	Example string   // as printed
	Needs   Need
	Thread  bool // its first Case may be left out in a thread that belongs to a case
	Build   func(Input, Values) (domain.Command, error)
}

// An Arg is one argument of a verb.
type Arg struct {
	Name     string
	Kind     Kind
	Help     string
	Optional bool
	Or       string   // of a named When: another word that a moment may follow, "not 15:00"
	Named    bool     // written name:value, before or after the text; or --name value
	Choices  []string // of a Choice: all there are
	List     string   // of a Choice or Product: the list in Input.Lists, where the offering decides
	Past     bool     // of a When: a moment that has been
	Either   bool     // of a When: it may have been, or be still to come
}

// Kind is what an argument is.
type Kind string

const (
	Case     Kind = "case"     // CASE-12; 12 where that can only be a case
	Person   Kind = "person"   // the platform's mention, "me", or a name for somebody else to look up
	Account  Kind = "account"  // a customer's handle
	Choice   Kind = "choice"   // one of Choices, or of the offering's List
	Product  Kind = "product"  // a product's handle, from the list "products" unless List names another
	Text     Kind = "text"     // the rest of the message, verbatim; always last
	WordKind Kind = "word"     // one word, or several in quotes
	When     Kind = "when"     // a moment; takes as many words as make one
	Duration Kind = "duration" // a length; likewise
	Number   Kind = "number"   // a whole number
	Flag     Kind = "flag"     // --name; always named and optional
)

// Only is the table of the verbs whose need a person meets.
func (t Table) Only(may func(Need) bool) Table {
	var verbs []Verb
	for _, v := range t.Verbs {
		if may(v.Needs) {
			verbs = append(verbs, v)
		}
	}
	t.Verbs = verbs
	return t
}

// Verb finds a row by its path.
func (t Table) Verb(path string) (Verb, bool) {
	for _, v := range t.Verbs {
		if v.Path == path {
			return v, true
		}
	}
	return Verb{}, false
}

// Slash is a printed line as it is typed on a platform that has commands.
func (t Table) Slash(line string) string {
	if t.Prefix == "" {
		return "/" + line
	}
	return "/" + t.Prefix + " " + line
}

// byPosition are the arguments that have a place, without the text.
func (v Verb) byPosition() []Arg {
	var args []Arg
	for _, a := range v.Args {
		if !a.Named && a.Kind != Text {
			args = append(args, a)
		}
	}
	return args
}

// tail is the text at the end, if the verb has one.
func (v Verb) tail() (Arg, bool) {
	if n := len(v.Args); n > 0 && v.Args[n-1].Kind == Text {
		return v.Args[n-1], true
	}
	return Arg{}, false
}

// list is the name under which Input.Lists holds what may be said.
func (a Arg) list() string {
	if a.List == "" && a.Kind == Product {
		return "products"
	}
	return a.List
}

// multiWord says whether the argument takes as many words as make sense.
func (a Arg) multiWord() bool { return a.Kind == When || a.Kind == Duration }
