package bot

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
)

// filled reads a form as the line it stands for. A form is named by its row's path.
func (h house) filled(r domain.Reader, s domain.Stamp, a asker, f Filled) (Asked, error) {
	in := h.formInput(r, s, a, f.Scene, f.Run)
	verb, ok := table(r).Verb(f.Form)
	if !ok {
		return a.Asked, domain.Refuse("form.unknown")
	}
	if f.About != nil {
		a, err := h.mayPick(r, a, f.Scene, f.Form, *f.About)
		if err != nil {
			return a.Asked, err
		}
		in.Account, in.From = a.account, source(*f.About)
	}
	fields := map[string]string{}
	for _, arg := range verb.Args {
		v, given := f.Values[arg.Name]
		if !given || v == "" {
			continue
		}
		if who, ok := parseHandle(v); ok && arg.Kind == commands.Person {
			v = "<@" + who.User + ">"
		}
		fields[arg.Name] = v
	}
	verb, values, err := commands.Fill(table(r), f.Form, in, fields)
	if err != nil {
		return a.Asked, inWords(err)
	}
	return h.build(r, a, in, verb, values)
}

// formInput is the input of a form that was begun with a line: the case that the line names is
// the form's.
func (h house) formInput(r domain.Reader, s domain.Stamp, a asker, sc Scene, run string) commands.Input {
	in := h.input(r, s, a, sc, "")
	in.Said, in.Shared = time.Time{}, false // nobody else reads what is filled in
	if c := caseIn(run, table(r).Case); c != "" {
		in.Case = c
	}
	return in
}

// caseIn finds the case that a line names.
func caseIn(line, prefix string) string {
	for _, w := range strings.Fields(line) {
		if strings.HasPrefix(w, prefix+"-") {
			return w
		}
	}
	return ""
}

// form answers a platform that opens a form or asks for options.
func (h house) form(r domain.Reader, s domain.Stamp, q Question) (Answer, error) {
	a, err := h.asker(r, q.Scene)
	if err != nil {
		return Answer{}, err
	}
	path := q.Form
	if path == "" {
		if path = h.lacking(r, s, a, q); path == "" {
			return Answer{}, nil
		}
	}
	verb, ok := table(r).Verb(path)
	if !ok {
		return Answer{}, domain.Refuse("form.unknown")
	}
	if !commands.Meets(a.person, verb.Needs, account.DutyRole(r)) {
		return Answer{}, commands.Refusal(verb.Needs)
	}
	if q.About != nil {
		if a, err = h.mayPick(r, a, q.Scene, path, *q.About); err != nil {
			return Answer{}, err
		}
	}
	in := h.formInput(r, s, a, q.Scene, q.Run)
	if q.Field == "account" && path == openCase && a.person.Staff() {
		all, err := accountOptions(r)
		return Answer{Options: matching(all, q.Typed)}, err
	}
	if q.Field != "" {
		return Answer{Options: options(verb, in, q)}, nil
	}
	f, err := h.formOf(r, s, a, verb, in, q.Run)
	if err == nil && q.About != nil {
		err = h.begin(r, s, a, f, *q.About)
	}
	return Answer{Form: f}, err
}

// formOf is the form of a row, begun with a line.
func (h house) formOf(r domain.Reader, s domain.Stamp, a asker, verb commands.Verb, in commands.Input, run string) (*Form, error) {
	f := &Form{Name: verb.Path, Title: title(verb, in.Case), Submit: "Send", Run: run, Intro: verb.Help}
	for _, arg := range verb.Args {
		if arg.Kind == commands.Case && verb.Thread && in.Case != "" && arg.Name == "case" {
			continue // the button's own case
		}
		f.Fields = append(f.Fields, field(arg, in))
	}
	if err := h.explain(r, s, a, f); err != nil {
		return f, err
	}
	return f, h.begun(r, a, verb, in, f)
}

