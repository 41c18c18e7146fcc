package record

import (
	"fmt"
	"reflect"

	"github.com/fxamacker/cbor/v2"
)

// version stands first in every record. Another layout is another version.
const version = 1

var enc, dec = modes()

func modes() (cbor.EncMode, cbor.DecMode) {
	eo := cbor.CoreDetEncOptions()
	eo.Time = cbor.TimeRFC3339NanoUTC
	e, err := eo.EncMode()
	if err != nil {
		panic(err)
	}
	d, err := cbor.DecOptions{
		DupMapKey:   cbor.DupMapKeyEnforcedAPF,
		IndefLength: cbor.IndefLengthForbidden,
		UTF8:        cbor.UTF8DecodeInvalid,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return e, d
}

// Writable reports, as an error, why values of a type cannot be written down.
func Writable(t reflect.Type) error {
	if t == nil {
		return fmt.Errorf("no type")
	}
	return nil
}

func encode(head []byte, v any) ([]byte, error) {
	b, err := enc.Marshal(v)
	if err != nil {
		return nil, err
	}
	return append(head, b...), nil
}

func decode(b []byte, v any) error { return dec.Unmarshal(b, v) }
