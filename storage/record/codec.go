package record

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/fxamacker/cbor/v2"

	"github.com/deskhand/deskhand/storage"
)

// version stands first in every record. Another layout is another version.
const version = 1

// own are the types of this package and of package storage that stand on disk.
var own = []reflect.Type{
	reflect.TypeFor[eventDisk](), reflect.TypeFor[wordDisk](), reflect.TypeFor[Seal](),
	reflect.TypeFor[storage.Row](), reflect.TypeFor[storage.Envelope](),
}

// modes are the two directions. The same value is always the same bytes, as chains need it: keys
// sorted, shortest lengths, instants as UTC text. Reading takes no key twice and no text that
// does not say how long it is, gives strings back as they went in, UTF-8 or not, and passes
// over fields that this release does not know.
func modes() (cbor.UserBufferEncMode, cbor.DecMode, error) {
	o := cbor.CoreDetEncOptions()
	o.Time = cbor.TimeRFC3339NanoUTC
	enc, err := o.UserBufferEncMode()
	if err != nil {
		return nil, nil, err
	}
	dec, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		UTF8: cbor.UTF8DecodeInvalid, TimeTag: cbor.DecTagIgnored, MaxNestedLevels: 64,
	}.DecMode()
	return enc, dec, err
}

// encode appends a struct, or what a pointer to one points to.
func (r *Registry) encode(b []byte, v any) ([]byte, error) {
	if err := r.registered(reflect.TypeOf(v)); err != nil {
		return nil, err
	}
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil, fmt.Errorf("%T: there is nothing to encode", v)
	}
	buf, _ := r.buffers.Get().(*bytes.Buffer)
	if buf == nil {
		buf = new(bytes.Buffer)
	}
	defer r.buffers.Put(buf)
	buf.Reset()
	err := r.enc.MarshalToBuffer(v, buf)
	return append(b, buf.Bytes()...), err
}

// decode reads a whole record into what a pointer points to.
func (r *Registry) decode(b []byte, into any) error {
	rest, err := r.decodeFirst(b, into)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes too many", len(rest))
	}
	return err
}

// decodeFirst reads one value and answers what follows it.
func (r *Registry) decodeFirst(b []byte, into any) (rest []byte, err error) {
	if err := r.registered(reflect.TypeOf(into)); err != nil {
		return b, err
	}
	return r.dec.UnmarshalFirst(b, into)
}

func (r *Registry) registered(t reflect.Type) error {
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || !r.types[t] {
		return fmt.Errorf("%v is not registered", t)
	}
	return nil
}