// begun fills in what the line said already that the form was opened for.
func (h house) begun(r domain.Reader, a asker, verb commands.Verb, in commands.Input, f *Form) error {
	in.Text = f.Run
	given := commands.Given(table(r), in)
	company := cmp.Or(a.account, given["account"])
	for i := range f.Fields {
		field, said := &f.Fields[i], given[f.Fields[i].Name]
		switch {
		case said == "" || field.Value != "":
		case field.Kind == FieldPerson:
			who := account.Who{Word: strings.TrimPrefix(said, "@")}
			if id, ok := strings.CutPrefix(said, "<@"); ok {
				who = account.Who{Platform: in.Platform, User: strings.TrimSuffix(id, ">")}
			}
			p, err := account.Find(r, who, company)
			if _, refused := domain.AsRefusal(err); refused {
				continue
			}
			if err != nil {
				return err
			}
			for _, h := range p.Handles {
				if h.Platform == in.Platform {
					field.Value = h.String()
				}
			}
		case field.Kind == FieldChoice && !slices.ContainsFunc(field.Options, func(o Option) bool { return o.Value == said }):
		default:
			field.Value = said
		}
	}
	return nil
}

// lacking is the row of a line that says too little; empty for a line that lacks nothing, or is
// wrong in another way.
func (h house) lacking(r domain.Reader, s domain.Stamp, a asker, q Question) string {
	_, _, err := commands.Parse(table(r), h.input(r, s, a, q.Scene, q.Run))
	if p, ok := errors.AsType[*commands.Problem](err); ok && p.Code == commands.CodeMissing {
		return p.Verb
	}
	return ""
}

// title is a form's title: "Restore CASE-12".
func title(v commands.Verb, number string) string {
	_, word, ok := strings.Cut(v.Path, " ")
	if !ok {
		word = v.Path
	}
	word = capital(word)
	if v.Thread && number != "" {
		word += " " + number
	}
	return word
}

func capital(s string) string {
	s = strings.ReplaceAll(s, "_", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func field(arg commands.Arg, in commands.Input) Field {
	f := Field{Name: arg.Name, Label: capital(arg.Name), Help: arg.Help, Optional: arg.Optional, Kind: FieldLine}
	switch arg.Kind {
	case commands.Text:
		f.Kind = FieldText
	case commands.Person:
		f.Kind = FieldPerson
	case commands.Flag:
		f.Kind, f.Options = FieldChoice, []Option{{Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}}
	case commands.Choice, commands.Product:
		if list := choices(arg, in); len(list) > 0 {
			f.Kind = FieldChoice
			for _, c := range list {
				f.Options = append(f.Options, Option{Value: c, Label: capital(c)})
			}
		}
	}
	return f
}

func choices(arg commands.Arg, in commands.Input) []string {
	if len(arg.Choices) > 0 {
		return arg.Choices
	}
	name := arg.List
	if name == "" && arg.Kind == commands.Product {
		name = "products"
	}
	return in.Lists[name]
}

// options are the choices of one field for what was typed so far.
func options(v commands.Verb, in commands.Input, q Question) []Option {
	var out []Option
	for _, arg := range v.Args {
		if arg.Name != q.Field {
			continue
		}
		for _, c := range choices(arg, in) {
			if strings.Contains(strings.ToLower(c), strings.ToLower(q.Typed)) {
				out = append(out, Option{Value: c, Label: capital(c)})
			}
		}
	}
	return out
}

// inWords turns what the parser found wrong into what its asker reads.
func inWords(err error) error {
	if all, ok := errors.AsType[commands.Problems](err); ok && len(all) > 0 {
		p := &Problem{Answer: problemDoc(all[0]), Fields: map[string]domain.Line{}}
		for _, one := range all {
			doc := problemDoc(one)
			p.Fields[one.Arg] = doc.Head
		}
		return p
	}
	if one, ok := errors.AsType[*commands.Problem](err); ok {
		return &Problem{Answer: problemDoc(one)}
	}
	return err
}
