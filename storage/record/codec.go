package record

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/deskhand/deskhand/storage"
)

// version stands first in every record. Another layout is another version.
const version = 1

// own are the types of this package and of package storage that stand on disk.
var own = []reflect.Type{
	reflect.TypeFor[eventDisk](), reflect.TypeFor[wordDisk](), reflect.TypeFor[Seal](),
	reflect.TypeFor[storage.Row](), reflect.TypeFor[storage.Envelope](),
}

// encode appends a struct, or what a pointer to one points to.
func (r *Registry) encode(b []byte, v any) ([]byte, error) {
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	} else if rv.IsValid() {
		// A copy that has an address: instants are read from it in place.
		at := reflect.New(rv.Type()).Elem()
		at.Set(rv)
		rv = at
	}
	if !rv.IsValid() {
		return nil, errors.New("nothing to encode")
	}
	p := r.plans[rv.Type()]
	if p == nil {
		return nil, fmt.Errorf("%s is not registered", rv.Type())
	}
	return p.write(b, rv), nil
}

// decode reads a whole record into what a pointer points to.
func (r *Registry) decode(b []byte, into any) error { return r.decodeString(string(b), into) }

func (r *Registry) decodeString(s string, into any) error {
	rest, err := r.decodeFirst(s, into)
	if err == nil && rest != "" {
		err = fmt.Errorf("%d bytes too many", len(rest))
	}
	return err
}

// decodeFirst reads one value and answers what follows it.
func (r *Registry) decodeFirst(s string, into any) (rest string, err error) {
	v := reflect.ValueOf(into).Elem()
	p := r.plans[v.Type()]
	if p == nil {
		return s, fmt.Errorf("%s is not registered", v.Type())
	}
	rd := reader{b: s}
	err = p.read(&rd, v)
	return rd.b, err
}
