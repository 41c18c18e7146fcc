package record

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"time"
)

// The major types of CBOR (RFC 8949 §3.1).
const (
	majorUint  = 0 << 5
	majorInt   = 1 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorList  = 4 << 5
	majorMap   = 5 << 5
	majorTag   = 6 << 5
	majorOther = 7 << 5

	cborFalse = majorOther | 20
	cborTrue  = majorOther | 21
	cborNull  = majorOther | 22
)

// number writes a head in its shortest form, as a deterministic encoding must.
func number(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= math.MaxUint8:
		return append(b, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

func signed(b []byte, n int64) []byte {
	if n < 0 {
		return number(b, majorInt, uint64(^n))
	}
	return number(b, majorUint, uint64(n))
}

func text(b []byte, s string) []byte {
	return append(number(b, majorText, uint64(len(s))), s...)
}

// write appends a value. It cannot fail: what has no form has no plan.
func (p *plan) write(b []byte, v reflect.Value) []byte {
	switch p.form {
	case formBool:
		if v.Bool() {
			return append(b, cborTrue)
		}
		return append(b, cborFalse)
	case formInt:
		return signed(b, v.Int())
	case formUint:
		return number(b, majorUint, v.Uint())
	case formText:
		return text(b, v.String())
	case formBytes:
		if v.Kind() == reflect.Slice {
			if v.IsNil() {
				return append(b, cborNull)
			}
			return append(number(b, majorBytes, uint64(v.Len())), v.Bytes()...)
		}
		b = number(b, majorBytes, uint64(v.Len()))
		for i := range v.Len() {
			b = append(b, byte(v.Index(i).Uint()))
		}
		return b
	case formInstant:
		if t := timeOf(v); !t.IsZero() {
			return signed(b, t.UnixMilli())
		}
		return append(b, cborNull)
	case formList, formArray:
		if p.form == formList && v.IsNil() {
			return append(b, cborNull)
		}
		b = number(b, majorList, uint64(v.Len()))
		for i := range v.Len() {
			b = p.elem.write(b, v.Index(i))
		}
		return b
	case formMap:
		return p.writeMap(b, v)
	case formPointer:
		if v.IsNil() {
			return append(b, cborNull)
		}
		return p.elem.write(b, v.Elem())
	}
	return p.writeStruct(b, v)
}

func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time) // copies nothing to the heap
	}
	return v.Interface().(time.Time)
}

func (p *plan) writeStruct(b []byte, v reflect.Value) []byte {
	n := 0
	var small [64]bool
	skip := small[:]
	if len(p.fields) > len(small) {
		skip = make([]bool, len(p.fields))
	}
	for i := range p.fields {
		f := &p.fields[i]
		if f.omit != always && f.absent(f.of(v)) {
			skip[i] = true
			continue
		}
		n++
	}
	b = number(b, majorMap, uint64(n))
	for i := range p.fields {
		if f := &p.fields[i]; !skip[i] {
			b = f.plan.write(append(b, f.head...), f.of(v))
		}
	}
	return b
}

func (f *field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

// absent reports that a field is left out: omitempty where it is empty, omitzero where all of
// it is zero, whatever an IsZero method of its own might say, so that nothing is ever lost.
func (f *field) absent(v reflect.Value) bool {
	if f.plan.form == formInstant {
		return f.omit == unlessZero && timeOf(v).IsZero()
	}
	if f.omit == unlessEmpty {
		switch v.Kind() {
		case reflect.Slice, reflect.Map, reflect.Array:
			return v.Len() == 0
		case reflect.Struct:
			return false
		}
	}
	return v.IsZero()
}

func (p *plan) writeMap(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, cborNull)
	}
	b = number(b, majorMap, uint64(v.Len()))
	if v.Len() == 0 {
		return b
	}
	type entry struct {
		key   []byte
		value reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		entries = append(entries, entry{p.key.write(nil, it.Key()), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	for _, e := range entries {
		b = p.elem.write(append(b, e.key...), e.value)
	}
	return b
}
