package bot

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/place"
)

// A talk is a form as it is asked in words: what must be answered first, then what may be.
type talk struct {
	verb   commands.Verb
	in     commands.Input
	form   *Form
	fields []Field
}

func (h house) talkOf(r domain.Reader, s domain.Stamp, a asker, sc Scene, path, run string) (talk, error) {
	var t talk
	var ok bool
	if t.verb, ok = table(r).Verb(path); !ok {
		return t, domain.Refuse("form.unknown")
	}
	if !commands.Meets(a.person, t.verb.Needs, account.DutyRole(r)) {
		return t, commands.Refusal(t.verb.Needs)
	}
	t.in = h.formInput(r, s, a, sc, run)
	t.in.Shared = !sc.Direct
	var err error
	if t.form, err = h.formOf(r, s, a, t.verb, t.in, run); err != nil {
		return t, err
	}
	for _, f := range t.form.Fields {
		if f.Name == "account" && !a.person.Staff() {
			continue // whose it is, is known
		}
		if f.Name == "description" {
			continue // what else is known is said in the case's own thread
		}
		t.fields = append(t.fields, f)
	}
	slices.SortStableFunc(t.fields, func(x, y Field) int { return compareBool(x.Optional, y.Optional) })
	return t, nil
}

// talk begins to ask a form in words: it could not be opened, or there was nothing to open it
// with. Alone says that nobody else saw what it began with, so that nobody else sees the rest.
func (h house) talk(r domain.Reader, s domain.Stamp, a asker, sc Scene, path, run string, alone bool) (Asked, error) {
	t, err := h.talkOf(r, s, a, sc, path, run)
	if err != nil {
		return a.Asked, err
	}
	said := t.in
	said.Text, said.Case = run, h.input(r, s, a, sc, "").Case
	given, values := commands.Given(table(r), said), map[string]string{}
	alone = alone || given["private"] == "yes"
	at := talkAt(a, sc, alone)
	if at.Spot, err = place.First(r, at.Spot); err != nil {
		return a.Asked, err
	}
	begin := dialogue.Begin{Form: path, Title: t.form.Title, Run: run, At: at, Account: a.account, Outside: sc.Outside}
	begin.Elsewhere = begin.At.Kind == domain.HandleDirect && !sc.Direct
	for _, f := range t.fields {
		if text := given[f.Name]; text != "" && t.wrong(r, a, f, text) == nil {
			values[f.Name] = text
			begin.Given = append(begin.Given, dialogue.Given{Field: f.Name, Label: f.Label, Text: text})
		}
	}
	for name := range values {
		t.leave(name)
	}
	begin.Grave = t.grave(values)
	if begin.Grave || begin.At.Kind != domain.HandleDirect || a.person.Staff() {
		t.leave("private")
	}
	t.leave("contact")
	begin.First = t.next(nil)
	if begin.First != nil && begin.At.Kind != domain.HandleDirect && path == openCase {
		begin.First.Notes = []domain.Line{domain.Say("private.hint")}
	}
	a.Command = begin
	return a.Asked, nil
}

// talkAt is where a dialogue stands: in the thread where it was asked for, if those who read it
// are of the asker's own side, else in their own conversation with the desk.
func talkAt(a asker, sc Scene, alone bool) domain.Place {
	readers := cmp.Or(a.thread.Audience, a.channel.Audience)
	own := a.person == nil || a.person.Account == a.account || a.person.Staff()
	root := cmp.Or(sc.Spot.Thread, sc.Spot.Message)
	if sc.Direct || sc.Hidden || alone || root == "" || readers != a.Audience || !own {
		return dialogue.Direct(sc.Who, a.Audience)
	}
	at := sc.Spot
	at.Thread, at.Message, at.URL = root, "", ""
	return domain.Place{Kind: domain.ReplyPlace, Audience: a.Audience, To: sc.Who, Spot: at}
}

// talkWith is the dialogue that stands with somebody where they speak; nil where none does.
func talkWith(r domain.Reader, sc Scene) (*dialogue.Dialogue, error) {
	at, err := place.First(r, sc.Spot)
	if err != nil {
		return nil, err
	}
	switch {
	case sc.Who.IsZero():
		return nil, nil
	case sc.Direct:
		return dialogue.With(r, sc.Who, dialogue.Direct(sc.Who, ""))
	case sc.Spot.Thread == "":
		return nil, nil
	}
	return dialogue.With(r, sc.Who, domain.Place{Kind: domain.ReplyPlace, Spot: at})
}

