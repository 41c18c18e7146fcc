package commands

import "strconv"

// Given is what a line says already that lacks something: the values that were understood before
// it, as a form's fields hold them. It is nil for a line that lacks nothing, or is wrong in
// another way.
func Given(t Table, in Input) map[string]string {
	l := newLine(in.Text, in.Escaped)
	v, n, p := t.find(l, in.Self)
	if p != nil {
		return nil
	}
	r := &reader{in: in, reading: in.reading(), prefix: t.Case, verb: v, line: l, words: l.words[n:]}
	if p := r.once(); p == nil || p.Code != CodeMissing {
		return nil
	}
	fields := map[string]string{}
	for _, x := range r.values.given {
		fields[x.name] = x.field()
	}
	return fields
}

// field is a value as a form's field holds it.
func (x value) field() string {
	switch x.kind {
	case Person:
		if x.who.ID != "" {
			return "<@" + x.who.ID + ">"
		}
		return "@" + x.who.Word
	case When:
		return PrintWhen(x.when)
	case Duration:
		return PrintSpan(x.length)
	case Number:
		return strconv.FormatInt(x.number, 10)
	case Flag:
		return "yes"
	}
	return x.text
}
