package record

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// forms are the types that were found to have one form on disk; a type may contain itself.
type forms map[reflect.Type]bool

var timeType = reflect.TypeFor[time.Time]()

// add checks a type and all that it holds. Its error names the place in the type that cannot be
// written down: floats and interfaces, which have no one form, fields without a name of their
// own, and structs that hide what they hold.
func (fs forms) add(t reflect.Type) error {
	if fs[t] {
		return nil
	}
	fs[t] = true
	err := fs.check(t)
	if err != nil {
		delete(fs, t)
	}
	return err
}

func (fs forms) check(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return nil
	case reflect.Slice, reflect.Array:
		return fs.add(t.Elem())
	case reflect.Map:
		switch t.Key().Kind() {
		case reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			return fs.add(t.Elem())
		}
		return fmt.Errorf("%s: a map's key is a text or a whole number", t)
	case reflect.Pointer:
		if t.Elem().Kind() == reflect.Pointer {
			return fmt.Errorf("%s: a pointer to a pointer", t)
		}
		return fs.add(t.Elem())
	case reflect.Struct:
		if t == timeType {
			return nil
		}
		return fs.checkStruct(t)
	}
	return fmt.Errorf("%s has no form on disk", t)
}

func (fs forms) checkStruct(t reflect.Type) error {
	names := map[string]bool{}
	hidden, err := fs.collect(t, names, t)
	if err == nil && hidden && len(names) == 0 {
		err = fmt.Errorf("%s hides what it holds", t)
	}
	return err
}

// collect takes the names of a struct's fields with those of the structs embedded in it; hidden
// tells that some are not exported.
func (fs forms) collect(t reflect.Type, names map[string]bool, of reflect.Type) (hidden bool, err error) {
	for sf := range fields(t) {
		tag, tagged := sf.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
			continue
		case sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct && sf.Type != timeType:
			h, err := fs.collect(sf.Type, names, of)
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
		case name == "":
			return hidden, fmt.Errorf("%s.%s has no name in its json tag", t, sf.Name)
		case names[name]:
			return hidden, fmt.Errorf("%s has two fields named %q", of, name)
		}
		names[name] = true
		for o := range strings.SplitSeq(options, ",") {
			if o != "" && o != "omitempty" && o != "omitzero" {
				return hidden, fmt.Errorf("%s.%s: option %q means nothing on disk", t, sf.Name, o)
			}
		}
		if err := fs.add(sf.Type); err != nil {
			return hidden, fmt.Errorf("%s.%s: %w", t, sf.Name, err)
		}
	}
	return hidden, nil
}

func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
