package commands

import "strings"

// Fill understands a form: what stands in its fields, by the names of the
// verb's arguments, as a line would have said it. Empty fields were not given.
// The error is Problems, all of them, so that each can be shown at its field.
//
// A text is taken as it is; a person is a mention, <@U1>; a moment what people
// type, or PrintWhen of what they picked.
func Fill(t Table, path string, in Input, fields map[string]string) (Verb, Values, error) {
	v, ok := t.Verb(path)
	if !ok {
		return Verb{}, Values{}, Problems{{Code: CodeUnknownVerb, Got: path}}
	}
	r := &reader{in: in, reading: in.reading(), prefix: t.Case, verb: v}
	var problems Problems
	known := 0
	for _, a := range v.Args {
		said, ok := fields[a.Name]
		if ok {
			known++
		}
		if p := r.field(a, said); p != nil {
			problems = append(problems, p)
		}
	}
	if known < len(fields) {
		problems = append(problems, &Problem{Code: CodeUnknownArg, Verb: v.Path, Example: v.Example})
	}
	if problems != nil {
		return Verb{}, Values{}, problems
	}
	return v, r.values, nil
}

func (r *reader) field(a Arg, said string) *Problem {
	said = strings.ToValidUTF8(said, "\ufffd")
	words := Words(said, false)
	whole := trim(said)
	if whole == "" {
		return r.absent(a)
	}
	switch {
	case a.Kind == Text:
		r.values.set(r.verb.Args, value{name: a.Name, kind: Text, text: whole})
		return nil
	case a.multiWord():
		_, p := r.several(a, []Word{{Text: whole, Shape: Quoted}}, true)
		return p
	case len(words) == 1:
		return r.keep(a, words[0])
	}
	return r.keep(a, Word{Text: whole, Shape: Quoted})
}
