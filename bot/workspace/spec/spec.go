// Package spec says what is wrong with Block Kit blocks and views before a
// platform does: structure by JSON Schema, lengths and counts by a table of
// limits, and the few rules that stand in neither. Faults carry the JSON
// pointer and the wording Slack answers with.
//
// It knows one payload at a time: not who sends it, not how long the message
// is as a whole, nothing of what the platform does when it renders.
package spec

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A Surface is where blocks are shown.
type Surface string

// The surfaces.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

// A Fault is one thing wrong, at a JSON pointer.
type Fault struct{ Pointer, Message string }

func (f Fault) String() string { return f.Message + " [json-pointer:" + f.Pointer + "]" }

// maxBlocks is how many blocks each surface holds.
var maxBlocks = map[Surface]int{Message: 50, Modal: 100, Home: 100}

// Blocks checks an array of blocks; at is its pointer, such as "/blocks".
func Blocks(raw json.RawMessage, at string, on Surface) []Fault {
	v, err := decode(raw)
	list, ok := v.([]any)
	if err != nil || !ok {
		return []Fault{{at, "must provide an array"}}
	}
	c := &checker{}
	if n := len(list); n > maxBlocks[on] {
		c.add(at, "no more than "+strconv.Itoa(maxBlocks[on])+" items allowed")
	}
	c.blocks(list, at, on)
	return c.sorted()
}

// View checks a modal or a Home tab; at is its pointer, such as "/view".
func View(raw json.RawMessage, at string) []Fault {
	v, err := decode(raw)
	o, ok := v.(map[string]any)
	if err != nil || !ok {
		return []Fault{{at, "must provide an object"}}
	}
	c := &checker{}
	kind, name := Modal, "ModalView"
	switch o["type"] {
	case "modal":
	case "home":
		kind, name = Home, "HomeView"
	case nil:
		return []Fault{{at, "missing required field: type"}}
	default:
		return []Fault{{at + "/type", `must be one of: modal, home`}}
	}
	shell := map[string]any{}
	for k, v := range o {
		shell[k] = v
	}
	list, isList := o["blocks"].([]any)
	if isList {
		shell["blocks"] = []any{} // each block is checked on its own below
	}
	c.structure(name, shell, at)
	if isList {
		l := limits["view"]
		c.count(len(list), l["blocks"], at+"/blocks")
		c.blocks(list, at+"/blocks", kind)
	}
	c.view(o, at, list)
	return c.sorted()
}

func decode(raw json.RawMessage) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

type checker struct{ faults []Fault }

// sorted puts the faults in the payload's order; those of one place keep
// theirs.
func (c *checker) sorted() []Fault {
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
	return c.faults
}

func (c *checker) add(at, message string) {
	for _, f := range c.faults {
		if f.Pointer == at && f.Message == message {
			return
		}
	}
	c.faults = append(c.faults, Fault{at, message})
}

// blocks checks each block: its structure first, its lengths only if that
// stands.
func (c *checker) blocks(list []any, at string, on Surface) {
	ids := map[string]bool{}
	for i, v := range list {
		p := at + "/" + strconv.Itoa(i)
		b, ok := v.(map[string]any)
		if !ok {
			c.add(p, "must provide an object")
			continue
		}
		kind, _ := b["type"].(string)
		name, known := blockTypes[kind]
		switch {
		case kind == "":
			c.add(p, "missing required field: type")
			continue
		case !known:
			c.add(p+"/type", "unsupported type: "+kind)
			continue
		case !allowed(kind, on):
			c.add(p+"/type", "block type "+kind+" is not allowed in a "+string(on))
			continue
		}
		if !c.structure(name, b, p) {
			continue
		}
		c.lengths(kind, b, p)
		if id := text(b["block_id"]); id != "" {
			if ids[id] {
				c.add(p+"/block_id", "`block_id` already exists")
			}
			ids[id] = true
		}
	}
	c.rules(list, at, on)
}
