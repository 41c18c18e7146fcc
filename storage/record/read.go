package record

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// maxDepth bounds how deep values lie in one another, so that no record can end the program.
const maxDepth = 256

var (
	errShort = errors.New("cut short")
	errDeep  = fmt.Errorf("values lie more than %d deep", maxDepth)
)

// A reader reads one record. It holds it as a string, of which the texts of the value become
// parts: one allocation for all of them, kept as long as any of them is.
type reader struct {
	b     string
	depth int
}

// head reads the head of a value.
func (r *reader) head() (major byte, n uint64, err error) {
	if len(r.b) == 0 {
		return 0, 0, errShort
	}
	first := r.b[0]
	major, n = first&0xe0, uint64(first&0x1f)
	if n < 24 {
		r.b = r.b[1:]
		return major, n, nil
	}
	size := 1 << (n - 24)
	if n > 27 {
		return 0, 0, fmt.Errorf("a head of %#x", first)
	}
	if len(r.b) < 1+size {
		return 0, 0, errShort
	}
	at := r.b[1:]
	n = 0
	for i := range size {
		n = n<<8 | uint64(at[i])
	}
	r.b = r.b[1+size:]
	return major, n, nil
}

// want reads a head of one major type.
func (r *reader) want(major byte) (uint64, error) {
	got, n, err := r.head()
	if err == nil && got != major {
		err = fmt.Errorf("major type %d where %d is due", got>>5, major>>5)
	}
	return n, err
}

func (r *reader) null() bool {
	if len(r.b) > 0 && r.b[0] == cborNull {
		r.b = r.b[1:]
		return true
	}
	return false
}

func (r *reader) take(n uint64) (string, error) {
	if n > uint64(len(r.b)) {
		return "", errShort
	}
	part := r.b[:n]
	r.b = r.b[n:]
	return part, nil
}

func (r *reader) signed() (int64, error) {
	major, n, err := r.head()
	switch {
	case err != nil:
		return 0, err
	case n > math.MaxInt64:
		return 0, fmt.Errorf("%d is out of range", n)
	case major == majorUint:
		return int64(n), nil
	case major == majorInt:
		return ^int64(n), nil
	}
	return 0, fmt.Errorf("major type %d where a whole number is due", major>>5)
}

// read reads into a value that can be set. Null is the zero of any type.
func (p *plan) read(r *reader, v reflect.Value) error {
	if r.null() {
		v.SetZero()
		return nil
	}
	if r.depth++; r.depth > maxDepth {
		return errDeep
	}
	defer func() { r.depth-- }()
	switch p.form {
	case formBool:
		_, n, err := r.head()
		if err == nil && n != cborFalse&0x1f && n != cborTrue&0x1f {
			err = errors.New("neither true nor false")
		}
		v.SetBool(n == cborTrue&0x1f)
		return err
	case formInt:
		n, err := r.signed()
		if err == nil && v.OverflowInt(n) {
			err = fmt.Errorf("%d is out of range", n)
		}
		v.SetInt(n)
		return err
	case formUint:
		n, err := r.want(majorUint)
		if err == nil && v.OverflowUint(n) {
			err = fmt.Errorf("%d is out of range", n)
		}
		v.SetUint(n)
		return err
	case formText:
		s, err := r.bytes(majorText)
		v.SetString(s)
		return err
	case formBytes:
		return p.readBytes(r, v)
	case formInstant:
		ms, err := r.signed()
		if err == nil {
			*v.Addr().Interface().(*time.Time) = instant(ms)
		}
		return err
	case formList:
		return p.readList(r, v)
	case formArray:
		n, err := r.want(majorList)
		if err == nil && n != uint64(v.Len()) {
			err = fmt.Errorf("%d values where %d are due", n, v.Len())
		}
		for i := 0; err == nil && i < v.Len(); i++ {
			err = p.elem.read(r, v.Index(i))
		}
		return err
	case formMap:
		return p.readMap(r, v)
	case formPointer:
		v.Set(reflect.New(p.typ.Elem()))
		return p.elem.read(r, v.Elem())
	}
	return p.readStruct(r, v)
}

