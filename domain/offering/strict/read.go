package strict

import (
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxBytes is the size above which a file is not read at all.
const MaxBytes = 4 << 20

// Read reads the one document of a file into the struct that out points to, and answers every
// fault it found. What could be read is read, so that its meaning can be judged in the same
// pass; what could not stays zero and is not Given.
func Read(file string, src []byte, out any) Faults {
	r := &reader{file: file}
	if len(src) > MaxBytes {
		r.faults.Add(ruleBig.At(Pos{File: file}, MaxBytes))
		return r.faults
	}
	if !utf8.Valid(src) {
		r.faults.Add(ruleUTF8.At(Pos{File: file}))
		return r.faults
	}
	var docs []yaml.Node
	if err := yaml.Load(src, &docs, yaml.WithAllDocuments()); err != nil {
		r.syntax(err)
		return r.faults
	}
	if len(docs) == 0 || len(docs[0].Content) == 0 {
		r.faults.Add(ruleEmpty.At(Pos{File: file}))
		return r.faults
	}
	for _, d := range docs[1:] {
		r.faults.Add(ruleMany.At(r.at(&d)))
	}
	r.value(docs[0].Content[0], reflect.ValueOf(out).Elem(), options{label: "the file"})
	r.faults.Sort()
	return r.faults
}

type reader struct {
	file   string
	faults Faults
}

func (r *reader) at(n *yaml.Node) Pos { return Pos{r.file, n.Line, n.Column} }

func (r *reader) syntax(err error) {
	var all *yaml.LoadErrors
	if errors.As(err, &all) {
		for _, e := range all.Errors {
			r.faults.Add(ruleSyntax.At(Pos{r.file, e.Mark.Line, e.Mark.Column}, e.Message))
		}
		return
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		what := one.Message
		if one.ContextMsg != "" {
			what = one.ContextMsg + ", " + what
		}
		r.faults.Add(ruleSyntax.At(Pos{r.file, one.Mark.Line, one.Mark.Column}, what))
		return
	}
	r.faults.Add(ruleSyntax.At(Pos{File: r.file}, strings.TrimPrefix(err.Error(), "yaml: ")))
}

// value reads one node into v, whose address can be taken.
func (r *reader) value(n *yaml.Node, v reflect.Value, o options) {
	if !r.usable(n) {
		return
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		r.faults.Add(ruleNothing.At(r.at(n), o.label))
		return
	}
	if s, ok := v.Addr().Interface().(Scalar); ok {
		r.scalar(n, s)
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		if isMap(v.Type()) {
			r.entries(n, v)
			return
		}
		r.list(n, v, o)
	case reflect.Struct:
		r.object(n, v)
	}
}

// usable refuses what makes a file hard to review, wherever it stands.
func (r *reader) usable(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.faults.Add(ruleAnchor.At(r.at(n)))
		return n.Kind != yaml.AliasNode
	case n.Style&yaml.TaggedStyle != 0:
		r.faults.Add(ruleTag.At(r.at(n), n.Tag))
		return false
	}
	return true
}

func (r *reader) scalar(n *yaml.Node, s Scalar) {
	pos := r.at(n)
	s.place(pos, true)
	if n.Kind != yaml.ScalarNode {
		r.faults.Add(ruleType.At(pos, s.Wanted(), kindOf(n)))
		return
	}
	tag, want := n.ShortTag(), "!!str"
	if p, ok := s.(plain); ok {
		want = p.tag()
	}
	if want == "!!str" && tag != "!!str" && tag != "!!timestamp" {
		r.faults.Add(ruleQuote.At(pos, s.Wanted(), kindOf(n), n.Value))
		return
	}
	if want != "!!str" && tag != want {
		r.faults.Add(ruleType.At(pos, s.Wanted(), kindOf(n)+" "+Quote(n.Value)))
		return
	}
	var (
		wrong   Wrong
		unknown Unknown
		refused Refused
	)
	err := s.Scan(n.Value)
	switch {
	case err == nil:
		s.place(pos, false)
	case errors.As(err, &unknown):
		f := ruleWord.At(pos, Quote(n.Value), strings.Join(unknown.Words, ", "))
		r.faults.Add(f.Meaning(n.Value, unknown.Words))
	case errors.As(err, &refused):
		f := refused.Rule.At(pos, refused.Args...)
		f.Mean = refused.Mean
		r.faults.Add(f)
	default:
		errors.As(err, &wrong)
		f := ruleValue.At(pos, Quote(n.Value), s.Wanted())
		f.Mean = wrong.Mean
		r.faults.Add(f)
	}
}

func (r *reader) list(n *yaml.Node, v reflect.Value, o options) {
	items := n.Content
	if n.Kind != yaml.SequenceNode {
		if !o.one {
			r.faults.Add(ruleType.At(r.at(n), "a list", kindOf(n)))
			return
		}
		items = []*yaml.Node{n}
	}
	for _, item := range items {
		e := reflect.New(v.Type().Elem()).Elem()
		before := len(r.faults)
		r.value(item, e, options{label: "this line"})
		if a, ok := e.Addr().Interface().(interface{ Given() bool }); ok && !a.Given() && len(r.faults) > before {
			continue // a value nobody could read is not passed on
		}
		v.Set(reflect.Append(v, e))
	}
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map of keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return "number"
	case "!!bool":
		return "truth value"
	}
	return "text"
}