// spokenTo is what a line says, without the mention that opens it.
func spokenTo(l Line) string {
	return strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(l.Text), l.Self), " ,:"))
}

// ordered reports whether words are surely a command, and no answer to a question. Where they
// were said with a mention they need not be spelled in full.
func ordered(t commands.Table, text string, direct bool) bool {
	if !direct {
		_, _, err := commands.Parse(t, commands.Input{Text: text})
		p, _ := errors.AsType[*commands.Problem](err)
		return err == nil || p.Code != commands.CodeUnknownVerb && p.Code != commands.CodeNoVerb
	}
	w := strings.Fields(strings.ToLower(text))
	if len(w) == 1 && w[0] == "help" {
		return true
	}
	if len(w) < 2 {
		return false
	}
	_, ok := t.Verb(w[0] + " " + w[1])
	return ok
}

// answers reads words, or a button, as the answer to what a dialogue asks. Named is the text with
// the people it mentions as tokens.
func (h house) answers(r domain.Reader, s domain.Stamp, a asker, sc Scene, c dialogue.Answer, named string) (Asked, error) {
	d, err := dialogue.Of(r, sc.Who, c.ID, c.Turn)
	if err != nil {
		return a.Asked, err
	}
	run, err := r.Word(d.Run)
	if err != nil {
		return a.Asked, err
	}
	a.account = cmp.Or(d.Account, a.account)
	t, err := h.talkOf(r, s, a, sc, d.Form, run)
	if err != nil {
		return a.Asked, err
	}
	t.in.Outside = d.Outside
	said, values := map[string]bool{}, map[string]string{}
	for _, x := range d.Answers {
		if said[x.Field] = true; x.Given {
			t.leave(x.Field)
		}
		if values[x.Field], err = r.Word(x.Words); err != nil {
			return a.Asked, err
		}
	}
	if d.Grave || d.At.Kind != domain.HandleDirect || a.person.Staff() {
		t.leave("private")
	}
	t.leave("contact")
	plan := &dialogue.Plan{}
	c.Plan = plan
	a.Command = &c
	switch word := strings.ToLower(strings.TrimSpace(c.Text)); {
	case word == "cancel":
		plan.Do = dialogue.Cancel
		return a.Asked, nil
	case word == "back":
		last, ok := d.Last()
		if !ok || !d.Made.IsZero() {
			return a.Asked, domain.Refuse("dialogue.first")
		}
		plan.Do = dialogue.Back
		delete(said, last)
		plan.Next = t.next(said)
		return a.Asked, nil
	case d.Field == "" && (word == "send" || word == "yes"):
		plan.Do = dialogue.Send
		plan.Then, err = h.built(r, a, t, values)
		return a.Asked, err
	case d.Field == "":
		return a.Asked, domain.Refuse("dialogue.at_summary")
	}
	i := slices.IndexFunc(t.fields, func(f Field) bool { return f.Name == d.Field })
	if i < 0 {
		return a.Asked, domain.Refuse("form.unknown")
	}
	f := t.fields[i]
	plan.Do, plan.Label = dialogue.Say, f.Label
	said[f.Name] = true
	if strings.EqualFold(strings.TrimSpace(c.Text), "skip") {
		if !f.Optional {
			return a.Asked, domain.Refuse("dialogue.required")
		}
		plan.Do, plan.Next = dialogue.Skip, t.next(said)
		return a.Asked, nil
	}
	if f.Kind == FieldPerson {
		c.Text = cmp.Or(named, c.Text)
	}
	c.Text = f.chosen(c.Text)
	if err := t.wrong(r, a, f, c.Text); err != nil {
		return a.Asked, err
	}
	values[f.Name] = c.Text
	if f.Kind != FieldText {
		c.Message = "" // nothing that would be news of the case by itself
	}
	if plan.Grave = t.grave(values); plan.Grave {
		t.leave("private")
	}
	plan.Next = t.next(said)
	switch {
	case !d.Made.IsZero():
		plan.Then = casework.Detail{Case: d.Made.ID, Product: only(f, "product", c.Text), Environment: only(f, "environment", c.Text)}
	case t.burns(r, values):
		if plan.Then, err = h.built(r, a, t, values); t.verb.Path != openCase {
			plan.Next = nil
		}
	}
	return a.Asked, err
}

func only(f Field, name, text string) string {
	if f.Name != name {
		return ""
	}
	return text
}

