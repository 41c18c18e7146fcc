package bot

import (
	"strings"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
)

// problemDoc says what was wrong with a line: what was not understood, what could be said there,
// what was probably meant, and a line that works.
func problemDoc(p *commands.Problem) domain.Doc {
	doc := domain.Doc{Tone: domain.Alert, Head: problemHead(p)}
	add := func(l domain.Line) { doc.Lines = append(doc.Lines, l) }
	switch {
	case p.Line != "":
		add(domain.Say("problem.meant", domain.Named(p.Line)))
	case len(p.Suggest) > 0:
		add(domain.Say("problem.meant_one", listed(p.Suggest)))
	}
	if p.When != nil && len(p.When.Examples) > 0 {
		add(domain.Say("problem.when_examples", listed(p.When.Examples)))
	} else if p.Example != "" {
		add(domain.Say("problem.example", domain.Named(p.Example)))
	}
	if p.Code == commands.CodeNoVerb || p.Code == commands.CodeUnknownVerb {
		add(domain.Say("problem.help"))
	}
	return doc
}

func problemHead(p *commands.Problem) domain.Line {
	got, arg := domain.Named(short(p.Got)), domain.Named(p.Arg)
	switch p.Code {
	case commands.CodeNoVerb:
		return domain.Say("problem.no_verb")
	case commands.CodeUnknownVerb:
		return domain.Say("problem.unknown_verb", got)
	case commands.CodeMissing:
		if len(p.Want) > 0 {
			return domain.Say("problem.missing_of", arg, listed(p.Want))
		}
		return domain.Say("problem.missing", arg)
	case commands.CodeUnknownArg:
		return domain.Say("problem.unknown_arg", got)
	case commands.CodeEither:
		return domain.Say("problem.either", got)
	case commands.CodeTwice:
		return domain.Say("problem.twice", arg)
	case commands.CodeChoice:
		return domain.Say("problem.choice", got, arg, listed(p.Want))
	case commands.CodeCase:
		return domain.Say("problem.case", got)
	case commands.CodePerson:
		return domain.Say("problem.person", got)
	case commands.CodeNumber:
		return domain.Say("problem.number", got, arg)
	case commands.CodeFlag:
		return domain.Say("problem.flag", got, arg)
	case commands.CodeToken:
		return domain.Say("problem.token", got, arg)
	case commands.CodeWhen:
		if p.When != nil {
			return domain.Say("problem.when", domain.Named(short(p.When.At)), domain.Term(domain.MsgID("when."+string(p.When.Code))))
		}
	}
	return domain.Say("problem.extra", got)
}

// short keeps what somebody typed within a line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

func listed(words []string) domain.Arg {
	var lines []domain.Line
	for _, w := range words {
		lines = append(lines, domain.Say("plain", domain.Named(w)))
	}
	return domain.Listed(lines...)
}
