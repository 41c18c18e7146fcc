package record

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// form is how a type looks in CBOR.
type form uint8

const (
	formBool    form = iota
	formInt          // also a duration: nanoseconds
	formUint         // also unsigned names
	formText         // a string; bytes that are not UTF-8 come back as they went in
	formBytes        // []byte and [n]byte
	formInstant      // Unix milliseconds; null for the zero time
	formList         // a slice; null for nil
	formArray        // an array
	formMap          // keys sorted by their bytes; null for nil
	formPointer      // null for nil
	formStruct       // a map of field names
)

// A plan is how one type is written and read, worked out once.
type plan struct {
	form   form
	typ    reflect.Type
	key    *plan // of a map
	elem   *plan // of a list, array, map, pointer
	fields []field
	named  map[string]int // field by name
}

// A field is one field of a struct, under the name of its json tag.
type field struct {
	name  string
	head  string // the name as it stands in the record
	index []int
	omit  omit
	plan  *plan
}

type omit uint8

const (
	always omit = iota
	unlessEmpty
	unlessZero
)

// plans are the plans of all types reached so far; a type may contain itself.
type plans map[reflect.Type]*plan

var (
	timeType = reflect.TypeFor[time.Time]()
	byteType = reflect.TypeFor[byte]()
)

// add works out the plan of a type and of all that it holds. Its error names the place in the
// type that cannot be written down: floats and interfaces, which have no one form, and structs
// that hide what they hold.
func (ps plans) add(t reflect.Type) (*plan, error) {
	if p := ps[t]; p != nil {
		return p, nil
	}
	p := &plan{typ: t}
	ps[t] = p
	err := ps.fill(p, t)
	if err != nil {
		delete(ps, t)
	}
	return p, err
}

func (ps plans) fill(p *plan, t reflect.Type) (err error) {
	switch t.Kind() {
	case reflect.Bool:
		p.form = formBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.form = formInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.form = formUint
	case reflect.String:
		p.form = formText
	case reflect.Slice, reflect.Array:
		switch {
		case t.Elem() == byteType:
			p.form = formBytes
			return nil
		case t.Kind() == reflect.Slice:
			p.form = formList
		default:
			p.form = formArray
		}
		p.elem, err = ps.add(t.Elem())
	case reflect.Map:
		p.form = formMap
		if p.key, err = ps.add(t.Key()); err == nil {
			p.elem, err = ps.add(t.Elem())
		}
		if err == nil && p.key.form != formText && p.key.form != formInt && p.key.form != formUint {
			err = fmt.Errorf("%s: a map's key is a text or a whole number", t)
		}
	case reflect.Pointer:
		p.form = formPointer
		p.elem, err = ps.add(t.Elem())
		if err == nil && p.elem.form == formPointer {
			err = fmt.Errorf("%s: a pointer to a pointer", t)
		}
	case reflect.Struct:
		if t == timeType {
			p.form = formInstant
			return nil
		}
		p.form = formStruct
		err = ps.fillStruct(p, t)
	default:
		err = fmt.Errorf("%s has no form on disk", t)
	}
	return err
}

func (ps plans) fillStruct(p *plan, t reflect.Type) error {
	hidden, err := ps.collect(p, t, nil)
	if err != nil {
		return err
	}
	if hidden && len(p.fields) == 0 {
		return fmt.Errorf("%s hides what it holds", t)
	}
	slices.SortFunc(p.fields, func(a, b field) int { return strings.Compare(a.head, b.head) })
	p.named = map[string]int{}
	for i, f := range p.fields {
		if _, twice := p.named[f.name]; twice {
			return fmt.Errorf("%s has two fields named %q", t, f.name)
		}
		p.named[f.name] = i
	}
	return nil
}

// collect lists a struct's fields with those of the structs embedded in it; hidden tells that
// some are not exported.
func (ps plans) collect(p *plan, t reflect.Type, index []int) (hidden bool, err error) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(slices.Clip(index), i)
		tag, tagged := sf.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
			continue
		case sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct && sf.Type != timeType:
			h, err := ps.collect(p, sf.Type, at)
			if err != nil {
				return hidden, err
			}
			hidden = hidden || h
			continue
		case !sf.IsExported():
			hidden = true
			continue
		case !tagged:
			return hidden, fmt.Errorf("%s.%s has no json tag: what stands on disk has a name of its own", t, sf.Name)
		}
		f := field{name: name, index: at, head: string(text(nil, name))}
		for o := range strings.SplitSeq(options, ",") {
			switch o {
			case "":
			case "omitempty":
				f.omit = unlessEmpty
			case "omitzero":
				f.omit = unlessZero
			default:
				return hidden, fmt.Errorf("%s.%s: option %q means nothing on disk", t, sf.Name, o)
			}
		}
		if name == "" {
			return hidden, fmt.Errorf("%s.%s has no name in its json tag", t, sf.Name)
		}
		if f.plan, err = ps.add(sf.Type); err != nil {
			return hidden, fmt.Errorf("%s.%s: %w", t, sf.Name, err)
		}
		p.fields = append(p.fields, f)
	}
	return hidden, nil
}
