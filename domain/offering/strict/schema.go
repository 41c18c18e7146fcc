package strict

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Schema is the JSON Schema (2020-12) of files that Read reads into T, for editors and tests:
// the same keys, types and words, made from the same struct. What a value must refer to is
// beyond it.
func Schema[T any](title, about string) []byte {
	s := &schema{defs: map[string]any{}}
	root := s.object(reflect.TypeFor[T]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"], root["description"] = title, about
	if len(s.defs) > 0 {
		root["$defs"] = s.defs
	}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // maps of strings, numbers and lists always print
	}
	return append(out, '\n')
}

type schema struct{ defs map[string]any }

func (s *schema) object(t reflect.Type) map[string]any {
	props, must := map[string]any{}, []string{}
	for _, f := range fields(t) {
		p := s.of(f.typ)
		if f.one {
			p = map[string]any{"anyOf": []any{p, s.of(f.typ.Elem())}}
		}
		if f.doc != "" {
			p["description"] = f.doc
		}
		props[f.key] = p
		if f.must {
			must = append(must, f.key)
		}
	}
	out := map[string]any{"type": "object", "additionalProperties": false, "properties": props}
	if len(must) > 0 {
		out["required"] = must
	}
	return out
}

func (s *schema) of(t reflect.Type) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if sc, ok := reflect.New(t).Interface().(Scalar); ok {
		return sc.Schema()
	}
	if t.Kind() == reflect.Slice {
		if isMap(t) {
			e := t.Elem()
			return map[string]any{
				"type":                 "object",
				"propertyNames":        s.of(e.Field(0).Type),
				"additionalProperties": s.entry(e.Field(1).Type),
			}
		}
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	}
	name := strings.TrimSuffix(t.Name(), "File")
	if _, known := s.defs[name]; !known {
		s.defs[name] = nil // its own fields may name it again
		s.defs[name] = s.whole(t)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// whole is a struct that may have a short form.
func (s *schema) whole(t reflect.Type) any {
	long := s.object(t)
	for _, f := range fields(t) {
		if f.short {
			return map[string]any{"anyOf": []any{s.of(f.typ), long}}
		}
	}
	return long
}

// entry is a value under a free key: a list may be written as its single element.
func (s *schema) entry(t reflect.Type) map[string]any {
	p := s.of(t)
	if t.Kind() == reflect.Slice && !isMap(t) {
		return map[string]any{"anyOf": []any{p, s.of(t.Elem())}}
	}
	return p
}
