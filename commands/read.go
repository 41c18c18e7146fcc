package commands

import (
	"slices"
	"strconv"
	"strings"
)

// keep reads one word as an argument and sets it.
func (r *reader) keep(a Arg, w Word) *Problem {
	x, p := r.one(a, w)
	if p == nil && x.name != "" {
		r.values.set(r.verb.Args, x)
	}
	return p
}

// one reads one word; a value without a name is one not given (a flag that was
// said to be off).
func (r *reader) one(a Arg, w Word) (value, *Problem) {
	x := value{name: a.Name, kind: a.Kind, text: w.whole()}
	if w.Shape == Token && a.Kind != Person && a.Kind != WordKind {
		return x, r.problem(CodeToken, a, w.whole())
	}
	if x.text == "" {
		return x, r.problem(CodeMissing, a, "")
	}
	switch a.Kind {
	case Case:
		if x.text = caseID(x.text, r.prefix); x.text == "" {
			return x, r.problem(CodeCase, a, w.whole())
		}
	case Choice, Product:
		list := a.Choices
		if len(list) == 0 {
			list = r.in.Lists[a.list()]
		}
		i := slices.IndexFunc(list, func(c string) bool { return strings.EqualFold(c, x.text) })
		if i >= 0 {
			x.text = list[i]
		} else if len(list) > 0 {
			p := r.problem(CodeChoice, a, x.text)
			p.Suggest = nearest(x.text, list)
			return x, p
		}
	case Person:
		return r.person(a, w)
	case Number:
		n, err := strconv.ParseInt(x.text, 10, 64)
		if err != nil {
			return x, r.problem(CodeNumber, a, x.text)
		}
		x.text, x.number = "", n
	case Flag:
		switch strings.ToLower(x.text) {
		case "yes", "true", "on":
		case "no", "false", "off":
			return value{}, nil
		default:
			return x, r.problem(CodeFlag, a, x.text)
		}
		x.text = ""
	}
	return x, nil
}

func (r *reader) person(a Arg, w Word) (value, *Problem) {
	x := value{name: a.Name, kind: Person}
	if w.Shape == Token {
		id, ok := mention(w.Text)
		if !ok || w.Lead != "" {
			return x, r.problem(CodePerson, a, w.whole())
		}
		x.who.ID = id
		return x, nil
	}
	if w.Shape == Plain && strings.EqualFold(w.Text, "me") && r.in.By.User != "" {
		x.who.ID = r.in.By.User
		return x, nil
	}
	word := w.whole()
	if name, ok := strings.CutPrefix(word, "@"); ok && !strings.Contains(name, "@") {
		word = name
	}
	if word == "" {
		return x, r.problem(CodePerson, a, w.whole())
	}
	x.who.Word = word
	return x, nil
}

// several reads a moment or a length from as many words as make one; whole says
// that all of them must. A quoted one stands alone.
func (r *reader) several(a Arg, ws []Word, whole bool) (int, *Problem) {
	var x value
	var p *Problem
	n := len(ws)
	if whole || ws[0].Shape == Quoted {
		if ws[0].Shape == Quoted {
			n = 1
		}
		x, p = r.exact(a, ws)
	} else {
		x, n, p = r.lead(a, ws)
		n = max(n, 1)
	}
	if p == nil {
		r.values.set(r.verb.Args, x)
	}
	return n, p
}

func (r *reader) lead(a Arg, ws []Word) (x value, n int, p *Problem) {
	x = value{name: a.Name, kind: a.Kind}
	var err *WhenError
	if a.Kind == When {
		x.when, n, err = r.readingFor(a).lead(ws)
		x.bare = r.readingFor(a).bare(ws[:n])
	} else {
		x.length, n, err = r.readingFor(a).leadLength(ws)
	}
	if err != nil {
		p = r.problem(CodeWhen, a, err.At)
		p.When = err
	}
	return x, n, p
}

func (r *reader) exact(a Arg, ws []Word) (x value, p *Problem) {
	if ws[0].Shape == Quoted {
		ws = Words(ws[0].whole(), false)
	}
	x = value{name: a.Name, kind: a.Kind}
	var err *WhenError
	if a.Kind == When {
		x.when, err = r.readingFor(a).moment(ws)
		x.bare = r.readingFor(a).bare(ws)
	} else {
		x.length, err = r.readingFor(a).length(ws)
	}
	if err != nil {
		p = r.problem(CodeWhen, a, err.At)
		p.When = err
	}
	return x, p
}

func (r *reader) readingFor(a Arg) Reading {
	reading := r.reading
	reading.Past = a.Past
	reading.free = reading.free || a.Either
	return reading
}

// caseID is the number of a case as it is printed, CASE-12, or "" if s is none.
// With a prefix, digits alone are one too.
func caseID(s, prefix string) string {
	name, digits, ok := strings.Cut(strings.TrimSuffix(s, ","), "-")
	if !ok {
		name, digits = prefix, strings.TrimPrefix(name, "#")
	}
	if !isName(name) || len(name) > 12 || strings.ContainsAny(name, "-_") ||
		len(digits) < 1 || len(digits) > 12 || digits[0] == '0' {
		return ""
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return ""
		}
	}
	return strings.ToUpper(name) + "-" + digits
}
