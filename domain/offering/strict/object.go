package strict

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

type options struct {
	label string
	one   bool
}

// A field is one key of a struct.
type field struct {
	key   string
	doc   string
	must  bool
	one   bool
	short bool
	index []int
	typ   reflect.Type
}

// fields lists the keys of a struct in the order of its fields, inlined ones where they stand.
func fields(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, ok := f.Tag.Lookup("key")
		if !ok {
			continue
		}
		words := strings.Split(tag, ",")
		if slices.Contains(words[1:], "inline") {
			for _, in := range fields(f.Type) {
				in.index = append([]int{i}, in.index...)
				out = append(out, in)
			}
			continue
		}
		out = append(out, field{
			key: words[0], doc: f.Tag.Get("doc"), typ: f.Type, index: []int{i},
			must:  slices.Contains(words[1:], "must"),
			one:   slices.Contains(words[1:], "one"),
			short: slices.Contains(words[1:], "short"),
		})
	}
	return out
}

func (r *reader) object(n *yaml.Node, v reflect.Value) {
	all := fields(v.Type())
	if n.Kind == yaml.ScalarNode {
		if i := slices.IndexFunc(all, func(f field) bool { return f.short }); i >= 0 {
			r.placed(n, v)
			r.value(n, v.FieldByIndex(all[i].index), options{label: all[i].key})
			return
		}
	}
	if n.Kind != yaml.MappingNode {
		r.faults.Add(ruleType.At(r.at(n), "a map of keys", kindOf(n)))
		return
	}
	r.placed(n, v)
	keys := make([]string, len(all))
	for i, f := range all {
		keys[i] = f.key
	}
	seen := map[string]int{}
	r.pairs(n, seen, func(k, val *yaml.Node) {
		i := slices.Index(keys, k.Value)
		if i < 0 {
			r.faults.Add(unknownKey(r.at(k), k.Value, keys))
			return
		}
		r.value(val, v.FieldByIndex(all[i].index), options{label: k.Value, one: all[i].one})
	})
	for _, f := range all {
		if _, ok := seen[f.key]; f.must && !ok {
			r.faults.Add(ruleMissing.At(r.at(n), f.key))
		}
	}
}

// unknownKey proposes the nearest known key, or lists them where none is near.
func unknownKey(p Pos, key string, known []string) Fault {
	f := ruleKey.At(p, Quote(key)).Meaning(key, known)
	f.Rule.Help = "known here: " + strings.Join(known, ", ")
	return f
}

// pairs walks the keys of a map once each; a repeated or unusable key is a fault.
func (r *reader) pairs(n *yaml.Node, seen map[string]int, do func(k, v *yaml.Node)) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, val := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind == yaml.ScalarNode && k.ShortTag() == "!!merge":
			r.faults.Add(ruleAnchor.At(r.at(k)))
		case !r.usable(k):
		case k.Kind != yaml.ScalarNode:
			r.faults.Add(ruleNoName.At(r.at(k), kindOf(k)))
		case seen[k.Value] > 0:
			r.faults.Add(ruleTwice.At(r.at(k), Quote(k.Value), seen[k.Value]))
		default:
			seen[k.Value] = k.Line
			do(k, val)
		}
	}
}

func (r *reader) placed(n *yaml.Node, v reflect.Value) {
	if p, ok := v.Addr().Interface().(interface{ place(Pos, bool) }); ok {
		p.place(r.at(n), false)
	}
}

// An Entry is one pair of a Map.
type Entry[K, V any] struct {
	Key   K
	Value V
}

// A Map is a map whose keys the file chooses, in the file's order. K is a struct whose pointer
// is a Scalar.
type Map[K, V any] []Entry[K, V]

func (Map[K, V]) freeKeys() {}

func isMap(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[interface{ freeKeys() }]())
}

func (r *reader) entries(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.faults.Add(ruleType.At(r.at(n), "a map of keys", kindOf(n)))
		return
	}
	r.pairs(n, map[string]int{}, func(k, val *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		key := e.Field(0).Addr().Interface().(Scalar)
		before := len(r.faults)
		quoted := *k
		quoted.Tag = "!!str" // a key such as 2026 is a word all the same
		r.scalar(&quoted, key)
		if len(r.faults) > before {
			return
		}
		r.value(val, e.Field(1), options{label: k.Value, one: e.Field(1).Kind() == reflect.Slice})
		v.Set(reflect.Append(v, e))
	})
}
