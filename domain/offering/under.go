package offering

import (
	"reflect"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// What extends does. A file or tier that extends another holds where it says something; where
// it says nothing, the other holds:
//
//   - a single value not given is the other's;
//   - a list of things with ids is merged by id: the other's things in their order, those of one
//     id merged into each other, then the new ones;
//   - a list of rules, of which the first that fits holds, puts its own before the other's;
//   - any other list holds whole, or not at all.
//
// Every value keeps its place, so a fault points into the file it was written in.

type (
	identified interface{ id() string }
	chained    interface{ chained() }
	given      interface{ Given() bool }
)

// under lays what extends something over what it extends.
func under[T any](own, other T) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	lay(out, reflect.ValueOf(own), reflect.ValueOf(other))
	return out.Interface().(T)
}

// lay fills out from own and, where own says nothing, from other.
func lay(out, own, other reflect.Value) {
	switch own.Kind() {
	case reflect.Pointer:
		switch {
		case own.IsNil():
			out.Set(other)
		case other.IsNil():
			out.Set(own)
		default:
			out.Set(reflect.New(own.Type().Elem()))
			lay(out.Elem(), own.Elem(), other.Elem())
		}
	case reflect.Slice:
		out.Set(laySlice(own, other))
	case reflect.Struct:
		if !composed(own.Type()) {
			if g, ok := own.Interface().(given); ok && !g.Given() {
				out.Set(other)
				return
			}
			out.Set(own)
			return
		}
		out.Set(own)
		for i := range own.NumField() {
			if f := own.Type().Field(i); f.Tag.Get("key") != "" && f.IsExported() {
				lay(out.Field(i), own.Field(i), other.Field(i))
			}
		}
	default:
		out.Set(own)
	}
}

// composed reports whether a struct has keys of its own, and so is no single value.
func composed(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("key") != "" {
			return true
		}
	}
	return false
}

func laySlice(own, other reflect.Value) reflect.Value {
	t := own.Type()
	if t.Elem().Implements(reflect.TypeFor[chained]()) {
		return reflect.AppendSlice(reflect.AppendSlice(reflect.MakeSlice(t, 0, own.Len()+other.Len()), own), other)
	}
	key := idOf(t.Elem())
	if key == nil {
		if own.Len() > 0 {
			return own
		}
		return other
	}
	out := reflect.MakeSlice(t, 0, own.Len()+other.Len())
	for i := range other.Len() {
		o := other.Index(i)
		if j := find(own, key, key(o)); j >= 0 {
			merged := reflect.New(t.Elem()).Elem()
			lay(merged, own.Index(j), o)
			o = merged
		}
		out = reflect.Append(out, o)
	}
	for i := range own.Len() {
		if find(other, key, key(own.Index(i))) < 0 {
			out = reflect.Append(out, own.Index(i))
		}
	}
	return out
}

// idOf is how things of a list are told apart; nil where they are not.
func idOf(t reflect.Type) func(reflect.Value) string {
	if t.Implements(reflect.TypeFor[identified]()) {
		return func(v reflect.Value) string { return v.Interface().(identified).id() }
	}
	if f, ok := t.FieldByName("Key"); ok && f.Type == reflect.TypeFor[strict.Name]() { // an entry of a map
		return func(v reflect.Value) string { return v.FieldByIndex(f.Index).Interface().(strict.Name).V }
	}
	return nil
}

func find(list reflect.Value, key func(reflect.Value) string, id string) int {
	for i := range list.Len() {
		if key(list.Index(i)) == id {
			return i
		}
	}
	return -1
}