// built is the command that a form's answers make.
func (h house) built(r domain.Reader, a asker, t talk, values map[string]string) (domain.Command, error) {
	fields := map[string]string{}
	for name, v := range values {
		if v != "" {
			fields[name] = v
		}
	}
	verb, vals, err := commands.Fill(table(r), t.verb.Path, t.in, fields)
	if err != nil {
		return nil, inWords(err)
	}
	asked, err := h.build(r, a, t.in, verb, vals)
	return asked.Command, err
}

// leave leaves out a question: the line answered it. Whether a case is private is not asked where others read the answer,
// nor of one that does not wait for it; nor staff, who say it in their first line, and in whose name.
func (t *talk) leave(name string) {
	t.fields = slices.DeleteFunc(t.fields, func(f Field) bool { return f.Name == name })
}

// next is the first question that is not answered; nil where all are.
func (t talk) next(answered map[string]bool) *dialogue.Question {
	n := 1
	for _, f := range t.fields {
		if answered[f.Name] {
			n++
			continue
		}
		q := &dialogue.Question{Field: f.Name, Label: f.Label, Help: f.Help, Optional: f.Optional, N: n, Of: len(t.fields)}
		for _, o := range f.Options {
			q.Options = append(q.Options, dialogue.Option{Value: o.Value, Label: o.Label})
		}
		return q
	}
	return nil
}

// chosen is the value of the option that words name, or the words.
func (f Field) chosen(text string) string {
	for _, o := range f.Options {
		if strings.EqualFold(strings.TrimSpace(text), o.Label) || strings.EqualFold(strings.TrimSpace(text), o.Value) {
			return o.Value
		}
	}
	return text
}

// wrong is what is wrong with one answer, for whoever gave it.
func (t talk) wrong(r domain.Reader, a asker, f Field, text string) error {
	if len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == text }) {
		p := &commands.Problem{Code: commands.CodeChoice, Verb: t.verb.Path, Arg: f.Name, Got: text}
		for _, o := range f.Options {
			p.Want = append(p.Want, o.Value)
		}
		return &Problem{Answer: problemDoc(p)}
	}
	one := t.verb
	one.Args = slices.DeleteFunc(slices.Clone(one.Args), func(arg commands.Arg) bool { return arg.Name != f.Name })
	_, values, err := commands.Fill(commands.Table{Verbs: []commands.Verb{one}, Case: table(r).Case}, one.Path, t.in, map[string]string{f.Name: text})
	all, _ := errors.AsType[commands.Problems](err)
	for _, p := range all {
		if p.Arg == f.Name {
			p.Example = "" // of a whole line, which is not what is asked
			return &Problem{Answer: problemDoc(p)}
		}
	}
	if f.Kind != FieldPerson || err != nil {
		return nil
	}
	who := account.Who{Word: values.Person(f.Name).Word}
	if id := values.Person(f.Name).ID; id != "" {
		who = account.Who{Platform: t.in.Platform, User: id}
	}
	company := a.account
	if c, err := casework.Load(r, t.caseID()); err == nil {
		company = c.Account
	}
	_, err = account.Find(r, who, company)
	return err
}

// caseID is the id of the case that the form is about; "" where there is none.
func (t talk) caseID() string { return t.in.Case[strings.LastIndexByte(t.in.Case, '-')+1:] }

// grave reports whether a case of the gravest severity is being opened.
func (t talk) grave(values map[string]string) bool {
	return t.verb.Path == openCase && values["severity"] == gravest
}

// gravest is how the gravest severity is typed.
var gravest = func() string {
	n := 1
	for !casework.Gravest(n) {
		n++
	}
	return fmt.Sprint(n)
}()

// burns reports whether what is answered so far cannot wait for the rest: it opens a case of the
// gravest severity, or makes one of it.
func (t talk) burns(r domain.Reader, values map[string]string) bool {
	switch t.verb.Path {
	case openCase:
		return t.grave(values) && values["title"] != ""
	case "case severity":
		return values["to"] == gravest && values["reason"] != ""
	case "case worse":
		c, err := casework.Load(r, t.caseID())
		return err == nil && values["reason"] != "" && casework.Gravest(c.Severity-1)
	}
	return false
}

// mayAsk reports whether somebody could open a case here at all: what they cannot send is not
// asked of them.
func (h house) mayAsk(r domain.Reader, a asker) bool {
	if a.person != nil {
		return true
	}
	c, err := account.Load(r, a.account)
	return err == nil && c.OwnWorkspace(a.Actor.Handle)
}