func (r *reader) bytes(major byte) (string, error) {
	n, err := r.want(major)
	if err != nil {
		return "", err
	}
	return r.take(n)
}

func (p *plan) readBytes(r *reader, v reflect.Value) error {
	b, err := r.bytes(majorBytes)
	if err != nil {
		return err
	}
	if v.Kind() == reflect.Slice {
		v.SetBytes(append([]byte{}, b...))
		return nil
	}
	if len(b) != v.Len() {
		return fmt.Errorf("%d bytes where %d are due", len(b), v.Len())
	}
	reflect.Copy(v, reflect.ValueOf([]byte(b)))
	return nil
}

func (p *plan) readList(r *reader, v reflect.Value) error {
	n, err := r.want(majorList)
	if err != nil {
		return err
	}
	if n > uint64(len(r.b)) { // each value takes a byte at least
		return errShort
	}
	// A list that only claims to be long takes no memory.
	v.Set(reflect.MakeSlice(p.typ, 0, int(min(n, 16))))
	for i := range int(n) {
		if i == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(i + 1)
		if err := p.elem.read(r, v.Index(i)); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func (p *plan) readMap(r *reader, v reflect.Value) error {
	n, err := r.want(majorMap)
	if err != nil {
		return err
	}
	if n > uint64(len(r.b)) {
		return errShort
	}
	m := reflect.MakeMap(p.typ)
	for range n {
		key, value := reflect.New(p.typ.Key()).Elem(), reflect.New(p.typ.Elem()).Elem()
		if err := p.key.read(r, key); err != nil {
			return fmt.Errorf("key: %w", err)
		}
		if err := p.elem.read(r, value); err != nil {
			return fmt.Errorf("[%v]: %w", key, err)
		}
		m.SetMapIndex(key, value)
	}
	v.Set(m)
	return nil
}

// readStruct reads fields in any order; those this release does not know are passed over.
// Fields that are not in the record stay as they are.
func (p *plan) readStruct(r *reader, v reflect.Value) error {
	n, err := r.want(majorMap)
	if err != nil {
		return err
	}
	next := 0
	for range n {
		f, err := p.nextField(r, &next)
		if err != nil {
			return fmt.Errorf("field name: %w", err)
		}
		if f == nil {
			if err := r.skip(); err != nil {
				return fmt.Errorf("an unknown field: %w", err)
			}
			continue
		}
		if err := f.plan.read(r, f.of(v)); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// nextField reads a field's name; nil for one that is not known. Fields are written in the
// order of the plan, so it is looked for there first.
func (p *plan) nextField(r *reader, next *int) (*field, error) {
	for i := *next; i < len(p.fields); i++ {
		f := &p.fields[i]
		if strings.HasPrefix(r.b, f.head) {
			r.b = r.b[len(f.head):]
			*next = i + 1
			return f, nil
		}
	}
	name, err := r.bytes(majorText)
	if err != nil {
		return nil, err
	}
	if i, known := p.named[name]; known {
		return &p.fields[i], nil
	}
	return nil, nil
}

// skip passes over one value of any sort.
func (r *reader) skip() error {
	if r.depth++; r.depth > maxDepth {
		return errDeep
	}
	defer func() { r.depth-- }()
	major, n, err := r.head()
	if err != nil {
		return err
	}
	inner := uint64(0)
	switch major {
	case majorBytes, majorText:
		_, err := r.take(n)
		return err
	case majorList:
		inner = n
	case majorMap:
		if n > math.MaxUint64/2 {
			return errShort
		}
		inner = 2 * n
	case majorTag:
		inner = 1
	}
	if inner > uint64(len(r.b)) {
		return errShort
	}
	for range inner {
		if err := r.skip(); err != nil {
			return err
		}
	}
	return nil
}
