package domain

import (
	"cmp"
	"reflect"
	"time"
)

// Clone is a deep copy of a thing: what a decision does to its copy, nobody else sees. Things
// are plain data (structs, slices, maps, pointers to data), as the store needs them to be.
func Clone(t Thing) Thing {
	if t == nil {
		return nil
	}
	v := reflect.ValueOf(t)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return t
	}
	c := reflect.New(v.Type().Elem())
	c.Elem().Set(v.Elem())
	part(c.Elem())
	return c.Interface().(Thing)
}

var timeType = reflect.TypeFor[time.Time]()

// part takes a shallow copy apart from what it was copied from, in place.
func part(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == timeType {
			return
		}
		for i := range v.NumField() {
			if f := v.Field(i); shares(f.Kind()) {
				part(f)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() && v.CanSet() {
			p := reflect.New(v.Type().Elem())
			p.Elem().Set(v.Elem())
			part(p.Elem())
			v.Set(p)
		}
	case reflect.Slice:
		if v.IsNil() || !v.CanSet() {
			return
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		if shares(v.Type().Elem().Kind()) {
			for i := range c.Len() {
				part(c.Index(i))
			}
		}
		v.Set(c)
	case reflect.Array:
		for i := range v.Len() {
			part(v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() || !v.CanSet() {
			return
		}
		c := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(it.Value())
			part(e)
			c.SetMapIndex(it.Key(), e)
		}
		v.Set(c)
	}
}

// shares reports whether a value of this kind can share memory with its copy.
func shares(k reflect.Kind) bool {
	switch k {
	case reflect.Pointer, reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return true
	}
	return false
}

// CompareRefs orders names by kind, then id.
func CompareRefs(a, b Ref) int {
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}
