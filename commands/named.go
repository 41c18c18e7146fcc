package commands

import (
	"slices"
	"strings"
)

// form is how a word names an argument.
type form uint8

const (
	bare      form = iota // at
	dashed                // --internal
	withValue             // product:cvad, product:"a b", --product=cvad
)

// keyOf splits a word that names an argument. The value keeps the shape that it
// was typed in.
func keyOf(w Word) (name string, val Word, f form) {
	val = Word{Text: w.Text, Shape: w.Shape, At: w.At, End: w.End}
	if w.Lead != "" {
		return strings.TrimPrefix(w.Lead[:len(w.Lead)-1], "--"), val, withValue
	}
	if w.Shape != Plain {
		return "", val, bare
	}
	name, dashes := strings.CutPrefix(w.Text, "--")
	f = bare
	if dashes {
		f = dashed
	}
	i := strings.IndexByte(name, ':')
	if eq := strings.IndexByte(name, '='); dashes && eq >= 0 && (i < 0 || eq < i) {
		i = eq
	}
	if i >= 0 && i+1 < len(name) {
		name, val.Text, f = name[:i], name[i+1:], withValue
	}
	if !isName(name) {
		return "", val, bare
	}
	return name, val, f
}

// namedArg finds a named argument of the verb.
func (r *reader) namedArg(name string) (Arg, bool) {
	for _, a := range r.verb.Args {
		if a.Named && (strings.EqualFold(a.Name, name) || a.Or != "" && strings.EqualFold(a.Or, name)) {
			return a, true
		}
	}
	return Arg{}, false
}

func (r *reader) names() []string {
	var names []string
	for _, a := range r.verb.Args {
		if a.Named {
			names = append(names, a.Name)
		}
	}
	return names
}

// next is where, behind the first word, the next name:value or the mark that
// begins the text stands.
func (r *reader) next(ws []Word) int {
	for i := 1; i < len(ws); i++ {
		if _, _, f := keyOf(ws[i]); f != bare || ws[i].Shape == Plain && ws[i].Text == "--" {
			return i
		}
	}
	return len(ws)
}

// named reads a named argument off the front of the words and says how many it
// took; 0 if none stands there. Before the text (leading), a time may follow the
// bare name: "at 04:10", "until mon 9:00".
func (r *reader) named(ws []Word, leading bool) (int, *Problem) {
	if len(ws) == 0 {
		return 0, nil
	}
	name, val, f := keyOf(ws[0])
	a, ours := r.namedArg(name)
	switch {
	case name == "":
		return 0, nil
	case !ours:
		if leading && ws[0].dashes() {
			return 0, r.unknown(name, ws[0])
		}
		return 0, nil
	case f != bare && !strings.EqualFold(a.Name, name): // "not:" names nothing
		return 0, nil
	case f == bare && !(leading && a.multiWord()):
		return 0, nil
	case r.values.Has(a.Name):
		if leading && f != bare {
			return 0, r.problem(CodeTwice, a, ws[0].whole())
		}
		return 0, nil
	}
	end := r.next(ws)
	switch {
	case f == bare:
		x, n, p := r.lead(a, ws[1:end])
		if n == 0 && !(a.Kind == When && end > 1 && startsWithDigit(ws[1].Text)) {
			return 0, nil // "at last", and no time; but not "at 10"
		}
		if p == nil {
			r.values.set(r.verb.Args, x)
		}
		return n + 1, p
	case f == dashed && a.Kind == Flag:
		r.values.set(r.verb.Args, value{name: a.Name, kind: Flag})
		return 1, nil
	case f == dashed && end < 2:
		return 1, r.problem(CodeMissing, a, ws[0].whole())
	case f == dashed && a.multiWord():
		n, p := r.several(a, ws[1:end], false)
		return n + 1, p
	case f == dashed:
		return 2, r.keep(a, ws[1])
	case a.multiWord():
		return r.several(a, append([]Word{val}, ws[1:end]...), false)
	}
	return 1, r.keep(a, val)
}

// unknown refuses a --name that the verb does not have, if it was meant as one:
// a slip in --internal would make a remark public. Where there are no flags and
// no name is near, it is text that begins with a dash.
func (r *reader) unknown(name string, w Word) *Problem {
	near := nearest(name, r.names())
	flags := slices.ContainsFunc(r.verb.Args, func(a Arg) bool { return a.Kind == Flag })
	if _, text := r.verb.tail(); text && !flags && near == nil {
		return nil
	}
	return &Problem{Code: CodeUnknownArg, Verb: r.verb.Path, Got: w.whole(), Suggest: near, Example: r.verb.Example}
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (w Word) dashes() bool {
	return strings.HasPrefix(w.Lead, "--") || w.Lead == "" && strings.HasPrefix(w.Text, "--")
}

// trailing reads the named arguments that end the message, behind the text, and
// says where the text ends. Text that only looks like one (a name given before,
// a name in its middle) stays text; a time that was meant as one is refused.
func (r *reader) trailing(from int) (int, *Problem) {
	end := len(r.words)
	for i := end - 1; i >= from && end-i <= longestTime; i-- {
		name, _, f := keyOf(r.words[i])
		_, ours := r.namedArg(name)
		if f == bare || !ours {
			if f == dashed && i == end-1 {
				if p := r.unknown(name, r.words[i]); p != nil && p.Suggest != nil {
					return 0, p
				}
			}
			continue
		}
		before := r.values
		n, p := r.named(r.words[i:end], false)
		if p != nil && (i+n == end || p.When != nil && p.When.Code != WhenUnknown) {
			return 0, p
		}
		if p == nil && n > 0 && i+n == end {
			end = i
			continue
		}
		r.values = before
	}
	return end, r.either(from, end)
}

// either refuses a text that ends in the bare name of an argument and a moment:
// "it came back at 04:10" may tell the story or say when. Both ways of saying it
// are suggested.
func (r *reader) either(from, end int) *Problem {
	for i := end - 2; i > from && end-i <= longestTime; i-- {
		name, _, f := keyOf(r.words[i])
		a, ours := r.namedArg(name)
		if f != bare || !ours || a.Kind != When || r.values.Has(a.Name) {
			continue
		}
		x, n, p := r.lead(a, r.words[i+1:end])
		if p != nil || i+1+n != end {
			continue
		}
		p = r.problem(CodeEither, a, r.line.verbatim(r.words[i].At, r.words[end-1].End))
		if !r.reading.free { // a printed line is only asked whether it is one
			said, meant := *r, *r
			said.text(from, end)
			meant.text(from, i)
			meant.values.set(r.verb.Args, x)
			p.Suggest = []string{Print(r.verb, meant.values), Print(r.verb, said.values)}
		}
		return p
	}
	return nil
}

// text sets the verb's text to a stretch of the words.
func (r *reader) text(from, end int) {
	a, _ := r.verb.tail()
	to := len(r.line.text)
	if end < len(r.words) {
		to = r.words[end-1].End
	}
	r.values.set(r.verb.Args, value{name: a.Name, kind: Text, text: r.line.verbatim(r.words[from].At, to)})
}
