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
	return deep(reflect.ValueOf(t)).Interface().(Thing)
}

var timeType = reflect.TypeFor[time.Time]()

func deep(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(deep(v.Elem()))
		return p
	case reflect.Struct:
		if v.Type() == timeType {
			return v
		}
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if f := c.Field(i); f.CanSet() && holds(f.Kind()) {
				f.Set(deep(v.Field(i)))
			}
		}
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(deep(v.Index(i)))
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			c.SetMapIndex(it.Key(), deep(it.Value()))
		}
		return c
	}
	return v
}

// holds reports whether a value of this kind can share memory with its copy.
func holds(k reflect.Kind) bool {
	return k == reflect.Pointer || k == reflect.Struct || k == reflect.Slice || k == reflect.Map
}

// CompareRefs orders names by kind, then id.
func CompareRefs(a, b Ref) int {
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}
