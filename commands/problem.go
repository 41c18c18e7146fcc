package commands

import "strings"

// A Problem is why a line was not understood, for whoever draws it: nothing in
// it is prose.
type Problem struct {
	Code    Code
	Verb    string     // the path, once that much was understood; for CodeNoVerb the noun, if one was said
	Arg     string     // the argument concerned
	Kind    Kind       // and its kind
	Got     string     // what was typed there
	Want    []string   // all that may be said there, if that is a list
	Suggest []string   // what was probably meant: paths, choices, names of arguments, lines
	Line    string     // the whole line, put right, where there is one suggestion
	Example string     // a line of this verb that works
	When    *WhenError // of a moment or a length that was refused
}

// Code names a kind of problem.
type Code string

const (
	CodeNoVerb      Code = "no_verb"      // nothing was said, or a noun alone
	CodeUnknownVerb Code = "unknown_verb" //
	CodeMissing     Code = "missing"      // a required argument
	CodeUnknownArg  Code = "unknown_arg"  // --name or name: that the verb does not have
	CodeEither      Code = "either"       // a text that ends in "at 04:10": Suggest has the line both ways
	CodeTwice       Code = "twice"        // an argument given twice
	CodeExtra       Code = "extra"        // a word that nothing asks for
	CodeChoice      Code = "choice"       // none of the list
	CodeCase        Code = "case"         // no case number
	CodePerson      Code = "person"       // nobody: a channel, a group
	CodeNumber      Code = "number"       //
	CodeFlag        Code = "flag"         // neither yes nor no
	CodeWhen        Code = "when"         // see When; also of a Duration
	CodeToken       Code = "token"        // a mention or a link where a word belongs
)

func (p *Problem) Error() string {
	parts := []string{"command: " + string(p.Code)}
	for _, s := range []string{p.Verb, p.Arg} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if p.When != nil {
		parts = append(parts, p.When.Error())
	}
	return strings.Join(parts, ": ")
}

// Problems are all the faults of a form, in the order of its arguments.
type Problems []*Problem

func (p Problems) Error() string {
	var parts []string
	for _, one := range p {
		parts = append(parts, one.Error())
	}
	return strings.Join(parts, "; ")
}
