package spec

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed blocks.schema.json
var schemaJSON []byte

const schemaURL = "mem:///blocks.schema.json"

// blockTypes maps a block's type to its definition in the schema, as read
// from KnownBlock.
var blockTypes = func() map[string]string {
	type definition struct {
		Ref        string `json:"$ref"`
		AnyOf      []json.RawMessage
		Properties struct {
			Type struct{ Const string } `json:"type"`
		} `json:"properties"`
	}
	var doc struct{ Definitions map[string]json.RawMessage }
	if err := json.Unmarshal(schemaJSON, &doc); err != nil {
		panic("spec: blocks.schema.json: " + err.Error())
	}
	// Definitions are read for a few fields only; those of another shape
	// leave them empty.
	read := func(raw json.RawMessage) (d definition) {
		_ = json.Unmarshal(raw, &d)
		return d
	}
	out := map[string]string{}
	for _, raw := range read(doc.Definitions["KnownBlock"]).AnyOf {
		ref := read(raw).Ref
		name := ref[strings.LastIndexByte(ref, '/')+1:]
		d := read(doc.Definitions[name])
		if len(d.AnyOf) > 0 { // an image is one of two shapes of one type
			d = read(d.AnyOf[0])
		}
		out[d.Properties.Type.Const] = name
	}
	return out
}()

// compiled gives a definition's schema; compiling all of them takes tens of
// milliseconds, so each is compiled when it is first needed.
var compiled = func() func(string) *jsonschema.Schema {
	var mu sync.Mutex
	var compiler *jsonschema.Compiler
	done := map[string]*jsonschema.Schema{}
	return func(name string) *jsonschema.Schema {
		mu.Lock()
		defer mu.Unlock()
		if compiler == nil {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(schemaJSON)))
			if err != nil {
				panic("spec: blocks.schema.json: " + err.Error())
			}
			compiler = jsonschema.NewCompiler()
			if err := compiler.AddResource(schemaURL, doc); err != nil {
				panic("spec: blocks.schema.json: " + err.Error())
			}
		}
		if done[name] == nil {
			done[name] = compiler.MustCompile(schemaURL + "#/definitions/" + name)
		}
		return done[name]
	}
}()

// structure checks a value against a definition and reports whether it
// stands.
func (c *checker) structure(name string, v any, at string) bool {
	err := compiled(name).Validate(v)
	if err == nil {
		return true
	}
	ve, ok := err.(*jsonschema.ValidationError)
	if !ok {
		c.add(at, err.Error())
		return false
	}
	c.explain(ve, at)
	return false
}

// explain turns a validation error into Slack's words. Where alternatives
// failed, only those the value's own type chose are explained further.
func (c *checker) explain(e *jsonschema.ValidationError, at string) {
	p := at + pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, m := range k.Missing {
			c.add(p, "missing required field: "+m)
		}
	case *kind.AdditionalProperties:
		for _, m := range k.Properties {
			c.add(p, "invalid additional property: "+m)
		}
	case *kind.Type:
		want := strings.Join(k.Want, " or ")
		article := "a "
		if strings.ContainsAny(want[:1], "aeio") {
			article = "an "
		}
		c.add(p, "must be "+article+want)
	case *kind.Enum:
		var want []string
		for _, w := range k.Want {
			want = append(want, fmt.Sprint(w))
		}
		c.add(p, "must be one of: "+strings.Join(want, ", "))
	case *kind.Const:
		c.add(p, fmt.Sprintf("must be one of: %v", k.Want))
	case *kind.AnyOf, *kind.OneOf:
		c.add(p, "failed to match all allowed schemas")
		for _, cause := range e.Causes {
			if !otherType(cause, e.InstanceLocation) {
				c.explain(cause, at)
			}
		}
	default:
		if len(e.Causes) == 0 {
			c.add(p, e.Error())
		}
		for _, cause := range e.Causes {
			c.explain(cause, at)
		}
	}
}

// otherType reports whether an alternative failed because it is of another
// type than the value at loc says it is.
func otherType(e *jsonschema.ValidationError, loc []string) bool {
	if k, ok := e.ErrorKind.(*kind.Const); ok && k != nil {
		return len(e.InstanceLocation) == len(loc)+1 && e.InstanceLocation[len(loc)] == "type"
	}
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		// A union of types is another type if all of its members are.
		return !slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool { return !otherType(c, loc) })
	}
	return slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool { return otherType(c, loc) })
}

func pointer(loc []string) string {
	var b strings.Builder
	for _, s := range loc {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(s))
	}
	return b.String()
}
