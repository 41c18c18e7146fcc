package commands

import (
	"slices"
	"strings"
)

// Parse understands a line or says what is wrong with it: the error is always a
// *Problem. It knows nothing of what exists: a case it names may be none.
func Parse(t Table, in Input) (Verb, Values, error) {
	l := newLine(in.Text, in.Escaped)
	v, n, p := t.find(l, in.Self)
	if p != nil {
		asked := l
		if asked.words = unasked(l.words); len(asked.words) > 0 { // "why?"
			if w, m, again := t.find(asked, in.Self); again == nil {
				l, v, n, p = asked, w, m, nil
			}
		}
	}
	if p != nil {
		return Verb{}, Values{}, p
	}
	words := l.words[n:]
	if v.asks() {
		words = unasked(words)
	}
	r := &reader{in: in, reading: in.reading(), prefix: t.Case, verb: v, line: l, words: words}
	if p := r.args(); p != nil {
		return Verb{}, Values{}, p
	}
	return v, r.values, nil
}

// asks reports whether no argument of the verb could itself end in the mark of a question: a
// name could.
func (v Verb) asks() bool {
	return !slices.ContainsFunc(v.Args, func(a Arg) bool {
		return a.Kind != Case && a.Kind != When && a.Kind != Flag && (a.Kind != Choice || len(a.Choices) == 0)
	})
}

// unasked are the words without the mark of a question: "why not 15:00?".
func unasked(words []Word) []Word {
	n := len(words)
	if n == 0 || words[n-1].Shape != Plain || !strings.HasSuffix(words[n-1].Text, "?") {
		return words
	}
	words = slices.Clone(words)
	last := &words[n-1]
	if last.Text = strings.TrimRight(last.Text, "?"); last.Text == "" {
		return words[:n-1]
	}
	return words
}

// A reader reads the words behind the path as the verb's arguments.
type reader struct {
	in      Input
	reading Reading
	prefix  string // of case numbers
	verb    Verb
	line    line
	words   []Word
	values  Values
	bind    bool // take the thread's case, even if a case is named first
}

// args reads everything. In a thread that belongs to a case, a case named first
// is taken at its word; if then something is missing, it was another argument,
// and the thread's case was meant: "link CASE-2". It was not the words of one:
// who writes "reply CASE-2" has said nothing yet.
func (r *reader) args() *Problem {
	first := *r
	p := first.once()
	if p != nil && p.Code == CodeMissing && r.verb.Thread && r.in.Case != "" {
		second := *r
		second.bind = true
		if second.once() == nil && !second.saysACase() {
			first, p = second, nil
		}
	}
	*r = first
	return p
}

// saysACase reports whether the text is the number of a case and nothing else.
func (r *reader) saysACase() bool {
	a, ok := r.verb.tail()
	return ok && caseID(strings.TrimSpace(r.values.Text(a.Name)), "") != ""
}

func (r *reader) once() *Problem {
	places := r.verb.byPosition()
	_, hasText := r.verb.tail()
	i, literal := 0, false
	for k := 0; ; {
		if hasText && i < len(r.words) && r.words[i].Shape == Plain && r.words[i].Text == "--" {
			i, literal = i+1, true // all that follows is text
			for ; k < len(places); k++ {
				if p := r.absent(places[k]); p != nil {
					return p
				}
			}
			break
		}
		if n, p := r.named(r.words[i:], true); p != nil {
			return p
		} else if n > 0 {
			i += n
			continue
		}
		if k == len(places) {
			break
		}
		n, p := r.place(places[k], r.words[i:], k+1 == len(places) && !hasText)
		if p != nil {
			return p
		}
		i, k = i+n, k+1
	}
	if hasText {
		end := len(r.words)
		if !literal {
			var p *Problem
			if end, p = r.trailing(i); p != nil {
				return p
			}
		}
		if i < end {
			r.text(i, end)
		}
	} else if i < len(r.words) {
		return r.extra(r.words[i])
	}
	for _, a := range r.verb.Args {
		if !a.Optional && !r.values.Has(a.Name) {
			return r.problem(CodeMissing, a, "")
		}
	}
	return nil
}

// place reads an argument that has a place; last says that nothing may follow.
func (r *reader) place(a Arg, ws []Word, last bool) (int, *Problem) {
	bound := a.Kind == Case && r.ofThread(a)
	if bound && (r.bind || len(ws) == 0 || ws[0].Shape != Plain || caseID(ws[0].Text, "") == "") {
		return 0, r.absent(a)
	}
	if len(ws) == 0 || a.Optional && !last && !r.fits(a, ws[0]) {
		return 0, r.absent(a)
	}
	if !a.multiWord() {
		return 1, r.keep(a, ws[0])
	}
	ws = ws[:r.next(ws)]
	return r.several(a, ws, last)
}

// fits says whether a word can only be this optional argument, where others may
// follow it.
func (r *reader) fits(a Arg, w Word) bool {
	switch a.Kind {
	case Case:
		return w.Shape == Plain && caseID(w.Text, "") != ""
	case Choice:
		return w.Shape == Plain && slices.ContainsFunc(a.Choices, func(c string) bool { return strings.EqualFold(c, w.Text) })
	}
	return true
}

// ofThread says whether the argument is the case that a thread stands for: the
// verb's first.
func (r *reader) ofThread(a Arg) bool {
	if !r.verb.Thread || r.in.Case == "" {
		return false
	}
	i := slices.IndexFunc(r.verb.Args, func(b Arg) bool { return b.Kind == Case })
	return r.verb.Args[i].Name == a.Name
}

func (r *reader) absent(a Arg) *Problem {
	if a.Kind == Case && r.ofThread(a) {
		r.values.set(r.verb.Args, value{name: a.Name, kind: Case, text: r.in.Case})
		return nil
	}
	if a.Optional {
		return nil
	}
	return r.problem(CodeMissing, a, "")
}

func (r *reader) problem(code Code, a Arg, got string) *Problem {
	p := &Problem{Code: code, Verb: r.verb.Path, Arg: a.Name, Kind: a.Kind, Got: got, Want: a.Choices, Example: r.verb.Example}
	if l := r.in.Lists[a.list()]; len(l) > 0 && (a.Kind == Product || a.Kind == Choice && len(a.Choices) == 0) {
		p.Want = l
	}
	return p
}

// extra refuses a word that nothing asks for.
func (r *reader) extra(w Word) *Problem {
	p := &Problem{Code: CodeExtra, Verb: r.verb.Path, Got: w.whole(), Example: r.verb.Example}
	if name, _, form := keyOf(w); form == withValue {
		p.Code = CodeUnknownArg
		p.Suggest = nearest(name, r.names())
	}
	return p
}
