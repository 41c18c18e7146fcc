package commands

import "strings"

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
		if a.Named && strings.EqualFold(a.Name, name) {
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
// took; 0 if none stands there. Before the text (leading), an unknown --name is
// refused, because a slip in --internal would make a remark public; and a time
// may follow the bare name: "at 04:10", "until mon 9:00".
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
		if leading && f == dashed || leading && f == withValue && ws[0].dashes() {
			p := &Problem{Code: CodeUnknownArg, Verb: r.verb.Path, Got: ws[0].whole(), Example: r.verb.Example}
			p.Suggest = nearest(name, r.names())
			return 0, p
		}
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
		if n == 0 {
			return 0, nil // "at last", and no time
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
				if near := nearest(name, r.names()); len(near) > 0 {
					return 0, &Problem{Code: CodeUnknownArg, Verb: r.verb.Path, Got: r.words[i].whole(), Suggest: near, Example: r.verb.Example}
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
	return end, nil
}
